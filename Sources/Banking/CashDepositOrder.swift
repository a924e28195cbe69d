import Ledger
import Primitives

/// A cash deposit as the teller typed it, with the identities drawn for it before the transaction.
package struct CashDepositOrder: Sendable {
  package let caseID: CaseID
  /// Where the cash is taken.
  package let institution: InstitutionID
  package let teller: StaffID
  /// Business kind of the posting: the service's code, such as 1201.
  package let code: Int
  package let account: AccountNumber
  package let amount: Money
  /// What the customer laid on the counter.
  package let received: CashCount
  /// What he got back out of the till.
  package let change: CashCount
  /// nil: the business date.
  package let valueDate: BusinessDate?
  package let journal: JournalID
  package let reservation: ReservationID
  package let key: IdempotencyKey
  /// When the reservation ends by itself.
  package let deadline: Moment
  package let at: Moment

  package init(
    caseID: CaseID, institution: InstitutionID, teller: StaffID, code: Int, account: AccountNumber, amount: Money,
    received: CashCount, change: CashCount, valueDate: BusinessDate? = nil, journal: JournalID,
    reservation: ReservationID, key: IdempotencyKey, deadline: Moment, at: Moment
  ) {
    self.caseID = caseID
    self.institution = institution
    self.teller = teller
    self.code = code
    self.account = account
    self.amount = amount
    self.received = received
    self.change = change
    self.valueDate = valueDate
    self.journal = journal
    self.reservation = reservation
    self.key = key
    self.deadline = deadline
    self.at = at
  }
}

/// One line of "what will be booked" (借 / 贷).
package struct PlannedLeg: Sendable, Equatable {
  package let side: Side
  package let account: LedgerAccountID
  package let titleZh: String
  package let titleEn: String
  package let amount: Money
}

/// What a checked deposit would do. Nothing is written for it.
package struct CashDepositPreview: Sendable, Equatable {
  package let account: DemandAccount
  package let holder: CustomerDetail
  package let box: TillBox
  package let businessDate: BusinessDate
  package let valueDate: BusinessDate
  package let legs: [PlannedLeg]
}

/// What the page, the two screens and the voucher need of a prepared deposit.
package struct CashDepositFacts: Sendable, Equatable {
  package let number: JournalNumber
  package let preview: CashDepositPreview
  package let amount: Money
  package let received: CashCount
  package let change: CashCount
}

/// A deposit's row: what was prepared and how it stands.
package struct CashDepositRecord: Sendable, Equatable {
  package enum State: String, Sendable {
    case open, settled, released
  }

  package let caseID: CaseID
  package let institution: InstitutionID
  package let state: State
  package let box: Int64
  package let session: Int64
  package let teller: StaffID
  package let account: AccountNumber
  package let amount: Money
  package let received: CashCount
  package let change: CashCount
  package let number: JournalNumber
  package let reservation: ReservationID
}

/// Cash given back because the deposit ended without a posting. Till and ledger never held it.
package struct HandBack: Sendable, Equatable {
  package let box: Int64
  package let teller: StaffID
  package let received: CashCount
  package let changeReturned: CashCount
  package let recordedAt: Moment
}
