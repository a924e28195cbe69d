import Primitives

/// The vault door: rooms see this and never an engine.
///
/// Contract, held by the conformance suite (DECISIONS 1–3, 8):
/// - A write body is synchronous, may run more than once, and has no effect outside `tx`.
/// - `write` returns only after the commit is durable. A `Refusal` thrown by the body rolls back that
///   body alone and is answered only after the rows it may rest on are durable.
/// - A failed commit answers its callers with `Fault`; a commit of unknown fate with `InDoubt`.
/// - After a failed fsync or a full disk nothing is written any more: every later write throws `Fault`
///   `storage.stopped`, never a false success.
/// - More than `limit` waiting writes: `Refusal` `storage.busy` (503), nothing done.
/// - Reads see a snapshot and never wait for a writer.
package protocol Database: Sendable {
  /// `sqlite` or `postgresql`.
  var engine: String { get }

  func write<T: Sendable>(
    _ manner: WriteManner, _ body: @escaping @Sendable (any WriteTransaction) throws -> T
  ) async throws -> T

  func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T

  /// Brings every schema to its newest number, in order, each step in a transaction of its own.
  ///
  /// - Throws: `Fault` `storage.schema-newer` when the data was written by a newer program.
  func migrate(_ schemas: [Schema]) async throws

  /// All tables that the data have, with key and columns as this engine knows them.
  func tables() async throws -> [TableRows]

  var figures: StoreFigures { get }

  /// Waits for what is queued, then closes. Later calls throw `Fault` `storage.stopped`.
  func close() async
}

extension Database {
  package func write<T: Sendable>(
    _ body: @escaping @Sendable (any WriteTransaction) throws -> T
  ) async throws -> T {
    try await write(.journey, body)
  }
}

/// What the engine may rely on when it runs a body.
package enum WriteManner: Sendable {
  /// Nothing: bodies that run at the same time end as if one had run after the other.
  case journey
  /// The body first claims an idempotency key of its own (`INSERT … ON CONFLICT DO NOTHING RETURNING`) and
  /// locks every row on which it decides. So the engine need not watch its reads, and after a commit of
  /// unknown fate it asks again by running the body: the same key gives the first answer.
  case keyed
}

/// Reads inside one snapshot.
package protocol ReadTransaction {
  /// - Parameters:
  ///   - sql: portable SQL with `$1…$n`.
  ///   - lock: the rows decide money: locked until the end where several write at once; order rows by id.
  func query(_ sql: SQL, _ values: [Value], lock: Bool) throws -> [Row]

  /// Several questions in one go: one round trip where the engine is another program.
  func queryAll(_ questions: [Question]) throws -> [[Row]]

  /// The rows of a table that have one of these keys, in key order and each once.
  func select(_ rows: TableRows, keys: [Value], lock: Bool) throws -> [Row]
}

/// One question of several.
package struct Question: Sendable {
  package let sql: SQL
  package let values: [Value]
  package let lock: Bool

  package init(_ sql: SQL, _ values: [Value] = [], lock: Bool = false) {
    self.sql = sql
    self.values = values
    self.lock = lock
  }
}

extension ReadTransaction {
  package func query(_ sql: SQL, _ values: [Value] = []) throws -> [Row] { try query(sql, values, lock: false) }

  /// The first row, or nil.
  package func first(_ sql: SQL, _ values: [Value] = [], lock: Bool = false) throws -> Row? {
    try query(sql, values, lock: lock).first
  }
}

/// Writes inside one body. `execute` may be deferred and pipelined: its error may surface at the next
/// `query` or at commit, so no room catches a constraint error; use `ON CONFLICT DO NOTHING RETURNING`
/// through `query`.
package protocol WriteTransaction: ReadTransaction {
  func execute(_ sql: SQL, _ values: [Value]) throws

  /// Inserts many rows with few statements.
  func insert(_ rows: TableRows, _ values: [[Value]]) throws

  /// The same for rows that may be there already; those stay as they are.
  ///
  /// - Returns: the key columns of each row that is new.
  func insertNew(_ rows: TableRows, _ values: [[Value]]) throws -> [Row]

  /// Changes many rows, found by the first column (the only key column), to the other values.
  func update(_ rows: TableRows, _ values: [[Value]]) throws

  /// Waits for everybody who writes to this table and keeps others from it until this transaction ends.
  func freeze(_ table: String) throws

  /// References between rows are judged at the end: of the transaction, or of each statement where the engine
  /// writes many rows with one.
  func deferReferences() throws
}

/// Portable SQL text. Keep it in a `static let` of the room's `…Tables.swift`: engines cache the
/// prepared statement by it.
package struct SQL: Hashable, Sendable, ExpressibleByStringLiteral {
  package let text: String

  package init(stringLiteral value: String) { text = value }

  /// For SQL put together from fixed parts at start; never from input.
  package init(_ text: String) { self.text = text }
}
