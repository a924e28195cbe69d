import Primitives
import Storage
import Synchronization

/// A vault whose locks do not hold: a row read to decide about money may be one transaction old. Tests that
/// claim to find lost updates must find them here.
package final class WeakDatabase: Database {
  private let database: any Database
  private let former = Former()

  package init(_ database: any Database) { self.database = database }

  /// What each locked question answered last time.
  private final class Former: Sendable {
    private let answers = Mutex<[String: [Row]]>([:])

    func stale(_ question: String, _ now: [Row]) -> [Row] {
      answers.withLock { answers in
        defer { answers[question] = now }
        return answers[question] ?? now
      }
    }
  }

  private struct Transaction: WriteTransaction {
    let tx: any WriteTransaction
    let former: Former

    func query(_ sql: SQL, _ values: [Value], lock: Bool) throws -> [Row] {
      let now = try tx.query(sql, values, lock: false)
      return lock ? former.stale("\(sql.text) \(values)", now) : now
    }

    func queryAll(_ questions: [Question]) throws -> [[Row]] {
      try questions.map { try query($0.sql, $0.values, lock: $0.lock) }
    }

    func select(_ rows: TableRows, keys: [Value], lock: Bool) throws -> [Row] {
      try tx.select(rows, keys: keys, lock: false)
    }

    func execute(_ sql: SQL, _ values: [Value]) throws { try tx.execute(sql, values) }
    func insert(_ rows: TableRows, _ values: [[Value]]) throws { try tx.insert(rows, values) }
    func insertNew(_ rows: TableRows, _ values: [[Value]]) throws -> [Row] { try tx.insertNew(rows, values) }
    func update(_ rows: TableRows, _ values: [[Value]]) throws { try tx.update(rows, values) }
    func freeze(_ table: String) throws { try tx.freeze(table) }
    func deferReferences() throws { try tx.deferReferences() }
  }

  package var engine: String { database.engine }

  package func write<T: Sendable>(
    _ manner: WriteManner, _ body: @escaping @Sendable (any WriteTransaction) throws -> T
  ) async throws -> T {
    try await database.write(.keyed) { [former] tx in try body(Transaction(tx: tx, former: former)) }
  }

  package func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T {
    try await database.read(body)
  }

  package var figures: StoreFigures { database.figures }
  package func migrate(_ schemas: [Schema]) async throws { try await database.migrate(schemas) }
  package func tables() async throws -> [TableRows] { try await database.tables() }
  package func close() async { await database.close() }
}
