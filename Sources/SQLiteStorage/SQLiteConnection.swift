import GRDBSQLite
import Primitives
import Storage

/// One thread's side of a connection that GRDB opened and closes: statements prepared once and kept by their
/// text (preparing on every call was measured to cost three times the processor).
final class SQLiteConnection {
  let handle: OpaquePointer
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

  func run(_ questions: [Question]) throws -> [[Row]] { try questions.map { try run($0.sql, $0.values) } }

  func select(_ rows: TableRows, _ keys: [Value]) throws -> [Row] {
    let sql = RowsSQL.of(rows).select
    return try RowsSQL.ordered(keys).flatMap { try run(sql, [$0]) }
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
