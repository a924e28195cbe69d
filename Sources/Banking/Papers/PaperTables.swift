import Storage

/// SQL and schema of the register of counter papers: pledges, deposit proofs, appointments for large cash.
enum PaperTables {
  static let steps = [
    """
    CREATE TABLE counter_papers (
      institution {int} NOT NULL,
      kind {text} NOT NULL CHECK (kind IN ('pledge', 'proof-moment', 'proof-period', 'cash-appointment')),
      number {int} NOT NULL CHECK (number > 0),
      state {text} NOT NULL CHECK (state IN ('pending', 'active', 'ended', 'released')), home {int} NOT NULL,
      account_number {int} NOT NULL, deposit {int} NOT NULL CHECK (deposit IN (0, 1)), customer_id {id} NOT NULL,
      currency {text} NOT NULL, amount {int} NOT NULL CHECK (amount > 0), made_on {int} NOT NULL, until_on {int},
      content {text}, case_id {id} NOT NULL, ended_by {id}, ended_on {int}, busy_case {id}, busy_date {int},
      busy_number {int},
      PRIMARY KEY (institution, kind, number), CHECK ((kind = 'pledge') <= (content IS NOT NULL)),
      CHECK ((kind IN ('proof-period', 'cash-appointment')) = (until_on IS NOT NULL)),
      CHECK ((state = 'ended') = (ended_on IS NOT NULL)), CHECK (state <> 'pending' OR busy_case IS NOT NULL),
      CHECK ((busy_date IS NULL) = (busy_number IS NULL))) {clustered}
    """,
    "CREATE UNIQUE INDEX counter_papers_busy ON counter_papers (busy_case) WHERE busy_case IS NOT NULL",
    "CREATE INDEX counter_papers_holding ON counter_papers (home, account_number) WHERE state = 'active'",
    "CREATE INDEX counter_papers_by_customer ON counter_papers (customer_id)",
    """
    CREATE TABLE paper_counters (
      institution {int} NOT NULL, series {text} NOT NULL, last_number {int} NOT NULL CHECK (last_number > 0),
      PRIMARY KEY (institution, series)) {clustered}
    """,
  ]

  private static let columns = """
    SELECT institution, kind, number, state, home, account_number, deposit, customer_id, currency, amount, made_on,
      until_on, content, case_id, ended_on, busy_case, busy_date, busy_number FROM counter_papers
    """
  static let find = SQL(columns + " WHERE institution = $1 AND kind = $2 AND number = $3")
  static let busy = SQL(columns + " WHERE busy_case = $1")
  static let active = SQL(
    columns + " WHERE home = $1 AND account_number = $2 AND state = 'active' ORDER BY kind, number")
  static let ofAccount = SQL(
    columns + " WHERE customer_id = $1 AND state IN ('active', 'ended') ORDER BY made_on, kind, number LIMIT $2")
  static let insert: SQL = """
    INSERT INTO counter_papers (institution, kind, number, state, home, account_number, deposit, customer_id, currency,
      amount, made_on, until_on, content, case_id, busy_case, busy_date, busy_number)
    VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15)
    """
  static let next: SQL = """
    INSERT INTO paper_counters (institution, series, last_number) VALUES ($1, $2, 1)
    ON CONFLICT (institution, series) DO UPDATE SET last_number = paper_counters.last_number + 1 RETURNING last_number
    """
  static let occupy: SQL = """
    UPDATE counter_papers SET busy_case = $4, busy_date = $5, busy_number = $6
    WHERE institution = $1 AND kind = $2 AND number = $3 AND state = 'active' AND busy_case IS NULL RETURNING number
    """
  static let state: SQL = """
    UPDATE counter_papers SET state = $4, ended_on = $5, ended_by = $6, busy_case = NULL, busy_date = NULL,
      busy_number = NULL
    WHERE institution = $1 AND kind = $2 AND number = $3
    """
}
