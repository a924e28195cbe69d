import Storage

/// SQL and schema of deposits under a contract.
enum TermTables {
  static let steps = [
    """
    CREATE TABLE term_deposits (
      institution {int} NOT NULL, number {int} NOT NULL CHECK (number BETWEEN 1 AND 999999),
      customer_id {id} NOT NULL, currency {text} NOT NULL,
      kind {text} NOT NULL CHECK (kind IN ('lump-sum', 'notice', 'demand-or-time')),
      months {int}, notice_days {int}, principal {int} NOT NULL CHECK (principal > 0), opened_on {int} NOT NULL,
      matures_on {int}, rate_units {int} CHECK (rate_units IS NULL OR rate_units BETWEEN 0 AND 100000000),
      instruction {text} NOT NULL, parts_drawn {int} NOT NULL CHECK (parts_drawn >= 0),
      renewal {int} NOT NULL CHECK (renewal IN (0, 1)), lapses {text} NOT NULL,
      notice_amount {int}, notice_on {int}, linked_home {int} NOT NULL, linked_number {int} NOT NULL,
      certificate {int} NOT NULL CHECK (certificate > 0),
      state {text} NOT NULL CHECK (state IN ('pending', 'active', 'closed', 'released')), closed_on {int},
      lost_mode {text} CHECK (lost_mode IN ('spoken', 'written')), lost_on {int}, busy_case {id},
      rest_principal {int}, rest_parts {int}, rest_lapses {text},
      PRIMARY KEY (institution, number),
      CHECK ((kind = 'lump-sum') = (months IS NOT NULL)), CHECK ((kind = 'notice') = (notice_days IS NOT NULL)),
      CHECK ((kind = 'lump-sum') = (matures_on IS NOT NULL)), CHECK ((kind = 'lump-sum') = (rate_units IS NOT NULL)),
      CHECK ((notice_amount IS NULL) = (notice_on IS NULL)), CHECK ((state = 'closed') = (closed_on IS NOT NULL)),
      CHECK ((lost_mode IS NULL) = (lost_on IS NULL)),
      CHECK (state <> 'pending' OR busy_case IS NOT NULL)) {clustered}
    """,
    "CREATE INDEX term_deposits_by_customer ON term_deposits (customer_id)",
    "CREATE UNIQUE INDEX term_deposits_busy ON term_deposits (busy_case) WHERE busy_case IS NOT NULL",
    "CREATE UNIQUE INDEX term_deposits_certificate ON term_deposits (institution, certificate)",
    "CREATE INDEX term_deposits_maturing ON term_deposits (matures_on) WHERE state = 'active'",
    """
    CREATE TABLE certificate_counters (
      institution {int} NOT NULL PRIMARY KEY, last_number {int} NOT NULL CHECK (last_number > 0))
    """,
  ]

  /// The number of the rest's certificate is drawn with the page, so that the customer signs it.
  static let certificateOfRest = "ALTER TABLE term_deposits ADD COLUMN rest_certificate {int}"

  private static let columns = """
    SELECT institution, number, customer_id, currency, kind, months, notice_days, principal, opened_on, matures_on,
      rate_units, instruction, parts_drawn, renewal, lapses, notice_amount, notice_on, linked_home, linked_number,
      certificate, state, busy_case, lost_mode, lost_on FROM term_deposits
    """
  /// Contracts that come from another system, active at once.
  static let contractRows = TableRows(
    "term_deposits", key: ["institution", "number"],
    [
      .init("institution", .int), .init("number", .int), .init("customer_id", .id), .init("currency", .text),
      .init("kind", .text), .init("months", .int), .init("principal", .int), .init("opened_on", .int),
      .init("matures_on", .int), .init("rate_units", .int), .init("instruction", .text), .init("parts_drawn", .int),
      .init("renewal", .int), .init("lapses", .text), .init("linked_home", .int), .init("linked_number", .int),
      .init("certificate", .int), .init("state", .text),
    ])
  static let find = SQL(columns + " WHERE institution = $1 AND number = $2")
  static let ofCertificate = SQL(columns + " WHERE institution = $1 AND certificate = $2")
  static let busy = SQL(columns + " WHERE busy_case = $1")
  static let ofCustomer = SQL(
    columns + " WHERE customer_id = $1 AND state IN ('active', 'closed') ORDER BY number LIMIT $2")
  static let insert: SQL = """
    INSERT INTO term_deposits (institution, number, customer_id, currency, kind, months, notice_days, principal,
      opened_on, matures_on, rate_units, instruction, parts_drawn, renewal, lapses, linked_home, linked_number,
      certificate, state, busy_case)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, '', $13, $14, $15, 'pending', $16)
    ON CONFLICT (institution, number) DO NOTHING RETURNING number
    """
  static let nextCertificate: SQL = """
    INSERT INTO certificate_counters (institution, last_number) VALUES ($1, $2)
    ON CONFLICT (institution) DO UPDATE SET last_number = certificate_counters.last_number + $2 RETURNING last_number
    """
  static let occupy: SQL = """
    UPDATE term_deposits SET busy_case = $3, rest_principal = $4, rest_parts = $5, rest_lapses = $6,
      rest_certificate = $7
    WHERE institution = $1 AND number = $2 AND state = 'active' AND busy_case IS NULL RETURNING number
    """
  static let rest: SQL = """
    SELECT rest_principal, rest_parts, rest_lapses, rest_certificate FROM term_deposits WHERE institution = $1 AND number = $2
    """
  static let state: SQL = """
    UPDATE term_deposits SET state = $3, closed_on = $4, busy_case = NULL, rest_principal = NULL, rest_parts = NULL,
      rest_lapses = NULL, rest_certificate = NULL WHERE institution = $1 AND number = $2
    """
  static let leave: SQL = """
    UPDATE term_deposits SET principal = $3, parts_drawn = $4, lapses = $5, certificate = $6, notice_amount = NULL,
      notice_on = NULL, busy_case = NULL, rest_principal = NULL, rest_parts = NULL, rest_lapses = NULL,
      rest_certificate = NULL
    WHERE institution = $1 AND number = $2
    """
  static let renew: SQL = """
    UPDATE term_deposits SET principal = $3, opened_on = $4, matures_on = $5, rate_units = $6, certificate = $7,
      renewal = 1, parts_drawn = 0 WHERE institution = $1 AND number = $2
    """
  static let notice: SQL = """
    UPDATE term_deposits SET notice_amount = $3, notice_on = $4, lapses = $5 WHERE institution = $1 AND number = $2
    """
  static let lost: SQL = """
    UPDATE term_deposits SET lost_mode = $3, lost_on = $4 WHERE institution = $1 AND number = $2
    """
  static let certificate: SQL = """
    UPDATE term_deposits SET certificate = $3, lost_mode = NULL, lost_on = NULL WHERE institution = $1 AND number = $2
    """
}
