import Banking
import Desk
import Primitives

/// Bodies of the routes of blank vouchers and counterfeits.
enum VoucherForms {
  private static let kindOf = WireMember("kind", .text(.name, length: 1...40), "kind of voucher, such as certificate")
  private static let number = WireSchema.integer(1...VoucherStock.largestNumber)
  private static let pieces = WireSchema.integer(0...VoucherStock.mostAtOnce)

  static let kind = WireShape("VoucherKind", Bilingual(zh: "凭证种类", en: "A kind of voucher"), [kindOf])
  static let receipt = WireShape(
    "VoucherReceipt", Bilingual(zh: "凭证入库", en: "Numbers that came in"),
    [kindOf, .init("first", number, "first number"), .init("last", number, "last number")])
  static let handOut = WireShape(
    "VoucherHandOut", Bilingual(zh: "凭证领用", en: "Numbers for a teller"),
    [kindOf, .init("pieces", pieces, "how many"), .init("teller", .text(length: 1...20), "staff number")])
  static let end = WireShape(
    "VoucherEnd", Bilingual(zh: "凭证使用或作废", en: "A number is used or void"),
    [
      kindOf, .init("number", number, "the teller's next number"), .init("end", .oneOf(["used", "void"]), "which"),
      .init("purpose", .text(length: 1...100), "what for, or why void"),
    ])
  static let count = WireShape(
    "VoucherCount", Bilingual(zh: "凭证盘点", en: "The day's count of one kind"),
    [kindOf, .init("pieces", pieces, "found")])
  static let destruction = WireShape(
    "VoucherDestruction", Bilingual(zh: "凭证销毁", en: "A voided number is destroyed"),
    [
      kindOf, .init("number", number, "a voided number"), .init("second", .text(length: 1...20), "staff number"),
      .init("password", .text(length: 1...256), "the second person's"),
    ])
  static let counterfeit = WireShape(
    "CounterfeitTaking", Bilingual(zh: "收缴假币", en: "Counterfeits of one kind and face value"),
    [
      .init("documentType", .oneOf(["resident-id", "other"]), "the holder's document"),
      .init("documentNumber", .text(length: 1...40), "its number"), .init("name", .text(length: 1...64), "the holder"),
      .init("currency", .text(length: 3...3), "ISO 4217"), .init("denomination", .text(length: 1...20), "decimal"),
      .init("kind", .oneOf(["forged", "altered"]), "imitated, or made out of real money"),
      .init("serials", .list(.text(length: 1...20), most: CounterfeitRegister.mostNotes), "one per piece"),
      .init("second", .text(length: 1...20), "staff number"),
      .init("password", .text(length: 1...256), "that person's"),
    ])
}

struct WireRange: WireForm {
  let first: Int64
  let last: Int64

  init(_ range: ClosedRange<Int64>) { (first, last) = (range.lowerBound, range.upperBound) }

  static let shape = WireShape(
    "VoucherRange", Bilingual(zh: "号段", en: "Numbers without gaps"),
    [
      .init("first", .integer(1...VoucherStock.largestNumber), "first number"),
      .init("last", .integer(1...VoucherStock.largestNumber), "last number"),
    ])
}

struct WireVouchers: WireForm {
  struct Lot: WireForm {
    let kind: String
    let holder: String?
    let next: Int64
    let last: Int64

    static let shape = WireShape(
      "VoucherLot", Bilingual(zh: "号段", en: "Numbers with one holder"),
      [
        .init("kind", .text(), "kind"), .init("holder", .text(), "staff number; absent: the outlet", required: false),
        .init("next", .integer(1...VoucherStock.largestNumber), "first one left"),
        .init("last", .integer(1...VoucherStock.largestNumber), "last number"),
      ])
  }

  struct Sheet: WireForm {
    let kind: String
    let received: Int64
    let used: Int64
    let void: Int64
    let left: Int64

    static let shape = WireShape(
      "VoucherSheet", Bilingual(zh: "登记簿", en: "received − used − void = left"),
      [.init("kind", .text(), "kind")]
        + ["received", "used", "void", "left"].map { .init($0, .integer(0...VoucherStock.largestNumber), "pieces") })
  }

  let sheets: [Sheet]
  let lots: [Lot]

  init(_ view: TillDesk.VoucherView) {
    sheets = view.sheets.map {
      Sheet(kind: $0.kind, received: $0.received, used: $0.used, void: $0.void, left: $0.left)
    }
    lots = view.lots.map { Lot(kind: $0.lot.kind, holder: $0.holder, next: $0.lot.next, last: $0.lot.last) }
  }

  static let shape = WireShape(
    "Vouchers", Bilingual(zh: "重要空白凭证", en: "Blank vouchers"),
    [
      .init("sheets", .list(.shape(Sheet.shape)), "by kind"), .init("lots", .list(.shape(Lot.shape)), "what is left"),
    ])
}

struct WireCounterfeit: WireForm {
  let id: String
  let number: String
  let holder: String
  let teller: String
  let second: String
  let serials: [String]

  init(_ entry: CounterfeitRegister.Entry) {
    id = "\(entry.id)"
    number = "\(entry.number)"
    holder = entry.nameMasked
    (teller, second) = (entry.tellerNumber, entry.secondNumber)
    serials = entry.notes.map(\.serial)
  }

  static let shape = WireShape(
    "Counterfeit", Bilingual(zh: "假币收缴凭证", en: "A receipt for counterfeits"),
    [
      .init("id", .text(.hex, length: 32...32), "id"), .init("number", .text(), "number of the receipt"),
      .init("holder", .text(), "masked"), .init("teller", .text(), "staff number"),
      .init("second", .text(), "staff number"), .init("serials", .list(.text()), "one per piece"),
    ])
}

struct WireCounterfeits: WireForm {
  let entries: [WireCounterfeit]

  static let shape = WireShape(
    "Counterfeits", Bilingual(zh: "假币登记簿", en: "The register of counterfeits"),
    [.init("entries", .list(.shape(WireCounterfeit.shape)), "by number")])
}

/// Cash short or over that nobody has explained yet.
struct WireDifferences: WireForm {
  struct Difference: WireForm {
    let number: String
    let box: Int64
    let session: Int64
    let kind: String
    let amount: WireMoney
    let supervisor: String
    let reason: String

    init(_ found: TillDifference) {
      number = "\(found.number)"
      (box, session, kind) = (found.box, found.session, found.kind.rawValue)
      amount = WireMoney(found.amount)
      (supervisor, reason) = (found.supervisorNumber, found.reason)
    }

    static let shape = WireShape(
      "TillDifference", Bilingual(zh: "长短款", en: "Cash short or over"),
      [
        .init("number", .text(), "journal number"), .init("box", .integer(1...9999), "box"),
        .init("session", .integer(1...1_000_000), "session of the box"),
        .init("kind", .oneOf(TillDifference.Kind.allCases.map(\.rawValue)), "kind"),
        .init("amount", .shape(WireMoney.shape), "never below zero"), .init("supervisor", .text(), "who agreed"),
        .init("reason", .text(), "reason"),
      ])
  }

  let differences: [Difference]

  static let shape = WireShape(
    "TillDifferences", Bilingual(zh: "未处理的长短款", en: "Differences to be resolved"),
    [.init("differences", .list(.shape(Difference.shape)), "the oldest first")])
}
