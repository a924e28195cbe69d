import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// What the customer's display may do, as JSON: read its paired case and answer it, nothing else (DECISIONS 23).
struct DisplayRoutes: Sendable {
  let desks: Desks
  static let inkLimit = 1 << 20

  var routes: [Route] { reading + deciding }

  private var reading: [Route] {
    let (desks, bank) = (desks, desks.house.settings.bankName)
    return [
      Route(.get, "/api/v1/display", .display, "客户屏内容", "What the display shows", answer: .json(DisplaySnapshot.shape))
      { call in
        let sight = desks.house.live.sight(display: try call.display)
        return Answer.json(DisplaySnapshot(sight, language: call.language, bank: bank))
      },
      Route(
        .get, "/api/v1/display/pages/{n}", .display, "凭证页面图像", "Picture of a page", answer: .bytes("image/png")
      ) { call in
        Answer.bytes(try await desks.cases.page(try call.number("n"), on: try call.display), type: "image/png")
      },
      Route(
        .post, "/api/v1/display/pages/{n}/confirmation", .display, "逐页确认", "Confirm a page", answer: .nothing
      ) { call in
        try await desks.cases.confirmPage(try call.number("n"), on: try call.display)
        return Answer.nothing()
      },
      Route(
        .post, "/api/v1/display/signature", .display, "提交签名", "Hand in the signature",
        body: .bytes(type: "application/octet-stream", field: "ink", limit: Self.inkLimit), answer: .nothing
      ) { call in
        try await DisplaySigning(desks: desks).sign(call)
        return Answer.nothing()
      },
    ]
  }

  private var deciding: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/display/password", .display, "输入交易密码", "Enter the password", body: .json(SmallForms.digits),
        answer: .nothing
      ) { call in
        try await DisplayPassword(desks: desks).enter(call, try call.text("password"), call.optionalText("again"))
        return Answer.nothing()
      },
      Route(
        .post, "/api/v1/display/form", .display, "客户填写申请表", "Fill in the form", body: .json(SmallForms.formPart),
        answer: .nothing
      ) { call in
        try await DisplayForm(desks: desks).fill(
          call, try call.texts("fields"), isDone: call.json["done"] == .flag(true))
        return Answer.nothing()
      },
      Route(.post, "/api/v1/display/form-return", .display, "交回申请表", "Give the form back", answer: .nothing) { call in
        try await DisplayForm(desks: desks).giveBack(call)
        return Answer.nothing()
      },
      Route(
        .post, "/api/v1/display/confirmation", .display, "最后确认", "Confirm again", answer: .json(WireCase.shape)
      ) { call in Answer.json(WireCase(try await desks.cases.confirmFinally(on: try call.display))) },
      Route(.post, "/api/v1/display/refusal", .display, "客户拒绝", "Refuse", answer: .nothing) { call in
        try await desks.cases.refuse(on: try call.display)
        return Answer.nothing()
      },
      Route(
        .post, "/api/v1/display/rating", .display, "评价", "Rate", body: .json(SmallForms.rating), answer: .nothing
      ) { call in
        try await desks.cases.rate(try call.integer("rating"), on: try call.display)
        return Answer.nothing()
      },
    ]
  }
}

/// The customer's part of a form on its way to the teller; it answers the form that is shown now.
struct DisplayForm: Sendable {
  let desks: Desks

  func fill(_ call: Call, _ part: [String: String], isDone: Bool) async throws {
    try await desks.cases.fillIn(part, isDone: isDone, nonce: try nonce(call), on: try call.display)
  }

  func giveBack(_ call: Call) async throws {
    try await desks.cases.giveFormBack(nonce: try nonce(call), on: try call.display)
  }

  private func nonce(_ call: Call) throws -> String {
    guard let nonce = call.headers[.caseNonce] else { throw WebRefusal.missing("X-Case-Nonce") }
    return nonce
  }
}

/// Six digits on their way from the customer's screen, and nowhere else; they answer what is shown now.
struct DisplayPassword: Sendable {
  let desks: Desks

  func enter(_ call: Call, _ password: String, _ again: String?) async throws {
    guard let nonce = call.headers[.caseNonce] else { throw WebRefusal.missing("X-Case-Nonce") }
    try await desks.cases.enterPassword(
      PasswordDigits(password), again: again.map { text throws(Refusal) in try PasswordDigits(text) }, nonce: nonce,
      on: try call.display)
  }
}

/// The one POST that is signed: nonce and hash of what was shown in the headers, all samples in the body.
struct DisplaySigning: Sendable {
  let desks: Desks

  func sign(_ call: Call) async throws {
    let display = try call.display
    guard let nonce = call.headers[.caseNonce] else { throw WebRefusal.missing("X-Case-Nonce") }
    guard let hash = call.headers[.shownHash] else { throw WebRefusal.missing("X-Shown-Hash") }
    // Signing again after "done": the ink of the last time counts.
    if desks.house.live.sight(display: display).stage.phase == .confirming {
      try await desks.cases.signAgain(on: display)
    }
    try await desks.cases.sign(
      InkCapture(
        binary: call.bytes, nonce: nonce, shownHash: hash, scripted: call.headers[.scriptedInk] == "1"), on: display)
  }
}
