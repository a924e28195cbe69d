import Audit
import Ledger
import Primitives
import Storage

/// One deed with cash: who does it and the identities drawn for its journal before the transaction.
package struct CashDeed: Sendable {
  package let actor: CounterActor
  package let journal: JournalID
  package let key: IdempotencyKey
  package let at: Moment

  package init(actor: CounterActor, journal: JournalID, key: IdempotencyKey, at: Moment) {
    self.actor = actor
    self.journal = journal
    self.key = key
    self.at = at
  }
}

/// The second of two persons that a deed needs; who he is was proved before the transaction.
package struct SecondPerson: Sendable, Equatable {
  package let staff: StaffID
  package let number: String

  package init(staff: StaffID, number: String) {
    self.staff = staff
    self.number = number
  }
}

/// What every move of cash inside the bank needs: the books, the boxes, and one way to post, number and record.
struct TillGround: Sendable {
  let ledger: LedgerBooks
  let audit: AuditBook
  let calendar: BankCalendar
  let parameters: BankParameters
  let numbers: JournalNumbers
  let tills: Tills
  var cash: TillCash { TillCash(ledger: ledger) }
  var accounts: LedgerOpening { LedgerOpening(ledger: ledger) }
  var limits: TillLimits { TillLimits(parameters: parameters) }

  func today(_ actor: CounterActor, in tx: any ReadTransaction) throws -> BusinessDate {
    try calendar.businessDate(of: actor.institution, in: tx)
  }

  /// The open box of whoever acts, locked, with what lies in it.
  ///
  /// - Throws: `Refusal` `till.closed`.
  func ownBox(_ actor: CounterActor, in tx: any WriteTransaction) throws -> TillView {
    guard let seen = try tills.box(of: actor.staff, in: tx),
      let box = try tills.find(seen.institution, seen.box, lock: true, in: tx),
      box.institution == actor.institution, box.teller == actor.staff
    else { throw CashRefusal.tillClosed }
    return try tills.view(box, in: tx)
  }

  /// - Throws: `Refusal` `till.no-currency`.
  func drawer(_ currency: Currency, of view: TillView) throws -> CashCount {
    guard let drawer = view.drawer(currency) else { throw CashRefusal.tillCurrency(currency) }
    return drawer
  }

  /// Counts that say something, each currency once, in denominations known today.
  ///
  /// - Throws: `Refusal` `till.nothing`, `cash.unknown-denomination`, `cash.no-denominations`.
  func check(
    _ counts: [CashCount], at institution: InstitutionID, _ today: BusinessDate, in tx: any ReadTransaction
  ) throws -> [CashCount] {
    let counts = counts.filter { !$0.isEmpty }
    guard !counts.isEmpty, Set(counts.map(\.currency)).count == counts.count else { throw TillRefusal.nothing }
    for count in counts {
      let known = try parameters.denominations(of: count.currency, at: institution, on: today, in: tx)
      try count.check(against: known, field: "counts")
    }
    return counts
  }

  /// The pieces can leave the box: they lie in it and are promised to nobody.
  ///
  /// - Throws: `Refusal` `till.no-currency`, `till.pieces-missing`.
  func requireFree(_ pieces: CashCount, in view: TillView, tx: any ReadTransaction) throws {
    let free = try cash.free(try drawer(pieces.currency, of: view), in: view.box, in: tx)
    for line in pieces.lines {
      let have = free.lines.first { $0.denomination == line.denomination }?.pieces ?? 0
      guard have >= line.pieces else {
        throw TillRefusal.piecesMissing(Money(minor: line.denomination, pieces.currency), have)
      }
    }
  }

  /// Posts under a journal number of the day.
  ///
  /// - Throws: `Refusal` `banking.key-reused` and those of `LedgerBooks.post`.
  func post(
    _ deed: CashDeed, code: Int, _ legs: [Leg], _ today: BusinessDate, in tx: any WriteTransaction
  ) throws -> JournalNumber {
    let institution = deed.actor.institution
    let posted = try ledger.post(
      PostingOrder(
        journal: deed.journal, key: deed.key, institution: institution, code: code, legs: legs, businessDate: today,
        valueDate: today, recordedAt: deed.at, reference: nil, reverses: nil), in: tx)
    guard posted.id == deed.journal else { throw BankingRefusal.keyReused }
    return try number(deed, journal: deed.journal, today, in: tx)
  }

  /// A journal number, ended at once. Without a posting it stands for the deed itself.
  func number(
    _ deed: CashDeed, journal: JournalID?, _ today: BusinessDate, in tx: any WriteTransaction
  ) throws -> JournalNumber {
    let itself = journal == nil ? CaseID(high: deed.journal.high, low: deed.journal.low) : nil
    let number = try numbers.allot(
      deed.actor.institution, today, caseID: itself, journal: journal, at: deed.at, in: tx)
    try numbers.end(number, .settled, at: deed.at, in: tx)
    return number
  }

  func record(
    _ deed: CashDeed, _ action: String, _ subject: String, _ today: BusinessDate, _ detail: [String: String],
    in tx: any WriteTransaction
  ) throws {
    try audit.append(deed.actor.entry(action, subject, at: deed.at, today, detail), in: tx)
  }

  func subject(_ box: TillBox) -> String { "till:\(box.institution)-\(box.box)" }

  static func reason(_ text: String) throws -> String {
    guard (1...200).contains(text.count), !text.allSatisfy(\.isWhitespace) else { throw TillRefusal.reason }
    return text
  }
}
