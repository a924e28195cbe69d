import Dispatch
import Primitives
import Synchronization

/// A write body that waits for a thread of the engine, and the caller that waits for its result.
package protocol WaitingWrite: Sendable {
  var manner: WriteManner { get }
  /// Runs the body and keeps its result; may be called again.
  func perform(in tx: any WriteTransaction) throws
  /// Resumes the caller, once: with the kept result, or with `error`.
  func answer(_ error: (any Error)?)
}

/// The same for a read body.
package protocol WaitingRead: Sendable {
  func perform(in tx: any ReadTransaction) throws
  func answer(_ error: (any Error)?)
}

/// The result of a body and the continuation that waits for it.
private final class BodyResult<T: Sendable>: Sendable {
  private let caller: CheckedContinuation<T, any Error>
  private let value = Mutex<T?>(nil)

  init(_ caller: CheckedContinuation<T, any Error>) { self.caller = caller }

  func keep(_ value: T) { self.value.withLock { $0 = value } }

  func answer(_ error: (any Error)?) {
    if let error { return caller.resume(throwing: error) }
    guard let value = value.withLock({ $0 }) else { preconditionFailure("a body was answered before it ran") }
    caller.resume(returning: value)
  }
}

package struct WriteTicket<T: Sendable>: WaitingWrite {
  package let manner: WriteManner
  private let body: @Sendable (any WriteTransaction) throws -> T
  private let result: BodyResult<T>

  package init(
    _ manner: WriteManner, _ body: @escaping @Sendable (any WriteTransaction) throws -> T,
    _ caller: CheckedContinuation<T, any Error>
  ) {
    self.manner = manner
    self.body = body
    result = BodyResult(caller)
  }

  package func perform(in tx: any WriteTransaction) throws { result.keep(try body(tx)) }
  package func answer(_ error: (any Error)?) { result.answer(error) }
}

package struct ReadTicket<T: Sendable>: WaitingRead {
  private let body: @Sendable (any ReadTransaction) throws -> T
  private let result: BodyResult<T>

  package init(
    _ body: @escaping @Sendable (any ReadTransaction) throws -> T, _ caller: CheckedContinuation<T, any Error>
  ) {
    self.body = body
    result = BodyResult(caller)
  }

  package func perform(in tx: any ReadTransaction) throws { result.keep(try body(tx)) }
  package func answer(_ error: (any Error)?) { result.answer(error) }
}

/// The bounded queue between callers and the threads of an engine.
package final class BodyQueue<Body: Sendable>: Sendable {
  private struct State {
    var waiting: [Body] = []
    var stopped: Fault?
    var closing = false
    /// The one that fell asleep last wakes first: its connection and caches are warm.
    var asleep: [DispatchSemaphore] = []
    var serving: Int
    var closers: [CheckedContinuation<Void, Never>] = []
    var refused = 0
  }

  package let limit: Int
  private let state: Mutex<State>
  private let fail: @Sendable (Body, any Error) -> Void

  /// - Parameters:
  ///   - limit: bodies that may wait; one more is refused with `storage.busy`.
  ///   - threads: how many serve the queue.
  ///   - fail: answers a body that is not run.
  package init(limit: Int, threads: Int, fail: @escaping @Sendable (Body, any Error) -> Void) {
    self.limit = limit
    self.fail = fail
    state = Mutex(State(serving: threads))
  }

  /// Queues the body, or answers it at once: full (`storage.busy`) or stopped (`storage.stopped`).
  package func submit(_ body: Body) {
    let (refused, sleeper): ((any Error)?, DispatchSemaphore?) = state.withLock { state in
      if let stopped = state.stopped { return (stopped, nil) }
      if state.closing { return (StorageAnswer.stopped("it is closed"), nil) }
      guard state.waiting.count < limit else {
        state.refused += 1
        return (StorageAnswer.busy(limit), nil)
      }
      state.waiting.append(body)
      return (nil, state.asleep.popLast())
    }
    if let refused { fail(body, refused) }
    sleeper?.signal()
  }

  /// Waits for work; nil once the queue is closed and empty. Whatever gathered during the last commit
  /// comes together: group commit without an artificial wait.
  ///
  /// - Parameter bed: the calling thread's own; it is woken by it.
  package func next(atMost count: Int, bed: DispatchSemaphore) -> [Body]? {
    while true {
      let (batch, ended): ([Body], Bool) = state.withLock { state in
        if state.waiting.isEmpty {
          if !state.closing { state.asleep.append(bed) }
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
      bed.wait()
    }
  }

  /// Nothing is accepted any more, and those that wait are answered with the reason: no thread sees another.
  package func stop(_ fault: Fault) {
    let waiting: [Body] = state.withLock { state in
      state.stopped = state.stopped ?? fault
      defer { state.waiting = [] }
      return state.waiting
    }
    for body in waiting { fail(body, fault) }
  }

  package var stopped: Fault? { state.withLock { $0.stopped } }
  package var waiting: Int { state.withLock { $0.waiting.count } }
  package var refused: Int { state.withLock { $0.refused } }
  package var isClosing: Bool { state.withLock { $0.closing } }

  package func beginClosing() {
    let sleepers = state.withLock { state in
      state.closing = true
      defer { state.asleep = [] }
      return state.asleep
    }
    for sleeper in sleepers { sleeper.signal() }
  }

  package func waitUntilClosed() async {
    await withCheckedContinuation { (caller: CheckedContinuation<Void, Never>) in
      let already = state.withLock { state in
        if state.serving > 0 { state.closers.append(caller) }
        return state.serving == 0
      }
      if already { caller.resume() }
    }
  }

  /// Called by each serving thread at its end.
  package func markEnded() {
    let closers: [CheckedContinuation<Void, Never>] = state.withLock { state in
      state.serving -= 1
      guard state.serving == 0 else { return [] }
      defer { state.closers = [] }
      return state.closers
    }
    for caller in closers { caller.resume() }
  }
}
