import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

/// A customer with money on a demand account, and the outlet's days in our hand.
struct DayEndRig: Sendable {
  let rig: BankRig
  let account: AccountNumber

  /// A customer who paid 10,000 in on 2026-11-22; the till is handed in.
  static func open(_ amount: String = "10000", _ notes: String = "100*100") async throws -> DayEndRig {
    let rig = try await BankRig()
    let account = try await rig.account()
    try await rig.openTill("100*1")
    let deposit = try rig.deposit(account, amount, notes)
    _ = try await rig.prepare(deposit)
    try await rig.settle(deposit)
    try await handIn(rig)
    return DayEndRig(rig: rig, account: account)
  }

  static func handIn(_ rig: BankRig) async throws {
    let (books, teller) = (rig.books, rig.teller)
    let view = try await rig.database.read { try books.tills.view(of: teller.staff, in: $0) }
    let move = rig.move(view.drawers)
    _ = try await rig.database.write { try books.tills.close(move, in: $0) }
  }

  func day(_ text: String) async throws {
    try await rig.database.write {
      try $0.execute("UPDATE bank_calendars SET business_date = $1", [.date(BusinessDate(text)!)])
    }
  }

  func cutOff(_ text: String) async throws -> DayEnd {
    try await rig.database.write { [books = rig.books, now = rig.time.now] in
      try books.dayEnds.cutOff(BankRig.outlet, BusinessDate(text)!, at: now, in: $0)
    }
  }

  /// - Parameter limit: small, so that even few accounts need several steps.
  func step(_ end: DayEnd, limit: Int = 2) async throws -> DayEnd {
    if end.phase == .trialBalance {
      try await rig.database.read { [books = rig.books] in try books.dayEnds.prove(BankRig.outlet, in: $0) }
    }
    return try await rig.database.write(.keyed) { [books = rig.books, now = rig.time.now] in
      try books.dayEnds.step(after: end, limit: limit, at: now, in: $0).end
    }
  }

  func seen(_ end: DayEnd) async throws -> DayEnd {
    try await rig.database.read { [books = rig.books] in
      try #require(try books.dayEnds.find(BankRig.outlet, end.date, in: $0))
    }
  }

  func run(_ text: String) async throws -> DayEnd {
    var end = try await cutOff(text)
    while !end.isDone { end = try await step(end) }
    return end
  }

  func balance() async throws -> Int64 {
    try await rig.database.read { [books = rig.books, account] in
      try books.accounts.balance(account, in: $0).balance.minor
    }
  }

  func rows() async throws -> Int64 {
    try await rig.database.read { try $0.first("SELECT COUNT(*) FROM ledger_journal")?.int(0) ?? 0 }
  }

  func holidays(_ days: String...) async throws {
    try await rig.database.write { [books = rig.books] tx in
      for day in days {
        try books.parameters.set(DayEnds.holidayKey(BusinessDate(day)!), "1", from: BusinessDate("2026-01-01")!, in: tx)
      }
    }
  }

  func payable(_ account: StandingAccount) async throws -> Int64 {
    try await rig.database.read { [ledger = rig.ledger] in
      try ledger.find(account.account(BankRig.outlet, .cny), in: $0)?.balance.minor ?? 0
    }
  }

  /// Interest expense booked under one code.
  func expense(since code: Int64) async throws -> Int64 {
    let account = StandingAccount.interestExpense.account(BankRig.outlet, .cny)
    return try await rig.database.read {
      try $0.first(
        """
        SELECT CAST(COALESCE(SUM(CASE e.side WHEN 1 THEN e.amount ELSE -e.amount END), 0) AS BIGINT)
        FROM ledger_entry e JOIN ledger_journal j ON j.id = e.journal WHERE e.account = $1 AND j.code = $2
        """, [.account(account), .int(code)])?.int(0) ?? 0
    }
  }
}
