import Primitives
import Storage
import Synchronization

/// A real vault whose commits a test can put in doubt, as a lost connection does.
package final class DoubtfulDatabase: Database {
  package enum Fate: Sendable {
    /// The commit happened, and the answer was lost.
    case committed
    /// Nothing happened, and nobody can tell.
    case lost
    /// The store does not answer at all.
    case unreachable
  }

  private let database: any Database
  private let fates = Mutex<[Fate]>([])
  private let interlude = Mutex<(@Sendable () async throws -> Void)?>(nil)

  package init(_ database: any Database) { self.database = database }

  /// What becomes of the next writes, one after the other; afterwards all is well.
  package func next(_ fates: [Fate]) { self.fates.withLock { $0 = fates } }

  /// Runs between the next write and whatever was looked at before it, as another person's commit does.
  package func interpose(_ body: @escaping @Sendable () async throws -> Void) { interlude.withLock { $0 = body } }

  package var engine: String { database.engine }

  package func write<T: Sendable>(
    _ manner: WriteManner, _ body: @escaping @Sendable (any WriteTransaction) throws -> T
  ) async throws -> T {
    let between = interlude.withLock { interlude in
      defer { interlude = nil }
      return interlude
    }
    try await between?()
    switch fates.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
    case nil: return try await database.write(manner, body)
    case .committed:
      _ = try await database.write(manner, body)
      throw InDoubt("as if the connection had been lost")
    case .lost: throw InDoubt("as if the connection had been lost")
    case .unreachable: throw StorageAnswer.unreachable()
    }
  }

  package func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T {
    try await database.read(body)
  }

  package var figures: StoreFigures { database.figures }
  package func migrate(_ schemas: [Schema]) async throws { try await database.migrate(schemas) }
  package func tables() async throws -> [TableRows] { try await database.tables() }
  package func close() async { await database.close() }
}
