import Banking
import Operations
import Primitives
import Storage
import TestCounter
import TestHouse
import Testing

@Suite("refusals of a migration") struct MigrationRefusalTests {
  private func migration(_ bank: TestBank) throws -> Migration {
    Migration(bank.desks.house, source: try BerkaExport.read(BerkaSample().write()))
  }

  @Test("nothing was migrated, or there is no outlet to take the accounts")
  func ground() async throws {
    let bank = try await TestBank.open()
    let migration = try migration(bank)
    #expect(try await met { _ = try await migration.back() } == "migration.none")
    #expect(try await met { _ = try await migration.reconcile() } == "migration.none")
    try await bank.database.write { try $0.execute("UPDATE institution SET level = 2 WHERE level = 3", []) }
    #expect(try await met { _ = try await migration.load() } == "migration.no-outlet")
    await bank.database.close()
  }

  @Test("books that no longer come out are not cut over")
  func notExact() async throws {
    let bank = try await TestBank.open()
    let migration = try migration(bank)
    _ = try await migration.load()
    try await bank.database.write {
      try $0.execute("UPDATE ledger_account SET settled_credit = settled_credit + 1 WHERE settled_credit > 0", [])
    }
    let report = try await migration.reconcile()
    #expect(!report.wrong.isEmpty)
    let day = try #require(BusinessDate("1993-02-07"))
    #expect(try await met { try await migration.cutOver(on: day, report) } == "migration.not-exact")
    await bank.database.close()
  }

  @Test("a run that has begun does not begin again")
  func begun() async throws {
    let bank = try await TestBank.open()
    let (intake, now) = (bank.desks.house.banking.intake, bank.time.now)
    let run = MigrationRun(source: "test", generation: 1, digest: "00", outlets: [bank.outlet])
    try await bank.database.write { try intake.begin(run, at: now, in: $0) }
    let again = try await met { try await bank.database.write { try intake.begin(run, at: now, in: $0) } }
    #expect(again == "migration.state")
    await bank.database.close()
  }
}
