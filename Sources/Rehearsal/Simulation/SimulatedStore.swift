import Desk
import Primitives
import Storage
import Synchronization

/// The store of a simulated bank: a real one that goes away under the house's feet when the simulation wants it to.
///
/// A crash is what a killed program is to its data: what was committed stays, a transaction that was open is gone,
/// and nothing is written any more until the house is opened again. A doubt is a commit whose answer was lost.
final class SimulatedStore: Database {
  enum Fate: CaseIterable, Sendable {
    /// Gone before the commit.
    case crashBefore
    /// Gone after the commit, before its answer.
    case crashAfter
    /// Not committed, and nobody can tell.
    case doubtLost
    /// Committed, and the answer was lost.
    case doubtCommitted
  }

  private struct State {
    var inner: (any Database)?
    var fate: (writes: Int, Fate)?
    var point: CrashPoint?
    var hasCrashed = false
    /// Fates and points that came true since the last look.
    var struck = false
  }

  private let state = Mutex(State())
  private static let gone = Fault("simulation.crashed", "the simulated program has been killed")

  /// The program starts: from now on this is the data.
  func open(_ database: any Database) {
    state.withLock { $0 = State(inner: database) }
  }

  /// The store that is left behind by a crash or at the end; nil when there is none.
  func leave() -> (any Database)? {
    state.withLock { state in
      defer { state.inner = nil }
      return state.inner
    }
  }

  var hasCrashed: Bool { state.withLock { $0.hasCrashed } }

  /// - Parameter writes: the how-manieth of the next writes it befalls, from 1.
  func plan(_ fate: Fate, at writes: Int = 1) { state.withLock { $0.fate = (writes, fate) } }

  /// The program will be killed when a case gets there.
  func plan(_ point: CrashPoint) { state.withLock { $0.point = point } }

  /// Forgets what was planned.
  ///
  /// - Returns: true when it had come true already.
  @discardableResult
  func calm() -> Bool {
    state.withLock { state in
      defer { (state.fate, state.point, state.struck) = (nil, nil, false) }
      return state.struck
    }
  }

  /// A case has got there: given to the house as its `crash`.
  func reached(_ point: CrashPoint) {
    state.withLock { state in
      guard state.point == point, !state.hasCrashed else { return }
      (state.point, state.hasCrashed, state.struck) = (nil, true, true)
    }
  }

  private func take() throws -> (any Database, Fate?) {
    try state.withLock { state in
      guard let inner = state.inner, !state.hasCrashed else { throw Self.gone }
      guard let (writes, fate) = state.fate else { return (inner, nil) }
      guard writes <= 1 else {
        state.fate = (writes - 1, fate)
        return (inner, nil)
      }
      (state.fate, state.struck) = (nil, true)
      if fate == .crashBefore || fate == .crashAfter { state.hasCrashed = true }
      return (inner, fate)
    }
  }

  private func standing() throws -> any Database {
    try state.withLock { state in
      guard let inner = state.inner, !state.hasCrashed else { throw Self.gone }
      return inner
    }
  }

  // MARK: Database

  var engine: String { state.withLock { $0.inner?.engine } ?? "none" }

  func write<T: Sendable>(
    _ manner: WriteManner, _ body: @escaping @Sendable (any WriteTransaction) throws -> T
  ) async throws -> T {
    let (inner, fate) = try take()
    switch fate {
    case nil:
      return try await inner.write(manner) { [self] tx in
        let value = try body(tx)
        // The program was killed inside this very transaction: it never commits.
        _ = try standing()
        return value
      }
    case .crashBefore: throw Self.gone
    case .crashAfter:
      _ = try await inner.write(manner, body)
      throw Self.gone
    case .doubtLost: throw InDoubt("the simulation lost this commit")
    case .doubtCommitted:
      _ = try await inner.write(manner, body)
      throw InDoubt("the simulation lost the answer to this commit")
    }
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T {
    try await standing().read(body)
  }

  func migrate(_ schemas: [Schema]) async throws { try await standing().migrate(schemas) }
  func tables() async throws -> [TableRows] { try await standing().tables() }
  var figures: StoreFigures {
    state.withLock { $0.inner?.figures }
      ?? StoreFigures(engine: "none", waiting: 0, waitingLimit: 0, refused: 0, stopped: nil)
  }
  func close() async { await leave()?.close() }
}
