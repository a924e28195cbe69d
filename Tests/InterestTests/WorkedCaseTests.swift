import Interest
import Primitives
import Testing

/// The worked cases of the reference, by their ids. Where a popular page prints another value, the rule is
/// the oracle, not the page.
@Suite("Worked cases") struct WorkedCaseTests {
  @Test("D1: settled on the 20th, which counts: 32, 36 and 10 days, product 692,000, 13.84")
  func d1() throws {
    let working = try DemandInterest.personal.settle(
      exampleBalances(), on: day("2007-03-20"), rates: table([.demand: "0.72%"]))
    let part = try #require(working.parts.first)
    #expect(working.parts.count == 1)
    #expect(part.stretches.map(\.length.days) == [32, 36, 10])
    #expect(try part.dayProduct() == Fraction(692_000))
    #expect(try working.total == yuan("13.84"))
    #expect(try working.payableOn == day("2007-03-21"))
  }

  @Test("D2: closed on the 20th, which does not count: product 680,000, 13.60")
  func d2() throws {
    let working = try DemandInterest.personal.close(
      exampleBalances(), on: day("2007-03-20"), rates: table([.demand: "0.72%"]))
    #expect(try working.parts.first?.dayProduct() == Fraction(680_000))
    #expect(try working.total == yuan("13.60"))
    #expect(try working.payableOn == day("2007-03-20"))
  }

  @Test("D3: product 512,000 at 1.8‰ a month: 30.72, not the 30.73 of a page")
  func d3() throws {
    let balances = try DailyBalances([EndOfDayBalance(day("2026-01-01"), yuan("12800"))], .cny)
    let working = try DemandInterest.personal.close(
      balances, on: day("2026-02-10"), rates: table([.demand: "1.8‰/month"]))
    #expect(try working.parts.first?.dayProduct() == Fraction(512_000))
    #expect(working.parts.first?.rate.description == "2.16%")
    #expect(try working.total == yuan("30.72"))
  }

  @Test("D4: 10,000 for 30 days at 0.35%: 2.92 over 360 (2.88 is over 365)")
  func d4() throws {
    let (principal, from, until) = (try yuan("10000"), try day("2026-06-01"), try day("2026-07-01"))
    let right = try PlainInterest(.actual360).working(principal, from: from, until: until, rate: rate("0.35%"))
    #expect(try right.total == yuan("2.92"))
    #expect(right.exactText == "2.91(6)")
    #expect(try right.parts[0].formula().en == "10,000.00 × 30 days × 0.35% ÷ 360 = 2.91(6)")
    #expect(try right.parts[0].formula().zh == "10,000.00 × 30天 × 0.35% ÷ 360 = 2.91(6)")
    let page = try PlainInterest(.actual365).working(principal, from: from, until: until, rate: rate("0.35%"))
    #expect(try page.total == yuan("2.88"))
  }

  @Test(
    "T1 and T2: whole terms of 10,000",
    arguments: [
      ("T1", "3m", "1.0%", "25.00"), ("T1", "6m", "1.5%", "75.00"), ("T1", "1y", "2.0%", "200.00"),
      ("T1", "2y", "2.5%", "500.00"), ("T2", "6m", "1.55%", "77.50"), ("T2", "6m", "1.625%", "81.25"),
      ("T2", "6m", "1.65%", "82.50"),
    ])
  func t1t2(id: String, tenor: String, text: String, total: String) throws {
    let tenor = try Tenor(parsing: tenor)
    let deposit = try LumpSum.personal.open(
      yuan("10000"), tenor, on: day("2026-01-15"), rates: table([.lumpSum(tenor): text]))
    #expect(try LumpSum.personal.term(of: deposit).total == yuan(total), "\(id)")
  }

  @Test("T3: 6 months from 2007-03-01: 121.50 by months, 124.20 by 184 days over 360")
  func t3() throws {
    let rates = try table([.lumpSum(.sixMonths): "2.43%"])
    let deposit = try LumpSum.personal.open(yuan("10000"), .sixMonths, on: day("2007-03-01"), rates: rates)
    #expect(try deposit.maturesOn == day("2007-09-01"))
    let byMonths = try LumpSum.personal.term(of: deposit)
    #expect(try byMonths.total == yuan("121.50"))
    #expect(byMonths.parts[0].months == 6 && byMonths.parts[0].days == 0)
    let byDays = try LumpSum(minimum: yuan("50"), dayCount: .actual360).term(of: deposit)
    #expect(try byDays.total == yuan("124.20"))
    #expect(byDays.parts[0].days == 184)
  }

  @Test("E1: 50,000 for 2 years drawn after 365 days: 152.08 at demand rate; 2,750.00 forgone")
  func e1() throws {
    let rates = try table([.demand: "0.3%", .lumpSum(.twoYears): "2.75%"])
    let deposit = try LumpSum.personal.open(yuan("50000"), .twoYears, on: day("2025-03-01"), rates: rates)
    let closing = try LumpSum.personal.close(deposit, on: day("2026-03-01"), rates: rates)
    #expect(closing.working.parts[0].days == 365)
    #expect(try closing.working.total == yuan("152.08"))
    #expect(closing.working.parts[0].rule == .early)
    #expect(try LumpSum.personal.term(of: deposit).total == yuan("2750.00"))
  }

  @Test("O1: T3 drawn ten days late: 121.50 + 2.00 = 123.50")
  func o1() throws {
    let rates = try table([.demand: "0.72%", .lumpSum(.sixMonths): "2.43%"])
    let deposit = try LumpSum.personal.open(yuan("10000"), .sixMonths, on: day("2007-03-01"), rates: rates)
    let working = try LumpSum.personal.close(deposit, on: day("2007-09-11"), rates: rates).working
    #expect(working.parts.map(\.rounded.description) == ["121.500", "2.000"])
    #expect(working.parts.map(\.rule) == [.openingRate, .overdue])
    #expect(try working.total == yuan("123.50"))
  }

  @Test("N1 and N2: 100,000 for 7 days", arguments: [("N1", "1.1%", "21.39"), ("N2", "1.35%", "26.25")])
  func n1n2(id: String, text: String, total: String) throws {
    let deposit = try NoticeTerms.personal.open(yuan("100000"), .sevenDays, on: day("2026-03-02"))
    let notice = WithdrawalNotice(try yuan("100000"), givenOn: try day("2026-03-02"))
    let drawing = try NoticeTerms.personal.draw(
      yuan("100000"), from: deposit, on: day("2026-03-09"), notice: notice,
      rates: table([.demand: "0.05%", .notice(.sevenDays): text]))
    #expect(try drawing.working.total == yuan(total), "\(id)")
    #expect(drawing.breaches == [] && drawing.rest == nil)
  }

  @Test(
    "Z1 to Z3: twelve monthly sums, 78 months",
    arguments: [
      ("Z1", "200", "1.71%", "22.23"), ("Z2", "300", "1.71%", "33.35"), ("Z3", "3000", "3.1%", "604.50"),
    ])
  func z(id: String, monthly: String, text: String, total: String) throws {
    let plan = try InstalmentPlan(
      monthly: yuan(monthly), tenor: .oneYear, openedOn: day("2025-04-10"), rate: rate(text))
    let working = try Instalment.personal.close(
      plan, plan.regularPayments(), on: day("2026-04-10"), rates: RateTable())
    #expect(working.parts.count == 1 && working.parts[0].months == 78)
    #expect(try working.total == yuan(total), "\(id)")
    #expect(working.parts[0].rule == .instalment)
    if id == "Z1" {
      #expect(try working.parts[0].formula().zh == "月积数 15,600.00 × 1.71% ÷ 12 = 22.23")
      #expect(working.exactText == "22.23")
    }
    if id == "Z2" { #expect(working.exactText == "33.345") }
    if id == "Z3" { #expect(try plan.regularPayments().reduce(working.total) { $0 + $1.amount } == yuan("36604.50")) }
  }

  @Test("78, 666 and 1830 months for 1, 3 and 5 years", arguments: [("1y", 78), ("3y", 666), ("5y", 1830)])
  func factors(tenor: String, months: Int) throws {
    let plan = try InstalmentPlan(
      monthly: yuan("100"), tenor: Tenor(parsing: tenor), openedOn: day("2020-01-31"), rate: rate("2%"))
    let working = try Instalment.personal.close(plan, plan.regularPayments(), on: plan.maturesOn, rates: RateTable())
    #expect(working.parts[0].months == months)
  }
}
