import Interest
import Primitives
import Testing

@Suite("Rate tables") struct RateTableTests {
  func changing() throws -> RateTable {
    var table = RateTable()
    try table.set(rate("0.35%"), for: .demand, from: day("2015-10-24"))
    try table.set(rate("0.20%"), for: .demand, from: day("2024-10-18"))
    try table.set(rate("0.25%"), for: .demand, from: day("2022-09-15"))
    return table
  }

  @Test(
    "the rate of a day is the newest that has begun",
    arguments: [
      ("2015-10-24", "0.35%"), ("2022-09-14", "0.35%"), ("2022-09-15", "0.25%"), ("2024-10-17", "0.25%"),
      ("2024-10-18", "0.2%"), ("2030-01-01", "0.2%"),
    ])
  func lookUp(date: String, expected: String) throws {
    #expect(try changing().rate(of: .demand, on: day(date)) == rate(expected))
  }

  @Test("no rate before the first day, none for another product, and no day twice")
  func refusals() throws {
    var table = try changing()
    expectRefusal("no-rate", "rate") { _ = try table.rate(of: .demand, on: day("2015-10-23")) }
    expectRefusal("no-rate") { _ = try table.rate(of: .lumpSum(.oneYear), on: day("2025-01-01")) }
    expectRefusal("rate-already-set", "from") {
      try table.set(rate("0.1%"), for: .demand, from: day("2022-09-15"))
    }
    #expect(try table == changing())
  }

  @Test("periods split at the day of change and cover the interval")
  func periods() throws {
    let periods = try changing().periods(of: .demand, from: day("2022-09-01"), until: day("2024-10-19"))
    #expect(try periods.map(\.from) == ["2022-09-01", "2022-09-15", "2024-10-18"].map(day))
    #expect(try periods.map(\.until) == ["2022-09-15", "2024-10-18", "2024-10-19"].map(day))
    #expect(try changing().periods(of: .demand, from: day("2022-09-01"), until: day("2022-09-15")).count == 1)
    #expect(try changing().periods(of: .demand, from: day("2022-09-15"), until: day("2022-09-15")).isEmpty)
    expectRefusal("dates-reversed") {
      _ = try changing().periods(of: .demand, from: day("2022-09-16"), until: day("2022-09-15"))
    }
    expectRefusal("no-rate") {
      _ = try changing().periods(of: .demand, from: day("2015-10-23"), until: day("2016-01-01"))
    }
  }

  @Test("a new row with the same rate splits nothing")
  func sameRate() throws {
    var table = try changing()
    try table.set(rate("0.25%"), for: .demand, from: day("2023-01-01"))
    #expect(try table.periods(of: .demand, from: day("2022-10-01"), until: day("2024-01-01")).count == 1)
  }
}
