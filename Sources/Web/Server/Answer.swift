import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Primitives

/// The forms an answer may take.
enum Answer {
  static func json(_ value: some Encodable, _ status: HTTPResponse.Status = .ok, type: String = "application/json")
    -> Response
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return bytes(Array(try encoder.encode(value)), type: type, status: status)
    } catch {
      // Every wire form holds texts, whole numbers and flags only.
      preconditionFailure("a wire form could not be encoded: \(error)")
    }
  }

  static func problem(_ problem: Problem) -> Response {
    var response = json(problem, problem.httpStatus, type: "application/problem+json")
    if problem.status == 503 || problem.status == 429 { response.headers[.retryAfter] = "5" }
    if problem.status == 401 { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }

  static func html(_ text: String, _ status: HTTPResponse.Status = .ok) -> Response {
    bytes(Array(text.utf8), type: "text/html; charset=utf-8", status: status)
  }

  static func bytes(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func nothing() -> Response { Response(status: .noContent) }

  /// After a POST: look there (RFC 9110, 15.4.4).
  static func seeOther(_ location: String) -> Response {
    Response(status: .seeOther, headers: [.location: location])
  }

  /// A file to look at in the browser, with a name of letters, digits and hyphens.
  static func file(_ bytes: [UInt8], type: String, name: String) -> Response {
    var response = self.bytes(bytes, type: type)
    let safe = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
    response.headers[.contentDisposition] = "inline; filename=\"\(safe)\""
    return response
  }
}

extension Response {
  func cookie(_ name: CookieName, _ value: String, secure: Bool) -> Response {
    var response = self
    response.headers.append(HTTPField(name: .setCookie, value: Cookies.set(name, value, secure: secure)))
    return response
  }

  func clearing(_ name: CookieName, secure: Bool) -> Response {
    var response = self
    response.headers.append(HTTPField(name: .setCookie, value: Cookies.clear(name, secure: secure)))
    return response
  }
}
