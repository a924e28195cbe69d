import Foundation
import Synchronization

/// A few named threads for work that blocks or burns the processor (cairo, Argon2, RSA), with a bounded
/// queue (DECISIONS 19): nothing of it ever runs on NIO's threads or the cooperative pool.
package final class Press: Sendable {
  private struct State {
    var queue: [@Sendable () -> Void] = []
    var head = 0
    var stopped = false
    var waiting: Int { queue.count - head }
  }

  private let name: String
  private let limit: Int
  private let state = Mutex(State())
  private let signal = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - threads: how many jobs run at once.
  ///   - limit: how many may wait; one more is refused with `press.busy`.
  package init(name: String, threads: Int, limit: Int) {
    self.name = name
    self.limit = limit
    for index in 0..<threads {
      let thread = Thread { [weak self] in
        while let self, let job = self.next() { job() }
      }
      thread.name = "\(name)-\(index)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  private func next() -> (@Sendable () -> Void)? {
    signal.wait()
    return state.withLock { state in
      guard state.head < state.queue.count else { return nil }
      let job = state.queue[state.head]
      state.head += 1
      if state.head > 256 {
        state.queue.removeFirst(state.head)
        state.head = 0
      }
      return job
    }
  }

  /// Runs `job` on one of the threads.
  ///
  /// - Throws: what `job` throws; `Refusal` `press.busy` when the queue is full or the press stopped.
  package func run<T: Sendable>(_ job: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      let accepted = state.withLock { state in
        guard !state.stopped, state.waiting < limit else { return false }
        state.queue.append { continuation.resume(with: Result { try job() }) }
        return true
      }
      if accepted {
        signal.signal()
      } else {
        continuation.resume(throwing: Self.busy(limit))
      }
    }
  }

  /// Lets the threads end once the queue is empty.
  package func stop(threads: Int) {
    state.withLock { $0.stopped = true }
    for _ in 0..<threads { signal.signal() }
  }

  private static func busy(_ limit: Int) -> Refusal {
    Refusal(
      .busy, "press.busy", limit: "\(limit)", zh: "系统繁忙，排队已满（\(limit)）。",
      en: "The system is busy and its queue of \(limit) is full.",
      remedyZh: "请稍候几秒再试，输入的内容不会丢失。", remedyEn: "Try again in a few seconds; nothing you typed is lost.")
  }
}
