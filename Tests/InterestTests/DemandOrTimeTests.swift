import Interest
import Primitives
import Testing

@Suite("Demand-or-time deposits") struct DemandOrTimeTests {
  func rates() throws -> RateTable {
    try table([
      .demand: "0.36%", .lumpSum(.threeMonths): "1.2%", .lumpSum(.sixMonths): "1.5%", .lumpSum(.oneYear): "1.8%",
    ])
  }

  @Test(
    "every tier, the day before and the day itself: 100,000 from 2025-01-31",
    arguments: [
      ("2025-01-31", "0.36%", 0, "0.00"), ("2025-04-29", "0.36%", 88, "88.00"), ("2025-04-30", "0.72%", 89, "178.00"),
      ("2025-07-30", "0.72%", 180, "360.00"), ("2025-07-31", "0.9%", 181, "452.50"),
      ("2026-01-30", "0.9%", 364, "910.00"), ("2026-01-31", "1.08%", 365, "1095.00"),
      ("2030-01-31", "1.08%", 1826, "5478.00"),
    ])
  func tiers(date: String, expected: String, days: Int, total: String) throws {
    let working = try DemandOrTime.personal.close(
      yuan("100000"), openedOn: day("2025-01-31"), on: day(date), rates: rates())
    #expect(working.parts[0].rate == (try rate(expected)))
    #expect(working.parts[0].days == days)
    #expect(try working.total == yuan(total))
  }

  @Test("a share below the demand rate earns demand rate, unless the product says otherwise")
  func floor() throws {
    let rates = try table([.demand: "0.36%", .lumpSum(.threeMonths): "0.5%"])
    func used(_ product: DemandOrTime) throws -> InterestRate {
      try product.close(yuan("1000"), openedOn: day("2025-01-01"), on: day("2025-04-01"), rates: rates).parts[0].rate
    }
    #expect(try used(.personal) == rate("0.36%"))
    #expect(try used(DemandOrTime(neverBelowDemand: false)) == rate("0.3%"))
  }

  @Test("all rates are those of the withdrawal day")
  func rateDay() throws {
    var rates = try rates()
    try rates.set(rate("2%"), for: .lumpSum(.threeMonths), from: day("2025-05-01"))
    let working = try DemandOrTime.personal.close(
      yuan("1000"), openedOn: day("2025-01-31"), on: day("2025-05-01"), rates: rates)
    #expect(working.parts[0].rate == (try rate("1.2%")))
    #expect(working.parts[0].title.zh == "按3个月整存整取利率的60%")
  }

  @Test("reversed dates, a negative principal and a missing tier are refused")
  func refusals() throws {
    let product = DemandOrTime.personal
    let (from, until) = (try day("2025-01-01"), try day("2025-04-01"))
    expectRefusal("dates-reversed") { _ = try product.close(yuan("1"), openedOn: until, on: from, rates: rates()) }
    expectRefusal("negative-principal") {
      _ = try product.close(Money(minor: -1, .cny), openedOn: from, on: until, rates: rates())
    }
    expectRefusal("no-rate") {
      _ = try product.close(yuan("1"), openedOn: from, on: until, rates: table([.demand: "0.36%"]))
    }
  }
}
