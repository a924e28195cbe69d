import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The supervisor's page of the day's end: cut-off, the batch as it runs, the days before.
struct DayEndPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(.get, "/day-end", .permission(.dayEnd), "日终页", "The end of the day") { [self] call in
        try await page(call)
      },
      Route(.post, "/day-end", .permission(.dayEnd), "日终切换", "End the business day", body: .form) { [self] call in
        do {
          guard let date = BusinessDate(call.form["date"] ?? "") else { throw WebRefusal.missing("date") }
          _ = try await desks.dayEnd.cutOff(date, by: try call.signOn)
          return Answer.seeOther("/day-end")
        } catch let refusal as Refusal where refusal.kind != .forbidden {
          return try await page(call, problem: refusal)
        }
      },
    ]
  }

  private func page(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let days = try await desks.dayEnd.last(by: signOn)
    let today = try await desks.workday(of: signOn)
    let running = days.first { !$0.isDone }
    var context: PageContext = [
      "today": today.map { "\($0)" } ?? "", "todayText": today.map(reader.date) ?? "—",
      "rows": days.map { row($0, reader) }, "hasRows": !days.isEmpty, "isRunning": running != nil,
      "mayEnd": running == nil,
    ]
    if let running {
      context["running"] =
        [
          "date": reader.date(running.date), "phase": reader(running.phase.title), "permille": "\(running.permille)",
          "percent": "\(running.permille / 10)", "accounts": reader.number(running.accounts),
        ] as PageContext
    }
    return try await kit.page(
      "day-end/page", call, at: .dayEnd, title: reader.text("nav_day_end"), context, problem: problem)
  }

  private func row(_ end: DayEnd, _ reader: ReaderForm) -> PageContext {
    [
      "date": reader.date(end.date), "next": reader.date(end.next), "accounts": reader.number(end.accounts),
      "accrued": reader.money(Money(minor: end.accrued, .cny)), "booked": reader.number(end.booked),
      "interest": reader.money(Money(minor: end.interest, .cny)), "started": reader.time(end.startedAt),
      "ended": end.endedAt.map(reader.time) ?? "—", "phase": reader(end.phase.title),
      "kind": end.isDone ? "ok" : "wait",
    ]
  }
}
