import Primitives
import Storage

/// A reservation as it lies in the books: with the legs that the ledger added.
struct ReservationRecord {
  let reservation: Reservation
  let legs: [PlannedLeg]

  static func find(_ id: ReservationID, lock: Bool, in tx: any ReadTransaction) throws -> ReservationRecord? {
    guard let row = try tx.first(LedgerTables.reservation, [.id(id)], lock: lock) else { return nil }
    guard let state = ReservationState(rawValue: try row.int(11)) else {
      throw Fault("ledger.reservation", "reservation \(id) has an unknown state")
    }
    let legs = try tx.query(LedgerTables.reservationLegs, [.id(id)]).map { row in
      PlannedLeg(
        leg: Leg(
          account: try row.account(0), side: try JournalRecord.side(row, 1),
          amount: Money(minor: try row.int(2), try LedgerCurrency.currency(row.int(3)))),
        isAutomatic: try row.bool(4))
    }
    let order = PostingOrder(
      journal: try row.id(1), key: try row.id(2), institution: try row.institution(3), code: Int(try row.int(4)),
      legs: legs.filter { !$0.isAutomatic }.map(\.leg), businessDate: try row.date(5), valueDate: try row.date(6),
      recordedAt: try row.moment(7), reference: try row.optionalID(8), reverses: try row.optionalID(9))
    let reservation = Reservation(
      id: id, order: order, deadline: try row.moment(10), state: state, endedAt: try row.optionalMoment(12),
      reason: try row.optionalText(13))
    return ReservationRecord(reservation: reservation, legs: legs)
  }

  /// Locks the state row: who ends the reservation first has ended it.
  ///
  /// - Throws: `ledger.reservation-unknown`, `…-settled`, `…-released`, `…-expired`.
  static func open(_ id: ReservationID, in tx: any WriteTransaction) throws -> ReservationRecord {
    guard let record = try find(id, lock: true, in: tx) else { throw ReservationRefusal.unknown() }
    guard record.reservation.state == .open else { throw ReservationRefusal.ended(record.reservation.state) }
    return record
  }

  func insert(in tx: any WriteTransaction) throws {
    let order = reservation.order
    let rows = try tx.query(
      LedgerTables.insertReservation,
      [
        .id(reservation.id), .id(order.journal), .id(order.key), .institution(order.institution), .int(order.code),
        .date(order.businessDate), .date(order.valueDate), .moment(order.recordedAt), .id(order.reference),
        .id(order.reverses), .moment(reservation.deadline),
      ])
    guard !rows.isEmpty else { throw ReservationRefusal.idTaken() }
    for (offset, planned) in legs.enumerated() {
      try tx.execute(
        LedgerTables.insertLeg,
        [
          .id(reservation.id), .int(offset + 1), .account(planned.leg.account), .int(planned.leg.side.rawValue),
          .int(planned.leg.amount.minor), .bool(planned.isAutomatic),
        ])
    }
  }

  func end(_ state: ReservationState, at moment: Moment, reason: String? = nil, in tx: any WriteTransaction) throws {
    try tx.execute(
      LedgerTables.endReservation, [.id(reservation.id), .int(state.rawValue), .moment(moment), .text(reason)])
  }
}
