import Banking
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("withdrawals and transfers (BC-004, BC-010, PC-024)") struct CounterBookingTests {
  private func rig(_ amount: String = "1000", _ notes: String = "100*10") async throws -> (BankRig, AccountNumber) {
    let rig = try await BankRig()
    let account = try await rig.account()
    try await rig.openTill()
    let deposit = try rig.deposit(account, amount, notes)
    _ = try await rig.prepare(deposit)
    try await rig.settle(deposit)
    return (rig, account)
  }

  private func withdrawal(
    _ rig: BankRig, _ account: AccountNumber, _ amount: String, _ notes: String, coins: String = ""
  ) throws -> CashOrder {
    CashOrder(
      rig.counter(1202), account: account, amount: try Money(parsing: amount, .cny),
      received: try CashCount(parsing: coins, .cny), given: try CashCount(parsing: notes, .cny))
  }

  private func prepare(_ rig: BankRig, _ order: CashOrder) async throws -> PreparedBooking {
    try await rig.database.write { [books = rig.books] in try books.cashWithdrawal.prepare(order, in: $0) }
  }

  private func balance(_ rig: BankRig, _ account: AccountNumber) async throws -> (Int64, Int64) {
    try await rig.database.read { [books = rig.books] tx in
      let balance = try books.accounts.balance(account, in: tx)
      return (balance.balance.minor, balance.available.minor)
    }
  }

  @Test("money and notes are promised when the page is drawn and move when it is settled")
  func plain() async throws {
    let (rig, account) = try await rig()
    let order = try withdrawal(rig, account, "298", "100*3", coins: "1*2")
    // The till was opened without coins of one yuan: the customer's own two make it up.
    let prepared = try await prepare(rig, order)
    #expect(prepared.plan.shown.map(\.titleZh) == ["个人活期存款", "柜员尾箱 1"])
    #expect(try await balance(rig, account) == (100_000, 70_200))
    #expect(try await rig.tillsAgree())
    try await rig.settle(order)
    #expect(try await balance(rig, account) == (70_200, 70_200))
    #expect(try await rig.tillsAgree())
    #expect(try await rig.check().isSound)
  }

  @Test("notes promised to one customer are not promised to another; a release gives them back")
  func promised() async throws {
    let (rig, account) = try await rig()
    // The till holds 20 notes of 100: 10 drawn and 10 paid in.
    let first = try withdrawal(rig, account, "900", "100*9")
    _ = try await prepare(rig, first)
    let deposit = try rig.deposit(account, "100", "50*26", change: "100*12")
    #expect(try await refused { _ = try await rig.prepare(deposit) } == "till.change-missing")
    try await rig.release(first)
    _ = try await rig.prepare(deposit)
    let second = try withdrawal(rig, account, "900", "100*9")
    #expect(try await refused { _ = try await prepare(rig, second) } == "till.change-missing")
    try await rig.settle(deposit)
    #expect(try await rig.tillsAgree())
  }

  @Test("more than the balance, more than is available, other cash than the amount: refused, nothing written")
  func refusals() async throws {
    let (rig, account) = try await rig()
    let held = try withdrawal(rig, account, "800", "100*8")
    _ = try await prepare(rig, held)
    let cases: [(CashOrder, String, String)] = [
      (try withdrawal(rig, account, "201", "100*2,50*1", coins: ""), "account.funds-short", "amount"),
      (try withdrawal(rig, account, "200", "100*1"), "deposit.cash-differs", "denominations"),
      (try withdrawal(rig, account, "0", "100*1"), "amount.not-positive", "amount"),
    ]
    for (order, code, field) in cases {
      let refusal = await #expect(throws: Refusal.self) { _ = try await prepare(rig, order) }
      #expect(refusal?.code == code && refusal?.field == field, "\(code)")
    }
    #expect(try await balance(rig, account) == (100_000, 20_000))
  }

  @Test("a frozen account pays nothing out, also when it was frozen after the page was drawn")
  func frozen() async throws {
    let (rig, account) = try await rig()
    let order = try withdrawal(rig, account, "100", "100*1")
    _ = try await prepare(rig, order)
    try await rig.database.write { [books = rig.books] in try books.accounts.freeze(account, in: $0) }
    #expect(try await refused { try await rig.settle(order) } == "account.frozen")
    let next = try withdrawal(rig, account, "100", "100*1")
    #expect(try await refused { _ = try await prepare(rig, next) } == "account.frozen")
  }

  @Test("a transfer to the holder who was named, at this outlet and at another")
  func transfer() async throws {
    let (rig, account) = try await rig()
    let here = try await rig.account("440524188001010014", name: "李雷")
    let there = try await rig.account("440524188001010014", name: "李雷", .cny, at: BankRig.other)
    for (payee, legs) in [(here, 2), (there, 4)] {
      let order = TransferOrder(
        rig.counter(1301), payer: account, payee: payee, payeeName: "李 雷", amount: Money(minor: 10_001, .cny))
      let order2 = TransferOrder(
        rig.counter(1301), payer: account, payee: payee, payeeName: "李雷", amount: Money(minor: 10_001, .cny))
      let spaced = try await refused {
        _ = try await rig.database.write { [books = rig.books] in try books.transfer.prepare(order, in: $0) }
      }
      #expect(spaced == "transfer.payee-name", "a name is compared as a name, not letter by letter without spaces")
      let prepared = try await rig.database.write { [books = rig.books] in try books.transfer.prepare(order2, in: $0) }
      #expect(prepared.plan.shown.count == legs)
      try await rig.database.write { [books = rig.books, now = rig.time.now] in
        _ = try books.bookings.settle(order2.counter.caseID, at: BankRig.outlet, now: now, in: $0)
      }
      #expect(try await balance(rig, payee) == (10_001, 10_001))
    }
    #expect(try await rig.check().isSound)
    let same = TransferOrder(
      rig.counter(1301), payer: account, payee: account, payeeName: "王小明", amount: Money(minor: 1, .cny))
    #expect(
      try await refused {
        _ = try await rig.database.write { [books = rig.books] in try books.transfer.prepare(same, in: $0) }
      } == "transfer.same-account")
  }

  @Test("deposits of the former table are bookings after the upgrade (schema step 4)")
  func upgraded() async throws {
    let path = try TestVault.directory() + "/old.db"
    let all = BankBooks.schema
    let old = Schema(room: all.room, steps: Array(all.steps.prefix(3)))
    let database = try await TestVault.open(path, schemas: [LedgerBooks.schema, old])
    try await database.write { tx in
      try tx.execute(
        """
        INSERT INTO cash_deposits (institution, case_id, state, box, session, teller, home, account_number, currency,
          amount, received, change_given, business_date, journal_number, reservation_id, prepared_at, ended_at)
        VALUES (10001, $1, 'settled', 1, 1, $1, 10001, 7, 'CNY', 10000, '10000*1', '', 20261122, 3, $1, 5, 6)
        """, [.bytes([UInt8](repeating: 7, count: 16))])
    }
    try await database.migrate([all])
    let rows = try await database.read {
      try $0.query("SELECT kind, amount, received, given, state FROM counter_bookings")
    }
    #expect(rows.count == 1)
    #expect(try rows[0].text(0) == "deposit.cash" && rows[0].int(1) == 10_000 && rows[0].text(4) == "settled")
    await database.close()
  }
}
