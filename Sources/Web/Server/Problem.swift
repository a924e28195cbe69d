import Desk
import HTTPTypes
import Primitives

/// A text in both languages on the wire.
struct WireText: Encodable, Sendable, Equatable {
  let zh: String
  let en: String

  init(_ text: Bilingual) { (zh, en) = (text.zh, text.en) }

  init(zh: String, en: String) { (self.zh, self.en) = (zh, en) }

  static let shape = WireShape(
    "Text", Bilingual(zh: "两种语言的文字", en: "A text in both languages"),
    [.init("zh", .text(), "Chinese"), .init("en", .text(), "English")])
}

/// An error as `application/problem+json` (RFC 9457), with what a bank's forms need: field, limit and what to do.
struct Problem: Encodable, Sendable, Equatable {
  /// One refusal of several.
  struct Item: Encodable, Sendable, Equatable {
    let code: String
    let field: String?
    let limit: String?
    let message: WireText
    let remedy: WireText

    init(_ refusal: Refusal) {
      code = refusal.code
      field = refusal.field
      limit = refusal.limit
      message = WireText(zh: refusal.zh, en: refusal.en)
      remedy = WireText(zh: refusal.remedyZh, en: refusal.remedyEn)
    }

    static let members: [WireMember] = [
      .init("code", .text(), "stable, dotted: ledger.insufficient-funds"),
      .init("field", .text(), "what is wrong", required: false),
      .init("limit", .text(), "the limit that was crossed", required: false),
      .init("message", .shape(WireText.shape), "what happened"),
      .init("remedy", .shape(WireText.shape), "what can be done now"),
    ]
    static let shape = WireShape("ProblemItem", Bilingual(zh: "一条问题", en: "One of several problems"), members)
  }

  let type: String
  let title: String
  let status: Int
  let code: String
  let field: String?
  let limit: String?
  let message: WireText
  let remedy: WireText
  let errors: [Item]
  let requestId: String

  static let shape = WireShape(
    "Problem", Bilingual(zh: "拒绝或故障", en: "A refusal or a fault"),
    [
      .init("type", .text(), "urn:guichet:problem:<code>"), .init("title", .text(), "the message in English"),
      .init("status", .integer(400...599), "the HTTP status"),
    ] + Item.members + [
      .init("errors", .list(.shape(Item.shape)), "every problem at its field"),
      .init("requestId", .text(), "names the request in the log"),
    ])

  private init(_ main: Refusal, status: HTTPResponse.Status, errors: [Refusal], requestId: String) {
    type = "urn:guichet:problem:" + main.code
    title = main.en
    self.status = status.code
    code = main.code
    field = main.field
    limit = main.limit
    message = WireText(zh: main.zh, en: main.en)
    remedy = WireText(zh: main.remedyZh, en: main.remedyEn)
    self.errors = errors.map(Item.init)
    self.requestId = requestId
  }

  /// The problem of any error. Details of a fault stay in the log.
  init(_ error: any Error, requestId: String) {
    switch error {
    case let refusal as Refusal:
      self.init(refusal, status: Self.status(of: refusal), errors: [refusal], requestId: requestId)
    case let list as RefusalList:
      let first = list.refusals[0]
      let status: HTTPResponse.Status = list.refusals.count == 1 ? Self.status(of: first) : .unprocessableContent
      self.init(first, status: status, errors: list.refusals, requestId: requestId)
    case is InDoubt:
      self.init(Self.inDoubt, status: .serviceUnavailable, errors: [], requestId: requestId)
    case let fault as Fault where fault.code == Self.stopped.code:
      self.init(Self.stopped, status: .serviceUnavailable, errors: [], requestId: requestId)
    default:
      self.init(Self.broken(requestId), status: .internalServerError, errors: [], requestId: requestId)
    }
  }

  var httpStatus: HTTPResponse.Status { HTTPResponse.Status(code: status) }

  static func status(of refusal: Refusal) -> HTTPResponse.Status {
    switch refusal.code {
    case "web.json", "web.form": return .badRequest
    case "web.method": return .methodNotAllowed
    case "web.content-type": return .unsupportedMediaType
    default: break
    }
    return switch refusal.kind {
    case .invalid: .unprocessableContent
    case .unauthenticated: .unauthorized
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .conflict: .conflict
    case .tooLarge: .contentTooLarge
    case .tooMany: .tooManyRequests
    case .busy: .serviceUnavailable
    }
  }

  /// The single refusal that stands for an error on a page.
  static func refusal(for error: any Error, requestId: String) -> Refusal {
    switch error {
    case let refusal as Refusal: refusal
    case let list as RefusalList: list.refusals[0]
    case is InDoubt: inDoubt
    case let fault as Fault where fault.code == stopped.code: stopped
    default: broken(requestId)
    }
  }

  private static let inDoubt = Refusal(
    .busy, "in-doubt", zh: "正在等待中心确认，结果尚未确定。", en: "Waiting for the centre; the result is not known yet.",
    remedyZh: "请勿重复办理；稍候用同一笔业务查询结果。",
    remedyEn: "Do not repeat it; ask again for the same case in a moment.")

  /// Trying again does not help here: somebody must look at the disk and start the program again.
  private static let stopped = Refusal(
    .busy, "storage.stopped", zh: "系统已停止记账，本次操作没有执行。", en: "The system books nothing any more; this was not done.",
    remedyZh: "请停止办理业务并立即联系科技人员；重试无效，已入账的业务不受影响。",
    remedyEn: "Stop working and call bank IT at once; trying again does not help. What was booked is safe.")

  private static func broken(_ requestId: String) -> Refusal {
    Refusal(
      .busy, "web.fault", limit: requestId, zh: "系统出现故障，本次操作没有完成。", en: "Something broke; this was not completed.",
      remedyZh: "请稍候再试；如仍不行，请把编号 \(requestId) 告诉管理员。",
      remedyEn: "Try again in a moment; if it stays, tell the administrator the number \(requestId).")
  }
}
