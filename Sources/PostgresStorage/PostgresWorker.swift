import Foundation
import Primitives
import Storage
import Synchronization

/// What all workers of a vault count together.
final class PostgresTally: Sendable {
  let retried = Atomic<Int>(0)
  let doubts = Atomic<Int>(0)
  let connections = Atomic<Int>(0)
}

/// The connection of one thread: opened when there is work, opened again when it broke.
final class PostgresWorker {
  private let address: PostgresAddress
  private let options: PostgresOptions
  private let tally: PostgresTally
  private var line: PostgresLine?

  init(_ address: PostgresAddress, _ options: PostgresOptions, _ tally: PostgresTally) {
    self.tally = tally
    self.address = address
    self.options = options
  }

  static func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds / 1_000_000 }

  /// - Throws: `storage.unreachable` when `deadline` (milliseconds) has passed; the faults of a server that
  ///   answers and is not fit.
  private func connected(until deadline: UInt64) throws -> PostgresLine {
    if let line, !line.isBroken { return line }
    line = nil
    var pause: UInt32 = 20_000
    while true {
      do {
        let made = try PostgresSession.open(address, options, viewing: options.viewing)
        line = made
        tally.connections.wrappingAdd(1, ordering: .relaxed)
        return made
      } catch let fault as Fault
        where ["storage.unreachable", "storage.standby", "storage.read-only", "storage.connection-lost"].contains(
          fault.code)
      {
        // During a fail-over all of these pass by themselves.
        guard Self.now() < deadline else { throw StorageAnswer.unreachable() }
      }
      usleep(pause)
      pause = min(pause * 2, 500_000)
    }
  }

  // MARK: Reading

  func read(_ reading: any WaitingRead) {
    let deadline = Self.now() + UInt64(options.connectSeconds) * 1000
    while true {
      do {
        let line = try connected(until: deadline)
        do {
          try line.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
          try reading.perform(in: PostgresReadTransaction(line: line))
          try line.rollBack()
        } catch {
          let answered = line.answers
          if !line.isBroken { try line.rollBack() }
          // A connection that broke while it was idle: nothing was seen yet.
          if line.isBroken, answered == 0, Self.now() < deadline { continue }
          throw error
        }
        return reading.answer(nil)
      } catch {
        return reading.answer(PostgresFailure.answer(error))
      }
    }
  }

  // MARK: Writing

  /// What became of one run of a body.
  private enum Outcome {
    case done((any Error)?)
    case again(InDoubt?)
    /// Nothing may be written any more.
    case broken(Fault)
  }

  /// Runs the body until it is answered.
  ///
  /// - Returns: a fault after which nothing may be written any more.
  func write(_ write: any WaitingWrite) -> Fault? {
    var deadline = Self.now() + UInt64(options.connectSeconds) * 1000
    var doubt: InDoubt?
    var tries = 0
    while true {
      tries += 1
      switch attempt(write, until: deadline, tries, inDoubt: doubt != nil) {
      case .done(let error):
        // Asking again did not get through either: the fate of the first commit is still unknown.
        let isBusy = (error as? Refusal)?.kind == .busy
        write.answer(isBusy ? doubt ?? error : error)
        return nil
      case .broken(let fault):
        write.answer(doubt ?? fault)
        return fault
      case .again(let found):
        if let found, doubt == nil {
          doubt = found
          deadline = Self.now() + UInt64(options.doubtSeconds) * 1000
        }
      }
    }
  }

  private func attempt(
    _ write: any WaitingWrite, until deadline: UInt64, _ tries: Int, inDoubt: Bool
  ) -> Outcome {
    do {
      try run(write, on: try connected(until: deadline), inDoubt: inDoubt)
      return .done(nil)
    } catch let doubt as InDoubt {
      line = nil
      tally.doubts.wrappingAdd(1, ordering: .relaxed)
      return write.manner == .keyed && Self.now() < deadline + UInt64(options.doubtSeconds) * 1000
        ? .again(doubt) : .done(doubt)
    } catch let stop as StopWriting {
      return .broken(stop.fault)
    } catch let failure as PostgresFailure {
      if failure.isFatal { return .broken(failure.fault) }
      if failure.isConflict {
        guard tries < options.mostTries else { return .done(StorageAnswer.contended(tries)) }
        tally.retried.wrappingAdd(1, ordering: .relaxed)
        // The longer it meets others, the wider the bodies are spread in time.
        usleep(UInt32.random(in: 0...(UInt32(500) << UInt32(min(tries, 6)))))
        return .again(nil)
      }
      // Before COMMIT was sent nothing can have happened.
      if failure.isLost, Self.now() < deadline { return .again(nil) }
      return .done(failure.isLost ? StorageAnswer.unreachable() : failure.fault)
    } catch {
      return .done(PostgresFailure.answer(error))
    }
  }

  private struct StopWriting: Error { let fault: Fault }

  /// A write of its own, so that the COMMIT behind it waits for the standbys: then what the body has found is
  /// safe there too, also when the first commit was cut short in that wait.
  private static let mark: SQL = "SELECT pg_logical_emit_message(true, 'guichet', 'asked again')"

  /// - Throws: what rolled the body back; `InDoubt`.
  private func run(_ write: any WaitingWrite, on line: PostgresLine, inDoubt: Bool) throws {
    try line.begin(
      write.manner == .keyed ? "BEGIN ISOLATION LEVEL READ COMMITTED" : "BEGIN ISOLATION LEVEL SERIALIZABLE")
    do {
      try write.perform(in: PostgresWriteTransaction(line: line))
      if inDoubt { try line.execute(Self.mark, []) }
      // A body that swallowed an error of the server still fails.
      if let failure = line.failure { throw failure }
    } catch {
      if let failure = try line.rollBack(), failure.isConflict || failure.isFatal || !(error is Refusal) {
        throw failure
      }
      throw error
    }
    do {
      try options.beforeCommit?()
    } catch {
      try line.rollBack()
      if let doubt = error as? InDoubt { throw doubt }
      throw StopWriting(fault: Fault("storage.commit", "the commit failed: \(PostgresFailure.answer(error))"))
    }
    try line.commit(within: options.commitSeconds)
  }
}
