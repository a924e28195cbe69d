import Interest
import Primitives
import Testing

@Suite("Day counts and maturities") struct DayCountTests {
  @Test(
    "start counts, end does not",
    arguments: [
      ("2026-03-01", "2026-03-01", 0, 0, 0, 0), ("2026-03-01", "2026-03-02", 1, 1, 0, 1),
      ("2026-02-28", "2026-03-01", 1, 3, 0, 1), ("2024-02-28", "2024-03-01", 2, 3, 0, 2),
      ("2024-02-29", "2025-02-28", 365, 359, 12, 0), ("2024-01-31", "2024-02-29", 29, 29, 1, 0),
      ("2023-01-31", "2023-02-28", 28, 28, 1, 0), ("2023-01-31", "2023-02-27", 27, 27, 0, 27),
      ("2023-01-31", "2023-03-30", 58, 60, 1, 30), ("2023-01-31", "2023-03-31", 59, 60, 2, 0),
      ("2007-03-01", "2007-09-01", 184, 180, 6, 0), ("2007-03-01", "2007-08-31", 183, 179, 5, 30),
      ("2007-03-01", "2007-09-02", 185, 181, 6, 1), ("2025-12-31", "2026-01-01", 1, 1, 0, 1),
      ("2023-03-01", "2024-03-01", 366, 360, 12, 0),
    ] as [(String, String, Int, Int, Int, Int)])
  func counts(from: String, until: String, actual: Int, thirty: Int, months: Int, odd: Int) throws {
    let (from, until) = (try day(from), try day(until))
    #expect(try DayCount.actual360.length(from: from, until: until) == TermLength(months: 0, days: actual))
    #expect(try DayCount.actual365.length(from: from, until: until) == TermLength(months: 0, days: actual))
    #expect(try DayCount.thirty360.length(from: from, until: until) == TermLength(months: 0, days: thirty))
    #expect(try DayCount.itemised.length(from: from, until: until) == TermLength(months: months, days: odd))
  }

  @Test("reversed dates are refused by every count", arguments: DayCount.allCases)
  func reversed(count: DayCount) throws {
    expectRefusal("dates-reversed", "until") {
      _ = try count.length(from: day("2026-03-02"), until: day("2026-03-01"))
    }
    #expect(!count.name.zh.isEmpty && !count.name.en.isEmpty)
  }

  @Test(
    "maturity is the same day, or the month's last",
    arguments: [
      ("2026-08-31", "6m", "2027-02-28"), ("2023-08-31", "6m", "2024-02-29"), ("2024-02-29", "1y", "2025-02-28"),
      ("2024-02-29", "5y", "2029-02-28"), ("2026-11-30", "3m", "2027-02-28"), ("2026-01-31", "3m", "2026-04-30"),
      ("2026-02-28", "3m", "2026-05-28"), ("2026-12-15", "3m", "2027-03-15"), ("2023-02-28", "1y", "2024-02-28"),
      ("2026-07-01", "2y", "2028-07-01"), ("2026-09-30", "3y", "2029-09-30"),
    ])
  func maturity(opening: String, tenor: String, expected: String) throws {
    #expect(try Tenor(parsing: tenor).maturity(from: day(opening)) == day(expected))
  }

  @Test("tenors are the six of the rules")
  func tenors() throws {
    #expect(Tenor.all.map(\.description) == ["3m", "6m", "1y", "2y", "3y", "5y"])
    for tenor in Tenor.all { #expect(try Tenor(parsing: tenor.description) == tenor) }
    #expect(Tenor.all.map(\.name.zh) == ["3个月", "6个月", "1年", "2年", "3年", "5年"])
    #expect(Tenor.all.map(\.name.en) == ["3 months", "6 months", "1 year", "2 years", "3 years", "5 years"])
    #expect(try Tenor(parsing: "1年") == .oneYear)
    #expect(try Tenor(parsing: "3个月") == .threeMonths)
    #expect(try Tenor(months: 36) == .threeYears)
    for months in [-3, 0, 1, 4, 48] { expectRefusal("unknown-tenor", "tenor") { _ = try Tenor(months: months) } }
    for text in ["", "4y", "3", "m", "0y", "3Y"] {
      expectRefusal("unknown-tenor") { _ = try Tenor(parsing: text) }
    }
    expectRefusal("date-out-of-range") { _ = try Tenor.fiveYears.maturity(from: day("9996-01-01")) }
  }

  @Test("one principal by each count: 10,000 from 2007-03-01 to 2007-09-02 at 2.43%")
  func plain() throws {
    let expected: [DayCount: String] = [
      .actual360: "124.88", .actual365: "123.16", .thirty360: "122.18", .itemised: "122.18",
    ]
    for (count, total) in expected {
      let working = try PlainInterest(count).working(
        yuan("10000"), from: day("2007-03-01"), until: day("2007-09-02"), rate: rate("2.43%"))
      #expect(try working.total == yuan(total), "\(count)")
    }
    let itemised = try PlainInterest(.itemised).working(
      yuan("10000"), from: day("2007-03-01"), until: day("2007-09-02"), rate: rate("2.43%"))
    #expect(
      try itemised.parts[0].formula().en
        == "(10,000.00 × 6 months ÷ 12 + 10,000.00 × 1 day ÷ 360) × 2.43% = 122.175")
    #expect(itemised.method == .itemised)
  }

  @Test("below one yuan earns nothing, unless the product says otherwise")
  func wholeYuan() throws {
    func total(_ amount: String, _ whole: Bool) throws -> Money {
      try PlainInterest(.actual360, wholeUnitsOnly: whole).working(
        yuan(amount), from: day("2026-01-01"), until: day("2026-12-27"), rate: rate("100%")
      ).total
    }
    #expect(try total("0.99", true) == yuan("0"))
    #expect(try total("1.00", true) == yuan("1.00"))
    #expect(try total("1.99", true) == yuan("1.00"))
    #expect(try total("0.99", false) == yuan("0.99"))
  }

  @Test("a negative principal and what cannot be counted are refused")
  func refusals() throws {
    let (from, until) = (try day("0001-01-01"), try day("9999-12-31"))
    expectRefusal("negative-principal", "principal") {
      _ = try PlainInterest().working(Money(minor: -1, .cny), from: from, until: until, rate: rate("1%"))
    }
    expectRefusal("overflow", "principal") {
      _ = try PlainInterest().working(Money(minor: .max, .cny), from: from, until: until, rate: rate("100%"))
    }
    let largest = Money(minor: Money.largestMinor, .cny)
    #expect(try PlainInterest().working(largest, from: from, until: until, rate: rate("100%")).total.minor > 0)
  }
}
