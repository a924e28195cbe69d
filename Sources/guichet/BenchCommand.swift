import ArgumentParser
import Documents
import Foundation
import Primitives
import Rehearsal

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "测速 Measure: postings in process, deposits over HTTP, parts of a voucher.",
    discussion: """
      One line (with --json one object) per measurement. script/bench runs peers beside it.
      Example: guichet bench posting --clients 64 --seconds 5 --json
      """)

  enum What: String, ExpressibleByArgument, CaseIterable {
    case posting
    case postingHot = "posting-hot"
    case deposit, voucher
  }

  @Argument(help: "posting, posting-hot, deposit or voucher.") var what: What
  @Option(help: "Clients at the same time.") var clients = 8
  @Option(help: "Seconds to measure.") var seconds = 5.0
  @Option(help: "Accounts, for postings.") var accounts = 100_000
  @Option(help: "Rounds, for the voucher.") var rounds = 50
  @Option(help: "Address of the running server, for deposits.") var server = "http://127.0.0.1:8080"
  @Option(help: "Sign-ons, for deposits.") var credentials = "var/credentials.json"
  @Option(help: "Folder for the data of postings; a temporary one below it is made and removed.") var folder = "."
  @Option(help: "Shared resources; default: beside the program.") var share: String?
  @Flag(help: "JSON lines instead of text.") var json = false

  func run() async throws {
    switch what {
    case .posting, .postingHot: try await posting()
    case .deposit: try await deposit()
    case .voucher: try voucher()
    }
  }

  private func posting() async throws {
    let work = try temporary()
    defer { try? FileManager.default.removeItem(at: work) }
    let bench = try await PostingBench(folder: work, accounts: accounts)
    try say(try await bench.run(clients: clients, seconds: seconds, hot: what == .postingHot))
    await bench.close()
  }

  private func deposit() async throws {
    guard let url = URL(string: server), let host = url.host,
      let data = FileManager.default.contents(atPath: credentials)
    else { throw Fault("roof.bench", "--server or --credentials cannot be used") }
    let people = try JSONDecoder().decode(RehearsedCounter.Credentials.self, from: data)
    let bench = try await DepositBench(host: host, port: url.port ?? 80, credentials: people, clients: clients)
    try say(try await bench.run(seconds: seconds))
  }

  private func voucher() throws {
    let work = try temporary()
    defer { try? FileManager.default.removeItem(at: work) }
    let fonts = try FontSet(directory: try ShareFolder(path: share).fonts)
    let bench = try VoucherBench(
      fonts: fonts, press: Press(name: "bench", threads: 1, limit: 1), keysFolder: work.path + "/keys",
      now: SystemTime().now)
    let (parts, bytes) = try bench.run(rounds: rounds)
    for part in parts {
      if json { print(try Self.line(part)) } else { Terminal.say("\(part.name)  \(part.processorMilliseconds) ms CPU") }
    }
    Terminal.complain("sealed file: \(bytes) B")
  }

  private func temporary() throws -> URL {
    let work = URL(fileURLWithPath: folder).appending(path: ".bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    return work
  }

  private func say(_ result: BenchResult) throws {
    if json { return print(try Self.line(result)) }
    Terminal.say(
      "\(result.name) \(result.engine) ×\(result.clients): \(result.perSecond) /s, p50 \(result.medianMilliseconds) ms, "
        + "p99 \(result.p99Milliseconds) ms, \(result.processorMicroseconds) µs CPU")
  }

  private static func line(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
