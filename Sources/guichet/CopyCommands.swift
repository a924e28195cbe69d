import ArgumentParser
import Audit
import Documents
import Foundation
import Ledger
import Operations
import Primitives
import Seals

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "备份 Copy the bank, data and keys, into one file; the server may go on.",
    discussion: "The file holds all keys: keep it like the vault. Example: guichet backup bank-copy.tar --data var")

  @OptionGroup var bank: BankOptions
  @Argument(help: "File to write; must not exist 备份文件.") var file: String

  func run() async throws {
    let folder = bank.folder
    _ = try folder.settings()
    let house = try bank.opening.view()
    try await BankCopy().make(of: folder.url, to: URL(fileURLWithPath: file)) { path in
      try await Snapshot.take(of: house.database, to: path)
    }
    Terminal.say("备份完成 Copied to \(file)")
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "恢复 Make a bank from a copy and check it: ledger, audit chains, archive.",
    discussion: "The folder of --data must not exist yet. Example: guichet restore bank-copy.tar --data var2")

  @OptionGroup var bank: BankOptions
  @Argument(help: "A file made by `backup` 备份文件.") var file: String

  func run() async throws {
    guard bank.store == nil else {
      throw ValidationError("a copy comes back as a file; move it with `guichet store copy` afterwards")
    }
    let folder = bank.folder
    try BankCopy().unpack(URL(fileURLWithPath: file), into: folder.url)
    // Whatever engine the bank was on: the copy holds a file.
    try folder.move(to: .file(folder.database))
    let house = try bank.opening.view()
    let external = try FileManager.default.contents(atPath: folder.checkpoint.path)
      .map { try Checkpoint(text: String(decoding: $0, as: UTF8.self)) }
    let key = house.keys.checkpoint.publicKeyDER
    let (ledger, audit, archive, tills) = try await house.database.read { tx in
      (
        try house.ledger.check(in: tx), try house.audit.verify(key: key, external: external, in: tx),
        try house.archive.check(keys: house.keys, in: tx),
        try house.access.institutions(in: tx).flatMap { try house.banking.tills.differences(at: $0.id, in: tx) }
      )
    }
    Terminal.say("总账 ledger: \(ledger.journals) journals, \(ledger.entries) entries \(ledger.isSound ? "✓" : "✗")")
    Terminal.say("审计 audit: \(audit.entries) entries in \(audit.chains) chains \(audit.isGood ? "✓" : "✗")")
    Terminal.say("档案 archive: \(archive.entries) documents \(archive.isClean ? "✓" : "✗")")
    for till in tills { Terminal.say("尾箱 till: \(till) ✗") }
    guard ledger.isSound, audit.isGood, archive.isClean, tills.isEmpty else { throw ExitCode(1) }
    Terminal.say("恢复完成 Restored to \(folder.url.path)")
  }
}

struct PageImagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page-images", abstract: "Child process of the server: draws pages of PDFs, without any key.",
    discussion: "Started by the server; speaks a binary protocol on standard input and output.", shouldDisplay: false)

  func run() throws {
    let code = PageImageChild.run()
    guard code == 0 else { throw ExitCode(code) }
  }
}
