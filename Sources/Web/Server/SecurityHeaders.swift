import HTTPTypes
import Hummingbird

/// What every answer carries.
enum SecurityHeaders {
  /// No inline script or style, nothing from elsewhere (DECISIONS 25).
  static let contentPolicy = """
    default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; \
    object-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'
    """

  /// The camera takes papers on the page of a case; nothing else of the machine is ever asked for.
  static func permissions(path: String) -> String {
    let camera = path.hasPrefix("/cases/") ? "(self)" : "()"
    return "camera=\(camera), microphone=(), geolocation=(), usb=(), serial=(), payment=(), display-capture=()"
  }

  static func add(to response: inout Response, path: String) {
    response.headers[.contentSecurityPolicy] = contentPolicy
    response.headers[.permissionsPolicy] = permissions(path: path)
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.frameOptions] = "SAMEORIGIN"
    // With `no-referrer` a browser sends `Origin: null` with its own forms (Fetch, "append a request Origin
    // header"), which the Origin check refuses. The receipt's address is a secret and its page has no form.
    response.headers[.referrerPolicy] = path.hasPrefix("/r/") ? "no-referrer" : "same-origin"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
  }
}
