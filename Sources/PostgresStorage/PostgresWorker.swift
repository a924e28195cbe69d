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
  /// Held by those who write.
  private let lock: PostgresGuard?
  private var line: PostgresLine?
  /// So many more times bodies run one by one: a shared transaction failed, and the next one might.
  private var singles = 0
  private static let singlesAfterFailure = 16

  init(_ address: PostgresAddress, _ options: PostgresOptions, _ tally: PostgresTally, lock: PostgresGuard?) {
    self.lock = lock
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
        // The break may have taken the lock of this vault too: it comes first.
        if lock?.confirm() ?? true {
          line = made
          tally.connections.wrappingAdd(1, ordering: .relaxed)
          return made
        }
        guard Self.now() < deadline else { throw StorageAnswer.unreachable() }
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
        let isLost = (error as? PostgresFailure)?.isLost ?? false
        return reading.answer(isLost ? StorageAnswer.unreachable() : PostgresFailure.answer(error))
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

  /// Answers all that waited: keyed bodies in one transaction if that goes well, the others one by one.
  ///
  /// - Returns: a fault after which nothing may be written any more.
  func write(_ waiting: [any WaitingWrite]) -> Fault? {
    let keyed = waiting.filter { $0.manner == .keyed }
    var alone = waiting
    var doubt: InDoubt?
    if keyed.count > 1, singles == 0 {
      switch together(keyed) {
      case .done: alone = waiting.filter { $0.manner != .keyed }
      case .again(let found): (doubt, singles) = (found, Self.singlesAfterFailure)
      case .broken(let fault):
        for body in waiting { body.answer(fault) }
        return fault
      }
    } else if singles > 0 {
      singles -= 1
    }
    var broken: Fault?
    for body in alone {
      if let broken {
        body.answer(StorageAnswer.stopped(broken.detail))
      } else {
        broken = write(body, inDoubt: body.manner == .keyed ? doubt : nil)
      }
    }
    return broken
  }

  /// One commit for several bodies, without savepoints: should one of them be refused or meet others, all are
  /// rolled back and run one by one.
  private func together(_ bodies: [any WaitingWrite]) -> Outcome {
    do {
      try run(bodies, on: try connected(until: Self.now() + UInt64(options.connectSeconds) * 1000))
      for body in bodies { body.answer(nil) }
      return .done(nil)
    } catch let doubt as InDoubt {
      line = nil
      tally.doubts.wrappingAdd(1, ordering: .relaxed)
      return .again(doubt)
    } catch let stop as StopWriting {
      return .broken(stop.fault)
    } catch let refusal as Refusal where refusal.code == StorageAnswer.unreachable().code {
      // Each would only wait as long again.
      for body in bodies { body.answer(refusal) }
      return .done(nil)
    } catch {
      if let failure = error as? PostgresFailure, failure.isFatal { return .broken(failure.fault) }
      return .again(nil)
    }
  }

  /// Runs the body until it is answered.
  ///
  /// - Returns: a fault after which nothing may be written any more.
  private func write(_ write: any WaitingWrite, inDoubt first: InDoubt?) -> Fault? {
    var deadline = Self.now() + UInt64(options.connectSeconds) * 1000
    var doubt = first
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
      try run([write], on: try connected(until: deadline), inDoubt: inDoubt)
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
  private func run(_ bodies: [any WaitingWrite], on line: PostgresLine, inDoubt: Bool = false) throws {
    let isKeyed = bodies.allSatisfy { $0.manner == .keyed }
    try line.begin(isKeyed ? "BEGIN ISOLATION LEVEL READ COMMITTED" : "BEGIN ISOLATION LEVEL SERIALIZABLE")
    do {
      // Each body locks in order, several of them together do not: rather run one by one than wait in a circle.
      if bodies.count > 1 {
        try line.execute(SQL("SET LOCAL lock_timeout = \(options.groupPatienceMilliseconds)"), [])
      }
      for body in bodies { try body.perform(in: PostgresWriteTransaction(line: line)) }
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
