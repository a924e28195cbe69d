import ArgumentParser
import Foundation
import Primitives
import Rehearsal

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "模拟 Live through days of a whole bank by chance and check the books after every step.",
    discussion: """
      Founds a bank in a scratch folder, which is removed afterwards; touches no bank of yours. The same seed gives \
      the same days and the same journal hash. Ends with 1 when something that must always hold did not.
      Example: guichet simulate --seed 7 --days 10 --faults
      """)

  @Option(help: "Everything by chance follows from it 随机种子.") var seed: UInt64 = 1
  @Option(help: "Business days 营业日数, 1 to 400.") var days = 10
  @Option(help: "Operations over all days 业务笔数. Default: 300 a day.") var operations: Int?
  @Flag(help: "Crashes, doubtful commits, clock jumps, second clicks, cash that differs 故障注入.") var faults = false
  @Option(help: "Every so many vouchers one is drawn and sealed for real.") var realVouchers = 500
  @Option(help: "Folder in which the scratch folder is made; default: the machine's. Memory is fastest.")
  var folder: String?
  @Option(help: "Shared resources; default: beside the program.") var share: String?
  @Flag(help: "JSON instead of text.") var json = false

  func validate() throws {
    guard (1...400).contains(days) else { throw ValidationError("--days is 1 to 400") }
    guard (operations ?? 1) > 0, realVouchers > 0 else {
      throw ValidationError("--operations and --real-vouchers are above zero")
    }
  }

  func run() async throws {
    let share = try ShareFolder(path: share)
    let work = (folder.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory)
      .appending(path: "guichet-simulation-\(UUID().uuidString.lowercased())")
    try FileManager.default.createDirectory(
      at: work, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: work) }
    let plan = SimulationPlan(
      seed: seed, days: days, operations: operations, withFaults: faults, realVoucherEvery: realVouchers,
      folder: work.path, services: try share.serviceFiles(), fonts: share.fonts)
    let started = Date()
    do {
      let report = try await Simulation(plan).run { Terminal.progress($0, $1, $2) }
      try say(report, Date().timeIntervalSince(started))
    } catch let broken as BrokenInvariant {
      Terminal.complain("\n违反不变量 Broken: \(broken)")
      throw ExitCode(1)
    }
  }

  private func say(_ report: SimulationReport, _ seconds: TimeInterval) throws {
    Terminal.complain("\(Int(Double(report.operations) / seconds)) /s, \(Int(seconds.rounded())) s")
    if json { return try Terminal.json(report) }
    Terminal.say("\(report.firstDay) – \(report.lastDay): \(report.days) 日 days, \(report.operations) 笔 operations")
    for (name, count) in report.done.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      Terminal.say("  \(count)  \(name)")
    }
    Terminal.say("已结清 settled \(report.settled), 已释放 released \(report.released), 记账 postings \(report.postings)")
    Terminal.say(
      "拒绝 refused as foreseen: "
        + report.refused.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        .joined(separator: ", "))
    Terminal.say(
      "故障 faults: crashes \(report.crashes), doubts \(report.doubts), second clicks \(report.secondClicks), "
        + "clock jumps \(report.clockJumps), cash differences \(report.cashDifferences)")
    Terminal.say(
      "利息 interest: demand \(report.demandInterest), deposits \(report.termInterest) fen; matured \(report.matured)")
    Terminal.say("真实凭证 real vouchers \(report.realVouchers); 审计 audit entries \(report.auditEntries)")
    Terminal.say("流水 journals \(report.journals), hash \(report.journalHash)")
    Terminal.say("无违反 0 violations")
  }
}
