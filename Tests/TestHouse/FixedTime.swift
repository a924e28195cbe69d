import Primitives
import Synchronization

/// A clock that stands still until a test moves it.
package final class FixedTime: Timekeeper {
  private let state: Mutex<Moment>

  /// - Parameter moment: 2026-11-20 09:30 in Beijing (a Friday) unless said otherwise.
  package init(_ moment: Moment = Moment(milliseconds: 1_795_138_200_000)) { state = Mutex(moment) }

  package var now: Moment { state.withLock { $0 } }

  package func set(_ moment: Moment) { state.withLock { $0 = moment } }

  package func advance(seconds: Int64) { state.withLock { $0 = $0.adding(seconds: seconds) } }
}
