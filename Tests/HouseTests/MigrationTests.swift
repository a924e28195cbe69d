import Banking
import Desk
import Foundation
import Ledger
import Operations
import Primitives
import SQLiteStorage
import Storage
import Synchronization
import TestCounter
import TestHouse
import Testing

/// Another bank's files are taken over whole, exactly once, and can be taken back until the cut-over.
@Suite("Migration")
struct MigrationTests {
  private func migration(_ bank: TestBank, _ sample: BerkaSample = BerkaSample()) throws -> Migration {
    Migration(bank.desks.house, source: try BerkaExport.read(sample.write()))
  }

  /// Every table of the bank: rows and SHA-256.
  private func digests(_ database: any Database) async throws -> [StoreCopy.TableResult] {
    let copy = try await TestVault.temporaryFile()
    let tables = try await StoreCopy(from: database, to: copy, schemas: House.schemas).run()
    await copy.close()
    return tables
  }

  private func refusals(_ body: () async throws -> Void) async -> [Refusal] {
    do {
      try await body()
    } catch {
      return (error as? RefusalList)?.refusals ?? (error as? Refusal).map { [$0] } ?? []
    }
    return []
  }

  @Test("every row is booked against its counter-account, and the report comes out exact")
  func load() async throws {
    let bank = try await TestBank.open()
    let migration = try migration(bank)
    let written = try await migration.load()
    #expect(written.customers == 3 && written.accounts == 2 && written.postings == 15)
    let report = try await migration.reconcile()
    #expect(report.wrong.isEmpty, "\(report.wrong)")
    #expect(report.rows.bank == "15" && report.credits.bank == "6403.70" && report.debits.bank == "5004.90")
    #expect(report.net.bank == "1398.80")
    #expect(report.kinds.first { $0.code == 9312 }?.counterEn == "Fee income")
    #expect(report.accountsMayOverdraw == 1 && report.daysBelowZero == 5 && report.proxies == 1)
    // 1200.00 is printed where 1199.90 is right, and the day after carries the same difference.
    let differing = report.daysDiffering.map { "\($0.account) \($0.date) \($0.difference) \($0.isNew)" }
    #expect(differing == ["10 1993-02-05 0.10 true", "10 1993-02-06 0.10 false"])
    let ledger = bank.desks.house.ledger
    try await bank.database.read { [bank] tx in
      for (standing, minor) in [
        (StandingAccount.interestExpense, Int64(320)), (.feeIncome, 1460), (.interestIncome, 110), (.cards, 450_000),
      ] {
        let sums = try [bank.outlet, bank.other].map {
          try ledger.find(standing.account($0, .czk), in: tx)?.balance.minor ?? 0
        }
        #expect(sums.reduce(0, +) == minor, "\(standing)")
      }
      #expect(try ledger.check(in: tx).isSound)
    }
    await bank.database.close()
  }

  @Test("value dates are the file's, the business date is today's")
  func dates() async throws {
    let bank = try await TestBank.open()
    let migration = try migration(bank)
    _ = try await migration.load()
    let house = bank.desks.house
    let run = try #require(try await migration.run())
    let lines = try await bank.database.read { tx in
      let numbers = try house.banking.intake.accounts(of: run, in: tx)
      #expect(numbers[10]?.institution == bank.outlet && numbers[20]?.institution == bank.other)
      let number = try #require(numbers[20])
      #expect(try house.banking.proxies.proxies(of: number, in: tx).count == 1)
      let owner = try house.banking.accounts.find(number, in: tx).customer
      #expect(try house.banking.customers.card(owner, in: tx).documentType == .other)
      return try house.ledger.entries(of: BankChart.customer(number), in: tx).lines
    }
    #expect(lines.map { "\($0.valueDate)" }.last == "1993-01-03" && lines.count == 8)
    #expect(lines.allSatisfy { "\($0.businessDate)" == "2026-11-20" })
    await bank.database.close()
  }

  @Test("a second run changes no table, and a lost record of batches books nothing twice")
  func again() async throws {
    let bank = try await TestBank.open()
    let migration = try migration(bank)
    _ = try await migration.load()
    let before = try await digests(bank.database)
    #expect(try await migration.load() == Migration.Written())
    #expect(try await digests(bank.database) == before)
    // As if the marks of the batches had never become durable: the keys still know every posting.
    try await bank.database.write { tx in
      try tx.execute("DELETE FROM migration_batches WHERE phase = 'transactions'", [])
      try tx.execute("UPDATE migration_runs SET state = 'loading'", [])
    }
    _ = try await migration.load()
    let after = try await digests(bank.database)
    #expect(after.first { $0.table == "ledger_entry" } == before.first { $0.table == "ledger_entry" })
    #expect(after.first { $0.table == "ledger_account" } == before.first { $0.table == "ledger_account" })
    #expect(try await migration.reconcile().wrong.isEmpty)
    await bank.database.close()
  }

  @Test("broken off before any of its writes, a run goes on to the same books")
  func brokenOff() async throws {
    for stop in 0...7 {
      let bank = try await TestBank.open()
      let source = try BerkaExport.read(BerkaSample().write())
      let breaking = BreakingDatabase(bank.database, after: stop)
      let broken = Migration(BreakingDatabase.house(bank.desks.house, on: breaking), source: source)
      await #expect(throws: Fault.self) { try await broken.load() }
      let whole = Migration(bank.desks.house, source: source)
      _ = try await whole.load()
      let report = try await whole.reconcile()
      #expect(report.wrong.isEmpty && report.rows.bank == "15", "after \(stop) writes: \(report.wrong)")
      await bank.database.close()
    }
  }

  @Test("the way back reverses every posting; afterwards it can be loaded anew, and not back after the cut-over")
  func wayBack() async throws {
    let bank = try await TestBank.open()
    let migration = try migration(bank)
    _ = try await migration.load()
    let run = try #require(try await migration.run())
    let taken = try await migration.back()
    #expect(taken.postings == 15 && taken.accounts == 2)
    #expect(try await migration.back() == Migration.Written())
    let house = bank.desks.house
    let (left, vaults, sound) = try await bank.database.read { tx in
      let numbers = try house.banking.intake.accounts(of: run, in: tx)
      let proxies = try numbers.values.flatMap { try house.banking.proxies.proxies(of: $0, in: tx) }
      let states = try numbers.values.map { try house.banking.accounts.find($0, in: tx).state }
      #expect(proxies.isEmpty && states == [.closed, .closed])
      let outlets = [bank.outlet, bank.other]
      let left = try outlets.flatMap { outlet in
        try StandingAccount.allCases.map {
          try house.ledger.find($0.account(outlet, .czk), in: tx)?.balance.minor ?? 0
        }
      }
      let vaults = try outlets.map { try house.ledger.account(BankChart.vault($0, .czk), in: tx).balance.minor }
      return (left, vaults, try house.ledger.check(in: tx).isSound)
    }
    #expect(left.allSatisfy { $0 == 0 } && vaults == [100_000_000_00, 100_000_000_00] && sound)
    #expect(try await migration.load().postings == 15)
    let report = try await migration.reconcile()
    #expect(report.generation == 2 && report.wrong.isEmpty)
    let day = try #require(BusinessDate("1993-02-07"))
    let early = await refusals { try await migration.cutOver(on: day.adding(days: -1), report) }
    #expect(early.map(\.code) == ["migration.cut-over-date"])
    let late = await refusals { try await migration.cutOver(on: #require(BusinessDate("2026-11-21")), report) }
    #expect(late.map(\.code) == ["migration.cut-over-date"])
    try await migration.cutOver(on: day, report)
    try await migration.cutOver(on: day, report)
    let other = await refusals { try await migration.cutOver(on: day.adding(days: 1), report) }
    #expect(other.map(\.code) == ["migration.cut-over-done"])
    #expect(await refusals { _ = try await migration.back() }.map(\.code) == ["migration.cut-over-done"])
    #expect(try await migration.load() == Migration.Written())
    await bank.database.close()
  }

  @Test("a way back that is broken off goes on")
  func brokenWayBack() async throws {
    for stop in 1...4 {
      let bank = try await TestBank.open()
      let migration = try migration(bank)
      _ = try await migration.load()
      let breaking = BreakingDatabase(bank.database, after: stop)
      let broken = Migration(
        BreakingDatabase.house(bank.desks.house, on: breaking), source: try BerkaExport.read(BerkaSample().write()))
      await #expect(throws: Fault.self) { _ = try await broken.back() }
      #expect(await refusals { _ = try await migration.load() }.map(\.code) == ["migration.taking-back"])
      _ = try await migration.back()
      #expect(try await migration.run()?.state == .takenBack)
      let sound = try await bank.database.read { tx in try LedgerBooks().check(in: tx).isSound }
      #expect(sound)
      await bank.database.close()
    }
  }

  @Test("an account that has had business since is not taken back")
  func usedSince() async throws {
    let bank = try await TestBank.open()
    let migration = try migration(bank)
    _ = try await migration.load()
    let house = bank.desks.house
    let run = try #require(try await migration.run())
    try await bank.database.write { tx in
      let number = try #require(try house.banking.intake.accounts(of: run, in: tx)[10])
      let today = try house.banking.calendar.businessDate(of: bank.outlet, in: tx)
      try house.ledger.post(
        PostingOrder(
          journal: JournalID(at: house.time.now, from: house.entropy),
          key: IdempotencyKey(at: house.time.now, from: house.entropy), institution: bank.outlet, code: 1201,
          legs: [
            .debit(BankChart.vault(bank.outlet, .czk), Money(minor: 100, .czk)),
            .credit(BankChart.customer(number), Money(minor: 100, .czk)),
          ], businessDate: today, recordedAt: house.time.now), in: tx)
    }
    #expect(await refusals { _ = try await migration.back() }.map(\.code) == ["migration.used-since"])
    #expect(try await migration.run()?.state == .loaded)
    await bank.database.close()
  }

  @Test("other files, days that have not come and an empty vault are refused, and nothing is written")
  func ground() async throws {
    let bank = try await TestBank.open()
    let before = try await digests(bank.database)
    var sample = BerkaSample()
    sample.accounts[1] = #"20;2;"POPLATEK TYDNE";991231"#
    sample.rows.removeAll { $0.contains(";20;") }
    sample.rows[1] = #"2;10;930102;"VYDAJ";"VYBER";200000000.00;800.00;"";;"#
    let short = try migration(bank, sample)
    let refused = await refusals { _ = try await short.load() }
    #expect(refused.map(\.code) == ["migration.vault-short"] && refused[0].limit == "99,999,100.00 CZK")
    #expect(try await digests(bank.database) == before)
    _ = try await migration(bank).load()
    let other = try migration(bank, sample)
    #expect(await refusals { _ = try await other.load() }.map(\.code) == ["migration.other-files"])
    await bank.database.close()
  }

  @Test("a business date before the files is refused, and nothing is written")
  func businessDate() async throws {
    let bank = try await TestBank.open()
    try await bank.database.write { try $0.execute("UPDATE bank_calendars SET business_date = 19930131", []) }
    let before = try await digests(bank.database)
    let refused = await refusals { _ = try await migration(bank).load() }
    #expect(refused.map(\.code) == ["migration.after-business-date"] && refused[0].limit == "1993-01-31")
    #expect(try await digests(bank.database) == before)
    await bank.database.close()
  }
}

/// Fails before one of its writes and after it for good, as a program that was killed.
struct BreakingDatabase: Database {
  private let database: any Database
  private let left: Counter

  private final class Counter: Sendable {
    let value: Mutex<Int>
    init(_ value: Int) { self.value = Mutex(value) }
  }

  /// - Parameter after: so many writes succeed.
  init(_ database: any Database, after: Int) {
    self.database = database
    left = Counter(after)
  }

  static func house(_ house: House, on database: any Database) -> House {
    House(
      database: database, time: house.time, entropy: house.entropy, keys: house.keys, catalog: house.catalog,
      door: house.door, ledger: house.ledger, banking: house.banking, archive: house.archive, voucher: house.voucher,
      images: house.images, audit: house.audit, press: house.press, settings: house.settings)
  }

  var engine: String { database.engine }
  var figures: StoreFigures { database.figures }

  func write<T: Sendable>(
    _ manner: WriteManner, _ body: @escaping @Sendable (any WriteTransaction) throws -> T
  ) async throws -> T {
    let may = left.value.withLock { left in
      left -= 1
      return left >= 0
    }
    guard may else { throw Fault("test.broken-off", "the power went out") }
    return try await database.write(manner, body)
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T {
    try await database.read(body)
  }

  func migrate(_ schemas: [Schema]) async throws { try await database.migrate(schemas) }
  func tables() async throws -> [TableRows] { try await database.tables() }
  func close() async { await database.close() }
}
