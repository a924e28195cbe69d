import Primitives
import Storage

/// Looks after cases that nobody is looking at: takes them up again after a restart, ends them when their
/// deadline passes, and delivers what waits in the outbox. One task per server (DECISIONS 12).
package struct CaseKeeper: Sendable {
  private let cases: CaseDesk
  private var house: House { cases.house }

  package init(_ cases: CaseDesk) { self.cases = cases }

  /// After a start: a drafted case is shown again from its first page with a new nonce; one that was
  /// interrupted before its page was kept is released. Cases past their deadline are released.
  ///
  /// - Returns: how many were taken up and how many released.
  @discardableResult
  package func resume() async throws -> (resumed: Int, released: Int) {
    var (resumed, released) = (0, 0)
    for record in try await unfinished() where record.state == .drafted {
      let session = cases.adopt(record)
      try await session.resume()
      if await session.record.state == .drafted { try await endIfOverdue(session) }
      if await session.record.state == .released {
        released += 1
        cases.forget(record.id)
      } else {
        resumed += 1
      }
    }
    return (resumed, released)
  }

  /// Ends every case whose deadline has passed.
  ///
  /// - Returns: how many ended.
  @discardableResult
  package func sweep() async throws -> Int {
    var ended = 0
    let now = house.time.now
    for record in try await unfinished() {
      guard let deadline = record.deadline, deadline <= now else { continue }
      let session = cases.adopt(record)
      try await endIfOverdue(session)
      if await session.record.state == .released { ended += 1 }
    }
    return ended
  }

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

  private func unfinished() async throws -> [Case] {
    try await house.database.read { [tables = cases.tables] tx in
      try tables.unfinishedAnywhere(limit: CaseDesk.unfinishedLimit, in: tx)
    }
  }
}
