import Primitives

/// One line of an account's statement: the entry and what its journal says.
package struct StatementLine: Sendable, Equatable {
  package let entry: Entry
  package let institution: InstitutionID
  package let code: Int
  package let businessDate: BusinessDate
  package let valueDate: BusinessDate
  package let recordedAt: Moment
  package let reference: CaseID?
  package let reverses: JournalID?
}

/// Newest lines first; `next` is where the following page starts, nil at the end.
package struct EntryPage: Sendable, Equatable {
  package let lines: [StatementLine]
  package let next: EntryPlace?

  /// The largest page that is given out.
  package static let largest = 500
}
