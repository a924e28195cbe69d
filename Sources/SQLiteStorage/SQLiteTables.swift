import Primitives
import Storage

/// What tables a file has.
enum SQLiteTables {
  private static let columns: SQL = """
    SELECT m.name, p.name, p.type, p.pk FROM sqlite_schema AS m, pragma_table_info(m.name) AS p
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid
    """

  static func list(in tx: any ReadTransaction) throws -> [TableRows] {
    var tables: [(name: String, key: [(Int64, String)], columns: [TableRows.Column])] = []
    for row in try tx.query(columns) {
      let (table, name, rank) = (try row.text(0), try row.text(1), try row.int(3))
      if tables.last?.name != table { tables.append((table, [], [])) }
      let type: TableRows.ColumnType =
        switch try row.text(2) {
        case "INTEGER": .int
        case "TEXT": .text
        case "BLOB": .bytes
        default: throw Fault("storage.table", "\(table).\(name) has a type that no room uses")
        }
      tables[tables.count - 1].columns.append(.init(name, type))
      if rank > 0 { tables[tables.count - 1].key.append((rank, name)) }
    }
    return tables.map { TableRows($0.name, key: $0.key.sorted { $0.0 < $1.0 }.map(\.1), $0.columns) }
  }
}
