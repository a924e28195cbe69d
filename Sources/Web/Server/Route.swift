import Access
import HTTPTypes
import Hummingbird
import Primitives

/// Who may come through a route.
enum Need: Sendable, Equatable {
  case anyone
  /// A paired or unpaired customer's display, by its own token.
  case display
  /// Any member of staff, also before the first password was changed.
  case signedOn
  /// The same, also while the idle lock holds: only to unlock.
  case signedOnOrLocked
  case permission(Permission)
  /// Whoever holds the one or the other; a denial names the second.
  case either(Permission, Permission)
  /// Whoever holds one of these; the handler's room says to whom of them it shows what. A denial names the last.
  case anyOf([Permission])

  var text: String {
    switch self {
    case .anyone: "anyone"
    case .display: "display"
    case .signedOn: "signed-on"
    case .signedOnOrLocked: "signed-on-or-locked"
    case .permission(let permission): permission.rawValue
    case .either(let one, let other): "\(one.rawValue) or \(other.rawValue)"
    case .anyOf(let all): all.map(\.rawValue).joined(separator: " or ")
    }
  }
}

/// What a route takes.
enum BodyForm: Sendable, Equatable {
  case none
  case json(WireShape)
  /// `application/x-www-form-urlencoded`.
  case form
  /// Bytes of one type, at most so many.
  case bytes(type: String, field: String, limit: Int)
  /// `multipart/form-data` with one file, or the file itself.
  case upload(type: String, field: String, limit: Int)

  static let smallLimit = 64 << 10

  var limit: Int {
    switch self {
    case .none, .json, .form: Self.smallLimit
    case .bytes(_, _, let limit), .upload(_, _, let limit): limit
    }
  }

  var field: String {
    switch self {
    case .none, .json, .form: "body"
    case .bytes(_, let field, _), .upload(_, let field, _): field
    }
  }
}

/// What a route answers when all is well.
enum AnswerForm: Sendable, Equatable {
  case page
  case nothing
  case json(WireShape, HTTPResponse.Status)
  case bytes(String)
  case events

  static func json(_ shape: WireShape) -> AnswerForm { .json(shape, .ok) }
}

/// A parameter of the query of a route, for OpenAPI and the check.
struct QueryMember: Sendable, Equatable {
  let name: String
  let schema: WireSchema
  let note: String

  init(_ name: String, _ schema: WireSchema, _ note: String) {
    self.name = name
    self.schema = schema
    self.note = note
  }
}

/// One line of the route table: from it come the route, the check of permission and OpenAPI (DECISIONS 26).
struct Route: Sendable {
  typealias Handler = @Sendable (Call) async throws -> Response

  let method: HTTPRequest.Method
  /// `/api/v1/cases/{id}`.
  let path: String
  let need: Need
  let summary: Bilingual
  let body: BodyForm
  let answer: AnswerForm
  let query: [QueryMember]
  let handler: Handler

  init(
    _ method: HTTPRequest.Method, _ path: String, _ need: Need, _ zh: String, _ en: String, body: BodyForm = .none,
    answer: AnswerForm = .page, query: [QueryMember] = [], handler: @escaping Handler
  ) {
    self.method = method
    self.path = path
    self.need = need
    summary = Bilingual(zh: zh, en: en)
    self.body = body
    self.answer = answer
    self.query = query
    self.handler = handler
  }

  /// Tokens in the header, never cookies.
  var isAPI: Bool { path.hasPrefix("/api/v1/") }

  var segments: [Substring] { path.split(separator: "/") }
}
