import Primitives
import Synchronization

/// Counts what is denied to people who are not signed on, per address and minute: such denials are not
/// chained into the audit trail (DECISIONS 7), and beyond the limit the answer is 429.
final class AnonymousGate: Sendable {
  private struct Minute {
    var number: Int64
    var counts: [String: Int] = [:]
    var total = 0
  }

  static let limit = 300
  private static let mostAddresses = 10_000

  private let state = Mutex(Minute(number: 0))

  /// Whether an address has had too many denials already: asked before costly work is begun for it.
  func isClosed(_ address: String, at now: Moment) -> Bool {
    state.withLock { $0.number == now.seconds / 60 && $0.counts[address, default: 0] > Self.limit }
  }

  /// Notes one denial; true when the address has had too many in this minute.
  func denied(_ address: String, at now: Moment) -> Bool {
    state.withLock { state in
      let minute = now.seconds / 60
      if state.number != minute { state = Minute(number: minute) }
      state.total += 1
      if state.counts[address] == nil && state.counts.count >= Self.mostAddresses { return true }
      state.counts[address, default: 0] += 1
      return state.counts[address, default: 0] > Self.limit
    }
  }
}
