import Foundation
import Primitives
import Seals
import TestCounter
import Testing
import Web

@Suite("Counter pages", .serialized)
struct CounterPageTests {
  private func cookies(_ counter: TestCounter) -> String {
    "guichet_session=\(counter.token); guichet_station=\(counter.stationToken)"
  }

  private func opened() async throws -> (TestCounter, WebRig) {
    let bank = try await TestBank.open()
    let counter = try await TestCounter.open(bank)
    return (counter, try await WebRig.open(bank))
  }

  @Test("a customer is shown in clear by a post that may, once per press, and every look is in the audit (PC-023)")
  func reveal() async throws {
    let (counter, rig) = try await opened()
    defer { rig.close() }
    let account = try await counter.account()
    let jar = cookies(counter)
    let masked = try await rig.page("/accounts/\(account)", cookies: jar)
    #expect(masked.text.contains("action=\"/accounts/\(account)/reveal\"") && !masked.text.contains("王小明"))
    let csrf = try WebRig.csrf(masked)
    let clear = try await rig.post("/accounts/\(account)/reveal", "_csrf=\(csrf)", cookies: jar)
    #expect(clear.status == 200 && clear.headers["cache-control"] == "no-store", "\(clear.status)")
    for text in ["王小明", "11010519491231002X", "13800138000", "content=\"15;url=/accounts/\(account)\""] {
      #expect(clear.text.contains(text), "\(text)")
    }
    #expect(try await rig.post("/accounts/\(account)/reveal", "", cookies: jar).status == 403)
    #expect(try await rig.page("/accounts/\(account)/reveal", cookies: jar).status == 405)
    let api = try await rig.json("POST", "/api/v1/accounts/\(account)/reveal", "", token: counter.token)
    #expect(api.status == 200 && api.member("name") == "王小明" && api.member("phone") == "13800138000", "\(api.text)")

    let auditor = try await rig.signOn("U0001")
    let page = try await rig.page("/accounts/\(account)", cookies: "guichet_session=\(auditor)")
    #expect(page.status == 200 && !page.text.contains("/reveal\""))
    let denied = try await rig.json("POST", "/api/v1/accounts/\(account)/reveal", "", token: auditor)
    #expect(denied.status == 403 && !denied.text.contains("王小明"))
    let trail = try await rig.send(
      "GET", "/api/v1/audit?action=customer.revealed", headers: ["Authorization": "Bearer \(auditor)"])
    #expect(trail.text.components(separatedBy: "customer.revealed").count == 3, "\(trail.text)")
    #expect(trail.text.contains("T0001") && trail.text.contains("customer:") && !trail.text.contains("王小明"))
  }

  @Test("the receipt names the hash of the very file in the archive (PC-057)")
  func receipt() async throws {
    let (counter, rig) = try await opened()
    defer { rig.close() }
    _ = try await counter.account()
    let bearer = ["Authorization": "Bearer \(counter.token)"]
    let journal = try await rig.send("GET", "/api/v1/journal", headers: bearer)
    let list = try #require(try JSONSerialization.jsonObject(with: journal.body) as? [String: [[String: Any]]])
    let record = try #require(list["cases"]?.first)
    let document = try #require(record["documentId"] as? String)
    let address = try #require(record["receiptUrl"] as? String)
    let file = try await rig.send("GET", "/api/v1/archive/\(document)/voucher.pdf", headers: bearer)
    let page = try await rig.page(String(address[try #require(address.range(of: "/r/")).lowerBound...]))
    let shown = try #require(page.text.firstMatch(of: /SHA-256 ([0-9a-f ]{71})</)).1
    #expect(shown.split(separator: " ").map(\.count) == Array(repeating: 8, count: 8))
    #expect(shown.replacing(" ", with: "") == Hex.encode(Digest.sha256(Array(file.body))))
  }

  @Test("an idle sign-on is locked, not ended: the password leads back to where one was")
  func idleLock() async throws {
    let (counter, rig) = try await opened()
    defer { rig.close() }
    let jar = cookies(counter)
    #expect(try await rig.page("/unlock?back=/journal", cookies: jar).headers["location"] == "/journal")
    rig.bank.time.advance(seconds: 10 * 60)
    let locked = try await rig.page("/journal?date=2026-11-20", cookies: jar)
    #expect(locked.status == 303 && locked.headers["location"] == "/unlock?back=%2Fjournal")
    let events = try await rig.send("GET", "/workbench/events", headers: ["Cookie": jar])
    #expect(events.status == 401)
    let script = try await rig.send(
      "GET", "/services?q=12",
      headers: ["Cookie": jar, "HX-Request": "true", "Referer": "http://127.0.0.1:\(rig.port)/workbench?x=1"])
    #expect(script.status == 401 && script.headers["hx-redirect"] == "/unlock?back=%2Fworkbench")
    let page = try await rig.page("/unlock?back=/journal", cookies: jar)
    #expect(page.status == 200 && page.text.contains("T0001") && page.text.contains("value=\"/journal\""))
    let csrf = try WebRig.csrf(page)
    let wrong = try await rig.post("/unlock", "_csrf=\(csrf)&back=/journal&password=wrong", cookies: jar)
    #expect(wrong.status == 401 && wrong.text.contains("role=\"alert\"") && wrong.text.contains("value=\"/journal\""))
    #expect(try await rig.page("/journal", cookies: jar).status == 303)
    #expect(try await rig.post("/unlock", "back=/journal&password=\(TestBank.password)", cookies: jar).status == 403)
    let good = try await rig.post(
      "/unlock", "_csrf=\(csrf)&back=//evil.example&password=\(TestBank.password)", cookies: jar)
    #expect(good.status == 303 && good.headers["location"] == "/")
    #expect(try await rig.page("/journal", cookies: jar).status == 200)
  }

  @Test("the API is locked and unlocked with the same token; five wrong passwords end the sign-on")
  func idleLockAPI() async throws {
    let (counter, rig) = try await opened()
    defer { rig.close() }
    let bearer = ["Authorization": "Bearer \(counter.token)"]
    rig.bank.time.advance(seconds: 10 * 60)
    let locked = try await rig.send("GET", "/api/v1/me", headers: bearer)
    #expect(locked.status == 401 && locked.member("code") == "access.idle-lock")
    let path = "/api/v1/sign-ons/current/unlock"
    #expect(try await rig.json("POST", path, "{\"password\":\"\(TestBank.password)\"}").status == 401)
    let good = try await rig.json("POST", path, "{\"password\":\"\(TestBank.password)\"}", token: counter.token)
    #expect(good.status == 204, "\(good.text)")
    #expect(try await rig.send("GET", "/api/v1/me", headers: bearer).status == 200)
    rig.bank.time.advance(seconds: 10 * 60)
    for _ in 1...5 { _ = try await rig.json("POST", path, "{\"password\":\"wrong\"}", token: counter.token) }
    let ended = try await rig.json("POST", path, "{\"password\":\"\(TestBank.password)\"}", token: counter.token)
    #expect(ended.status == 401 && ended.member("code") == "access.not-signed-on", "\(ended.text)")
    let page = try await rig.page("/unlock", cookies: cookies(counter))
    #expect(page.status == 303 && page.headers["location"] == "/sign-on")
  }

  @Test("a till is opened in several currencies and handed in by a blind count of each")
  func till() async throws {
    let (counter, rig) = try await opened()
    defer { rig.close() }
    let jar = cookies(counter)
    let open = try await rig.page("/till", cookies: jar)
    #expect(open.status == 200 && !open.text.contains("till-lines"))
    #expect(try await rig.page("/till?show=holdings", cookies: jar).text.contains("till-lines"))
    #expect(try await rig.page("/till?show=everything", cookies: jar).status == 422)
    let blind = try await rig.page("/till?show=closing", cookies: jar)
    for text in ["till-lines", "16,100.00", "strip-till", "data-face=\"100\" data-minor=\"10000\" value=\"100\""] {
      #expect(!blind.text.contains(text), "\(text) stands beside the blind count")
    }
    let csrf = try WebRig.csrf(blind)
    let yuan = "denominations.CNY=100x100+50x100+10x100+1x100"
    let short = try await rig.post("/till/closing", "_csrf=\(csrf)&\(yuan)", cookies: jar)
    #expect(short.status == 409 || short.status == 422, "\(short.status)")
    #expect(short.text.contains("role=\"alert\"") && !short.text.contains("16,100.00"))
    #expect(!short.text.contains("value=\"100\" data-face="), "the second count begins with an empty grid")
    #expect(short.text.contains("data-face=\"50\""))
    let closed = try await rig.post("/till/closing", "_csrf=\(csrf)&\(yuan)&denominations.CZK=1000x10", cookies: jar)
    #expect(closed.status == 303, "\(closed.status) \(closed.text)")

    let none = try await rig.post("/till/opening", "_csrf=\(csrf)&\(yuan)", cookies: jar)
    #expect(none.status == 422 && none.text.contains("role=\"alert\""), "\(none.status)")
    let form = try await rig.page("/till", cookies: jar)
    #expect(form.text.contains("value=\"CNY\" checked") && form.text.contains("value=\"CZK\" >"))
    #expect(!form.text.contains("value=\"USD\""), "there are no notes of that currency here")
    let again = try await rig.post(
      "/till/opening", "_csrf=\(csrf)&currency=CNY&currency=CZK&denominations.CNY=100x2&denominations.CZK=",
      cookies: jar)
    #expect(again.status == 303 && again.headers["location"] == "/workbench", "\(again.status) \(again.text)")
    let view = try await rig.send(
      "GET", "/api/v1/tills/current", headers: ["Authorization": "Bearer \(counter.token)"])
    #expect(view.text.contains("\"CZK\"") && view.text.contains("\"200.00\""), "\(view.text)")
  }

  @Test("what was taken in stands in the hand-back's grid, unless change was given")
  func handBack() async throws {
    let (counter, rig) = try await opened()
    defer { rig.close() }
    let account = try await counter.account()
    let cases = rig.bank.desks.cases
    for (change, value) in [("", "100x12 50x2"), ("100*1", "")] {
      let record = try await cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
      var form = ["account": account, "amount": change.isEmpty ? "1300" : "1200", "denominations": "100*12,50*2"]
      if !change.isEmpty { form["change"] = change }
      _ = try await cases.submit(record.id, form: form, by: counter.signOn)
      try await cases.refuse(on: counter.display)
      let page = try await rig.page("/cases/\(record.id)", cookies: cookies(counter))
      #expect(page.text.contains("name=\"denominations\" value=\"\(value)\" data-composed"), "\(change)")
      let csrf = try WebRig.csrf(page)
      let counted = value.isEmpty ? "100x12" : value.replacing(" ", with: "+")
      let done = try await rig.post(
        "/cases/\(record.id)/hand-back", "_csrf=\(csrf)&denominations=\(counted)", cookies: cookies(counter))
      #expect(done.status == 303, "\(done.text)")
      _ = try await cases.end(record.id, by: counter.signOn)
    }
  }

  @Test("the auditor sees where the chains were last signed for")
  func checkpoint() async throws {
    let (counter, rig) = try await opened()
    defer { rig.close() }
    let auditor = "guichet_session=\(try await rig.signOn("U0001"))"
    #expect(try await rig.page("/audit", cookies: auditor).text.contains("尚无检查点"))
    let house = counter.bank.desks.house
    let made = try await house.database.write { [key = house.keys.checkpoint, now = house.time.now] tx in
      try house.audit.checkpoint(at: now, key: key, in: tx)
    }
    let page = try await rig.page("/audit", cookies: auditor)
    #expect(page.text.contains("检查点 1 · \(made.at.beijing) · \(made.heads.count) 条链"), "\(page.text)")
  }
}
