import Banking
import Desk
import Primitives

/// Bodies and answers of the routes of tills and vault.
enum TillForms {
  private static let counts = WireMember(
    "counts", .list(.text(length: 3...400), most: 8), "one per currency: CNY 100*50,50*20")

  static let cash = WireShape("TillCash", Bilingual(zh: "现金", en: "Cash by denomination"), [counts])
  static let exchange = WireShape(
    "TillExchange", Bilingual(zh: "券别兑换", en: "An exchange of denominations"),
    [
      .init("received", .text(length: 3...400), "CNY 100*1"), .init("given", .text(length: 3...400), "CNY 50*2"),
    ])
  static let offer = WireShape(
    "TillOfferRequest", Bilingual(zh: "调款", en: "Cash for a colleague"),
    [
      .init("receiver", .text(length: 1...20), "staff number"), .init("count", .text(length: 3...400), "CNY 100*5"),
    ])
  static let difference = WireShape(
    "TillDifferenceRequest", Bilingual(zh: "登记长短款并关箱", en: "Close with a difference"),
    [
      .init("supervisor", .text(length: 1...20), "staff number of who agrees"),
      .init("password", .text(length: 1...256), "that person's"), .init("reason", .text(length: 1...200), "reason"),
    ])
  static let seal = WireShape(
    "TillSealing", Bilingual(zh: "封箱", en: "Seal a till"),
    [counts, .init("seal", .text(length: 1...40), "number of the seal")])
  static let vaultMove = WireShape(
    "VaultMove", Bilingual(zh: "出入库", en: "Vault cash in or out"),
    [
      .init("direction", .oneOf(["in", "out"]), "seen from the vault"),
      .init("counterparty", .text(.digits, length: 6...6), "institution; absent: the central bank", required: false),
      .init("count", .text(length: 3...400), "CNY 100*5000"), .init("second", .text(length: 1...20), "staff number"),
      .init("password", .text(length: 1...256), "the second person's"),
    ])
  static let resolution = WireShape(
    "DifferenceResolution", Bilingual(zh: "核销长短款", en: "A difference is explained"),
    [
      .init("box", .integer(1...9999), "box"), .init("session", .integer(1...1_000_000), "session of the box"),
      .init("currency", .text(length: 3...3), "ISO 4217"), .init("note", .text(length: 1...200), "what was found out"),
    ])
}

struct WireNumber: WireForm {
  let number: String

  init(_ number: JournalNumber) { self.number = "\(number)" }

  static let shape = WireShape(
    "JournalNumber", Bilingual(zh: "流水号", en: "A journal number"),
    [.init("number", .text(), "outlet-date-number")])
}

struct WireChange: WireForm {
  let possible: Bool
  let count: String

  init(_ count: CashCount?) { (possible, self.count) = (count != nil, count?.text ?? "") }

  static let shape = WireShape(
    "Change", Bilingual(zh: "找零建议", en: "The fewest pieces for an amount"),
    [.init("possible", .flag, "the till can pay it"), .init("count", .text(), "100*1,20*2")])
}

struct WireOffer: WireForm {
  let id: String
  let giver: String
  let count: String
  let amount: WireMoney
  let state: String

  init(_ offer: TillOffer) {
    id = "\(offer.id)"
    giver = offer.giverNumber
    count = offer.pieces.text
    amount = WireMoney(offer.pieces.total)
    state = offer.state.rawValue
  }

  static let shape = WireShape(
    "TillOffer", Bilingual(zh: "调款", en: "Cash held out"),
    [
      .init("id", .text(.hex, length: 32...32), "id"), .init("giver", .text(), "staff number"),
      .init("count", .text(), "100*5"), .init("amount", .shape(WireMoney.shape), "sum"),
      .init("state", .oneOf(["open", "accepted", "refused", "withdrawn"]), "state"),
    ])
}

struct WireOffers: WireForm {
  let offers: [WireOffer]

  static let shape = WireShape(
    "TillOffers", Bilingual(zh: "待接收的调款", en: "Open offers"),
    [.init("offers", .list(.shape(WireOffer.shape)), "the oldest first")])
}

struct WireTillCheck: WireForm {
  let agrees: Bool

  static let shape = WireShape(
    "TillCheck", Bilingual(zh: "查库结果", en: "A check's result"), [.init("agrees", .flag, "count and books are one")])
}

struct WireBalance: WireForm {
  struct Line: WireForm {
    let currency: String
    let vault: String
    let tills: String
    let sealed: String
    let ledger: String

    init(_ line: OutletBalance.Line) {
      currency = line.currency.code
      (vault, tills, sealed, ledger) = (
        line.vault.decimal, line.tills.decimal, line.sealed.decimal, line.ledger.decimal
      )
    }

    static let shape = WireShape(
      "BalanceLine", Bilingual(zh: "一种货币", en: "One currency"),
      [
        .init("currency", .text(length: 3...3), "ISO 4217"), .init("vault", .text(), "decimal"),
        .init("tills", .text(), "decimal"), .init("sealed", .text(), "decimal"), .init("ledger", .text(), "decimal"),
      ])
  }

  let lines: [Line]

  init(_ lines: [OutletBalance.Line]) { self.lines = lines.map(Line.init) }

  static let shape = WireShape(
    "OutletBalance", Bilingual(zh: "网点轧账", en: "Cash and books of an outlet"),
    [.init("lines", .list(.shape(Line.shape)), "by currency")])
}
