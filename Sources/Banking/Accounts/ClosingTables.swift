import Storage

/// SQL and schema of closings.
enum ClosingTables {
  static let steps = [
    """
    CREATE TABLE account_closings (
      institution {int} NOT NULL, case_id {id} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('open', 'settled', 'released')),
      booked {int} NOT NULL CHECK (booked IN (0, 1)), teller {id} NOT NULL, home {int} NOT NULL,
      account_number {int} NOT NULL, currency {text} NOT NULL, balance {int} NOT NULL CHECK (balance >= 0),
      interest {int} NOT NULL CHECK (interest >= 0), rounding {int} NOT NULL CHECK (rounding >= 0),
      payout {text} NOT NULL CHECK (payout IN ('none', 'cash', 'transfer')), business_date {int} NOT NULL,
      journal_number {int} NOT NULL, prepared_at {int} NOT NULL, ended_at {int},
      PRIMARY KEY (institution, case_id), CHECK ((state = 'open') = (ended_at IS NULL)),
      CHECK ((booked = 0) = (payout = 'none')), CHECK (booked = 1 OR balance + interest = 0)) {clustered}
    """
  ]

  static let insert: SQL = """
    INSERT INTO account_closings (institution, case_id, state, booked, teller, home, account_number, currency, balance,
      interest, rounding, payout, business_date, journal_number, prepared_at)
    VALUES ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (institution, case_id) DO NOTHING RETURNING case_id
    """
  static let find: SQL = """
    SELECT state, booked, home, account_number, business_date, journal_number
    FROM account_closings WHERE institution = $1 AND case_id = $2
    """
  static let end: SQL = """
    UPDATE account_closings SET state = $3, ended_at = $4
    WHERE institution = $1 AND case_id = $2 AND state = 'open' RETURNING case_id
    """
  static let runningDayEnd: SQL = "SELECT phase FROM day_end_runs WHERE institution = $1 AND ended_at IS NULL"
  /// Those with a booking are counted among the bookings.
  static let openWithoutBooking: SQL =
    "SELECT COUNT(*) FROM account_closings WHERE institution = $1 AND state = 'open' AND booked = 0"
}
