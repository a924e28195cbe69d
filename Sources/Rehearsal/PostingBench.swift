import Foundation
import Ledger
import Primitives
import SQLiteStorage
import Storage
import Synchronization

/// Bare postings in process: one transfer between two of many accounts, durable, with idempotency key.
package struct PostingBench: Sendable {
  private let database: SQLiteDatabase
  private let books = LedgerBooks()
  private let accounts: Int
  private static let bank = InstitutionID(1)
  private static let today = BusinessDate(daysSince1970: 20_000)

  /// Opens a new vault in `folder` with so many accounts.
  package init(folder: URL, accounts: Int) async throws {
    self.accounts = accounts
    database = try SQLiteDatabase(path: folder.appending(path: "bench.sqlite").path)
    try await database.migrate([StorageSchema.schema, LedgerBooks.schema])
    for start in stride(from: 0, to: accounts, by: 1000) {
      try await database.write { [books, accounts] tx in
        for number in start..<min(start + 1000, accounts) {
          try books.openAccount(
            NewAccount(
              id: Self.account(number), currency: .cny, kind: .liability, normalSide: .credit, mayOverdraw: true,
              openedOn: Self.today), in: tx)
        }
      }
    }
  }

  private static func account(_ number: Int) -> LedgerAccountID { LedgerAccountID(bank, sequence: Int64(number) + 1) }

  /// - Parameter hot: every posting touches account 0, as a till does.
  package func run(clients: Int, seconds: Double, hot: Bool = false) async throws -> BenchResult {
    let meter = BenchMeter()
    let end = BenchMeter.wall() + seconds
    try await withThrowingTaskGroup(of: Void.self) { group in
      for client in 0..<clients {
        group.addTask { try await drive(client, until: end, hot: hot, meter) }
      }
      try await group.waitForAll()
    }
    return meter.result(hot ? "posting-hot" : "posting", engine: database.engine, clients: clients)
  }

  private func drive(_ client: Int, until end: Double, hot: Bool, _ meter: BenchMeter) async throws {
    let entropy = SeededEntropy(seed: UInt64(client) &* 7919 &+ UInt64(BenchMeter.wall() * 1e6))
    while BenchMeter.wall() < end {
      let from = hot ? 0 : entropy.below(accounts)
      let to = (from + 1 + entropy.below(accounts - 1)) % accounts
      let now = Moment(milliseconds: Int64(BenchMeter.wall() * 1000))
      let order = PostingOrder(
        journal: JournalID(at: now, from: entropy), key: IdempotencyKey(at: now, from: entropy), institution: Self.bank,
        code: 9001,
        legs: [
          Leg(account: Self.account(from), side: .debit, amount: Money(minor: 100, .cny)),
          Leg(account: Self.account(to), side: .credit, amount: Money(minor: 100, .cny)),
        ], businessDate: Self.today, valueDate: Self.today, recordedAt: now, reference: nil, reverses: nil)
      try await meter.timed {
        _ = try await database.write { [books] tx in try books.post(order, in: tx) }
      }
    }
  }

  package func close() async { await database.close() }
}
