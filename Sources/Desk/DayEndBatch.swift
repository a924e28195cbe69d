import Banking
import Primitives
import Storage
import Synchronization

/// Drives the batch of one day, step after step, each as large as it may be without holding the writer for long:
/// counters, self-service and interfaces write between two steps.
package struct DayEndBatch: Sendable {
  /// Microseconds that a step aims at.
  package static let aim: Int64 = 5000
  /// Accounts that are only read; other work weighs more (`DemandAccrual`, `DemandSettlement`, `Maturities`).
  package static let sizes = 128...32_768

  let database: any Database
  let dayEnds: DayEnds
  let time: any Timekeeper
  let stopwatch: @Sendable () -> Int64

  /// - Parameter stopwatch: microseconds, to size the steps by; nothing that is booked depends on them. nil: from
  ///   `time`.
  package init(
    database: any Database, dayEnds: DayEnds, time: any Timekeeper, stopwatch: (@Sendable () -> Int64)? = nil
  ) {
    self.database = database
    self.dayEnds = dayEnds
    self.time = time
    self.stopwatch = stopwatch ?? { time.now.milliseconds * 1000 }
  }

  /// - Parameters:
  ///   - progress: told after every step, with the microseconds for which its body held the writer.
  ///   - atEnd: what belongs into the transaction that ends the batch.
  package func run(
    _ end: DayEnd, progress: @Sendable (DayEnd, _ held: Int64) -> Void = { _, _ in },
    atEnd: @escaping @Sendable (DayEnd, Moment, any WriteTransaction) throws -> Void = { _, _, _ in }
  ) async throws -> DayEnd {
    var (end, size) = (end, DayEndBatch.sizes.lowerBound)
    while !end.isDone {
      let (seen, limit, began) = (end, size, time.now)
      if seen.phase == .trialBalance {
        try await database.read { [dayEnds] tx in try dayEnds.prove(seen.institution, in: tx) }
      }
      let held = HeldTime()
      end = try await database.write(.keyed) { [dayEnds, stopwatch] tx in
        let start = stopwatch()
        let (after, isMine) = try dayEnds.step(after: seen, limit: limit, at: began, in: tx)
        if isMine, after.isDone { try atEnd(after, began, tx) }
        held.note(stopwatch() - start)
        return after
      }
      size = end.phase == seen.phase ? Self.next(size, held.microseconds) : Self.sizes.lowerBound
      progress(end, held.microseconds)
    }
    return end
  }

  /// Twice as much after a short step, half after a long one.
  static func next(_ size: Int, _ held: Int64) -> Int {
    if held > aim { return max(sizes.lowerBound, size / 2) }
    return held * 2 < aim ? min(sizes.upperBound, size * 2) : size
  }
}

/// How long a body held the writer, in its last run.
private final class HeldTime: Sendable {
  private let value = Mutex<Int64>(0)

  func note(_ microseconds: Int64) { value.withLock { $0 = microseconds } }
  var microseconds: Int64 { value.withLock { $0 } }
}
