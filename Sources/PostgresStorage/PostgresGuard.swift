import Foundation
import Primitives
import Storage
import Synchronization

/// One program serves one vault: what lies in its memory (unfinished cases, screens) knows nothing of a second
/// one. An advisory lock on a connection of its own, looked after by a thread of its own; PostgreSQL frees it
/// when the connection ends. Money is safe without it: rows are locked by each transaction.
final class PostgresGuard: Sendable {
  private struct State {
    var isStopping = false
    var isHeld = false
    var asking: [DispatchSemaphore] = []
  }

  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private static let take: SQL = """
    SELECT CASE WHEN pg_try_advisory_lock(18241, hashtext(current_schema())) THEN 1 ELSE 0 END
    """
  private static let give: SQL = """
    SELECT CASE WHEN pg_advisory_unlock(18241, hashtext(current_schema())) THEN 1 ELSE 0 END
    """
  private static let look: SQL = "SELECT 1"
  private static let checkSeconds = 3
  /// After a break the server may take so long to notice that our former connection is gone.
  private static let patienceSeconds = 30

  /// Takes the lock, or throws `storage.in-use`.
  ///
  /// - Parameter lost: told when another program holds the lock now: this one must not go on.
  init(_ address: PostgresAddress, _ options: PostgresOptions, lost: @escaping @Sendable (Fault) -> Void) throws {
    let first = FirstTry()
    let thread = Thread { [self] in
      var line: PostgresLine?
      do {
        line = try Self.firstLocked(address, options)
        state.withLock { $0.isHeld = true }
        first.tell(.success(()))
      } catch {
        first.tell(.failure(PostgresFailure.answer(error) as? Fault ?? StorageAnswer.body(error)))
      }
      while line != nil {
        _ = wake.wait(timeout: .now() + .seconds(Self.checkSeconds))
        if state.withLock({ $0.isStopping }) { break }
        do {
          line = try held(line, address, options)
        } catch {
          lost(error as? Fault ?? StorageAnswer.body(error))
          line = nil
        }
        answer(line.map { !$0.isBroken } ?? false)
      }
      if let line { Self.giveBack(line, options) }
      line = nil
      answer(false)
      ended.signal()
    }
    thread.name = "vault-guard"
    thread.start()
    first.known.wait()
    if case .failure(let fault)? = first.result.withLock({ $0 }) { throw fault }
  }

  /// Whether the lock is held, looked at now. Waits a moment for the answer.
  func confirm() -> Bool {
    let answered = DispatchSemaphore(value: 0)
    state.withLock { $0.asking.append(answered) }
    wake.signal()
    _ = answered.wait(timeout: .now() + .seconds(Self.checkSeconds))
    return state.withLock { $0.isHeld }
  }

  private func answer(_ isHeld: Bool) {
    let asking = state.withLock { state in
      state.isHeld = isHeld
      defer { state.asking = [] }
      return state.asking
    }
    for one in asking { one.signal() }
  }

  /// What the thread tells its maker once.
  private final class FirstTry: Sendable {
    let result = Mutex<Result<Void, Fault>?>(nil)
    let known = DispatchSemaphore(value: 0)

    func tell(_ outcome: Result<Void, Fault>) {
      result.withLock { $0 = outcome }
      known.signal()
    }
  }

  /// A program that was killed a moment ago may still hold it through a process of the server that is just ending.
  private static func firstLocked(_ address: PostgresAddress, _ options: PostgresOptions) throws -> PostgresLine {
    for _ in 0..<15 {
      do { return try locked(address, options) } catch let fault as Fault where fault == PostgresRefusal.inUse {
        usleep(100_000)
      }
    }
    return try locked(address, options)
  }

  /// Said aloud: the server notices a closed connection only some time later.
  private static func giveBack(_ line: PostgresLine, _ options: PostgresOptions) {
    do {
      try line.begin("BEGIN")
      _ = try line.query(give, [])
      try line.commit(within: options.commitSeconds)
    } catch {
      // The line is broken: the server frees the lock with it.
    }
  }

  private static func locked(_ address: PostgresAddress, _ options: PostgresOptions) throws -> PostgresLine {
    let line = try PostgresSession.open(address, options, viewing: false)
    try line.begin("BEGIN")
    let taken = try line.query(take, [])[0].int(0) == 1
    try line.commit(within: options.commitSeconds)
    guard taken else { throw PostgresRefusal.inUse }
    return line
  }

  /// The line that holds the lock, made anew when it broke. While the server cannot be reached nobody can
  /// take the lock either, so that only means trying again.
  private func held(
    _ line: PostgresLine?, _ address: PostgresAddress, _ options: PostgresOptions
  ) throws -> PostgresLine? {
    if let line, !line.isBroken, let found = try? Self.alive(line, options), found { return line }
    state.withLock { $0.isHeld = false }
    var refusals = 0
    while true {
      do {
        return try Self.locked(address, options)
      } catch let fault as Fault where fault.code == "storage.in-use" {
        refusals += 1
        guard refusals < Self.patienceSeconds else { throw fault }
      } catch {
        return line
      }
      if state.withLock({ $0.isStopping }) { return line }
      sleep(1)
    }
  }

  private static func alive(_ line: PostgresLine, _ options: PostgresOptions) throws -> Bool {
    try line.begin("BEGIN")
    let answer = try line.query(look, [])[0].int(0) == 1
    try line.commit(within: options.commitSeconds)
    return answer
  }

  /// Gives the lock back and waits until it is free; may be called again.
  func stop() async {
    leave()
    await withCheckedContinuation { (caller: CheckedContinuation<Void, Never>) in
      DispatchQueue.global().async { [ended] in
        ended.wait()
        ended.signal()
        caller.resume()
      }
    }
  }

  func leave() {
    state.withLock { $0.isStopping = true }
    wake.signal()
  }
}
