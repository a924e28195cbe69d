import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("deposits under a contract (BC-012, BC-022)") struct TermDepositTests {
  /// A customer with 1,000,000 in the demand account, and the clock of the bank in our hand.
  private struct Rig {
    let rig: BankRig
    let account: AccountNumber
    var terms: TermDeposits { rig.books.terms }

    static func open() async throws -> Rig {
      let rig = try await BankRig()
      let account = try await rig.account()
      try await rig.openTill("100*10")
      let deposit = try rig.deposit(account, "1000000", "100*10000")
      _ = try await rig.prepare(deposit)
      try await rig.settle(deposit)
      return Rig(rig: rig, account: account)
    }

    func day(_ text: String) async throws {
      let date = BusinessDate(text)!
      try await rig.database.write {
        try $0.execute("UPDATE bank_calendars SET business_date = $1", [.date(date)])
      }
    }

    func post(_ rate: String, _ key: RateKey, from: String) async throws {
      try await rig.database.write { [terms] in
        try terms.rates.post(rate, for: key, .cny, from: BusinessDate(from)!, in: $0)
      }
    }

    func opening(_ kind: TermDeposit.Kind, _ amount: Int64, tenor: Tenor? = nil, period: NoticePeriod? = nil)
      -> TermOpening
    {
      TermOpening(
        rig.counter(1401), kind, tenor: tenor, period: period, payer: account,
        amount: Money(minor: amount * 100, .cny))
    }

    func settle(_ order: CounterOrder) async throws {
      try await rig.database.write { [terms, now = rig.time.now] in
        _ = try terms.settle(order.caseID, at: order.institution, now: now, in: $0)
      }
    }

    func release(_ order: CounterOrder) async throws {
      try await rig.database.write { [terms, now = rig.time.now] in
        try terms.release(order.caseID, at: order.institution, reason: "customer-refused", now: now, in: $0)
      }
    }

    func open(_ order: TermOpening) async throws -> TermDeposit {
      let prepared = try await rig.database.write { [terms] in try terms.prepare(order, in: $0) }
      try await settle(order.counter)
      return try await find(prepared.plan.term!.deposit.number)
    }

    func prepare(_ number: AccountNumber, _ amount: Int64) async throws -> (CounterOrder, PreparedBooking) {
      let order = TermDrawing(rig.counter(1402), deposit: number, amount: Money(minor: amount * 100, .cny))
      return (order.counter, try await rig.database.write { [terms] in try terms.prepare(order, in: $0) })
    }

    func draw(_ number: AccountNumber, _ amount: Int64) async throws -> TermPlan {
      let (order, prepared) = try await prepare(number, amount)
      try await settle(order)
      return prepared.plan.term!
    }

    func find(_ number: AccountNumber) async throws -> TermDeposit {
      try await rig.database.read { [terms] in try terms.find(number, in: $0) }
    }

    func balance() async throws -> Int64 {
      try await rig.database.read { [books = rig.books, account] in
        try books.accounts.balance(account, in: $0).balance.minor
      }
    }

    func expense() async throws -> Int64 {
      try await rig.database.read { [ledger = rig.ledger] in
        try ledger.account(StandingAccount.interestExpense.account(BankRig.outlet, .cny), in: $0).balance.minor
      }
    }
  }

  @Test("case T1: 10,000 for a year at 2.0 % gives 200 at maturity; interest is the bank's expense")
  func maturity() async throws {
    let rig = try await Rig.open()
    try await rig.post("2.0%", .lumpSum(.oneYear), from: "2026-01-01")
    let deposit = try await rig.open(rig.opening(.lumpSum, 10_000, tenor: .oneYear))
    #expect(deposit.maturesOn == BusinessDate("2027-11-22") && deposit.certificateText == "010001-00000001")
    #expect(try await rig.balance() == 99_000_000)
    try await rig.day("2027-11-22")
    let drawn = try await rig.draw(deposit.number, 10_000)
    #expect(drawn.interest == Money(minor: 200_00, .cny) && drawn.rest == nil)
    #expect(try await rig.balance() == 100_000_000 + 20_000)
    #expect(try await rig.expense() == 20_000)
    #expect(try await rig.find(deposit.number).state == .closed)
    #expect(try await refused { _ = try await rig.draw(deposit.number, 1) } == "term.closed")
    #expect(try await rig.rig.check().isSound)
  }

  @Test("case E1: 50,000 for two years drawn after 365 days earns the demand rate of that day: 152.08")
  func early() async throws {
    let rig = try await Rig.open()
    try await rig.post("2.75%", .lumpSum(.twoYears), from: "2026-01-01")
    try await rig.post("0.3%", .demand, from: "2026-01-01")
    let deposit = try await rig.open(rig.opening(.lumpSum, 50_000, tenor: .twoYears))
    try await rig.day("2027-11-22")
    #expect(try await rig.draw(deposit.number, 50_000).interest == Money(minor: 152_08, .cny))
  }

  @Test("a part drawn early: the rest keeps day, rate and maturity, with a new certificate; commonly once only")
  func part() async throws {
    let rig = try await Rig.open()
    let deposit = try await rig.open(rig.opening(.lumpSum, 10_000, tenor: .oneYear))
    try await rig.day("2026-12-22")
    let part = try await rig.draw(deposit.number, 4_000)
    // 4,000 × 30 days × 0.35 % ÷ 360
    #expect(part.drawn.minor == 400_000 && part.interest.minor == 117 && part.rest?.principal.minor == 600_000)
    let rest = try await rig.find(deposit.number)
    #expect(rest.principal.minor == 600_000 && rest.openedOn == deposit.openedOn && rest.rate == deposit.rate)
    #expect(rest.certificate == 2 && rest.partsDrawn == 1 && rest.busyCase == nil)
    #expect(try await refused { _ = try await rig.draw(deposit.number, 1_000) } == "interest.part-limit")
    try await rig.day("2027-11-22")
    #expect(try await rig.draw(deposit.number, 6_000).interest.minor == 9_000)
    #expect(try await rig.rig.check().isSound)
  }

  @Test("a rest below the minimum closes the deposit; after maturity only the whole can be drawn")
  func edges() async throws {
    let rig = try await Rig.open()
    let first = try await rig.open(rig.opening(.lumpSum, 100, tenor: .threeMonths))
    let all = try await rig.draw(first.number, 51)
    #expect(all.drawn.minor == 10_000 && all.rest == nil)
    let second = try await rig.open(rig.opening(.lumpSum, 1_000, tenor: .threeMonths))
    try await rig.day("2027-03-04")
    #expect(try await refused { _ = try await rig.draw(second.number, 500) } == "term.whole-only")
    // 1,000 × 3 months × 1.10 %, and ten days at 0.35 %.
    #expect(try await rig.draw(second.number, 1_000).interest.minor == 275 + 10)
  }

  @Test("case N2: 100,000 for 7 days at 1.35 % with notice gives 26.25; without notice the demand rate")
  func notice() async throws {
    let rig = try await Rig.open()
    let noticed = try await rig.open(rig.opening(.notice, 100_000, period: .sevenDays))
    let plain = try await rig.open(rig.opening(.notice, 100_000, period: .sevenDays))
    try await rig.rig.database.write { [terms = rig.terms] in
      _ = try terms.giveNotice(noticed.number, Money(minor: 10_000_000, .cny), in: $0)
    }
    try await rig.day("2026-11-29")
    #expect(try await rig.draw(noticed.number, 100_000).interest.minor == 2_625)
    let without = try await rig.draw(plain.number, 100_000)
    #expect(without.breaches == [.withoutNotice] && without.interest.minor == 680 + 1)
    #expect(
      try await refused { _ = try await rig.open(rig.opening(.notice, 49_999, period: .oneDay)) }
        == "interest.below-minimum")
  }

  @Test("a notice runs alone, can be taken back, and its days then earn nothing")
  func cancelled() async throws {
    let rig = try await Rig.open()
    let deposit = try await rig.open(rig.opening(.notice, 100_000, period: .sevenDays))
    let all = Money(minor: 10_000_000, .cny)
    let agreed = try await rig.rig.database.write { [terms = rig.terms] in
      try terms.giveNotice(deposit.number, all, in: $0)
    }
    #expect(agreed == BusinessDate("2026-11-29"))
    let again = try await refused {
      try await rig.rig.database.write { [terms = rig.terms] in _ = try terms.giveNotice(deposit.number, all, in: $0) }
    }
    #expect(again == "term.notice-runs")
    try await rig.rig.database.write { [terms = rig.terms] in try terms.cancelNotice(deposit.number, in: $0) }
    #expect(try await rig.find(deposit.number).lapses.count == 1)
    let twice = try await refused {
      try await rig.rig.database.write { [terms = rig.terms] in try terms.cancelNotice(deposit.number, in: $0) }
    }
    #expect(twice == "term.no-notice")
  }

  @Test("one case at a time; a release gives the deposit and the number back as they were")
  func busy() async throws {
    let rig = try await Rig.open()
    let deposit = try await rig.open(rig.opening(.lumpSum, 10_000, tenor: .oneYear))
    let (order, _) = try await rig.prepare(deposit.number, 10_000)
    #expect(try await refused { _ = try await rig.prepare(deposit.number, 10_000) } == "term.busy")
    try await rig.release(order)
    #expect(try await rig.find(deposit.number) == deposit)
    let opening = rig.opening(.lumpSum, 500, tenor: .oneYear)
    let prepared = try await rig.rig.database.write { [terms = rig.terms] in try terms.prepare(opening, in: $0) }
    try await rig.release(opening.counter)
    #expect(try await refused { _ = try await rig.find(prepared.plan.term!.deposit.number) } == "term.unknown")
    #expect(try await rig.balance() == 99_000_000)
  }

  @Test("no posted rate, another currency, more than is there: refused, nothing written")
  func refusals() async throws {
    let rig = try await Rig.open()
    let cases: [(TermOpening, String)] = [
      (rig.opening(.lumpSum, 1_000, tenor: .fiveYears), "interest.no-rate"),
      (rig.opening(.lumpSum, 49, tenor: .oneYear), "interest.below-minimum"),
      (rig.opening(.lumpSum, 1_000_001, tenor: .oneYear), "account.funds-short"),
      (rig.opening(.demandOrTime, 49), "interest.below-minimum"),
    ]
    for (order, code) in cases {
      let found = try await refused {
        _ = try await rig.rig.database.write { [terms = rig.terms] in try terms.prepare(order, in: $0) }
      }
      #expect(found == code)
    }
    #expect(try await rig.balance() == 100_000_000)
  }
}
