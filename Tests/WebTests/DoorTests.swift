import Foundation
import Primitives
import TestCounter
import Testing
import Web

@Suite("The door", .serialized)
struct DoorTests {
  /// A path with something in each of its places.
  private func filled(_ path: String) -> String {
    path.split(separator: "/").map { segment -> String in
      guard segment.hasPrefix("{") else { return String(segment) }
      let name = segment.dropFirst().prefix { $0 != "}" }
      let value = name == "n" ? "1" : String(repeating: "0", count: 32)
      return value + segment.drop { $0 != "}" }.dropFirst()
    }.reduce("") { $0 + "/" + $1 }
  }

  @Test("every route names who may; without sign-on 401 or the sign-on page, with the wrong post 403 (item 5)")
  func everyRoute() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let needs = rig.server.routeList
    #expect(needs.count > 80)
    #expect(needs.allSatisfy { !$0.need.isEmpty })
    let anyone = Set(needs.filter { $0.need == "anyone" }.map(\.path))
    #expect(
      anyone == [
        "/api/v1/sign-ons", "/api/v1/enrolments", "/api/v1/displays", "/api/openapi.json", "/healthz", "/sign-on",
        "/sign-off", "/enrolment", "/language", "/display", "/r/{token}",
      ])
    let administrator = try await rig.signOn("A0001")
    let auditor = try await rig.signOn("U0001")
    for route in needs where route.need != "anyone" {
      let path = filled(route.path)
      let isAPI = path.hasPrefix("/api/")
      let bare = try await rig.send(route.method, path, headers: ["Accept": isAPI ? "*/*" : "text/html"])
      let expected = isAPI || route.need == "display" ? [401] : [303]
      #expect(expected.contains(bare.status), "\(route.method) \(route.path) → \(bare.status)")
      if bare.status == 303 { #expect(bare.headers["location"] == "/sign-on") }
      guard isAPI, route.need.contains(".") else { continue }
      let wrong = ["staff.manage", "terminal.manage", "store.read"].contains(route.need) ? auditor : administrator
      let refused = try await rig.send(route.method, path, headers: ["Authorization": "Bearer \(wrong)"])
      #expect(refused.status == 403, "\(route.method) \(route.path) → \(refused.status)")
      #expect(refused.headers["content-type"] == "application/problem+json")
    }
    let trail = try await rig.send("GET", "/api/v1/audit?limit=200", headers: ["Authorization": "Bearer \(auditor)"])
    #expect(trail.text.contains("denied"))
  }

  @Test("the API takes no cookies, pages take no bearer token")
  func separateCredentials() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let token = try await rig.signOn("U0001")
    let api = try await rig.send("GET", "/api/v1/me", headers: ["Cookie": "guichet_session=\(token)"])
    #expect(api.status == 401)
    let page = try await rig.send(
      "GET", "/audit", headers: ["Authorization": "Bearer \(token)", "Accept": "text/html"])
    #expect(page.status == 303)
    #expect(try await rig.page("/audit", cookies: "guichet_session=\(token)").status == 200)
  }

  @Test("a form from elsewhere or without its token is refused; the right one is taken")
  func crossSite() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let form = "number=T0001&password=\(TestBank.password)"
    let page = try await rig.page("/sign-on")
    let csrf = try WebRig.csrf(page)
    #expect(try await rig.post("/sign-on", form).status == 403)
    #expect(try await rig.post("/sign-on", form + "&_csrf=\(csrf)x").status == 403)
    #expect(try await rig.post("/sign-on", form + "&_csrf=\(csrf)", origin: "http://evil.example").status == 403)
    #expect(try await rig.post("/sign-on", form + "&_csrf=\(csrf)", origin: "null").status == 403)
    let good = try await rig.post("/sign-on", form + "&_csrf=\(csrf)")
    #expect(good.status == 303)
    let cookie = good.headers["set-cookie"] ?? ""
    #expect(cookie.contains("guichet_session=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    #expect(cookie.contains("Path=/;") && !cookie.contains("Secure"))
    let display = try await rig.page("/display")
    #expect(display.headers["set-cookie"]?.contains("Path=/display;") == true)
  }

  @Test("a wrong password says the same as a wrong number, beside the form")
  func wrongPassword() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let csrf = try WebRig.csrf(try await rig.page("/sign-on"))
    let one = try await rig.post("/sign-on", "number=T0001&password=wrong&_csrf=\(csrf)")
    let two = try await rig.post("/sign-on", "number=T9999&password=wrong&_csrf=\(csrf)")
    #expect(one.status == 401 && two.status == 401)
    #expect(
      one.text.replacingOccurrences(of: "T0001", with: "") == two.text.replacingOccurrences(of: "T9999", with: ""))
    #expect(one.text.contains("role=\"alert\""))
  }

  @Test("every answer carries the content policy, no sniffing, no store, and its request's name")
  func headers() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    for path in ["/sign-on", "/healthz", "/nowhere", "/api/v1/me", "/display", "/r/nothing"] {
      let reply = try await rig.page(path)
      let policy = reply.headers["content-security-policy"] ?? ""
      #expect(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "\(path)")
      #expect(reply.headers["x-content-type-options"] == "nosniff")
      #expect(reply.headers["cache-control"] == "no-store")
      #expect(reply.headers["x-request-id"]?.count == 16)
      #expect(reply.headers["permissions-policy"]?.hasPrefix("camera=(), microphone=()") == true, "\(path)")
    }
    #expect(try await rig.page("/r/nothing").headers["referrer-policy"] == "no-referrer")
  }

  @Test("10 MB, broken JSON, a wrong type, an unknown method, a path out of the shelf: each its own refusal")
  func badInput() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let large = try await rig.send(
      "POST", "/api/v1/sign-ons", headers: ["Content-Type": "application/json"], body: Data(count: 10 << 20))
    #expect(large.status == 413 && large.member("code") == "web.too-large" && large.member("limit") == "65536")
    #expect(large.member("field") == "body")
    let broken = try await rig.json("POST", "/api/v1/sign-ons", "{\"number\":\n  \"T0001\",}")
    #expect(broken.status == 400 && broken.member("code") == "web.json" && broken.member("limit") == "2:11")
    let twice = try await rig.json("POST", "/api/v1/sign-ons", "{\"number\":\"a\",\"number\":\"b\",\"password\":\"c\"}")
    #expect(twice.status == 400)
    let wrong = try await rig.json("POST", "/api/v1/sign-ons", "{\"number\":7,\"extra\":true}")
    #expect(wrong.status == 422)
    for part in ["\"field\":\"number\"", "\"field\":\"password\"", "\"field\":\"extra\""] {
      #expect(wrong.text.contains(part))
    }
    let type = try await rig.send(
      "POST", "/api/v1/sign-ons", headers: ["Content-Type": "text/plain"], body: Data("{}".utf8))
    #expect(type.status == 415)
    let method = try await rig.send("PUT", "/api/v1/sign-ons")
    #expect(method.status == 405 && method.headers["allow"] == "POST")
    for path in [
      "/assets/../Templates/texts.yaml", "/assets/%2e%2e/Templates/texts.yaml", "/assets/", "/assets/css/none.css",
    ] {
      #expect(try await rig.send("GET", path).status == 404, "\(path)")
    }
    let style = try await rig.send("GET", "/assets/css/counter.css")
    #expect(style.status == 200 && style.headers["content-type"] == "text/css; charset=utf-8")
    let tag = try #require(style.headers["etag"])
    #expect(try await rig.send("GET", "/assets/css/counter.css", headers: ["If-None-Match": tag]).status == 304)
  }

  @Test("an error page never echoes what was asked as markup")
  func noEcho() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let auditor = try await rig.signOn("U0001")
    let page = try await rig.page(
      "/audit?actor=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", cookies: "guichet_session=\(auditor)")
    #expect(page.status == 200 && !page.text.contains("<script>alert"))
  }

  @Test("an address that others can reach needs a TLS proxy")
  func address() throws {
    let open = WebSettings(address: "0.0.0.0", port: 1, shareDirectory: "", publicAddress: "http://bank.example")
    #expect(throws: Refusal.self) { try open.check() }
    let behind = WebSettings(
      address: "0.0.0.0", port: 1, shareDirectory: "", behindTLSProxy: true, publicAddress: "https://bank.example")
    #expect(throws: Never.self) { try behind.check() }
  }
}
