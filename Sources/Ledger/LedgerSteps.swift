import Primitives
import Storage

/// Steps that posting, reserving and settling share.
extension LedgerBooks {
  /// Takes the key for this order and asks for all that its posting needs, in one go.
  ///
  /// - Returns: by which journal or reservation the key is taken already, if it is.
  func claim(
    _ order: PostingOrder, _ legs: [PlannedLeg], for reservation: ReservationID?, in tx: any WriteTransaction
  ) throws -> (known: KeyRecord?, ground: PostingGround) {
    let key: [Value] = [.institution(order.institution), .id(order.key)]
    let claim = Question(LedgerTables.claimKey, key + [.id(order.journal), .id(reservation)])
    let (answers, ground) = try PostingGround.load(legs, of: order.institution, after: [claim], in: tx)
    guard answers[0].isEmpty else { return (nil, ground) }
    guard let row = try tx.first(LedgerTables.key, key) else {
      throw Fault("ledger.key", "a key was refused as a duplicate and cannot be found")
    }
    return (KeyRecord(journal: try row.id(0), reservation: try row.optionalID(1)), ground)
  }

  /// The journal of the first time, if this order asks for the same.
  ///
  /// - Throws: `ledger.key-reused`.
  func firstAnswer(_ known: KeyRecord, to order: PostingOrder, in tx: any ReadTransaction) throws -> Journal {
    guard known.reservation == nil else { throw LedgerRefusal.keyReused("reservation") }
    guard let journal = try JournalRecord.find(known.journal, in: tx) else {
      throw Fault("ledger.key", "the key of journal \(known.journal) is on record and the journal is not")
    }
    if let difference = PostingRules.difference(journal, from: order) { throw LedgerRefusal.keyReused(difference) }
    return journal
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
    let order = record.reservation.order
    var sheet = try PostingGround.load(record.legs, of: order.institution, in: tx)
      .sheet(record.legs, on: order.businessDate, in: tx)
    try PostingRules.apply(.release, record.legs, to: &sheet)
    try sheet.save(in: tx)
  }
}

/// What an idempotency key was used for.
struct KeyRecord {
  let journal: JournalID
  let reservation: ReservationID?
}
