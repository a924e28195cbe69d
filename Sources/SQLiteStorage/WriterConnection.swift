import GRDBSQLite
import Primitives
import Storage

/// The writer's side of GRDB's own connection: statements prepared once and kept by their text
/// (preparing on every call was measured to cost three times the processor). Used by one thread only.
final class WriterConnection {
  private let handle: OpaquePointer
  private var statements: [SQL: OpaquePointer] = [:]
  /// The first error a statement of the running body met; a body that catches it still fails, as it
  /// would on PostgreSQL.
  var failure: SQLiteFailure?

  init(_ handle: OpaquePointer) { self.handle = handle }

  /// False once SQLite has rolled the transaction back by itself (full disk, I/O error).
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  func run(_ sql: SQL, _ values: [Value]) throws -> [Row] {
    do {
      return try SQLiteStatement.run(try statement(sql), values, on: handle)
    } catch let error as SQLiteFailure {
      if failure == nil { failure = error }
      throw error
    }
  }

  private func statement(_ sql: SQL) throws -> OpaquePointer {
    if let known = statements[sql] { return known }
    let made = try SQLiteStatement.prepare(PortableSQL.parameters(sql.text), on: handle)
    statements[sql] = made
    return made
  }

  /// Statements without values or rows: transaction control and schema steps; not kept.
  func perform(_ text: String) throws {
    guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw SQLiteFailure(handle) }
  }

  func finalize() {
    for statement in statements.values { sqlite3_finalize(statement) }
    statements = [:]
  }
}

/// What a body sees while the writer runs it.
struct SQLiteWriteTransaction: WriteTransaction {
  let connection: WriterConnection

  // One writer: every row is locked already.
  func query(_ sql: SQL, _ values: [Value], lock: Bool) throws -> [Row] { try connection.run(sql, values) }

  func queryAll(_ questions: [Question]) throws -> [[Row]] {
    try questions.map { try connection.run($0.sql, $0.values) }
  }

  func select(_ rows: TableRows, keys: [Value], lock: Bool) throws -> [Row] {
    let sql = RowsSQL.of(rows).select
    return try RowsSQL.ordered(keys).flatMap { try connection.run(sql, [$0]) }
  }

  func execute(_ sql: SQL, _ values: [Value]) throws { _ = try connection.run(sql, values) }

  func insert(_ rows: TableRows, _ values: [[Value]]) throws {
    let sql = RowsSQL.of(rows).insert
    for row in values { _ = try connection.run(sql, row) }
  }

  func insertNew(_ rows: TableRows, _ values: [[Value]]) throws -> [Row] {
    let sql = RowsSQL.of(rows).insertNew
    return try values.flatMap { try connection.run(sql, $0) }
  }

  func update(_ rows: TableRows, _ values: [[Value]]) throws {
    let sql = RowsSQL.of(rows).update
    for row in values { _ = try connection.run(sql, row) }
  }

  // One writer: nobody else is writing to it.
  func freeze(_ table: String) {}

  func deferReferences() throws { try connection.perform("PRAGMA defer_foreign_keys = ON") }
}
