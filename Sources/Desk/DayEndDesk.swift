import Access
import Audit
import Banking
import Primitives
import Storage

/// The front door of the day's end: the supervisor's cut-off, and the batch that follows it step by step.
package struct DayEndDesk: Sendable {
  private let house: House
  private let approvals: ApprovalTables

  init(_ house: House, approvals: ApprovalTables) {
    self.house = house
    self.approvals = approvals
  }

  /// Ends the day of the supervisor's institution: nothing may be open, nothing may wait.
  ///
  /// - Throws: `Refusal` `access.forbidden`, `day-end.approval-waits`, and those of `DayEnds.cutOff`.
  package func cutOff(_ date: BusinessDate, by signOn: SignOn) async throws -> DayEnd {
    try signOn.require(.dayEnd)
    return try await cutOff(signOn.institution.id, date, chain: signOn.chain, actor: signOn.staff.number)
  }

  /// The same by whoever runs the program on the bank's own machine, where no server holds it.
  ///
  /// - Parameter date: nil: the outlet's business date.
  /// - Throws: `Refusal` as above without `access.forbidden`, `calendar.not-started`.
  package func cutOffByOperator(_ institution: InstitutionID, _ date: BusinessDate?) async throws -> DayEnd {
    let today = try await house.database.read { [house] tx in
      try house.banking.calendar.businessDate(of: institution, in: tx)
    }
    return try await cutOff(institution, date ?? today, chain: House.serverChain, actor: "operator")
  }

  private func cutOff(
    _ place: InstitutionID, _ date: BusinessDate, chain: ChainName, actor: String
  ) async throws -> DayEnd {
    let now = house.time.now
    return try await house.database.write { [house, approvals] tx in
      let waiting = try approvals.count(at: place, in: tx)
      guard waiting == 0 else { throw DayEndRefusal.approvalsWait(waiting) }
      let end = try house.banking.dayEnds.cutOff(place, date, at: now, in: tx)
      try house.audit.append(
        AuditEntry(
          chain: chain, institution: place, at: now, businessDate: date, actor: actor, action: "day.ended",
          subject: "\(place)", detail: ["next": "\(end.next)"]), in: tx)
      return end
    }
  }

  /// Takes the batch of one day to its end.
  ///
  /// - Parameter progress: told after every step.
  package func run(_ end: DayEnd, progress: @Sendable (DayEnd) -> Void = { _ in }) async throws -> DayEnd {
    let batch = DayEndBatch(database: house.database, dayEnds: house.banking.dayEnds, time: house.time)
    return try await batch.run(
      end, progress: { end, _ in progress(end) },
      atEnd: { [house] end, now, tx in try house.audit.append(Self.entry(end, now), in: tx) })
  }

  /// Every batch that a restart interrupted goes on.
  ///
  /// - Returns: how many were brought to their end.
  @discardableResult
  package func resume() async throws -> Int {
    let running = try await house.database.read { [house] tx in try house.banking.dayEnds.running(in: tx) }
    for end in running { _ = try await run(end) }
    return running.count
  }

  /// The newest days of the institution.
  package func last(by signOn: SignOn, limit: Int = 30) async throws -> [DayEnd] {
    try signOn.require(.dayEnd)
    return try await house.database.read { [house] tx in
      try house.banking.dayEnds.last(signOn.institution.id, limit: limit, in: tx)
    }
  }

  /// The newest days of an outlet, for whoever runs the program on the bank's own machine.
  package func last(at institution: InstitutionID, limit: Int = 30) async throws -> [DayEnd] {
    try await house.database.read { [house] tx in
      try house.banking.dayEnds.last(institution, limit: limit, in: tx)
    }
  }

  private static func entry(_ end: DayEnd, _ now: Moment) -> AuditEntry {
    AuditEntry(
      chain: House.serverChain, institution: end.institution, at: now, businessDate: end.next, actor: "day-end",
      action: "day.batch-done", subject: "\(end.institution)",
      detail: [
        "date": "\(end.date)", "accounts": "\(end.looked)", "booked": "\(end.booked)", "interest": "\(end.interest)",
        "accrued": "\(end.accrued)",
      ])
  }
}
