import Ledger
import Primitives
import Storage

/// The steps of a day's end, each a small transaction that leaves a mark: killed anywhere, it goes on where it was,
/// and a step done twice books nothing twice (every posting has a key made from institution, day and account).
package struct DayEnds: Sendable {
  /// Accounts in one step, so that the writer is held for a few milliseconds.
  package static let chunk = 100

  let ground: BankGround
  let tills: Tills
  let demand: DemandSettlement
  let maturity: Maturities

  init(ground: BankGround, tills: Tills, terms: TermDeposits, numbers: JournalNumbers) {
    self.ground = ground
    self.tills = tills
    demand = DemandSettlement(ground: ground, rates: terms.rates)
    maturity = Maturities(ground: ground, terms: terms)
  }

  /// Cut-off: everything of the day is finished, and the next business date begins.
  ///
  /// - Parameter date: the day that ends; a second click must not end another one.
  /// - Throws: `Refusal` `day-end.other-day`, `day-end.running`, `day-end.till-open`, `day-end.business-open`.
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
      ClosingTables.openWithoutBooking,
    ].reduce(Int64(0)) { try $0 + (tx.first($1, place)?.int(0) ?? 0) }
    guard unfinished == 0 else { throw DayEndRefusal.bookingsOpen(unfinished) }
    let next = try nextDay(after: date, at: institution, in: tx)
    let moved = try tx.query(DayEndTables.advance, place + [.date(date), .date(next)])
    guard !moved.isEmpty else { throw DayEndRefusal.otherDay(today) }
    try tx.execute(DayEndTables.insert, place + [.date(date), .date(next), .moment(now)])
    guard let made = try running(at: institution, in: tx) else { throw Fault("day-end.row", "no row after cut-off") }
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

  /// One more step of a running day end.
  ///
  /// - Returns: how it stands after the step.
  package func step(
    _ institution: InstitutionID, _ date: BusinessDate, at now: Moment, entropy: any Entropy,
    in tx: any WriteTransaction
  ) throws -> DayEnd {
    guard let end = try find(institution, date, lock: true, in: tx), !end.isDone else {
      guard let done = try find(institution, date, in: tx) else { throw DayEndRefusal.otherDay(date) }
      return done
    }
    switch end.phase {
    case .demandInterest:
      guard demand.isDue(end.date) else { return try move(end, to: .maturities, StepResult(), at: now, in: tx) }
      let result = try demand.step(end, limit: Self.chunk, at: now, in: tx)
      return try move(end, to: result.isLast ? .maturities : .demandInterest, result, at: now, in: tx)
    case .maturities:
      let result = try maturity.step(end, limit: Self.chunk, at: now, in: tx)
      return try move(end, to: result.isLast ? .trialBalance : .maturities, result, at: now, in: tx)
    case .trialBalance:
      guard
        try ground.ledger.trialBalance(in: tx).totals.filter({ $0.institution == institution })
          .allSatisfy(\.isBalanced)
      else { throw Fault("day-end.unbalanced", "the books of \(institution) do not balance") }
      return try move(end, to: .done, StepResult(), at: now, in: tx)
    case .done: return end
    }
  }

  /// What one step did.
  struct StepResult {
    var cursor: Int64 = 0
    var looked: Int64 = 0
    var booked: Int64 = 0
    var interest: Int64 = 0
    var isLast = true
  }

  private func move(
    _ end: DayEnd, to phase: DayEnd.Phase, _ result: StepResult, at now: Moment, in tx: any WriteTransaction
  ) throws -> DayEnd {
    try tx.execute(
      DayEndTables.move,
      [
        .institution(end.institution), .date(end.date), .int(phase.rawValue),
        .int(phase == end.phase ? result.cursor : 0), .int(result.looked), .int(result.booked), .int(result.interest),
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

  private func running(at institution: InstitutionID, in tx: any ReadTransaction) throws -> DayEnd? {
    try tx.first(DayEndTables.runningAt, [.institution(institution)]).map(Self.end)
  }

  private static func end(_ row: Row) throws -> DayEnd {
    guard let phase = DayEnd.Phase(rawValue: try row.int(3)) else {
      throw Fault("storage.row", "unknown phase of a day's end")
    }
    return DayEnd(
      institution: try row.institution(0), date: try row.date(1), next: try row.date(2), phase: phase,
      cursor: try row.int(4), looked: try row.int(5), booked: try row.int(6), interest: try row.int(7),
      startedAt: try row.moment(8), endedAt: try row.optionalMoment(9))
  }
}
