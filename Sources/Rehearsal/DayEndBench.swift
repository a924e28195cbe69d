import Audit
import Banking
import Desk
import Foundation
import Interest
import Ledger
import Primitives
import Seals
import Storage
import Synchronization

/// A day end over many deposit accounts while other postings go on beside it: a settlement day, the third after the
/// bank was founded. A fifth of the accounts are lump sums, a twentieth of those mature with the new day.
package struct DayEndBench: Sendable {
  package static let schemas = [AuditBook.schema, LedgerBooks.schema, BankBooks.schema]
  /// An outlet has at most 999,999 account numbers; more accounts mean more outlets.
  static let perOutlet = 100_000
  static let founded = BusinessDate(daysSince1970: 20_787)
  /// 2026-12-19 and the 20th, which settles the quarter.
  static let eve = BusinessDate(daysSince1970: 20_806)
  static let settlement = BusinessDate(daysSince1970: 20_807)

  package typealias Progress = @Sendable (_ done: Int, _ all: Int, _ what: String) -> Void

  let database: any Database
  let accounts: Int
  let clients: Int
  let progress: Progress
  let ledger = LedgerBooks()
  let books: BankBooks

  package init(_ database: any Database, accounts: Int, clients: Int, progress: @escaping Progress) throws {
    self.database = database
    self.accounts = accounts
    self.clients = clients
    self.progress = progress
    let keys = SeededEntropy(seed: 1)
    books = BankBooks(
      ledger: ledger, audit: AuditBook(), field: FieldCipher(key: keys.bytes(32)),
      blind: BlindIndex(key: keys.bytes(32)))
  }

  var outlets: [InstitutionID] {
    (0..<(accounts + Self.perOutlet - 1) / Self.perOutlet).map { InstitutionID(110_101 + Int64($0)) }
  }

  func count(of outlet: Int) -> Int { min(Self.perOutlet, accounts - outlet * Self.perOutlet) }

  package func run(quietSeconds: Double) async throws -> DayEndFigures {
    try await found()
    let first = try await ended(Self.eve, beside: nil)
    let before = try await quiet(quietSeconds)
    let traffic = BenchMeter()
    let measured = try await ended(Self.settlement, beside: traffic)
    let sound = try await sound()
    return DayEndFigures(
      engine: database.engine, accounts: accounts, outlets: outlets.count, clients: clients, first: first,
      measured: measured, before: before, during: traffic.result("during", engine: database.engine, clients: clients),
      peakMegabytes: Self.peakMegabytes(), isSound: sound)
  }

  /// The day of every outlet is cut off, then their batches run one after the other, as a server takes them.
  private func ended(_ day: BusinessDate, beside traffic: BenchMeter?) async throws -> DayEndFigures.Run {
    let watch = DayEndWatch()
    let batch = DayEndBatch(
      database: database, dayEnds: books.dayEnds, time: BenchTime(), stopwatch: { watch.time() })
    let (processor, began) = (BenchMeter.processorSeconds(), BenchMeter.wall())
    try await withThrowingTaskGroup(of: Void.self) { group in
      if let traffic {
        for client in 0..<clients {
          group.addTask { try await post(client, traffic) { !watch.isOver } }
        }
      }
      group.addTask {
        defer { watch.end() }
        var ends: [DayEnd] = []
        for outlet in outlets {
          ends.append(
            try await database.write { [books] tx in try books.dayEnds.cutOff(outlet, day, at: BenchTime().now, in: tx)
            })
        }
        for (index, end) in ends.enumerated() {
          let done = try await batch.run(end) { end, microseconds in
            watch.note(microseconds, end.phase)
            progress(index * 1000 + end.permille, outlets.count * 1000, "\(end.date) \(end.phase.title.en)")
          }
          watch.note(done)
        }
      }
      try await group.waitForAll()
    }
    let seen = watch.seen
    return DayEndFigures.Run(
      seconds: BenchMeter.wall() - began, processorSeconds: BenchMeter.processorSeconds() - processor,
      held: seen.held.sorted(), longestProcessor: seen.longestProcessor, longestPhase: seen.longestPhase,
      credited: seen.credited, interest: seen.interest)
  }

  private func quiet(_ seconds: Double) async throws -> BenchResult {
    let meter = BenchMeter()
    let end = BenchMeter.wall() + seconds
    try await withThrowingTaskGroup(of: Void.self) { group in
      for client in 0..<clients { group.addTask { try await post(client, meter) { BenchMeter.wall() < end } } }
      try await group.waitForAll()
    }
    return meter.result("before", engine: database.engine, clients: clients)
  }

  /// Self-service: one yuan from an account to another of the same outlet on its business date, ten milliseconds to
  /// think.
  private func post(_ client: Int, _ meter: BenchMeter, while goesOn: @Sendable () -> Bool) async throws {
    let entropy = SeededEntropy(seed: UInt64(client) &* 7919 &+ UInt64(BenchMeter.wall() * 1e6))
    while goesOn() {
      let outlet = entropy.below(outlets.count)
      let demand = count(of: outlet) * 4 / 5
      let from = entropy.below(demand)
      let to = (from + 1 + entropy.below(demand - 1)) % demand
      let place = outlets[outlet]
      let now = BenchTime().now
      let (journal, key) = (JournalID(at: now, from: entropy), IdempotencyKey(at: now, from: entropy))
      let yuan = Money(minor: 100, .cny)
      try await meter.timed {
        _ = try await database.write(.keyed) { [ledger, books] tx in
          let today = try books.calendar.businessDate(of: place, in: tx)
          return try ledger.post(
            PostingOrder(
              journal: journal, key: key, institution: place, code: 1301,
              legs: [.debit(Self.demand(place, from), yuan), .credit(Self.demand(place, to), yuan)],
              businessDate: today, recordedAt: now), in: tx)
        }
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Debits equal credits, and nothing is owed to demand accounts the day after their interest was credited.
  private func sound() async throws -> Bool {
    try await database.read { [ledger, outlets] tx in
      guard try ledger.trialBalance(in: tx).isBalanced else { return false }
      return try outlets.allSatisfy {
        try ledger.account(StandingAccount.demandInterestPayable.account($0, .cny), in: tx).balance.minor == 0
      }
    }
  }

  static func demand(_ outlet: InstitutionID, _ index: Int) -> LedgerAccountID {
    BankChart.customer(AccountNumber(outlet, sequence: Int64(index) + 1))
  }

  private static func peakMegabytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1024
  }
}

/// What the batches of one day tell while they run.
private final class DayEndWatch: Sendable {
  struct Seen {
    var held: [Int64] = []
    var longestPhase = DayEnd.Phase.done
    /// Of the writer's thread in one step, in microseconds: a step that is put off by the machine takes none.
    var longestProcessor: Int64 = 0
    var began: Int64?
    var credited: Int64 = 0
    var interest: Int64 = 0
    var isOver = false
  }

  private let state = Mutex(Seen())

  var seen: Seen { state.withLock { $0 } }
  var isOver: Bool { state.withLock { $0.isOver } }
  func end() { state.withLock { $0.isOver = true } }

  func note(_ held: Int64, _ phase: DayEnd.Phase) {
    state.withLock {
      if held > $0.held.max() ?? 0 { $0.longestPhase = phase }
      $0.held.append(held)
    }
  }

  /// Microseconds, asked at the start and at the end of every step, on the writer's thread.
  func time() -> Int64 {
    var clock = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &clock)
    let processor = Int64(clock.tv_sec) * 1_000_000 + Int64(clock.tv_nsec) / 1000
    state.withLock { state in
      if let began = state.began { state.longestProcessor = max(state.longestProcessor, processor - began) }
      state.began = state.began == nil ? processor : nil
    }
    return Int64(BenchMeter.wall() * 1e6)
  }

  func note(_ end: DayEnd) {
    state.withLock {
      $0.credited += end.booked
      $0.interest += end.interest
    }
  }
}

struct BenchTime: Timekeeper {
  var now: Moment { Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}

/// What a day end over many accounts took, as `guichet bench day-end --json` prints it.
package struct DayEndFigures: Encodable, Sendable {
  struct Run: Sendable {
    let seconds: Double
    let processorSeconds: Double
    /// Microseconds of each step, sorted.
    let held: [Int64]
    let longestProcessor: Int64
    let longestPhase: DayEnd.Phase
    let credited: Int64
    let interest: Int64

    func held(_ part: Double) -> Double {
      held.isEmpty ? 0 : Double(held[min(held.count - 1, Int(Double(held.count) * part))]) / 1000
    }
  }

  let engine: String
  package let accounts: Int
  let outlets: Int
  let clients: Int
  let first: Run
  let measured: Run
  let before: BenchResult
  let during: BenchResult
  let peakMegabytes: Int
  package let isSound: Bool

  private struct Name: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringLiteral value: String) { stringValue = value }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package func encode(to encoder: any Encoder) throws {
    var line = encoder.container(keyedBy: Name.self)
    func round(_ value: Double) -> Double { (value * 100).rounded() / 100 }
    try line.encode("day-end", forKey: "name")
    try line.encode(engine, forKey: "engine")
    try line.encode(accounts, forKey: "accounts")
    try line.encode(outlets, forKey: "outlets")
    try line.encode(clients, forKey: "clients")
    try line.encode(round(measured.seconds), forKey: "seconds")
    try line.encode(round(measured.processorSeconds), forKey: "cpu_s")
    try line.encode(round(Double(accounts) / measured.seconds), forKey: "accounts_per_s")
    try line.encode(round(first.seconds), forKey: "first_day_s")
    try line.encode(measured.held.count, forKey: "steps")
    try line.encode(measured.held(0.5), forKey: "held_ms_p50")
    try line.encode(measured.held(0.99), forKey: "held_ms_p99")
    try line.encode(measured.held(1), forKey: "held_ms_longest")
    try line.encode(round(Double(measured.longestProcessor) / 1000), forKey: "held_cpu_ms_longest")
    try line.encode(measured.longestPhase.title.en, forKey: "held_longest_at")
    try line.encode(first.held(1), forKey: "first_day_held_ms_longest")
    try line.encode(round(Double(first.longestProcessor) / 1000), forKey: "first_day_held_cpu_ms_longest")
    try line.encode(measured.credited, forKey: "credited")
    try line.encode(Money(minor: measured.interest, .cny).decimal, forKey: "interest")
    try line.encode(before.medianMilliseconds, forKey: "others_before_p50_ms")
    try line.encode(before.p99Milliseconds, forKey: "others_before_p99_ms")
    try line.encode(during.medianMilliseconds, forKey: "others_during_p50_ms")
    try line.encode(during.p99Milliseconds, forKey: "others_during_p99_ms")
    try line.encode(before.perSecond, forKey: "others_before_per_s")
    try line.encode(during.perSecond, forKey: "others_during_per_s")
    try line.encode(peakMegabytes, forKey: "peak_mb")
    try line.encode(isSound, forKey: "sound")
  }
}
