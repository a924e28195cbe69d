import Storage
import Synchronization

/// Turns portable schema and statements over many rows into PostgreSQL's.
enum PostgresDialect {
  /// Renders the type tokens of one schema statement. Texts compare by their bytes, as SQLite's do.
  static func schema(_ statement: String) -> String {
    var text = statement
    for (token, type) in [
      ("{int}", "bigint"), ("{id}", "uuid"), ("{bytes}", "bytea"), ("{text}", "text COLLATE \"C\""),
      ("{clustered}", ""),
    ] {
      text = text.split(separator: token, omittingEmptySubsequences: false).joined(separator: type)
    }
    return text
  }

  /// The rows are locked against change, not against being referred to by others.
  static func locking(_ sql: SQL) -> SQL { SQL(sql.text + " FOR NO KEY UPDATE") }
}

/// Statements over many rows as one statement each: columns go over as arrays.
struct PostgresRowsSQL: Sendable {
  let select: SQL
  let insert: SQL
  let insertNew: SQL
  let update: SQL

  private static let known = Mutex<[TableRows: PostgresRowsSQL]>([:])

  static func of(_ rows: TableRows) -> PostgresRowsSQL {
    known.withLock { known in
      if let sql = known[rows] { return sql }
      let made = PostgresRowsSQL(rows)
      known[rows] = made
      return made
    }
  }

  private init(_ rows: TableRows) {
    let (table, names) = (rows.table, rows.names)
    let arrays = rows.columns.enumerated().map { "$\($0 + 1)::\(Self.type($1.type))[]" }.joined(separator: ", ")
    let keyColumn = rows.columns[rows.place(of: rows.key[0])]
    let key = rows.key.joined(separator: ", ")
    select = SQL(
      "SELECT \(names) FROM \(table) WHERE \(keyColumn.name) = ANY ($1::\(Self.type(keyColumn.type))[]) ORDER BY \(key)"
    )
    insert = SQL("INSERT INTO \(table) (\(names)) SELECT * FROM unnest(\(arrays))")
    insertNew = SQL(insert.text + " ON CONFLICT (\(key)) DO NOTHING RETURNING \(key)")
    let changes = rows.columns.dropFirst().map { "\($0.name) = u.\($0.name)" }.joined(separator: ", ")
    update = SQL(
      "UPDATE \(table) SET \(changes) FROM unnest(\(arrays)) AS u (\(names)) "
        + "WHERE \(table).\(rows.columns[0].name) = u.\(rows.columns[0].name)")
  }

  private static func type(_ type: TableRows.ColumnType) -> String {
    switch type {
    case .int: "bigint"
    case .id: "uuid"
    case .bytes: "bytea"
    case .text: "text"
    }
  }
}
