import Access
import Catalog
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The teller's workbench without a case: code box, today, pairing, live view.
struct WorkbenchPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }
  private var start: StartColumn { StartColumn(kit: kit) }

  var routes: [Route] {
    [
      Route(.get, "/workbench", .permission(.caseWork), "工作台", "Workbench") { [self] call in try await workbench(call)
      },
      Route(
        .get, "/workbench/events", .permission(.caseWork), "工作台实时事件", "Live events of the workbench", answer: .events
      ) { [self] call in try await events(call) },
      Route(.get, "/services", .permission(.caseWork), "查找服务", "Find a service") { [self] call in try services(call) },
      Route(.post, "/cases", .permission(.caseWork), "开始一笔业务", "Open a case", body: .form) { [self] call in
        try await open(call)
      },
      Route(.post, "/pairing", .permission(.displayPair), "配对客户屏", "Pair a display", body: .form) { [self] call in
        try await pair(call)
      },
    ]
  }

  private func workbench(
    _ call: Call, typed: String = "", problem: (any Error)? = nil, pairingProblem: (any Error)? = nil
  ) async throws -> Response {
    let signOn = try call.signOn
    let reader = kit.form(call)
    var context = try await start.context(call, hasCase: false, typed: typed, problem: problem)
    var pairing = PageContext()
    if let pairingProblem { pairing["problem"] = kit.problem(pairingProblem, call) }
    context["pairing"] = pairing
    context["caseID"] = ""
    context["caseState"] = ""
    context["tillOpen"] = try await desks.counter.till(by: signOn) != nil || !signOn.may(.tillOperate)
    context["today"] = try await today(signOn, reader)
    var response = try await kit.page(
      "workbench/page", call, at: .workbench, title: reader.text("nav_workbench"), context)
    if let error = problem ?? pairingProblem { response.status = Problem(error, requestId: call.id).httpStatus }
    return response
  }

  private func today(_ signOn: SignOn, _ reader: ReaderForm) async throws -> PageContext {
    let date = try await desks.records.businessDate(by: signOn)
    let cases = try await desks.records.journal(
      JournalFilter(institution: signOn.institution.id, from: date, to: date, teller: signOn.staff.number, limit: 50),
      by: signOn)
    let totals = try await start.todayText(signOn, reader)
    let parts = totals.split(separator: "·", maxSplits: 1).map(\.trimmingSpace)
    return [
      "rows": cases.map { CaseRow(desks: desks, reader: reader).context($0) }, "hasRows": !cases.isEmpty,
      "countText": parts.first ?? "", "totalText": parts.count > 1 ? parts[1] : "",
    ]
  }

  private func events(_ call: Call) async throws -> Response {
    let signOn = try call.signOn
    guard let station = signOn.terminal, try await desks.counter.station(by: signOn) != nil else {
      throw WebRefusal.notEnrolled
    }
    let (desks, token) = (desks, call.token)
    return EventStream.answer(desks.house.live.watch(station: station)) { sight in
      EventStream.event(StationSnapshot(sight))
    } mayGoOn: {
      (try? await desks.door.session(token, isDeed: false)) != nil
    }
  }

  private func services(_ call: Call) throws -> Response {
    let signOn = try call.signOn
    let reader = kit.form(call)
    let query = call.query.filled("q") ?? ""
    let found = start.offered(signOn, query)
    let places = start.places(signOn, query, reader)
    let context: PageContext = [
      "services": found.map { start.service($0, reader) }, "pages": places,
      "nothingFound": found.isEmpty && places.isEmpty,
    ]
    return Answer.html(kit.shelf.render("workbench/services", context, language: call.language))
  }

  private func open(_ call: Call) async throws -> Response {
    let signOn = try call.signOn
    let typed = call.form.filled("q") ?? ""
    let chosen = call.form.all("service").last { !$0.trimmingSpace.isEmpty } ?? typed
    // A page's code, entered faster than the list came: 9002 is the journal.
    if let place = start.place(signOn, chosen) { return Answer.seeOther(place) }
    do {
      guard let service = resolve(chosen, signOn) else { throw WebRefusal.noService(chosen) }
      guard let key = IdempotencyKey(call.form["key"] ?? "") else { throw WebRefusal.missing("key") }
      let record = try await desks.cases.open(service: service.id, key: key, by: signOn)
      // An account page opens a service with its account filled in.
      return Answer.seeOther(PageQuery("/cases/\(record.id)", [("account", call.form.filled("account"))]).address)
    } catch let refusal as Refusal where refusal.kind != .forbidden {
      return try await workbench(call, typed: chosen, problem: refusal)
    }
  }

  /// By id, by whole code or initials, or the only one that fits.
  private func resolve(_ text: String, _ signOn: SignOn) -> ServiceDefinition? {
    if let service = desks.house.catalog.service(text) { return service }
    guard !text.isEmpty else { return nil }
    let found = start.offered(signOn, text)
    let wanted = text.lowercased()
    let exact = found.filter { "\($0.code)" == wanted || $0.initials.contains(wanted) }
    return exact.count == 1 ? exact[0] : found.count == 1 ? found[0] : nil
  }

  private func pair(_ call: Call) async throws -> Response {
    do {
      try await desks.counter.pair(code: call.form.filled("code") ?? "", by: try call.signOn)
      return Answer.seeOther(SignOnPages.safe(call.form["back"] ?? "/workbench"))
    } catch let refusal as Refusal where refusal.kind != .forbidden {
      return try await workbench(call, pairingProblem: refusal)
    }
  }
}

/// One case as a row of a list.
struct CaseRow: Sendable {
  let desks: Desks
  let reader: ReaderForm

  func context(_ record: Case) -> PageContext {
    let state = reader.state(record.state)
    let isOpen = record.endedAt == nil && record.state != .settled
    return [
      "href": isOpen ? "/cases/\(record.id)" : "/journal/\(record.id)", "time": reader.time(record.openedAt),
      "number": record.number ?? "—", "code": "\(record.serviceCode)",
      "service": desks.house.catalog.service(record.service).map { reader($0.name) } ?? record.service,
      "account": record.accountNumber.map(reader.masked) ?? "", "amount": record.amount.map(reader.money) ?? "",
      "teller": record.tellerNumber, "stateText": state.text, "stateKind": state.kind,
    ]
  }
}
