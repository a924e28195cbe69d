import GRDB
import Primitives
import Storage

/// One snapshot on a connection of GRDB's reader pool. GRDB keeps the prepared statements.
struct SQLiteReadTransaction: Storage.ReadTransaction {
  let database: GRDB.Database

  func query(_ sql: Storage.SQL, _ values: [Storage.Value], lock: Bool) throws -> [Storage.Row] {
    guard let connection = database.sqliteConnection else { throw Answer.stopped("it is closed") }
    let statement = try database.cachedStatement(sql: PortableSQL.parameters(sql.text))
    return try SQLiteStatement.run(statement.sqliteStatement, values, on: connection)
  }
}
