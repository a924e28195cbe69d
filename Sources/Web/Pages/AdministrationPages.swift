import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Staff and workstations. What is shown once (a first password, a one-time code) is in the answer to the
/// POST itself and nowhere else.
struct AdministrationPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] { staffRoutes + terminalRoutes }

  private var staffRoutes: [Route] {
    [
      Route(.get, "/administration/staff", .permission(.staffManage), "人员页", "Staff") { [self] call in
        try await staff(call)
      },
      Route(.post, "/administration/staff", .permission(.staffManage), "新增人员", "Add a person", body: .form) {
        [self] call in try await add(call)
      },
      Route(
        .post, "/administration/staff/{number}/password", .permission(.staffManage), "重置密码", "Reset the password",
        body: .form
      ) { [self] call in
        try await change(call) { number, signOn in try await desks.door.resetPassword(of: number, by: signOn) }
      },
      Route(.post, "/administration/staff/{number}/block", .permission(.staffManage), "停用", "Block", body: .form) {
        [self] call in
        try await change(call) { number, signOn in
          try await desks.door.setState(.blocked, of: number, by: signOn)
          return nil
        }
      },
      Route(.post, "/administration/staff/{number}/unblock", .permission(.staffManage), "启用", "Unblock", body: .form) {
        [self] call in
        try await change(call) { number, signOn in
          try await desks.door.setState(.active, of: number, by: signOn)
          return nil
        }
      },
    ]
  }

  private var terminalRoutes: [Route] {
    [
      Route(.get, "/administration/terminals", .permission(.terminalManage), "终端页", "Workstations") { [self] call in
        try await terminals(call)
      },
      Route(
        .post, "/administration/terminals/codes", .permission(.terminalManage), "发放登记代码", "Issue an enrolment code",
        body: .form
      ) { [self] call in try await issue(call) },
      Route(
        .post, "/administration/terminals/{id}/retire", .permission(.terminalManage), "注销终端", "Withdraw a workstation",
        body: .form
      ) { [self] call in try await retire(call) },
    ]
  }

  // MARK: Staff

  private func staff(
    _ call: Call, secret: (number: String, password: String)? = nil, problem: (any Error)? = nil
  ) async throws -> Response {
    let signOn = try call.signOn
    let reader = kit.form(call)
    let places = try await desks.door.institutions(by: signOn)
    let people = try await desks.door.staff(by: signOn)
    let reviews = try await desks.door.reviews(by: signOn)
    var context: PageContext = [
      "rows": people.map { person($0, reviews[$0.id], places, signOn, reader) }, "hasRows": !people.isEmpty,
      "postChoices": Post.allCases.filter { desks.house.settings.isDemo || $0 != .rehearsal }.map { post in
        [
          "value": post.rawValue, "label": reader.post(post),
          "checked": problem != nil && call.form["post.\(post.rawValue)"] == "1",
        ] as PageContext
      }, "institutions": institutions(places, call.form["institution"], signOn, reader),
      "form": [
        "number": problem == nil ? "" : call.form["number"] ?? "",
        "name": problem == nil ? "" : call.form["name"] ?? "",
      ] as PageContext,
    ]
    if let secret { context["secret"] = ["number": secret.number, "password": secret.password] as PageContext }
    return try await kit.page(
      "administration/staff", call, at: .staff, title: reader.text("nav_staff"), context, problem: problem)
  }

  private func person(
    _ staff: Staff, _ review: PostReview?, _ places: [Institution], _ signOn: SignOn, _ reader: ReaderForm
  ) -> PageContext {
    let isOther = staff.id != signOn.staff.id
    return [
      "id": staff.number, "number": staff.number, "name": staff.name, "posts": reader.posts(staff.posts),
      "institution": places.first { $0.id == staff.institution }.map { reader($0.name) } ?? "\(staff.institution)",
      "stateText": staff.state == .left ? (reader.isZh ? "已离职" : "Left") : reader.text("state_\(staff.state)"),
      "stateKind": staff.state == .active ? "ok" : "bad",
      "reviewText": review.map { reader.date($0.dueAt.parts(offsetMinutes: PageKit.clockOffsetMinutes).date) } ?? "—",
      "isOverdue": review?.isOverdue(at: desks.house.time.now) ?? false,
      "canBlock": isOther && staff.state == .active,
      "canUnblock": isOther && staff.state == .blocked, "canReset": isOther && staff.state != .left,
    ]
  }

  private func institutions(
    _ places: [Institution], _ chosen: String?, _ signOn: SignOn, _ reader: ReaderForm
  ) -> [PageContext] {
    places.map { place in
      [
        "value": "\(place.id)", "label": "\(place.id) \(reader(place.name))",
        "selected": chosen == "\(place.id)" || (chosen == nil && place.id == signOn.institution.id),
      ]
    }
  }

  private func place(_ call: Call, _ signOn: SignOn) -> InstitutionID {
    call.form.filled("institution").flatMap { Int64($0) }.map { InstitutionID($0) } ?? signOn.institution.id
  }

  private func add(_ call: Call) async throws -> Response {
    let signOn = try call.signOn
    let posts = Set(Post.allCases.filter { call.form["post.\($0.rawValue)"] == "1" })
    do {
      let added = try await desks.door.addStaff(
        number: call.form.filled("number") ?? "", name: call.form.filled("name") ?? "", posts: posts,
        institution: place(call, signOn), by: signOn)
      return try await staff(call, secret: (added.staff.number, added.firstPassword))
    } catch let refusal as Refusal {
      return try await staff(call, problem: refusal)
    }
  }

  private func change(_ call: Call, _ work: (String, SignOn) async throws -> String?) async throws -> Response {
    let number = try call.parameter("number")
    do {
      guard let password = try await work(number, try call.signOn) else {
        return Answer.seeOther("/administration/staff")
      }
      return try await staff(call, secret: (number, password))
    } catch let refusal as Refusal {
      return try await staff(call, problem: refusal)
    }
  }

  // MARK: Workstations

  private func terminals(_ call: Call, code: String? = nil, problem: (any Error)? = nil) async throws -> Response {
    let signOn = try call.signOn
    let reader = kit.form(call)
    let places = try await desks.door.institutions(by: signOn)
    let all = try await desks.door.terminals(by: signOn)
    var context: PageContext = [
      "rows": all.map { row($0, places, reader) }, "hasRows": !all.isEmpty,
      "institutions": institutions(places, call.form["institution"], signOn, reader),
    ]
    if let code {
      let until = desks.house.time.now.adding(seconds: EnrolmentCode.lifeSeconds)
      context["code"] =
        ["text": code, "untilText": "\(reader.text("valid_until")) \(reader.time(until))"] as PageContext
    }
    return try await kit.page(
      "administration/terminals", call, at: .terminals, title: reader.text("nav_terminals"), context, problem: problem)
  }

  private func row(_ terminal: Terminal, _ places: [Institution], _ reader: ReaderForm) -> PageContext {
    let isPaired = desks.house.live.isPaired(terminal.id)
    return [
      "id": "\(terminal.id)", "number": String("\(terminal.id)".suffix(8)), "name": terminal.name,
      "kindText": reader.text("kind_workstation"),
      "institution": places.first { $0.id == terminal.institution }.map { reader($0.name) }
        ?? "\(terminal.institution)",
      "stateText": reader.text(terminal.withdrawnAt == nil ? "state_active" : "state_retired"),
      "stateKind": terminal.withdrawnAt == nil ? "ok" : "plain", "enrolledText": reader.moment(terminal.enrolledAt),
      "pairedText": isPaired ? reader.text("kind_display") : "—", "canRetire": terminal.withdrawnAt == nil,
    ]
  }

  private func issue(_ call: Call) async throws -> Response {
    let signOn = try call.signOn
    do {
      let code = try await desks.door.issueEnrolmentCode(for: place(call, signOn), by: signOn)
      return try await terminals(call, code: code)
    } catch let refusal as Refusal {
      return try await terminals(call, problem: refusal)
    }
  }

  private func retire(_ call: Call) async throws -> Response {
    let signOn = try call.signOn
    let id: TerminalID = try call.identifier("id")
    guard let terminal = try await desks.door.terminals(by: signOn).first(where: { $0.id == id }) else {
      throw WebRefusal.noSuchPage
    }
    do {
      try await desks.door.withdraw(id, of: terminal.institution, by: signOn)
      return Answer.seeOther("/administration/terminals")
    } catch let refusal as Refusal {
      return try await terminals(call, problem: refusal)
    }
  }
}
