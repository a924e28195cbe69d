import ArgumentParser
import Documents
import Foundation
import Primitives
import Storage

struct ArchiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "电子档案 The archive of sealed vouchers.",
    subcommands: [List.self, Get.self, Check.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "列出档案 List sealed vouchers, newest first.",
      discussion: "May run beside the server. Example: guichet archive list --date 2026-11-22 --teller T0001")

    @OptionGroup var bank: BankOptions
    @Option(help: "Business date.") var date: String?
    @Option(help: "Sign-on number of the teller.") var teller: String?
    @Option(help: "Account number.") var account: String?
    @Option(help: "Journal number.") var number: String?
    @Option(help: "At most so many.") var limit = 100
    @Flag(help: "JSON instead of text.") var json = false

    private struct Line: Encodable {
      let id: String
      let number: String
      let service: String
      let account: String?
      let businessDate: String
      let teller: String
      let bytes: Int
      let sha256: String
      let state: String
    }

    func run() async throws {
      let day = try date.map { text -> BusinessDate in
        guard let day = BusinessDate(text) else { throw ValidationError("--date is no date: write 2026-11-22") }
        return day
      }
      let house = try bank.opening.view()
      let filter = ArchiveFilter(journalNumber: number, account: account, from: day, through: day, teller: teller)
      var entries: [ArchiveEntry] = []
      var before: DocumentID?
      repeat {
        let (from, left) = (before, limit - entries.count)
        let page = try await house.database.read { tx in
          try house.archive.find(filter, before: from, limit: min(left, ArchiveRoom.largestPage), in: tx)
        }
        entries += page.entries
        before = page.next
      } while before != nil && entries.count < limit
      let lines = entries.map {
        Line(
          id: "\($0.id)", number: $0.journalNumber, service: $0.service, account: $0.account,
          businessDate: "\($0.businessDate)", teller: $0.teller, bytes: $0.size, sha256: Hex.encode($0.hash),
          state: $0.state.rawValue)
      }
      if json { return try Terminal.json(lines) }
      for line in lines {
        Terminal.say("\(line.id)  \(line.number)  \(line.service)  \(line.teller)  \(line.bytes) B  \(line.state)")
      }
      Terminal.say("\(lines.count) 份 documents")
    }
  }

  struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "get", abstract: "取出凭证 Take a copy of one sealed voucher out of the archive.",
      discussion: "Example: guichet archive get 019a… -o voucher.pdf")

    @OptionGroup var bank: BankOptions
    @Argument(help: "Document id from `archive list`.") var id: String
    @Option(name: .shortAndLong, help: "File to write; must not exist.") var output: String

    func run() async throws {
      guard let document = DocumentID(id) else { throw ValidationError("an id has 32 hexadecimal digits") }
      guard !FileManager.default.fileExists(atPath: output) else {
        throw Fault("roof.exists", "\(output) exists; name another file")
      }
      let house = try bank.opening.view()
      let found = try await house.database.read { tx in
        try house.archive.retrieve(document, keys: house.keys, in: tx)
      }
      try BankFolder.writePrivately(Data(found.file), to: URL(fileURLWithPath: output))
      Terminal.say(
        "\(output)  \(found.entry.journalNumber)  \(found.file.count) B  SHA-256 \(Hex.encode(found.entry.hash))")
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "检查档案 Open every file and compare it with its hash.",
      discussion: "Exit 0 only when all is well. Example: guichet archive check --data var")

    @OptionGroup var bank: BankOptions

    func run() async throws {
      let house = try bank.opening.view()
      let check = try await house.database.read { tx in try house.archive.check(keys: house.keys, in: tx) }
      for problem in check.problems { Terminal.say("✗ \(problem.code) \(problem.hash)") }
      Terminal.say(
        "\(check.entries) 份 documents, \(check.drafts) 草稿 drafts, \(check.bytes) B: \(check.isClean ? "完好 ✓" : "有误 ✗")")
      guard check.isClean else { throw ExitCode(1) }
    }
  }
}
