import Ledger
import Primitives

/// One piece of counter business with the identities drawn for it before its transaction.
package struct CounterOrder: Sendable {
  package let caseID: CaseID
  /// Where the customer stands.
  package let institution: InstitutionID
  package let teller: StaffID
  /// Business kind of the posting: the service's code, such as 1201.
  package let code: Int
  package let journal: JournalID
  package let reservation: ReservationID
  package let key: IdempotencyKey
  /// When the reservation ends by itself.
  package let deadline: Moment
  package let at: Moment

  package init(
    caseID: CaseID, institution: InstitutionID, teller: StaffID, code: Int, journal: JournalID,
    reservation: ReservationID, key: IdempotencyKey, deadline: Moment, at: Moment
  ) {
    self.caseID = caseID
    self.institution = institution
    self.teller = teller
    self.code = code
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

/// What checked business would do to the books. Nothing is written for it.
package struct BookingPlan: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case cashDeposit = "deposit.cash"
    case cashWithdrawal = "withdraw.cash"
    case transfer = "transfer.internal"
    case termOpen = "term.open"
    case termDraw = "term.draw"
    case instalmentPay = "instalment.pay"
    case accountClose = "account.close"

    /// Money leaves the customer's account; otherwise it comes in.
    var takesFromAccount: Bool {
      switch self {
      case .cashWithdrawal, .transfer, .termOpen, .instalmentPay, .accountClose: true
      case .cashDeposit, .termDraw: false
      }
    }
  }

  package let kind: Kind
  /// Whose money it is.
  package let account: DemandAccount
  package let holder: CustomerDetail
  /// The other account, if the business has one.
  package let other: DemandAccount?
  package let otherHolder: CustomerDetail?
  package let amount: Money
  /// The till and what goes over the counter; nil without cash.
  package let box: TillBox?
  package let received: CashCount
  package let given: CashCount
  package let businessDate: BusinessDate
  package let valueDate: BusinessDate
  package let legs: [Leg]
  /// The deposit under a contract that is opened or drawn from.
  package let term: TermPlan?
  /// With the inter-branch legs that the ledger adds (DECISIONS 14).
  package let shown: [PlannedLeg]

  init(
    _ kind: Kind, account: DemandAccount, holder: CustomerDetail, other: DemandAccount? = nil,
    otherHolder: CustomerDetail? = nil, amount: Money, box: TillBox? = nil, received: CashCount? = nil,
    given: CashCount? = nil, businessDate: BusinessDate, valueDate: BusinessDate, legs: [Leg], term: TermPlan? = nil,
    in ledger: LedgerBooks
  ) {
    self.kind = kind
    self.account = account
    self.holder = holder
    self.other = other
    self.otherHolder = otherHolder
    self.amount = amount
    self.box = box
    self.received = received ?? CashCount(amount.currency)
    self.given = given ?? CashCount(amount.currency)
    self.businessDate = businessDate
    self.valueDate = valueDate
    self.legs = legs
    self.term = term
    shown = ledger.planned(legs).map(BankChart.planned)
  }
}

/// A plan that is reserved, with the number it was given.
package struct PreparedBooking: Sendable, Equatable {
  package let number: JournalNumber
  package let plan: BookingPlan
}

/// The row of a booking: what was prepared and how it stands.
package struct BookingRecord: Sendable, Equatable {
  package enum State: String, Sendable {
    case open, settled, released
  }

  package let caseID: CaseID
  package let institution: InstitutionID
  package let kind: BookingPlan.Kind
  package let state: State
  package let teller: StaffID
  /// nil without cash.
  package let box: Int64?
  package let session: Int64?
  package let account: AccountNumber
  package let other: AccountNumber?
  package let amount: Money
  package let received: CashCount
  package let given: CashCount
  package let number: JournalNumber
  package let reservation: ReservationID
}

/// Cash given back because the business ended without a posting. Till and ledger never held it.
package struct HandBack: Sendable, Equatable {
  package let box: Int64
  package let teller: StaffID
  package let received: CashCount
  package let changeReturned: CashCount
  package let recordedAt: Moment
}
