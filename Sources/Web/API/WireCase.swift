import Desk
import Primitives

/// A case as programs see it.
struct WireCase: WireForm {
  let id: String
  let state: String
  let service: String
  let code: Int
  let number: String?
  let accountNumber: String?
  let depositNumber: String?
  let approvedBy: String?
  let amount: WireMoney?
  let businessDate: String
  let openedAt: String
  let deadline: String?
  let teller: String
  let release: String?
  let handBack: String
  let documentId: String?
  let receiptUrl: String?
  let rating: Int?
  let ended: Bool

  init(_ record: Case) {
    id = "\(record.id)"
    state = "\(record.state)"
    service = record.service
    code = record.serviceCode
    number = record.number
    accountNumber = record.accountNumber
    depositNumber = record.facts["depositNumber"]
    approvedBy = record.facts["approvedBy"]
    amount = record.amount.map(WireMoney.init)
    businessDate = "\(record.businessDate)"
    openedAt = record.openedAt.iso8601
    deadline = record.deadline?.iso8601
    teller = record.tellerNumber
    release = record.release?.rawValue
    handBack = "\(record.handBack)"
    documentId = record.document.map { "\($0)" }
    receiptUrl = record.state == .settled ? record.facts["receiptUrl"] : nil
    rating = record.rating
    ended = record.endedAt != nil
  }

  static let states = ["opened", "waiting", "drafted", "settled", "released"]

  static let shape = WireShape(
    "Case", Bilingual(zh: "一笔业务", en: "A case"),
    [
      .init("id", .text(.hex, length: 32...32), "its id"), .init("state", .oneOf(states), "what the database knows"),
      .init("service", .text(), "id of the service"), .init("code", .integer(1...9999), "transaction code"),
      .init("number", .text(), "journal number, once prepared", required: false),
      .init("accountNumber", .text(), "the account", required: false),
      .init("depositNumber", .text(), "the deposit under a contract", required: false),
      .init("approvedBy", .text(), "who agreed to it, or a dash", required: false),
      .init("amount", .shape(WireMoney.shape), "the amount", required: false),
      .init("businessDate", .text(length: 10...10), "accounting day"), .init("openedAt", .text(), "UTC, ISO 8601"),
      .init("deadline", .text(), "released then, UTC", required: false), .init("teller", .text(), "staff number"),
      .init("release", .text(), "why it ended without posting", required: false),
      .init("handBack", .oneOf(["none", "due", "done"]), "cash to be given back"),
      .init("documentId", .text(.hex, length: 32...32), "the sealed voucher", required: false),
      .init("receiptUrl", .text(), "the customer's receipt", required: false),
      .init("rating", .integer(1...5), "one to five", required: false), .init("ended", .flag, "explicitly ended"),
    ])
}

struct WireCases: WireForm {
  let cases: [WireCase]

  static let shape = WireShape(
    "Cases", Bilingual(zh: "流水", en: "Cases, newest first"), [.init("cases", .list(.shape(WireCase.shape)), "cases")])
}

/// What a form says so far.
struct WireCheck: WireForm {
  struct Remark: WireForm {
    let field: String
    let text: WireText

    static let shape = WireShape(
      "Remark", Bilingual(zh: "提示", en: "A remark beside a field"),
      [.init("field", .text(), "field"), .init("text", .shape(WireText.shape), "remark")])
  }

  struct Line: WireForm {
    let side: WireText
    let account: WireText
    let amount: WireMoney

    static let shape = WireShape(
      "BookedLine", Bilingual(zh: "分录", en: "One line of what would be booked"),
      [
        .init("side", .shape(WireText.shape), "debit or credit"), .init("account", .shape(WireText.shape), "account"),
        .init("amount", .shape(WireMoney.shape), "amount"),
      ])
  }

  let findings: [Remark]
  let errors: [Problem.Item]
  let booked: [Line]
  let rule: String
  let reasons: [WireText]
  let prefill: [String: String]
  let amountCapitals: String?

  init(_ check: CaseCheck) {
    findings = check.findings.sorted { $0.key < $1.key }.map { Remark(field: $0.key, text: WireText($0.value)) }
    errors = check.refusals.map(Problem.Item.init)
    booked = check.booked.map {
      Line(side: WireText($0.side), account: WireText($0.account), amount: WireMoney($0.amount))
    }
    prefill = check.prefill
    amountCapitals = check.amountCapitals
    switch check.rule {
    case .unknown: (rule, reasons) = ("unknown", [])
    case .allow: (rule, reasons) = ("allow", [])
    case .confirmTwice: (rule, reasons) = ("confirm-twice", [])
    case .needsApproval(_, let texts): (rule, reasons) = ("needs-approval", texts.map(WireText.init))
    case .refused(let refusal): (rule, reasons) = ("refused", [WireText(zh: refusal.zh, en: refusal.en)])
    }
  }

  static let shape = WireShape(
    "Check", Bilingual(zh: "表单核对结果", en: "What the form says so far"),
    [
      .init("findings", .list(.shape(Remark.shape)), "what the bank knows"),
      .init("errors", .list(.shape(Problem.Item.shape)), "what is wrong"),
      .init("booked", .list(.shape(Line.shape)), "what would be booked"),
      .init("rule", .oneOf(["unknown", "allow", "confirm-twice", "needs-approval", "refused"]), "what the rules say"),
      .init("reasons", .list(.shape(WireText.shape)), "why"),
      .init("prefill", .texts(most: 200, length: 4000), "values known already"),
      .init("amountCapitals", .text(), "the amount in capitals", required: false),
    ])
}
