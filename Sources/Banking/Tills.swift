import Audit
import Ledger
import Primitives
import Storage

/// Opening, looking into and handing in the tellers' boxes; cash into the vault when a bank begins.
///
/// One open box per teller, one teller per box. Cash comes from the vault and goes back to it by a posting
/// under a journal number.
package struct Tills: Sendable {
  /// Business kinds of the postings, as the journal shows them.
  package static let openingCode = 1463
  package static let handInCode = 1464
  package static let fundingCode = 1001
  private static let mostBoxes = 1000

  private let ledger: LedgerBooks
  private let audit: AuditBook
  private let calendar: BankCalendar
  private let parameters: BankParameters
  private let numbers: JournalNumbers
  private let cash: TillCash
  private let accounts: LedgerOpening
  private let limits: TillLimits

  init(
    ledger: LedgerBooks, audit: AuditBook, calendar: BankCalendar, parameters: BankParameters, numbers: JournalNumbers
  ) {
    self.ledger = ledger
    self.audit = audit
    self.calendar = calendar
    self.parameters = parameters
    self.numbers = numbers
    cash = TillCash(ledger: ledger)
    accounts = LedgerOpening(ledger: ledger)
    limits = TillLimits(parameters: parameters)
  }

  /// Enters a box into the institution's list; opening an unknown box does the same.
  ///
  /// - Throws: `Refusal` `till.box-number`.
  package func addBox(_ institution: InstitutionID, _ box: Int64, at: Moment, in tx: any WriteTransaction) throws {
    guard (1...BankChart.largestBox).contains(box) else { throw CashRefusal.boxNumber }
    _ = try tx.query(BankingTables.addBox, [.institution(institution), .int(box), .moment(at)])
  }

  /// The boxes of an institution by number, at most a thousand.
  package func boxes(_ institution: InstitutionID, in tx: any ReadTransaction) throws -> [TillBox] {
    try tx.query(BankingTables.boxes, [.institution(institution), .int(Self.mostBoxes)]).map(Self.box)
  }

  /// The box a teller has open; nil when he has none.
  package func box(of teller: StaffID, in tx: any ReadTransaction) throws -> TillBox? {
    try tx.first(BankingTables.boxOfTeller, [.id(teller)]).map(Self.box)
  }

  /// What lies in the box a teller has open.
  ///
  /// - Throws: `Refusal` `till.closed`.
  package func view(of teller: StaffID, in tx: any ReadTransaction) throws -> TillView {
    guard let box = try box(of: teller, in: tx) else { throw CashRefusal.tillClosed }
    return try view(box, in: tx)
  }

  /// The currencies a box was last opened with; says nothing of what lies in it.
  package func currencies(of box: TillBox, in tx: any ReadTransaction) throws -> [Currency] {
    try tx.query(BankingTables.drawers, [.institution(box.institution), .int(box.box), .int(box.session)])
      .map { try $0.currency(0) }
  }

  /// The notes and coins that may be counted at this institution today, in minor units, the largest first.
  ///
  /// - Throws: `Refusal` `cash.no-denominations`.
  package func denominations(
    _ currency: Currency, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> [Int64] {
    let today = try calendar.businessDate(of: institution, in: tx)
    return try parameters.denominations(of: currency, at: institution, on: today, in: tx)
  }

  /// Draws cash from the vault by denomination and opens the box with it.
  ///
  /// - Throws: `Refusal` `till.box-number`, `till.no-drawers`, `till.teller-has-one`, `till.taken`,
  ///   `cash.unknown-denomination`, `cash.no-denominations`, `till.vault-short`, `calendar.not-started`,
  ///   `banking.key-reused`, `till.sealed`, `till.limit`;
  ///   `Fault` `till.broken`.
  package func open(_ move: TillMove, in tx: any WriteTransaction) throws -> TillReceipt {
    let institution = move.actor.institution
    let today = try calendar.businessDate(of: institution, in: tx)
    try check(move, today, in: tx)
    if let other = try box(of: move.actor.staff, in: tx) { throw CashRefusal.tellerHasTill(other.box) }
    try addBox(institution, move.box, at: move.at, in: tx)
    guard try find(institution, move.box, lock: true, in: tx)?.isSealed != true else {
      throw TillRefusal.sealed(move.box)
    }
    let opened = try tx.first(
      BankingTables.openBox,
      [.institution(institution), .int(move.box), .id(move.actor.staff), .moment(move.at), .date(today)])
    guard let session = try opened?.int(0) else { throw CashRefusal.tillTaken(move.box) }
    for count in move.counts {
      try accounts.ensureTill(institution, move.box, count.currency, on: today, in: tx)
      try accounts.ensureVault(institution, count.currency, on: today, in: tx)
      let vault = try ledger.account(BankChart.vault(institution, count.currency), in: tx).available
      guard vault.minor >= count.total.minor else { throw CashRefusal.vaultShort(vault) }
      try limits.requireRoom(for: count.total, beside: Money(minor: 0, count.currency), at: institution, today, in: tx)
      try tx.execute(
        BankingTables.insertDrawer,
        [.institution(institution), .int(move.box), .int(session), .text(count.currency.code), .text(count.stored)])
    }
    let journal = try post(move, Self.openingCode, tillSide: .debit, today, in: tx)
    for count in move.counts {
      try cash.move(institution, move.box, received: count, given: CashCount(count.currency), in: tx)
    }
    return try finish(move, "till.opened", today, journal, in: tx)
  }

  /// Hands the box in: every piece goes back to the vault. The count is blind: a refusal does not say what
  /// the books expect.
  ///
  /// - Throws: `Refusal` `till.closed`, `till.work-open`, `till.offer-open`, `till.count-differs`; `Fault` `till.broken`.
  package func close(_ move: TillMove, in tx: any WriteTransaction) throws -> TillReceipt {
    let institution = move.actor.institution
    let today = try calendar.businessDate(of: institution, in: tx)
    guard let box = try find(institution, move.box, lock: true, in: tx), box.teller == move.actor.staff else {
      throw CashRefusal.tillClosed
    }
    try requireIdle(box, in: tx)
    let held = try view(box, in: tx).drawers
    let counted = Dictionary(move.counts.map { ($0.currency, $0) }, uniquingKeysWith: { first, _ in first })
    guard counted.count == move.counts.count, Set(counted.keys).isSubset(of: Set(held.map(\.currency))),
      held.allSatisfy({ (counted[$0.currency] ?? CashCount($0.currency)) == $0 })
    else { throw CashRefusal.countDiffers }
    let journal = try post(move, Self.handInCode, tillSide: .credit, today, in: tx)
    for count in held {
      try cash.move(institution, move.box, received: CashCount(count.currency), given: count, in: tx)
      try tx.execute(
        BankingTables.closeDrawer,
        [.institution(institution), .int(move.box), .int(box.session), .text(count.currency.code), .text(count.stored)])
    }
    let receipt = try finish(move, "till.handed-in", today, journal, in: tx)
    let closed = try tx.query(BankingTables.closeBox, [.institution(institution), .int(move.box), .moment(move.at)])
    guard !closed.isEmpty else { throw CashRefusal.tillClosed }
    return receipt
  }

  /// Brings the first cash into an institution's vault, against paid-in capital. The same key gives the
  /// number of the first time.
  ///
  /// - Throws: `Refusal` `amount.not-positive`, `calendar.not-started`, and those of `LedgerBooks.post`.
  package func fundVault(_ funding: VaultFunding, in tx: any WriteTransaction) throws -> JournalNumber {
    let (institution, currency) = (funding.actor.institution, funding.amount.currency)
    guard funding.amount.minor > 0 else { throw CashRefusal.amountZero("amount") }
    let today = try calendar.businessDate(of: institution, in: tx)
    try accounts.ensureVault(institution, currency, on: today, in: tx)
    try accounts.ensureCapital(institution, currency, on: today, in: tx)
    let posted = try ledger.post(
      PostingOrder(
        journal: funding.journal, key: funding.key, institution: institution, code: Self.fundingCode,
        legs: [
          Leg(account: BankChart.vault(institution, currency), side: .debit, amount: funding.amount),
          Leg(account: BankChart.capital(institution, currency), side: .credit, amount: funding.amount),
        ], businessDate: today, valueDate: today, recordedAt: funding.at, reference: nil, reverses: nil), in: tx)
    if posted.id != funding.journal, let first = try numbers.find(journal: posted.id, in: tx) { return first.number }
    let number = try numbers.allot(
      institution, today, caseID: nil, journal: funding.journal, at: funding.at, in: tx)
    try numbers.end(number, .settled, at: funding.at, in: tx)
    try audit.append(
      funding.actor.entry(
        "vault.funded", "\(institution)", at: funding.at, today,
        ["amount": "\(funding.amount)", "journal": "\(number)"]), in: tx)
    return number
  }

  /// Drawers of open and sealed boxes whose notes are not what the ledger says, in words; none while all is well.
  package func differences(at institution: InstitutionID, in tx: any ReadTransaction) throws -> [String] {
    try boxes(institution, in: tx).filter { $0.isOpen || $0.isSealed }.flatMap { box in
      try view(box, in: tx).drawers.compactMap { drawer in
        try cash.difference(institution, box.box, drawer.currency, in: tx)
      }
    }
  }

  func find(
    _ institution: InstitutionID, _ box: Int64, lock: Bool = false, in tx: any ReadTransaction
  ) throws -> TillBox? {
    try tx.first(BankingTables.box, [.institution(institution), .int(box)], lock: lock).map(Self.box)
  }

  /// Nothing at this box is still under way, so that it can be counted and left.
  ///
  /// - Throws: `Refusal` `till.work-open`, `till.offer-open`.
  func requireIdle(_ box: TillBox, in tx: any ReadTransaction) throws {
    let place: [Value] = [.institution(box.institution), .int(box.box)]
    let open = try tx.first(BankingTables.openBookingsOfBox, place)?.int(0) ?? 0
    guard open == 0 else { throw CashRefusal.workOpen(open) }
    let offers = try tx.first(TillTables.openOffersOfBox, place)?.int(0) ?? 0
    guard offers == 0 else { throw TillRefusal.offerOpen(offers) }
  }

  func view(_ box: TillBox, in tx: any ReadTransaction) throws -> TillView {
    let rows = try tx.query(
      BankingTables.drawers, [.institution(box.institution), .int(box.box), .int(box.session)])
    return TillView(
      box: box, drawers: try rows.map { try cash.count(box.institution, box.box, try $0.currency(0), in: tx) })
  }
}

// MARK: - Steps

extension Tills {
  private func check(_ move: TillMove, _ today: BusinessDate, in tx: any ReadTransaction) throws {
    guard (1...BankChart.largestBox).contains(move.box) else { throw CashRefusal.boxNumber }
    guard !move.counts.isEmpty, Set(move.counts.map(\.currency)).count == move.counts.count else {
      throw CashRefusal.noDrawer
    }
    for count in move.counts {
      try count.check(
        against: try parameters.denominations(of: count.currency, at: move.actor.institution, on: today, in: tx),
        field: "counts")
    }
  }

  /// One journal for all currencies of the box; nil when nothing moves.
  private func post(
    _ move: TillMove, _ code: Int, tillSide: Side, _ today: BusinessDate, in tx: any WriteTransaction
  ) throws -> JournalID? {
    let institution = move.actor.institution
    let legs = move.counts.filter { !$0.isEmpty }.flatMap { count in
      [
        Leg(
          account: BankChart.till(institution, box: move.box, count.currency), side: tillSide, amount: count.total),
        Leg(account: BankChart.vault(institution, count.currency), side: tillSide.opposite, amount: count.total),
      ]
    }
    guard !legs.isEmpty else { return nil }
    let posted = try ledger.post(
      PostingOrder(
        journal: move.journal, key: move.key, institution: institution, code: code, legs: legs, businessDate: today,
        valueDate: today, recordedAt: move.at, reference: nil, reverses: nil), in: tx)
    guard posted.id == move.journal else { throw BankingRefusal.keyReused }
    return posted.id
  }

  private func finish(
    _ move: TillMove, _ action: String, _ today: BusinessDate, _ journal: JournalID?, in tx: any WriteTransaction
  ) throws -> TillReceipt {
    let institution = move.actor.institution
    for count in move.counts { try cash.prove(institution, move.box, count.currency, in: tx) }
    var number: JournalNumber?
    var detail: [String: String] = [:]
    if let journal {
      let allotted = try numbers.allot(institution, today, caseID: nil, journal: journal, at: move.at, in: tx)
      try numbers.end(allotted, .settled, at: move.at, in: tx)
      detail["journal"] = "\(allotted)"
      number = allotted
    }
    for count in move.counts { detail[count.currency.code] = count.total.decimal }
    try audit.append(
      move.actor.entry(action, "till:\(institution)-\(move.box)", at: move.at, today, detail), in: tx)
    guard let box = try find(institution, move.box, in: tx) else {
      throw Fault("till.broken", "box \(move.box) of \(institution) has vanished")
    }
    return TillReceipt(view: try view(box, in: tx), number: number, journal: journal)
  }

  static func box(_ row: Row) throws -> TillBox {
    TillBox(
      institution: try row.institution(0), box: try row.int(1), teller: try row.optionalID(2), session: try row.int(3),
      changedAt: try row.moment(5), openedOn: try row.isNull(6) ? nil : row.date(6),
      sealedAt: try row.optionalMoment(7))
  }
}
