import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The end of the business day as JSON.
struct DayEndRoutes: Sendable {
  let desks: Desks

  var routes: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/day-ends", .permission(.dayEnd), "日终记录", "Ended days", answer: .json(WireDayEnds.shape)
      ) { call in
        Answer.json(WireDayEnds(days: try await desks.dayEnd.last(by: try call.signOn).map(WireDayEnd.init)))
      },
      Route(
        .post, "/api/v1/day-ends", .permission(.dayEnd), "日终切换", "End the business day",
        body: .json(WireDayEnd.request), answer: .json(WireDayEnd.shape, .created)
      ) { call in
        guard let date = BusinessDate(try call.text("date")) else { throw WebRefusal.missing("date") }
        return Answer.json(WireDayEnd(try await desks.dayEnd.cutOff(date, by: try call.signOn)), .created)
      },
    ]
  }
}

struct WireDayEnd: WireForm {
  let date: String
  let next: String
  let phase: String
  let permille: Int
  let accrued: String
  let accounts: Int64
  let booked: Int64
  let interest: String
  let startedAt: String
  let endedAt: String?

  init(_ end: DayEnd) {
    date = "\(end.date)"
    next = "\(end.next)"
    phase = Self.phases[Int(end.phase.rawValue) - 1]
    permille = end.permille
    accrued = Money(minor: end.accrued, .cny).decimal
    accounts = end.accounts
    booked = end.booked
    interest = Money(minor: end.interest, .cny).decimal
    startedAt = end.startedAt.iso8601
    endedAt = end.endedAt?.iso8601
  }

  static let phases = ["demand-accrual", "term-accrual", "demand-interest", "maturities", "trial-balance", "done"]

  static let shape = WireShape(
    "DayEnd", Bilingual(zh: "日终", en: "The end of a business day"),
    [
      .init("date", .date, "the day that ended"), .init("next", .date, "the day that began"),
      .init("phase", .oneOf(phases), "where the batch is"),
      .init("permille", .integer(0...1000), "how far it is, in thousandths"),
      .init("accrued", .text(), "by how much interest payable was changed, CNY, decimal"),
      .init("accounts", .integer(0...Int64.max), "accounts whose interest was accrued"),
      .init("booked", .integer(0...Int64.max), "accounts booked on"),
      .init("interest", .text(), "interest booked, CNY, decimal"), .init("startedAt", .text(), "UTC, ISO 8601"),
      .init("endedAt", .text(), "UTC, ISO 8601", required: false),
    ])

  static let request = WireShape(
    "DayEndRequest", Bilingual(zh: "日终切换", en: "End the business day"),
    [.init("date", .date, "the day that is to end, so that a second click ends no other one")])
}

struct WireDayEnds: WireForm {
  let days: [WireDayEnd]

  static let shape = WireShape(
    "DayEnds", Bilingual(zh: "日终记录", en: "Ended days"),
    [.init("days", .list(.shape(WireDayEnd.shape)), "the newest first")])
}
