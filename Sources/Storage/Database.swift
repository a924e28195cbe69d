import Primitives

/// The vault door: rooms see this and never an engine.
///
/// Contract, held by the conformance suite (DECISIONS 1–3, 8):
/// - A write body is synchronous, may run more than once, and has no effect outside `tx`.
/// - `write` returns only after the commit is durable. A `Refusal` thrown by the body rolls back that
///   body alone and is answered only after the batch it ran in is durable.
/// - A failed commit answers every caller with `Fault`; a commit of unknown fate with `InDoubt`.
/// - After a failed fsync or a full disk the writer stops: every later write throws `Fault`
///   `storage.stopped`, never a false success.
/// - More than `limit` waiting writes: `Refusal` `storage.busy` (503), nothing done.
/// - Reads see a snapshot and never wait for the writer.
package protocol Database: Sendable {
  /// `sqlite` or `postgresql`.
  var engine: String { get }

  func write<T: Sendable>(_ body: @escaping @Sendable (any WriteTransaction) throws -> T) async throws -> T

  func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T

  /// Brings every schema to its newest number, in order, each step in a transaction of its own.
  ///
  /// - Throws: `Fault` `storage.schema-newer` when the data was written by a newer program.
  func migrate(_ schemas: [Schema]) async throws

  /// Copies a consistent snapshot of all data to a new file while business goes on.
  func backup(to path: String) async throws

  /// Waits for what is queued, then closes. Later calls throw `Fault` `storage.stopped`.
  func close() async
}

/// Reads inside one snapshot.
package protocol ReadTransaction {
  /// - Parameters:
  ///   - sql: portable SQL with `$1…$n`.
  ///   - lock: the rows decide money: `FOR UPDATE` where the engine has it; order rows by id.
  func query(_ sql: SQL, _ values: [Value], lock: Bool) throws -> [Row]
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
}

/// Portable SQL text. Keep it in a `static let` of the room's `…Tables.swift`: engines cache the
/// prepared statement by it.
package struct SQL: Hashable, Sendable, ExpressibleByStringLiteral {
  package let text: String

  package init(stringLiteral value: String) { text = value }

  /// For SQL put together from fixed parts at start; never from input.
  package init(_ text: String) { self.text = text }
}
