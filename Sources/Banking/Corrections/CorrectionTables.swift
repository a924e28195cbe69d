import Storage

/// SQL and schema of corrections.
enum CorrectionTables {
  /// One cancellation or correction per case, by two persons: the table says so.
  static let steps = [
    """
    CREATE TABLE corrections (
      institution {int} NOT NULL, case_id {id} NOT NULL, business_date {int} NOT NULL, original_number {int} NOT NULL,
      journal_number {int} NOT NULL, journal_id {id} NOT NULL, teller {id} NOT NULL, teller_number {text} NOT NULL,
      supervisor {id} NOT NULL, supervisor_number {text} NOT NULL, error_class {text} NOT NULL, reason {text} NOT NULL,
      currency {text} NOT NULL, amount {int} NOT NULL CHECK (amount > 0), made_at {int} NOT NULL,
      PRIMARY KEY (institution, case_id), CHECK (supervisor <> teller)) {clustered}
    """,
    "CREATE INDEX corrections_by_time ON corrections (institution, made_at)",
  ]

  static let insert: SQL = """
    INSERT INTO corrections (institution, case_id, business_date, original_number, journal_number, journal_id, teller,
      teller_number, supervisor, supervisor_number, error_class, reason, currency, amount, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    ON CONFLICT (institution, case_id) DO NOTHING RETURNING case_id
    """
  private static let columns = """
    SELECT institution, case_id, business_date, original_number, journal_number, journal_id, teller_number,
      supervisor_number, error_class, reason, currency, amount, made_at,
      (SELECT p.business_date FROM correction_postings p WHERE p.journal_id = corrections.journal_id) FROM corrections
    """
  static let find = SQL(columns + " WHERE institution = $1 AND case_id = $2")
  static let list = SQL(columns + " WHERE institution = $1 ORDER BY made_at DESC LIMIT $2")
}
