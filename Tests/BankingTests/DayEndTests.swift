import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("the end of the day (BC-012; PBOC 银发[2005]129)") struct DayEndTests {
  private typealias Rig = DayEndRig

  @Test("the 20th settles the quarter at that day's rate, credited on the 21st; other days settle nothing")
  func quarter() async throws {
    let rig = try await Rig.open()
    let plain = try await rig.run("2026-11-22")
    #expect(plain.next == BusinessDate("2026-11-23") && plain.looked == 0 && plain.interest == 0)
    // 10,000 × 1 day × 0.35 % ÷ 360 = 0.097…
    #expect(plain.accounts == 1 && plain.accrued == 10)
    try await rig.day("2026-12-20")
    let end = try await rig.run("2026-12-20")
    // 10,000 × 29 days (22 November to 20 December inclusive) × 0.35 % ÷ 360 = 2.819…
    #expect(end.interest == 282 && end.booked == 1)
    #expect(try await rig.balance() == 1_000_282)
    let last = try await rig.rig.database.read { [books = rig.rig.books, account = rig.account] in
      try books.accounts.details(account, limit: 1, in: $0).lines[0]
    }
    #expect(last.businessDate == BusinessDate("2026-12-21") && last.valueDate == BusinessDate("2026-12-21"))
    #expect(try await rig.rig.check().isSound)
  }

  @Test("interest becomes principal: the next quarter counts it from the 21st on")
  func compound() async throws {
    let rig = try await Rig.open()
    try await rig.day("2026-12-20")
    _ = try await rig.run("2026-12-20")
    try await rig.day("2027-03-20")
    let end = try await rig.run("2027-03-20")
    // 10,002 whole yuan × 90 days × 0.35 % ÷ 360 = 8.75175
    #expect(end.interest == 875)
  }

  @Test("killed between two steps, or a step done twice: nothing is booked twice, a rerun changes nothing")
  func resumed() async throws {
    let rig = try await Rig.open()
    try await rig.day("2026-12-20")
    let end = try await rig.cutOff("2026-12-20")
    var now = end
    while now.phase < .maturities { now = try await rig.step(now) }
    let journals = try await rig.rows()
    // A step that somebody else has taken meanwhile.
    #expect(try await rig.step(end) == now)
    #expect(try await rig.rows() == journals)
    // As if the mark of the settlement had been lost but its postings not.
    try await rig.rig.database.write {
      try $0.execute(
        "UPDATE day_end_runs SET phase = 3, cursor_number = 0, looked = 0, booked = 0, interest = 0", [])
    }
    var again = try await rig.seen(end)
    while !again.isDone { again = try await rig.step(again) }
    #expect(again.booked == 0 && again.interest == 0)
    #expect(try await rig.balance() == 1_000_282)
    #expect(try await rig.step(again) == again)
    #expect(try await rig.rows() == journals)
  }

  @Test("a batch that was settling before there were accruals ends with the same interest, and the next accrual mends")
  func olderSettlement() async throws {
    let rig = try await Rig.open()
    try await rig.day("2026-12-20")
    let end = try await rig.cutOff("2026-12-20")
    try await rig.rig.database.write { tx in
      try tx.execute("UPDATE day_end_runs SET phase = 3", [])
      try tx.execute("DELETE FROM interest_accruals", [])
    }
    var now = try await rig.seen(end)
    while !now.isDone { now = try await rig.step(now) }
    #expect(now.interest == 282)
    #expect(try await rig.payable(.demandInterestPayable) == -282)
    // 10,002 × 1 day × 0.35 % ÷ 360 = 0.097…
    #expect(try await rig.run("2026-12-21").accrued == 282 + 10)
    #expect(try await rig.payable(.demandInterestPayable) == 10)
  }

  @Test("the 20th on a holiday is settled with the business day before it, and counts from the 21st")
  func settlementHoliday() async throws {
    let rig = try await Rig.open()
    try await rig.holidays("2026-12-20", "2026-12-21")
    try await rig.day("2026-12-19")
    let end = try await rig.run("2026-12-19")
    #expect(end.next == BusinessDate("2026-12-22") && end.interest == 282 && end.accrued == 282)
    let last = try await rig.rig.database.read { [books = rig.rig.books, account = rig.account] in
      try books.accounts.details(account, limit: 1, in: $0).lines[0]
    }
    #expect(last.businessDate == BusinessDate("2026-12-22") && last.valueDate == BusinessDate("2026-12-21"))
    #expect(try await rig.payable(.demandInterestPayable) == 0)
    // 10,002 × 2 days (21 and 22 December) × 0.35 % ÷ 360 = 0.19…
    #expect(try await rig.run("2026-12-22").accrued == 19)
  }

  @Test("an open till, open business, another day, a running batch: refused with the reason")
  func refusals() async throws {
    let rig = try await Rig.open()
    try await rig.rig.openTill("100*1")
    #expect(try await refused { _ = try await rig.cutOff("2026-11-22") } == "day-end.till-open")
    let order = try rig.rig.deposit(rig.account, "100", "100*1")
    _ = try await rig.rig.prepare(order)
    try await rig.rig.settle(order)
    try await Rig.handIn(rig.rig)
    #expect(try await refused { _ = try await rig.cutOff("2026-11-21") } == "day-end.other-day")
    let transfer = TransferOrder(
      rig.rig.counter(1301), payer: rig.account, payee: try await rig.rig.account("440524188001010014", name: "李雷"),
      payeeName: "李雷", amount: Money(minor: 100, .cny))
    _ = try await rig.rig.database.write { [books = rig.rig.books] in try books.transfer.prepare(transfer, in: $0) }
    #expect(try await refused { _ = try await rig.cutOff("2026-11-22") } == "day-end.business-open")
    try await rig.rig.database.write { [books = rig.rig.books, now = rig.rig.time.now] in
      try books.bookings.release(
        transfer.counter.caseID, at: BankRig.outlet, reason: "customer-refused", now: now, in: $0)
    }
    _ = try await rig.cutOff("2026-11-22")
    #expect(try await refused { _ = try await rig.cutOff("2026-11-23") } == "day-end.running")
  }

  @Test("a holiday is no business day")
  func holiday() async throws {
    let rig = try await Rig.open()
    try await rig.holidays("2026-11-23", "2026-11-24")
    let end = try await rig.run("2026-11-22")
    #expect(end.next == BusinessDate("2026-11-25"))
    // Three days have passed when the next business day begins: 10,000 × 3 × 0.35 % ÷ 360 = 0.29…
    #expect(end.accrued == 29)
  }

  @Test("at maturity a deposit is renewed with or without its interest, or moved, as agreed; paid out it waits")
  func maturities() async throws {
    let rig = try await Rig.open("100000", "100*1000")
    let (terms, bank) = (rig.rig.books.terms, rig.rig)
    var numbers: [MaturityInstruction: AccountNumber] = [:]
    for instruction in MaturityInstruction.allCases {
      let order = TermOpening(
        bank.counter(1401), .lumpSum, tenor: .threeMonths, payer: rig.account, amount: Money(minor: 1_000_000, .cny),
        instruction: instruction)
      let prepared = try await bank.database.write { try terms.prepare(order, in: $0) }
      try await bank.database.write { [now = bank.time.now] in
        _ = try terms.settle(order.counter.caseID, at: BankRig.outlet, now: now, in: $0)
      }
      numbers[instruction] = prepared.plan.term!.deposit.number
    }
    try await rig.day("2027-02-21")
    let end = try await rig.run("2027-02-21")
    // What was accrued is what the term pays: the difference in expense is nothing.
    #expect(try await rig.expense(since: 9002) == 0)
    // 10,000 × 3 months × 1.10 % = 27.50, three times.
    #expect(end.looked == 3 && end.booked == 3 && end.interest == 3 * 2_750)
    func deposit(_ instruction: MaturityInstruction) async throws -> TermDeposit {
      let number = numbers[instruction]!
      return try await bank.database.read { try terms.find(number, in: $0) }
    }
    let both = try await deposit(.renewBoth)
    #expect(both.principal.minor == 1_002_750 && both.isRenewal && both.openedOn == BusinessDate("2027-02-22"))
    let principal = try await deposit(.renewPrincipal)
    #expect(principal.principal.minor == 1_000_000 && principal.maturesOn == BusinessDate("2027-05-22"))
    #expect(try await deposit(.toDemand).state == .closed)
    #expect(try await deposit(.payOut).state == .active)
    #expect(try await rig.balance() == 6_000_000 + 2_750 + 1_002_750)
    #expect(try await rig.run("2027-02-22").booked == 0)
    #expect(try await bank.check().isSound)
  }

  @Test("days that ended before there were accruals keep their place, and so does a batch that was under way")
  func olderDays() async throws {
    let steps = BankBooks.schema.steps.prefix { step in !step.statements.contains { $0.contains("day_end_runs") } }
    let database = try await TestVault.open(
      try TestVault.directory() + "/old.db", schemas: [Schema(room: BankBooks.schema.room, steps: Array(steps))])
    try await database.write { tx in
      for (day, phase) in [(20_261_120, 4), (20_261_121, 2)] {
        try tx.execute(
          "INSERT INTO day_ends VALUES ($1, $2, $3, $4, 5, 6, 7, 8, 9, $5)",
          [
            .institution(BankRig.outlet), .int(day), .int(day + 1), .int(phase), phase == 4 ? .int(10) : .null,
          ])
      }
    }
    try await database.migrate([BankBooks.schema])
    let rows = try await database.read {
      try $0.query("SELECT phase, cursor_number, booked, interest FROM day_end_runs ORDER BY business_date")
        .map { row in try (0..<4).map { try row.int($0) } }
    }
    #expect(rows == [[6, 5, 7, 8], [4, 5, 7, 8]])
  }
}
