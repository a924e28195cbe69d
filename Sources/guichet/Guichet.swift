import ArgumentParser
import Foundation
import Primitives

/// The roof: reads arguments and configuration, opens the house, prints results. No rule lives here.
@main
struct Guichet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guichet",
    abstract: "柜面 — an integrated bank counter: rules, double entry, signed and sealed vouchers.",
    version: "0.1.0",
    subcommands: [
      InitCommand.self, DemoCommand.self, ServeCommand.self, VerifyCommand.self, ArchiveCommand.self,
      LedgerCommand.self, AuditCommand.self, ServicesCommand.self, ReplayCommand.self, BackupCommand.self,
      RestoreCommand.self, StoreCommand.self, MigrateCommand.self, DayEndCommand.self, ScenarioCommand.self,
      SimulateCommand.self, BenchCommand.self, PageImagesCommand.self,
    ])

  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let refusal as Refusal {
      Terminal.complain("\(refusal.zh) \(refusal.en)\n→ \(refusal.remedyZh) \(refusal.remedyEn)  [\(refusal.code)]")
      _Exit(1)
    } catch let fault as Fault {
      Terminal.complain("\(fault.detail)  [\(fault.code)]")
      _Exit(2)
    } catch let doubt as InDoubt {
      Terminal.complain("结果存疑 In doubt: \(doubt.detail)")
      _Exit(3)
    } catch {
      exit(withError: error)
    }
  }
}

/// `--data DIR` and `--share DIR`, the same for every command.
struct BankOptions: ParsableArguments {
  @Option(help: "The bank's folder 银行数据目录.")
  var data = "var"

  @Option(help: "Services, templates, assets, fonts 共享资源目录. Default: share beside the program's checkout.")
  var share: String?

  @Option(
    help:
      "Where the data lie 数据库: postgres://role@host:5432/database, several hosts allowed; default: as the bank was made."
  )
  var store: String?

  var folder: BankFolder { BankFolder(path: data) }
  var opening: HouseOpening {
    get throws { HouseOpening(folder: folder, share: try resources, store: try folder.store(store)) }
  }
  var resources: ShareFolder { get throws { try ShareFolder(path: share) } }
}

/// What a command says to people; results go to standard output, complaints to standard error.
enum Terminal {
  static func say(_ text: String) { print(text) }

  static func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// A bar on standard error when somebody looks.
  static func progress(_ done: Int, _ all: Int, _ text: String) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let width = 32
    let filled = all == 0 ? width : width * done / all
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    FileHandle.standardError.write(Data("\r\(bar) \(done)/\(all) \(text)\u{1B}[K\(done >= all ? "\n" : "")".utf8))
  }
}

/// The machine's clock: the only place that reads it.
struct SystemTime: Timekeeper {
  var now: Moment { Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
