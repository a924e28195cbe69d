import Primitives

/// How a count of a box came out. A differing count says no figure.
package enum CountOutcome: Sendable, Equatable {
  case done(TillReceipt)
  /// The how-manieth differing count of the till as it is now: from the second on, a supervisor may agree to a
  /// difference.
  case differs(attempt: Int)

  /// - Throws: `Refusal` `till.count-differs`. Only after the transaction: its record of the count must stay.
  package func receipt() throws -> TillReceipt {
    guard case .done(let receipt) = self else { throw CashRefusal.countDiffers }
    return receipt
  }
}

/// Cash short or over (现金长短款), or denominations that changed places with an equal sum.
package struct TillDifference: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case short, over, swap
  }

  package let institution: InstitutionID
  package let box: Int64
  package let session: Int64
  package let number: JournalNumber
  package let kind: Kind
  /// Zero for a swap.
  package let amount: Money
  package let expected: CashCount
  package let counted: CashCount
  package let teller: StaffID
  package let supervisorNumber: String
  package let reason: String
  package let recordedAt: Moment
  /// nil while it is not resolved.
  package let resolvedAt: Moment?
  package let resolution: String?
}

/// What a supervisor's count of a box (查库) found. It states, and changes nothing: a difference is booked when the
/// box is closed.
package struct TillCheck: Sendable, Equatable {
  package let agrees: Bool
  package let lines: [Line]

  package struct Line: Sendable, Equatable {
    package let expected: CashCount
    package let counted: CashCount
  }
}
