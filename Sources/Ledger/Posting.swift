import Primitives

/// One side of a posting: so much, on this side of that account.
package struct Leg: Sendable, Equatable {
  package let account: LedgerAccountID
  package let side: Side
  package let amount: Money

  package init(account: LedgerAccountID, side: Side, amount: Money) {
    self.account = account
    self.side = side
    self.amount = amount
  }

  package static func debit(_ account: LedgerAccountID, _ amount: Money) -> Leg {
    Leg(account: account, side: .debit, amount: amount)
  }

  package static func credit(_ account: LedgerAccountID, _ amount: Money) -> Leg {
    Leg(account: account, side: .credit, amount: amount)
  }
}

/// A request to post. Ids, time and days are drawn before and passed in.
package struct PostingOrder: Sendable, Equatable {
  package let journal: JournalID
  /// Names the intention of the client, within the institution.
  package let key: IdempotencyKey
  /// Who posts.
  package let institution: InstitutionID
  /// The kind of business, such as 1201.
  package let code: Int
  /// Without inter-branch legs: the ledger adds those.
  package let legs: [Leg]
  /// The accounting day (会计日期).
  package let businessDate: BusinessDate
  /// The day from which interest counts (起息日).
  package let valueDate: BusinessDate
  package let recordedAt: Moment
  package let reference: CaseID?
  /// The journal that this one takes back (冲正).
  package let reverses: JournalID?

  package init(
    journal: JournalID, key: IdempotencyKey, institution: InstitutionID, code: Int, legs: [Leg],
    businessDate: BusinessDate, valueDate: BusinessDate? = nil, recordedAt: Moment, reference: CaseID? = nil,
    reverses: JournalID? = nil
  ) {
    self.journal = journal
    self.key = key
    self.institution = institution
    self.code = code
    self.legs = legs
    self.businessDate = businessDate
    self.valueDate = valueDate ?? businessDate
    self.recordedAt = recordedAt
    self.reference = reference
    self.reverses = reverses
  }
}

/// One balanced set of entries, inserted once and never changed.
package struct Journal: Sendable, Equatable {
  package let id: JournalID
  package let key: IdempotencyKey
  package let institution: InstitutionID
  package let code: Int
  package let businessDate: BusinessDate
  package let valueDate: BusinessDate
  package let recordedAt: Moment
  package let reference: CaseID?
  package let reverses: JournalID?
  /// The reservation that this journal settled.
  package let reservation: ReservationID?
  /// In the order of the legs, then the inter-branch entries.
  package internal(set) var entries: [Entry]

  /// The legs as they were asked for.
  package var legs: [Leg] { entries.filter { !$0.isAutomatic }.map(\.leg) }
}

/// What became of one order of several.
package struct Posted: Sendable, Equatable {
  package let journal: Journal
  /// False when the key had been used before for the same: whatever goes with a posting was done then.
  package let isNew: Bool
}

/// Where an entry stands.
package struct EntryPlace: Sendable, Hashable {
  package let journal: JournalID
  package let number: Int

  package init(journal: JournalID, number: Int) {
    self.journal = journal
    self.number = number
  }
}

/// One line of a journal, with the balance it left behind.
package struct Entry: Sendable, Equatable {
  package let place: EntryPlace
  package let leg: Leg
  /// The account's settled balance after this entry.
  package let balance: Money
  /// True for inter-branch entries that the ledger added (辖内往来).
  package let isAutomatic: Bool
  /// The entry of the same account before this one.
  let previous: EntryPlace?
}
