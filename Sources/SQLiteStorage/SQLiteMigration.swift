import Primitives
import Storage

/// Brings the tables of the rooms to their newest step.
enum SQLiteMigration {
  private static let known: SQL = "SELECT room, step FROM schema_version"
  private static let note: SQL = """
    INSERT INTO schema_version (room, step) VALUES ($1, $2) ON CONFLICT (room) DO UPDATE SET step = excluded.step
    """

  /// Every step is a write of its own. Newer data is refused before anything is touched.
  static func run(_ schemas: [Schema], on database: SQLiteDatabase) async throws {
    try await database.perform([PortableSQL.schema(StorageSchema.versions)])
    let taken = try await database.read { tx in
      Dictionary(
        uniqueKeysWithValues: try tx.query(known).map { (try $0.text(0), Int(try $0.int(1))) })
    }
    for schema in schemas where taken[schema.room, default: 0] > schema.steps.count {
      throw StorageAnswer.newer(schema.room, at: taken[schema.room, default: 0], knows: schema.steps.count)
    }
    for schema in schemas {
      for step in schema.steps where step.number > taken[schema.room, default: 0] {
        let statements = step.statements.map(PortableSQL.schema)
        try await database.perform(statements) { tx in
          try tx.execute(note, [.text(schema.room), .int(step.number)])
        }
      }
    }
    try await SQLitePlanning.keep(on: database)
  }
}
