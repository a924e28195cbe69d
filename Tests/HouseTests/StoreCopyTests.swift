import Audit
import Banking
import Desk
import Ledger
import Operations
import PostgresStorage
import Primitives
import Storage
import TestCounter
import TestHouse
import Testing

/// A living bank moves from SQLite to PostgreSQL and back: every row, total, chain and document is the same.
@Suite("Moving house", .enabled(if: TestEngine.server != nil, "SKIPPED: no PostgreSQL (GUICHET_TEST_POSTGRES)"))
struct StoreCopyTests {
  private func postgres() throws -> PostgresDatabase {
    try PostgresDatabase(TestEngine.address(for: TestVault.directory()), options: TestEngine.postgresOptions)
  }

  private func file() async throws -> any Database { try await TestVault.temporaryFile() }

  private func copy(_ source: any Database, _ target: any Database) async throws -> [StoreCopy.TableResult] {
    try await StoreCopy(from: source, to: target, schemas: House.schemas).run()
  }

  private func refusal(_ body: () async throws -> Void) async -> String? {
    do { try await body() } catch { return (error as? Refusal)?.code ?? (error as? Fault)?.code ?? "\(error)" }
    return nil
  }

  /// Two customers, deposits, a released case, a drafted one.
  private func bank() async throws -> (bank: TestBank, account: String) {
    let bank = try await TestBank.open()
    let counter = try await TestCounter.open(bank)
    let account = try await counter.account()
    for notes in 1...3 {
      let opened = try await bank.desks.cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
      _ = try await bank.desks.cases.submit(
        opened.id, form: TestCounter.deposit(account, notes: notes), by: counter.signOn)
      if notes < 3 {
        _ = try await counter.customerAgrees()
        _ = try await bank.desks.cases.end(opened.id, by: counter.signOn)
      }
    }
    return (bank, account)
  }

  @Test("there and back again")
  func thereAndBack() async throws {
    let (bank, account) = try await bank()
    let server = try postgres()
    let there = try await copy(bank.database, server)
    let back = try await file()
    let home = try await copy(server, back)
    #expect(there == home)
    #expect(there.first { $0.table == "ledger_journal" }?.rows ?? 0 > 4)
    #expect(there.first { $0.table == "archive_blob" }?.rows == 3)
    let key = bank.desks.house.keys.checkpoint.publicKeyDER
    let house = bank.desks.house
    for vault in [bank.database, server, back] {
      let (check, audit, archive) = try await vault.read { tx in
        (
          try house.ledger.check(in: tx), try house.audit.verify(key: key, in: tx),
          try house.archive.check(keys: house.keys, in: tx)
        )
      }
      #expect(check.isSound && audit.isGood && archive.isClean)
      #expect(audit.entries > 20 && archive.entries == 3 && archive.drafts == 1)
    }
    #expect(!account.isEmpty)
    for vault in [server, back] as [any Database] { await vault.close() }
    await bank.database.close()
  }

  @Test("a target that holds anything is refused and left as it was")
  func occupied() async throws {
    let (bank, _) = try await bank()
    let server = try postgres()
    _ = try await copy(bank.database, server)
    #expect(await refusal { _ = try await copy(bank.database, server) } == "copy.target-occupied")
    let again = try await server.read { tx in try LedgerBooks().check(in: tx) }
    #expect(again.isSound && again.journals > 0)
    await server.close()
    await bank.database.close()
  }

  @Test("a copy that breaks off leaves no half of a bank, and can be tried again")
  func brokenOff() async throws {
    let (bank, _) = try await bank()
    let server = try postgres()
    try await server.migrate(House.schemas)
    // The archive comes late: by then most tables have been written.
    try await server.write { try $0.execute("ALTER TABLE archive_blob ADD CHECK (length(body) < 10)", []) }
    #expect(await refusal { _ = try await copy(bank.database, server) } == "storage.constraint")
    let left = try await server.read { try LedgerBooks().check(in: $0).accounts }
    #expect(left == 0)
    try await server.write { try $0.execute("ALTER TABLE archive_blob DROP CONSTRAINT archive_blob_body_check", []) }
    #expect(try await copy(bank.database, server).count > 20)
    await server.close()
    await bank.database.close()
  }

  @Test("a difference of one bit is found")
  func difference() async throws {
    let (bank, _) = try await bank()
    let server = try postgres()
    try await server.migrate(House.schemas)
    // Something in the target changes one amount on its way.
    try await server.write { tx in
      try tx.execute(
        """
        CREATE FUNCTION shave() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF NEW.balance > 5 THEN NEW.balance := NEW.balance - 1; END IF; RETURN NEW; END'
        """, [])
      try tx.execute("CREATE TRIGGER shave BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION shave()", [])
    }
    #expect(await refusal { _ = try await copy(bank.database, server) } == "copy.differs")
    await server.close()
    await bank.database.close()
  }
}
