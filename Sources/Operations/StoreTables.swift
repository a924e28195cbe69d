import Storage

/// The SQL of copying: made from the names of tables and columns, which come from our own schemas.
enum StoreTables {
  static func count(_ rows: TableRows) -> SQL { SQL("SELECT COUNT(*) FROM \(rows.table)") }

  static func empty(_ rows: TableRows) -> SQL { SQL("DELETE FROM \(rows.table)") }

  /// A page in key order: from the start, or after the key in $1….
  static func page(_ rows: TableRows, first: Bool) -> SQL {
    let key = rows.key.joined(separator: ", ")
    let places = (1...rows.key.count).map { "$\($0)" }.joined(separator: ", ")
    let from = first ? "" : " WHERE (\(key)) > (\(places))"
    let limit = first ? "$1" : "$\(rows.key.count + 1)"
    return SQL("SELECT \(rows.names) FROM \(rows.table)\(from) ORDER BY \(key) LIMIT \(limit)")
  }
}
