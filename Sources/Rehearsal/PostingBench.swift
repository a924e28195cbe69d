import Foundation
import Ledger
import Primitives
import Storage

/// Bare postings in process: one transfer between two of many accounts, durable, with idempotency key.
package struct PostingBench: Sendable {
  package enum Form: String, Sendable {
    case posting
    /// Every posting touches one same account, as a till does.
    case hot = "posting-hot"
    /// Each client hands in batches.
    case bulk
  }

  private let database: any Database
  private let books = LedgerBooks()
  private let accounts: Int
  private static let bank = InstitutionID(1)
  private static let today = BusinessDate(daysSince1970: 20_000)
  package static let batchSize = 64
  package typealias Progress = @Sendable (_ done: Int, _ all: Int, _ what: String) -> Void

  /// Fills the vault with so many accounts and so many postings between them.
  package init(_ database: any Database, accounts: Int, history: Int, progress: Progress) async throws {
    self.database = database
    self.accounts = accounts
    let all = accounts + history
    for start in stride(from: 0, to: accounts, by: 5000) {
      let end = min(start + 5000, accounts)
      try await database.write(.keyed) { [books] tx in
        try books.openAccounts(
          (start..<end).map {
            NewAccount(
              id: Self.account($0), currency: .cny, kind: .liability, mayOverdraw: true, openedOn: Self.today)
          }, in: tx)
      }
      progress(end, all, "accounts")
    }
    let entropy = SeededEntropy(seed: 42)
    for start in stride(from: 0, to: history, by: 1000) {
      let orders = (start..<min(start + 1000, history)).map { _ in order(entropy, hot: false) }
      _ = try await database.write(.keyed) { [books] tx in try books.post(orders, in: tx) }
      progress(accounts + start, all, "postings")
    }
    if history > 0 { progress(all, all, "") }
  }

  private static func account(_ number: Int) -> LedgerAccountID { LedgerAccountID(bank, sequence: Int64(number) + 1) }

  private func order(_ entropy: SeededEntropy, hot: Bool) -> PostingOrder {
    let from = hot ? 0 : entropy.below(accounts)
    let to = (from + 1 + entropy.below(accounts - 1)) % accounts
    let now = Moment(milliseconds: Int64(BenchMeter.wall() * 1000))
    return PostingOrder(
      journal: JournalID(at: now, from: entropy), key: IdempotencyKey(at: now, from: entropy), institution: Self.bank,
      code: 9001,
      legs: [
        .debit(Self.account(from), Money(minor: 100, .cny)), .credit(Self.account(to), Money(minor: 100, .cny)),
      ], businessDate: Self.today, recordedAt: now)
  }

  package func run(_ form: Form, clients: Int, seconds: Double) async throws -> BenchResult {
    // Connections and prepared statements are there before the clock starts.
    try await drive(clients, until: BenchMeter.wall() + min(1, seconds / 4), form, BenchMeter())
    let meter = BenchMeter()
    try await drive(clients, until: BenchMeter.wall() + seconds, form, meter)
    return meter.result(
      form.rawValue, engine: database.engine, clients: clients, each: form == .bulk ? Self.batchSize : 1)
  }

  private func drive(_ clients: Int, until end: Double, _ form: Form, _ meter: BenchMeter) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for client in 0..<clients {
        let entropy = SeededEntropy(seed: UInt64(client) &* 7919 &+ UInt64(BenchMeter.wall() * 1e6))
        group.addTask {
          while BenchMeter.wall() < end {
            switch form {
            case .posting, .hot:
              let order = order(entropy, hot: form == .hot)
              try await meter.timed {
                _ = try await database.write(.keyed) { [books] in try books.post(order, in: $0) }
              }
            case .bulk:
              let orders = (0..<Self.batchSize).map { _ in order(entropy, hot: false) }
              try await meter.timed {
                _ = try await database.write(.keyed) { [books] in try books.post(orders, in: $0) }
              }
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
