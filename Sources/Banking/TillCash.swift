import Ledger
import Primitives
import Storage

/// The notes in the boxes, and the law that binds them to the ledger: at every commit the sum of
/// face value × pieces equals the settled balance of the till's account.
struct TillCash: Sendable {
  let ledger: LedgerBooks

  func count(_ institution: InstitutionID, _ box: Int64, _ currency: Currency, in tx: any ReadTransaction) throws
    -> CashCount
  {
    try count(try tx.query(BankingTables.notes, key(institution, box, currency)), currency)
  }

  /// Puts `received` into the box and takes `given` out of it.
  ///
  /// - Throws: `Refusal` `till.change-missing` when a denomination would fall below zero.
  func move(
    _ institution: InstitutionID, _ box: Int64, received: CashCount, given: CashCount, in tx: any WriteTransaction
  ) throws {
    let place = key(institution, box, received.currency)
    let held = try count(try tx.query(BankingTables.notes, place, lock: true), received.currency)
    let after = try Self.after(held, received: received, given: given)
    for denomination in Set((received.lines + given.lines).map(\.denomination)).sorted() {
      try tx.execute(BankingTables.putNotes, place + [.int(denomination), .int(after[denomination] ?? 0)])
    }
  }

  /// Pieces by denomination once both counts have moved.
  ///
  /// - Throws: `Refusal` `till.change-missing`.
  static func after(_ held: CashCount, received: CashCount, given: CashCount) throws -> [Int64: Int64] {
    precondition(held.currency == received.currency && held.currency == given.currency, "mixed currencies in a till")
    var pieces: [Int64: Int64] = [:]
    for line in held.lines + received.lines { pieces[line.denomination, default: 0] += line.pieces }
    for line in given.lines {
      pieces[line.denomination, default: 0] -= line.pieces
      guard pieces[line.denomination, default: 0] >= 0 else {
        throw CashRefusal.changeMissing(Money(minor: line.denomination, held.currency))
      }
    }
    return pieces
  }

  /// What lies in the drawer and is promised to nobody: neither to a customer whose business is open nor to
  /// another teller.
  func free(_ held: CashCount, in box: TillBox, in tx: any ReadTransaction) throws -> CashCount {
    let place: [Value] = [.institution(box.institution), .int(box.box), .text(held.currency.code)]
    var pieces: [Int64: Int64] = Dictionary(uniqueKeysWithValues: held.lines.map { ($0.denomination, $0.pieces) })
    for row in try tx.query(BankingTables.promisedNotes, place) {
      let (received, given) = (
        try CashCount(stored: try row.text(0), held.currency), try CashCount(stored: try row.text(1), held.currency)
      )
      // Notes that a customer laid down may go back to him as change before the till's own are touched.
      for line in given.lines {
        let own = received.lines.first { $0.denomination == line.denomination }?.pieces ?? 0
        pieces[line.denomination, default: 0] -= max(0, line.pieces - own)
      }
    }
    for row in try tx.query(TillTables.offeredNotes, place) {
      for line in try CashCount(stored: try row.text(0), held.currency).lines {
        pieces[line.denomination, default: 0] -= line.pieces
      }
    }
    return CashCount(stored: pieces.sorted { $0.key > $1.key }.map { ($0.key, max(0, $0.value)) }, held.currency)
  }

  /// Reads both sides anew from the transaction and compares them.
  ///
  /// - Throws: `Fault` `till.broken`: the transaction must not commit.
  func prove(
    _ institution: InstitutionID, _ box: Int64, _ currency: Currency, in tx: any ReadTransaction
  ) throws {
    if let difference = try difference(institution, box, currency, in: tx) { throw Fault("till.broken", difference) }
  }

  /// What does not agree, in words; nil while notes and ledger are one.
  func difference(
    _ institution: InstitutionID, _ box: Int64, _ currency: Currency, in tx: any ReadTransaction
  ) throws -> String? {
    let notes = try count(institution, box, currency, in: tx).total
    let settled = try ledger.account(BankChart.till(institution, box: box, currency), in: tx).balance
    if notes.minor == settled.minor { return nil }
    return "box \(box) of \(institution): notes are \(notes), the ledger says \(settled)"
  }

  private func key(_ institution: InstitutionID, _ box: Int64, _ currency: Currency) -> [Value] {
    [.institution(institution), .int(box), .text(currency.code)]
  }

  private func count(_ rows: [Row], _ currency: Currency) throws -> CashCount {
    CashCount(stored: try rows.map { (try $0.int(0), try $0.int(1)) }, currency)
  }
}
