import Documents
import Foundation
import Primitives
import TestCounter
import Testing
import Web

@Suite("The customer's screen", .serialized)
struct DisplayPageTests {
  private struct Screen {
    let rig: WebRig
    let cookie: String
    let csrf: String

    static func open(_ rig: WebRig) async throws -> Screen {
      let page = try await rig.page("/display")
      let set = try #require(page.headers["set-cookie"])
      let cookie = String(set.prefix { $0 != ";" })
      let marker = try #require(page.text.range(of: "data-csrf=\"")).upperBound
      return Screen(rig: rig, cookie: cookie, csrf: String(page.text[marker...].prefix { $0 != "\"" }))
    }

    func post(
      _ path: String, _ body: Data = Data(), type: String? = nil, headers: [String: String] = [:], csrf: String? = nil
    ) async throws -> WebRig.Reply {
      var all = headers
      all["Cookie"] = cookie
      all["Origin"] = "http://127.0.0.1:\(rig.port)"
      all["X-CSRF-Token"] = csrf ?? self.csrf
      if let type { all["Content-Type"] = type }
      return try await rig.send("POST", "/display/\(path)", headers: all, body: body)
    }

    func snapshot() async throws -> String {
      try await EventListener.first("http://127.0.0.1:\(rig.port)/display/events", cookies: cookie)
    }
  }

  private func value(_ name: String, _ text: String) -> String {
    guard let start = text.range(of: "\"\(name)\":\"")?.upperBound else { return "" }
    return String(text[start...].prefix { $0 != "\"" })
  }

  /// A counter whose display is the browser's.
  private func ready() async throws -> (WebRig, TestCounter, Screen) {
    let bank = try await TestBank.open()
    let counter = try await TestCounter.open(bank)
    let rig = try await WebRig.open(bank)
    let screen = try await Screen.open(rig)
    let waiting = try await screen.snapshot()
    #expect(waiting.contains("\"paired\":false"))
    try await bank.desks.counter.pair(code: value("pairingCode", waiting), by: counter.signOn)
    #expect(try await screen.snapshot().contains("\"phase\":\"idle\""))
    return (rig, counter, screen)
  }

  @Test("reads, signs twice, confirms again and rates; strokes reach the teller's mirror and nothing else")
  func journey() async throws {
    let (rig, counter, screen) = try await ready()
    defer { rig.close() }
    let cases = rig.bank.desks.cases
    let opened = try await cases.open(service: "account-open", key: counter.key(), by: counter.signOn)
    _ = try await cases.submit(opened.id, form: TestCounter.openingForm, by: counter.signOn)
    let reading = try await screen.snapshot()
    #expect(reading.contains("\"phase\":\"reading\"") && reading.contains("王小明"))
    #expect(try await screen.post("pages/1/confirmation", csrf: "x").status == 403)
    let pages = rig.bank.desks.house.live.stage(of: opened.terminal).play?.pages ?? 1
    for page in 1...pages { #expect(try await screen.post("pages/\(page)/confirmation").status == 204) }
    let nonce = value("nonce", reading)
    let strokes = "{\"nonce\":\"\(nonce)\",\"strokes\":[[[10,20,0.5],[30.5,40,1]]],\"width\":100,\"height\":50}"
    #expect(try await screen.post("strokes", Data(strokes.utf8), type: "application/json").status == 204)
    let points = rig.bank.desks.house.live.stage(of: opened.terminal).play?.strokes.first
    #expect(points?.map(\.x) == [100, 305] && points?.map(\.y) == [160, 320])
    let shown = ["X-Case-Nonce": nonce, "X-Shown-Hash": value("shownHash", reading)]
    let ink = Data(Ink.scripted(name: "王小明", seed: 9).binary)
    for _ in 1...2 {
      let signed = try await screen.post("signature", ink, type: "application/octet-stream", headers: shown)
      #expect(signed.status == 204, "\(signed.text)")
    }
    #expect(try await screen.post("confirmation").status == 204)
    let done = try await screen.snapshot()
    #expect(done.contains("\"phase\":\"done\"") && done.contains("<svg"))
    let rated = try await screen.post("rating", Data("rating=5".utf8), type: "application/x-www-form-urlencoded")
    #expect(rated.status == 204, "\(rated.text)")
  }

  @Test("a refusal is answered in both languages; the customer stops, the teller records the hand-back")
  func refusal() async throws {
    let (rig, counter, screen) = try await ready()
    defer { rig.close() }
    let early = try await screen.post("confirmation")
    #expect(early.status == 404 && early.headers["content-type"] == "application/problem+json")
    #expect(early.text.contains("\"zh\"") && early.text.contains("\"en\""))
    let cases = rig.bank.desks.cases
    let jar = "guichet_session=\(counter.token); guichet_station=\(counter.stationToken)"
    let account = try await other(counter, screen)
    let opened = try await cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
    _ = try await cases.submit(opened.id, form: TestCounter.deposit(account, notes: 3), by: counter.signOn)
    #expect(try await screen.post("refusal").status == 204)
    let page = try await rig.page("/cases/\(opened.id)", cookies: jar)
    #expect(page.text.contains("data-state=\"released\"") && page.text.contains("hand-back-form"))
    let csrf = try WebRig.csrf(page)
    let short = try await rig.post(
      "/cases/\(opened.id)/hand-back", "_csrf=\(csrf)&denominations=100x2", cookies: jar)
    #expect(short.status == 422)
    let back = try await rig.post(
      "/cases/\(opened.id)/hand-back", "_csrf=\(csrf)&denominations=100x3", cookies: jar)
    #expect(back.status == 303, "\(back.text)")
    #expect(try await rig.post("/cases/\(opened.id)/end", "_csrf=\(csrf)", cookies: jar).status == 303)
  }

  @Test(
    "a password comes in the body of the screen's own session, for what is shown now, and goes nowhere else (SC-096)")
  func password() async throws {
    let (rig, counter, screen) = try await ready()
    defer { rig.close() }
    let form = TestCounter.openingForm.merging(["password": "set"]) { $1 }
    let opened = try await rig.bank.desks.cases.open(service: "account-open", key: counter.key(), by: counter.signOn)
    _ = try await rig.bank.desks.cases.submit(opened.id, form: form, by: counter.signOn)
    let asked = try await screen.snapshot()
    #expect(asked.contains("\"phase\":\"password\"") && asked.contains("\"step\":\"new\""))
    let body = Data("password=271828&again=271828".utf8)
    let type = "application/x-www-form-urlencoded"
    let shown = ["X-Case-Nonce": value("nonce", asked)]
    #expect(try await screen.post("password", body, type: type).status == 422, "without the nonce")
    #expect(try await screen.post("password", body, type: type, headers: ["X-Case-Nonce": "x"]).status == 409)
    #expect(try await screen.post("password", body, type: type, headers: shown, csrf: "x").status == 403)
    let jar = "guichet_session=\(counter.token); guichet_station=\(counter.stationToken)"
    let teller = try await rig.send(
      "POST", "/display/password",
      headers: ["Cookie": jar, "Content-Type": type, "Origin": "http://127.0.0.1:\(rig.port)"].merging(shown) { $1 },
      body: body)
    #expect([401, 403].contains(teller.status), "a teller's session is no display's: \(teller.status)")
    let wrong = try await screen.post(
      "password", Data("password=271828&again=271829".utf8), type: type, headers: shown)
    #expect(wrong.status == 422 && wrong.text.contains("password.differs") && !wrong.text.contains("271828"))
    let page = try await rig.page("/cases/\(opened.id)", cookies: jar)
    #expect(page.status == 200 && !page.text.contains("271828"))
    #expect(try await screen.post("password", body, type: type, headers: shown).status == 204)
    #expect(try await screen.snapshot().contains("\"phase\":\"reading\""))
  }

  /// An account opened at this screen.
  private func other(_ counter: TestCounter, _ screen: Screen) async throws -> String {
    let cases = counter.bank.desks.cases
    let opened = try await cases.open(service: "account-open", key: counter.key(), by: counter.signOn)
    _ = try await cases.submit(opened.id, form: TestCounter.openingForm, by: counter.signOn)
    let play = counter.bank.desks.house.live.stage(of: opened.terminal).play
    for page in 1...(play?.pages ?? 1) { _ = try await screen.post("pages/\(page)/confirmation") }
    let shown = ["X-Case-Nonce": play?.nonce ?? "", "X-Shown-Hash": play?.shownHash ?? ""]
    let ink = Data(Ink.scripted(name: "王小明", seed: 9).binary)
    _ = try await screen.post("signature", ink, type: "application/octet-stream", headers: shown)
    _ = try await screen.post("confirmation")
    return try await cases.end(opened.id, by: counter.signOn).accountNumber ?? ""
  }

  @Test("a first password must be changed before anything else (item 5)")
  func firstPassword() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let boss = try await rig.signOn("A0001")
    let added = try await rig.json(
      "POST", "/api/v1/staff", "{\"number\":\"U0009\",\"name\":\"新审计\",\"posts\":[\"auditor\"]}", token: boss)
    #expect(added.status == 201, "\(added.text)")
    let first = try #require(added.member("firstPassword"))
    let signed = try await rig.json("POST", "/api/v1/sign-ons", "{\"number\":\"U0009\",\"password\":\"\(first)\"}")
    #expect(
      signed.member("mustChangePassword") == "1" || signed.member("mustChangePassword") == "true", "\(signed.text)")
    let jar = "guichet_session=\(signed.member("token") ?? "")"
    #expect(try await rig.page("/", cookies: jar).headers["location"] == "/password")
    #expect(try await rig.page("/audit", cookies: jar).headers["location"] == "/password")
    let page = try await rig.page("/password", cookies: jar)
    let csrf = try WebRig.csrf(page)
    let weak = try await rig.post("/password", "_csrf=\(csrf)&old=\(first)&new=short&again=short", cookies: jar)
    #expect(weak.status == 422)
    let new = "Another-Horse-77"
    let changed = try await rig.post("/password", "_csrf=\(csrf)&old=\(first)&new=\(new)&again=\(new)", cookies: jar)
    #expect(changed.status == 303, "\(changed.text)")
    #expect(try await rig.page("/audit", cookies: jar).status == 200)
  }
}
