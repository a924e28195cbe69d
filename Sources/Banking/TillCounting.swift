import Ledger
import Primitives
import Storage

/// The counts of a box: blind at closing and sealing, at breaking a seal, and by a supervisor in between. Each
/// count is on record with what the books expected, also one that differs: so a differing count is an
/// outcome here, not a refusal that would take its own record back.
package struct TillCounting: Sendable {
  package static let differenceCode = 1469
  /// So many differing counts come before a difference may be booked.
  package static let countsBeforeDifference = 2

  private enum Purpose: String {
    case closing, sealing, opening, check
  }

  let ground: TillGround

  /// Hands the box in by a blind count; a count that differs is recorded and changes nothing.
  ///
  /// - Throws: `Refusal` `till.closed`, `till.work-open`, `till.offer-open`, `till.no-currency`,
  ///   `cash.unknown-denomination`, `banking.key-reused`; `Fault` `till.broken`.
  package func close(_ counts: [CashCount], _ deed: CashDeed, in tx: any WriteTransaction) throws -> CountOutcome {
    let view = try ground.ownBox(deed.actor, in: tx)
    try ground.tills.requireIdle(view.box, in: tx)
    let counted = try complete(counts, view, deed, in: tx)
    guard counted == view.drawers else { return try differs(counted, view, .closing, deed, in: tx) }
    try record(counted, view, .closing, deed, teller: deed.actor.staff, in: tx)
    return .done(try ground.tills.close(move(deed, view.box, counted), in: tx))
  }

  /// Closes the box although the last two counts differed: what is missing or too much is booked (short: an
  /// asset, over: a liability, never income), what was counted goes to the vault. A supervisor agrees.
  ///
  /// - Throws: `Refusal` `till.closed`, `till.work-open`, `till.offer-open`, `till.count-again`, `till.own-work`,
  ///   `till.reason`, `banking.key-reused`; `Fault` `till.broken`.
  package func closeWithDifference(
    _ supervisor: SecondPerson, reason: String, _ deed: CashDeed, in tx: any WriteTransaction
  ) throws -> TillReceipt {
    let (institution, today) = (deed.actor.institution, try ground.today(deed.actor, in: tx))
    let view = try ground.ownBox(deed.actor, in: tx)
    try ground.tills.requireIdle(view.box, in: tx)
    guard supervisor.staff != deed.actor.staff else { throw TillRefusal.ownTill }
    let reason = try TillGround.reason(reason)
    let rows = try tx.query(TillTables.differingCounts, place(view.box, .closing, view.drawers))
    guard rows.count >= Self.countsBeforeDifference, let last = rows.first else { throw TillRefusal.countAgain }
    let counted = try Self.counts(try last.text(0))
    let pairs = zip(view.drawers, counted).map { (held: $0, counted: $1) }
    for pair in pairs { try ground.accounts.ensureDifferences(institution, pair.held.currency, on: today, in: tx) }
    let number = try ground.post(
      deed, code: Self.differenceCode, pairs.flatMap { legs(view.box, held: $0.held, counted: $0.counted) }, today,
      in: tx)
    for (held, counted) in pairs {
      try ground.cash.move(institution, view.box.box, received: CashCount(held.currency), given: held, in: tx)
      try ground.cash.prove(institution, view.box.box, held.currency, in: tx)
      if held != counted {
        try insert(view.box, number, held: held, counted: counted, supervisor, reason, at: deed.at, in: tx)
      }
      try closeDrawer(view.box, counted, in: tx)
    }
    try ground.record(
      deed, "till.closed-with-difference", ground.subject(view.box), today,
      ["journal": "\(number)", "supervisor": supervisor.number, "reason": reason]
        .merging(pairs.map { ($0.held.currency.code, ($0.counted.total - $0.held.total).decimal) }) { one, _ in one },
      in: tx)
    let closed = try tx.query(
      BankingTables.closeBox, [.institution(institution), .int(view.box.box), .moment(deed.at)])
    guard !closed.isEmpty else { throw CashRefusal.tillClosed }
    return TillReceipt(
      view: try reload(view.box, in: tx), number: number, journal: deed.journal)
  }

  /// Leaves the box full under a seal overnight (封箱) after a blind count.
  ///
  /// - Parameter seal: the number on the seal.
  /// - Throws: `Refusal` `till.seal-number`, `till.excess`, and those of `close`.
  package func seal(
    _ counts: [CashCount], seal: String, _ deed: CashDeed, in tx: any WriteTransaction
  ) throws -> CountOutcome {
    let (institution, today) = (deed.actor.institution, try ground.today(deed.actor, in: tx))
    guard (1...40).contains(seal.count), !seal.contains(where: { $0.isWhitespace || $0.isNewline }) else {
      throw TillRefusal.seal
    }
    let view = try ground.ownBox(deed.actor, in: tx)
    try ground.tills.requireIdle(view.box, in: tx)
    for drawer in view.drawers {
      if let excess = try ground.limits.excess(drawer, at: institution, today, in: tx) {
        throw TillRefusal.excess(excess)
      }
    }
    let counted = try complete(counts, view, deed, in: tx)
    guard counted == view.drawers else { return try differs(counted, view, .sealing, deed, in: tx) }
    try record(counted, view, .sealing, deed, teller: deed.actor.staff, in: tx)
    for count in counted {
      try ground.cash.prove(institution, view.box.box, count.currency, in: tx)
      try closeDrawer(view.box, count, in: tx)
    }
    let closed = try tx.query(
      BankingTables.closeBox, [.institution(institution), .int(view.box.box), .moment(deed.at)])
    guard !closed.isEmpty else { throw CashRefusal.tillClosed }
    try tx.execute(
      TillTables.insertSeal,
      [
        .institution(institution), .int(view.box.box), .int(view.box.session), .text(seal), .id(deed.actor.staff),
        .moment(deed.at),
      ])
    try ground.record(
      deed, "till.sealed", ground.subject(view.box), today,
      ["seal": seal].merging(Self.totals(counted)) { one, _ in one },
      in: tx)
    return .done(TillReceipt(view: try reload(view.box, in: tx), number: nil, journal: nil))
  }

  /// Breaks the seal of a box and takes it over, as the teller who sealed it or another one, by a count that must
  /// agree. A count that differs leaves it sealed.
  ///
  /// - Throws: `Refusal` `till.not-sealed`, `till.teller-has-one`, `till.no-currency`, `cash.unknown-denomination`;
  ///   `Fault` `till.broken`.
  package func openSealed(
    _ box: Int64, _ counts: [CashCount], _ deed: CashDeed, in tx: any WriteTransaction
  ) throws -> CountOutcome {
    let (institution, today) = (deed.actor.institution, try ground.today(deed.actor, in: tx))
    if let other = try ground.tills.box(of: deed.actor.staff, in: tx) { throw CashRefusal.tellerHasTill(other.box) }
    guard let found = try ground.tills.find(institution, box, lock: true, in: tx), found.isSealed,
      let seal = try tx.first(TillTables.seal, [.institution(institution), .int(box)])
    else { throw TillRefusal.notSealed(box) }
    let view = try ground.tills.view(found, in: tx)
    let counted = try complete(counts, view, deed, in: tx)
    let sealer: StaffID = try seal.id(2)
    guard counted == view.drawers else {
      return try differs(counted, view, .opening, deed, teller: sealer, in: tx)
    }
    try record(counted, view, .opening, deed, teller: sealer, in: tx)
    _ = try tx.query(
      TillTables.breakSeal,
      [.institution(institution), .int(box), .int(try seal.int(0)), .id(deed.actor.staff), .moment(deed.at)])
    let opened = try tx.first(
      BankingTables.openBox,
      [.institution(institution), .int(box), .id(deed.actor.staff), .moment(deed.at), .date(today)])
    guard let session = try opened?.int(0) else { throw CashRefusal.tillTaken(box) }
    for count in counted {
      try tx.execute(
        BankingTables.insertDrawer,
        [.institution(institution), .int(box), .int(session), .text(count.currency.code), .text(count.stored)])
      try ground.cash.prove(institution, box, count.currency, in: tx)
    }
    try ground.record(
      deed, "till.seal-broken", ground.subject(found), today,
      ["seal": try seal.text(1), "sealedBy": "\(sealer)"].merging(Self.totals(counted)) { one, _ in one }, in: tx)
    return .done(TillReceipt(view: try reload(found, in: tx), number: nil, journal: nil))
  }

  /// A supervisor counts a teller's open box (查库). Open business does not hinder it; nothing is booked.
  ///
  /// - Throws: `Refusal` `till.not-open`, `till.own-work`, `till.no-currency`, `cash.unknown-denomination`.
  package func check(
    _ box: Int64, _ counts: [CashCount], _ deed: CashDeed, in tx: any WriteTransaction
  ) throws -> TillCheck {
    guard let found = try ground.tills.find(deed.actor.institution, box, lock: true, in: tx), let teller = found.teller
    else { throw TillRefusal.boxNotOpen(box) }
    guard teller != deed.actor.staff else { throw TillRefusal.ownTill }
    let view = try ground.tills.view(found, in: tx)
    let counted = try complete(counts, view, deed, in: tx)
    try record(counted, view, .check, deed, teller: teller, in: tx)
    let agrees = counted == view.drawers
    try ground.record(
      deed, "till.checked", ground.subject(found), try ground.today(deed.actor, in: tx),
      ["agrees": agrees ? "yes" : "no"].merging(Self.totals(counted)) { one, _ in one }, in: tx)
    return TillCheck(
      agrees: agrees, lines: zip(view.drawers, counted).map { TillCheck.Line(expected: $0, counted: $1) })
  }

  /// How many differing counts stand against the open till as it is now: from two on a difference can be booked.
  package func differingCounts(of view: TillView, in tx: any ReadTransaction) throws -> Int {
    try tx.query(TillTables.differingCounts, place(view.box, .closing, view.drawers)).count
  }
}

// MARK: - Steps

extension TillCounting {
  /// One count per drawer, in the order of the drawers; what was not counted is nothing.
  private func complete(
    _ counts: [CashCount], _ view: TillView, _ deed: CashDeed, in tx: any ReadTransaction
  ) throws -> [CashCount] {
    let today = try ground.today(deed.actor, in: tx)
    guard Set(counts.map(\.currency)).count == counts.count else { throw TillRefusal.nothing }
    for count in counts {
      guard view.drawer(count.currency) != nil else { throw CashRefusal.tillCurrency(count.currency) }
      if !count.isEmpty { _ = try ground.check([count], at: deed.actor.institution, today, in: tx) }
    }
    return view.drawers.map { held in counts.first { $0.currency == held.currency } ?? CashCount(held.currency) }
  }

  private func differs(
    _ counted: [CashCount], _ view: TillView, _ purpose: Purpose, _ deed: CashDeed, teller: StaffID? = nil,
    in tx: any WriteTransaction
  ) throws -> CountOutcome {
    try record(counted, view, purpose, deed, teller: teller ?? deed.actor.staff, in: tx)
    try ground.record(
      deed, "till.count-differs", ground.subject(view.box), try ground.today(deed.actor, in: tx),
      ["purpose": purpose.rawValue], in: tx)
    return .differs(attempt: try tx.query(TillTables.differingCounts, place(view.box, purpose, view.drawers)).count)
  }

  private func record(
    _ counted: [CashCount], _ view: TillView, _ purpose: Purpose, _ deed: CashDeed, teller: StaffID,
    in tx: any WriteTransaction
  ) throws {
    let (expected, found) = (Self.text(view.drawers), Self.text(counted))
    try tx.execute(
      TillTables.insertCount,
      [
        .institution(view.box.institution), .int(view.box.box), .int(view.box.session), .text(purpose.rawValue),
        .id(teller), .id(deed.actor.staff), .text(expected), .text(found), .bool(expected == found),
        .date(try ground.today(deed.actor, in: tx)), .moment(deed.at),
      ])
  }

  private func place(_ box: TillBox, _ purpose: Purpose, _ expected: [CashCount]) -> [Value] {
    [
      .institution(box.institution), .int(box.box), .int(box.session), .text(purpose.rawValue),
      .text(Self.text(expected)),
    ]
  }

  /// What was counted goes to the vault; what is missing is owed by the short account, what is too much is owed
  /// to somebody.
  private func legs(_ box: TillBox, held: CashCount, counted: CashCount) -> [Leg] {
    let (institution, currency) = (box.institution, held.currency)
    let difference = counted.total - held.total
    let missing = Money(minor: max(0, -difference.minor), currency)
    let surplus = Money(minor: max(0, difference.minor), currency)
    return [
      Leg.debit(BankChart.vault(institution, currency), counted.total),
      .debit(BankChart.cashShort(institution, currency), missing),
      .credit(BankChart.till(institution, box: box.box, currency), held.total),
      .credit(BankChart.cashOver(institution, currency), surplus),
    ].filter { $0.amount.minor > 0 }
  }

  private func insert(
    _ box: TillBox, _ number: JournalNumber, held: CashCount, counted: CashCount, _ supervisor: SecondPerson,
    _ reason: String, at now: Moment, in tx: any WriteTransaction
  ) throws {
    let difference = counted.total.minor - held.total.minor
    let kind: TillDifference.Kind = difference < 0 ? .short : difference > 0 ? .over : .swap
    try tx.execute(
      TillTables.insertDifference,
      [
        .institution(box.institution), .int(box.box), .text(held.currency.code), .date(number.businessDate),
        .int(number.sequence), .text(kind.rawValue), .int(abs(difference)), .text(held.stored),
        .text(counted.stored), .id(supervisor.staff), .text(supervisor.number), .text(reason), .moment(now),
      ])
  }

  private func closeDrawer(_ box: TillBox, _ counted: CashCount, in tx: any WriteTransaction) throws {
    try tx.execute(
      BankingTables.closeDrawer,
      [
        .institution(box.institution), .int(box.box), .int(box.session), .text(counted.currency.code),
        .text(counted.stored),
      ])
  }

  private func move(_ deed: CashDeed, _ box: TillBox, _ counts: [CashCount]) -> TillMove {
    TillMove(
      actor: deed.actor, box: box.box, counts: counts, journal: deed.journal, key: deed.key, at: deed.at)
  }

  private func reload(_ box: TillBox, in tx: any ReadTransaction) throws -> TillView {
    guard let found = try ground.tills.find(box.institution, box.box, in: tx) else {
      throw Fault("till.broken", "box \(box.box) of \(box.institution) has vanished")
    }
    return try ground.tills.view(found, in: tx)
  }

  private static func totals(_ counts: [CashCount]) -> [String: String] {
    Dictionary(counts.map { ($0.currency.code, $0.total.decimal) }) { one, _ in one }
  }

  /// `CNY 10000*3,100*1;CZK `: the drawers in their order.
  private static func text(_ counts: [CashCount]) -> String {
    counts.map { "\($0.currency.code) \($0.stored)" }.joined(separator: ";")
  }

  private static func counts(_ text: String) throws -> [CashCount] {
    try text.split(separator: ";").map { part in
      let halves = part.split(separator: " ", maxSplits: 1)
      guard let code = halves.first, let currency = Currency(code: String(code)) else {
        throw Fault("storage.row", "a stored count of a till cannot be read")
      }
      return try CashCount(stored: halves.count > 1 ? String(halves[1]) : "", currency)
    }
  }
}
