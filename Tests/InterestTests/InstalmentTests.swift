import Interest
import Primitives
import Testing

@Suite("Instalment deposits") struct InstalmentTests {
  /// 100 a month for one year from 2025-04-10 at 3.6%: one payment and month earn 0.30.
  func plan() throws -> InstalmentPlan {
    try InstalmentPlan(monthly: yuan("100"), tenor: .oneYear, openedOn: day("2025-04-10"), rate: rate("3.6%"))
  }

  func rates() throws -> RateTable { try table([.demand: "0.36%"]) }

  /// The regular payments without some months, and others put in.
  func payments(without: [Int] = [], adding: [(String, String)] = []) throws -> [InstalmentPayment] {
    let plan = try plan()
    let kept = try plan.regularPayments().filter { !without.contains(plan.month(of: $0.date)) }
    let more = try adding.map { InstalmentPayment(try day($0.0), try yuan($0.1)) }
    return (kept + more).sorted { $0.date < $1.date }
  }

  func close(_ payments: [InstalmentPayment], on date: String) throws -> InterestWorking {
    try Instalment.personal.close(plan(), payments, on: day(date), rates: rates())
  }

  @Test("around maturity")
  func maturity() throws {
    let all = try payments()
    #expect(try close(all, on: "2026-04-10").total == yuan("23.40"))
    // Overdue: 1,200 × 1 day × 0.36% ÷ 360 = 0.012.
    let late = try close(all, on: "2026-04-11")
    #expect(late.parts.map(\.rounded.description) == ["23.400", "0.012"])
    #expect(try late.total == yuan("23.41"))
    // The day before: 100 × (364 + 334 + 303 + … + 30) days at demand rate.
    let early = try close(all, on: "2026-04-09")
    #expect(early.parts.map(\.rule) == [.early])
    #expect(try early.parts[0].dayProduct() == Fraction(235_500))
    #expect(try early.total == yuan("2.36"))
  }

  @Test("a month missed and made up in the next one earns its actual months")
  func madeUp() throws {
    let made = try payments(without: [3, 4], adding: [("2025-07-15", "200")])
    let working = try close(made, on: "2026-04-10")
    #expect(working.parts.count == 1)
    #expect(try working.parts[0].monthProduct() == Fraction(7_700))
    #expect(working.parts[0].rule == .instalmentLate)
    #expect(try working.total == yuan("23.10"))
    let separately = try payments(without: [3], adding: [("2025-07-31", "100")])
    #expect(try close(separately, on: "2026-04-10").total == yuan("23.10"))
  }

  @Test("made up one day too late the contract is broken: later payments earn demand rate")
  func broken() throws {
    let late = try payments(without: [3], adding: [("2025-08-01", "100")])
    #expect(try plan().brokenAfter(late, seenOn: day("2025-07-31")) == nil)
    #expect(try plan().brokenAfter(late, seenOn: day("2025-08-01")) == 4)
    let working = try close(late, on: "2026-04-10")
    #expect(working.parts.map(\.rule) == [.instalmentLate, .instalmentBroken])
    guard working.parts.count == 2 else { return }
    // Months 1, 2 and 4 stay in the contract: 12 + 11 + 9 months of 100.
    #expect(try working.parts[0].monthProduct() == Fraction(3_200))
    #expect(working.parts[1].stretches.count == 9)
    #expect(try working.parts[1].stretches.first?.from == day("2025-08-01"))
    #expect(try working.parts[1].dayProduct() == Fraction(134_100))
    #expect(try working.total == yuan("10.94"))
  }

  @Test("paying only the next month's own sum makes nothing up")
  func notMadeUp() throws {
    let missed = try payments(without: [3])
    #expect(try plan().brokenAfter(missed, seenOn: day("2026-04-10")) == 4)
    #expect(try plan().brokenAfter(payments(), seenOn: day("2026-04-10")) == nil)
    #expect(try close(missed, on: "2026-04-10").parts[0].monthProduct() == Fraction(3_200))
  }

  @Test("the last month missed breaks nothing: 77 months; made up before maturity it adds none")
  func lastMonth() throws {
    #expect(try close(payments(without: [12]), on: "2026-04-10").parts[0].months == 77)
    let made = try payments(without: [12], adding: [("2026-04-09", "100")])
    #expect(try close(made, on: "2026-04-10").parts[0].months == 77)
    #expect(try close(made, on: "2026-04-10").total == yuan("23.10"))
  }

  @Test("payments that cannot be")
  func refusals() throws {
    let on = "2026-04-10"
    expectRefusal("instalment-first") { _ = try close(payments(without: [1]), on: on) }
    expectRefusal("instalment-first") { _ = try close([], on: on) }
    expectRefusal("instalment-amount") { _ = try close(payments(without: [2], adding: [("2025-05-10", "99")]), on: on) }
    expectRefusal("instalment-ahead") { _ = try close(payments(without: [2], adding: [("2025-05-10", "200")]), on: on) }
    expectRefusal("instalment-ahead") { _ = try close(payments(adding: [("2026-04-01", "100")]), on: on) }
    expectRefusal("instalment-late") { _ = try close(payments(without: [12], adding: [("2026-04-10", "100")]), on: on) }
    expectRefusal("dates-reversed") { _ = try close(payments(), on: "2025-12-31") }
    expectRefusal("dates-reversed") {
      _ = try close(Array(payments().prefix(1)) + payments().dropFirst().reversed(), on: on)
    }
    expectRefusal("currencies-differ") {
      _ = try close([InstalmentPayment(day("2025-04-10"), Money(minor: 10_000, .usd))], on: on)
    }
    expectRefusal("unknown-tenor", "tenor") {
      _ = try InstalmentPlan(monthly: yuan("1"), tenor: .twoYears, openedOn: day("2025-01-01"), rate: rate("1%"))
    }
    expectRefusal("amount-not-positive", "monthly") {
      _ = try InstalmentPlan(monthly: yuan("0"), tenor: .oneYear, openedOn: day("2025-01-01"), rate: rate("1%"))
    }
    expectRefusal("no-rate") {
      _ = try Instalment.personal.close(plan(), payments(), on: day("2026-04-11"), rates: RateTable())
    }
  }
}
