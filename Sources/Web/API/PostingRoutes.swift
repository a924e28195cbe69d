import Access
import Desk
import HTTPTypes
import Hummingbird
import Ledger
import Primitives

/// Internal bookings as JSON, for the accountant and for interfaces of other systems.
struct PostingRoutes: Sendable {
  let desks: Desks

  var routes: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/clearing-accounts", .permission(.ledgerPost), "开立待清算账户", "Open clearing accounts",
        body: .json(WirePosting.accounts), answer: .json(WireAccounts.shape, .created)
      ) { call in
        let first = Int64(try call.integer("first"))
        let opened = try await desks.posting.openAccounts(
          first..<(first + Int64(try call.integer("count"))), try WirePosting.currency(call), by: try call.signOn)
        return Answer.json(WireAccounts(accounts: opened.map { "\($0)" }), .created)
      },
      Route(
        .post, "/api/v1/postings", .permission(.ledgerPost), "内部记账", "Post between clearing accounts",
        body: .json(WirePosting.request), answer: .json(WirePosting.shape, .created)
      ) { call in
        let posted = try await desks.posting.post(try WirePosting.read(call), by: try call.signOn)
        return Answer.json(WirePosting(posted.journal), posted.isNew ? .created : .ok)
      },
    ]
  }
}

struct WireAccounts: WireForm {
  let accounts: [String]

  static let shape = WireShape(
    "ClearingAccounts", Bilingual(zh: "待清算账户", en: "Clearing accounts"),
    [.init("accounts", .list(.text(.digits, length: 16...16)), "their numbers")])
}

/// A booking that was made.
struct WirePosting: WireForm {
  let journal: String
  let businessDate: String
  let entries: [WireLeg]

  struct WireLeg: WireForm {
    let account: String
    let side: String
    let amount: String

    static let shape = WireShape(
      "PostingLeg", Bilingual(zh: "分录", en: "One side of a booking"),
      [
        .init("account", .text(.digits, length: 16...16), "clearing account"),
        .init("side", .oneOf(["debit", "credit"]), "side"),
        .init("amount", .text(length: 1...24), "decimal: 1234.50"),
      ])
  }

  init(_ journal: Journal) {
    self.journal = "\(journal.id)"
    businessDate = "\(journal.businessDate)"
    entries = journal.entries.map {
      WireLeg(account: "\($0.leg.account)", side: "\($0.leg.side)", amount: $0.leg.amount.decimal)
    }
  }

  static let shape = WireShape(
    "Posting", Bilingual(zh: "记账结果", en: "A booking"),
    [
      .init("journal", .text(.hex, length: 32...32), "its id"), .init("businessDate", .date, "accounting day"),
      .init("entries", .list(.shape(WireLeg.shape)), "its entries"),
    ])

  static let request = WireShape(
    "PostingRequest", Bilingual(zh: "内部记账", en: "A booking to be made"),
    [
      .init("idempotencyKey", .text(.hex, length: 32...32), "one intention, one key"),
      .init("code", .integer(9100...9199), "kind of business"), .init("currency", .text(length: 3...3), "ISO 4217"),
      .init("valueDate", .date, "interest counts from; the accounting day if absent", required: false),
      .init("legs", .list(.shape(WireLeg.shape), most: 200), "debits equal credits"),
    ])

  static let accounts = WireShape(
    "ClearingOpening", Bilingual(zh: "开立待清算账户", en: "Clearing accounts to be opened"),
    [
      .init("currency", .text(length: 3...3), "ISO 4217"), .init("first", .integer(1...999_999), "first number"),
      .init("count", .integer(1...1000), "how many"),
    ])

  static func currency(_ call: Call) throws -> Currency {
    guard let currency = Currency(code: try call.text("currency")) else {
      throw WebRefusal.wrongForm("currency", "币种，例如 CNY", "a currency such as CNY")
    }
    return currency
  }

  /// - Throws: `web.form` at the field, `money.…`.
  static func read(_ call: Call) throws -> PostingDesk.Request {
    guard let key = IdempotencyKey(try call.text("idempotencyKey")) else { throw WebRefusal.missing("idempotencyKey") }
    let currency = try currency(call)
    let legs = try call.list("legs").enumerated().map { index, leg -> Leg in
      guard case .object(let members) = leg, case .text(let account)? = members["account"],
        case .text(let side)? = members["side"], case .text(let amount)? = members["amount"]
      else { throw WebRefusal.missing("legs[\(index)]") }
      guard let number = Int64(account), number > 0 else {
        throw WebRefusal.wrongForm("legs[\(index)].account", " 16 位账号", "an account of 16 digits")
      }
      return Leg(
        account: LedgerAccountID(number: number), side: side == "debit" ? .debit : .credit,
        amount: try Money(parsing: amount, currency, field: "legs[\(index)].amount"))
    }
    return PostingDesk.Request(
      key: key, code: try call.integer("code"), legs: legs,
      valueDate: call.optionalText("valueDate").flatMap { BusinessDate($0) })
  }
}
