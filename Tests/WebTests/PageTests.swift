import Foundation
import Primitives
import TestCounter
import Testing
import Web

@Suite("Pages", .serialized)
struct PageTests {
  private func cookies(_ counter: TestCounter) -> String {
    "guichet_session=\(counter.token); guichet_station=\(counter.stationToken)"
  }

  @Test("every page of every post renders in both languages, without a hole")
  func renders() async throws {
    let bank = try await TestBank.open()
    let counter = try await TestCounter.open(bank)
    let rig = try await WebRig.open(bank)
    defer { rig.close() }
    let account = try await counter.account()
    let staff = try await rig.signOn("A0001")
    let auditor = try await rig.signOn("U0001")
    let teller = cookies(counter)
    let visits: [(String, String)] = [
      ("/workbench", teller), ("/till", teller), ("/till?show=holdings", teller), ("/till?show=closing", teller),
      ("/journal", teller), ("/accounts?q=\(account)", teller),
      ("/accounts/\(account)", teller), ("/archive?account=\(account)", teller), ("/verification", teller),
      ("/services?q=12", teller), ("/password", teller), ("/administration/staff", "guichet_session=\(staff)"),
      ("/administration/terminals", "guichet_session=\(staff)"), ("/audit", "guichet_session=\(auditor)"),
      ("/sign-on", ""), ("/enrolment", ""), ("/display", ""), ("/nowhere", ""),
    ]
    for (path, jar) in visits {
      for language in ["zh", "en"] {
        let page = try await rig.page(path, cookies: jar + "; guichet_language=\(language)")
        #expect(page.status == (path == "/nowhere" ? 404 : 200), "\(path) → \(page.status) \(page.text.prefix(300))")
        #expect(!page.text.contains("{{") && !page.text.contains("Optional("), "\(path)")
        #expect(!page.text.contains("王小明"), "\(path) shows a name in clear")
        if path.hasPrefix("/services") { continue }
        #expect(page.text.contains("<html lang=\"\(language == "zh" ? "zh-CN" : "en")\""), "\(path) \(language)")
        #expect(page.text.firstMatch(of: /<title>[^<]+<\/title>/) != nil, "\(path) has no title")
        #expect(page.text.firstMatch(of: /<p>\s*<\/p>/) == nil, "\(path) has an empty paragraph")
      }
    }
  }

  @Test("a deposit from the code box to the settled page, by forms alone")
  func deposit() async throws {
    let bank = try await TestBank.open()
    let counter = try await TestCounter.open(bank)
    let rig = try await WebRig.open(bank)
    defer { rig.close() }
    let account = try await counter.account()
    let jar = cookies(counter)
    let bench = try await rig.page("/workbench", cookies: jar)
    let csrf = try WebRig.csrf(bench)
    let key = "\(counter.key())"
    let none = try await rig.post("/cases", "_csrf=\(csrf)&key=\(key)&q=zzz", cookies: jar)
    #expect(none.status == 422 && none.text.contains("zzz"))
    let opened = try await rig.post("/cases", "_csrf=\(csrf)&key=\(key)&q=1201", cookies: jar)
    let place = try #require(opened.headers["location"], "\(opened.status)")
    let form = try await rig.page(place, cookies: jar)
    #expect(form.status == 200 && form.text.contains("name=\"account\"") && form.text.contains("data-face=\"100\""))

    let partial = try await rig.post("\(place)/check", "_csrf=\(csrf)&account=\(account)&amount=12x", cookies: jar)
    #expect(partial.status == 200 && partial.text.contains("data-ready=\"no\"") && partial.text.contains("note-bad"))
    let whole = "_csrf=\(csrf)&account=\(account)&amount=1%2C200&denominations=100x12"
    let ready = try await rig.post("\(place)/check", whole, cookies: jar)
    #expect(ready.text.contains("data-ready=\"yes\""), "\(ready.text)")
    let wrong = try await rig.post(
      "\(place)/submission", "_csrf=\(csrf)&account=\(account)&amount=1%2C200&denominations=100x11", cookies: jar)
    #expect(wrong.status == 422 && wrong.text.contains("aria-invalid") || wrong.text.contains("note-bad"))

    let sent = try await rig.post("\(place)/submission", whole, cookies: jar)
    #expect(sent.status == 303 && sent.headers["location"] == place, "\(sent.status) \(sent.text)")
    #expect(try await rig.page(place, cookies: jar).text.contains("data-state=\"drafted\""))
    _ = try await counter.customerAgrees()
    let settled = try await rig.page(place, cookies: jar)
    #expect(settled.text.contains("data-state=\"settled\"") && settled.text.contains("1,200.00"))
    let ended = try await rig.post("\(place)/end", "_csrf=\(csrf)", cookies: jar)
    #expect(ended.status == 303 && ended.headers["location"] == "/workbench")
    let detail = try await rig.page("/journal/\(place.dropFirst("/cases/".count))", cookies: jar)
    #expect(detail.status == 200 && detail.text.contains("side-debit") && detail.text.contains("side-credit"))
  }

  @Test("live events: the workbench and the display get whole snapshots, and the display's names its case")
  func events() async throws {
    let bank = try await TestBank.open()
    let counter = try await TestCounter.open(bank)
    let rig = try await WebRig.open(bank)
    defer { rig.close() }
    let desks = bank.desks
    let opened = try await desks.cases.open(service: "account-open", key: counter.key(), by: counter.signOn)
    _ = try await desks.cases.submit(opened.id, form: TestCounter.openingForm, by: counter.signOn)
    let text = try await EventListener.first(
      "http://127.0.0.1:\(rig.port)/workbench/events", cookies: cookies(counter))
    #expect(
      text.contains("event: snapshot") && text.contains("\"display\":\"paired\"") && text.contains("\(opened.id)"))
    #expect(text.contains("\"phase\":\"reading\""))
  }

  @Test("a voucher is verified from an upload without JavaScript; something else is called invalid")
  func verification() async throws {
    let bank = try await TestBank.open()
    let rig = try await WebRig.open(bank)
    defer { rig.close() }
    let jar = "guichet_session=\(try await rig.signOn("U0001"))"
    let csrf = try WebRig.csrf(try await rig.page("/verification", cookies: jar))
    let body = [
      "--xyz", "Content-Disposition: form-data; name=\"_csrf\"", "", csrf, "--xyz",
      "Content-Disposition: form-data; name=\"voucher\"; filename=\"a.pdf\"", "Content-Type: application/pdf", "",
      "%PDF-1.7 not a voucher", "--xyz--", "",
    ].joined(separator: "\r\n")
    let reply = try await rig.post("/verification", body, cookies: jar, type: "multipart/form-data; boundary=xyz")
    #expect(reply.status == 200 && reply.text.contains("verdict-bad"), "\(reply.status) \(reply.text.prefix(500))")
    let empty = try await rig.post("/verification", "--xyz--", cookies: jar, type: "multipart/form-data; boundary=xyz")
    #expect(empty.status == 403)
  }
}
