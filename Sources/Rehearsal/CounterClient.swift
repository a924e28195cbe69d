import Foundation

/// `/api/v1` of a running server, seen from outside: JSON in and out, a bearer token, refusals as errors.
package struct CounterClient: Sendable {
  private let line: HTTPConnection
  private var token: String?

  package init(_ line: HTTPConnection, token: String? = nil) {
    self.line = line
    self.token = token
  }

  package func with(token: String) -> CounterClient {
    var copy = self
    copy.token = token
    return copy
  }

  /// What the server refused, with its code.
  package struct Problem: Error, CustomStringConvertible {
    package let status: Int
    package let code: String
    package let message: String
    package var description: String { "\(status) \(code): \(message)" }
  }

  private struct ProblemBody: Decodable {
    struct Text: Decodable {
      let en: String?
    }
    let code: String?
    let title: String?
    let message: Text?
  }

  package func get<T: Decodable>(_ path: String, as type: T.Type = T.self) async throws -> T {
    try Self.decode(try await call("GET", path))
  }

  package func post<T: Decodable>(_ path: String, _ body: some Encodable, as type: T.Type = T.self) async throws -> T {
    try Self.decode(try await call("POST", path, json: body))
  }

  package func post(_ path: String, _ body: some Encodable) async throws {
    _ = try await call("POST", path, json: body)
  }

  package func post(_ path: String) async throws { _ = try await call("POST", path, json: Nothing()) }

  /// Sends raw bytes with further headers.
  package func post(
    _ path: String, bytes: [UInt8], type: String = "application/octet-stream", headers: [(String, String)] = []
  ) async throws {
    _ = try await send("POST", path, bytes, type, headers)
  }

  package func bytes(_ path: String) async throws -> [UInt8] { try await call("GET", path).body }

  private func call(_ method: String, _ path: String) async throws -> HTTPReply {
    try await send(method, path, [], nil, [])
  }

  private func call(_ method: String, _ path: String, json: some Encodable) async throws -> HTTPReply {
    try await send(method, path, Array(try JSONEncoder().encode(json)), "application/json", [])
  }

  private func send(
    _ method: String, _ path: String, _ body: [UInt8], _ type: String?, _ headers: [(String, String)]
  ) async throws -> HTTPReply {
    var all = headers + [("Accept", "application/json")]
    if let token { all.append(("Authorization", "Bearer \(token)")) }
    if let type { all.append(("Content-Type", type)) }
    let reply = try await line.send(HTTPCall(method, path, headers: all, body: body))
    guard (200..<300).contains(reply.status) else {
      let problem = try? JSONDecoder().decode(ProblemBody.self, from: Data(reply.body))
      throw Problem(
        status: reply.status, code: problem?.code ?? "unknown",
        message: problem?.message?.en ?? problem?.title ?? String(decoding: reply.body.prefix(300), as: UTF8.self))
    }
    return reply
  }

  private static func decode<T: Decodable>(_ reply: HTTPReply) throws -> T {
    do {
      return try JSONDecoder().decode(T.self, from: Data(reply.body))
    } catch {
      throw RehearsalFault.unexpected("an answer could not be read: \(error)")
    }
  }
}

package struct Nothing: Codable, Sendable {
  package init() {}
}
