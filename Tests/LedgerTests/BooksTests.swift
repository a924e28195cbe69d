import Ledger
import Primitives
import Storage
import Testing

/// Inter-branch legs, the trial balance, statements, and the check that rebuilds the books.
@Suite struct BooksTests {
  @Test("a posting across outlets balances in each of them (DECISIONS 14)")
  func interBranch() async throws {
    let counter = try await Counter.open()
    let journal = try await counter.post(
      counter.order([.debit(Counter.cash, cny(80_00)), .credit(Counter.eve, cny(80_00))]))
    let homeAccount = LedgerAccountID.interBranch(Counter.home, .cny)
    let awayAccount = LedgerAccountID.interBranch(Counter.away, .cny)
    let automatic = journal.entries.filter(\.isAutomatic).map(\.leg)
    #expect(automatic == [.credit(homeAccount, cny(80_00)), .debit(awayAccount, cny(80_00))])
    #expect(journal.legs.count == 2)
    // What head office nets: the two are the same amount with opposite signs.
    #expect(try await counter.account(homeAccount).balance == cny(-80_00))
    #expect(try await counter.account(awayAccount).balance == cny(80_00))
    let trial = try await counter.trialBalance()
    #expect(trial.isBalanced)
    #expect(trial.totals.map(\.institution) == [Counter.home, Counter.home, Counter.away])
    #expect(trial.totals.last?.debit == cny(80_00))
    #expect(try await counter.check().isSound)
    await counter.database.close()
  }

  @Test("an outlet may post between two others; both balance, its own books stay untouched")
  func betweenOthers() async throws {
    let counter = try await Counter.open()
    let third = InstitutionID(10_003)
    let journal = try await counter.post(
      counter.order([.debit(Counter.ann, cny(5_00)), .credit(Counter.eve, cny(5_00))], institution: third))
    #expect(journal.entries.count == 4)
    #expect(journal.entries.allSatisfy { $0.leg.account.institution != third })
    #expect(try await counter.trialBalance().isBalanced)
    #expect(try await counter.check().isSound)
    await counter.database.close()
  }

  @Test("two currencies across two outlets balance each on its own")
  func twoCurrencies() async throws {
    let counter = try await Counter.open()
    let books = counter.books
    let source = LedgerAccountID(Counter.away, sequence: 77)
    _ = try await counter.database.write {
      try books.openAccount(
        NewAccount(id: source, currency: .czk, kind: .asset, mayOverdraw: true, openedOn: Counter.day), in: $0)
    }
    let crowns = Money(minor: 900, .czk)
    let journal = try await counter.post(
      counter.order([
        .debit(Counter.cash, cny(10)), .credit(Counter.eve, cny(10)), .debit(source, crowns),
        .credit(Counter.koruna, crowns),
      ]))
    #expect(journal.entries.count == 8)
    let trial = try await counter.trialBalance()
    #expect(trial.isBalanced && trial.totals.count == 4)
    #expect(try await counter.account(.interBranch(Counter.home, .czk)).balance == crowns)
    #expect(try await counter.check().isSound)
    await counter.database.close()
  }

  @Test("inter-branch legs are reserved and settled with the order they belong to")
  func interBranchReserved() async throws {
    let counter = try await Counter.open()
    let books = counter.books
    let order = counter.order([.debit(Counter.ann, cny(7_00)), .credit(Counter.eve, cny(7_00))])
    let id: ReservationID = counter.id()
    let reservation = try await counter.database.write {
      try books.reserve(order, id: id, deadline: Counter.start.adding(seconds: 60), in: $0)
    }
    #expect(reservation.order.legs == order.legs)
    #expect(try await counter.account(.interBranch(Counter.away, .cny)).reservedDebit == 7_00)
    let journal = try await counter.database.write {
      try books.settle(id, at: Counter.start, businessDate: Counter.day, in: $0)
    }
    #expect(journal.legs == order.legs && journal.entries.count == 4)
    #expect(try await counter.account(.interBranch(Counter.away, .cny)).reservedDebit == 0)
    #expect(try await counter.trialBalance().isBalanced)
    #expect(try await counter.check().isSound)
    await counter.database.close()
  }

  @Test("a statement is paged from the newest and kept to the days asked for")
  func statement() async throws {
    let counter = try await Counter.open()
    let books = counter.books
    for index in 1...25 {
      try await counter.post(
        counter.order(
          [.debit(Counter.cash, cny(Int64(index))), .credit(Counter.bob, cny(Int64(index)))],
          businessDate: Counter.day.adding(days: index)))
    }
    let first = try await counter.database.read { try books.entries(of: Counter.bob, limit: 10, in: $0) }
    #expect(first.lines.map(\.entry.leg.amount.minor) == (16...25).reversed().map(Int64.init))
    #expect(first.lines.first?.entry.balance == cny(100_00 + 325))
    let rest = try await counter.database.read {
      try books.entries(of: Counter.bob, before: first.next, limit: 100, in: $0)
    }
    #expect(rest.lines.count == 16 && rest.next == nil)
    let days = try await counter.database.read {
      try books.entries(
        of: Counter.bob, from: Counter.day.adding(days: 3), to: Counter.day.adding(days: 5), in: $0)
    }
    #expect(days.lines.map(\.entry.leg.amount.minor) == [5, 4, 3])
    let empty = try await counter.database.read { try books.entries(of: Counter.eve, in: $0) }
    #expect(empty.lines.isEmpty && empty.next == nil)
    for strange in [
      first.next.map { EntryPlace(journal: $0.journal, number: 1) }, EntryPlace(journal: counter.id(), number: 1),
    ] {
      let no = try await refusal {
        _ = try await counter.database.read { try books.entries(of: Counter.bob, before: strange, in: $0) }
      }
      #expect(no?.code == "ledger.place-unknown")
    }
    for limit in [0, 501] {
      let no = try await refusal {
        _ = try await counter.database.read { try books.entries(of: Counter.bob, limit: limit, in: $0) }
      }
      #expect(no?.code == "ledger.page-too-large")
    }
    await counter.database.close()
  }

  /// What a hand in the file does, and what the check must say.
  static let tampering: [(LedgerCheck.Problem, String)] = [
    (.settledDiffers, "UPDATE ledger_account SET settled_credit = settled_credit + 1 WHERE id = 100010000000101"),
    (.lastEntryDiffers, "UPDATE ledger_account SET settled_credit = settled_credit + 1 WHERE id = 100010000000101"),
    (.reservedDiffers, "UPDATE ledger_account SET reserved_debit = 0 WHERE id = 100010000000101"),
    (.reservedDiffers, "UPDATE ledger_reservation SET state = 4, ended_at = 1"),
    (.unbalanced, "UPDATE ledger_entry SET amount = amount - 1 WHERE number = 2"),
    (.settledDiffers, "UPDATE ledger_entry SET account = 100010000000102 WHERE account = 100010000000101"),
    (.entriesMissing, "DELETE FROM ledger_entry WHERE number = 4"),
    (.journalMissing, "DELETE FROM ledger_journal"),
    (.runningBalanceDiffers, "UPDATE ledger_entry SET balance = balance + 1 WHERE number = 2"),
    (.lastEntryDiffers, "UPDATE ledger_account SET last_number = 3 WHERE id = 100010000000101"),
    (.severalFirstEntries, "UPDATE ledger_entry SET previous_journal = NULL, previous_number = NULL"),
    (
      .forked,
      "UPDATE ledger_entry SET previous_number = 1 WHERE previous_number IS NOT NULL"
    ),
    (.reservationAgainstJournal, "UPDATE ledger_reservation SET state = 2, ended_at = 1"),
    (.keyMissing, "DELETE FROM ledger_key"),
  ]

  @Test("a hand in the file is found", arguments: tampering)
  func tampered(_ problem: LedgerCheck.Problem, _ sql: String) async throws {
    let counter = try await Counter.open()
    let books = counter.books
    try await counter.post(counter.order([.debit(Counter.cash, cny(5)), .credit(Counter.ann, cny(5))]))
    let order = counter.order([.debit(Counter.ann, cny(5)), .credit(Counter.bob, cny(5))])
    _ = try await counter.database.write {
      try books.reserve(order, id: counter.id(), deadline: Counter.start.adding(seconds: 5), in: $0)
    }
    #expect(try await counter.check().isSound)
    try await counter.database.write { try $0.execute(SQL(sql), []) }
    let check = try await counter.check()
    #expect(check.findings.map(\.problem).contains(problem), "\(check.findings)")
    await counter.database.close()
  }

  @Test("the file itself refuses an overdrawn account, a negative total and a second reversal")
  func constraints() async throws {
    let counter = try await Counter.open()
    let statements = [
      "UPDATE ledger_account SET settled_debit = settled_credit + 1 WHERE id = 100010000000101",
      "UPDATE ledger_account SET reserved_debit = 60001 WHERE id = 100010000000101",
      "UPDATE ledger_account SET reserved_credit = -1",
      "UPDATE ledger_entry SET amount = 0",
      "UPDATE ledger_entry SET side = 3",
    ]
    for sql in statements {
      await #expect(throws: Fault.self, "\(sql)") { try await counter.database.write { try $0.execute(SQL(sql), []) } }
    }
    #expect(try await counter.check().isSound)
    await counter.database.close()
  }
}
