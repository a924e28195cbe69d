import Foundation
import Primitives
import TestCounter
import TestHouse
import Testing
import Web

/// What the web floor refuses before a room is asked: code, both languages, limit, as they go over the wire.
@Suite("refusals of the web floor", .serialized) struct RefusalTests {
  /// The refusals of an answer, each with the verdict on its words.
  private func verdicts(_ reply: WebRig.Reply) throws -> [String] {
    let object = try #require(try JSONSerialization.jsonObject(with: reply.body) as? [String: Any], "\(reply.text)")
    let errors = object["errors"] as? [[String: Any]] ?? []
    return (errors.isEmpty ? [object] : errors).map { item in
      let message = item["message"] as? [String: String] ?? [:]
      let remedy = item["remedy"] as? [String: String] ?? [:]
      return Wording.verdict(
        Refusal(
          .invalid, item["code"] as? String ?? "", limit: item["limit"] as? String, zh: message["zh"] ?? "",
          en: message["en"] ?? "", remedyZh: remedy["zh"] ?? "", remedyEn: remedy["en"] ?? ""))
    }
  }

  @Test("an address nobody has, another method, another type, members that are missing or unknown")
  func requests() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    #expect(try verdicts(try await rig.send("GET", "/api/v1/nowhere")) == ["web.not-found"])
    #expect(try verdicts(try await rig.send("PUT", "/api/v1/sign-ons")) == ["web.method"])
    let type = try await rig.send(
      "POST", "/api/v1/sign-ons", headers: ["Content-Type": "text/plain"], body: Data("{}".utf8))
    #expect(try verdicts(type) == ["web.content-type"])
    let wrong = try await rig.json("POST", "/api/v1/sign-ons", "{\"number\":\"T0001\",\"extra\":true}")
    #expect(Set(try verdicts(wrong)) == ["web.missing", "web.unknown-field"])
    let broken = try await rig.json("POST", "/api/v1/sign-ons", "{\"number\" 7}")
    #expect(try verdicts(broken) == ["web.json"])
  }

  @Test("a form from another site, without its token, or in pieces that cannot be read")
  func forms() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let type = ["Content-Type": "application/x-www-form-urlencoded"]
    let origin = "http://127.0.0.1:\(rig.port)"
    let elsewhere = try await rig.send(
      "POST", "/sign-on", headers: type.merging(["Origin": "http://evil.example"]) { one, _ in one },
      body: Data("a=b".utf8))
    #expect(elsewhere.status == 403)
    #expect(try verdicts(elsewhere) == ["web.cross-site"])
    let here = type.merging(["Origin": origin]) { one, _ in one }
    let stale = try await rig.send("POST", "/sign-on", headers: here, body: Data("number=T0001".utf8))
    #expect(stale.status == 403)
    #expect(try verdicts(stale) == ["web.stale-form"])
    #expect(
      try verdicts(try await rig.send("POST", "/sign-on", headers: here, body: Data("a=%zz".utf8))) == ["web.form"])
  }

  @Test("a new password typed two ways, a first password not yet changed, a machine that is no workstation")
  func people() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let token = try await rig.signOn("S0001")
    let cookies = "guichet_session=\(token)"
    let csrf = try WebRig.csrf(try await rig.page("/password", cookies: cookies))
    let form = "old=\(TestBank.password)&new=Other-Horse-88&again=Other-Horse-89&_csrf=\(csrf)"
    let page = try await rig.post("/password", form, cookies: cookies)
    #expect(page.text.contains("web.passwords-differ") || page.text.contains("两次输入的新密码不一致。"))
    let administrator = try await rig.bank.desks.door.signOn(
      number: "A0001", password: TestBank.password, stationToken: nil
    ).signOn
    let added = try await rig.bank.desks.door.addStaff(
      number: "T0077", name: "新人", posts: [.teller], institution: rig.bank.outlet, by: administrator)
    let fresh = try await rig.json(
      "POST", "/api/v1/sign-ons", "{\"number\":\"T0077\",\"password\":\"\(added.firstPassword)\"}")
    let first = try #require(fresh.member("token"))
    let journal = try await rig.send("GET", "/api/v1/accounts/1", headers: ["Authorization": "Bearer \(first)"])
    #expect(try verdicts(journal) == ["web.password-first"])
    let teller = try await rig.signOn("T0001")
    let events = try await rig.send("GET", "/workbench/events", headers: ["Cookie": "guichet_session=\(teller)"])
    #expect(events.status == 403)
    #expect(try verdicts(events) == ["access.terminal-needed"])
  }

  @Test("a service that fits nothing, a verification without a file: said on the page itself")
  func pages() async throws {
    let bank = try await TestBank.open()
    let counter = try await TestCounter.open(bank)
    let rig = try await WebRig.open(bank)
    defer { rig.close() }
    let cookies = "guichet_session=\(counter.token)"
    let bench = try await rig.page("/workbench", cookies: cookies)
    let csrf = try WebRig.csrf(bench)
    let typed = try await rig.post("/cases", "q=zzz&key=\(counter.key())&_csrf=\(csrf)", cookies: cookies)
    #expect(typed.text.contains("没有与“zzz”相符的唯一业务。") && typed.text.contains("请输入完整的业务代码"))
    let english = try await rig.post(
      "/cases", "q=zzz&key=\(counter.key())&_csrf=\(csrf)", cookies: cookies + "; guichet_language=en")
    #expect(english.text.contains("No single service fits “zzz”."), "web.no-service")
    let auditor = try await rig.signOn("U0001")
    let verify = "guichet_session=\(auditor)"
    let token = try WebRig.csrf(try await rig.page("/verification", cookies: verify))
    let parts =
      "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n\(token)\r\n"
      + "--x\r\nContent-Disposition: form-data; name=\"voucher\"; filename=\"\"\r\n\r\n\r\n--x--\r\n"
    let empty = try await rig.post("/verification", parts, cookies: verify, type: "multipart/form-data; boundary=x")
    #expect(empty.text.contains("没有收到文件。") && empty.text.contains("请选择一个 PDF 文件。"), "web.no-file")
  }

  @Test("too many requests without a sign-on are answered so for the rest of the minute")
  func tooMany() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    var last = try await rig.send("GET", "/api/v1/me")
    for _ in 0..<302 where last.status != 429 { last = try await rig.send("GET", "/api/v1/me") }
    #expect(last.status == 429)
    #expect(try verdicts(last) == ["web.too-many"])
  }

  @Test("an address that others can reach without TLS, a port that does not exist")
  func settings() async throws {
    let open = WebSettings(address: "0.0.0.0", port: 1, shareDirectory: "", publicAddress: "http://bank.example")
    #expect(try await met { try open.check() } == "web.address")
    let port = WebSettings(port: 70_000, shareDirectory: "", publicAddress: "http://bank.example")
    #expect(try await met { try port.check() } == "web.port")
  }
}
