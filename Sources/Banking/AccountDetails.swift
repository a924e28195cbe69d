import Ledger
import Primitives

/// A page of an account's detail (明细), newest lines first.
package struct AccountDetails: Sendable, Equatable {
  package let balance: AccountBalance
  package let lines: [DetailLine]
  /// Where the following page starts; nil at the end.
  package let next: EntryPlace?
}

/// One line of the detail page.
package struct DetailLine: Sendable, Equatable {
  package let businessDate: BusinessDate
  /// The day from which interest counts; may be earlier than the business date.
  package let valueDate: BusinessDate
  package let recordedAt: Moment
  /// The number people know the journal by; nil for the bank's own jobs.
  package let number: JournalNumber?
  package let journal: JournalID
  /// Business kind, such as 1201.
  package let code: Int
  /// Where it was booked.
  package let institution: InstitutionID
  /// Credit raises the balance.
  package let side: Side
  package let amount: Money
  /// The settled balance after this line.
  package let balance: Money
  /// The account on the other side (对方科目) and what it is called.
  package let otherSide: LedgerAccountID?
  package let otherSideZh: String?
  package let otherSideEn: String?
  package let reference: CaseID?
  package let reverses: JournalID?
}
