import ArgumentParser
import Audit
import Desk
import Documents
import Foundation
import Ledger
import Operations
import PostgresStorage
import Primitives
import SQLiteStorage
import Seals
import Storage

struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "数据库 Where the bank's data lie.", subcommands: [Copy.self])

  struct Copy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "copy",
      abstract: "迁移数据库 Move a whole bank between SQLite and PostgreSQL, and compare every row afterwards.",
      discussion: """
        Stop the server first. The source stays as it is; the bank's folder names the new store from then on \
        (unless --keep). Exit 0 only when both hold the same and ledger, audit chains and archive of the copy are sound.
        Example: guichet store copy --data var --from sqlite:var/bank.sqlite --to postgres://guichet@127.0.0.1/bank
        """)

    @OptionGroup var bank: BankOptions
    @Option(help: "Store to copy from; default: the one of the bank.") var from: String?
    @Option(help: "Empty store to copy to: postgres://…, or sqlite:FILE.") var to: String
    @Flag(help: "Leave the bank's folder naming the old store.") var keep = false
    @Flag(help: "JSON instead of text.") var json = false

    private struct Report: Encodable {
      struct Table: Encodable {
        let table: String
        let rows: Int
        let sha256: String
      }
      let from: String
      let to: String
      let tables: [Table]
      let journals: Int
      let entries: Int
      let auditEntries: Int
      let documents: Int
      let balanced: Bool
      let sound: Bool
    }

    func run() async throws {
      let folder = bank.folder
      let source = try from.map { try StorePlace($0) } ?? folder.store(bank.store)
      let target = try StorePlace(to)
      if case .file(let path) = source, !FileManager.default.fileExists(atPath: path) {
        throw Fault("storage.path", "there is no data to read at \(path)")
      }
      let (one, two) = (try source.open(), try target.open())
      try await one.migrate(House.schemas)
      let tables = try await StoreCopy(from: one, to: two, schemas: House.schemas) { Terminal.progress($0, $1, $2) }
        .run()
      await one.close()
      await two.close()
      let report = try await check(
        HouseOpening(folder: folder, share: try bank.resources, store: target), source, target, tables)
      if json { try Terminal.json(report) } else { say(report) }
      guard report.sound else { throw ExitCode(1) }
      guard !keep else { return }
      try folder.move(to: target)
      if !json { Terminal.say("银行现使用 The bank now lives in \(target)；旧库保留 the old store stays as it was: \(source)") }
    }

    private func check(
      _ opening: HouseOpening, _ from: StorePlace, _ to: StorePlace, _ tables: [StoreCopy.TableResult]
    ) async throws -> Report {
      let house = try opening.view()
      let external = try FileManager.default.contents(atPath: bank.folder.checkpoint.path)
        .map { try Checkpoint(text: String(decoding: $0, as: UTF8.self)) }
      let key = house.keys.checkpoint.publicKeyDER
      let report = try await house.database.read { tx in
        let (ledger, balance) = (try house.ledger.check(in: tx), try house.ledger.trialBalance(in: tx))
        let audit = try house.audit.verify(key: key, external: external, in: tx)
        let archive = try house.archive.check(keys: house.keys, in: tx)
        let tills = try house.access.institutions(in: tx).flatMap {
          try house.banking.tills.differences(at: $0.id, in: tx)
        }
        return Report(
          from: "\(from)", to: "\(to)",
          tables: tables.map { .init(table: $0.table, rows: $0.rows, sha256: $0.digest) }, journals: ledger.journals,
          entries: ledger.entries, auditEntries: audit.entries, documents: archive.entries,
          balanced: balance.isBalanced,
          sound: ledger.isSound && balance.isBalanced && audit.isGood && archive.isClean && tills.isEmpty)
      }
      await house.database.close()
      return report
    }

    private func say(_ report: Report) {
      for table in report.tables where table.rows > 0 {
        Terminal.say("  \(table.table)  \(table.rows) 行 rows  SHA-256 \(table.sha256.prefix(16))…  一致 equal ✓")
      }
      Terminal.say(
        "\(report.journals) 流水 journals, \(report.entries) 分录 entries, \(report.auditEntries) 审计记录 audit entries, "
          + "\(report.documents) 档案 documents: " + (report.sound ? "一致 sound ✓" : "不一致 NOT SOUND ✗"))
    }
  }
}

/// One consistent state of all data as a new SQLite file, whatever the engine: what a backup holds.
enum Snapshot {
  static func take(of database: any Database, to path: String) async throws {
    if let file = database as? SQLiteViewer { return try await file.backup(to: path) }
    guard !FileManager.default.fileExists(atPath: path) else { throw Fault("storage.backup", "\(path) exists") }
    let target = try SQLiteDatabase(path: path)
    do {
      _ = try await StoreCopy(from: database, to: target, schemas: House.schemas, comparing: false).run()
    } catch {
      await target.close()
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
    await target.close()
    try? FileManager.default.removeItem(atPath: path + ".lock")
  }
}
