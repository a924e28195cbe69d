import Primitives
import Storage

/// Looks after cases that nobody is looking at: takes them up again after a restart, ends them when their
/// deadline passes, and delivers what waits in the outbox. One task per server (DECISIONS 12).
package struct CaseKeeper: Sendable {
  private let cases: CaseDesk
  private var house: House { cases.house }

  package init(_ cases: CaseDesk) { self.cases = cases }

  /// After a start: a drafted case is shown again from its first page with a new nonce; one that was
  /// interrupted before its page was kept, or whose page cannot be shown any more, is released. Cases past
  /// their deadline are released.
  ///
  /// - Returns: how many were taken up, how many released, and what could be done with neither.
  @discardableResult
  package func resume() async throws -> (resumed: Int, released: Int, failures: [String]) {
    var (resumed, released, failures) = (0, 0, [String]())
    let waiting = try await house.database.read { [tables = cases.tables] tx in
      try tables.drafted(limit: CaseDesk.unfinishedLimit, in: tx)
    }
    for record in waiting {
      let session = cases.adopt(record)
      do {
        try await session.resumeOrRelease()
        if await session.record.state == .drafted { try await endIfOverdue(session) }
      } catch {
        // One damaged case must not keep the bank closed: its deadline is tried again.
        failures.append("case \(record.id): \(error)")
      }
      if await session.record.state == .released {
        released += 1
        cases.forget(record.id)
      } else {
        resumed += 1
      }
    }
    return (resumed, released, failures)
  }

  /// Ends every case whose deadline has passed, each by itself.
  ///
  /// - Returns: how many ended.
  /// - Throws: the first error, after all others had their turn.
  @discardableResult
  package func sweep() async throws -> Int {
    var ended = 0
    var first: (any Error)?
    let now = house.time.now
    let overdue = try await house.database.read { [tables = cases.tables] tx in
      try tables.overdue(at: now, limit: Self.sweepLimit, in: tx)
    }
    for record in overdue {
      let session = cases.adopt(record)
      do {
        try await endIfOverdue(session)
      } catch {
        first = first ?? error
      }
      guard await session.record.state == .released else { continue }
      ended += 1
      cases.forget(record.id)
    }
    if let first { throw first }
    return ended
  }

  /// Asks the centre about every settlement, and every other step, whose fate is not known.
  ///
  /// - Returns: how many are known now. Those that still cannot be asked about are tried again next time.
  @discardableResult
  package func resolveDoubts() async throws -> Int {
    var known = 0
    for session in cases.allSessions {
      do {
        try await session.refresh()
        if try await session.resolveDoubt() { known += 1 }
      } catch is InDoubt {
      } catch let refusal as Refusal where refusal.kind == .busy {
        // Not reachable yet.
      }
    }
    return known
  }

  private static let sweepLimit = 200

  /// Hands what waits in the outbox to `deliver`, oldest first, and takes it out afterwards: at least once.
  package func deliver(_ deliver: @Sendable (OutboxMessage) async throws -> Void) async throws -> Int {
    let waiting = try await house.database.read { tx in try Outbox.pending(limit: 200, in: tx) }
    guard !waiting.isEmpty else { return 0 }
    for message in waiting { try await deliver(message) }
    try await house.database.write { tx in try Outbox.delivered(waiting.map(\.id), in: tx) }
    return waiting.count
  }

  private func endIfOverdue(_ session: CaseSession) async throws {
    do {
      try await session.deadlinePassed()
    } catch let refusal as Refusal where refusal.kind == .conflict {
      // The case moved on between the look and the deadline: the settlement decides.
    }
  }
}
