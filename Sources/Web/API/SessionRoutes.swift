import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Signing on, workstations, displays and staff as JSON.
struct SessionRoutes: Sendable {
  let desks: Desks
  let gate: AnonymousGate

  var routes: [Route] { sessions + stations + staff }

  private var sessions: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/sign-ons", .anyone, "签到", "Sign on", body: .json(SmallForms.signOn),
        answer: .json(WireToken.shape, .created)
      ) { [self] call in try await signOn(call) },
      Route(.delete, "/api/v1/sign-ons/current", .signedOn, "签退", "Sign off", answer: .nothing) { call in
        try await desks.door.signOff(call.token)
        return Answer.nothing()
      },
      Route(
        .post, "/api/v1/sign-ons/current/unlock", .signedOnOrLocked, "解锁", "Go on after the idle lock",
        body: .json(SmallForms.unlock), answer: .nothing
      ) { [self] call in try await unlock(call) },
      Route(
        .post, "/api/v1/password", .signedOn, "修改密码", "Change the password", body: .json(SmallForms.password),
        answer: .nothing
      ) { call in
        try await desks.door.changePassword(try call.signOn, old: try call.text("old"), new: try call.text("new"))
        return Answer.nothing()
      },
      Route(.get, "/api/v1/me", .signedOn, "当前签到", "Who am I", answer: .json(WireMe.shape)) { call in
        Answer.json(WireMe(try call.signOn))
      },
    ]
  }

  private func signOn(_ call: Call) async throws -> Response {
    if gate.isClosed(call.address, at: desks.house.time.now) { throw WebRefusal.tooManyDenials }
    do {
      let signed = try await desks.door.signOn(
        number: try call.text("number"), password: try call.text("password"),
        stationToken: call.optionalText("stationToken"))
      return Answer.json(
        WireToken(token: signed.token, mustChangePassword: signed.signOn.staff.mustChangePassword), .created)
    } catch let refusal as Refusal where refusal.kind == .unauthenticated {
      if gate.denied(call.address, at: desks.house.time.now) { throw WebRefusal.tooManyDenials }
      throw refusal
    }
  }

  private func unlock(_ call: Call) async throws -> Response {
    if gate.isClosed(call.address, at: desks.house.time.now) { throw WebRefusal.tooManyDenials }
    do {
      _ = try await desks.door.unlock(call.token, password: try call.text("password"))
      return Answer.nothing()
    } catch let refusal as Refusal where refusal.kind == .unauthenticated {
      if gate.denied(call.address, at: desks.house.time.now) { throw WebRefusal.tooManyDenials }
      throw refusal
    }
  }

  private var stations: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/enrolment-codes", .permission(.terminalManage), "发放登记代码", "Issue an enrolment code",
        body: .json(SmallForms.enrolmentCode), answer: .json(WireCode.shape, .created)
      ) { call in
        let signOn = try call.signOn
        let place = call.optionalText("institution").flatMap { Int64($0) }.map { InstitutionID($0) }
        let code = try await desks.door.issueEnrolmentCode(for: place ?? signOn.institution.id, by: signOn)
        return Answer.json(WireCode(code: code), .created)
      },
      Route(
        .post, "/api/v1/enrolments", .anyone, "登记终端", "Enrol a workstation", body: .json(SmallForms.enrolment),
        answer: .json(WireStationToken.shape, .created)
      ) { call in
        let enrolled = try await desks.door.enrol(code: try call.text("code"), name: try call.text("name"))
        return Answer.json(
          WireStationToken(stationToken: enrolled.stationToken, terminal: "\(enrolled.terminal.id)"), .created)
      },
      Route(
        .get, "/api/v1/terminals", .permission(.terminalManage), "终端列表", "Workstations",
        answer: .json(WireTerminals.shape)
      ) { call in Answer.json(WireTerminals(try await desks.door.terminals(by: try call.signOn))) },
      Route(
        .post, "/api/v1/displays", .anyone, "新客户屏", "A new display", body: .json(SmallForms.display),
        answer: .json(WireDisplayToken.shape, .created)
      ) { call in
        let asked = try await desks.counter.askPairing(displayToken: call.optionalText("displayToken"))
        let code = asked.sight.station == nil ? asked.sight.pairingCode : nil
        return Answer.json(WireDisplayToken(displayToken: asked.token, pairingCode: code), .created)
      },
      Route(
        .post, "/api/v1/pairings", .permission(.displayPair), "配对客户屏", "Pair a display",
        body: .json(SmallForms.pairing), answer: .nothing
      ) { call in
        try await desks.counter.pair(code: try call.text("code"), by: try call.signOn)
        return Answer.nothing()
      },
      Route(
        .delete, "/api/v1/pairings/current", .permission(.displayPair), "解除配对", "Let go of the display",
        answer: .nothing
      ) { call in
        try await desks.counter.unpair(by: try call.signOn)
        return Answer.nothing()
      },
    ]
  }

  private var staff: [Route] {
    let desks = desks
    return [
      Route(.get, "/api/v1/staff", .permission(.staffManage), "人员名单", "Staff", answer: .json(WireStaffList.shape)) {
        call in
        Answer.json(WireStaffList(staff: try await desks.door.staff(by: try call.signOn).map(WireStaff.init)))
      },
      Route(
        .post, "/api/v1/staff", .permission(.staffManage), "新增人员", "Add a person", body: .json(SmallForms.newStaff),
        answer: .json(WirePassword.shape, .created)
      ) { call in
        let signOn = try call.signOn
        let place = call.optionalText("institution").flatMap { Int64($0) }.map { InstitutionID($0) }
        let added = try await desks.door.addStaff(
          number: try call.text("number"), name: try call.text("name"), posts: Self.posts(call),
          institution: place ?? signOn.institution.id, by: signOn)
        return Answer.json(WirePassword(number: added.staff.number, firstPassword: added.firstPassword), .created)
      },
      Route(
        .post, "/api/v1/staff/{number}/password", .permission(.staffManage), "重置密码", "Give a new first password",
        answer: .json(WirePassword.shape, .created)
      ) { call in
        let number = try call.parameter("number")
        let password = try await desks.door.resetPassword(of: number, by: try call.signOn)
        return Answer.json(WirePassword(number: number, firstPassword: password), .created)
      },
      Route(
        .patch, "/api/v1/staff/{number}", .permission(.staffManage), "变更人员", "Change posts or state",
        body: .json(SmallForms.staffChange), answer: .nothing
      ) { call in
        let number = try call.parameter("number")
        if call.json["posts"] != nil {
          try await desks.door.setPosts(Self.posts(call), of: number, by: try call.signOn)
        }
        if let state = call.optionalText("state").flatMap(StaffStates.state) {
          try await desks.door.setState(state, of: number, by: try call.signOn)
        }
        return Answer.nothing()
      },
    ]
  }

  private static func posts(_ call: Call) -> Set<Post> {
    Set(call.list("posts").compactMap { if case .text(let text) = $0 { Post(rawValue: text) } else { nil } })
  }
}

/// States of people by the names that the wire uses.
enum StaffStates {
  static func state(_ name: String) -> Staff.State? { Staff.State.allCases.first { "\($0)" == name } }
}
