import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Reports as JSON.
struct ReportRoutes: Sendable {
  let desks: Desks

  var routes: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/reports/activity", .permission(.journalRead), "交易统计", "Cases of a period, counted",
        answer: .json(WireActivity.shape), query: ActivityQuery.members
      ) { call in
        let query = try await ActivityQuery(call, desks)
        return Answer.json(
          WireActivity(
            try await desks.reports.activity(query.grouping, from: query.from, to: query.to, by: try call.signOn)))
      }
    ]
  }
}

/// A period and how to group it, from the address of a page or of the API.
struct ActivityQuery {
  let grouping: Activity.Grouping
  let from: BusinessDate
  let to: BusinessDate

  static let members: [QueryMember] = [
    QueryMember("from", .date, "first business day; the current one without"),
    QueryMember("to", .date, "last business day; the first one without"),
    QueryMember("by", .oneOf(Activity.Grouping.allCases.map(\.rawValue)), "one row for each of these; service without"),
  ]

  static func today(_ desks: Desks, by signOn: SignOn) async throws -> ActivityQuery {
    let today = try await desks.workday(of: signOn) ?? desks.house.time.now.parts(offsetMinutes: 480).date
    return ActivityQuery(grouping: .service, from: today, to: today)
  }

  private init(grouping: Activity.Grouping, from: BusinessDate, to: BusinessDate) {
    (self.grouping, self.from, self.to) = (grouping, from, to)
  }

  init(_ call: Call, _ desks: Desks) async throws {
    let today = try await Self.today(desks, by: try call.signOn).from
    let to = try JournalQuery.date(call.query, "to")
    from = try JournalQuery.date(call.query, "from") ?? to ?? today
    self.to = to ?? from
    grouping = call.query.filled("by").flatMap(Activity.Grouping.init(rawValue:)) ?? .service
  }

  func address(_ path: String) -> String {
    PageQuery(path, [("from", "\(from)"), ("to", "\(to)"), ("by", grouping.rawValue)]).address
  }
}

struct WireActivity: WireForm {
  struct Row: WireForm {
    let key: String
    let settled: Int64
    let released: Int64
    let open: Int64
    let amounts: [WireMoney]

    init(_ row: Activity.Row) {
      key = row.key
      settled = row.settled
      released = row.released
      open = row.open
      amounts = Currency.known.compactMap { currency in
        row.amounts[currency].map { WireMoney(Money(minor: $0, currency)) }
      }
    }

    static let shape = WireShape(
      "ActivityRow", Bilingual(zh: "统计的一行", en: "One row of the report"),
      [
        .init("key", .text(), "code, staff number, outlet, day 20261126, or hour 0 to 23"),
        .init("settled", .integer(0...Int64.max), "cases settled"),
        .init("released", .integer(0...Int64.max), "cases that ended without a booking"),
        .init("open", .integer(0...Int64.max), "not at their end yet"),
        .init("amounts", .list(.shape(WireMoney.shape)), "settled, by currency"),
      ])
  }

  let by: String
  let from: String
  let to: String
  let rows: [Row]

  init(_ activity: Activity) {
    by = activity.grouping.rawValue
    from = "\(activity.from)"
    to = "\(activity.to)"
    rows = activity.rows.map(Row.init)
  }

  static let shape = WireShape(
    "Activity", Bilingual(zh: "交易统计", en: "Cases of a period, counted"),
    [
      .init("by", .oneOf(Activity.Grouping.allCases.map(\.rawValue)), "what a row stands for"),
      .init("from", .date, "first business day"), .init("to", .date, "last business day"),
      .init("rows", .list(.shape(Row.shape)), "nothing for what did not happen"),
    ])
}
