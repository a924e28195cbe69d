import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The customer's screen: one page, moved by live events; it reads its paired case and answers it, nothing else.
struct DisplayPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] { reading + deciding }

  private var reading: [Route] {
    [
      Route(.get, "/display", .anyone, "客户屏", "The customer's display") { [self] call in try await page(call) },
      Route(.get, "/display/events", .display, "客户屏实时事件", "Live events of the display", answer: .events) {
        [self] call in try events(call)
      },
      Route(
        .get, "/display/pages/{n}.png", .display, "凭证页面图像", "Picture of a page", answer: .bytes("image/png")
      ) { [desks] call in
        Answer.bytes(try await desks.cases.page(try call.number("n"), on: try call.display), type: "image/png")
      },
    ]
  }

  private var deciding: [Route] {
    let desks = desks
    return [
      Route(.post, "/display/password", .display, "输入交易密码", "Enter the password", body: .form, answer: .nothing) {
        call in
        try await DisplayPassword(desks: desks).enter(call, call.form["password"] ?? "", call.form["again"])
        return Answer.nothing()
      },
      Route(.post, "/display/form", .display, "客户填写申请表", "Fill in the form", body: .form, answer: .nothing) { call in
        var part = call.form.values
        let isDone = part.removeValue(forKey: "done") == "1"
        try await DisplayForm(desks: desks).fill(call, part, isDone: isDone)
        return Answer.nothing()
      },
      Route(.post, "/display/form-return", .display, "交回申请表", "Give the form back", body: .form, answer: .nothing) {
        call in
        try await DisplayForm(desks: desks).giveBack(call)
        return Answer.nothing()
      },
      Route(
        .post, "/display/pages/{n}/confirmation", .display, "逐页确认", "Confirm a page", body: .form, answer: .nothing
      ) { call in
        try await desks.cases.confirmPage(try call.number("n"), on: try call.display)
        return Answer.nothing()
      },
      Route(
        .post, "/display/strokes", .display, "笔迹镜像", "Strokes for the teller's mirror",
        body: .bytes(type: "application/json", field: "strokes", limit: 256 << 10), answer: .nothing
      ) { call in
        guard let mirrored = try MirrorPad.read(call.bytes) else {
          throw WebRefusal.wrongForm("strokes", "笔迹", "strokes")
        }
        try await desks.cases.mirror(mirrored.strokes, nonce: mirrored.nonce, on: try call.display)
        return Answer.nothing()
      },
      Route(
        .post, "/display/signature", .display, "提交签名", "Hand in the signature",
        body: .bytes(type: "application/octet-stream", field: "ink", limit: DisplayRoutes.inkLimit), answer: .nothing
      ) { call in
        try await DisplaySigning(desks: desks).sign(call)
        return Answer.nothing()
      },
      Route(.post, "/display/confirmation", .display, "最后确认", "Confirm again", body: .form, answer: .nothing) { call in
        _ = try await desks.cases.confirmFinally(on: try call.display)
        return Answer.nothing()
      },
      Route(.post, "/display/refusal", .display, "客户拒绝", "Refuse", body: .form, answer: .nothing) { call in
        try await desks.cases.refuse(on: try call.display)
        return Answer.nothing()
      },
      Route(.post, "/display/rating", .display, "评价", "Rate", body: .form, answer: .nothing) { call in
        try await desks.cases.rate(call.form.filled("rating").flatMap { Int($0) } ?? 0, on: try call.display)
        return Answer.nothing()
      },
    ]
  }

  /// A display that is new, or whose digits ran out, gets new ones.
  private func page(_ call: Call) async throws -> Response {
    let asked = try await desks.counter.askPairing(displayToken: call.cookies[.display])
    let texts = kit.shelf.texts
    let outlet = asked.sight.outlet ?? desks.house.settings.bankName
    let context: PageContext = [
      "zh": texts.zh, "en": texts.en, "htmlLang": call.language == "en" ? "en" : "zh-CN",
      "csrf": kit.crossSite.token(for: asked.token), "outletZh": outlet.zh, "outletEn": outlet.en,
    ]
    let html = kit.shelf.render("display/page", context, language: call.language)
    return Answer.html(html).cookie(.display, asked.token, secure: kit.settings.behindTLSProxy)
  }

  private func events(_ call: Call) throws -> Response {
    let (desks, token, language) = (desks, call.token, call.language)
    let bank = desks.house.settings.bankName
    return EventStream.answer(desks.house.live.watch(display: try call.display)) { sight in
      EventStream.event(DisplaySnapshot(sight, language: language, bank: bank))
    } mayGoOn: {
      await Self.keepPairing(token, desks)
    }
  }

  /// Renews digits that ran out; false once the display is unknown.
  private static func keepPairing(_ token: String, _ desks: Desks) async -> Bool {
    guard let display = try? await desks.door.display(token) else { return false }
    guard display.station == nil, display.pairingCode == nil else { return true }
    return (try? await desks.counter.askPairing(displayToken: token)) != nil
  }
}
