import Foundation
import Ledger
import Primitives
import Storage
import Synchronization
import TestHouse
import Testing

/// The bank workload of Jepsen (github.com/jepsen-io/jepsen, `jepsen.tests.bank`): transfers between accounts
/// run against reads of all of them; every read must see the same total, and no account below zero.
@Suite struct BankTests {
  private final class Tally: Sendable {
    struct Counts {
      var posted = 0
      var refused = 0
      var reads = 0
      var violations: [String] = []
      var stopped = false
    }

    private let state = Mutex(Counts())
    var counts: Counts { state.withLock { $0 } }
    var isStopped: Bool { counts.stopped }
    func note(_ what: WritableKeyPath<Counts, Int>, _ many: Int = 1) { state.withLock { $0[keyPath: what] += many } }
    func violated(_ what: String) { state.withLock { $0.violations.append(what) } }
    func stop() { state.withLock { $0.stopped = true } }
  }

  /// How the writers hand their transfers in.
  enum Hand: String, CaseIterable, CustomTestStringConvertible {
    case journey, keyed, batch
    var testDescription: String { rawValue }
  }

  /// How long each runs; the one place where a test reads the environment.
  private static let seconds = ProcessInfo.processInfo.environment["GUICHET_BANK_SECONDS"].flatMap(Int.init) ?? 5
  private static let accounts = (1...12).map { LedgerAccountID(Counter.home, sequence: Int64($0)) }
  private static let total: Int64 = 12 * 100

  @Test("eight writers and four readers: every read totals the same and shows nothing below zero")
  func bank() async throws {
    for hand in Hand.allCases {
      let counter = try await Counter.bare(seed: 7)
      let counts = try await run(counter, hand, seconds: Self.seconds)
      #expect(counts.violations.isEmpty, "\(hand): \(counts.violations.prefix(5))")
      #expect(counts.posted > 0 && counts.refused > 0 && counts.reads > 0)
      #expect(try await counter.check().journals == counts.posted + 1)
      print(
        "bank: \(counter.database.engine) \(hand): \(counts.posted) posted, \(counts.refused) refused, "
          + "\(counts.reads) reads in \(Self.seconds) s, \(counts.violations.count) violations")
      await counter.database.close()
    }
  }

  @Test("locks that do not hold are found by it")
  func weakened() async throws {
    let sound = try await Counter.bare(seed: 8)
    let weak = Counter(database: WeakDatabase(sound.database), entropy: SeededEntropy(seed: 9))
    let counts = try await run(weak, .keyed, seconds: 2)
    #expect(!counts.violations.isEmpty)
    await sound.database.close()
  }

  private func run(_ counter: Counter, _ hand: Hand, seconds: Int) async throws -> Tally.Counts {
    try await fill(counter)
    let tally = Tally()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          let entropy = SeededEntropy(seed: UInt64(writer) + 100)
          while !tally.isStopped {
            // A constraint of the tables themselves: what the rules let through, they did not.
            do { try await transfers(counter, hand, entropy, tally) } catch let fault as Fault {
              tally.violated(fault.code)
            }
          }
        }
      }
      for _ in 0..<4 {
        group.addTask {
          while !tally.isStopped {
            let balances = try await self.balances(counter)
            let sum = balances.reduce(0, +)
            if sum != Self.total { tally.violated("total \(sum)") }
            if let below = balances.first(where: { $0 < 0 }) { tally.violated("below zero: \(below)") }
            tally.note(\.reads)
            await Task.yield()
          }
        }
      }
      try await Task.sleep(for: .seconds(seconds))
      tally.stop()
      try await group.waitForAll()
    }
    // What the reads did not happen to meet stands in the books.
    for finding in try await counter.check().findings {
      tally.violated("\(finding.problem.rawValue) \(finding.subject)")
    }
    return tally.counts
  }

  private func transfers(_ counter: Counter, _ hand: Hand, _ entropy: SeededEntropy, _ tally: Tally) async throws {
    let books = counter.books
    switch hand {
    case .journey, .keyed:
      let order = transfer(counter, entropy)
      let refused = try await refusal {
        try await counter.database.write(hand == .keyed ? .keyed : .journey) { _ = try books.post(order, in: $0) }
      }
      tally.note(refused == nil ? \.posted : \.refused)
    case .batch:
      let orders = (0..<10).map { _ in transfer(counter, entropy) }
      let results = try await counter.database.write(.keyed) { try books.post(orders, in: $0) }
      let posted = results.count { if case .success = $0 { true } else { false } }
      tally.note(\.posted, posted)
      tally.note(\.refused, 10 - posted)
    }
  }

  /// Twelve accounts of 1.00 each.
  private func fill(_ counter: Counter) async throws {
    let books = counter.books
    let capital = LedgerAccountID(Counter.home, sequence: 99)
    let opening = counter.order(
      [.debit(capital, cny(Self.total))] + Self.accounts.map { .credit($0, cny(100)) })
    try await counter.database.write { tx in
      try books.openAccount(
        NewAccount(id: capital, currency: .cny, kind: .asset, mayOverdraw: true, openedOn: Counter.day), in: tx)
      for id in Self.accounts {
        try books.openAccount(NewAccount(id: id, currency: .cny, kind: .liability, openedOn: Counter.day), in: tx)
      }
      try books.post(opening, in: tx)
    }
  }

  private func transfer(_ counter: Counter, _ entropy: SeededEntropy) -> PostingOrder {
    let from = entropy.below(12)
    let to = (from + 1 + entropy.below(11)) % 12
    let amount = cny(Int64(entropy.below(80) + 1))
    return counter.order([.debit(Self.accounts[from], amount), .credit(Self.accounts[to], amount)])
  }

  private func balances(_ counter: Counter) async throws -> [Int64] {
    let books = counter.books
    return try await counter.database.read { tx in
      try Self.accounts.map { try books.account($0, in: tx).balance.minor }
    }
  }
}
