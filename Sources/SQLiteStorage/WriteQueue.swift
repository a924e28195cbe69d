import Foundation
import Primitives
import Storage
import Synchronization

/// A write that waits for the writer's thread.
protocol PendingWrite: Sendable {
  /// Runs the body and keeps its result; may be called again.
  func perform(in tx: any WriteTransaction) throws
  /// Resumes the caller, once: with the kept result, or with `error`.
  func answer(_ error: (any Error)?)
}

/// One caller's body, its result and the continuation that waits for it.
final class Ticket<T: Sendable>: PendingWrite {
  private let body: @Sendable (any WriteTransaction) throws -> T
  private let caller: CheckedContinuation<T, any Error>
  private let result = Mutex<T?>(nil)

  init(_ body: @escaping @Sendable (any WriteTransaction) throws -> T, _ caller: CheckedContinuation<T, any Error>) {
    self.body = body
    self.caller = caller
  }

  func perform(in tx: any WriteTransaction) throws {
    let value = try body(tx)
    result.withLock { $0 = value }
  }

  func answer(_ error: (any Error)?) {
    if let error { return caller.resume(throwing: Answer.error(error)) }
    guard let value = result.withLock({ $0 }) else { preconditionFailure("a write was answered before it ran") }
    caller.resume(returning: value)
  }
}

/// The bounded queue between callers and the writer's thread.
final class WriteQueue: Sendable {
  private struct State {
    var waiting: [any PendingWrite] = []
    var stopped: Fault?
    var closing = false
    var asleep = false
    var closed = false
    var closers: [CheckedContinuation<Void, Never>] = []
  }

  private let limit: Int
  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)

  init(limit: Int) { self.limit = limit }

  /// Queues the write, or answers it at once: full (`storage.busy`) or stopped (`storage.stopped`).
  func submit(_ write: any PendingWrite) {
    let (refused, mustWake): ((any Error)?, Bool) = state.withLock { state in
      if let stopped = state.stopped { return (stopped, false) }
      if state.closing { return (Answer.stopped("it is closed"), false) }
      guard state.waiting.count < limit else { return (Answer.busy(limit), false) }
      state.waiting.append(write)
      defer { state.asleep = false }
      return (nil, state.asleep)
    }
    if let refused { write.answer(refused) }
    if mustWake { wake.signal() }
  }

  /// Waits for work; nil once the queue is closed and empty. Whatever gathered during the last commit
  /// comes together: group commit without an artificial wait.
  func next(atMost count: Int) -> [any PendingWrite]? {
    while true {
      let (batch, ended): ([any PendingWrite], Bool) = state.withLock { state in
        if state.waiting.isEmpty {
          state.asleep = !state.closing
          return ([], state.closing)
        }
        if state.waiting.count <= count {
          defer { state.waiting = [] }
          return (state.waiting, false)
        }
        let batch = Array(state.waiting.prefix(count))
        state.waiting.removeFirst(count)
        return (batch, false)
      }
      if !batch.isEmpty { return batch }
      if ended { return nil }
      wake.wait()
    }
  }

  /// No write is accepted any more, and those that wait are answered with the reason: the writer never
  /// sees another.
  func stop(_ fault: Fault) {
    let waiting: [any PendingWrite] = state.withLock { state in
      state.stopped = fault
      defer { state.waiting = [] }
      return state.waiting
    }
    for write in waiting { write.answer(fault) }
  }

  var isClosing: Bool { state.withLock { $0.closing } }

  func beginClosing() {
    let mustWake = state.withLock { state in
      state.closing = true
      defer { state.asleep = false }
      return state.asleep
    }
    if mustWake { wake.signal() }
  }

  func waitUntilClosed() async {
    await withCheckedContinuation { (caller: CheckedContinuation<Void, Never>) in
      let already = state.withLock { state in
        if !state.closed { state.closers.append(caller) }
        return state.closed
      }
      if already { caller.resume() }
    }
  }

  func markClosed() {
    let closers = state.withLock { state in
      state.closed = true
      defer { state.closers = [] }
      return state.closers
    }
    for caller in closers { caller.resume() }
  }
}
