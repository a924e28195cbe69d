import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Coming and going: sign-on, password, enrolment, language.
struct SignOnPages: Sendable {
  let kit: PageKit
  let gate: AnonymousGate

  private var desks: Desks { kit.desks }
  private var secure: Bool { kit.settings.behindTLSProxy }

  var routes: [Route] {
    [
      Route(.get, "/", .signedOn, "首页", "Start") { [kit] call in Answer.seeOther(kit.home(try call.signOn)) },
      Route(.get, "/sign-on", .anyone, "签到页", "Sign-on page") { [self] call in try await signOnPage(call) },
      Route(.post, "/sign-on", .anyone, "签到", "Sign on", body: .form) { [self] call in try await signOn(call) },
      Route(.post, "/sign-off", .anyone, "签退", "Sign off", body: .form) { [self] call in try await signOff(call) },
      Route(.get, "/password", .signedOn, "修改密码页", "Password page") { [self] call in try passwordPage(call) },
      Route(.post, "/password", .signedOn, "修改密码", "Change the password", body: .form) { [self] call in
        try await changePassword(call)
      },
      Route(.get, "/enrolment", .anyone, "登记终端页", "Enrolment page") { [self] call in enrolmentPage(call) },
      Route(.post, "/enrolment", .anyone, "登记终端", "Enrol a workstation", body: .form) { [self] call in
        try await enrol(call)
      },
      Route(.post, "/language", .anyone, "切换语言", "Switch the language", body: .form) { [self] call in language(call) },
    ]
  }

  // MARK: Sign-on

  private func signOnPage(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let reader = kit.form(call)
    let terminal = try await terminal(call)
    var outlet = ""
    if let terminal {
      outlet = try await desks.outletName(terminal.institution).map { reader($0) } ?? ""
    }
    let context: PageContext = [
      "number": call.form["number"] ?? "", "enrolled": terminal != nil, "terminalName": terminal?.name ?? "",
      "outletName": outlet,
    ]
    let response = kit.bare("sign-on/page", call, title: "sign_on_title", context, problem: problem)
    return terminal == nil && call.cookies[.station] != nil ? response.clearing(.station, secure: secure) : response
  }

  private func terminal(_ call: Call) async throws -> Terminal? {
    guard let token = call.cookies[.station] else { return nil }
    return try await desks.door.terminal(token)
  }

  private func signOn(_ call: Call) async throws -> Response {
    if gate.isClosed(call.address, at: desks.house.time.now) {
      return try await signOnPage(call, problem: WebRefusal.tooManyDenials)
    }
    do {
      let signed = try await desks.door.signOn(
        number: call.form.filled("number") ?? "", password: call.form["password"] ?? "",
        stationToken: try await terminal(call) == nil ? nil : call.cookies[.station])
      return Answer.seeOther(kit.home(signed.signOn)).cookie(.session, signed.token, secure: secure)
    } catch let refusal as Refusal {
      if refusal.kind == .unauthenticated, gate.denied(call.address, at: desks.house.time.now) {
        return try await signOnPage(call, problem: WebRefusal.tooManyDenials)
      }
      return try await signOnPage(call, problem: refusal)
    }
  }

  /// Also without a sign-on that still stands: whoever leaves shall be gone.
  private func signOff(_ call: Call) async throws -> Response {
    if let token = call.cookies[.session] {
      do { try await desks.door.signOff(token) } catch let refusal as Refusal where refusal.kind == .unauthenticated {}
    }
    return Answer.seeOther("/sign-on").clearing(.session, secure: secure)
  }

  // MARK: Password

  private func passwordPage(_ call: Call, problem: (any Error)? = nil) throws -> Response {
    let staff = try call.signOn.staff
    return kit.bare(
      "password/page", call, title: "password_title",
      ["staffName": staff.name, "mustChange": staff.mustChangePassword],
      problem: problem)
  }

  private func changePassword(_ call: Call) async throws -> Response {
    do {
      guard call.form["new"] == call.form["again"] else { throw WebRefusal.passwordsDiffer }
      try await desks.door.changePassword(
        try call.signOn, old: call.form["old"] ?? "", new: call.form["new"] ?? "")
      return Answer.seeOther("/")
    } catch let refusal as Refusal {
      return try passwordPage(call, problem: refusal)
    }
  }

  // MARK: Enrolment

  private func enrolmentPage(_ call: Call, problem: (any Error)? = nil) -> Response {
    kit.bare(
      "enrolment/page", call, title: "enrolment_title",
      ["code": call.form["code"] ?? "", "name": call.form["name"] ?? ""], problem: problem)
  }

  private func enrol(_ call: Call) async throws -> Response {
    do {
      let enrolled = try await desks.door.enrol(code: call.form["code"] ?? "", name: call.form["name"] ?? "")
      return Answer.seeOther("/sign-on").cookie(.station, enrolled.stationToken, secure: secure)
    } catch let refusal as Refusal {
      if gate.denied(call.address, at: desks.house.time.now) {
        return enrolmentPage(call, problem: WebRefusal.tooManyDenials)
      }
      return enrolmentPage(call, problem: refusal)
    }
  }

  // MARK: Language

  private func language(_ call: Call) -> Response {
    let language = call.form["lang"] == "en" ? "en" : "zh"
    return Answer.seeOther(Self.safe(call.form["back"])).cookie(.language, language, secure: secure)
  }

  /// Only an address of this server: a path, no host, nothing that a header could break at.
  static func safe(_ back: String?) -> String {
    guard let back, back.hasPrefix("/"), !back.hasPrefix("//"), back.utf8.count <= 256,
      back.utf8.allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: "\\") })
    else { return "/" }
    return back
  }
}

extension Desks {
  /// The accounting day where somebody works; nil at an institution that keeps no books of its own.
  func workday(of signOn: SignOn) async throws -> BusinessDate? {
    do {
      return try await records.businessDate(by: signOn)
    } catch let refusal as Refusal where refusal.kind == .conflict {
      return nil
    }
  }

  /// The name of an institution, for the page before a sign-on.
  func outletName(_ id: InstitutionID) async throws -> Bilingual? {
    try await counter.institution(id)?.name
  }
}
