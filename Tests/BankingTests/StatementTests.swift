import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("statements of account (BC-025)") struct StatementTests {
  private func statement(
    _ rig: PaperRig, _ kind: AccountStatement.Kind, _ from: String, _ to: String, limit: Int = 1_000
  ) async throws -> AccountStatement {
    try await rig.rig.database.read { [books = rig.rig.books, account = rig.account] in
      try books.statements.statement(
        account, kind, from: BusinessDate(from)!, to: BusinessDate(to)!, limit: limit, in: $0)
    }
  }

  /// Three days: cash on the 22nd, a deposit opened on the 30th, closed with interest a month later.
  private func moved() async throws -> PaperRig {
    let rig = try await PaperRig.open()
    for _ in 0..<3 { try await rig.endCash(try await rig.prepareCash(100)) }
    try await rig.day("2026-11-30")
    let deposit = try await rig.openTerm(.lumpSum, rig.yuan(10_000), tenor: .threeMonths)
    try await rig.day("2026-12-30")
    _ = try await rig.draw(deposit.number, rig.yuan(10_000))
    return rig
  }

  @Test("opening and closing balance reconcile in every period and kind, and with the books' own running balance")
  func reconciles() async throws {
    let rig = try await moved()
    let days = ["2026-11-01", "2026-11-22", "2026-11-23", "2026-11-30", "2026-12-01", "2026-12-30"]
    for kind in AccountStatement.Kind.allCases {
      for from in days {
        for to in days where from <= to {
          let made = try await statement(rig, kind, from, to)
          #expect(made.opening + made.credits - made.debits == made.closing, "\(kind) \(from) \(to)")
          if kind != .interest, let last = made.lines.last { #expect(last.balance == made.closing) }
          #expect(kind == .interest || made.lines.reduce(0) { $0 + $1.credits.minor } == made.credits.minor)
        }
      }
    }
    let all = try await statement(rig, .full, "2026-11-01", "2026-12-30")
    let books = try await rig.rig.database.read { [books = rig.rig.books, account = rig.account] in
      try books.accounts.details(account, in: $0).lines.map(\.balance)
    }
    #expect(all.lines.map(\.balance) == books.reversed())
    #expect(all.opening.minor == 0 && all.lines.count == 6)
  }

  @Test("kinds: a line each with its counterparty, a line a day, a line a month, interest alone")
  func kinds() async throws {
    let rig = try await moved()
    let full = try await statement(rig, .full, "2026-11-01", "2026-12-30")
    #expect(full.lines.first?.counterparty?.zh == "柜员尾箱 1" && full.lines.first?.number != nil)
    let daily = try await statement(rig, .daily, "2026-11-01", "2026-12-30")
    #expect(daily.lines.map(\.count) == [4, 1, 1])
    #expect(daily.lines.first?.debits == rig.yuan(300))
    let monthly = try await statement(rig, .monthly, "2026-11-01", "2026-12-30")
    #expect(monthly.lines.map(\.count) == [5, 1])
    let interest = try await statement(rig, .interest, "2026-11-01", "2026-12-30")
    // 10,000 × 30 days × 0.35 % ÷ 360, in a line that brought the principal too.
    #expect(interest.lines.map(\.interest.minor) == [2_92] && interest.lines.first?.credits.minor == 10_002_92)
    #expect(interest.closing == full.closing)
  }

  @Test("the other customer stands there masked")
  func counterparty() async throws {
    let rig = try await PaperRig.open()
    let payee = try await rig.rig.account("440524188001010014", name: "李雷")
    let order = TransferOrder(
      rig.rig.counter(1301), payer: rig.account, payee: payee, payeeName: "李雷", amount: rig.yuan(5))
    try await rig.rig.database.write { [books = rig.rig.books, now = rig.rig.time.now] in
      _ = try books.transfer.prepare(order, in: $0)
      _ = try books.bookings.settle(order.counter.caseID, at: order.counter.institution, now: now, in: $0)
    }
    let line = try #require(try await statement(rig, .full, "2026-11-22", "2026-11-22").lines.last)
    let text = line.counterparty?.zh ?? ""
    #expect(text.hasPrefix("李*") || text.hasPrefix("*雷"), "\(text)")
    #expect(!text.contains("李雷") && !text.contains("\(payee)") && text.hasSuffix(String("\(payee)".suffix(4))))
  }

  @Test("the quarter: each account its own interest, though a block shares the journal; firms are masked too")
  func quarter() async throws {
    let rig = try await PaperRig.open()
    let firm = try await rig.rig.perform(.openEnterprise, EnterpriseTests.form).sight.account!
    try await rig.rig.transfer(rig.account, firm, EnterpriseTests.form["enterpriseName"]!, "360000")
    let paid = try #require(try await statement(rig, .full, "2026-11-22", "2026-11-22").lines.last?.counterparty?.zh)
    #expect(paid.hasSuffix(String("\(firm)".suffix(4))) && !paid.contains(EnterpriseTests.form["enterpriseName"]!))
    try await DayEndRig.handIn(rig.rig)
    let ends = DayEndRig(rig: rig.rig, account: rig.account)
    try await ends.day("2026-12-20")
    #expect(try await ends.run("2026-12-20").booked == 2)
    // 640,000 × 29 days × 0.35 % ÷ 360, beside the firm's 101.50 in the same journal.
    let interest = try await statement(rig, .interest, "2026-11-22", "2026-12-21")
    #expect(interest.lines.map(\.interest.minor) == [180_44])
    #expect(
      interest.lines.first?.credits.minor == 180_44 && interest.lines.first?.counterparty?.zh.contains("应付") == true)
  }

  @Test("days the wrong way round, after today, too many lines: refused; as many as fit: not")
  func refusals() async throws {
    let rig = try await moved()
    #expect(try await refused { _ = try await statement(rig, .full, "2026-12-30", "2026-12-29") } == "statement.period")
    #expect(try await refused { _ = try await statement(rig, .full, "2026-12-30", "2026-12-31") } == "statement.period")
    #expect(
      try await refused { _ = try await statement(rig, .full, "2026-11-01", "2026-12-30", limit: 5) }
        == "statement.too-long")
    #expect(try await statement(rig, .full, "2026-11-01", "2026-12-30", limit: 6).lines.count == 6)
    #expect(
      try await refused { _ = try await statement(rig, .daily, "2026-11-01", "2026-12-30", limit: 2) }
        == "statement.too-long")
  }
}
