import Primitives
import Storage

/// Brings the tables of the rooms to their newest step.
enum PostgresMigration {
  private static let known: SQL = "SELECT room, step FROM schema_version"
  private static let note: SQL = """
    INSERT INTO schema_version (room, step) VALUES ($1, $2) ON CONFLICT (room) DO UPDATE SET step = excluded.step
    """

  /// Every step is a write of its own: DDL of PostgreSQL is transactional. Newer data is refused before
  /// anything is touched.
  static func run(_ schemas: [Schema], on database: PostgresDatabase) async throws {
    try await database.write { tx in
      try tx.execute(SQL(PostgresDialect.schema(StorageSchema.versions)), [])
    }
    let taken = try await database.read { tx in
      Dictionary(uniqueKeysWithValues: try tx.query(known).map { (try $0.text(0), Int(try $0.int(1))) })
    }
    for schema in schemas where taken[schema.room, default: 0] > schema.steps.count {
      throw StorageAnswer.newer(schema.room, at: taken[schema.room, default: 0], knows: schema.steps.count)
    }
    for schema in schemas {
      for step in schema.steps where step.number > taken[schema.room, default: 0] {
        try await database.write { tx in
          for statement in step.statements { try tx.execute(SQL(PostgresDialect.schema(statement)), []) }
          try tx.execute(note, [.text(schema.room), .int(step.number)])
        }
      }
    }
  }
}
