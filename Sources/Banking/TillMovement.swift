import Primitives

/// One entry of the day in a till's book: cash in or out by the teller's own hand, not a customer's business.
package struct TillMovement: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// From the vault (领款), to the vault (缴款), to a colleague (调拨), pieces against pieces (券别兑换).
    case draw, transfer, exchange
    case handUp = "hand-up"
  }

  package let number: JournalNumber
  package let kind: Kind
  package let box: Int64
  package let teller: StaffID
  /// The receiver's; nil unless it is a transfer.
  package let otherBox: Int64?
  package let otherTeller: StaffID?
  /// Into `box` and out of it.
  package let received: CashCount
  package let given: CashCount
  package let at: Moment
}

/// Pieces one teller holds out to another of the same outlet (柜员调拨).
package struct TillOffer: Sendable, Equatable {
  package enum State: String, Sendable {
    case open, accepted, refused, withdrawn
  }

  package let id: OfferID
  package let institution: InstitutionID
  package let box: Int64
  package let session: Int64
  package let giver: StaffID
  package let giverNumber: String
  package let receiver: StaffID
  package let pieces: CashCount
  package let state: State
  package let offeredAt: Moment
  package let endedAt: Moment?
}

package enum OfferKind {}
package typealias OfferID = EntityID<OfferKind>
