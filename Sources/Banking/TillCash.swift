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
