import HTTPTypes
import Primitives
import Seals

/// Keeps other sites from acting in the name of a person who is signed on: Origin check and a token per
/// session (DECISIONS 22). The key lives as long as the process.
struct CrossSite: Sendable {
  private let key: [UInt8]
  private let hostNames: Set<String>

  init(entropy: any Entropy, settings: WebSettings) {
    key = entropy.bytes(32)
    hostNames = settings.hostNames
  }

  /// The token that a form of this credential carries; `anonymous` before sign-on.
  func token(for credential: String?) -> String {
    Base64URL.encode(Digest.hmac(key: key, Array("csrf/\(credential ?? "anonymous")".utf8)))
  }

  /// - Throws: `Refusal` `web.cross-site` unless the request comes from a page of this server.
  func checkOrigin(_ request: HTTPRequest) throws(Refusal) {
    let headers = request.headerFields
    guard let authority = request.authority?.lowercased(), hostNames.contains(WebSettings.hostName(authority)) else {
      throw WebRefusal.crossSite
    }
    if let origin = headers[.origin] {
      guard origin.lowercased() == "http://\(authority)" || origin.lowercased() == "https://\(authority)" else {
        throw WebRefusal.crossSite
      }
      return
    }
    if let site = headers[.fetchSite] {
      guard site == "same-origin" else { throw WebRefusal.crossSite }
      return
    }
    throw WebRefusal.crossSite
  }

  /// - Throws: `Refusal` `web.stale-form` when the token is not that of the credential. Compared in constant time.
  func checkToken(_ token: String?, for credential: String?) throws(Refusal) {
    guard let token, Digest.equal(Array(token.utf8), Array(self.token(for: credential).utf8)) else {
      throw WebRefusal.staleForm
    }
  }
}

extension HTTPField.Name {
  static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
  static let csrfToken = HTTPField.Name("X-CSRF-Token")!
  static let requestID = HTTPField.Name("X-Request-Id")!
  static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
  static let htmxRequest = HTTPField.Name("HX-Request")!
  static let htmxRefresh = HTTPField.Name("HX-Refresh")!
  static let htmxRedirect = HTTPField.Name("HX-Redirect")!
  static let caseNonce = HTTPField.Name("X-Case-Nonce")!
  static let shownHash = HTTPField.Name("X-Shown-Hash")!
  static let scriptedInk = HTTPField.Name("X-Scripted-Ink")!
  static let frameOptions = HTTPField.Name("X-Frame-Options")!
  static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
  static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
