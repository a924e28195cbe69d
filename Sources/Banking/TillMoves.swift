import Ledger
import Primitives
import Storage

/// A till during the day: more cash from the vault, cash back to it, pieces against pieces. Each is a journal
/// number, and notes and ledger are proved equal before it commits.
package struct TillMoves: Sendable {
  package static let drawCode = 1465
  package static let handUpCode = 1466
  package static let exchangeCode = 1468
  /// A day's book lists at most so many entries.
  package static let mostListed = 500

  let ground: TillGround

  /// Draws more cash from the vault into the open box (领款).
  ///
  /// - Throws: `Refusal` `till.closed`, `till.nothing`, `till.no-currency`, `till.limit`, `till.vault-short`,
  ///   `cash.unknown-denomination`, `banking.key-reused`; `Fault` `till.broken`.
  @discardableResult
  package func draw(_ counts: [CashCount], _ deed: CashDeed, in tx: any WriteTransaction) throws -> JournalNumber {
    let (institution, today) = (deed.actor.institution, try ground.today(deed.actor, in: tx))
    let view = try ground.ownBox(deed.actor, in: tx)
    let counts = try ground.check(counts, at: institution, today, in: tx)
    for count in counts {
      let held = try ground.drawer(count.currency, of: view)
      try ground.limits.requireRoom(for: count.total, beside: held.total, at: institution, today, in: tx)
      try ground.accounts.ensureVault(institution, count.currency, on: today, in: tx)
      let vault = try ground.ledger.account(BankChart.vault(institution, count.currency), in: tx).available
      guard vault.minor >= count.total.minor else { throw CashRefusal.vaultShort(vault) }
    }
    return try move(deed, .draw, Self.drawCode, view.box, received: counts, given: [], today, in: tx)
  }

  /// Hands cash of the open box to the vault (缴款), what lies above the limit above all.
  ///
  /// - Throws: `Refusal` `till.closed`, `till.nothing`, `till.no-currency`, `till.pieces-missing`,
  ///   `cash.unknown-denomination`, `banking.key-reused`; `Fault` `till.broken`.
  @discardableResult
  package func handUp(_ counts: [CashCount], _ deed: CashDeed, in tx: any WriteTransaction) throws -> JournalNumber {
    let (institution, today) = (deed.actor.institution, try ground.today(deed.actor, in: tx))
    let view = try ground.ownBox(deed.actor, in: tx)
    let counts = try ground.check(counts, at: institution, today, in: tx)
    for count in counts { try ground.requireFree(count, in: view, tx: tx) }
    return try move(deed, .handUp, Self.handUpCode, view.box, received: [], given: counts, today, in: tx)
  }

  /// A customer's pieces against others of the same worth (券别兑换): nothing is posted, the journal number
  /// stands for the exchange itself.
  ///
  /// - Throws: `Refusal` `till.closed`, `till.nothing`, `till.no-currency`, `exchange.differs`,
  ///   `till.pieces-missing`, `cash.unknown-denomination`; `Fault` `till.broken`.
  @discardableResult
  package func exchange(
    received: CashCount, given: CashCount, _ deed: CashDeed, in tx: any WriteTransaction
  ) throws -> JournalNumber {
    let (institution, today) = (deed.actor.institution, try ground.today(deed.actor, in: tx))
    let view = try ground.ownBox(deed.actor, in: tx)
    guard received.currency == given.currency else {
      throw CashRefusal.currencyDiffers(received.currency, given.currency)
    }
    guard received.total == given.total else { throw TillRefusal.exchangeDiffers(received.total, given.total) }
    let both = try [received, given].flatMap { try ground.check([$0], at: institution, today, in: tx) }
    // Pieces that come in may go out again in the same exchange.
    let own = Self.beyond(both[1], both[0])
    if !own.isEmpty { try ground.requireFree(own, in: view, tx: tx) }
    _ = try ground.drawer(received.currency, of: view)
    return try move(deed, .exchange, nil, view.box, received: [received], given: [given], today, in: tx)
  }

  /// What the open box holds above its limit, one amount per currency; none while all is well.
  package func excess(_ view: TillView, in tx: any ReadTransaction) throws -> [Money] {
    let today = try ground.calendar.businessDate(of: view.box.institution, in: tx)
    return try view.drawers.compactMap { try ground.limits.excess($0, at: view.box.institution, today, in: tx) }
  }

  /// What could be given to somebody now: neither promised to a customer nor held out to a colleague.
  package func free(_ view: TillView, in tx: any ReadTransaction) throws -> [CashCount] {
    try view.drawers.map { try ground.cash.free($0, in: view.box, in: tx) }
  }

  /// The moves of a teller's tills on one day, those received from colleagues too, the oldest first.
  package func book(
    of teller: StaffID, at institution: InstitutionID, on date: BusinessDate, in tx: any ReadTransaction
  ) throws -> [TillMovement] {
    try tx.query(
      TillTables.movements, [.institution(institution), .date(date), .id(teller), .int(Self.mostListed)]
    ).map { row in
      guard let kind = TillMovement.Kind(rawValue: try row.text(2)) else {
        throw Fault("storage.row", "unknown kind of a till movement")
      }
      let currency = try row.currency(1)
      return TillMovement(
        number: JournalNumber(outlet: institution, businessDate: date, sequence: try row.int(0)), kind: kind,
        box: try row.int(3), teller: try row.id(4), otherBox: try row.optionalInt(5),
        otherTeller: try row.optionalID(6), received: try CashCount(stored: try row.text(7), currency),
        given: try CashCount(stored: try row.text(8), currency), at: try row.moment(9))
    }
  }

  static func beyond(_ given: CashCount, _ received: CashCount) -> CashCount {
    CashCount(
      stored: given.lines.map { line in
        let own = received.lines.first { $0.denomination == line.denomination }?.pieces ?? 0
        return (line.denomination, max(0, line.pieces - own))
      }, given.currency)
  }

  /// - Parameter code: nil: nothing is posted.
  private func move(
    _ deed: CashDeed, _ kind: TillMovement.Kind, _ code: Int?, _ box: TillBox, received: [CashCount],
    given: [CashCount], _ today: BusinessDate, in tx: any WriteTransaction
  ) throws -> JournalNumber {
    let institution = box.institution
    func legs(_ counts: [CashCount], _ side: Side) -> [Leg] {
      counts.flatMap { count in
        [
          Leg(account: BankChart.till(institution, box: box.box, count.currency), side: side, amount: count.total),
          Leg(account: BankChart.vault(institution, count.currency), side: side.opposite, amount: count.total),
        ]
      }
    }
    let number =
      if let code {
        try ground.post(deed, code: code, legs(received, .debit) + legs(given, .credit), today, in: tx)
      } else {
        try ground.number(deed, journal: nil, today, in: tx)
      }
    var detail = ["journal": "\(number)"]
    for currency in Set((received + given).map(\.currency)).sorted(by: { $0.code < $1.code }) {
      let taken = received.first { $0.currency == currency } ?? CashCount(currency)
      let paid = given.first { $0.currency == currency } ?? CashCount(currency)
      try ground.cash.move(institution, box.box, received: taken, given: paid, in: tx)
      try ground.cash.prove(institution, box.box, currency, in: tx)
      try tx.execute(
        TillTables.insertMovement,
        [
          .institution(institution), .date(today), .int(number.sequence), .text(currency.code), .text(kind.rawValue),
          .int(box.box), .int(box.session), .id(deed.actor.staff), .null, .null, .text(taken.stored),
          .text(paid.stored), .moment(deed.at),
        ])
      detail[currency.code] = taken.isEmpty ? paid.total.decimal : taken.total.decimal
    }
    try ground.record(deed, "till.\(kind.rawValue)", ground.subject(box), today, detail, in: tx)
    return number
  }
}
