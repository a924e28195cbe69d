import Primitives
import Synchronization

/// Sign-ons as they were read a moment ago, so that a burst of requests asks the store once.
///
/// Nothing old is ever given out: whatever this program changes about staff, posts or sign-ons clears the shelf
/// before its caller is answered, and what was being read meanwhile is not kept. One program serves a bank at a
/// time (the lock of the vault); should a change come by another way all the same, it counts after a second.
package final class SignOnShelf: Sendable {
  package static let longestMilliseconds: Int64 = 1000
  package static let most = 4096

  private struct State {
    var changes = 0
    var kept: [[UInt8]: (signOn: SignOn, at: Moment)] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// Taken before the store is asked, given back with what it answered.
  package var mark: Int { state.withLock { $0.changes } }

  package func find(_ tokenHash: [UInt8], at now: Moment) -> SignOn? {
    state.withLock { state in
      guard let (signOn, at) = state.kept[tokenHash], at <= now,
        now.milliseconds - at.milliseconds < Self.longestMilliseconds, signOn.endsAt > now
      else { return nil }
      return signOn
    }
  }

  /// - Parameter mark: as it was before the store was asked; if something changed since, nothing is kept.
  package func keep(_ signOn: SignOn, readAt now: Moment, mark: Int) {
    state.withLock { state in
      guard state.changes == mark else { return }
      if state.kept.count >= Self.most { state.kept = [:] }
      state.kept[signOn.tokenHash] = (signOn, now)
    }
  }

  package func clear() {
    state.withLock { state in
      state.changes += 1
      state.kept = [:]
    }
  }
}
