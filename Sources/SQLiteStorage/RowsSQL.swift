import Storage
import Synchronization

/// Statements over many rows, one row at a time: SQLite runs in this very process, so a prepared statement
/// per row costs no round trip.
struct RowsSQL: Sendable {
  let select: SQL
  let insert: SQL
  let insertNew: SQL
  let update: SQL

  private static let known = Mutex<[TableRows: RowsSQL]>([:])

  static func of(_ rows: TableRows) -> RowsSQL {
    known.withLock { known in
      if let sql = known[rows] { return sql }
      let made = RowsSQL(rows)
      known[rows] = made
      return made
    }
  }

  private init(_ rows: TableRows) {
    let places = rows.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let key = rows.columns[0].name
    select = SQL("SELECT \(rows.names) FROM \(rows.table) WHERE \(rows.key[0]) = $1")
    insert = SQL("INSERT INTO \(rows.table) (\(rows.names)) VALUES (\(places))")
    insertNew = SQL(
      insert.text
        + " ON CONFLICT (\(rows.key.joined(separator: ", "))) DO NOTHING RETURNING \(rows.key.joined(separator: ", "))")
    let changes = rows.columns.enumerated().dropFirst().map { "\($1.name) = $\($0 + 1)" }.joined(separator: ", ")
    update = SQL("UPDATE \(rows.table) SET \(changes) WHERE \(key) = $1")
  }

  /// Each key once, in order.
  static func ordered(_ keys: [Value]) -> [Value] {
    Set(keys).sorted { left, right in
      switch (left, right) {
      case (.int(let one), .int(let two)): one < two
      case (.text(let one), .text(let two)): one < two
      case (.bytes(let one), .bytes(let two)): one.lexicographicallyPrecedes(two)
      default: false
      }
    }
  }
}
