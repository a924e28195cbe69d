import ArgumentParser
import Banking
import Desk
import Foundation
import Operations
import Primitives
import SQLiteStorage
import Seals

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "数据迁移 Take over another system's customers, accounts and transactions.",
    subcommands: [Berka.self])

  struct Berka: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "berka",
      abstract:
        "迁入 PKDD'99 银行 Take over the bank of the PKDD'99 challenge: in phases, in batches, with a reconciliation.",
      discussion: """
        Stop the server first (not for --trial). Broken off at any point, it goes on when run again; run again once \
        more, it changes nothing. The bank keeps the reconciliation of every load: page /migrations. Exit 0 only when every account is exact and the trial balance is zero.
        Example: guichet migrate berka export --data var --trial && guichet migrate berka export --data var
        """)

    @Argument(help: "Folder with client.asc, disp.asc, account.asc, trans.asc.") var folder: String
    @OptionGroup var bank: BankOptions
    @Flag(help: "试迁移 In a scratch copy: the report is made, the bank stays as it is.") var trial = false
    @Option(help: "切换日 Record the first day on which this bank leads; afterwards there is no way back.")
    var cutOver: String?
    @Flag(help: "退回 Take everything back by reversing entries, before the cut-over.") var back = false
    @Option(help: "Write the whole report as an HTML page to this file.") var page: String?
    @Option(help: "Write the report as a PDF to this file.") var pdf: String?
    @Flag(help: "JSON instead of text.") var json = false

    func validate() throws {
      guard !back || (!trial && cutOver == nil && page == nil && pdf == nil) else {
        throw ValidationError("--back goes with none of --trial, --cut-over, --page, --pdf")
      }
      guard !trial || cutOver == nil else { throw ValidationError("a trial has no cut-over") }
      if let cutOver, BusinessDate(cutOver) == nil {
        throw ValidationError("--cut-over is no date: write 1994-04-01")
      }
    }

    func run() async throws {
      let source = try read()
      if trial { return try await inScratch(source) }
      let house = try await bank.opening.openBank()
      do {
        try await back ? takeBack(house, source) : load(house, source)
        await house.database.close()
      } catch {
        await house.database.close()
        throw error
      }
    }

    private func read() throws -> MigrationSource {
      do {
        return try BerkaExport.read(URL(fileURLWithPath: folder))
      } catch let list as RefusalList {
        // All of them before the last one, which ends the command.
        for refusal in list.refusals.dropLast() {
          Terminal.complain("\(refusal.zh) \(refusal.en)  [\(refusal.code)]")
        }
        throw list.refusals[list.refusals.count - 1]
      }
    }

    private func load(_ house: House, _ source: MigrationSource) async throws {
      let migration = Migration(house, source: source) { Terminal.progress($0, $1, $2) }
      let started = SystemTime().now
      let written = try await migration.load()
      let milliseconds = SystemTime().now.milliseconds - started.milliseconds
      func reconciled() async throws -> MigrationReport {
        let report = try await migration.reconcile().with(written, milliseconds: milliseconds, trial: trial)
        if !trial { try await migration.keep(report) }
        return report
      }
      var report = try await reconciled()
      if let date = cutOver.flatMap({ BusinessDate($0) }) {
        try await migration.cutOver(on: date, report)
        report = try await reconciled()
      }
      try await tell(report, house)
    }

    private func tell(_ report: MigrationReport, _ house: House) async throws {
      if let page {
        try BankFolder.writePrivately(Data(report.page.utf8), to: URL(fileURLWithPath: page))
      }
      if let pdf {
        let drawn = try await house.voucher.draw(MigrationPaper(report, house.settings.bankName).content)
        try BankFolder.writePrivately(Data(drawn.pdf), to: URL(fileURLWithPath: pdf))
      }
      if json { Terminal.say(String(decoding: try report.json(), as: UTF8.self)) } else { Terminal.say(report.text) }
      guard report.wrong.isEmpty else { throw ExitCode(1) }
    }

    /// The bank is only read, as a backup reads it; everything happens in a copy that is gone afterwards.
    private func inScratch(_ source: MigrationSource) async throws {
      let scratch = bank.folder.url.appending(path: ".trial-\(Hex.encode(SystemEntropy().bytes(6))).sqlite").path
      defer {
        for end in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: scratch + end) }
      }
      let opening = try bank.opening
      let viewed = try opening.view()
      try await Snapshot.take(of: viewed.database, to: scratch)
      await viewed.database.close()
      let house = try await HouseOpening(
        folder: bank.folder, share: try bank.resources, store: .file(scratch)
      ).openBank()
      do {
        try await load(house, source)
        await house.database.close()
      } catch {
        await house.database.close()
        throw error
      }
    }

    private struct TakenBack: Encodable {
      let reversed: Int
      let closed: Int
      let batches: Int
      let trialBalanceIsZero: Bool
    }

    private func takeBack(_ house: House, _ source: MigrationSource) async throws {
      let written = try await Migration(house, source: source) { Terminal.progress($0, $1, $2) }.back()
      let balanced = try await house.database.read { tx in try house.ledger.trialBalance(in: tx).isBalanced }
      let told = TakenBack(
        reversed: written.postings, closed: written.accounts, batches: written.batches, trialBalanceIsZero: balanced)
      if json { return try Terminal.json(told) }
      Terminal.say(
        "\(told.reversed) 笔冲正 reversed, \(told.closed) 户销户 accounts closed; "
          + (balanced ? "试算平衡 trial balance zero ✓" : "试算不平 NOT BALANCED ✗"))
    }
  }
}
