import Access
import HTTPTypes
import Hummingbird
import Primitives

/// Who is calling, after the door has looked.
enum Caller: Sendable {
  case nobody
  case staff(SignOn, token: String)
  case display(TerminalID, token: String)
}

/// One request as the handlers see it: body read, limits kept, permission checked.
struct Call: Sendable {
  let id: String
  let route: Route
  let parameters: [String: String]
  /// The path as it was asked, for "back" and "try again".
  let path: String
  let query: FormText
  let headers: HTTPFields
  let cookies: [CookieName: String]
  let bytes: [UInt8]
  /// The form of a page; empty elsewhere.
  let form: FormText
  /// The members of a JSON body, already checked against the route's shape.
  let json: [String: JSONText]
  let caller: Caller
  let address: String

  /// `zh` unless the reader chose `en`.
  var language: String { cookies[.language] == "en" ? "en" : "zh" }

  /// The sign-on of a route that needs one.
  var signOn: SignOn {
    get throws {
      guard case .staff(let signOn, _) = caller else { throw WebRefusal.noToken }
      return signOn
    }
  }

  var token: String {
    switch caller {
    case .nobody: ""
    case .staff(_, let token), .display(_, let token): token
    }
  }

  var display: TerminalID {
    get throws {
      guard case .display(let id, _) = caller else { throw WebRefusal.noToken }
      return id
    }
  }

  /// What the cross-site token of this reader is bound to.
  var credential: String? {
    if case .display(_, let token) = caller { return token }
    return cookies[.session] ?? cookies[.station]
  }

  var isHTMX: Bool { headers[.htmxRequest] == "true" }

  func parameter(_ name: String) throws -> String {
    guard let value = parameters[name] else { throw WebRefusal.noSuchPage }
    return value
  }

  /// An identifier in the path; anything else is "not found".
  func identifier<Kind>(_ name: String, as kind: EntityID<Kind>.Type = EntityID<Kind>.self) throws -> EntityID<Kind> {
    guard let id = EntityID<Kind>(try parameter(name)) else { throw WebRefusal.noSuchPage }
    return id
  }

  func number(_ name: String) throws -> Int {
    guard let value = Int(try parameter(name)), value >= 0 else { throw WebRefusal.noSuchPage }
    return value
  }

  /// A text member of the JSON body.
  func text(_ name: String) throws -> String {
    guard case .text(let text)? = json[name] else { throw WebRefusal.missing(name) }
    return text
  }

  func optionalText(_ name: String) -> String? {
    if case .text(let text)? = json[name] { text } else { nil }
  }

  func integer(_ name: String) throws -> Int {
    guard case .number(let digits)? = json[name], let value = Int(digits) else { throw WebRefusal.missing(name) }
    return value
  }

  /// An object of texts in the JSON body.
  func texts(_ name: String) throws -> [String: String] {
    guard case .object(let members)? = json[name] else { throw WebRefusal.missing(name) }
    return members.compactMapValues { if case .text(let text) = $0 { text } else { nil } }
  }

  func list(_ name: String) -> [JSONText] {
    if case .list(let items)? = json[name] { items } else { [] }
  }
}
