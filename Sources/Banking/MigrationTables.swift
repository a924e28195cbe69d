import Storage

/// The SQL of migration.
enum MigrationTables {
  static let newestRun: SQL = """
    SELECT generation, digest, outlets, state, cut_over, started_at FROM migration_runs
    WHERE source = $1 ORDER BY generation DESC LIMIT 1
    """
  static let runState: SQL = "SELECT state FROM migration_runs WHERE source = $1 AND generation = $2"
  static let insertRun: SQL = """
    INSERT INTO migration_runs (source, generation, digest, outlets, state, started_at, changed_at)
    VALUES ($1, $2, $3, $4, 'loading', $5, $5) ON CONFLICT (source, generation) DO NOTHING RETURNING generation
    """
  static let moveRun: SQL = """
    UPDATE migration_runs SET state = $4, changed_at = $5, cut_over = $6
    WHERE source = $1 AND generation = $2 AND state = $3 RETURNING generation
    """
  static let insertBatch: SQL = """
    INSERT INTO migration_batches (source, generation, phase, institution, number, size, done_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (source, generation, phase, institution, number) DO NOTHING RETURNING number
    """
  static let batches: SQL = """
    SELECT phase, institution, number FROM migration_batches WHERE source = $1 AND generation = $2
    ORDER BY phase, institution, number
    """
  static let map: SQL = """
    SELECT source_id, institution, customer_id, account_number FROM migration_map
    WHERE source = $1 AND generation = $2 AND kind = $3 ORDER BY source_id
    """
  static let mapRows = TableRows(
    "migration_map", key: ["source", "generation", "kind", "source_id"],
    [
      .init("source", .text), .init("generation", .int), .init("kind", .text), .init("source_id", .int),
      .init("institution", .int), .init("customer_id", .id), .init("account_number", .int),
    ])

  /// A person is one by his document: rows of documents that are known already stay as they are.
  static let customerRows = TableRows(
    "customers", key: ["document_type", "document_blind"],
    [
      .init("institution", .int), .init("id", .id), .init("document_type", .text), .init("document_sealed", .bytes),
      .init("document_blind", .bytes), .init("name_sealed", .bytes), .init("name_blind", .bytes),
      .init("phone_sealed", .bytes), .init("phone_blind", .bytes), .init("opened_at", .int),
    ])
  /// Takes the next $2 numbers; gives the last one.
  static let takeAccountNumbers: SQL = """
    INSERT INTO account_counters (institution, last_number) VALUES ($1, $2)
    ON CONFLICT (institution) DO UPDATE SET last_number = account_counters.last_number + $2
    WHERE account_counters.last_number + $2 <= 999999 RETURNING last_number
    """
  static let accountRows = TableRows(
    "demand_accounts", key: ["institution", "number"],
    [
      .init("institution", .int), .init("number", .int), .init("customer_id", .id), .init("currency", .text),
      .init("state", .text), .init("account_class", .int), .init("opened_on", .int),
    ])
}
