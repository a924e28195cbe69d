import Storage

/// SQL and schema of the error register and of corrections of earlier days. Who may close an entry and who may decide
/// on a correction is a CHECK of the tables.
enum ErrorTables {
  static let steps =
    [
      """
      CREATE TABLE error_counters (
        institution {int} NOT NULL PRIMARY KEY, last_number {int} NOT NULL CHECK (last_number > 0))
      """,
      """
      CREATE TABLE error_entries (
        institution {int} NOT NULL, number {int} NOT NULL CHECK (number > 0), request_key {id} NOT NULL,
        error_class {text} NOT NULL, discovered_by {text} NOT NULL
          CHECK (discovered_by IN ('teller', 'supervisor', 'customer', 'batch', 'audit')),
        discovered_on {int} NOT NULL, happened_on {int} NOT NULL, finding {text} NOT NULL, case_id {id},
        concerned {id}, concerned_number {text}, opened_number {text} NOT NULL, opened_at {int} NOT NULL,
        state {text} NOT NULL CHECK (state IN ('open', 'handled', 'closed')),
        handling {text}, handled_by {id}, handled_number {text}, handled_at {int},
        closed_by {id}, closed_number {text}, closed_at {int},
        PRIMARY KEY (institution, number), UNIQUE (institution, request_key),
        CHECK (happened_on <= discovered_on),
        CHECK ((state = 'open') = (handled_by IS NULL)), CHECK ((handled_by IS NULL) = (handling IS NULL)),
        CHECK ((state = 'closed') = (closed_by IS NOT NULL)),
        CHECK (closed_by IS NULL OR concerned IS NULL OR closed_by <> concerned),
        CHECK (closed_by IS NULL OR closed_by <> handled_by)) {clustered}
      """,
      "CREATE INDEX error_entries_by_case ON error_entries (institution, case_id) WHERE case_id IS NOT NULL",
      "CREATE INDEX error_entries_by_day ON error_entries (institution, happened_on)",
      """
      CREATE TABLE error_steps (
        institution {int} NOT NULL, number {int} NOT NULL, step {int} NOT NULL CHECK (step > 0), kind {text} NOT NULL,
        actor {id} NOT NULL, actor_number {text} NOT NULL, made_at {int} NOT NULL, note {text} NOT NULL,
        PRIMARY KEY (institution, number, step)) {clustered}
      """,
    ] + correctionTables + cancellationsAreEntries

  /// A request waits for somebody else; what an agreed one booked is listed journal by journal.
  private static let correctionTables = [
    """
    CREATE TABLE correction_requests (
      institution {int} NOT NULL, id {id} NOT NULL, case_id {id} NOT NULL, error_number {int} NOT NULL,
      maker {id} NOT NULL, asker {id} NOT NULL, asker_number {text} NOT NULL, asked_at {int} NOT NULL,
      reason {text} NOT NULL, right_home {int}, right_account {int}, right_amount {int}, box {int}, session {int},
      received {text} NOT NULL, given {text} NOT NULL, currency {text} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('asked', 'agreed', 'refused')), checker {id}, checker_number {text},
      decided_at {int}, note {text},
      PRIMARY KEY (institution, id), CHECK ((state = 'asked') = (checker IS NULL)),
      CHECK (checker IS NULL OR (checker <> asker AND checker <> maker)),
      CHECK ((right_home IS NULL) = (right_account IS NULL)), CHECK ((right_home IS NULL) = (right_amount IS NULL)),
      CHECK ((box IS NULL) = (session IS NULL)), CHECK (state <> 'refused' OR note IS NOT NULL)) {clustered}
    """,
    "CREATE UNIQUE INDEX correction_requests_waiting ON correction_requests (institution, case_id) WHERE state = 'asked'",
    "CREATE INDEX correction_requests_by_error ON correction_requests (institution, error_number)",
    """
    CREATE TABLE correction_postings (
      institution {int} NOT NULL, case_id {id} NOT NULL, part {int} NOT NULL CHECK (part > 0),
      kind {text} NOT NULL CHECK (kind IN ('red', 'reverse-blue', 'blue', 'interest')), journal_id {id} NOT NULL,
      business_date {int} NOT NULL, journal_number {int} NOT NULL, value_date {int} NOT NULL, home {int} NOT NULL,
      account_number {int} NOT NULL, currency {text} NOT NULL, amount {int} NOT NULL CHECK (amount <> 0),
      PRIMARY KEY (institution, case_id, part), UNIQUE (journal_id)) {clustered}
    """,
  ]

  /// What was cancelled before there were entries has one from now on, handled, with the day on which it was made.
  private static let cancellationsAreEntries = [
    """
    INSERT INTO error_entries (institution, number, request_key, error_class, discovered_by, discovered_on, happened_on,
      finding, case_id, concerned, concerned_number, opened_number, opened_at, state, handling, handled_by,
      handled_number, handled_at)
    SELECT institution, row_number() OVER (PARTITION BY institution ORDER BY made_at, case_id), case_id, error_class,
      'teller', business_date, business_date, reason, case_id, teller, teller_number, teller_number, made_at, 'handled',
      reason, teller, teller_number, made_at FROM corrections
    """,
    """
    INSERT INTO error_steps (institution, number, step, kind, actor, actor_number, made_at, note)
    SELECT institution, number, 1, 'cancelled', handled_by, handled_number, handled_at, handling FROM error_entries
    """,
    """
    INSERT INTO error_counters (institution, last_number)
    SELECT institution, max(number) FROM error_entries GROUP BY institution
    """,
  ]

  // MARK: Entries

  static let nextNumber: SQL = """
    INSERT INTO error_counters (institution, last_number) VALUES ($1, 1)
    ON CONFLICT (institution) DO UPDATE SET last_number = error_counters.last_number + 1 RETURNING last_number
    """
  static let insert: SQL = """
    INSERT INTO error_entries (institution, number, request_key, error_class, discovered_by, discovered_on, happened_on,
      finding, case_id, concerned, concerned_number, opened_number, opened_at, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open')
    ON CONFLICT (institution, request_key) DO NOTHING RETURNING number
    """
  private static let columns = """
    SELECT institution, number, error_class, discovered_by, discovered_on, happened_on, finding, case_id, concerned,
      concerned_number, opened_number, opened_at, state, handling, handled_by, handled_number, handled_at, closed_number,
      closed_at FROM error_entries
    """
  static let find = SQL(columns + " WHERE institution = $1 AND number = $2")
  static let byKey = SQL(columns + " WHERE institution = $1 AND request_key = $2")
  static let ofCase = SQL(columns + " WHERE institution = $1 AND case_id = $2 ORDER BY number")
  static let list = SQL(
    columns + """
       WHERE institution = $1 AND happened_on BETWEEN $2 AND $3 AND ($4 = '' OR error_class = $4)
        AND ($5 = '' OR state = $5) AND ($6 = '' OR concerned_number = $6 OR opened_number = $6)
      ORDER BY happened_on DESC, number DESC LIMIT $7
      """)
  static let handle: SQL = """
    UPDATE error_entries SET state = 'handled', handling = $3, handled_by = $4, handled_number = $5, handled_at = $6
    WHERE institution = $1 AND number = $2 AND state = 'open' RETURNING number
    """
  static let close: SQL = """
    UPDATE error_entries SET state = 'closed', closed_by = $3, closed_number = $4, closed_at = $5
    WHERE institution = $1 AND number = $2 AND state = 'handled' RETURNING number
    """
  static let byMonth: SQL = """
    SELECT happened_on / 100, error_class, COUNT(*) FROM error_entries
    WHERE institution = $1 AND happened_on BETWEEN $2 AND $3 GROUP BY happened_on / 100, error_class
    """

  // MARK: Steps

  static let insertStep: SQL = """
    INSERT INTO error_steps (institution, number, step, kind, actor, actor_number, made_at, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """
  static let lastStep: SQL = "SELECT COALESCE(MAX(step), 0) FROM error_steps WHERE institution = $1 AND number = $2"
  static let stepsOf: SQL = """
    SELECT kind, actor_number, made_at, note FROM error_steps WHERE institution = $1 AND number = $2 ORDER BY step
    """

  // MARK: Corrections of earlier days

  static let insertRequest: SQL = """
    INSERT INTO correction_requests (institution, id, case_id, error_number, maker, asker, asker_number, asked_at,
      reason, right_home, right_account, right_amount, box, session, received, given, currency, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'asked')
    ON CONFLICT DO NOTHING RETURNING id
    """
  private static let requestColumns = """
    SELECT institution, id, case_id, error_number, maker, asker, asker_number, asked_at, reason, right_home,
      right_account, right_amount, box, session, received, given, currency, state, checker_number, decided_at, note
    FROM correction_requests
    """
  static let request = SQL(requestColumns + " WHERE institution = $1 AND id = $2")
  static let requestsOfError = SQL(
    requestColumns + " WHERE institution = $1 AND error_number = $2 ORDER BY asked_at, id")
  static let waiting = SQL(
    requestColumns + " WHERE institution = $1 AND state = 'asked' ORDER BY asked_at, id LIMIT $2")
  static let decide: SQL = """
    UPDATE correction_requests SET state = $3, checker = $4, checker_number = $5, decided_at = $6, note = $7
    WHERE institution = $1 AND id = $2 AND state = 'asked' RETURNING id
    """
  static let insertPosting: SQL = """
    INSERT INTO correction_postings (institution, case_id, part, kind, journal_id, business_date, journal_number,
      value_date, home, account_number, currency, amount)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    """
  static let postings: SQL = """
    SELECT kind, journal_id, business_date, journal_number, value_date, home, account_number, currency, amount
    FROM correction_postings WHERE institution = $1 AND case_id = $2 ORDER BY part
    """
}
