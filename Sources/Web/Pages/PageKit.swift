import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// What every page is made with: the layout's context, the texts, the refusals beside a form.
struct PageKit: Sendable {
  let desks: Desks
  let settings: WebSettings
  let shelf: PageShelf
  let crossSite: CrossSite

  /// China Standard Time, all year round: the clock in the bar shows the bank's time, wherever the browser is.
  static let clockOffsetMinutes = 480

  /// A place in the navigation.
  enum Place: String, Sendable {
    case workbench, approvals
    case dayEnd = "day_end"
    case till, vault, journal, accounts, archive, verification, audit, staff, terminals, none
    case institutions, posts, products, parameters, calendar, errors, migrations
  }

  func form(_ call: Call) -> ReaderForm { ReaderForm(language: call.language, texts: shelf.texts) }

  /// A page before or outside a sign-on.
  func bare(
    _ template: String, _ call: Call, title: String, _ own: PageContext, problem: (any Error)? = nil
  ) -> Response {
    var context: PageContext = [
      "title": form(call).text(title), "path": backPath(call), "csrf": crossSite.token(for: call.credential),
    ]
    context = context.merging(own)
    let status = note(problem, in: &context, call)
    return Answer.html(shelf.render(template, context, language: call.language), status)
  }

  /// A page of somebody signed on.
  func page(
    _ template: String, _ call: Call, at place: Place, title: String, _ own: PageContext, problem: (any Error)? = nil
  ) async throws -> Response {
    var context = try await common(call, place).merging(own)
    context["title"] = title
    let status = note(problem, in: &context, call)
    return Answer.html(shelf.render(template, context, language: call.language), status)
  }

  /// Puts a refusal above the form; faults become an error page.
  func note(_ error: (any Error)?, in context: inout PageContext, _ call: Call) -> HTTPResponse.Status {
    guard let error else { return .ok }
    context["problem"] = problem(error, call)
    return Problem(error, requestId: call.id).httpStatus
  }

  /// {text, remedy} of an error in the reader's language.
  func problem(_ error: any Error, _ call: Call) -> PageContext {
    let refusal = Problem.refusal(for: error, requestId: call.id)
    let isZh = call.language != "en"
    return ["text": isZh ? refusal.zh : refusal.en, "remedy": isZh ? refusal.remedyZh : refusal.remedyEn]
  }

  /// Where a page leads back to after a switch of language: never a POST, never its query.
  func backPath(_ call: Call) -> String {
    call.route.method == .get ? String(call.path.prefix { $0 != "?" }) : call.route.pagePath
  }

  private func common(_ call: Call, _ place: Place) async throws -> PageContext {
    let signOn = try call.signOn
    let reader = form(call)
    let date = try await desks.workday(of: signOn)
    let atCounter = signOn.terminal != nil
    let operates = signOn.may(.tillOperate)
    let till = operates ? try await desks.counter.till(by: signOn) : nil
    let sight = atCounter ? try await desks.counter.station(by: signOn) : nil
    var context: PageContext = [
      "path": backPath(call), "csrf": crossSite.token(for: call.credential), "staffName": signOn.staff.name,
      "staffNumber": signOn.staff.number, "posts": reader.posts(signOn.staff.posts),
      "outletName": reader(signOn.institution.name), "businessDate": date.map(reader.date) ?? "—",
      "clockOffset": Self.clockOffsetMinutes,
      "showsTill": operates,
      "tillText": till.map { self.tillText($0, reader) } ?? reader.text("till_is_closed"), "showsDisplay": atCounter,
      "displayPaired": sight?.paired ?? false, "at": [place.rawValue: true] as [String: Any],
    ]
    let decides = signOn.may(.caseReview) || signOn.may(.caseApprove)
    let waiting = decides ? try await desks.approvals.waiting(by: signOn) : 0
    context["can_approvals"] = decides
    context["hasApprovals"] = waiting > 0
    context["approvalsText"] = "\(waiting)"
    let corrections = signOn.may(.caseApprove) ? try await desks.corrections.waiting(by: signOn).count : 0
    context["hasCorrections"] = corrections > 0
    context["correctionsText"] = "\(corrections)"
    let rights: [(String, Permission)] = [
      ("workbench", .caseWork), ("till", .tillOperate), ("vault", .tillSupervise), ("journal", .journalRead),
      ("accounts", .accountRead),
      ("archive", .archiveRead), ("verify", .archiveVerify), ("audit", .auditRead), ("staff", .staffManage),
      ("terminals", .terminalManage), ("day_end", .dayEnd), ("parameters", .parameterRead),
      ("errors", .errorRead),
    ]
    for (name, permission) in rights { context["can_\(name)"] = signOn.may(permission) }
    context["can_migrations"] = signOn.may(.storeRead) || signOn.may(.auditRead)
    return context
  }

  func tillText(_ till: TillView, _ reader: ReaderForm) -> String {
    let held = till.drawers.filter { !$0.isEmpty }
    guard !held.isEmpty else { return reader.money(.zero(till.drawers.first?.currency ?? .cny)) }
    return held.map { reader.money($0.total) }.joined(separator: " · ")
  }

  /// Where somebody starts.
  func home(_ signOn: SignOn) -> String {
    if signOn.staff.mustChangePassword { return "/password" }
    let places: [(Permission, String)] = [
      (.caseWork, "/workbench"), (.caseApprove, "/approvals"), (.staffManage, "/administration/staff"),
      (.auditRead, "/audit"),
      (.journalRead, "/journal"),
    ]
    return places.first { signOn.may($0.0) }?.1 ?? "/password"
  }
}

extension Route {
  /// The page to go back to from what a form of it answered.
  var pagePath: String {
    let fixed = segments.prefix { !$0.hasPrefix("{") }
    let known = [
      "sign-on", "unlock", "password", "enrolment", "verification", "archive", "till", "vault", "approvals", "day-end",
      "vouchers", "counterfeits", "help", "errors",
      "administration",
    ]
    guard let first = fixed.first, known.contains(String(first)) else { return "/" }
    return first == "administration" ? "/" + fixed.prefix(2).joined(separator: "/") : "/\(first)"
  }
}
