/// The side of a ledger entry (借 / 贷).
package enum Side: Int64, Sendable, CaseIterable {
  case debit = 1
  case credit = 2

  package var opposite: Side { self == .debit ? .credit : .debit }
}
