import HTTPTypes

/// The cookies of the house: one for the workstation, one for the sign-on, one for the display, one for the
/// language. All are `SameSite=Strict` and `HttpOnly` (DECISIONS 22).
enum CookieName: String, Sendable, CaseIterable {
  case station = "guichet_station"
  case session = "guichet_session"
  case display = "guichet_display"
  case language = "guichet_language"

  var path: String { self == .display ? "/display" : "/" }

  /// Seconds the browser keeps it; nil until the browser closes.
  var maxAge: Int? {
    switch self {
    case .station, .display: 400 * 86_400
    case .language: 365 * 86_400
    case .session: nil
    }
  }
}

enum Cookies {
  static func read(_ headers: HTTPFields) -> [CookieName: String] {
    var found: [CookieName: String] = [:]
    for header in headers[values: .cookie] {
      for pair in header.split(separator: ";") {
        let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let name = CookieName(rawValue: halves[0].trimmingSpace) else { continue }
        found[name] = halves[1].trimmingSpace
      }
    }
    return found
  }

  /// The `Set-Cookie` value.
  static func set(_ name: CookieName, _ value: String, secure: Bool) -> String {
    var text = "\(name.rawValue)=\(value); Path=\(name.path); SameSite=Strict; HttpOnly"
    if let age = name.maxAge { text += "; Max-Age=\(age)" }
    return secure ? text + "; Secure" : text
  }

  static func clear(_ name: CookieName, secure: Bool) -> String {
    let text = "\(name.rawValue)=; Path=\(name.path); SameSite=Strict; HttpOnly; Max-Age=0"
    return secure ? text + "; Secure" : text
  }
}
