import Primitives
import Synchronization

/// Who did something when, in memory: a sign-on at which nothing was done for ten minutes is locked until
/// the password is given again. After a restart a sign-on counts as used when the program started.
package final class IdleClock: Sendable {
  package static let idleSeconds: Int64 = 10 * 60
  /// So many sign-ons are remembered; beyond, those idle for a whole sign-on's life are dropped.
  static let mostRemembered = 20_000

  private let started: Moment
  private let seen = Mutex<[[UInt8]: Moment]>([:])

  package init(startedAt: Moment) { started = startedAt }

  /// Notes a deed of a person. Live events and polling are no deeds: ask `isLocked` for them.
  ///
  /// - Returns: false when the sign-on is locked; it stays so.
  package func touch(_ tokenHash: [UInt8], at now: Moment) -> Bool {
    seen.withLock { seen in
      guard !Self.isIdle(since: seen[tokenHash] ?? started, now) else { return false }
      if seen.count >= Self.mostRemembered {
        seen = seen.filter { $0.value.adding(seconds: AccessOffice.longestSignOnSeconds) > now }
      }
      seen[tokenHash] = now
      return true
    }
  }

  package func isLocked(_ tokenHash: [UInt8], at now: Moment) -> Bool {
    seen.withLock { Self.isIdle(since: $0[tokenHash] ?? started, now) }
  }

  /// After sign-on, and when the password was given again.
  package func unlock(_ tokenHash: [UInt8], at now: Moment) { seen.withLock { $0[tokenHash] = now } }

  /// Locks at once (the teller leaves the counter).
  package func lock(_ tokenHash: [UInt8]) {
    seen.withLock { $0[tokenHash] = Moment(milliseconds: 0) }
  }

  package func forget(_ tokenHash: [UInt8]) { _ = seen.withLock { $0.removeValue(forKey: tokenHash) } }

  private static func isIdle(since last: Moment, _ now: Moment) -> Bool {
    last.adding(seconds: idleSeconds) <= now
  }
}
