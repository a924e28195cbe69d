import Primitives
import Storage

/// One snapshot of all data on one connection.
struct PostgresReadTransaction: ReadTransaction {
  let line: PostgresLine

  // A snapshot that nobody writes to needs no lock.
  func query(_ sql: SQL, _ values: [Value], lock: Bool) throws -> [Row] { try line.query(sql, values) }

  func queryAll(_ questions: [Question]) throws -> [[Row]] {
    try line.queryAll(questions.map { ($0.sql, $0.values) })
  }

  func select(_ rows: TableRows, keys: [Value], lock: Bool) throws -> [Row] {
    try line.queryColumns(PostgresRowsSQL.of(rows).select, [keys])
  }
}

/// One transaction on one connection. Writes are sent without waiting for their answers.
struct PostgresWriteTransaction: WriteTransaction {
  let line: PostgresLine

  func query(_ sql: SQL, _ values: [Value], lock: Bool) throws -> [Row] {
    try line.query(lock ? PostgresDialect.locking(sql) : sql, values)
  }

  func queryAll(_ questions: [Question]) throws -> [[Row]] {
    try line.queryAll(questions.map { ($0.lock ? PostgresDialect.locking($0.sql) : $0.sql, $0.values) })
  }

  func select(_ rows: TableRows, keys: [Value], lock: Bool) throws -> [Row] {
    guard !keys.isEmpty else { return [] }
    let sql = PostgresRowsSQL.of(rows).select
    return try line.queryColumns(lock ? PostgresDialect.locking(sql) : sql, [keys])
  }

  func execute(_ sql: SQL, _ values: [Value]) throws { try line.execute(sql, values) }

  func insert(_ rows: TableRows, _ values: [[Value]]) throws {
    guard !values.isEmpty else { return }
    try line.sendColumns(PostgresRowsSQL.of(rows).insert, columns(rows, values), wantsRows: false)
  }

  func insertNew(_ rows: TableRows, _ values: [[Value]]) throws -> [Row] {
    guard !values.isEmpty else { return [] }
    return try line.queryColumns(PostgresRowsSQL.of(rows).insertNew, columns(rows, values))
  }

  func update(_ rows: TableRows, _ values: [[Value]]) throws {
    guard !values.isEmpty else { return }
    try line.sendColumns(PostgresRowsSQL.of(rows).update, columns(rows, values), wantsRows: false)
  }

  func freeze(_ table: String) throws {
    try line.execute(SQL("LOCK TABLE \(table) IN SHARE ROW EXCLUSIVE MODE"), [])
  }

  // A statement that writes many rows is judged at its end.
  func deferReferences() {}

  private func columns(_ rows: TableRows, _ values: [[Value]]) -> [[Value]] {
    rows.columns.indices.map { column in values.map { $0[column] } }
  }
}
