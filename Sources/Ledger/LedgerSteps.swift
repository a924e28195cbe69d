import Primitives
import Storage

/// Steps that posting, reserving and settling share.
extension LedgerBooks {
  /// Takes the key for this order; when it is taken, says by which journal or reservation.
  func claim(
    _ order: PostingOrder, for reservation: ReservationID?, in tx: any WriteTransaction
  ) throws -> (journal: JournalID, reservation: ReservationID?)? {
    let key: [Value] = [.institution(order.institution), .id(order.key)]
    guard try tx.query(LedgerTables.claimKey, key + [.id(order.journal), .id(reservation)]).isEmpty else { return nil }
    guard let row = try tx.first(LedgerTables.key, key) else {
      throw Fault("ledger.key", "a key was refused as a duplicate and cannot be found")
    }
    return (try row.id(0), try row.optionalID(1))
  }

  /// - Throws: `ledger.period-closed` for the first institution whose books are closed on that day.
  func checkDay(
    _ date: BusinessDate, _ legs: [PlannedLeg], of home: InstitutionID, in tx: any ReadTransaction
  ) throws {
    var institutions = [home]
    for planned in legs where !institutions.contains(planned.leg.account.institution) {
      institutions.append(planned.leg.account.institution)
    }
    for institution in institutions {
      if let closed = try closedThrough(institution, in: tx), date <= closed {
        throw LedgerRefusal.periodClosed(institution, closed)
      }
    }
  }

  /// A reversal mirrors its original, and there is one at most. The original's row is locked, so two
  /// reversals of it take turns.
  ///
  /// - Throws: `ledger.journal-unknown`, `ledger.already-reversed`, `ledger.reversal-differs`.
  func checkReversal(_ order: PostingOrder, in tx: any WriteTransaction) throws {
    guard let id = order.reverses else { return }
    guard let original = try JournalRecord.find(id, lock: true, in: tx) else { throw LedgerRefusal.unknownJournal() }
    guard try tx.first(LedgerTables.reversalOf, [.id(id)]) == nil else { throw LedgerRefusal.alreadyReversed() }
    guard PostingRules.mirrors(order.legs, original.legs) else { throw LedgerRefusal.reversalDiffers() }
  }

  func giveBack(_ record: ReservationRecord, in tx: any WriteTransaction) throws {
    var sheet = try AccountSheet.load(record.legs, on: record.reservation.order.businessDate, in: tx)
    try PostingRules.apply(.release, record.legs, to: &sheet)
    try sheet.save(in: tx)
  }
}
