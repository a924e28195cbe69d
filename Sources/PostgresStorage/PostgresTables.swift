import Storage

/// What tables the schema of this vault has.
enum PostgresTables {
  private static let columns: SQL = """
    SELECT c.relname, a.attname, t.typname, COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type AS t ON t.oid = a.atttypid
      LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relkind = 'r' ORDER BY c.relname, a.attnum
    """

  static func list(in tx: any ReadTransaction) throws -> [TableRows] {
    try TableRows.list(tx.query(columns), types: ["int8": .int, "text": .text, "bytea": .bytes, "uuid": .id])
  }
}
