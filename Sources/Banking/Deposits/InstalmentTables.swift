import Storage

/// SQL and schema of instalment deposits: the contract and each payment into it.
enum InstalmentTables {
  static let steps = [
    """
    CREATE TABLE instalment_deposits (
      institution {int} NOT NULL, number {int} NOT NULL CHECK (number BETWEEN 1 AND 999999),
      customer_id {id} NOT NULL, currency {text} NOT NULL, months {int} NOT NULL CHECK (months IN (12, 36, 60)),
      monthly {int} NOT NULL CHECK (monthly > 0), paid {int} NOT NULL CHECK (paid >= 0), opened_on {int} NOT NULL,
      matures_on {int} NOT NULL, rate_units {int} NOT NULL CHECK (rate_units BETWEEN 0 AND 100000000),
      linked_home {int} NOT NULL, linked_number {int} NOT NULL, certificate {int} NOT NULL CHECK (certificate > 0),
      state {text} NOT NULL CHECK (state IN ('pending', 'active', 'closed', 'released')), closed_on {int},
      lost_mode {text} CHECK (lost_mode IN ('spoken', 'written')), lost_on {int}, busy_case {id},
      PRIMARY KEY (institution, number), CHECK (paid % monthly = 0),
      CHECK ((state = 'closed') = (closed_on IS NOT NULL)), CHECK ((lost_mode IS NULL) = (lost_on IS NULL)),
      CHECK (state <> 'pending' OR busy_case IS NOT NULL)) {clustered}
    """,
    "CREATE INDEX instalment_deposits_by_customer ON instalment_deposits (customer_id)",
    "CREATE UNIQUE INDEX instalment_deposits_busy ON instalment_deposits (busy_case) WHERE busy_case IS NOT NULL",
    "CREATE UNIQUE INDEX instalment_deposits_certificate ON instalment_deposits (institution, certificate)",
    """
    CREATE TABLE instalment_payments (
      institution {int} NOT NULL, number {int} NOT NULL, payment {int} NOT NULL CHECK (payment > 0),
      paid_on {int} NOT NULL, amount {int} NOT NULL CHECK (amount > 0), case_id {id} NOT NULL,
      PRIMARY KEY (institution, number, payment)) {clustered}
    """,
  ]

  /// What the large banks posted from 2015-10-24 on, until the bank posts its own: there is no benchmark rate for
  /// instalments.
  static let rates = [("1y", "1.35%"), ("3y", "1.55%"), ("5y", "1.55%")].map { tenor, rate in
    """
    INSERT INTO bank_parameters (institution, parameter, valid_from, content)
    VALUES (0, 'rate.instalment.\(tenor).CNY', 20151024, '\(rate)')
    """
  }

  private static let columns = """
    SELECT institution, number, customer_id, currency, months, monthly, paid, opened_on, matures_on, rate_units,
      linked_home, linked_number, certificate, state, busy_case, lost_mode, lost_on FROM instalment_deposits
    """
  static let find = SQL(columns + " WHERE institution = $1 AND number = $2")
  static let ofCertificate = SQL(columns + " WHERE institution = $1 AND certificate = $2")
  static let busy = SQL(columns + " WHERE busy_case = $1")
  static let ofCustomer = SQL(
    columns + " WHERE customer_id = $1 AND state IN ('active', 'closed') ORDER BY number LIMIT $2")
  static let monthly: SQL = "SELECT monthly FROM instalment_deposits WHERE institution = $1 AND number = $2"
  static let insert: SQL = """
    INSERT INTO instalment_deposits (institution, number, customer_id, currency, months, monthly, paid, opened_on,
      matures_on, rate_units, linked_home, linked_number, certificate, state, busy_case)
    VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12, 'pending', $13)
    ON CONFLICT (institution, number) DO NOTHING RETURNING number
    """
  static let occupy: SQL = """
    UPDATE instalment_deposits SET busy_case = $3
    WHERE institution = $1 AND number = $2 AND state = 'active' AND busy_case IS NULL RETURNING number
    """
  static let state: SQL = """
    UPDATE instalment_deposits SET state = $3, closed_on = $4, busy_case = NULL WHERE institution = $1 AND number = $2
    """
  static let lost: SQL = """
    UPDATE instalment_deposits SET lost_mode = $3, lost_on = $4 WHERE institution = $1 AND number = $2
    """
  static let certificate: SQL = """
    UPDATE instalment_deposits SET certificate = $3, lost_mode = NULL, lost_on = NULL
    WHERE institution = $1 AND number = $2
    """
  static let payments: SQL = """
    SELECT paid_on, amount FROM instalment_payments WHERE institution = $1 AND number = $2 ORDER BY payment
    """
  static let pay: SQL = """
    INSERT INTO instalment_payments (institution, number, payment, paid_on, amount, case_id)
    VALUES ($1, $2, $3, $4, $5, $6)
    """
  static let addPaid: SQL = """
    UPDATE instalment_deposits SET paid = paid + $3 WHERE institution = $1 AND number = $2
    """
}
