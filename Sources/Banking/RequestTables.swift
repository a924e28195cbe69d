import Storage

/// SQL and schema of requests.
enum RequestTables {
  static let steps = [
    """
    CREATE TABLE counter_requests (
      institution {int} NOT NULL, case_id {id} NOT NULL, kind {text} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('open', 'settled', 'released')), teller {id} NOT NULL,
      home {int} NOT NULL, account_number {int} NOT NULL, amount {int}, currency {text}, loss_mode {text},
      reason {text}, business_date {int} NOT NULL, journal_number {int} NOT NULL, prepared_at {int} NOT NULL,
      ended_at {int},
      PRIMARY KEY (institution, case_id), CHECK ((amount IS NULL) = (currency IS NULL)),
      CHECK ((state = 'open') = (ended_at IS NULL))) {clustered}
    """
  ]
  static let insert: SQL = """
    INSERT INTO counter_requests (institution, case_id, kind, state, teller, home, account_number, amount, currency,
      loss_mode, reason, business_date, journal_number, prepared_at)
    VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (institution, case_id) DO NOTHING RETURNING case_id
    """
  static let find: SQL = """
    SELECT kind, state, teller, home, account_number, amount, currency, loss_mode, reason, business_date, journal_number
    FROM counter_requests WHERE institution = $1 AND case_id = $2
    """
  static let end: SQL = """
    UPDATE counter_requests SET state = $3, ended_at = $4
    WHERE institution = $1 AND case_id = $2 AND state = 'open' RETURNING case_id
    """
}
