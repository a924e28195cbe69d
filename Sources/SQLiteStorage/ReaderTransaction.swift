import GRDB
import Primitives
import Storage

/// One snapshot on a connection of GRDB's reader pool. GRDB keeps the prepared statements.
struct SQLiteReadTransaction: Storage.ReadTransaction {
  let database: GRDB.Database

  func query(_ sql: Storage.SQL, _ values: [Storage.Value], lock: Bool) throws -> [Storage.Row] {
    guard let connection = database.sqliteConnection else { throw StorageAnswer.stopped("it is closed") }
    let statement = try database.cachedStatement(sql: PortableSQL.parameters(sql.text))
    return try SQLiteStatement.run(statement.sqliteStatement, values, on: connection)
  }

  func queryAll(_ questions: [Question]) throws -> [[Storage.Row]] {
    try questions.map { try query($0.sql, $0.values, lock: $0.lock) }
  }

  func select(_ rows: TableRows, keys: [Storage.Value], lock: Bool) throws -> [Storage.Row] {
    let sql = RowsSQL.of(rows).select
    return try RowsSQL.ordered(keys).flatMap { try query(sql, [$0], lock: lock) }
  }
}
