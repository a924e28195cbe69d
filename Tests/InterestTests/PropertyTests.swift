import Interest
import Primitives
import Testing

@Suite("What holds for every deposit") struct PropertyTests {
  struct Dice {
    let entropy: SeededEntropy

    init(_ seed: UInt64) { entropy = SeededEntropy(seed: seed) }

    func day() -> BusinessDate { BusinessDate(daysSince1970: 7_305 + entropy.below(18_000)) }
    func later(_ date: BusinessDate, upTo days: Int = 2_500) -> BusinessDate { date.adding(days: entropy.below(days)) }
    func money(below limit: Int = 100_000_000) -> Money { Money(minor: Int64(entropy.below(limit)), .cny) }
    func rate() throws -> InterestRate { try InterestRate(units: Int64(entropy.below(10_000_000))) }
    func tenor() -> Tenor { Tenor.all[entropy.below(Tenor.all.count)] }

    /// Rates of every key, changing now and then.
    func rates() throws -> RateTable {
      var table = RateTable()
      let keys: [RateKey] =
        [.demand, .notice(.oneDay), .notice(.sevenDays)] + Tenor.all.map { .lumpSum($0) }
      for key in keys {
        for year in stride(from: 1990, to: 2060, by: 1 + entropy.below(6)) {
          guard let date = BusinessDate(year: year, month: 1, day: 1) else { continue }
          try table.set(InterestRate(units: Int64(entropy.below(2_000_000) * 5)), for: key, from: date)
        }
      }
      return table
    }

    func movements(from start: BusinessDate) -> [BalanceMovement] {
      var (date, balance, list) = (start, Int64(0), [BalanceMovement]())
      for _ in 0..<(1 + entropy.below(12)) {
        let change = Int64(entropy.below(5_000_000)) - min(balance, Int64(entropy.below(5_000_000)))
        balance += change
        list.append(BalanceMovement(date, Money(minor: change, .cny)))
        date = date.adding(days: entropy.below(20))
      }
      return list
    }
  }

  /// Parts sum to the whole, nothing is negative, and each rounding is the nearest.
  func check(_ working: InterestWorking) throws {
    let parts = try working.parts.reduce(Fraction.zero) { try $0.adding($1.exact) }
    #expect(parts == working.exact)
    let rounded = try working.parts.reduce(Fraction.zero) { try $0.adding($1.rounded.fraction) }
    #expect(try rounded.rounded(scale: 2).units == working.total.minor)
    #expect(working.total.minor >= 0)
    let earning = working.parts.count { $0.exact > .zero }
    for part in working.parts {
      #expect(part.exact >= .zero)
      #expect(part.rounded.scale == (earning > 1 ? 3 : 2))
      let half = Fraction(5, over: earning > 1 ? 10_000 : 1_000)
      #expect(try part.rounded.fraction <= part.exact.adding(half))
      #expect(try part.exact < part.rounded.fraction.adding(half))
      #expect(try !part.formula().zh.isEmpty)
    }
    #expect(working.sources.count <= working.parts.count)
  }

  @Test("longer is never less, at one rate, by every count", arguments: DayCount.allCases)
  func monotone(count: DayCount) throws {
    let dice = Dice(11)
    let plain = PlainInterest(count)
    for _ in 0..<60 {
      let (from, principal, rate) = (dice.day(), dice.money(), try dice.rate())
      var last = Fraction.zero
      let start = dice.entropy.below(700)
      for days in start..<(start + 70) {
        let working = try plain.working(principal, from: from, until: from.adding(days: days), rate: rate)
        try check(working)
        #expect(working.exact >= last, "\(count) \(from) + \(days)")
        last = working.exact
      }
    }
  }

  @Test(
    "split at any day without change of rate: the same before rounding",
    arguments: [DayCount.actual360, .actual365, .thirty360])
  func splitting(count: DayCount) throws {
    let dice = Dice(12)
    let plain = PlainInterest(count)
    for _ in 0..<400 {
      let (from, principal, rate) = (dice.day(), dice.money(), try dice.rate())
      let middle = dice.later(from)
      let until = dice.later(middle)
      let whole = try plain.working(principal, from: from, until: until, rate: rate)
      let first = try plain.working(principal, from: from, until: middle, rate: rate)
      let second = try plain.working(principal, from: middle, until: until, rate: rate)
      #expect(try first.exact.adding(second.exact) == whole.exact)
    }
  }

  @Test("demand accounts: parts make the whole; corporate equals personal while no rate changes")
  func demand() throws {
    let dice = Dice(13)
    for _ in 0..<200 {
      let start = dice.day()
      let balances = try DailyBalances(movements: dice.movements(from: start), .cny)
      let closing = dice.later(start, upTo: 300)
      let rates = try dice.rates()
      for product in [DemandInterest.personal, .corporate] {
        try check(product.close(balances, on: closing, rates: rates))
        let settlement = try product.schedule.next(onOrAfter: closing)
        try check(product.settle(balances, on: settlement, rates: rates))
      }
      var flat = RateTable()
      try flat.set(dice.rate(), for: .demand, from: BusinessDate(daysSince1970: 0))
      #expect(
        try DemandInterest.personal.close(balances, on: closing, rates: flat).total
          == DemandInterest.corporate.close(balances, on: closing, rates: flat).total)
    }
  }

  @Test("settlement counts exactly one day more than closing on that day")
  func oneDayMore() throws {
    let dice = Dice(14)
    for _ in 0..<200 {
      let movements = dice.movements(from: dice.day())
      let balances = try DailyBalances(movements: movements, .cny)
      let day = try SettlementSchedule.quarterly.next(onOrAfter: movements[0].date.adding(days: 1))
      let rates = try dice.rates()
      let settled = try DemandInterest.personal.settle(balances, on: day, rates: rates).parts[0].dayProduct()
      let closed = try DemandInterest.personal.close(balances, on: day, rates: rates).parts[0].dayProduct()
      let whole = balances.balance(on: day).minor / 100
      #expect(try closed.adding(Fraction(Int128(whole))) == settled)
    }
  }

  @Test("time deposits: renewing both is closing and opening anew; one part and the rest make the whole")
  func renewal() throws {
    let dice = Dice(15)
    let rules = LumpSum.personal
    for _ in 0..<200 {
      let (date, tenor, rates) = (dice.day(), dice.tenor(), try dice.rates())
      let amount = Money(minor: 50_00 + dice.money().minor, .cny)
      let deposit = try rules.open(amount, tenor, on: date, instruction: .renewBoth, rates: rates)
      let closing = try rules.close(deposit, on: deposit.maturesOn, rates: rates)
      let renewed = try #require(try rules.mature(deposit, rates: rates).renewed)
      let opened = try rules.open(
        amount + closing.working.total, tenor, on: deposit.maturesOn, instruction: .renewBoth, rates: rates)
      let end = dice.later(deposit.maturesOn)
      let renewedEnd = try rules.close(renewed, on: end, rates: rates)
      let openedEnd = try rules.close(opened, on: end, rates: rates)
      #expect(renewed.principal == opened.principal && renewed.rate == opened.rate)
      #expect(renewedEnd.working.total == openedEnd.working.total && renewedEnd.principal == openedEnd.principal)
      let direct = try rules.close(deposit, on: end, rates: rates)
      if end > deposit.maturesOn {
        #expect(direct.working == renewedEnd.working && direct.terms.dropFirst().elementsEqual(renewedEnd.terms))
      }
      for working in direct.terms.map(\.working) + [direct.working] { try check(working) }
    }
  }

  @Test("a part drawn early and the rest: no yuan is lost")
  func parts() throws {
    let dice = Dice(16)
    for _ in 0..<200 {
      let (date, rates) = (dice.day(), try dice.rates())
      let amount = Money(minor: 50_00 + dice.money().minor, .cny)
      let deposit = try LumpSum.personal.open(amount, .fiveYears, on: date, rates: rates)
      let part = Money(minor: 1 + Int64(dice.entropy.below(Int(amount.minor) - 1)), .cny)
      let drawing = try LumpSum.personal.drawPart(part, of: deposit, on: dice.later(date, upTo: 1_800), rates: rates)
      #expect(drawing.drawn + (drawing.rest?.principal ?? .zero(.cny)) == amount)
      #expect(drawing.drawn == part || drawing.rest == nil)
      try check(drawing.working)
    }
  }

  @Test("notice deposits: nothing lost, nothing negative, never more than the better rate on all of it")
  func notices() throws {
    let dice = Dice(17)
    for _ in 0..<300 {
      let (date, rates) = (dice.day(), try dice.rates())
      let period: NoticePeriod = dice.entropy.below(2) == 0 ? .oneDay : .sevenDays
      var deposit = try NoticeTerms.personal.open(
        Money(minor: 5_000_000 + dice.money().minor, .cny), period, on: date)
      for _ in 0..<dice.entropy.below(4) {
        let lapsed = WithdrawalNotice(
          Money(minor: 1 + dice.money().minor, .cny), givenOn: dice.later(date, upTo: 40))
        deposit = try deposit.lapsing(lapsed)
      }
      let amount = Money(minor: 1 + Int64(dice.entropy.below(Int(deposit.principal.minor))), .cny)
      let on = dice.later(date, upTo: 60)
      let notice = WithdrawalNotice(
        Money(minor: 1 + dice.money().minor, .cny),
        givenOn: on.adding(days: -period.days + dice.entropy.below(5) / 4))
      let drawing = try NoticeTerms.personal.draw(
        amount, from: deposit, on: on, notice: dice.entropy.below(5) == 0 ? nil : notice, rates: rates)
      try check(drawing.working)
      #expect(drawing.drawn + (drawing.rest?.principal ?? .zero(.cny)) == deposit.principal)
      let best = try max(rates.rate(of: .demand, on: on), rates.rate(of: .notice(period), on: on))
      let bound = try PlainInterest().working(drawing.drawn, from: date, until: on, rate: best)
      #expect(drawing.working.exact <= bound.exact)
      for lapse in drawing.rest?.lapses ?? [] {
        #expect(lapse.amount.minor > 0 && lapse.amount.minor <= drawing.rest?.principal.minor ?? 0)
      }
    }
  }

  @Test("the same seed gives the same workings")
  func repeatable() throws {
    func once() throws -> InterestWorking {
      let dice = Dice(18)
      return try DemandInterest.corporate.close(
        DailyBalances(movements: dice.movements(from: dice.day()), .cny), on: dice.day(), rates: dice.rates())
    }
    #expect(try once() == once())
  }
}
