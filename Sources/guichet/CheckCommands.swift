import ArgumentParser
import Audit
import Catalog
import Documents
import Foundation
import Ledger
import Primitives
import Seals

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "核验凭证 Verify a sealed voucher, offline.",
    discussion: """
      Prints who signed when with which certificate, what changed since, and the four conditions of article 13 of \
      the Electronic Signature Law with their evidence. Exit 0 only when the file is valid.
      Example: guichet verify voucher.pdf --trust ca.pem
      """)

  @Argument(help: "The PDF 凭证文件.") var file: String
  @Option(help: "CA certificate to trust (PEM); default: the one of the bank in --data.") var trust: String?
  @Flag(help: "JSON instead of text.") var json = false
  @Option(help: "The bank's folder, for its CA certificate.") var data = "var"

  func run() throws {
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw Fault("roof.file", "\(file) cannot be read")
    }
    let anchor = trust ?? BankFolder(path: data).keys + "/ca-cert.pem"
    guard let pem = FileManager.default.contents(atPath: anchor) else {
      throw Fault("roof.trust", "\(anchor) cannot be read: name the bank's CA certificate with --trust")
    }
    let report = DocumentVerifier(trust: [try X509(pem: String(decoding: pem, as: UTF8.self))]).verify(Array(bytes))
    Terminal.say(json ? try report.json() : report.text)
    guard report.verdict == .valid else { throw ExitCode(report.verdict == .unfinished ? 3 : 1) }
  }
}

struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "总账 The double-entry books.", subcommands: [Check.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "试算与重建 Rebuild every balance from the entries and compare; trial balance; notes against tills.",
      discussion: "May run beside the server. Exit 0 only when all is well. Example: guichet ledger check --data var")

    @OptionGroup var bank: BankOptions
    @Flag(help: "JSON instead of text.") var json = false

    private struct Sum: Encodable {
      let institution: String
      let currency: String
      let debit: String
      let credit: String
    }
    private struct Report: Encodable {
      let sound: Bool
      let accounts: Int
      let journals: Int
      let entries: Int
      let reservations: Int
      let findings: [String]
      let sums: [Sum]
    }

    func run() async throws {
      let house = try bank.opening.view()
      let (check, balance, tills) = try await house.database.read { tx in
        (
          try house.ledger.check(in: tx), try house.ledger.trialBalance(in: tx),
          try house.access.institutions(in: tx).flatMap { try house.banking.tills.differences(at: $0.id, in: tx) }
        )
      }
      let report = Report(
        sound: check.isSound && balance.isBalanced && tills.isEmpty, accounts: check.accounts, journals: check.journals,
        entries: check.entries, reservations: check.reservations,
        findings: check.findings.map { "\($0.problem.rawValue) \($0.subject)" } + tills.map { "till-differs \($0)" },
        sums: balance.totals.map {
          Sum(
            institution: "\($0.institution)", currency: $0.currency.code, debit: $0.debit.decimal,
            credit: $0.credit.decimal)
        })
      if json { try Terminal.json(report) } else { Self.say(report) }
      guard report.sound else { throw ExitCode(1) }
    }

    private static func say(_ report: Report) {
      for sum in report.sums {
        Terminal.say("\(sum.institution) \(sum.currency)  借 debit \(sum.debit)  贷 credit \(sum.credit)")
      }
      for finding in report.findings { Terminal.say("✗ \(finding)") }
      Terminal.say(
        "\(report.accounts) 账户 accounts, \(report.journals) 流水 journals, \(report.entries) 分录 entries: "
          + (report.sound ? "一致 sound ✓" : "不一致 NOT SOUND ✗"))
    }
  }
}

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "审计链 The audit chains.", subcommands: [Verify.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "核验审计链 Verify every chain against its hashes and signed checkpoints.",
      discussion: "May run beside the server. Exit 0 only when all is well. Example: guichet audit verify --data var")

    @OptionGroup var bank: BankOptions
    @Flag(help: "JSON instead of text.") var json = false

    private struct Report: Encodable {
      let good: Bool
      let entries: Int
      let chains: Int
      let checkpoints: Int
      let problems: [String]
    }

    func run() async throws {
      let folder = bank.folder
      let house = try bank.opening.view()
      let external = try FileManager.default.contents(atPath: folder.checkpoint.path)
        .map { try Checkpoint(text: String(decoding: $0, as: UTF8.self)) }
      let key = house.keys.checkpoint.publicKeyDER
      let verdict = try await house.database.read { tx in
        try house.audit.verify(key: key, external: external, in: tx)
      }
      let report = Report(
        good: verdict.isGood, entries: verdict.entries, chains: verdict.chains, checkpoints: verdict.checkpoints,
        problems: verdict.problems.map { "\($0.zh) \($0.en)" })
      if json {
        try Terminal.json(report)
      } else {
        for problem in report.problems { Terminal.say("✗ \(problem)") }
        Terminal.say(
          "\(report.entries) 条记录 entries, \(report.chains) 链 chains, \(report.checkpoints) 检查点 checkpoints: "
            + (report.good ? "完整 good ✓" : "被破坏 BROKEN ✗"))
      }
      guard report.good else { throw ExitCode(1) }
    }
  }
}

struct ServicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "services", abstract: "业务定义 The definitions of services.", subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "检查业务定义 Read every definition and run its examples.",
      discussion: "Every problem is named with file, line and reason. Example: guichet services check")

    @Option(help: "Shared resources; default: beside the program.") var share: String?

    func run() throws {
      let catalog = try HouseOpening.catalog(try ShareFolder(path: share))
      let failures = catalog.exampleFailures()
      for failure in failures { Terminal.say("✗ \(failure)") }
      for service in catalog.services {
        Terminal.say(
          "\(service.code)  \(service.name.zh) \(service.name.en)  v\(service.version), \(service.examples.count) 例 examples"
        )
      }
      guard failures.isEmpty else { throw ExitCode(1) }
    }
  }
}
