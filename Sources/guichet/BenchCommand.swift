import ArgumentParser
import Audit
import Documents
import Foundation
import Ledger
import Primitives
import Rehearsal
import Storage

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "测速 Measure: postings in process and over HTTP, deposits, audit chains, vouchers, the day end.",
    discussion: """
      One line (with --json one object) per measurement: name, engine, clients, tx_per_s, p50_ms, p99_ms, \
      cpu_us_per_tx. Every run makes its own data and removes them. script/bench runs peers beside it.
      Example: guichet bench posting --clients 64 --seconds 5 --store postgres://bench@127.0.0.1:5432/bench --json
      """)

  enum What: String, ExpressibleByArgument, CaseIterable {
    case posting
    case postingHot = "posting-hot"
    case bulk
    case postingHTTP = "posting-http"
    case deposit, audit, voucher
    case dayEnd = "day-end"
  }

  @Argument(help: "posting, posting-hot, bulk, posting-http, deposit, audit, voucher or day-end.") var what: What
  @Option(help: "Clients at the same time.") var clients = 8
  @Option(help: "Seconds to measure.") var seconds = 5.0
  @Option(help: "Where the data of postings and audit chains lie: sqlite, or postgres://… (a schema is made).")
  var store = "sqlite"
  @Option(help: "Connections that write to PostgreSQL; default: as in production.") var connections: Int?
  @Option(help: "Accounts, for postings in process and the day end.") var accounts = 100_000
  @Option(help: "Postings made before the measurement, or entries for audit.") var history = 0
  @Option(help: "Rounds, for the voucher.") var rounds = 50
  @Option(help: "Address of the running server, for posting-http and deposit.") var server = "http://127.0.0.1:8080"
  @Option(help: "Sign-ons, for posting-http and deposit.") var credentials = "var/credentials.json"
  @Option(help: "Folder for SQLite data; a temporary one below it is made and removed.") var folder = "."
  @Option(help: "Shared resources; default: beside the program.") var share: String?
  @Flag(help: "JSON lines instead of text.") var json = false

  func validate() throws {
    guard clients > 0, seconds > 0, accounts > 1, history >= 0, rounds > 0 else {
      throw ValidationError("--clients, --seconds and --rounds are above zero, --accounts above one")
    }
  }

  func run() async throws {
    switch what {
    case .posting: try await posting(.posting)
    case .postingHot: try await posting(.hot)
    case .bulk: try await posting(.bulk)
    case .audit: try await audit()
    case .postingHTTP:
      let (host, port, people) = try place()
      try say(
        try await PostingHTTPBench(host: host, port: port, credentials: people, clients: clients).run(seconds: seconds))
    case .deposit:
      let (host, port, people) = try place()
      try say(
        try await DepositBench(host: host, port: port, credentials: people, clients: clients).run(seconds: seconds))
    case .voucher: try voucher()
    case .dayEnd: try await dayEnd()
    }
  }

  private func dayEnd() async throws {
    guard accounts >= 10 else { throw ValidationError("a day end is measured over ten accounts at least") }
    let store = try await BenchStore.open(
      store, in: URL(fileURLWithPath: folder), schemas: DayEndBench.schemas, connections: connections)
    do {
      let bench = try DayEndBench(store.database, accounts: accounts, clients: clients) {
        Terminal.progress($0, $1, $2)
      }
      let figures = try await bench.run(quietSeconds: seconds)
      try await store.remove()
      print(try Self.line(figures))
      guard figures.isSound else { throw Fault("bench.unsound", "the books do not balance after the day end") }
    } catch {
      try? await store.remove()
      throw error
    }
  }

  private func posting(_ form: PostingBench.Form) async throws {
    try await with([LedgerBooks.schema]) { database in
      try await PostingBench(database, accounts: accounts, history: history) { Terminal.progress($0, $1, $2) }
        .run(form, clients: clients, seconds: seconds)
    }
  }

  private func audit() async throws {
    try await with([AuditBook.schema]) { database in
      try await AuditBench(database, entries: max(1000, history)).run()
    }
  }

  private func with(_ schemas: [Schema], _ measure: (any Database) async throws -> BenchResult) async throws {
    let store = try await BenchStore.open(
      store, in: URL(fileURLWithPath: folder), schemas: schemas, connections: connections)
    do {
      let result = try await measure(store.database)
      try await store.remove()
      try say(result)
    } catch {
      try? await store.remove()
      throw error
    }
  }

  private func place() throws -> (String, Int, RehearsedCounter.Credentials) {
    guard let url = URL(string: server), let host = url.host,
      let data = FileManager.default.contents(atPath: credentials)
    else { throw Fault("roof.bench", "--server or --credentials cannot be used") }
    return (host, url.port ?? 80, try JSONDecoder().decode(RehearsedCounter.Credentials.self, from: data))
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
