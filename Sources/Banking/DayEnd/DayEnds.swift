import Interest
import Ledger
import Primitives
import Storage

/// The steps of a day's end, each a small transaction that leaves a mark: killed anywhere, it goes on where it was,
/// and a step done twice books nothing twice (every posting has a key made from institution, day and account, block of
/// accounts or product). A step claims its mark first, so it may be asked again.
package struct DayEnds: Sendable {
  let ground: BankGround
  let tills: Tills
  let balance: OutletBalance
  let accruals: InterestAccruals
  let products: DemandProducts
  let rates: BankRates
  let demandAccrual: DemandAccrual
  let termAccrual: TermAccrual
  let settlement: DemandSettlement
  let maturity: Maturities

  init(ground: BankGround, tills: Tills, terms: TermDeposits, balance: OutletBalance) {
    self.ground = ground
    self.tills = tills
    self.balance = balance
    accruals = terms.accruals
    rates = terms.rates
    products = DemandProducts(ledger: ground.ledger)
    demandAccrual = DemandAccrual(accruals: accruals, products: products, rates: rates)
    termAccrual = TermAccrual(accruals: accruals, rates: rates)
    settlement = DemandSettlement(
      ledger: ground.ledger, products: products, accruals: accruals, rates: rates)
    maturity = Maturities(ledger: ground.ledger, terms: terms, accruals: accruals)
  }

  /// Cut-off: everything of the day is finished, the outlet's cash is one with its books, and the next business date
  /// begins.
  ///
  /// - Parameter date: the day that ends; a second click must not end another one.
  /// - Throws: `Refusal` `day-end.other-day`, `day-end.running`, `day-end.till-open`, `day-end.business-open`,
  ///   `outlet.differs`.
  package func cutOff(
    _ institution: InstitutionID, _ date: BusinessDate, at now: Moment, in tx: any WriteTransaction
  ) throws -> DayEnd {
    let today = try ground.calendar.businessDate(of: institution, in: tx)
    guard today == date else { throw DayEndRefusal.otherDay(today) }
    if let running = try running(at: institution, in: tx) { throw DayEndRefusal.running(running.date) }
    let open = try tills.boxes(institution, in: tx).filter(\.isOpen).map(\.box)
    guard open.isEmpty else { throw DayEndRefusal.tillsOpen(open) }
    let place: [Value] = [.institution(institution)]
    let unfinished = try [
      DayEndTables.openBookings, DayEndTables.openRequests, DayEndTables.openOpenings, DayEndTables.openDeeds,
      DayEndTables.openPapers, ClosingTables.openWithoutBooking,
    ].reduce(Int64(0)) { try $0 + (tx.first($1, place)?.int(0) ?? 0) }
    guard unfinished == 0 else { throw DayEndRefusal.bookingsOpen(unfinished) }
    _ = try balance.check(at: institution, waitingApprovals: 0, in: tx)
    let next = try nextDay(after: date, at: institution, in: tx)
    let moved = try tx.query(DayEndTables.advance, place + [.date(date), .date(next)])
    guard !moved.isEmpty else { throw DayEndRefusal.otherDay(today) }
    let last = try tx.first(DayEndTables.lastNumber, place)?.int(0) ?? 0
    try tx.execute(DayEndTables.insert, place + [.date(date), .date(next), .int(last), .moment(now)])
    guard let made = try running(at: institution, in: tx) else { throw Fault("day-end.row", "no row after cut-off") }
    try accruals.open(
      institution, date, through: try DemandSettlement.day(of: made) ?? next.adding(days: -1), in: tx)
    return made
  }

  /// The next day that is no holiday (`calendar.holiday.20261001` = `1`), at most 31 days on.
  func nextDay(
    after date: BusinessDate, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> BusinessDate {
    for step in 1...31 {
      let day = date.adding(days: step)
      let holiday = try ground.parameters.value(
        of: Self.holidayKey(day), at: institution, on: BusinessDate(compact: 99_991_231) ?? day, in: tx)
      if holiday != "1" { return day }
    }
    throw Fault("day-end.calendar", "no business day within 31 days after \(date)")
  }

  package static func holidayKey(_ date: BusinessDate) -> String { "calendar.holiday.\(date.compact)" }

  /// One more step of a running day end, after those that `seen` shows; if another hand has taken it, nothing is done.
  /// The trial balance is proved outside of the writer first (`prove`).
  ///
  /// - Parameter limit: how much one step may do, in accounts that are only read.
  /// - Returns: how it stands after the step, and whether this step brought it there.
  package func step(
    after seen: DayEnd, limit: Int, at now: Moment, in tx: any WriteTransaction
  ) throws -> (end: DayEnd, isMine: Bool) {
    guard let end = try find(seen.institution, seen.date, lock: true, in: tx) else {
      throw DayEndRefusal.otherDay(seen.date)
    }
    guard !end.isDone, end.phase == seen.phase, end.cursor == seen.cursor else { return (end, false) }
    let result: StepResult
    switch end.phase {
    case .demandAccrual: result = try demandAccrual.step(end, limit: limit, at: now, in: tx)
    case .termAccrual: result = try termAccrual.step(end, limit: limit, at: now, in: tx)
    case .demandInterest:
      result =
        try DemandSettlement.day(of: end).map { try settlement.step(end, on: $0, limit: limit, at: now, in: tx) }
        ?? StepResult()
    case .maturities: result = try maturity.step(end, limit: limit, at: now, in: tx)
    case .trialBalance: result = StepResult()
    case .done: return (end, false)
    }
    return (try move(end, result, at: now, in: tx), true)
  }

  /// The books of the outlet balance in every currency: asked of one snapshot, beside the writer.
  ///
  /// - Throws: `Fault` `day-end.unbalanced`.
  package func prove(_ institution: InstitutionID, in tx: any ReadTransaction) throws {
    guard try ground.ledger.trialBalance(of: institution, in: tx).allSatisfy(\.isBalanced) else {
      throw Fault("day-end.unbalanced", "the books of \(institution) do not balance")
    }
  }

  /// What one step did.
  struct StepResult {
    var cursor: Int64 = 0
    var isLast = true
    var looked: Int64 = 0
    var booked: Int64 = 0
    var interest: Int64 = 0
    var accounts: Int64 = 0
    var accrued: Int64 = 0
  }

  private func move(
    _ end: DayEnd, _ result: StepResult, at now: Moment, in tx: any WriteTransaction
  ) throws -> DayEnd {
    let phase = result.isLast ? DayEnd.Phase(rawValue: end.phase.rawValue + 1) ?? .done : end.phase
    try tx.execute(
      DayEndTables.move,
      [
        .institution(end.institution), .date(end.date), .int(phase.rawValue), .int(result.isLast ? 0 : result.cursor),
        .int(result.looked), .int(result.booked), .int(result.interest), .int(result.accounts), .int(result.accrued),
        .moment(phase == .done ? now : nil),
      ])
    guard let after = try find(end.institution, end.date, in: tx) else {
      throw Fault("day-end.row", "the row of \(end.date) has vanished")
    }
    return after
  }

  // MARK: Looking

  package func find(
    _ institution: InstitutionID, _ date: BusinessDate, lock: Bool = false, in tx: any ReadTransaction
  ) throws -> DayEnd? {
    try tx.first(DayEndTables.find, [.institution(institution), .date(date)], lock: lock).map(Self.end)
  }

  /// The newest days of an institution.
  package func last(_ institution: InstitutionID, limit: Int, in tx: any ReadTransaction) throws -> [DayEnd] {
    try tx.query(DayEndTables.last, [.institution(institution), .int(limit)]).map(Self.end)
  }

  /// Every batch that is not finished: taken up again after a restart.
  package func running(in tx: any ReadTransaction) throws -> [DayEnd] {
    try tx.query(DayEndTables.running).map(Self.end)
  }

  package func running(at institution: InstitutionID, in tx: any ReadTransaction) throws -> DayEnd? {
    try tx.first(DayEndTables.runningAt, [.institution(institution)]).map(Self.end)
  }

  private static func end(_ row: Row) throws -> DayEnd {
    guard let phase = DayEnd.Phase(rawValue: try row.int(3)) else {
      throw Fault("storage.row", "unknown phase of a day's end")
    }
    return DayEnd(
      institution: try row.institution(0), date: try row.date(1), next: try row.date(2), phase: phase,
      cursor: try row.int(4), lastNumber: try row.int(5), looked: try row.int(6), booked: try row.int(7),
      interest: try row.int(8), accounts: try row.int(9), accrued: try row.int(10), startedAt: try row.moment(11),
      endedAt: try row.optionalMoment(12))
  }
}
