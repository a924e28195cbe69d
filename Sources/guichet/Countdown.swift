import Synchronization

/// True at the n-th call, once.
final class Countdown: Sendable {
  private let left: Mutex<Int>

  init(_ count: Int) { left = Mutex(count) }

  func strikes() -> Bool {
    left.withLock { left in
      left -= 1
      return left == 0
    }
  }
}
