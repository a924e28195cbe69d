import Desk
import Foundation
import FoundationNetworking
import Hummingbird
import Logging
import Primitives
import Synchronization
import TestCounter
import Testing
import Web

/// A real server on a free port in front of a small bank.
struct WebRig: Sendable {
  let bank: TestBank
  let server: WebServer
  let port: Int
  private let running: Task<Void, any Error>

  static func open(_ bank: TestBank? = nil) async throws -> WebRig {
    let bank = if let bank { bank } else { try await TestBank.open() }
    let pages = TestBank.share.deletingLastPathComponent().appending(path: "Sources/Web").path
    let server = try await WebServer(
      bank.desks,
      settings: WebSettings(
        port: 0, shareDirectory: TestBank.share.path, publicAddress: "http://127.0.0.1:8080", pagesDirectory: pages))
    let (ports, told) = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "web-tests")
    logger.logLevel = .critical
    let application = server.application(logger: logger) { port in
      told.yield(port)
      told.finish()
    }
    let running = Task { try await application.run() }
    var port = 0
    for await told in ports { port = told }
    return WebRig(bank: bank, server: server, port: port, running: running)
  }

  func close() {
    bank.desks.house.live.close()
    running.cancel()
  }

  struct Reply: Sendable {
    let status: Int
    let headers: [String: String]
    let body: Data

    var text: String { String(decoding: body, as: UTF8.self) }

    func member(_ name: String) -> String? {
      let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
      return object?[name].map { "\($0)" }
    }
  }

  /// One request over a socket of its own; redirects are not followed, cookies are not kept.
  func send(
    _ method: String, _ path: String, headers: [String: String] = [:], body: Data? = nil
  ) async throws -> Reply {
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
    request.httpMethod = method
    request.httpBody = body
    request.timeoutInterval = 60
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let session = URLSession(configuration: .ephemeral, delegate: Still(), delegateQueue: nil)
    defer { session.finishTasksAndInvalidate() }
    let (data, response) = try await session.data(for: request)
    let http = try #require(response as? HTTPURLResponse)
    var found: [String: String] = [:]
    for (name, value) in http.allHeaderFields { found["\(name)".lowercased()] = "\(value)" }
    return Reply(status: http.statusCode, headers: found, body: data)
  }

  func json(_ method: String, _ path: String, _ body: String, token: String? = nil) async throws -> Reply {
    var headers = ["Content-Type": "application/json"]
    if let token { headers["Authorization"] = "Bearer \(token)" }
    return try await send(method, path, headers: headers, body: Data(body.utf8))
  }

  /// A page as a browser asks for it.
  func page(_ path: String, cookies: String = "") async throws -> Reply {
    var headers = ["Accept": "text/html"]
    if !cookies.isEmpty { headers["Cookie"] = cookies }
    return try await send("GET", path, headers: headers)
  }

  /// A form as a browser posts it.
  func post(
    _ path: String, _ form: String, cookies: String = "", origin: String? = nil, type: String? = nil
  ) async throws -> Reply {
    var headers = [
      "Accept": "text/html", "Content-Type": type ?? "application/x-www-form-urlencoded",
      "Origin": origin ?? "http://127.0.0.1:\(port)",
    ]
    if !cookies.isEmpty { headers["Cookie"] = cookies }
    return try await send("POST", path, headers: headers, body: Data(form.utf8))
  }

  /// The `_csrf` field of a page.
  static func csrf(_ page: Reply) throws -> String {
    let marker = "name=\"_csrf\" value=\""
    let start = try #require(page.text.range(of: marker)).upperBound
    return String(page.text[start...].prefix { $0 != "\"" })
  }

  func signOn(_ number: String, station: String? = nil) async throws -> String {
    let seat = station.map { ",\"stationToken\":\"\($0)\"" } ?? ""
    let reply = try await json(
      "POST", "/api/v1/sign-ons", "{\"number\":\"\(number)\",\"password\":\"\(TestBank.password)\"\(seat)}")
    return try #require(reply.member("token"), "\(reply.status) \(reply.text)")
  }
}

/// Follows no redirect.
private final class Still: NSObject, URLSessionTaskDelegate {
  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) { completionHandler(nil) }
}
