import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Reports over the journal: cases of a period by service, teller, outlet, day or hour (BC-018).
struct ReportPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(
        .get, "/reports", .permission(.journalRead), "交易统计页", "Cases of a period, counted", query: ActivityQuery.members
      ) { [self] call in try await page(call) },
      Route(
        .get, "/reports.csv", .permission(.journalRead), "导出交易统计（记入审计）", "The same as a file; audited",
        answer: .bytes("text/csv; charset=utf-8"), query: ActivityQuery.members
      ) { [desks] call in
        let query = try await ActivityQuery(call, desks)
        let file = try await desks.reports.csv(query.grouping, from: query.from, to: query.to, by: try call.signOn)
        return Answer.file(
          file, type: "text/csv; charset=utf-8", name: "cases-\(query.grouping.rawValue)-\(query.from)-\(query.to).csv")
      },
    ]
  }

  private func page(_ call: Call) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    var problem: (any Error)?
    var query = try await ActivityQuery.today(desks, by: signOn)
    var activity = Activity(grouping: query.grouping, from: query.from, to: query.to, rows: [])
    do {
      query = try await ActivityQuery(call, desks)
      activity = try await desks.reports.activity(query.grouping, from: query.from, to: query.to, by: signOn)
    } catch let refusal as Refusal {
      problem = refusal
    }
    let names = try await names(activity, reader)
    let sheet = ActivitySheet(activity: activity, names: names, reader: reader)
    let context: PageContext = [
      "filter": [
        "from": "\(query.from)", "to": "\(query.to)",
        "groupings": Activity.Grouping.allCases.map { one in
          ["value": one.rawValue, "label": reader.text("report_by_\(one.rawValue)"), "selected": one == query.grouping]
            as PageContext
        },
      ] as PageContext,
      "periodText": query.from == query.to
        ? reader.date(query.from) : "\(reader.date(query.from)) – \(reader.date(query.to))",
      "csvHref": query.address("/reports.csv"), "hasRows": !activity.rows.isEmpty,
    ]
    return try await kit.page(
      "report/activity", call, at: .journal, title: reader.text("report_activity"), context.merging(sheet.context),
      problem: problem)
  }

  /// What the keys stand for, where they are numbers of something.
  private func names(_ activity: Activity, _ reader: ReaderForm) async throws -> [String: String] {
    switch activity.grouping {
    case .service:
      let services = desks.house.catalog.services.map { ("\($0.code)", reader($0.name)) }
      return Dictionary(services) { first, _ in first }
    case .outlet:
      let places = try await desks.reports.outlets(activity)
      return Dictionary(uniqueKeysWithValues: places.map { ("\($0.id)", reader($0.name)) })
    case .teller, .day, .hour: return [:]
    }
  }
}

/// The figures of a report as its page shows them.
struct ActivitySheet {
  let activity: Activity
  let names: [String: String]
  let reader: ReaderForm

  var context: PageContext {
    let total = activity.total
    var tiles: [PageContext] = [
      tile("report_settled", reader.number(total.settled)), tile("report_released", reader.number(total.released)),
      tile("report_share", share(total)), tile("report_open", reader.number(total.open)),
    ]
    tiles += activity.currencies.map { currency in
      [
        "label": "\(reader.text("report_amount")) \(currency.code)",
        "value": Money(minor: total.amounts[currency] ?? 0, currency).grouped,
      ]
    }
    return [
      "keyTitle": reader.text("report_by_\(activity.grouping.rawValue)"), "tiles": tiles,
      "currencies": activity.currencies.map { ["code": $0.code] as PageContext },
      "rows": activity.rows.map(row), "total": row(total),
      "chart": chart.context,
    ]
  }

  /// What was settled below, what was not above it.
  private var chart: ColumnChart {
    let kinds = [("report_settled", 0), ("report_released", 4), ("report_open", 1)].map { (reader.text($0.0), $0.1) }
    let columns = activity.rows.map { row in
      let name = [shown(row.key), names[row.key]].compactMap { $0 }.joined(separator: " ")
      return ColumnChart.Column(
        mark: mark(row.key),
        parts: zip([row.settled, row.released, row.open], kinds).map { count, kind in
          ColumnChart.Part(value: count, kind: kind.1, text: "\(name) · \(kind.0) \(reader.number(count))")
        })
    }
    return ColumnChart(
      name: reader.text("report_chart"), emptyText: reader.text("report_empty"), columns: columns, legend: kinds,
      width: 1100, label: reader.number)
  }

  private func tile(_ key: String, _ value: String) -> PageContext { ["label": reader.text(key), "value": value] }

  private func row(_ row: Activity.Row) -> PageContext {
    [
      "key": shown(row.key), "name": names[row.key] ?? "", "hasName": names[row.key] != nil,
      "settled": reader.number(row.settled), "released": reader.number(row.released), "open": reader.number(row.open),
      "share": share(row),
      "amounts": activity.currencies.map { currency in
        ["text": Money(minor: row.amounts[currency] ?? 0, currency).grouped] as PageContext
      },
    ]
  }

  /// `12.50 %`; a dash where nothing came to an end.
  private func share(_ row: Activity.Row) -> String {
    row.releasedShare.map { "\($0 / 100).\($0 % 100 < 10 ? "0" : "")\($0 % 100) %" } ?? "—"
  }

  private func shown(_ key: String) -> String {
    switch activity.grouping {
    case .day: Int64(key).flatMap(BusinessDate.init(compact:)).map(reader.date) ?? key
    case .hour: Int(key).map { "\($0 < 10 ? "0" : "")\($0):00" } ?? key
    case .service, .teller, .outlet: key
    }
  }

  /// Under a column there is room for eight characters.
  private func mark(_ key: String) -> String {
    guard activity.grouping == .day, let date = Int64(key).flatMap(BusinessDate.init(compact:)) else {
      return shown(key)
    }
    return String("\(date)".suffix(5))
  }
}
