import Storage

/// The tables of the books. Entries are clustered by insertion, never by account: that was measured
/// to be twice as fast. A statement walks from the account's last entry to the one before it. Hot rows
/// hold integers and 16-byte keys only, and no row is updated by every posting.
extension LedgerBooks {
  package static let schema = Schema(
    room: "ledger",
    steps: [
      Schema.Step(1, [accounts, keys, journals, reversals, entries, reservations, dueReservations, legs, periods])
    ])

  private static let accounts = """
    CREATE TABLE ledger_account (
      id {int} NOT NULL PRIMARY KEY,
      currency {int} NOT NULL,
      kind {int} NOT NULL CHECK (kind BETWEEN 1 AND 6),
      normal_side {int} NOT NULL CHECK (normal_side IN (1, 2)),
      may_overdraw {int} NOT NULL CHECK (may_overdraw IN (0, 1)),
      opened_on {int} NOT NULL,
      closed_on {int},
      settled_debit {int} NOT NULL CHECK (settled_debit >= 0),
      settled_credit {int} NOT NULL CHECK (settled_credit >= 0),
      reserved_debit {int} NOT NULL CHECK (reserved_debit >= 0),
      reserved_credit {int} NOT NULL CHECK (reserved_credit >= 0),
      last_journal {id},
      last_number {int},
      CHECK ((last_journal IS NULL) = (last_number IS NULL)),
      CHECK (closed_on IS NULL OR (settled_debit = settled_credit AND reserved_debit + reserved_credit = 0)),
      CHECK (may_overdraw = 1 OR CASE normal_side
        WHEN 1 THEN settled_debit - settled_credit - reserved_credit
        ELSE settled_credit - settled_debit - reserved_debit END >= 0))
    """

  private static let keys = """
    CREATE TABLE ledger_key (
      institution {int} NOT NULL,
      key {id} NOT NULL,
      journal {id} NOT NULL,
      reservation {id},
      PRIMARY KEY (institution, key)) {clustered}
    """

  private static let journals = """
    CREATE TABLE ledger_journal (
      id {id} NOT NULL PRIMARY KEY,
      key {id} NOT NULL,
      institution {int} NOT NULL,
      code {int} NOT NULL,
      business_date {int} NOT NULL,
      value_date {int} NOT NULL,
      recorded_at {int} NOT NULL,
      reference {id},
      reverses {id},
      reservation {id},
      entries {int} NOT NULL CHECK (entries >= 2)) {clustered}
    """

  private static let reversals =
    "CREATE UNIQUE INDEX ledger_journal_reverses ON ledger_journal (reverses) WHERE reverses IS NOT NULL"

  private static let entries = """
    CREATE TABLE ledger_entry (
      journal {id} NOT NULL,
      number {int} NOT NULL,
      account {int} NOT NULL REFERENCES ledger_account (id),
      side {int} NOT NULL CHECK (side IN (1, 2)),
      amount {int} NOT NULL CHECK (amount > 0),
      balance {int} NOT NULL,
      automatic {int} NOT NULL CHECK (automatic IN (0, 1)),
      previous_journal {id},
      previous_number {int},
      PRIMARY KEY (journal, number),
      CHECK ((previous_journal IS NULL) = (previous_number IS NULL))) {clustered}
    """

  private static let reservations = """
    CREATE TABLE ledger_reservation (
      id {id} NOT NULL PRIMARY KEY,
      journal {id} NOT NULL,
      key {id} NOT NULL,
      institution {int} NOT NULL,
      code {int} NOT NULL,
      business_date {int} NOT NULL,
      value_date {int} NOT NULL,
      reserved_at {int} NOT NULL,
      reference {id},
      reverses {id},
      deadline {int} NOT NULL,
      state {int} NOT NULL CHECK (state BETWEEN 1 AND 4),
      ended_at {int},
      reason {text},
      CHECK ((state = 1) = (ended_at IS NULL)),
      CHECK (reason IS NULL OR state = 3)) {clustered}
    """

  private static let dueReservations =
    "CREATE INDEX ledger_reservation_due ON ledger_reservation (deadline, id) WHERE state = 1"

  private static let legs = """
    CREATE TABLE ledger_reservation_leg (
      reservation {id} NOT NULL REFERENCES ledger_reservation (id),
      number {int} NOT NULL,
      account {int} NOT NULL REFERENCES ledger_account (id),
      side {int} NOT NULL CHECK (side IN (1, 2)),
      amount {int} NOT NULL CHECK (amount > 0),
      automatic {int} NOT NULL CHECK (automatic IN (0, 1)),
      PRIMARY KEY (reservation, number)) {clustered}
    """

  private static let periods = """
    CREATE TABLE ledger_period (
      institution {int} NOT NULL PRIMARY KEY,
      closed_through {int} NOT NULL)
    """
}
