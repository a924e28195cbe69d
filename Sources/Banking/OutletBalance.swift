import Ledger
import Primitives
import Storage

/// Whether an outlet's cash is one with its books once all tellers are done (网点轧账).
package struct OutletBalance: Sendable {
  /// One currency: where the cash lies, and what the ledger says.
  package struct Line: Sendable, Equatable {
    package let currency: Currency
    /// An amount of the books: the vault's bundles are not kept by denomination.
    package let vault: Money
    /// Notes of open boxes and of sealed ones, added up piece by piece.
    package let tills: Money
    package let sealed: Money
    /// Vault and till accounts of the ledger.
    package let ledger: Money

    package var agrees: Bool { vault.minor + tills.minor + sealed.minor == ledger.minor }
  }

  let ground: TillGround

  /// Where the cash lies, whatever is still open.
  package func view(at institution: InstitutionID, in tx: any ReadTransaction) throws -> [Line] {
    let boxes = try ground.tills.boxes(institution, in: tx)
    var notes: [Int64: [Currency: Int64]] = [:]
    for row in try tx.query(TillTables.heldNotes, [.institution(institution)]) {
      notes[try row.int(0), default: [:]][try row.currency(1)] = try row.int(2)
    }
    return try Currency.known.compactMap { currency in
      guard let vault = try ground.ledger.find(BankChart.vault(institution, currency), in: tx)?.balance else {
        return nil
      }
      var (tills, sealed, ledger): (Int64, Int64, Int64) = (0, 0, vault.minor)
      for box in boxes {
        let held = notes[box.box]?[currency] ?? 0
        if box.isSealed { sealed += held } else { tills += held }
        ledger +=
          try ground.ledger.find(BankChart.till(institution, box: box.box, currency), in: tx)?.balance.minor ?? 0
      }
      return Line(
        currency: currency, vault: vault, tills: Money(minor: tills, currency),
        sealed: Money(minor: sealed, currency), ledger: Money(minor: ledger, currency))
    }
  }

  /// The outlet may close its day: every box is handed in or sealed, nothing waits, nothing differs.
  ///
  /// - Parameter waitingApprovals: how many cases wait for approval; the desk knows.
  /// - Throws: `Refusal` `outlet.box-open`, `outlet.approval-waits`, `outlet.booking-open`, `outlet.differs`.
  package func check(
    at institution: InstitutionID, waitingApprovals: Int, in tx: any ReadTransaction
  ) throws -> [Line] {
    let open = try ground.tills.boxes(institution, in: tx).filter(\.isOpen).map(\.box)
    guard open.isEmpty else { throw BalanceRefusal.boxesOpen(open) }
    guard waitingApprovals == 0 else { throw BalanceRefusal.approvals(waitingApprovals) }
    let place: [Value] = [.institution(institution)]
    let bookings = try [TillTables.openBookings, TillTables.openOpenings].reduce(Int64(0)) { sum, statement in
      sum + (try tx.first(statement, place)?.int(0) ?? 0)
    }
    guard bookings == 0 else { throw BalanceRefusal.bookings(bookings) }
    let lines = try view(at: institution, in: tx)
    if let wrong = lines.first(where: { !$0.agrees }) {
      throw BalanceRefusal.differs(
        "\(wrong.currency.code) \((wrong.vault + wrong.tills + wrong.sealed).grouped) ≠ \(wrong.ledger.grouped)")
    }
    return lines
  }
}
