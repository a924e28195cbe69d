import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Back office: the tree of institutions, what each post may do, one person's posts with their review (SC-092).
struct BackOfficePages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(.get, "/administration/institutions", .permission(.staffManage), "机构页", "Institutions") {
        [self] call in try await institutions(call)
      },
      Route(
        .post, "/administration/institutions", .permission(.staffManage), "新增机构", "Add an institution", body: .form
      ) { [self] call in try await addInstitution(call) },
      Route(.get, "/administration/posts", .permission(.staffManage), "岗位权限页", "Posts and what they may do") {
        [self] call in try await posts(call)
      },
      Route(.get, "/administration/staff/{number}", .permission(.staffManage), "人员岗位页", "One person's posts") {
        [self] call in try await person(call)
      },
      Route(
        .post, "/administration/staff/{number}/posts", .permission(.staffManage), "复核岗位", "Review the posts",
        body: .form
      ) { [self] call in try await review(call) },
    ]
  }

  // MARK: Institutions

  private func institutions(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let all = try await desks.door.institutions(by: signOn)
    let staff = try await desks.door.staff(by: signOn)
    let levels: [Institution.Level: Bilingual] = [
      .headOffice: Bilingual(zh: "总行", en: "Head office"), .branch: Bilingual(zh: "分行", en: "Branch"),
      .outlet: Bilingual(zh: "网点", en: "Outlet"),
    ]
    let context: PageContext = [
      "rows": Self.tree(all).map { place in
        [
          "number": "\(place.id)", "name": reader(place.name), "level": levels[place.level].map { reader($0) } ?? "",
          "depth": "\(place.level.rawValue)", "parent": place.parent.map { "\($0)" } ?? "—",
          "people": "\(staff.count { $0.institution == place.id && $0.state == .active })",
        ] as PageContext
      },
      "parents": all.filter { $0.level != .outlet }.map { place in
        [
          "value": "\(place.id.code)", "label": "\(place.id) \(reader(place.name))",
          "selected": call.form["parent"] == "\(place.id.code)",
        ] as PageContext
      },
      "form": [
        "number": call.form["number"] ?? "", "nameZh": call.form["nameZh"] ?? "", "nameEn": call.form["nameEn"] ?? "",
      ] as PageContext,
    ]
    return try await kit.page(
      "administration/institutions", call, at: .institutions, title: reader.text("nav_institutions"), context,
      problem: problem)
  }

  /// Each institution below the one it belongs to.
  private static func tree(_ all: [Institution]) -> [Institution] {
    func below(_ parent: InstitutionID) -> [Institution] {
      all.filter { $0.parent == parent }.flatMap { [$0] + below($0.id) }
    }
    let ids = Set(all.map(\.id))
    return all.filter { place in place.parent.map { !ids.contains($0) } ?? true }.flatMap { [$0] + below($0.id) }
  }

  private func addInstitution(_ call: Call) async throws -> Response {
    do {
      let signOn = try call.signOn
      let above = try await desks.door.institutions(by: signOn)
        .first { "\($0.id.code)" == call.form["parent"] }
      guard let above, let level = Institution.Level(rawValue: above.level.rawValue + 1) else {
        throw WebRefusal.missing("parent")
      }
      guard let number = call.form.filled("number").flatMap({ Int64($0) }) else { throw WebRefusal.missing("number") }
      try await desks.institutions.add(
        Institution(
          id: InstitutionID(number), level: level, parent: above.id, nameZh: call.form["nameZh"] ?? "",
          nameEn: call.form["nameEn"] ?? ""), by: signOn)
      return Answer.seeOther("/administration/institutions")
    } catch let refusal as Refusal {
      return try await institutions(call, problem: refusal)
    }
  }

  // MARK: Posts

  private func posts(_ call: Call) async throws -> Response {
    let reader = kit.form(call)
    let posts = Post.allCases.filter { desks.house.settings.isDemo || $0 != .rehearsal }
    return try await kit.page(
      "administration/posts", call, at: .posts, title: reader.text("nav_posts"),
      [
        "heads": posts.map { ["name": reader.post($0)] as PageContext },
        "rows": Permission.allCases.map { permission in
          [
            "name": permission.rawValue,
            "title": reader.text("may_" + permission.rawValue.replacing(/[.-]/, with: "_")),
            "marks": posts.map { ["has": $0.permissions.contains(permission)] as PageContext },
          ] as PageContext
        },
      ])
  }

  private func person(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let number = try call.parameter("number")
    guard let staff = try await desks.door.staff(by: signOn).first(where: { $0.number == number }) else {
      throw WebRefusal.noSuchPage
    }
    let review = try await desks.door.reviews(by: signOn)[staff.id]
    let places = try await desks.door.institutions(by: signOn)
    let choices = Post.allCases.filter { desks.house.settings.isDemo || $0 != .rehearsal }
    let context: PageContext = [
      "number": staff.number, "name": staff.name,
      "institution": places.first { $0.id == staff.institution }.map { reader($0.name) } ?? "\(staff.institution)",
      "lastText": review?.lastAt.map(reader.moment) ?? reader.text("review_never"), "reviewer": review?.reviewer ?? "—",
      "dueText": review.map { reader.date($0.dueAt.parts(offsetMinutes: PageKit.clockOffsetMinutes).date) } ?? "—",
      "isOverdue": review?.isOverdue(at: desks.house.time.now) ?? false,
      "isOther": staff.id != signOn.staff.id,
      "choices": choices.map { post in
        [
          "value": post.rawValue, "label": reader.post(post),
          "checked": problem == nil ? staff.posts.contains(post) : call.form["post.\(post.rawValue)"] == "1",
        ] as PageContext
      },
    ]
    return try await kit.page(
      "administration/person", call, at: .staff, title: "\(staff.number) \(staff.name)", context, problem: problem)
  }

  private func review(_ call: Call) async throws -> Response {
    let number = try call.parameter("number")
    do {
      let posts = Set(Post.allCases.filter { call.form["post.\($0.rawValue)"] == "1" })
      try await desks.door.reviewPosts(posts, of: number, by: try call.signOn)
      return Answer.seeOther("/administration/staff/\(number)")
    } catch let refusal as Refusal where refusal.kind != .notFound {
      return try await person(call, problem: refusal)
    }
  }
}
