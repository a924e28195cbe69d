import Desk
import Foundation
import Primitives
import TestCounter
import Testing
import Web

@Suite("Papers over HTTP (SC-023, SC-039)", .serialized)
struct PaperTests {
  private struct Place {
    let rig: WebRig
    let counter: TestCounter
    let opened: Case
    var api: String { "/api/v1/cases/\(opened.id)/images" }
    var page: String { "/cases/\(opened.id)" }
    var cookies: String { "guichet_session=\(counter.token)" }
    var bearer: [String: String] { ["Authorization": "Bearer \(counter.token)"] }

    static func open() async throws -> Place {
      let bank = try await TestBank.open()
      let counter = try await TestCounter.open(bank)
      let opened = try await bank.desks.cases.open(
        service: "information-change", key: counter.key(), by: counter.signOn)
      return Place(rig: try await WebRig.open(bank), counter: counter, opened: opened)
    }

    func put(_ file: [UInt8], _ query: String = "?kind=licence", type: String = "application/octet-stream") async throws
      -> WebRig.Reply
    {
      try await rig.send(
        "POST", api + query, headers: bearer.merging(["Content-Type": type]) { $1 }, body: Data(file))
    }

    /// The form of the pane, as a browser posts it.
    func upload(
      _ file: [UInt8]?, kind: String = "identity-front", token: String, htmx: Bool = true
    ) async throws -> WebRig.Reply {
      var body = Data()
      func part(_ head: String, _ bytes: [UInt8]) {
        body.append(Data("--XX\r\nContent-Disposition: form-data; \(head)\r\n\r\n".utf8))
        body.append(Data(bytes + [13, 10]))
      }
      part("name=\"_csrf\"", Array(token.utf8))
      part("name=\"kind\"", Array(kind.utf8))
      part("name=\"source\"", Array("camera".utf8))
      if let file { part("name=\"image\"; filename=\"not-what-it-says.gif\"", file) }
      body.append(Data("--XX--\r\n".utf8))
      var headers = [
        "Cookie": cookies, "Content-Type": "multipart/form-data; boundary=XX", "Accept": "text/html",
        "Origin": "http://127.0.0.1:\(rig.port)",
      ]
      if htmx { headers["HX-Request"] = "true" }
      return try await rig.send("POST", page + "/images", headers: headers, body: body)
    }
  }

  @Test("taken, seen, sent again, removed; each refusal with its status and its words")
  func api() async throws {
    let place = try await Place.open()
    defer { place.rig.close() }
    let file = try TestImage.jpeg()
    let added = try await place.put(file)
    #expect(added.status == 201 && added.member("number") == "1" && added.member("kind") == "licence", "\(added.text)")
    #expect(added.member("source") == "file" && added.member("sha256")?.count == 64)
    #expect(try await place.put(file).status == 200, "the same image again")
    let other = try await place.put(file, "?kind=form&source=camera")
    #expect(other.status == 409 && other.member("code") == "image.twice")
    let list = try await place.rig.send("GET", place.api, headers: place.bearer)
    #expect(list.status == 200 && list.text.contains("\"submitted\":false"), "\(list.text)")
    let image = try await place.rig.send("GET", place.api + "/1", headers: place.bearer)
    #expect(image.status == 200 && image.headers["content-type"] == "image/jpeg")
    #expect(image.headers["cache-control"] == "no-store" && image.body.starts(with: [0xFF, 0xD8, 0xFF]))
    let small = try await place.rig.send("GET", place.api + "/1/thumbnail", headers: place.bearer)
    #expect(small.status == 200 && small.body.count < image.body.count)
    for (reply, status, code) in [
      (try await place.put(file, ""), 422, "web.missing"), (try await place.put([]), 422, "web.no-image"),
      (try await place.put(file, "?kind=passport"), 422, "web.wrong-form"),
      (try await place.put(Array("GIF89a".utf8)), 422, "image.type"),
      (try await place.put(Array(file.prefix(file.count / 2))), 422, "image.damaged"),
      (try await place.put(try TestImage.jpeg(width: 299, height: 299)), 422, "image.too-small"),
      (try await place.put(file, type: "image/jpeg"), 415, "web.content-type"),
      (try await place.put([UInt8](repeating: 0, count: (8 << 20) + 1)), 413, "web.too-large"),
    ] {
      #expect(reply.status == status && reply.member("code") == code, "\(reply.status) \(reply.text)")
    }
    let auditor = ["Authorization": "Bearer \(try await place.rig.signOn("U0001"))"]
    #expect(try await place.rig.send("GET", place.api + "/1", headers: auditor).status == 404)
    #expect(try await place.rig.send("DELETE", place.api + "/1", headers: auditor).status == 403)
    #expect(try await place.rig.send("DELETE", place.api + "/1", headers: place.bearer).status == 204)
    #expect(try await place.rig.send("GET", place.api + "/1", headers: place.bearer).member("code") == "image.unknown")
    let document = try await place.rig.send("GET", "/api/openapi.json")
    #expect(document.text.contains("/api/v1/cases/{id}/images/{n}/thumbnail") && document.text.contains("CaseImages"))
  }

  @Test("the pane of the workbench: what is missing, thumbnails, refusals in words; the camera is allowed there only")
  func pane() async throws {
    let place = try await Place.open()
    defer { place.rig.close() }
    let page = try await place.rig.page(place.page, cookies: place.cookies)
    #expect(page.status == 200 && page.text.contains("data-papers") && page.text.contains("还缺"))
    #expect(page.headers["permissions-policy"]?.hasPrefix("camera=(self), microphone=()") == true)
    #expect(page.headers["content-security-policy"]?.contains("blob") == false)
    let token = try WebRig.csrf(page)
    let bad = try await place.upload(Array("GIF89a".utf8), token: token)
    #expect(bad.status == 422 && bad.text.contains("文件不是 JPEG 或 PNG 图像。") && bad.text.contains("data-papers"))
    #expect(try await place.upload(nil, token: token).text.contains("没有收到图像。"))
    #expect(try await place.upload(try TestImage.jpeg(), token: "x").status == 403)
    let done = try await place.upload(try TestImage.jpeg(), token: token)
    #expect(done.status == 200 && !done.text.contains("<html") && done.text.contains("/images/1/thumbnail.jpg"))
    #expect(done.text.contains("已有") && !done.text.contains("还缺"))
    let plain = try await place.upload(try TestImage.jpeg(seed: 2), kind: "form", token: token, htmx: false)
    #expect(plain.status == 303 && plain.headers["location"] == place.page)
    let wrong = try await place.upload(Array("%PDF".utf8), token: token, htmx: false)
    #expect(wrong.status == 422 && wrong.text.contains("<html") && wrong.text.contains("文件不是 JPEG 或 PNG 图像。"))
    let image = try await place.rig.send("GET", place.page + "/images/1.jpg", headers: ["Cookie": place.cookies])
    #expect(image.status == 200 && image.headers["content-type"] == "image/jpeg")
    let gone = try await place.rig.post(
      place.page + "/images/1/removal", "_csrf=\(token)", cookies: place.cookies)
    #expect(gone.status == 303)
    let left = try await place.rig.page(place.page, cookies: place.cookies)
    #expect(left.text.contains("还缺") && left.text.contains("/images/2/thumbnail.jpg"))
    #expect(!left.text.contains("/images/1/thumbnail.jpg"))
  }

  @Test("the approver sees the images beside the form, and the help page says what is asked for")
  func approver() async throws {
    let place = try await Place.open()
    defer { place.rig.close() }
    _ = try await place.counter.account()
    #expect(try await place.put(try TestImage.jpeg(), "?kind=identity-front").status == 201)
    let form: [String: String] = [
      "documentType": "resident-id", "documentNumber": "11010519491231002X", "phone": "13900139000",
      "identityCheck": "original-seen", "identityResult": "agrees",
    ]
    let waiting = try await place.counter.bank.desks.cases.submit(
      place.opened.id, form: form, by: place.counter.signOn)
    #expect(waiting.state == .waiting)
    let boss = "guichet_session=\(try await place.rig.signOn("S0001"))"
    let page = try await place.rig.page("/approvals", cookies: boss)
    #expect(page.text.contains("/images/1/thumbnail.jpg") && !page.text.contains("data-paper-remove"))
    let image = try await place.rig.send("GET", place.page + "/images/1.jpg", headers: ["Cookie": boss])
    #expect(image.status == 200 && image.body.starts(with: [0xFF, 0xD8, 0xFF]))
    let help = try await place.rig.page("/help/1111", cookies: boss)
    #expect(help.text.contains("身份证件正面") && help.text.contains("必需"))
    let closed = try await place.put(try TestImage.jpeg(seed: 3))
    #expect(closed.status == 409 && closed.member("code") == "papers.closed")
  }
}
