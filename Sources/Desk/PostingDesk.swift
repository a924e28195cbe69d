import Access
import Audit
import Banking
import Ledger
import Primitives
import Storage

/// Bookings between the bank's own clearing accounts under the accountant's authority: by people, or by an
/// interface of a business hall. Customers' and cash accounts move at the counter only, where a customer signs.
///
/// Orders that arrive while one batch is being committed make up the next one: each is judged alone and audited
/// alone, and many share a commit.
package struct PostingDesk: Sendable {
  package static let chain = ChainName.server("posting")
  /// Orders that may wait; one more is refused with `storage.busy`.
  package static let waitingLimit = 4096
  /// Orders in one commit at most.
  package static let batchLimit = 256

  private let house: House
  private let queue: PostingQueue

  package init(_ house: House) {
    self.house = house
    queue = PostingQueue(limit: Self.waitingLimit, batch: Self.batchLimit) { [house] requests in
      try await Self.post(requests, house)
    }
  }

  /// What is asked for, as read from the wire.
  package struct Request: Sendable {
    package let key: IdempotencyKey
    package let code: Int
    package let legs: [Leg]
    package let valueDate: BusinessDate?

    /// - Parameter code: 9100 to 9199.
    package init(key: IdempotencyKey, code: Int, legs: [Leg], valueDate: BusinessDate? = nil) {
      self.key = key
      self.code = code
      self.legs = legs
      self.valueDate = valueDate
    }
  }

  struct Signed: Sendable {
    let request: Request
    let signOn: SignOn
    let journal: JournalID
    let at: Moment
  }

  /// Kinds of bookings that may be made here (交易码 91xx).
  package static let codes = 9100...9199

  /// Posts once per key.
  ///
  /// - Returns: the journal, and whether this very call posted it.
  /// - Throws: `posting.code`, `posting.account` (no clearing account of this institution), `access.forbidden`,
  ///   the refusals of `LedgerBooks.post`, `storage.busy`.
  package func post(_ request: Request, by signOn: SignOn) async throws -> (journal: Journal, isNew: Bool) {
    try signOn.require(.ledgerPost)
    guard Self.codes.contains(request.code) else { throw PostingRefusal.code(Self.codes) }
    for (index, leg) in request.legs.enumerated()
    where !BankChart.isClearing(leg.account) || leg.account.institution != signOn.institution.id {
      throw PostingRefusal.account(index)
    }
    let now = house.time.now
    let signed = Signed(request: request, signOn: signOn, journal: JournalID(at: now, from: house.entropy), at: now)
    let journal = try await queue.submit(signed)
    return (journal, journal.id == signed.journal)
  }

  /// Opens clearing accounts of the accountant's institution.
  ///
  /// - Throws: `access.forbidden`, `clearing.numbers`, `ledger.account-exists`.
  package func openAccounts(
    _ range: Range<Int64>, _ currency: Currency, by signOn: SignOn
  ) async throws -> [LedgerAccountID] {
    try signOn.require(.ledgerPost)
    let now = house.time.now
    return try await house.database.write { [house] tx in
      let date = try house.banking.calendar.businessDate(of: signOn.institution.id, in: tx)
      let ids = try house.banking.clearing.open(range, at: signOn.institution.id, currency, on: date, in: tx)
      try house.audit.append(
        AuditEntry(
          chain: signOn.chain, institution: signOn.institution.id, at: now, businessDate: date,
          actor: signOn.staff.number, action: "clearing.opened", subject: "account:\(ids[0])",
          detail: ["count": "\(ids.count)", "currency": currency.code]), in: tx)
      return ids
    }
  }

  /// One transaction for all: postings, and an audit entry for each that is new.
  private static func post(_ requests: [Signed], _ house: House) async throws -> [Result<Posted, Refusal>] {
    try await house.database.write(.keyed) { tx in
      var days: [InstitutionID: BusinessDate] = [:]
      for place in Set(requests.map(\.signOn.institution.id)) {
        days[place] = try house.banking.calendar.businessDate(of: place, in: tx)
      }
      let orders = requests.map { signed in
        let place = signed.signOn.institution.id
        let day = days[place] ?? BusinessDate(daysSince1970: 0)
        return PostingOrder(
          journal: signed.journal, key: signed.request.key, institution: place, code: signed.request.code,
          legs: signed.request.legs, businessDate: day, valueDate: signed.request.valueDate ?? day,
          recordedAt: signed.at)
      }
      let results = try zip(house.ledger.post(orders, in: tx), zip(orders, requests)).map { result, asked in
        try Self.onLaterDay(result, asked.0, asked.1.request, house, in: tx)
      }
      let entries = zip(requests, results).compactMap { signed, result -> AuditEntry? in
        guard case .success(let posted) = result, posted.isNew else { return nil }
        return entry(posted.journal, signed)
      }
      for (_, ofOne) in Dictionary(grouping: entries, by: \.institution).sorted(by: { $0.key < $1.key }) {
        try house.audit.append(ofOne, in: tx)
      }
      return results
    }
  }

  /// A request without a value date is valued on the day it was first posted, also when it is sent once more after
  /// the cut-off: the same key and content give the same answer.
  private static func onLaterDay(
    _ result: Result<Posted, Refusal>, _ order: PostingOrder, _ request: Request, _ house: House,
    in tx: any WriteTransaction
  ) throws -> Result<Posted, Refusal> {
    guard request.valueDate == nil, case .failure(let refusal) = result, refusal.code == "ledger.key-reused",
      let first = try house.ledger.journal(key: order.key, institution: order.institution, in: tx),
      first.valueDate != order.valueDate
    else { return result }
    let again = PostingOrder(
      journal: order.journal, key: order.key, institution: order.institution, code: order.code, legs: order.legs,
      businessDate: order.businessDate, valueDate: first.valueDate, recordedAt: order.recordedAt)
    return try house.ledger.post([again], in: tx)[0]
  }

  private static func entry(_ journal: Journal, _ signed: Signed) -> AuditEntry {
    AuditEntry(
      chain: chain, institution: journal.institution, at: signed.at, businessDate: journal.businessDate,
      actor: signed.signOn.staff.number, action: "ledger.posted", subject: "journal:\(journal.id)",
      detail: ["code": "\(journal.code)", "legs": "\(journal.entries.count)"])
  }
}

/// Every "no" of the posting desk itself.
enum PostingRefusal {
  static func code(_ range: ClosedRange<Int>) -> Refusal {
    Refusal(
      .invalid, "posting.code", field: "code", limit: "\(range.lowerBound)–\(range.upperBound)",
      zh: "内部记账的交易码为 \(range.lowerBound) 至 \(range.upperBound)。",
      en: "Codes of internal bookings run from \(range.lowerBound) to \(range.upperBound).",
      remedyZh: "请更正交易码。", remedyEn: "Correct the code.")
  }

  static func account(_ index: Int) -> Refusal {
    Refusal(
      .forbidden, "posting.account", field: "legs[\(index)].account", zh: "内部记账只能使用本机构的待清算账户。",
      en: "Internal bookings use clearing accounts of one's own institution only.",
      remedyZh: "客户账户和现金账户请通过柜面业务办理。",
      remedyEn: "Customers' and cash accounts move through the counter's services.")
  }
}
