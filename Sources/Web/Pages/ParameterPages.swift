import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Back office: products with their rates, limits and denominations, the calendar; every change asked for by one
/// person and decided by another.
struct ParameterPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(.get, "/administration/products", .permission(.parameterRead), "产品与利率页", "Products and rates") {
        [self] call in try await products(call)
      },
      Route(.get, "/administration/parameters", .permission(.parameterRead), "参数页", "Parameters") {
        [self] call in try await parameters(call)
      },
      Route(
        .get, "/administration/calendar", .permission(.parameterRead), "营业日历页", "The calendar",
        query: [QueryMember("year", .integer(1...9999), "the year that is shown")]
      ) { [self] call in try await calendar(call) },
      Route(
        .post, "/administration/parameters", .permission(.parameterPropose), "提出参数变更", "Ask for a change", body: .form
      ) { [self] call in try await propose(call) },
      Route(
        .post, "/administration/parameters/{id}", .permission(.parameterApprove), "复核参数变更", "Decide on a change",
        body: .form
      ) { [self] call in try await decide(call) },
    ]
  }

  private enum Place: String {
    case products, parameters, calendar
    var address: String { "/administration/\(rawValue)" }
  }

  // MARK: Pages

  private func products(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let lines = try await desks.parameters.lines(by: signOn).filter { $0.kind.group == .rate }
    let today = try await today(signOn)
    let sheet = ParameterSheet(reader: reader, today: today)
    var context = try await common(call, .products, kinds: lines.map(\.kind))
    context["rows"] = lines.map(sheet.row)
    context["chart"] = sheet.chart(lines).context
    return try await kit.page(
      "administration/products", call, at: .products, title: reader.text("nav_products"), context, problem: problem)
  }

  private func parameters(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let lines = try await desks.parameters.lines(by: signOn).filter { $0.kind.group != .rate }
    let sheet = ParameterSheet(reader: reader, today: try await today(signOn))
    var kinds: [ParameterKind] = []
    for line in lines where !kinds.contains(line.kind) { kinds.append(line.kind) }
    var context = try await common(call, .parameters, kinds: kinds)
    context["rows"] = lines.map(sheet.row)
    return try await kit.page(
      "administration/parameters", call, at: .parameters, title: reader.text("nav_parameters"), context,
      problem: problem)
  }

  private func calendar(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let today = try await today(signOn)
    let year = call.query["year"].flatMap { Int($0) } ?? today.year
    let closed = try await desks.parameters.holidays(by: signOn)
    var context = try await common(call, .calendar, kinds: [])
    let sheet = CalendarSheet(year: year, today: today, closed: closed, reader: reader)
    context["months"] = sheet.months
    context["heads"] = sheet.heads
    context["year"] = "\(year)"
    context["before"] = "/administration/calendar?year=\(max(1, year - 1))"
    context["after"] = "/administration/calendar?year=\(min(9999, year + 1))"
    return try await kit.page(
      "administration/calendar", call, at: .calendar, title: reader.text("nav_calendar"), context, problem: problem)
  }

  private func common(_ call: Call, _ place: Place, kinds: [ParameterKind]) async throws -> PageContext {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let sheet = ParameterSheet(reader: reader, today: try await today(signOn))
    let changes = try await desks.parameters.changes(by: signOn)
      .filter { change in
        switch place {
        case .products: change.kind.group == .rate
        case .calendar: change.kind.group == .calendar
        case .parameters: change.kind.group == .limit || change.kind.group == .cash
        }
      }.prefix(20)
    let institutions = try await desks.door.institutions(by: signOn)
    let isHead = signOn.institution.level == .headOffice
    return [
      "changes": changes.map { sheet.change($0, for: signOn) }, "hasChanges": !changes.isEmpty,
      "mayDecideNow": changes.contains { sheet.mayDecide($0, signOn) },
      "mayPropose": signOn.may(.parameterPropose), "place": place.rawValue,
      "kinds": kinds.map { kind in
        ["value": kind.key, "label": reader.title(kind.title), "selected": call.form["key"] == kind.key] as PageContext
      },
      "places":
        (isHead
        ? [["value": "", "label": reader(Bilingual(zh: "全行", en: "Whole bank"))] as PageContext] : [])
        + institutions.map { institution in
          ["value": "\(institution.id.code)", "label": "\(institution.id) \(reader(institution.name))"] as PageContext
        },
      "from": call.form["from"] ?? "\(sheet.today.adding(days: 1))", "value": call.form["value"] ?? "",
      "reason": call.form["reason"] ?? "", "day": call.form["day"] ?? "",
      "isOpen": call.form["value"] == "0",
    ]
  }

  private func today(_ signOn: SignOn) async throws -> BusinessDate {
    try await desks.parameters.today(by: signOn)
  }

  // MARK: Deeds

  private func propose(_ call: Call) async throws -> Response {
    let place = Place(rawValue: call.form["place"] ?? "") ?? .parameters
    do {
      var key = call.form["key"] ?? ""
      if place == .calendar {
        guard let day = BusinessDate(call.form["day"] ?? "") else { throw WebRefusal.missing("day") }
        key = ParameterKind.holiday(day).key
      }
      guard let from = BusinessDate(call.form["from"] ?? "") else { throw WebRefusal.missing("from") }
      let institution = call.form.filled("institution").flatMap { Int64($0) }.map { InstitutionID($0) }
      try await desks.parameters.propose(
        key, call.form["value"] ?? "", institution: institution, from: from, reason: call.form["reason"] ?? "",
        by: try call.signOn)
      return Answer.seeOther(place.address)
    } catch let refusal as Refusal {
      return try await again(place, call, refusal)
    }
  }

  private func decide(_ call: Call) async throws -> Response {
    let place = Place(rawValue: call.form["place"] ?? "") ?? .parameters
    do {
      try await desks.parameters.decide(
        try call.identifier("id"), agrees: call.form["verdict"] == "agree", reason: call.form.filled("reason"),
        by: try call.signOn)
      return Answer.seeOther(place.address)
    } catch let refusal as Refusal {
      return try await again(place, call, refusal)
    }
  }

  private func again(_ place: Place, _ call: Call, _ refusal: Refusal) async throws -> Response {
    switch place {
    case .products: try await products(call, problem: refusal)
    case .parameters: try await parameters(call, problem: refusal)
    case .calendar: try await calendar(call, problem: refusal)
    }
  }
}
