import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("accrued interest (BC-012; 企业会计准则: 应付利息)") struct AccrualTests {
  /// A day-end rig with several demand accounts, moved by hand, and what the test itself knows of them.
  private struct Rig {
    let base: DayEndRig
    var accounts: [AccountNumber]
    var movements: [AccountNumber: [BalanceMovement]] = [:]
    var rig: BankRig { base.rig }

    static func open(_ more: Int = 2) async throws -> Rig {
      let base = try await DayEndRig.open()
      var rig = Rig(base: base, accounts: [base.account])
      for number in 0..<more {
        rig.accounts.append(try await base.rig.account("E\(1_234_567 + number)", name: "张三", type: .other))
      }
      _ = try await base.rig.database.write { [ledger = base.rig.ledger] tx in
        try ledger.openAccount(
          NewAccount(
            id: StandingAccount.otherBanks.account(BankRig.outlet, .cny), currency: .cny, kind: .liability,
            mayOverdraw: true, openedOn: BusinessDate("2026-01-01")!), in: tx)
      }
      rig.movements[base.account] = [BalanceMovement(BusinessDate("2026-11-22")!, Money(minor: 1_000_000, .cny))]
      return rig
    }

    mutating func move(_ account: AccountNumber, _ minor: Int64, on day: BusinessDate, valued: BusinessDate? = nil)
      async throws
    {
      let (own, other) = (BankChart.customer(account), StandingAccount.otherBanks.account(BankRig.outlet, .cny))
      let amount = Money(minor: abs(minor), .cny)
      let order = PostingOrder(
        journal: rig.id(), key: rig.id(), institution: BankRig.outlet, code: 1301,
        legs: minor > 0
          ? [.debit(other, amount), .credit(own, amount)] : [.debit(own, amount), .credit(other, amount)],
        businessDate: day, valueDate: valued, recordedAt: rig.time.now)
      _ = try await rig.database.write { [ledger = rig.ledger] in try ledger.post(order, in: $0) }
      movements[account, default: []].append(BalanceMovement(valued ?? day, Money(minor: minor, .cny)))
    }

    /// Of every account, by the interest room alone: what closing it on the next day would pay.
    func expected(_ day: BusinessDate) async throws -> Int64 {
      let table = try await rig.database.read { [terms = rig.books.terms] in try terms.rates.table(.cny, in: $0) }
      return try movements.values.reduce(0) { sum, moves in
        let balances = try DailyBalances(movements: moves.filter { $0.date <= day }, .cny)
        let working =
          SettlementSchedule.quarterly.isSettlementDay(day)
          ? try DemandInterest.personal.settle(balances, on: day, rates: table)
          : try DemandInterest.personal.close(balances, on: day.adding(days: 1), rates: table)
        return sum + working.total.minor
      }
    }

    /// Account by account, as the books derive it.
    func accrued(_ numbers: [AccountNumber]) async throws -> Int64 {
      try await rig.database.read { [dayEnds = rig.books.dayEnds] tx in
        try numbers.reduce(0) { try $0 + (dayEnds.accrued($1, in: tx)?.amount.minor ?? 0) }
      }
    }

    func open(
      _ minor: Int64, _ tenor: Tenor = .threeMonths, _ instruction: MaturityInstruction = .renewBoth
    ) async throws -> AccountNumber {
      let order = TermOpening(
        rig.counter(1401), .lumpSum, tenor: tenor, payer: base.account, amount: Money(minor: minor, .cny),
        instruction: instruction)
      let prepared = try await rig.database.write { [terms = rig.books.terms] in try terms.prepare(order, in: $0) }
      try await settle(order.counter)
      return try #require(prepared.plan.term).deposit.number
    }

    func prepare(_ deposit: AccountNumber, _ minor: Int64) async throws -> CounterOrder {
      let order = TermDrawing(rig.counter(1402), deposit: deposit, amount: Money(minor: minor, .cny))
      _ = try await rig.database.write { [terms = rig.books.terms] in try terms.prepare(order, in: $0) }
      return order.counter
    }

    func settle(_ order: CounterOrder) async throws {
      try await rig.database.write { [terms = rig.books.terms, now = rig.time.now] in
        _ = try terms.settle(order.caseID, at: order.institution, now: now, in: $0)
      }
    }
  }

  private static let first = BusinessDate("2026-11-22")!
  private static let settlement = BusinessDate("2026-12-20")!

  @Test("at every day's end Σ accrued = interest payable = what the interest room gives; the quarter pays exactly that")
  func everyDay() async throws {
    var rig = try await Rig.open()
    let chance = SeededEntropy(seed: 20_261_122)
    var (day, booked) = (Self.first, Int64(0))
    while day <= Self.settlement {
      for account in rig.accounts where chance.below(3) == 0 {
        try await rig.move(account, Int64(100_000 + chance.below(90_000_000)), on: day)
      }
      // A booking valued some days back, and one that takes money out again.
      if day.day % 5 == 0 { try await rig.move(rig.accounts[1], 5_000_050, on: day, valued: day.adding(days: -3)) }
      if day.day % 7 == 0 { try await rig.move(rig.accounts[0], -77_777, on: day) }
      let wanted = try await rig.expected(day)
      let end = try await rig.base.run("\(day)")
      booked += end.accrued
      if day == Self.settlement {
        #expect(end.interest == wanted, "\(day)")
        #expect(booked == wanted, "the accruals of the quarter are what it pays")
        #expect(try await rig.base.payable(.demandInterestPayable) == 0)
        #expect(try await rig.accrued(rig.accounts) == 0)
        // All of it was expense day by day, none on the day of payment.
        #expect(try await rig.base.expense(since: 9003) == wanted)
        #expect(try await rig.base.expense(since: 9001) == 0)
      } else {
        #expect(try await rig.base.payable(.demandInterestPayable) == wanted, "\(day)")
        #expect(try await rig.accrued(rig.accounts) == wanted, "\(day)")
      }
      day = day.adding(days: 1)
    }
    #expect(try await rig.rig.check().isSound)
  }

  @Test("what is booked for the next day while the batch runs counts from the next day on")
  func meanwhile() async throws {
    var rig = try await Rig.open()
    try await rig.move(rig.accounts[1], 20_000_000, on: Self.first)
    let wanted = try await rig.expected(Self.first)
    var end = try await rig.base.cutOff("2026-11-22")
    while !end.isDone {
      for account in rig.accounts { try await rig.move(account, 30_000_000, on: end.next) }
      end = try await rig.base.step(end)
    }
    #expect(end.accrued == wanted)
    #expect(try await rig.accrued(rig.accounts) == wanted)
    let next = try await rig.expected(end.next)
    #expect(next > wanted * 3)
    _ = try await rig.base.run("2026-11-23")
    #expect(try await rig.base.payable(.demandInterestPayable) == next)
  }

  @Test("a new rate changes what was accrued before: personal deposits are not split")
  func newRate() async throws {
    let rig = try await Rig.open()
    #expect(try await rig.base.run("2026-11-22").accrued == 10)
    try await rig.rig.database.write { [rates = rig.rig.books.terms.rates] in
      try rates.post("0.70%", for: .demand, .cny, from: BusinessDate("2026-11-23")!, in: $0)
    }
    // 10,000 × 2 days × 0.70 % ÷ 360 = 0.388…
    #expect(try await rig.base.run("2026-11-23").accrued == 39 - 10)
  }

  @Test("payable falls as rounding or a lower rate has it, never below what is owed")
  func lowerRate() async throws {
    let rig = try await Rig.open()
    _ = try await rig.base.run("2026-11-22")
    try await rig.rig.database.write { [rates = rig.rig.books.terms.rates] in
      try rates.post("0.01%", for: .demand, .cny, from: BusinessDate("2026-11-23")!, in: $0)
    }
    #expect(try await rig.base.run("2026-11-23").accrued == 1 - 10)
    #expect(try await rig.base.payable(.demandInterestPayable) == 1)
  }

  @Test("term deposits: a draw takes its accrued interest out of interest payable, the difference goes to expense")
  func draw() async throws {
    let rig = try await Rig.open()
    let (whole, part, stays) = (
      try await rig.open(200_000), try await rig.open(300_000), try await rig.open(100_000)
    )
    _ = try await rig.base.run("2026-11-22")
    _ = try await rig.base.run("2026-11-23")
    // 1.10 % ÷ 360 × 2 days: 0.1222, 0.1833, 0.0611.
    #expect(try await rig.base.payable(.termInterestPayable) == 12 + 18 + 6)
    try await rig.settle(try await rig.prepare(whole, 200_000))
    try await rig.settle(try await rig.prepare(part, 150_000))
    // What stays of the part has earned 0.0917.
    #expect(try await rig.base.payable(.termInterestPayable) == 9 + 6)
    #expect(try await rig.accrued([whole, part, stays]) == 9 + 6)
    _ = try await rig.base.run("2026-11-24")
    #expect(try await rig.base.payable(.termInterestPayable) == 14 + 9)
    // Expense is what was paid (demand rate, 2 days: 0.04 and 0.03) and what is owed.
    let expense = try await rig.base.payable(.interestExpense)
    let demand = try await rig.base.payable(.demandInterestPayable)
    #expect(expense == 4 + 3 + 14 + 9 + demand)
    #expect(try await rig.rig.check().isSound)
  }

  @Test("drawn while the batch runs, before or after it was counted: payable is right when the day is done")
  func drawMeanwhile() async throws {
    for wait in 0...8 {
      let rig = try await Rig.open(0)
      let deposits = [try await rig.open(200_000), try await rig.open(300_000), try await rig.open(100_000)]
      _ = try await rig.base.run("2026-11-22")
      var end = try await rig.base.cutOff("2026-11-23")
      // Prepared as the day begins, signed when the batch is further on.
      let order = try await rig.prepare(deposits[1], 300_000)
      var steps = 0
      while !end.isDone {
        if steps == wait { try await rig.settle(order) }
        end = try await rig.base.step(end, limit: 1)
        steps += 1
      }
      if steps <= wait { try await rig.settle(order) }
      #expect(try await rig.accrued(deposits) == 12 + 6, "\(wait)")
      #expect(try await rig.base.payable(.termInterestPayable) == 12 + 6, "\(wait) of \(steps)")
      #expect(try await rig.rig.check().isSound)
    }
  }

  @Test("a term's daily accruals add up to its interest, and maturity leaves nothing behind")
  func term() async throws {
    let rig = try await Rig.open(0)
    let numbers = [
      try await rig.open(123_456, .threeMonths, .renewBoth), try await rig.open(654_321, .threeMonths, .toDemand),
    ]
    var (day, booked) = (Self.first, Int64(0))
    while day < BusinessDate("2027-02-22")! {
      let before = try await rig.base.payable(.termInterestPayable)
      let end = try await rig.base.run("\(day)")
      if end.booked == 0 || day == Self.settlement {
        let after = try await rig.base.payable(.termInterestPayable)
        booked += after - before
        #expect(try await rig.accrued(numbers) == after, "\(day)")
      } else {
        // 1,234 × 1.10 % × 3 ÷ 12 = 3.3935; 6,543 likewise 17.99325.
        #expect(end.interest == 339 + 1799)
        #expect(booked <= end.interest)
      }
      day = day.adding(days: 1)
    }
    #expect(try await rig.base.payable(.termInterestPayable) == 0)
    #expect(try await rig.base.expense(since: 9004) == 339 + 1799)
    #expect(try await rig.base.expense(since: 9002) == 0)
  }
}
