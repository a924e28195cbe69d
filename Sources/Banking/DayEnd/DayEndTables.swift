import Storage

/// SQL and schema of the day's end.
enum DayEndTables {
  static let steps = [
    """
    CREATE TABLE day_ends (
      institution {int} NOT NULL, business_date {int} NOT NULL, next_date {int} NOT NULL,
      phase {int} NOT NULL CHECK (phase BETWEEN 1 AND 4), cursor_number {int} NOT NULL, looked {int} NOT NULL,
      booked {int} NOT NULL, interest {int} NOT NULL CHECK (interest >= 0), started_at {int} NOT NULL, ended_at {int},
      PRIMARY KEY (institution, business_date), CHECK (next_date > business_date),
      CHECK ((phase = 4) = (ended_at IS NOT NULL))) {clustered}
    """,
    "CREATE UNIQUE INDEX day_ends_running ON day_ends (institution) WHERE ended_at IS NULL",
  ]

  /// Accrual comes before everything else: two more phases. A batch that had settled a part already goes on there.
  static let accrualSteps = [
    """
    CREATE TABLE day_end_runs (
      institution {int} NOT NULL, business_date {int} NOT NULL, next_date {int} NOT NULL,
      phase {int} NOT NULL CHECK (phase BETWEEN 1 AND 6), cursor_number {int} NOT NULL, last_number {int} NOT NULL,
      looked {int} NOT NULL, booked {int} NOT NULL, interest {int} NOT NULL CHECK (interest >= 0),
      accounts {int} NOT NULL, accrued {int} NOT NULL, started_at {int} NOT NULL, ended_at {int},
      PRIMARY KEY (institution, business_date), CHECK (next_date > business_date),
      CHECK ((phase = 6) = (ended_at IS NOT NULL))) {clustered}
    """,
    """
    INSERT INTO day_end_runs (institution, business_date, next_date, phase, cursor_number, last_number, looked, booked,
      interest, accounts, accrued, started_at, ended_at)
    SELECT institution, business_date, next_date, phase + 2, cursor_number, 999999, looked, booked, interest, 0, 0,
      started_at, ended_at FROM day_ends
    """,
    "DROP TABLE day_ends",
    "CREATE UNIQUE INDEX day_end_runs_running ON day_end_runs (institution) WHERE ended_at IS NULL",
  ]

  static let advance: SQL = """
    UPDATE bank_calendars SET business_date = $3 WHERE institution = $1 AND business_date = $2 RETURNING institution
    """
  static let lastNumber: SQL = "SELECT last_number FROM account_counters WHERE institution = $1"
  static let insert: SQL = """
    INSERT INTO day_end_runs (institution, business_date, next_date, phase, cursor_number, last_number, looked, booked,
      interest, accounts, accrued, started_at) VALUES ($1, $2, $3, 1, 0, $4, 0, 0, 0, 0, 0, $5)
    """
  private static let columns = """
    SELECT institution, business_date, next_date, phase, cursor_number, last_number, looked, booked, interest, accounts,
      accrued, started_at, ended_at FROM day_end_runs
    """
  static let find = SQL(columns + " WHERE institution = $1 AND business_date = $2")
  static let running = SQL(columns + " WHERE ended_at IS NULL ORDER BY institution LIMIT 1000")
  static let runningAt = SQL(columns + " WHERE institution = $1 AND ended_at IS NULL")
  static let last = SQL(columns + " WHERE institution = $1 ORDER BY business_date DESC LIMIT $2")
  static let move: SQL = """
    UPDATE day_end_runs SET phase = $3, cursor_number = $4, looked = looked + $5, booked = booked + $6,
      interest = interest + $7, accounts = accounts + $8, accrued = accrued + $9, ended_at = $10
    WHERE institution = $1 AND business_date = $2 AND ended_at IS NULL
    """
  static let openBookings: SQL =
    "SELECT COUNT(*) FROM counter_bookings WHERE institution = $1 AND state = 'open'"
  static let openRequests: SQL =
    "SELECT COUNT(*) FROM counter_requests WHERE institution = $1 AND state = 'open'"
  static let openDeeds: SQL =
    "SELECT COUNT(*) FROM customer_deeds WHERE institution = $1 AND state = 'open'"
  static let openPapers: SQL =
    "SELECT COUNT(*) FROM counter_papers WHERE institution = $1 AND busy_case IS NOT NULL"
  static let openOpenings: SQL =
    "SELECT COUNT(*) FROM account_openings WHERE institution = $1 AND state = 'open'"
  static let maturing: SQL = """
    SELECT number FROM term_deposits WHERE institution = $1 AND number > $2 AND state = 'active' AND matures_on <= $3
      AND instruction <> 'payOut' ORDER BY number LIMIT $4
    """
}
