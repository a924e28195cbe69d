import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

/// Ends days in the bank of `PaperRig`.
private struct Days {
  let papers: PaperRig
  private let ends: DayEndRig
  var rig: BankRig { papers.rig }

  init() async throws {
    papers = try await PaperRig.open()
    ends = DayEndRig(rig: papers.rig, account: papers.account)
    try await DayEndRig.handIn(papers.rig)
  }

  /// The day that is named, whatever day it was.
  func end(_ text: String) async throws -> DayEnd {
    try await ends.day(text)
    return try await ends.run(text)
  }

  func cutOff(_ text: String) async throws { _ = try await ends.cutOff(text) }

  func payable(_ account: StandingAccount) async throws -> Int64 { try await ends.payable(account) }

  func accrued(_ number: AccountNumber) async throws -> Int64? {
    try await rig.database.read { [books = rig.books] in try books.dayEnds.accrued(number, in: $0)?.amount.minor }
  }
}

@Suite("accrued interest of enterprises, instalments and closed accounts (BC-012, BC-020, BC-022)")
struct AccrualOfOthersTests {
  @Test("an enterprise earns the rate of each day: a new rate splits its quarter, and not a person's")
  func enterprise() async throws {
    let days = try await Days()
    let (rig, papers) = (days.rig, days.papers)
    let firm = try await rig.perform(.openEnterprise, EnterpriseTests.form).sight.account!
    try await rig.transfer(papers.account, firm, EnterpriseTests.form["enterpriseName"]!, "360000")
    // 360,000 × 0.35 % ÷ 360 = 3.50 a day, the person's 640,000: 6.22.
    #expect(try await days.end("2026-11-22").accrued == 3_50 + 6_22)
    try await rig.database.write { [rates = rig.books.terms.rates] in
      try rates.post("0.70%", for: .demand, .cny, from: BusinessDate("2026-11-23")!, in: $0)
    }
    _ = try await days.end("2026-11-23")
    // The firm 3.50 + 7.00; the person two days at the new rate, 24.888….
    #expect(try await days.accrued(firm) == 10_50)
    #expect(try await days.accrued(papers.account) == 24_89)
    #expect(try await days.payable(.demandInterestPayable) == 10_50 + 24_89)
    let settled = try await days.end("2026-12-20")
    // 29 days: one at 3.50 and 28 at 7.00; the person 29 days at 0.70 %.
    #expect(settled.interest == 3_50 + 28 * 7_00 + 360_89, "\(settled.interest)")
    #expect(try await days.payable(.demandInterestPayable) == 0)
    #expect(try await rig.available(firm) == 360_000_00 + 199_50)
    #expect(try await rig.check().isSound)
  }

  @Test("each instalment earns its days; drawn early the difference goes back, and nothing stays behind")
  func instalment() async throws {
    let days = try await Days()
    let (rig, papers) = (days.rig, days.papers)
    try await papers.post("3.60%", .instalment(.oneYear))
    let deposit = try await papers.openTerm(.instalment, papers.yuan(1_000)).number
    _ = try await days.end("2026-11-22")
    // 1,000 × 3.60 % ÷ 360 = 0.10 a day.
    #expect(try await days.accrued(deposit) == 10)
    _ = try await days.end("2026-12-21")
    #expect(try await days.accrued(deposit) == 30 * 10)
    try await papers.pay(deposit, papers.yuan(1_000))
    _ = try await days.end("2026-12-22")
    #expect(try await days.accrued(deposit) == 31 * 10 + 10)
    #expect(try await days.payable(.termInterestPayable) == 3_20)
    let paid = try await papers.draw(deposit, papers.yuan(2_000)).interest.minor
    // 1,000 × 31 days and × 1 day at 0.35 %: 0.311….
    #expect(paid == 31)
    #expect(try await days.payable(.termInterestPayable) == 0)
    #expect(try await rig.check().isSound)
  }

  @Test("on the day before maturity an instalment deposit has earned what its maturity pays")
  func matured() throws {
    let day = BusinessDate("2026-11-22")!
    let plan = try InstalmentPlan(
      monthly: Money(minor: 200_00, .cny), tenor: .oneYear, openedOn: day, rate: try InterestRate(parsing: "1.71%"))
    let payments = try plan.regularPayments()
    let none = RateTable()
    let last = try Instalment.personal.accrued(
      plan, payments, through: plan.maturesOn.adding(days: -1), rates: none)
    #expect(last.minor == 22_23)
    var before: Int64 = 0
    for step in 0..<364 {
      let now = try Instalment.personal.accrued(plan, payments, through: day.adding(days: step), rates: none).minor
      #expect(now >= before && now <= 22_60, "\(step): \(now)")
      before = now
    }
    #expect(try Instalment.personal.accrued(plan, payments, through: day.adding(days: -1), rates: none).minor == 0)
  }

  @Test("a closed account's accrued interest leaves with the next day's end; none is closed while the batch counts")
  func closed() async throws {
    let days = try await Days()
    let (rig, papers) = (days.rig, days.papers)
    let own = try await rig.account()
    _ = try await days.end("2026-11-22")
    #expect(try await days.payable(.demandInterestPayable) == 9_72)
    let order = ClosingOrder(rig.counter(1113), account: papers.account, payout: .transfer(own))
    let closing = try await rig.database.write { [books = rig.books, now = rig.time.now] tx in
      let closing = try books.closing.prepare(order, in: tx)
      try books.closing.settle(order.counter.caseID, at: BankRig.outlet, now: now, in: tx)
      return closing
    }
    #expect(closing.sum.interest.minor == 9_72)
    // What was paid bears interest on the other account: 1,000,009 × 0.35 % ÷ 360.
    #expect(try await days.end("2026-11-23").accrued == 0)
    #expect(try await days.payable(.demandInterestPayable) == 9_72)
    #expect(try await days.payable(.interestExpense) == 2 * 9_72)
    try await days.cutOff("2026-11-24")
    let later = ClosingOrder(rig.counter(1113), account: own, payout: .none)
    #expect(
      try await refused {
        _ = try await rig.database.read { [books = rig.books] in try books.closing.preview(later, in: $0) }
      } == "day-end.running")
    #expect(try await rig.check().isSound)
  }
}
