import Access
import Audit
import Banking
import Desk
import Foundation
import Operations
import PDF
import Primitives
import Storage
import TestCounter
import TestHouse
import Testing

/// How a migration was reconciled stays in the bank, sealed, for those who may see it (BC-095).
@Suite("The kept reconciliation")
struct MigrationReportTests {
  private func loaded(_ bank: TestBank) async throws -> (Migration, MigrationReport) {
    let migration = Migration(bank.desks.house, source: try BerkaExport.read(BerkaSample().write()))
    _ = try await migration.load()
    return (migration, try await migration.reconcile())
  }

  private func person(_ bank: TestBank, _ number: String) async throws -> SignOn {
    try await bank.desks.door.signOn(number: number, password: TestBank.password, stationToken: nil).signOn
  }

  private func digests(_ database: any Database) async throws -> [StoreCopy.TableResult] {
    let copy = try await TestVault.temporaryFile()
    let tables = try await StoreCopy(from: database, to: copy, schemas: House.schemas).run()
    await copy.close()
    return tables
  }

  private func raw(_ bank: TestBank) async throws -> [[UInt8]] {
    try await bank.database.read { tx in
      try tx.query(SQL("SELECT summary_sealed, body_sealed FROM migration_reports")).flatMap {
        [try $0.bytes(0), try $0.bytes(1)]
      }
    }
  }

  private func looks(_ bank: TestBank) async throws -> [AuditEntry] {
    try await bank.database.read { tx in
      try bank.desks.house.audit.page(AuditFilter(actionPrefix: "migration.read"), limit: 50, before: nil, in: tx)
        .map(\.entry)
    }
  }

  @Test("it comes back as it was, and the same again changes no table")
  func kept() async throws {
    let bank = try await TestBank.open()
    let (migration, report) = try await loaded(bank)
    #expect(try await migration.keep(report))
    let desk = MigrationDesk(bank.desks.house)
    let auditor = try await person(bank, "U0001")
    let sight = try await desk.look("berka", 1, account: nil, by: auditor)
    #expect(sight.report == report && sight.seesAccounts)
    #expect(sight.line.summary == report.summary && sight.line.madeAt == bank.time.now)
    #expect(sight.months.map { "\($0.name) \($0.new) \($0.carried)" } == ["1993-02 1 1"])
    let before = try await digests(bank.database)
    bank.time.advance(seconds: 3600)
    _ = try await migration.load()
    #expect(try await migration.keep(migration.reconcile()) == false)
    #expect(try await digests(bank.database) == before)
    await bank.database.close()
  }

  @Test("a later one that says something else takes its place")
  func replaced() async throws {
    let bank = try await TestBank.open()
    let (migration, report) = try await loaded(bank)
    try await migration.keep(report)
    bank.time.advance(seconds: 60)
    try await bank.database.write {
      try $0.execute("UPDATE ledger_account SET settled_credit = settled_credit + 1 WHERE settled_credit > 0", [])
    }
    let second = try await migration.reconcile()
    #expect(!second.isExact)
    #expect(try await migration.keep(second))
    let runs = try await MigrationDesk(bank.desks.house).runs(by: person(bank, "A0001"))
    #expect(runs.count == 1 && runs[0].summary?.wrong == second.wrong && runs[0].madeAt == bank.time.now)
    await bank.database.close()
  }

  @Test("it lies sealed: no account number, no balance, no word of it, and not merely deflated")
  func sealed() async throws {
    let bank = try await TestBank.open()
    let (migration, report) = try await loaded(bank)
    try await migration.keep(report)
    let number = try #require(report.daysDiffering.first).number
    let secrets = [number, "1200.00", "1398.80", "daysDiffering", "credits", "berka"].map { Array($0.utf8) }
    #expect(try String(decoding: report.json(), as: UTF8.self).contains(number))
    for bytes in try await raw(bank) {
      #expect(bytes.count > 100)
      for secret in secrets { #expect(!bytes.contains(secret), "\(String(decoding: secret, as: UTF8.self))") }
      for start in [0, 8, 12, 20] {
        for end in [0, 16] {
          #expect(throws: (any Error).self) { try Flate.inflate(bytes.dropFirst(start).dropLast(end), limit: 1 << 20) }
        }
      }
    }
    await bank.database.close()
  }

  @Test(
    "a body or a summary that was moved to another run does not open", arguments: ["body_sealed", "summary_sealed"])
  func moved(column: String) async throws {
    let bank = try await TestBank.open()
    let (migration, report) = try await loaded(bank)
    try await migration.keep(report)
    _ = try await migration.back()
    _ = try await migration.load()
    try await migration.keep(migration.reconcile())
    let auditor = try await person(bank, "U0001")
    let desk = MigrationDesk(bank.desks.house)
    #expect(try await desk.look("berka", 2, account: nil, by: auditor).report != nil)
    try await bank.database.write { tx in
      try tx.execute(
        SQL(
          "UPDATE migration_reports SET \(column) = (SELECT \(column) FROM migration_reports WHERE generation = 1) WHERE generation = 2"
        ), [])
    }
    await #expect(throws: Fault.self) { try await desk.look("berka", 2, account: nil, by: auditor) }
    #expect(try await desk.look("berka", 1, account: nil, by: auditor).report != nil)
    await bank.database.close()
  }

  @Test("a copy of the bank carries it")
  func copied() async throws {
    let bank = try await TestBank.open()
    let (migration, report) = try await loaded(bank)
    try await migration.keep(report)
    let copy = try await TestVault.temporaryFile()
    let tables = try await StoreCopy(from: bank.database, to: copy, schemas: House.schemas).run()
    #expect(tables.first { $0.table == "migration_reports" }?.rows == 1)
    let house = BreakingDatabase.house(bank.desks.house, on: copy)
    let sight = try await MigrationDesk(house).look("berka", 1, account: nil, by: person(bank, "U0001"))
    #expect(sight.report == report)
    await copy.close()
    await bank.database.close()
  }

  @Test("after the way back it can still be read, as taken back; the next run has one of its own")
  func wayBack() async throws {
    let bank = try await TestBank.open()
    let (migration, report) = try await loaded(bank)
    try await migration.keep(report)
    _ = try await migration.back()
    let desk = MigrationDesk(bank.desks.house)
    let auditor = try await person(bank, "U0001")
    let sight = try await desk.look("berka", 1, account: nil, by: auditor)
    #expect(sight.line.run.state == .takenBack && sight.report?.state == "taken-back")
    #expect(sight.report?.daysDiffering == report.daysDiffering)
    bank.time.advance(seconds: 60)
    _ = try await migration.load()
    #expect(try await migration.keep(migration.reconcile()))
    let runs = try await desk.runs(by: auditor)
    #expect(runs.map(\.run.generation) == [2, 1] && runs.map(\.run.state) == [.loaded, .takenBack])
    #expect(runs.allSatisfy { $0.summary?.wrong == [] })
    await bank.database.close()
  }

  @Test("accounts are for auditors, whose looks are audited; bank IT sees totals; a teller and a branch see nothing")
  func whoMaySee() async throws {
    let bank = try await TestBank.open()
    let (migration, report) = try await loaded(bank)
    try await migration.keep(report)
    let desk = MigrationDesk(bank.desks.house)
    let (auditor, keeper) = (try await person(bank, "U0001"), try await person(bank, "A0001"))
    let teller = try await person(bank, "T0001")

    let plain = try await desk.look("berka", 1, account: 10, by: keeper)
    #expect(!plain.seesAccounts && plain.report?.daysDiffering == [] && plain.report?.accountsDiffering == [])
    #expect(plain.report?.net == report.net && plain.months.count == 1)
    #expect(try await looks(bank).isEmpty)
    for form in ["json", "paper"] {
      let code = try await met {
        _ = try await form == "json" ? desk.json("berka", 1, by: keeper) : desk.paper("berka", 1, by: keeper)
      }
      #expect(code == "access.forbidden")
    }
    #expect(try await met { _ = try await desk.runs(by: teller) } == "access.forbidden")
    #expect(try await met { _ = try await desk.look("berka", 1, account: nil, by: teller) } == "access.forbidden")

    _ = try await desk.look("berka", 1, account: 10, by: auditor)
    let json = try await desk.json("berka", 1, by: auditor)
    #expect(json == (try report.json()))
    #expect(try await desk.paper("berka", 1, by: auditor).starts(with: Array("%PDF-".utf8)))
    let seen = try await looks(bank)
    #expect(seen.map { $0.detail["form"] } == ["pdf", "json", "page"] && seen.last?.detail["account"] == "10")
    #expect(seen.allSatisfy { $0.actor == "U0001" && $0.subject == "berka/1" })

    // The run was spread over two outlets; an auditor of one of them does not see it.
    let outlet = try #require(
      try await bank.database.read { tx in
        try bank.desks.house.access.institution(bank.outlet, in: tx)
      })
    let local = SignOn(
      staff: auditor.staff, institution: outlet, terminal: nil, tokenHash: auditor.tokenHash,
      startedAt: auditor.startedAt, endsAt: auditor.endsAt)
    #expect(try await desk.runs(by: local).isEmpty)
    #expect(try await met { _ = try await desk.look("berka", 1, account: nil, by: local) } == "migration.unknown-run")
    #expect(try await looks(bank).count == 3)
    await bank.database.close()
  }

  @Test("a run that is not there, and one that was never reconciled")
  func missing() async throws {
    let bank = try await TestBank.open()
    let desk = MigrationDesk(bank.desks.house)
    let auditor = try await person(bank, "U0001")
    #expect(try await desk.runs(by: auditor).isEmpty)
    #expect(try await met { _ = try await desk.look("berka", 1, account: nil, by: auditor) } == "migration.unknown-run")
    let migration = Migration(bank.desks.house, source: try BerkaExport.read(BerkaSample().write()))
    _ = try await migration.load()
    let sight = try await desk.look("berka", 1, account: nil, by: auditor)
    #expect(sight.report == nil && sight.line.madeAt == nil && sight.line.run.state == .loaded)
    #expect(try await met { _ = try await desk.json("berka", 1, by: auditor) } == "migration.no-report")
    #expect(try await met { _ = try await desk.paper("berka", 1, by: auditor) } == "migration.no-report")
    #expect(try await met { _ = try await desk.json("other", 1, by: auditor) } == "migration.unknown-run")
    #expect(try await looks(bank).isEmpty)
    await bank.database.close()
  }

  @Test("every differing day lies in one stretch, which begins where the difference is new")
  func stretches() throws {
    func day(_ account: Int, _ date: String, _ difference: String, _ isNew: Bool) throws -> MigrationReport.Day {
      let text = """
        {"account": \(account), "number": "n", "date": "\(date)", "printed": "1.00", "bank": "1.00",
         "difference": "\(difference)", "isNew": \(isNew)}
        """
      return try JSONDecoder().decode(MigrationReport.Day.self, from: Data(text.utf8))
    }
    let days = try [
      day(1, "1993-01-01", "0.10", true), day(1, "1993-01-02", "0.10", false), day(1, "1993-01-05", "0.20", true),
      day(2, "1993-01-03", "0.20", true), day(2, "1993-01-04", "0.20", false), day(2, "1993-01-09", "0.20", false),
    ]
    let found = MigrationReport.stretches(days)
    #expect(
      found.map { "\($0.first.account) \($0.first.date) \($0.last) \($0.days)" } == [
        "1 1993-01-01 1993-01-02 2", "1 1993-01-05 1993-01-05 1", "2 1993-01-03 1993-01-09 3",
      ])
    #expect(MigrationReport.stretches([]).isEmpty)
  }
}

extension [UInt8] {
  fileprivate func contains(_ other: [UInt8]) -> Bool {
    guard other.count <= count else { return false }
    return (0...(count - other.count)).contains { self[$0..<($0 + other.count)].elementsEqual(other) }
  }
}
