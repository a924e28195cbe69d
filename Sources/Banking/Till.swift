import Primitives

/// A teller's cash box (尾箱). It stays where it is from day to day; a session is the time between its
/// opening and its hand-in, with one teller.
package struct TillBox: Sendable, Equatable {
  package let institution: InstitutionID
  /// 1 to 9999, unique within the institution.
  package let box: Int64
  /// nil while the box is closed.
  package let teller: StaffID?
  /// Grows with every opening.
  package let session: Int64
  package let changedAt: Moment
  /// nil while the box is closed.
  package let openedOn: BusinessDate?
  /// Since when it lies full and sealed (封箱); nil while it does not.
  package let sealedAt: Moment?

  package var isSealed: Bool { sealedAt != nil }
  package var isOpen: Bool { teller != nil }
}

/// What lies in an open box: one count per currency it was opened with.
package struct TillView: Sendable, Equatable {
  package let box: TillBox
  package let drawers: [CashCount]

  package func drawer(_ currency: Currency) -> CashCount? { drawers.first { $0.currency == currency } }
}

/// An opening or hand-in of a box: what was counted, and the identities its journal gets.
package struct TillMove: Sendable {
  package let actor: CounterActor
  package let box: Int64
  /// One count per currency, each once; a count may be empty.
  package let counts: [CashCount]
  package let journal: JournalID
  package let key: IdempotencyKey
  package let at: Moment

  package init(
    actor: CounterActor, box: Int64, counts: [CashCount], journal: JournalID, key: IdempotencyKey, at: Moment
  ) {
    self.actor = actor
    self.box = box
    self.counts = counts
    self.journal = journal
    self.key = key
    self.at = at
  }
}

/// What a till's opening or hand-in has done.
package struct TillReceipt: Sendable, Equatable {
  package let view: TillView
  /// Number and journal are nil when no cash moved.
  package let number: JournalNumber?
  package let journal: JournalID?
}

/// Money brought into the vault when the bank begins: no customer and no teller takes part.
package struct VaultFunding: Sendable {
  package let actor: CounterActor
  package let amount: Money
  package let journal: JournalID
  package let key: IdempotencyKey
  package let at: Moment

  package init(actor: CounterActor, amount: Money, journal: JournalID, key: IdempotencyKey, at: Moment) {
    self.actor = actor
    self.amount = amount
    self.journal = journal
    self.key = key
    self.at = at
  }
}
