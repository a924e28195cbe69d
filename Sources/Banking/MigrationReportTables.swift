import Storage

/// SQL and schema of the reconciliations that are kept.
enum MigrationReportTables {
  /// One row per run; a later reconciliation of the run takes its place. Not clustered: the bodies are large.
  static let steps = [
    """
    CREATE TABLE migration_reports (
      source {text} NOT NULL, generation {int} NOT NULL CHECK (generation > 0), made_at {int} NOT NULL,
      summary_sealed {bytes} NOT NULL, body_sealed {bytes} NOT NULL,
      PRIMARY KEY (source, generation))
    """
  ]
  static let keep: SQL = """
    INSERT INTO migration_reports (source, generation, made_at, summary_sealed, body_sealed)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (source, generation) DO UPDATE
    SET made_at = excluded.made_at, summary_sealed = excluded.summary_sealed, body_sealed = excluded.body_sealed
    """
  static let body: SQL = "SELECT body_sealed FROM migration_reports WHERE source = $1 AND generation = $2"
  static let all: SQL = """
    SELECT u.generation, u.digest, u.outlets, u.state, u.cut_over, u.started_at, u.changed_at, r.made_at, u.source,
      r.summary_sealed
    FROM migration_runs u
    LEFT JOIN migration_reports r ON r.source = u.source AND r.generation = u.generation
    ORDER BY u.started_at DESC, u.source, u.generation DESC
    """
  static let find: SQL = """
    SELECT u.generation, u.digest, u.outlets, u.state, u.cut_over, u.started_at, u.changed_at, r.made_at, u.source,
      r.summary_sealed
    FROM migration_runs u
    LEFT JOIN migration_reports r ON r.source = u.source AND r.generation = u.generation
    WHERE u.source = $1 AND u.generation = $2
    """
}
