import GRDBSQLite
import Primitives
import Storage

/// One snapshot.
struct SQLiteReadTransaction: ReadTransaction {
  let connection: SQLiteConnection

  // Nothing that a reader sees changes: every row is locked already.
  func query(_ sql: SQL, _ values: [Value], lock: Bool) throws -> [Row] { try connection.run(sql, values) }

  func queryAll(_ questions: [Question]) throws -> [[Row]] { try connection.run(questions) }

  func select(_ rows: TableRows, keys: [Value], lock: Bool) throws -> [Row] { try connection.select(rows, keys) }
}

/// What a body sees while the writer runs it.
struct SQLiteWriteTransaction: WriteTransaction {
  let connection: SQLiteConnection

  // One writer: every row is locked already.
  func query(_ sql: SQL, _ values: [Value], lock: Bool) throws -> [Row] { try connection.run(sql, values) }

  func queryAll(_ questions: [Question]) throws -> [[Row]] { try connection.run(questions) }

  func select(_ rows: TableRows, keys: [Value], lock: Bool) throws -> [Row] { try connection.select(rows, keys) }

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
