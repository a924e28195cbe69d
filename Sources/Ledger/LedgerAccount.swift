import Primitives

/// What an account stands for in the books (企业会计准则: 资产、负债、共同、所有者权益、损益).
package enum AccountKind: Int64, Sendable, CaseIterable {
  case asset = 1
  case liability = 2
  case equity = 3
  case income = 4
  case expense = 5
  /// 辖内往来: what one institution of the bank owes another; opened by the ledger itself.
  case interBranch = 6

  /// The side that raises the balance.
  package var usualSide: Side {
    switch self {
    case .asset, .expense, .interBranch: .debit
    case .liability, .equity, .income: .credit
    }
  }
}

/// A request for a new account.
package struct NewAccount: Sendable, Equatable {
  package let id: LedgerAccountID
  package let currency: Currency
  package let kind: AccountKind
  package let normalSide: Side
  /// False: the available balance may never fall below zero.
  package let mayOverdraw: Bool
  package let openedOn: BusinessDate

  package init(
    id: LedgerAccountID, currency: Currency, kind: AccountKind, normalSide: Side? = nil, mayOverdraw: Bool = false,
    openedOn: BusinessDate
  ) {
    self.id = id
    self.currency = currency
    self.kind = kind
    self.normalSide = normalSide ?? kind.usualSide
    self.mayOverdraw = mayOverdraw
    self.openedOn = openedOn
  }
}

/// An account with its four totals in minor units, none below zero. Settled totals only grow; reserved
/// totals hold what open reservations may still settle.
package struct LedgerAccount: Sendable, Equatable {
  package let id: LedgerAccountID
  package let currency: Currency
  package let kind: AccountKind
  package let normalSide: Side
  package let mayOverdraw: Bool
  package let openedOn: BusinessDate
  package internal(set) var closedOn: BusinessDate?
  package internal(set) var settledDebit: Int64 = 0
  package internal(set) var settledCredit: Int64 = 0
  package internal(set) var reservedDebit: Int64 = 0
  package internal(set) var reservedCredit: Int64 = 0
  /// The newest entry; the others follow from entry to entry.
  package internal(set) var lastEntry: EntryPlace?

  init(_ new: NewAccount) {
    id = new.id
    currency = new.currency
    kind = new.kind
    normalSide = new.normalSide
    mayOverdraw = new.mayOverdraw
    openedOn = new.openedOn
  }

  package var isClosed: Bool { closedOn != nil }

  /// What is settled, raised by the normal side; below zero only where `mayOverdraw`.
  package var balance: Money { Money(minor: balanceMinor, currency) }

  /// What may be taken now: the balance less every reserved amount that would lower it. A reserved
  /// amount that would raise it does not count (DECISIONS 12).
  package var available: Money { Money(minor: availableMinor, currency) }

  var balanceMinor: Int64 { normalSide == .debit ? settledDebit - settledCredit : settledCredit - settledDebit }
  var availableMinor: Int64 { balanceMinor - (normalSide == .debit ? reservedCredit : reservedDebit) }

  /// Adds to the settled total of a side. False when the total would leave the range of the books.
  mutating func settle(_ side: Side, _ minor: Int64) -> Bool {
    side == .debit ? Self.add(minor, to: &settledDebit) : Self.add(minor, to: &settledCredit)
  }

  /// Adds to (or, below zero, takes from) the reserved total of a side.
  mutating func reserve(_ side: Side, _ minor: Int64) -> Bool {
    side == .debit ? Self.add(minor, to: &reservedDebit) : Self.add(minor, to: &reservedCredit)
  }

  /// Totals stay below 2⁶¹ so that any difference or sum of three of them fits 64 bits.
  private static func add(_ minor: Int64, to total: inout Int64) -> Bool {
    let (sum, overflow) = total.addingReportingOverflow(minor)
    guard !overflow, sum >= 0, sum < 1 << 61 else { return false }
    total = sum
    return true
  }
}
