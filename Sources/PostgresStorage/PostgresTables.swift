import Primitives
import Storage

/// What tables the schema of this vault has.
enum PostgresTables {
  private static let columns: SQL = """
    SELECT c.relname, a.attname, t.typname, COALESCE(array_position(i.indkey::int2[], a.attnum), -1)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type AS t ON t.oid = a.atttypid
      LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relkind = 'r' ORDER BY c.relname, a.attnum
    """

  static func list(in tx: any ReadTransaction) throws -> [TableRows] {
    var tables: [(name: String, key: [(Int64, String)], columns: [TableRows.Column])] = []
    for row in try tx.query(columns) {
      let (table, name, rank) = (try row.text(0), try row.text(1), try row.int(3))
      if tables.last?.name != table { tables.append((table, [], [])) }
      let type: TableRows.ColumnType =
        switch try row.text(2) {
        case "int8": .int
        case "text": .text
        case "bytea": .bytes
        case "uuid": .id
        default: throw Fault("storage.table", "\(table).\(name) has a type that no room uses")
        }
      tables[tables.count - 1].columns.append(.init(name, type))
      if rank >= 0 { tables[tables.count - 1].key.append((rank, name)) }
    }
    return tables.map { TableRows($0.name, key: $0.key.sorted { $0.0 < $1.0 }.map(\.1), $0.columns) }
  }
}
