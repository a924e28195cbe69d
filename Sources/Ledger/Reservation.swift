import Primitives

/// The life of a reservation: open, then exactly one of the others.
package enum ReservationState: Int64, Sendable {
  case open = 1
  case settled = 2
  case released = 3
  case expired = 4
}

/// Amounts kept aside until the customer has signed: a posting that waits for its settlement.
package struct Reservation: Sendable, Equatable {
  package let id: ReservationID
  /// What settlement will post. Its `recordedAt` is the time of reserving.
  package let order: PostingOrder
  package let deadline: Moment
  package let state: ReservationState
  package let endedAt: Moment?
  /// Why it was released.
  package let reason: String?
}
