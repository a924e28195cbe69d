import Primitives

/// 试算平衡表: the totals of all accounts by institution, currency and kind.
package struct TrialBalance: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    package let institution: InstitutionID
    package let currency: Currency
    package let kind: AccountKind
    package let accounts: Int
    /// All debit entries ever settled, and all credit entries.
    package let debit: Money
    package let credit: Money
  }

  package struct Total: Sendable, Equatable {
    package let institution: InstitutionID
    package let currency: Currency
    package let debit: Money
    package let credit: Money
    package var isBalanced: Bool { debit == credit }
  }

  /// By institution, currency, kind.
  package let lines: [Line]

  /// One per institution and currency.
  package var totals: [Total] {
    var totals: [Total] = []
    for line in lines {
      if let last = totals.last, last.institution == line.institution, last.currency == line.currency {
        totals[totals.count - 1] = Total(
          institution: last.institution, currency: last.currency, debit: last.debit + line.debit,
          credit: last.credit + line.credit)
      } else {
        totals.append(
          Total(institution: line.institution, currency: line.currency, debit: line.debit, credit: line.credit))
      }
    }
    return totals
  }

  /// Debit equals credit in every institution and currency.
  package var isBalanced: Bool { totals.allSatisfy(\.isBalanced) }
}
