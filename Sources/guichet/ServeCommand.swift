import Access
import ArgumentParser
import Audit
import Desk
import Foundation
import Logging
import Primitives
import Rehearsal
import Seals
import ServiceLifecycle
import Storage
import Web

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "开门营业 Serve the bank's counter on this machine.",
    discussion: """
      Listens on 127.0.0.1 unless a proxy that ends TLS stands in front (--behind-tls-proxy). Stop it with Ctrl-C: \
      what is being settled is finished first.
      Example: guichet serve --data var --port 8080
      """)

  @OptionGroup var bank: BankOptions
  @Option(help: "Port 端口; 0 lets the system choose.") var port = 8080
  @Option(help: "Address to listen on.") var host = "127.0.0.1"
  @Flag(help: "A proxy in front ends TLS: other addresses than 127.0.0.1 are allowed, cookies are Secure.")
  var behindTlsProxy = false
  @Flag(help: "One JSON line with address and port once the server listens.") var json = false

  func run() async throws {
    let settings = try bank.folder.settings()
    let share = try bank.resources
    let web = WebSettings(
      address: host, port: port, shareDirectory: share.url.path, behindTLSProxy: behindTlsProxy,
      publicAddress: settings.publicAddress, pagesDirectory: share.web)
    try web.check()
    let house = try await bank.opening.openBank(crash: CrashSwitch.of(settings))
    let desks = Desks(house)
    let watch = HouseWatch(desks: desks, folder: bank.folder)
    let kept = try await watch.begin()
    let server = try await WebServer(desks, settings: web)
    var logger = Logger(label: "guichet")
    logger.logLevel = .notice
    let greeting = Greeting(desks: desks, folder: bank.folder, settings: settings, host: host, kept: kept, json: json)
    let application = server.application(logger: logger) { port in await greeting.say(port: port) }
    let services: [ServiceGroupConfiguration.ServiceConfiguration] = [
      .init(service: application, successTerminationBehavior: .gracefullyShutdownGroup),
      // Stopped first, since it ends the live streams that would keep the application open.
      .init(service: watch, successTerminationBehavior: .gracefullyShutdownGroup),
    ]
    let group = ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
    await watch.end()
  }
}

/// What the terminal shows once the server listens.
struct Greeting: Sendable {
  let desks: Desks
  let folder: BankFolder
  let settings: BankFolder.Settings
  let host: String
  let kept: (resumed: Int, released: Int)
  let json: Bool

  func say(port: Int) async {
    let address = "http://\(host):\(port)"
    if json {
      Terminal.say(
        #"{"address":"\#(address)","port":\#(port),"resumed":\#(kept.resumed),"released":\#(kept.released)}"#)
    } else {
      Terminal.say("\(settings.bankNameZh) \(settings.bankNameEn)")
      Terminal.say("  柜员工作台 Workbench         \(address)/")
      Terminal.say("  客户屏     Customer display  \(address)/display")
      if kept.resumed + kept.released > 0 {
        Terminal.say("  恢复 \(kept.resumed) 笔，释放 \(kept.released) 笔 cases resumed / released after the restart")
      }
      if settings.demo { await sayDemo() }
    }
    fflush(nil)
  }

  /// The demo's sign-ons, and a code to make this browser a workstation.
  private func sayDemo() async {
    if let data = FileManager.default.contents(atPath: folder.credentials.path),
      let credentials = try? JSONDecoder().decode(RehearsedCounter.Credentials.self, from: data)
    {
      Terminal.say("登录 Sign-ons:\n\(DemoBank.list(credentials))")
    }
    let house = desks.house
    let code = EnrolmentCode(from: house.entropy)
    do {
      let now = house.time.now
      try await house.database.write { tx in
        try house.access.issueEnrolmentCode(
          code, for: InstitutionID(110_101), at: now, by: AccessActor.server("demo"), in: tx)
      }
      Terminal.say("终端登记码 Enrolment code for a workstation (30 min, once): \(code.shown)")
    } catch {
      Terminal.complain("no enrolment code could be issued: \(error)")
    }
  }
}

/// What runs beside the web floor: deadlines, outbox, checkpoints; and the orderly end.
struct HouseWatch: Service {
  let desks: Desks
  let folder: BankFolder
  private let complaints = Complaints()
  private var keeper: CaseKeeper { CaseKeeper(desks.cases) }
  /// A signed checkpoint every ten minutes, at start and at the end.
  private static let checkpointSeconds = 600

  init(desks: Desks, folder: BankFolder) {
    self.desks = desks
    self.folder = folder
  }

  func begin() async throws -> (resumed: Int, released: Int) {
    try await checkpoint()
    let kept = try await keeper.resume()
    for failure in kept.failures { Terminal.complain(failure) }
    return (kept.resumed, kept.released)
  }

  func run() async throws {
    await withGracefulShutdownHandler {
      async let batches: Void = batches()
      await rounds()
      await batches
    } onGracefulShutdown: {
      desks.house.live.close()
    }
  }

  /// The batches of ended days run beside everything else, and go on after a restart.
  private func batches() async {
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      try? await Task.sleep(for: .seconds(1))
      await attempt("day ends") { _ = try await desks.dayEnd.resume() }
    }
  }

  private func rounds() async {
    var seconds = 0
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      try? await Task.sleep(for: .seconds(1))
      seconds += 1
      await attempt("doubts") { _ = try await keeper.resolveDoubts() }
      await attempt("deadlines") { _ = try await keeper.sweep() }
      await attempt("outbox") { _ = try await keeper.deliver { try SettledFeed(folder: folder).append($0) } }
      if seconds % Self.checkpointSeconds == 0 { await attempt("checkpoint") { try await checkpoint() } }
    }
  }

  func end() async {
    await attempt("checkpoint") { try await checkpoint() }
    await desks.house.database.close()
  }

  /// One failing round is told to the operator and tried again; the counter goes on.
  private func attempt(_ what: String, _ body: () async throws -> Void) async {
    do {
      try await body()
      complaints.heal(what)
    } catch {
      complaints.tell(what, "\(error)")
    }
  }

  /// Signs the heads of all chains and keeps the newest checkpoint beside the database, so that a tail cut
  /// from the database shows.
  private func checkpoint() async throws {
    let house = desks.house
    let now = house.time.now
    let made = try await house.database.write { tx in
      try house.audit.checkpoint(at: now, key: house.keys.checkpoint, in: tx)
    }
    try BankFolder.writePrivately(Data(made.text.utf8), to: folder.checkpoint)
  }
}

/// Kills this program at a named point, for the tests of faults: `GUICHET_CRASH_AT=after-draft` or
/// `after-draft:3` for the third time. Only a demo bank listens to it.
enum CrashSwitch {
  static func of(_ settings: BankFolder.Settings) -> @Sendable (CrashPoint) -> Void {
    guard settings.demo, let text = ProcessInfo.processInfo.environment["GUICHET_CRASH_AT"] else { return { _ in } }
    let parts = text.split(separator: ":")
    guard let name = parts.first, let wanted = CrashPoint(rawValue: String(name)) else {
      Terminal.complain("GUICHET_CRASH_AT names no crash point: \(text)")
      return { _ in }
    }
    let countdown = Countdown(parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    return { point in
      if point == wanted && countdown.strikes() { kill(getpid(), SIGKILL) }
    }
  }
}
