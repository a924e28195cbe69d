import Interest
import Primitives
import Testing

@Suite("Lump-sum time deposits") struct LumpSumTests {
  let rules = LumpSum.personal

  /// 10,000 for six months from 2026-01-15 at 1.5%; demand 0.36%.
  func rates() throws -> RateTable {
    var table = try table([.demand: "0.36%", .lumpSum(.sixMonths): "1.5%"])
    try table.set(rate("1.2%"), for: .lumpSum(.sixMonths), from: day("2026-07-15"))
    try table.set(rate("1.0%"), for: .lumpSum(.sixMonths), from: day("2027-01-15"))
    return table
  }

  func deposit(_ instruction: MaturityInstruction = .payOut, _ amount: String = "10000") throws -> TimeDeposit {
    try rules.open(yuan(amount), .sixMonths, on: day("2026-01-15"), instruction: instruction, rates: rates())
  }

  @Test(
    "around maturity: the day before all at demand rate, on it the term, after it overdue days too",
    arguments: [
      ("2026-01-15", "0.00", 1), ("2026-01-16", "0.10", 1), ("2026-07-14", "18.00", 1), ("2026-07-15", "75.00", 1),
      ("2026-07-16", "75.10", 2), ("2026-08-14", "78.00", 2),
    ])
  func maturity(date: String, total: String, parts: Int) throws {
    let closing = try rules.close(deposit(), on: day(date), rates: rates())
    #expect(try closing.working.total == yuan(total))
    #expect(closing.working.parts.count == parts)
    #expect(closing.terms.isEmpty)
  }

  @Test("the opening day's rate holds whatever changes; the demand rate is that of the withdrawal day")
  func rateDays() throws {
    var rates = try rates()
    try rates.set(rate("0.72%"), for: .demand, from: day("2026-02-14"))
    try rates.set(rate("9%"), for: .lumpSum(.sixMonths), from: day("2026-01-16"))
    let deposit = try deposit()
    #expect(deposit.rate == (try rate("1.5%")))
    #expect(try rules.close(deposit, on: day("2026-02-13"), rates: rates).working.total == yuan("2.90"))
    #expect(try rules.close(deposit, on: day("2026-02-14"), rates: rates).working.total == yuan("6.00"))
    #expect(try rules.close(deposit, on: day("2026-07-15"), rates: rates).working.total == yuan("75.00"))
  }

  @Test("overdue interest is on the principal only")
  func overdueBase() throws {
    let working = try rules.close(deposit(), on: day("2026-07-25"), rates: rates()).working
    #expect(try working.parts[1].principal == yuan("10000"))
    #expect(working.parts[1].rule == .overdue && working.parts[1].days == 10)
  }

  @Test("opening at the month's end: matures on the last day, and earns whole months")
  func monthEnd() throws {
    let rates = try table([.lumpSum(.sixMonths): "1.5%", .demand: "0.36%"])
    let deposit = try rules.open(yuan("10000"), .sixMonths, on: day("2026-08-31"), rates: rates)
    #expect(try deposit.maturesOn == day("2027-02-28"))
    #expect(try rules.close(deposit, on: day("2027-02-28"), rates: rates).working.total == yuan("75.00"))
    #expect(try rules.close(deposit, on: day("2027-02-27"), rates: rates).working.total == yuan("18.00"))
  }

  @Test("a part drawn early earns demand rate; the rest keeps date, rate and maturity")
  func part() throws {
    let first = try rules.drawPart(yuan("4000"), of: deposit(), on: day("2026-04-15"), rates: rates())
    #expect(try first.working.total == yuan("3.60"))
    #expect(try first.drawn == yuan("4000"))
    let rest = try #require(first.rest)
    let whole = try deposit()
    #expect(try rest.principal == yuan("6000"))
    #expect(rest.openedOn == whole.openedOn && rest.maturesOn == whole.maturesOn && rest.rate == whole.rate)
    #expect(try rules.close(rest, on: day("2026-07-15"), rates: rates()).working.total == yuan("45.00"))
    expectRefusal("part-limit", "amount") {
      _ = try rules.drawPart(yuan("1000"), of: rest, on: day("2026-05-15"), rates: rates())
    }
    let unlimited = LumpSum(minimum: try yuan("50"), partLimit: nil)
    #expect(try unlimited.drawPart(yuan("1000"), of: rest, on: day("2026-05-15"), rates: rates()).rest != nil)
  }

  @Test("a rest of exactly the minimum stays; one fen below closes the certificate")
  func partMinimum() throws {
    let stays = try rules.drawPart(yuan("9950"), of: deposit(), on: day("2026-04-15"), rates: rates())
    #expect(try stays.rest?.principal == yuan("50"))
    let closes = try rules.drawPart(yuan("9950.01"), of: deposit(), on: day("2026-04-15"), rates: rates())
    #expect(closes.rest == nil)
    #expect(try closes.drawn == yuan("10000"))
    #expect(try closes.working.total == yuan("9.00"))
  }

  @Test("parts that cannot be")
  func partRefusals() throws {
    let (deposit, rates) = (try deposit(), try rates())
    let april = try day("2026-04-15")
    expectRefusal("part-is-whole") { _ = try rules.drawPart(yuan("10000"), of: deposit, on: april, rates: rates) }
    expectRefusal("amount-too-large") { _ = try rules.drawPart(yuan("10000.01"), of: deposit, on: april, rates: rates) }
    expectRefusal("amount-not-positive") { _ = try rules.drawPart(yuan("0"), of: deposit, on: april, rates: rates) }
    expectRefusal("currencies-differ") {
      _ = try rules.drawPart(Money(minor: 1, .usd), of: deposit, on: april, rates: rates)
    }
    expectRefusal("part-matured", "date") {
      _ = try rules.drawPart(yuan("1"), of: deposit, on: day("2026-07-15"), rates: rates)
    }
    expectRefusal("dates-reversed") {
      _ = try rules.drawPart(yuan("1"), of: deposit, on: day("2026-01-14"), rates: rates)
    }
  }

  @Test("openings: exactly the minimum, one fen below, no rate, wrong currency, negative")
  func openings() throws {
    #expect(try deposit(.payOut, "50").principal == yuan("50"))
    expectRefusal("below-minimum", "principal") { _ = try deposit(.payOut, "49.99") }
    expectRefusal("no-rate") { _ = try rules.open(yuan("50"), .oneYear, on: day("2026-01-15"), rates: rates()) }
    expectRefusal("currencies-differ") {
      _ = try rules.open(Money(minor: 5_000, .eur), .sixMonths, on: day("2026-01-15"), rates: rates())
    }
    expectRefusal("negative-principal") {
      _ = try rules.open(Money(minor: -1, .cny), .sixMonths, on: day("2026-01-15"), rates: rates())
    }
    expectRefusal("negative-principal") {
      _ = try TimeDeposit(
        principal: Money(minor: -1, .cny), tenor: .oneYear, openedOn: day("2026-01-15"), rate: rate("1%"))
    }
    expectRefusal("below-minimum") {
      _ = try LumpSum.corporate.open(yuan("9999.99"), .sixMonths, on: day("2026-01-15"), rates: rates())
    }
    expectRefusal("dates-reversed") { _ = try rules.close(deposit(), on: day("2026-01-14"), rates: rates()) }
  }

  @Test("maturity instructions: every amount is in one place", arguments: MaturityInstruction.allCases)
  func instructions(instruction: MaturityInstruction) throws {
    let maturity = try rules.mature(deposit(instruction), rates: rates())
    let placed = maturity.paidOut + maturity.toDemand + (maturity.renewed?.principal ?? .zero(.cny))
    #expect(try placed == yuan("10075.00"))
    switch instruction {
    case .payOut: #expect(try maturity.paidOut == yuan("10075"))
    case .toDemand: #expect(try maturity.toDemand == yuan("10075"))
    case .renewPrincipal: #expect(try maturity.renewed?.principal == yuan("10000"))
    case .renewBoth: #expect(try maturity.renewed?.principal == yuan("10075"))
    }
    if let renewed = maturity.renewed {
      #expect(try renewed.openedOn == day("2026-07-15") && renewed.maturesOn == day("2027-01-15"))
      #expect(try renewed.rate == rate("1.2%"))
      #expect(renewed.isRenewal && renewed.instruction == instruction && renewed.partsDrawn == 0)
    }
  }

  @Test("renewed twice with interest, then broken: the broken term earns demand rate")
  func brokenRenewal() throws {
    let closing = try rules.close(deposit(.renewBoth), on: day("2027-01-25"), rates: rates())
    // 10,000 → +75.00 → 10,075 × 6 × 1.2% ÷ 12 = 60.45 → 10,135.45 (10,135 bears) × 10 days × 0.36% ÷ 360.
    #expect(try closing.terms.map(\.working.total) == [yuan("75.00"), yuan("60.45")])
    #expect(try closing.principal == yuan("10135.45"))
    #expect(try closing.working.total == yuan("1.01"))
    #expect(closing.working.parts.map(\.rule) == [.renewal])
    #expect(closing.working.exactText == "1.0135")
  }

  @Test("on the second maturity day the renewed term is paid and nothing renews")
  func renewedTerm() throws {
    let both = try rules.close(deposit(.renewBoth), on: day("2027-01-15"), rates: rates())
    #expect(both.terms.count == 1)
    #expect(try both.working.total == yuan("60.45"))
    let principal = try rules.close(deposit(.renewPrincipal), on: day("2027-01-15"), rates: rates())
    #expect(try principal.terms.map(\.paidOut) == [yuan("75.00")])
    #expect(try principal.working.total == yuan("60.00"))
    let first = try rules.close(deposit(.renewBoth), on: day("2026-07-15"), rates: rates())
    #expect(first.terms.isEmpty)
    #expect(try first.working.total == yuan("75.00"))
  }

  @Test("a deposit gone to the demand account cannot be drawn later")
  func goneToDemand() throws {
    #expect(try rules.close(deposit(.toDemand), on: day("2026-07-15"), rates: rates()).working.total == yuan("75"))
    expectRefusal("already-at-demand", "date") {
      _ = try rules.close(deposit(.toDemand), on: day("2026-07-16"), rates: rates())
    }
  }

  @Test("a tenor no longer offered refuses the renewal")
  func noRenewalRate() throws {
    let early = try LumpSum.personal.open(
      yuan("10000"), .oneYear, on: day("1995-01-01"), instruction: .renewBoth,
      rates: table([.lumpSum(.oneYear): "1%"]))
    expectRefusal("no-rate") { _ = try rules.mature(early, rates: RateTable()) }
  }
}
