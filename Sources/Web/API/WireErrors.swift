import Access
import Banking
import Desk
import Primitives

/// An entry of the error register, as programs see it.
struct WireError: WireForm {
  let id: String
  let errorClass: String
  let discoveredBy: String
  let happenedOn: String
  let discoveredOn: String
  let finding: String
  let caseId: String?
  let concerned: String?
  let registeredBy: String
  let registeredAt: String
  let state: String
  let handling: String?
  let handledBy: String?
  let closedBy: String?

  init(_ entry: ErrorEntry) {
    id = "\(entry.id)"
    errorClass = entry.errorClass.rawValue
    discoveredBy = entry.discovery.rawValue
    happenedOn = "\(entry.happenedOn)"
    discoveredOn = "\(entry.discoveredOn)"
    finding = entry.finding
    caseId = entry.original.map { "\($0)" }
    concerned = entry.concernedNumber
    registeredBy = entry.openedNumber
    registeredAt = entry.openedAt.iso8601
    state = entry.state.rawValue
    handling = entry.handling
    handledBy = entry.handledNumber
    closedBy = entry.closedNumber
  }

  static let discoveries = Discovery.allCases.map(\.rawValue)
  static let states = ErrorEntry.State.allCases.map(\.rawValue)

  static let members: [WireMember] = [
    .init("id", .text(), "number of the entry: 110101-12"),
    .init("errorClass", .oneOf(WireCorrection.classes), "what kind of mistake it was"),
    .init("discoveredBy", .oneOf(discoveries), "by whom or what it came to light"),
    .init("happenedOn", .date, "business day of the mistake"),
    .init("discoveredOn", .date, "business day on which it was registered"),
    .init("finding", .text(), "what was found"),
    .init("caseId", .text(.hex, length: 32...32), "the case that went wrong", required: false),
    .init("concerned", .text(), "staff number of whoever made it", required: false),
    .init("registeredBy", .text(), "staff number"), .init("registeredAt", .text(), "UTC, ISO 8601"),
    .init("state", .oneOf(states), "open, handled, closed"),
    .init("handling", .text(), "what was done about it", required: false),
    .init("handledBy", .text(), "staff number", required: false),
    .init("closedBy", .text(), "staff number of the supervisor", required: false),
  ]

  static let shape = WireShape("Error", Bilingual(zh: "差错登记簿的一条", en: "An entry of the error register"), members)

  static let request = WireShape(
    "ErrorReport", Bilingual(zh: "登记差错", en: "Register an error"),
    [
      .init("idempotencyKey", .text(.hex, length: 32...32), "one intention, one key"),
      .init("errorClass", .oneOf(WireCorrection.classes), "what kind of mistake it was"),
      .init("discoveredBy", .oneOf(discoveries), "by whom or what it came to light"),
      .init("finding", .text(length: 1...500), "what was found"),
      .init("caseId", .text(.hex, length: 32...32), "the case that went wrong", required: false),
      .init("happenedOn", .date, "business day of the mistake; without a case", required: false),
      .init("concerned", .text(length: 1...20), "staff number; without a case", required: false),
    ])

  static let note = WireShape(
    "ErrorNote", Bilingual(zh: "处理或销号说明", en: "What was done, or why it is closed"),
    [.init("text", .text(length: 1...500), "in words")])
}

struct WireErrors: WireForm {
  let errors: [WireError]

  static let shape = WireShape(
    "Errors", Bilingual(zh: "差错登记簿", en: "Entries of the error register"),
    [.init("errors", .list(.shape(WireError.shape)), "the newest first, at most 500")])
}

/// An entry with its history.
struct WireErrorFile: WireForm {
  struct Step: WireForm {
    let kind: String
    let by: String
    let at: String
    let note: String

    static let shape = WireShape(
      "ErrorStep", Bilingual(zh: "登记簿的一步", en: "One step of an entry"),
      [
        .init("kind", .oneOf(ErrorStep.Kind.allCases.map(\.rawValue)), "what was done"),
        .init("by", .text(), "staff number"), .init("at", .text(), "UTC, ISO 8601"), .init("note", .text(), "in words"),
      ])
  }

  let entry: WireError
  let steps: [Step]
  let corrections: [WireCorrectionRequest]

  init(_ file: ErrorFile) {
    entry = WireError(file.entry)
    steps = file.steps.map { Step(kind: $0.kind.rawValue, by: $0.actorNumber, at: $0.at.iso8601, note: $0.note) }
    corrections = file.requests.map(WireCorrectionRequest.init)
  }

  static let shape = WireShape(
    "ErrorFile", Bilingual(zh: "差错及其经过", en: "An entry with its history"),
    [
      .init("entry", .shape(WireError.shape), "the entry"), .init("steps", .list(.shape(Step.shape)), "in their order"),
      .init("corrections", .list(.shape(WireCorrectionRequest.shape)), "corrections that were asked for"),
    ])
}

/// Errors per 10,000 cases, month by month.
struct WireErrorRates: WireForm {
  struct Share: WireForm {
    let errorClass: String
    let errors: Int64
    let rate: String?

    static let shape = WireShape(
      "ErrorShare", Bilingual(zh: "一类差错", en: "One class in a month"),
      [
        .init("errorClass", .oneOf(WireCorrection.classes), "the class"),
        .init("errors", .integer(0...Int64.max), "made in that month"),
        .init("rate", .text(), "per 10,000 settled cases, two decimals", required: false),
      ])
  }

  struct Month: WireForm {
    let month: String
    let cases: Int64
    let errors: Int64
    let rate: String?
    let classes: [Share]

    init(_ month: ErrorMonth) {
      self.month = String("\(month.month)".prefix(7))
      cases = month.cases
      errors = month.total
      rate = month.rate.map { ErrorMonth.text($0) }
      classes = ErrorClass.allCases.map { one in
        Share(
          errorClass: one.rawValue, errors: month.errors[one] ?? 0, rate: month.rate(one).map { ErrorMonth.text($0) })
      }
    }

    static let shape = WireShape(
      "ErrorMonth", Bilingual(zh: "一个月的差错率", en: "One month"),
      [
        .init("month", .text(length: 7...7), "2026-11"), .init("cases", .integer(0...Int64.max), "settled in it"),
        .init("errors", .integer(0...Int64.max), "made in it, all classes"),
        .init("rate", .text(), "per 10,000 settled cases, two decimals; absent without cases", required: false),
        .init("classes", .list(.shape(Share.shape)), "each class"),
      ])
  }

  let months: [Month]

  static let shape = WireShape(
    "ErrorRates", Bilingual(zh: "差错率", en: "Errors per 10,000 cases"),
    [.init("months", .list(.shape(Month.shape)), "the oldest first")])
}

/// A correction of an earlier day that was asked for.
struct WireCorrectionRequest: WireForm {
  let id: String
  let error: String
  let original: String
  let asker: String
  let reason: String
  let account: String?
  let amount: WireMoney?
  let state: String
  let checker: String?
  let note: String?

  init(_ request: CorrectionRequest) {
    id = "\(request.id)"
    error = "\(request.error)"
    original = "\(request.original)"
    asker = request.askerNumber
    reason = request.reason
    account = request.right.map { "\($0.account)" }
    amount = request.right.map { WireMoney($0.amount) }
    state = request.state.rawValue
    checker = request.checkerNumber
    note = request.note
  }

  static let shape = WireShape(
    "CorrectionRequest", Bilingual(zh: "隔日冲正申请", en: "A correction that was asked for"),
    [
      .init("id", .text(.hex, length: 32...32), "the request"), .init("error", .text(), "entry of the error register"),
      .init("original", .text(.hex, length: 32...32), "the case"), .init("asker", .text(), "staff number"),
      .init("reason", .text(), "in words"),
      .init("account", .text(), "what should have been booked: the account", required: false),
      .init("amount", .shape(WireMoney.shape), "what should have been booked: how much", required: false),
      .init("state", .oneOf(["asked", "agreed", "refused"]), "how it stands"),
      .init("checker", .text(), "staff number of who decided", required: false),
      .init("note", .text(), "what he said", required: false),
    ])

  static let request = WireShape(
    "CorrectionAsk", Bilingual(zh: "申请隔日冲正", en: "Ask for a correction of an earlier day"),
    [
      .init("idempotencyKey", .text(.hex, length: 32...32), "one intention, one key"),
      .init("errorClass", .oneOf(WireCorrection.classes), "what kind of mistake it was"),
      .init("discoveredBy", .oneOf(WireError.discoveries), "by whom or what it came to light"),
      .init("reason", .text(length: 1...200), "in words"),
      .init("account", .text(length: 1...40), "the right account; absent: as booked", required: false),
      .init("amount", .text(length: 1...24), "the right amount, decimal; absent: as booked", required: false),
      .init("received", .text(length: 0...400), "pieces taken in: 100*3,50*1", required: false),
      .init("given", .text(length: 0...400), "pieces given out", required: false),
    ])

  static let decision = WireShape(
    "CorrectionDecision", Bilingual(zh: "对冲正申请的决定", en: "A decision on a correction"),
    [
      .init("agrees", .flag, "true: it is booked"),
      .init("note", .text(length: 0...200), "needed when it is refused", required: false),
    ])
}

struct WireCorrectionRequests: WireForm {
  let requests: [WireCorrectionRequest]

  static let shape = WireShape(
    "CorrectionRequests", Bilingual(zh: "待授权的冲正申请", en: "Corrections that wait for a decision"),
    [.init("requests", .list(.shape(WireCorrectionRequest.shape)), "the oldest first")])
}
