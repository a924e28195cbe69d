import Banking
import Ledger
import Primitives

/// How a source is spread over the outlets and cut into batches: the same for the same files and outlets, so that a run
/// that was broken off goes on where it stood.
package struct MigrationPlan: Sendable {
  /// Customers or accounts in one batch.
  package static let mostRecords = 1000
  /// Postings in one batch.
  package static let mostPostings = 2000

  package struct Batch<Item: Sendable>: Sendable {
    package let outlet: InstitutionID
    /// 1, 2, 3 … within the outlet.
    package let number: Int
    package let items: [Item]
  }

  package let outlets: [InstitutionID]
  package let customers: [Batch<MigrationSource.Customer>]
  package let accounts: [Batch<MigrationSource.Account>]
  /// Each outlet's by day; within a day, whose order the source does not tell, what comes in before what goes out, then
  /// by number.
  package let transactions: [Batch<MigrationSource.Transaction>]
  /// Accounts that stand below zero after one of their transactions in this order.
  package let overdrawn: Set<Int>
  /// The lowest that each outlet's cash falls by them, minor units, at most zero.
  package let lowestCash: [InstitutionID: Int64]
  private let places: [Int: InstitutionID]

  /// - Parameter outlets: at least one, in the order in which districts are dealt out.
  package init(_ source: MigrationSource, outlets: [InstitutionID]) {
    precondition(!outlets.isEmpty, "a plan for no outlet")
    let districts = Set(source.accounts.map(\.district) + source.customers.map(\.district)).sorted()
    // Neighbouring districts have neighbouring numbers and so stay together.
    var places: [Int: InstitutionID] = [:]
    for (index, district) in districts.enumerated() {
      places[district] = outlets[index * outlets.count / districts.count]
    }
    self.places = places
    self.outlets = outlets
    customers = Self.cut(source.customers, outlets, Self.mostRecords) { places[$0.district] }
    accounts = Self.cut(source.accounts, outlets, Self.mostRecords) { places[$0.district] }
    let homes = Dictionary(uniqueKeysWithValues: source.accounts.map { ($0.id, places[$0.district]) })
    let ordered = source.transactions.sorted(by: Self.comesBefore)
    transactions = Self.cut(ordered, outlets, Self.mostPostings) { homes[$0.account] ?? nil }
    var (balances, cash): ([Int: Int64], [InstitutionID: Int64]) = ([:], [:])
    var (overdrawn, lowest): (Set<Int>, [InstitutionID: Int64]) = ([], [:])
    for transaction in ordered {
      balances[transaction.account, default: 0] += transaction.signed
      if balances[transaction.account, default: 0] < 0 { overdrawn.insert(transaction.account) }
      guard transaction.kind.counter == .vault, let home = homes[transaction.account] ?? nil else { continue }
      cash[home, default: 0] += transaction.signed
      lowest[home] = min(lowest[home] ?? 0, cash[home] ?? 0)
    }
    self.overdrawn = overdrawn
    lowestCash = lowest
  }

  /// Where a district's customers and accounts are kept.
  package func outlet(of district: Int) -> InstitutionID { places[district] ?? outlets[0] }

  /// Districts by the outlet that got them.
  package var districts: [InstitutionID: [Int]] {
    Dictionary(grouping: places.keys.sorted()) { outlet(of: $0) }
  }

  static func comesBefore(_ one: MigrationSource.Transaction, _ two: MigrationSource.Transaction) -> Bool {
    if one.date != two.date { return one.date < two.date }
    if one.kind.side != two.kind.side { return one.kind.side == .credit }
    return one.id < two.id
  }

  private static func cut<Item: Sendable>(
    _ items: [Item], _ outlets: [InstitutionID], _ size: Int, _ home: (Item) -> InstitutionID?
  ) -> [Batch<Item>] {
    let groups = Dictionary(grouping: items) { home($0) ?? outlets[0] }
    return outlets.flatMap { outlet in
      let all = groups[outlet] ?? []
      return stride(from: 0, to: all.count, by: size).enumerated().map { index, start in
        Batch(outlet: outlet, number: index + 1, items: Array(all[start..<min(start + size, all.count)]))
      }
    }
  }
}
