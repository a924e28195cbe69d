import Documents
import Foundation
import Primitives
import TestCounter
import Testing
import Web

@Suite("A deposit over the API", .serialized)
struct APIJourneyTests {
  private struct Seat {
    let teller: String
    let display: String
  }

  private func seat(_ rig: WebRig) async throws -> Seat {
    let boss = try await rig.signOn("A0001")
    let code = try await rig.json("POST", "/api/v1/enrolment-codes", "{\"institution\":\"110101\"}", token: boss)
    #expect(code.status == 201, "\(code.text)")
    let station = try await rig.json(
      "POST", "/api/v1/enrolments", "{\"code\":\"\(code.member("code") ?? "")\",\"name\":\"窗口 1\"}")
    #expect(station.status == 201, "\(station.text)")
    let teller = try await rig.signOn("T0002", station: station.member("stationToken"))
    let display = try await rig.json("POST", "/api/v1/displays", "{}")
    #expect(display.status == 201)
    let wrong = try await rig.json("POST", "/api/v1/pairings", "{\"code\":\"000000\"}", token: teller)
    #expect([409, 422, 404].contains(wrong.status) || display.member("pairingCode") == "000000", "\(wrong.text)")
    let paired = try await rig.json(
      "POST", "/api/v1/pairings", "{\"code\":\"\(display.member("pairingCode") ?? "")\"}", token: teller)
    #expect(paired.status == 204, "\(paired.text)")
    let till = try await rig.json(
      "POST", "/api/v1/tills", "{\"box\":2,\"counts\":[\"CNY 100*10\",\"CZK 1000*10\"]}", token: teller)
    #expect(till.status == 201, "\(till.text)")
    return Seat(teller: teller, display: try #require(display.member("displayToken")))
  }

  private func open(_ rig: WebRig, _ service: String, key: String, _ seat: Seat) async throws -> WebRig.Reply {
    try await rig.json(
      "POST", "/api/v1/cases", "{\"service\":\"\(service)\",\"idempotencyKey\":\"\(key)\"}", token: seat.teller)
  }

  private func fields(_ form: [String: String]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: ["fields": form]), as: UTF8.self)
  }

  private func sign(_ rig: WebRig, _ seat: Seat) async throws -> WebRig.Reply {
    let bearer = ["Authorization": "Bearer \(seat.display)"]
    let sight = try await rig.send("GET", "/api/v1/display", headers: bearer)
    let object = try #require(try JSONSerialization.jsonObject(with: sight.body) as? [String: Any])
    let play = try #require(object["case"] as? [String: Any], "\(sight.text)")
    for page in 1...(play["pages"] as? Int ?? 1) {
      let picture = try await rig.send("GET", "/api/v1/display/pages/\(page)", headers: bearer)
      #expect(picture.status == 200 && picture.headers["content-type"] == "image/png")
      let read = try await rig.send("POST", "/api/v1/display/pages/\(page)/confirmation", headers: bearer)
      #expect(read.status == 204, "\(read.text)")
    }
    var headers = bearer
    headers["Content-Type"] = "application/octet-stream"
    headers["X-Case-Nonce"] = "\(play["nonce"] ?? "")"
    headers["X-Shown-Hash"] = "\(play["shownHash"] ?? "")"
    headers["X-Scripted-Ink"] = "1"
    let ink = Data(Ink.scripted(name: "王小明", seed: 3).binary)
    var stale = headers
    stale["X-Case-Nonce"] = "another"
    #expect(try await rig.send("POST", "/api/v1/display/signature", headers: stale, body: ink).status == 409)
    let signed = try await rig.send("POST", "/api/v1/display/signature", headers: headers, body: ink)
    #expect(signed.status == 204, "\(signed.text)")
    return try await rig.send("POST", "/api/v1/display/confirmation", headers: bearer)
  }

  @Test("account and deposit as a branch would do them: settled, archived, verified, receipt in force")
  func journey() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let seat = try await seat(rig)
    let opened = try await open(rig, "account-open", key: String(repeating: "a1", count: 16), seat)
    #expect(opened.status == 201, "\(opened.text)")
    let again = try await open(rig, "account-open", key: String(repeating: "a1", count: 16), seat)
    #expect(again.status == 200 || again.status == 201)
    #expect(again.member("id") == opened.member("id"))
    let other = try await open(rig, "cash-deposit", key: String(repeating: "a1", count: 16), seat)
    #expect(other.status == 409)
    let id = try #require(opened.member("id"))
    let drafted = try await rig.json(
      "POST", "/api/v1/cases/\(id)/submission", try fields(TestCounter.openingForm), token: seat.teller)
    #expect(drafted.status == 200 && drafted.member("state") == "drafted", "\(drafted.text)")
    let settled = try await sign(rig, seat)
    #expect(settled.status == 200 && settled.member("state") == "settled", "\(settled.text)")
    _ = try await rig.json("POST", "/api/v1/cases/\(id)/end", "", token: seat.teller)
    try await deposit(rig, seat, try #require(settled.member("accountNumber")))
  }

  private func deposit(_ rig: WebRig, _ seat: Seat, _ account: String) async throws {
    let opened = try await open(rig, "cash-deposit", key: String(repeating: "b2", count: 16), seat)
    let id = try #require(opened.member("id"))
    let wrong = try await rig.json(
      "POST", "/api/v1/cases/\(id)/submission",
      try fields(["account": account, "amount": "1.234", "denominations": "100x1"]), token: seat.teller)
    #expect(wrong.status == 422 && wrong.text.contains("\"field\":\"amount\""), "\(wrong.text)")
    let form = try fields(TestCounter.deposit(account, notes: 12))
    let check = try await rig.json("POST", "/api/v1/cases/\(id)/check", form, token: seat.teller)
    #expect(check.status == 200 && check.member("rule") == "allow", "\(check.text)")
    _ = try await rig.json("POST", "/api/v1/cases/\(id)/submission", form, token: seat.teller)
    let settled = try await sign(rig, seat)
    #expect(settled.status == 200 && settled.member("state") == "settled", "\(settled.text)")
    let rated = try await rig.json("POST", "/api/v1/display/rating", "{\"rating\":5}", token: seat.display)
    #expect(rated.status == 204, "\(rated.text)")
    let document = try #require(settled.member("documentId"))
    let bearer = ["Authorization": "Bearer \(seat.teller)"]
    let file = try await rig.send("GET", "/api/v1/archive/\(document)/voucher.pdf", headers: bearer)
    #expect(
      file.status == 200 && file.headers["content-type"] == "application/pdf"
        && file.body.starts(with: Data("%PDF".utf8)))
    let report = try await rig.send(
      "POST", "/api/v1/verifications", headers: bearer.merging(["Content-Type": "application/pdf"]) { $1 },
      body: file.body)
    #expect(report.status == 200 && report.member("verdict") == "valid", "\(report.text)")
    let receipt = try #require(settled.member("receiptUrl"))
    let path = try #require(receipt.range(of: "/r/")).lowerBound
    let page = try await rig.page(String(receipt[path...]))
    #expect(page.status == 200 && page.text.contains("1,200.00") && !page.text.contains("王小明"))
    let detail = try await rig.send("GET", "/api/v1/accounts/\(account)/entries", headers: bearer)
    #expect(detail.status == 200 && detail.text.contains("\"1200.00\""), "\(detail.text)")
    let journal = try await rig.send("GET", "/api/v1/journal?state=settled", headers: bearer)
    #expect(journal.status == 200 && journal.text.contains(id))
  }

  @Test("OpenAPI names every route of the API, each with its permission and its answers (DECISIONS 26)")
  func openAPI() async throws {
    let rig = try await WebRig.open()
    defer { rig.close() }
    let reply = try await rig.send("GET", "/api/openapi.json")
    let document = try #require(try JSONSerialization.jsonObject(with: reply.body) as? [String: Any])
    #expect(document["openapi"] as? String == "3.1.0")
    let paths = try #require(document["paths"] as? [String: [String: Any]])
    for route in rig.server.routeList where route.path.hasPrefix("/api/v1/") {
      let operation = paths[route.path]?[route.method.lowercased()] as? [String: Any]
      #expect(operation?["x-permission"] as? String == route.need, "\(route.method) \(route.path)")
    }
  }
}
