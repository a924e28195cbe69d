import Interest
import Primitives
import Testing

@Suite("Demand deposits") struct DemandTests {
  @Test("settlement days and periods: the 21st opens, the 20th closes")
  func schedule() throws {
    let quarterly = SettlementSchedule.quarterly
    #expect(try quarterly.isSettlementDay(day("2026-03-20")))
    #expect(try !quarterly.isSettlementDay(day("2026-03-21")))
    #expect(try !quarterly.isSettlementDay(day("2026-02-20")))
    #expect(try quarterly.next(onOrAfter: day("2026-03-20")) == day("2026-03-20"))
    #expect(try quarterly.next(onOrAfter: day("2026-03-21")) == day("2026-06-20"))
    #expect(try quarterly.next(onOrAfter: day("2026-12-21")) == day("2027-03-20"))
    #expect(try quarterly.periodStart(of: day("2026-03-20")) == day("2025-12-21"))
    #expect(try quarterly.periodStart(of: day("2026-03-21")) == day("2026-03-21"))
    #expect(try quarterly.periodStart(of: day("2026-01-01")) == day("2025-12-21"))
    expectRefusal("schedule") { _ = try SettlementSchedule(months: [], day: 20) }
    expectRefusal("schedule") { _ = try SettlementSchedule(months: [13], day: 20) }
    expectRefusal("schedule") { _ = try SettlementSchedule(months: [3, 3], day: 20) }
    expectRefusal("schedule") { _ = try SettlementSchedule(months: [3], day: 29) }
    expectRefusal("date-out-of-range") { _ = try quarterly.next(onOrAfter: day("9999-12-21")) }
    expectRefusal("date-out-of-range") { _ = try quarterly.periodStart(of: day("0001-03-20")) }
  }

  @Test("settling on the 19th or the 21st is refused and names the next day", arguments: ["2007-03-19", "2007-03-21"])
  func notSettlementDay(date: String) throws {
    expectRefusal("not-settlement-day", "date") {
      _ = try DemandInterest.personal.settle(exampleBalances(), on: day(date), rates: table([.demand: "1%"]))
    }
  }

  @Test("a full quarter: 90 days from 21 December to 20 March, whatever came before")
  func fullQuarter() throws {
    let balances = try DailyBalances([EndOfDayBalance(day("2025-01-01"), yuan("1000"))], .cny)
    let working = try DemandInterest.personal.settle(
      balances, on: day("2026-03-20"), rates: table([.demand: "0.36%"]))
    #expect(working.parts[0].days == 90)
    #expect(try working.parts[0].from == day("2025-12-21"))
    #expect(try working.parts[0].until == day("2026-03-21"))
    #expect(try working.total == yuan("0.90"))
  }

  @Test("closed on the 21st, the day of credit, nothing is left to earn; on the 22nd one day")
  func closedAfterSettlement() throws {
    let balances = try DailyBalances([EndOfDayBalance(day("2025-01-01"), yuan("36000"))], .cny)
    let rates = try table([.demand: "0.36%"])
    #expect(try DemandInterest.personal.close(balances, on: day("2026-03-21"), rates: rates).total == yuan("0"))
    #expect(try DemandInterest.personal.close(balances, on: day("2026-03-22"), rates: rates).total == yuan("0.36"))
  }

  @Test("personal: the settlement day's rate for all; corporate: split where the rate changes")
  func splits() throws {
    var rates = RateTable()
    try rates.set(rate("0.72%"), for: .demand, from: day("2007-01-01"))
    try rates.set(rate("0.36%"), for: .demand, from: day("2007-02-03"))
    let personal = try DemandInterest.personal.settle(exampleBalances(), on: day("2007-03-20"), rates: rates)
    #expect(personal.parts.count == 1)
    #expect(try personal.total == yuan("6.92"))
    #expect(personal.parts[0].rule == .demandDay)
    let corporate = try DemandInterest.corporate.settle(exampleBalances(), on: day("2007-03-20"), rates: rates)
    #expect(try corporate.parts.map { try $0.dayProduct() } == [Fraction(320_000), Fraction(372_000)])
    #expect(corporate.parts.map(\.rounded.description) == ["6.400", "3.720"])
    #expect(try corporate.total == yuan("10.12"))
    #expect(try corporate.parts[1].formula().zh == "积数 372,000.00 × 0.36% ÷ 360 = 3.72")
    #expect(corporate.parts[0].principal == (try yuan("10000")) && corporate.parts[1].principal == nil)
  }

  @Test("a rate set on the closing day itself holds for a personal account and touches no corporate day")
  func rateOfClosingDay() throws {
    var rates = try table([.demand: "0.72%"])
    try rates.set(rate("0.36%"), for: .demand, from: day("2007-03-20"))
    #expect(
      try DemandInterest.personal.close(exampleBalances(), on: day("2007-03-20"), rates: rates).total == yuan("6.80"))
    #expect(
      try DemandInterest.corporate.close(exampleBalances(), on: day("2007-03-20"), rates: rates).total
        == yuan("13.60"))
  }

  @Test("split parts go to the li, their sum to the fen; one part goes straight to the fen")
  func rounding() throws {
    var rates = try table([.demand: "0.36%"])
    try rates.set(rate("0.35%"), for: .demand, from: day("2026-03-02"))
    let balances = try DailyBalances([EndOfDayBalance(day("2026-03-01"), yuan("1450"))], .cny)
    let split = try DemandInterest.corporate.close(balances, on: day("2026-03-03"), rates: rates)
    // 0.0145 → 0.015 and 0.01409(7)… → 0.014: 0.029 → 0.03; each to the fen would give 0.01 + 0.01.
    #expect(split.parts.map(\.rounded.description) == ["0.015", "0.014"])
    #expect(try split.total == yuan("0.03"))
    // 0.0145 alone is 0.01: by way of the li (0.015) it would wrongly become 0.02.
    let alone = try DemandInterest.corporate.close(balances, on: day("2026-03-02"), rates: rates)
    #expect(alone.exactText == "0.0145")
    #expect(try alone.total == yuan("0.01"))
    #expect(alone.parts[0].rounded.description == "0.01")
  }

  @Test("only the day's last balance counts; cents below a yuan earn nothing")
  func endOfDay() throws {
    let balances = try DailyBalances(
      movements: [
        BalanceMovement(day("2026-04-01"), yuan("500.99")), BalanceMovement(day("2026-04-01"), yuan("100000")),
        BalanceMovement(day("2026-04-01"), Money(minor: -100_000_00, .cny)),
      ], .cny)
    #expect(balances.list == [EndOfDayBalance(try day("2026-04-01"), try yuan("500.99"))])
    let working = try DemandInterest.personal.close(balances, on: day("2026-04-03"), rates: table([.demand: "1%"]))
    #expect(try working.parts[0].dayProduct() == Fraction(1_000))
    #expect(try balances.balance(on: day("2026-03-31")) == yuan("0"))
  }

  @Test("impossible balances are refused")
  func refusals() throws {
    let (one, two) = (try day("2026-04-01"), try day("2026-04-02"))
    expectRefusal("dates-reversed") {
      _ = try DailyBalances([EndOfDayBalance(two, yuan("1")), EndOfDayBalance(one, yuan("1"))], .cny)
    }
    expectRefusal("dates-reversed") {
      _ = try DailyBalances([EndOfDayBalance(one, yuan("1")), EndOfDayBalance(one, yuan("2"))], .cny)
    }
    expectRefusal("negative-principal") { _ = try DailyBalances([EndOfDayBalance(one, Money(minor: -1, .cny))], .cny) }
    expectRefusal("currencies-differ") {
      _ = try DailyBalances([EndOfDayBalance(one, Money(minor: 1, .usd))], .cny)
    }
    expectRefusal("overflow") {
      _ = try DailyBalances(
        movements: [BalanceMovement(one, Money(minor: .max, .cny)), BalanceMovement(two, yuan("1"))], .cny)
    }
    let balances = try DailyBalances([EndOfDayBalance(one, yuan("1"))], .cny)
    for demand in [DemandInterest.personal, .corporate] {
      expectRefusal("no-rate") { _ = try demand.close(balances, on: two, rates: RateTable()) }
    }
  }

  @Test("an account without a balance earns nothing, and needs no rate of days before its first balance")
  func empty() throws {
    let none = try DailyBalances([], .cny)
    let rates = try table([.demand: "1%"])
    for demand in [DemandInterest.personal, .corporate] {
      #expect(try demand.settle(none, on: day("2026-03-20"), rates: rates).total == yuan("0"))
    }
    var young = RateTable()
    try young.set(rate("0.36%"), for: .demand, from: day("2007-01-02"))
    #expect(
      try DemandInterest.corporate.settle(exampleBalances(), on: day("2007-03-20"), rates: young).total
        == yuan("6.92"))
  }

  @Test("a course credits each settlement on the 21st, from when it bears interest")
  func course() throws {
    let movements = [BalanceMovement(try day("2025-12-21"), try yuan("100000"))]
    let course = try DemandInterest.personal.course(
      of: movements, .cny, closedOn: day("2026-06-21"), rates: table([.demand: "3.6%"]))
    // 90 days: 900.00; then 100,900 × 92 × 3.6% ÷ 360 = 928.28.
    #expect(try course.settlements.map(\.total) == [yuan("900.00"), yuan("928.28")])
    #expect(try course.balance == yuan("101828.28"))
    #expect(try course.closing.total == yuan("0"))
    let onTheDay = try DemandInterest.personal.course(
      of: movements, .cny, closedOn: day("2026-06-20"), rates: table([.demand: "3.6%"]))
    #expect(onTheDay.settlements.count == 1)
    #expect(try onTheDay.closing.total == yuan("918.19"))
    expectRefusal("dates-reversed") {
      _ = try DemandInterest.personal.course(
        of: movements, .cny, closedOn: day("2025-12-20"), rates: table([.demand: "3.6%"]))
    }
  }
}
