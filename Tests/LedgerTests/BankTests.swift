import Foundation
import Ledger
import Primitives
import Storage
import Synchronization
import TestHouse
import Testing

/// The bank workload of Jepsen (jepsen.io, `jepsen.tests.bank`): transfers between accounts run against
/// reads of all of them; every read must see the same total, and no account below zero.
@Suite struct BankTests {
  private final class Tally: Sendable {
    struct Counts {
      var posted = 0
      var refused = 0
      var reads = 0
      var stopped = false
    }

    private let state = Mutex(Counts())
    var counts: Counts { state.withLock { $0 } }
    var isStopped: Bool { counts.stopped }
    func note(_ what: WritableKeyPath<Counts, Int>) { state.withLock { $0[keyPath: what] += 1 } }
    func stop() { state.withLock { $0.stopped = true } }
  }

  /// How long it runs; the one place where a test reads the environment.
  private static let seconds = ProcessInfo.processInfo.environment["GUICHET_BANK_SECONDS"].flatMap(Int.init) ?? 10
  private static let accounts = (1...12).map { LedgerAccountID(Counter.home, sequence: Int64($0)) }

  @Test("eight writers and four readers: every read totals the same and shows nothing below zero")
  func bank() async throws {
    let counter = try await Counter.bare(seed: 7)
    try await fill(counter)
    let tally = Tally()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          let entropy = SeededEntropy(seed: UInt64(writer) + 100)
          while !tally.isStopped {
            let done = try await refusal { try await counter.post(self.transfer(counter, entropy)) } == nil
            tally.note(done ? \.posted : \.refused)
          }
        }
      }
      for _ in 0..<4 {
        group.addTask {
          while !tally.isStopped {
            let balances = try await self.balances(counter)
            #expect(balances.reduce(0, +) == 12 * 100)
            #expect(balances.allSatisfy { $0 >= 0 })
            tally.note(\.reads)
            await Task.yield()
          }
        }
      }
      try await Task.sleep(for: .seconds(Self.seconds))
      tally.stop()
      try await group.waitForAll()
    }
    let counts = tally.counts
    #expect(counts.posted > 0 && counts.refused > 0 && counts.reads > 0)
    let check = try await counter.check()
    #expect(check.isSound, "\(check.findings)")
    #expect(check.journals == counts.posted + 1)
    print("bank: \(counts.posted) posted, \(counts.refused) refused, \(counts.reads) reads in \(Self.seconds) s")
    await counter.database.close()
  }

  /// Twelve accounts of 1.00 each.
  private func fill(_ counter: Counter) async throws {
    let books = counter.books
    let capital = LedgerAccountID(Counter.home, sequence: 99)
    let opening = counter.order(
      [.debit(capital, cny(12 * 100))] + Self.accounts.map { .credit($0, cny(100)) })
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
