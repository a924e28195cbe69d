import Storage

/// What tables a file has.
enum SQLiteTables {
  private static let columns: SQL = """
    SELECT m.name, p.name, p.type, p.pk FROM sqlite_schema AS m, pragma_table_info(m.name) AS p
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid
    """

  static func list(in tx: any ReadTransaction) throws -> [TableRows] {
    try TableRows.list(tx.query(columns), types: ["INTEGER": .int, "TEXT": .text, "BLOB": .bytes])
  }
}
