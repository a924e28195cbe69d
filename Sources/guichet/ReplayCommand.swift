import ArgumentParser
import Foundation
import Primitives
import Rehearsal

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "重放 Drive real data of a real bank through a running server.",
    discussion: """
      Opens the accounts and runs every cash deposit as a case with scripted ink and a sealed voucher; run again, \
      it changes nothing. The bank must be a demo bank.
      Example: guichet replay berka --until 1993-03-31 --server http://127.0.0.1:8080 --credentials var/credentials.json
      """)

  @Argument(help: "Folder with account.asc, disp.asc, trans.asc (PKDD'99, Berka).") var folder: String
  @Option(help: "Last date to replay.") var until: String
  @Option(help: "Address of the running server.") var server = "http://127.0.0.1:8080"
  @Option(help: "Sign-ons as `guichet demo` wrote them.") var credentials = "var/credentials.json"
  @Flag(help: "JSON instead of text.") var json = false

  func run() async throws {
    guard let date = BusinessDate(until) else { throw ValidationError("--until is no date: write 1993-03-31") }
    guard let url = URL(string: server), url.scheme == "http", let host = url.host else {
      throw ValidationError("--server is no address: write http://127.0.0.1:8080")
    }
    guard let data = FileManager.default.contents(atPath: credentials) else {
      throw Fault("roof.credentials", "\(credentials) cannot be read")
    }
    let people = try JSONDecoder().decode(RehearsedCounter.Credentials.self, from: data)
    let files = try BerkaFiles(folder: URL(fileURLWithPath: folder), until: date)
    let line = try await HTTPConnection.open(host, port: url.port ?? 80)
    let kept = URL(fileURLWithPath: credentials).deletingLastPathComponent().appending(path: "replay-station")
    let station = FileManager.default.contents(atPath: kept.path).map { String(decoding: $0, as: UTF8.self) }
    let started = Date()
    let opened = try await RehearsedCounter.open(
      line, credentials: people, post: "rehearsal", name: "重放终端", station: station, box: 9001, cash: ["CZK "])
    try BankFolder.writePrivately(Data(opened.station.utf8), to: kept)
    var report = try await BerkaReplay(files: files, counter: opened.counter).run { done, all, text in
      Terminal.progress(done, all, text)
    }
    report.seconds = Int(Date().timeIntervalSince(started).rounded())
    await line.close()
    if json { return try Terminal.json(report) }
    Terminal.say("\(report.accounts) 账户 accounts, \(report.deposits) 存款 deposits = \(report.total) \(report.currency)")
    Terminal.say("\(report.newVouchers) 新凭证 new vouchers, \(report.knownVouchers) 已有 known before, \(report.seconds) s")
  }
}
