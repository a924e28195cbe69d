import Interest
import Primitives
import TestHouse
import Testing

@Suite("day products (积数; BC-012)") struct DayProductTests {
  @Test("a product that grows day by day gives what the working of the whole period gives, to the fen")
  func sameAsWorking() throws {
    let chance = SeededEntropy(seed: 129)
    var table = RateTable()
    try table.set(try InterestRate(parsing: "0.35%"), for: .demand, from: BusinessDate("2020-01-01")!)
    let rate = try table.rate(of: .demand, on: BusinessDate("2026-12-20")!)
    for round in 0..<300 {
      let start = BusinessDate("2026-09-21")!
      var (product, balance) = (DayProduct.zero, Int64(0))
      var movements: [BalanceMovement] = []
      for offset in 0...90 {
        let day = start.adding(days: offset)
        if chance.below(6) == 0 {
          let minor = Int64(chance.below(10_000_000)) - (balance > 5_000_000 ? 5_000_000 : 0)
          movements.append(BalanceMovement(day, Money(minor: minor, .cny)))
          balance += minor
        }
        try product.add(balance, per: 100, days: 1)
        let working = try DemandInterest.personal.close(
          DailyBalances(movements: movements, .cny), on: day.adding(days: 1), rates: table)
        if day < BusinessDate("2026-12-20")! {
          #expect(try product.interest(at: rate, per: 100) == working.total.minor, "round \(round), \(day)")
        }
      }
      let settled = try DemandInterest.personal.settle(
        DailyBalances(movements: movements, .cny), on: BusinessDate("2026-12-20")!, rates: table)
      #expect(try product.interest(at: rate, per: 100) == settled.total.minor)
    }
  }

  @Test("half a fen goes up, below one yuan nothing counts, an overdrawn account earns nothing")
  func edges() throws {
    let rate = try InterestRate(parsing: "0.36%")
    // 0.36 % ÷ 360 = 0.00001 a day: 500 yuan-days are exactly half a fen.
    #expect(try DayProduct(units: 500).interest(at: rate, per: 100) == 1)
    #expect(try DayProduct(units: 499).interest(at: rate, per: 100) == 0)
    var product = DayProduct.zero
    try product.add(99, per: 100, days: 90)
    try product.add(-100_000, per: 100, days: 90)
    #expect(product == .zero)
    try product.add(199, per: 100, days: 3)
    #expect(product.units == 3)
  }

  @Test("a product that does not fit is refused, not wrapped")
  func overflow() throws {
    var product = DayProduct(units: Int64.max - 1)
    #expect(throws: Refusal.self) { try product.add(200, per: 100, days: 1) }
    #expect(try DayProduct(units: .max).interest(at: InterestRate(units: 100_000_000), per: 1) == Int64.max / 360)
  }

  @Test("a lump sum has earned its whole term on the day before maturity, and nothing before its opening")
  func lumpSum() throws {
    var table = RateTable()
    try table.set(try InterestRate(parsing: "0.35%"), for: .demand, from: BusinessDate("2020-01-01")!)
    try table.set(try InterestRate(parsing: "1.50%"), for: .lumpSum(.oneYear), from: BusinessDate("2020-01-01")!)
    for opened in ["2026-01-31", "2024-02-29", "2026-11-22"] {
      let deposit = try LumpSum.personal.open(
        Money(minor: 1_234_567, .cny), .oneYear, on: BusinessDate(opened)!, rates: table)
      let all = try LumpSum.personal.term(of: deposit).total
      #expect(
        try LumpSum.personal.accrued(deposit, through: deposit.maturesOn.adding(days: -1), rates: table) == all)
      #expect(
        try LumpSum.personal.accrued(deposit, through: deposit.openedOn.adding(days: -1), rates: table).minor == 0)
      let overdue = try LumpSum.personal.accrued(deposit, through: deposit.maturesOn.adding(days: 9), rates: table)
      #expect(
        overdue
          == (try LumpSum.personal.close(deposit, on: deposit.maturesOn.adding(days: 10), rates: table).working.total))
      var before = Int64(0)
      for day in 0..<365 {
        let now = try LumpSum.personal.accrued(deposit, through: deposit.openedOn.adding(days: day), rates: table).minor
        #expect(now >= before, "day \(day)")
        before = now
      }
    }
  }
}
