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
    let deposit = try await Self.deposit(counter, account)
    let staff = try await rig.signOn("A0001")
    let auditor = try await rig.signOn("U0001")
    let teller = cookies(counter)
    let visits: [(String, String)] = [
      ("/workbench", teller), ("/till", teller), ("/till?show=holdings", teller), ("/till?show=closing", teller),
      ("/journal", teller), ("/accounts?q=\(account)", teller),
      ("/accounts/\(account)", teller), ("/accounts?q=110101-00000001", teller),
      ("/deposits/\(deposit)", teller), ("/deposits/110101-00000001", teller), ("/archive?account=\(account)", teller),
      ("/verification", teller),
      ("/services?q=12", teller), ("/password", teller), ("/administration/staff", "guichet_session=\(staff)"),
      ("/administration/terminals", "guichet_session=\(staff)"), ("/audit", "guichet_session=\(auditor)"),
      ("/errors", teller), ("/errors?state=open&errorClass=fraud", "guichet_session=\(auditor)"),
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

  /// 200 yuan a month, with a proof on it: every table of the deposit's page has a row.
  private static func deposit(_ counter: TestCounter, _ account: String) async throws -> String {
    let cases = counter.bank.desks.cases
    func go(_ service: String, _ form: [String: String]) async throws -> String {
      let opened = try await cases.open(service: service, key: counter.key(), by: counter.signOn)
      var state = try await cases.submit(opened.id, form: form, by: counter.signOn)
      if state.state == .waiting {
        let boss = try await counter.bank.desks.door.signOn(
          number: "S0001", password: TestBank.password, stationToken: nil
        ).signOn
        try await counter.bank.desks.approvals.decide(opened.id, .pass, reason: nil, by: boss)
        state = try await cases.submit(opened.id, form: form, by: counter.signOn)
      }
      let settled = try await counter.customerAgrees()
      _ = try await cases.end(opened.id, by: counter.signOn)
      return settled.facts["depositNumber"] ?? ""
    }
    _ = try await go("cash-deposit", TestCounter.deposit(account, notes: 10))
    let number = try await go("instalment-open", ["account": account, "amount": "200", "tenor": "1y"])
    _ = try await go("proof-period", ["holding": number, "until": "2026-12-31"])
    return number
  }

  @Test("a statement leaves as a file to a post that may; wrong days are a refusal in words (BC-025)")
  func statement() async throws {
    let bank = try await TestBank.open()
    let counter = try await TestCounter.open(bank)
    let rig = try await WebRig.open(bank)
    defer { rig.close() }
    let account = try await counter.account()
    let path = "/accounts/\(account)/statement.csv"
    let file = try await rig.page("\(path)?from=2026-11-01&to=2026-11-20&kind=full", cookies: cookies(counter))
    #expect(file.status == 200 && file.headers["content-type"] == "text/csv; charset=utf-8")
    #expect(file.headers["content-disposition"]?.hasPrefix("attachment; filename=\"statement-") == true)
    #expect(file.text.contains("期末余额 Closing,0.00"))
    let wrong = try await rig.page("\(path)?from=2026-11-21&to=2026-11-20", cookies: cookies(counter))
    #expect(wrong.status == 422, "\(wrong.status)")
    let none = try await rig.page(path, cookies: cookies(counter))
    #expect(none.status == 422, "\(none.status)")
    let auditor = try await rig.signOn("U0001")
    let denied = try await rig.page("\(path)?from=2026-11-01&to=2026-11-20", cookies: "guichet_session=\(auditor)")
    #expect(denied.status == 403)
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
