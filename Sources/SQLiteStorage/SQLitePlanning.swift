import Storage

/// What SQLite's planner is told about the sizes of tables.
///
/// Without figures it takes the first column of a primary key (`institution`) for as good as any index, and reads every case
/// an outlet ever had to find the two that are open. Figures gathered by ANALYZE would describe the bank of one moment, an
/// empty one at first. So they are fixed: tables are large, an index over what is open or waits is small
/// (sqlite.org/optoverview.html, "manual control of query plans using SQLITE_STAT tables").
enum SQLitePlanning {
  /// Predicates of partial indexes that hold only what is not at its end yet.
  private static let fleeting = [
    "IS NULL", "= 'open'", "= 'asked'", "busy_case IS NOT NULL", "IN (1, 2, 3)", "state = 1", "hand_back = 1",
  ]
  private static let partial: SQL = """
    SELECT i.name, i.tbl_name, i.sql, (SELECT COUNT(*) FROM pragma_index_info(i.name)),
      (SELECT COUNT(*) FROM pragma_table_info(i.tbl_name) WHERE pk > 0)
    FROM sqlite_schema AS i WHERE i.type = 'index' AND i.sql LIKE '% WHERE %' ORDER BY i.name
    """
  private static let isThere: SQL = "SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat1'"
  private static let known: SQL = "SELECT tbl, idx, stat FROM sqlite_stat1"

  private struct Figure: Hashable, Sendable {
    let table: String
    let index: String
    let text: String

    var statement: String { "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('\(table)', '\(index)', '\(text)')" }
  }

  /// Writes the figures that are missing; nothing when all are there.
  static func keep(on database: SQLiteDatabase) async throws {
    let (wanted, kept) = try await database.read { tx in (try figures(in: tx), try keptFigures(in: tx)) }
    guard wanted != kept else { return }
    let rows = wanted.map(\.statement).sorted()
    // The first makes the table of figures, the last has them read.
    try await database.perform(
      ["ANALYZE sqlite_schema", "DELETE FROM sqlite_stat1"] + rows + ["ANALYZE sqlite_schema"])
  }

  private static func figures(in tx: any ReadTransaction) throws -> Set<Figure> {
    var figures: Set<Figure> = []
    for row in try tx.query(partial) {
      let (index, table, sql) = (try row.text(0), try row.text(1), try row.text(2))
      guard let predicate = sql.split(separator: " WHERE ").last, fleeting.contains(where: predicate.contains) else {
        continue
      }
      let (columns, keys) = (Int(try row.int(3)), Int(try row.int(4)))
      figures.insert(Figure(table: table, index: table, text: large(keys)))
      figures.insert(Figure(table: table, index: index, text: small(columns)))
    }
    return figures
  }

  private static func keptFigures(in tx: any ReadTransaction) throws -> Set<Figure> {
    guard try tx.first(isThere) != nil else { return [] }
    return Set(
      try tx.query(known).map { row in
        Figure(table: try row.text(0), index: try row.optionalText(1) ?? "", text: try row.text(2))
      })
  }

  /// A million rows; a tenth of them share the first column of the key, one has all of it.
  private static func large(_ keys: Int) -> String {
    "1000000 " + (Array(repeating: "100000", count: max(keys, 1) - 1) + ["1"]).joined(separator: " ")
  }

  /// Some thirty rows, fewer with every column that is named.
  private static func small(_ columns: Int) -> String {
    "32 " + (0..<columns).map { "\(max(1, 8 >> $0))" }.joined(separator: " ")
  }
}
