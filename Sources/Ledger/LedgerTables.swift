import Storage

/// All SQL of the ledger: accounts, keys, journals, entries, reservations, periods.
enum LedgerTables {
  // MARK: Accounts

  private static let accountColumns = """
    id, currency, kind, normal_side, may_overdraw, opened_on, closed_on, settled_debit, settled_credit, \
    reserved_debit, reserved_credit, last_journal, last_number
    """
  static let account = SQL("SELECT \(accountColumns) FROM ledger_account WHERE id = $1")
  static let openAccount: SQL = """
    INSERT INTO ledger_account (id, currency, kind, normal_side, may_overdraw, opened_on, settled_debit,
      settled_credit, reserved_debit, reserved_credit)
    VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0) ON CONFLICT (id) DO NOTHING RETURNING id
    """
  static let saveTotals: SQL = """
    UPDATE ledger_account SET settled_debit = $2, settled_credit = $3, reserved_debit = $4, reserved_credit = $5,
      last_journal = $6, last_number = $7
    WHERE id = $1
    """
  static let closeAccount: SQL = "UPDATE ledger_account SET closed_on = $2 WHERE id = $1"

  static let dropUnused: SQL = """
    DELETE FROM ledger_account WHERE id = $1 AND last_journal IS NULL AND reserved_debit + reserved_credit = 0
    """
  /// For many accounts at once; the columns of `account`.
  static let accountRows = TableRows(
    "ledger_account", key: ["id"],
    [
      .init("id", .int), .init("currency", .int), .init("kind", .int), .init("normal_side", .int),
      .init("may_overdraw", .int), .init("opened_on", .int), .init("closed_on", .int), .init("settled_debit", .int),
      .init("settled_credit", .int), .init("reserved_debit", .int), .init("reserved_credit", .int),
      .init("last_journal", .id), .init("last_number", .int),
    ])
  /// The columns of `saveTotals`.
  static let totals = TableRows("ledger_account", key: ["id"], [accountRows.columns[0]] + accountRows.columns[7...])

  // MARK: Keys

  static let keyRows = TableRows(
    "ledger_key", key: ["institution", "key"],
    [.init("institution", .int), .init("key", .id), .init("journal", .id), .init("reservation", .id)])
  static let moveKey: SQL = "UPDATE ledger_key SET journal = $3 WHERE institution = $1 AND key = $2"
  static let dropKey: SQL = "DELETE FROM ledger_key WHERE institution = $1 AND key = $2"

  static let claimKey: SQL = """
    INSERT INTO ledger_key (institution, key, journal, reservation) VALUES ($1, $2, $3, $4)
    ON CONFLICT (institution, key) DO NOTHING RETURNING institution
    """
  static let key: SQL = "SELECT journal, reservation FROM ledger_key WHERE institution = $1 AND key = $2"

  // MARK: Journals and entries

  static let insertJournal: SQL = """
    INSERT INTO ledger_journal (id, key, institution, code, business_date, value_date, recorded_at, reference,
      reverses, reservation, entries)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    """
  static let insertEntry: SQL = """
    INSERT INTO ledger_entry (journal, number, account, side, amount, balance, automatic, previous_journal,
      previous_number)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    """
  /// The columns of `insertJournal` and `insertEntry`.
  static let journalRows = TableRows(
    "ledger_journal", key: ["id"],
    [
      .init("id", .id), .init("key", .id), .init("institution", .int), .init("code", .int),
      .init("business_date", .int), .init("value_date", .int), .init("recorded_at", .int), .init("reference", .id),
      .init("reverses", .id), .init("reservation", .id), .init("entries", .int),
    ])
  static let entryRows = TableRows(
    "ledger_entry", key: ["journal", "number"],
    [
      .init("journal", .id), .init("number", .int), .init("account", .int), .init("side", .int), .init("amount", .int),
      .init("balance", .int), .init("automatic", .int), .init("previous_journal", .id),
      .init("previous_number", .int),
    ])
  /// Every posting writes to both, first to the first.
  static let postingTables = ["ledger_key", "ledger_journal"]
  static let journal: SQL = """
    SELECT id, key, institution, code, business_date, value_date, recorded_at, reference, reverses, reservation
    FROM ledger_journal WHERE id = $1
    """
  static let entries: SQL = """
    SELECT e.journal, e.number, e.account, e.side, e.amount, e.balance, e.automatic, e.previous_journal,
      e.previous_number, a.currency
    FROM ledger_entry e JOIN ledger_account a ON a.id = e.account
    WHERE e.journal = $1 ORDER BY e.number
    """
  /// All journals by id, a page at a time: those after $1.
  static let journalsAfter: SQL = """
    SELECT id, key, institution, code, business_date, value_date, recorded_at, reference, reverses, reservation
    FROM ledger_journal WHERE id > $1 ORDER BY id LIMIT $2
    """
  /// The columns of `entries`, of the journals after $1 up to $2.
  static let entriesBetween: SQL = """
    SELECT e.journal, e.number, e.account, e.side, e.amount, e.balance, e.automatic, e.previous_journal,
      e.previous_number, a.currency
    FROM ledger_entry e JOIN ledger_account a ON a.id = e.account
    WHERE e.journal > $1 AND e.journal <= $2 ORDER BY e.journal, e.number
    """
  static let reversalOf: SQL = "SELECT id FROM ledger_journal WHERE reverses = $1"
  /// From one entry back to those before it on the same account, at most $3.
  static let statement: SQL = """
    WITH RECURSIVE chain (journal, number, account, side, amount, balance, automatic, previous_journal,
      previous_number, depth) AS (
        SELECT journal, number, account, side, amount, balance, automatic, previous_journal, previous_number, 1
        FROM ledger_entry WHERE journal = $1 AND number = $2
      UNION ALL
        SELECT e.journal, e.number, e.account, e.side, e.amount, e.balance, e.automatic, e.previous_journal,
          e.previous_number, c.depth + 1
        FROM chain c JOIN ledger_entry e ON e.journal = c.previous_journal AND e.number = c.previous_number
        WHERE c.depth < $3)
    SELECT c.journal, c.number, c.account, c.side, c.amount, c.balance, c.automatic, c.previous_journal,
      c.previous_number, a.currency, j.institution, j.code, j.business_date, j.value_date, j.recorded_at,
      j.reference, j.reverses
    FROM chain c JOIN ledger_journal j ON j.id = c.journal JOIN ledger_account a ON a.id = c.account
    ORDER BY c.depth
    """

  /// The accounts of a range of numbers, as a batch reads them.
  static let figures: SQL = """
    SELECT id, normal_side, settled_debit, settled_credit, last_journal, last_number FROM ledger_account
    WHERE id BETWEEN $1 AND $2 ORDER BY id
    """
  /// From an entry back to, and without, an older one ($3, $4), at most $5.
  static let walk: SQL = """
    WITH RECURSIVE chain (journal, number, side, amount, balance, previous_journal, previous_number, depth) AS (
        SELECT journal, number, side, amount, balance, previous_journal, previous_number, 1
        FROM ledger_entry WHERE journal = $1 AND number = $2
      UNION ALL
        SELECT e.journal, e.number, e.side, e.amount, e.balance, e.previous_journal, e.previous_number, c.depth + 1
        FROM chain c JOIN ledger_entry e ON e.journal = c.previous_journal AND e.number = c.previous_number
        WHERE c.depth < $5 AND NOT (c.previous_journal = $3 AND c.previous_number = $4))
    SELECT c.journal, c.number, c.side, c.amount, c.balance, j.business_date, j.value_date
    FROM chain c JOIN ledger_journal j ON j.id = c.journal ORDER BY c.depth
    """

  // MARK: Reservations

  private static let reservationColumns = """
    r.id, r.journal, r.key, r.institution, r.code, r.business_date, r.value_date, r.reserved_at, r.reference, \
    r.reverses, r.deadline, r.state, r.ended_at, r.reason
    """
  static let insertReservation: SQL = """
    INSERT INTO ledger_reservation (id, journal, key, institution, code, business_date, value_date, reserved_at,
      reference, reverses, deadline, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)
    ON CONFLICT (id) DO NOTHING RETURNING id
    """
  static let insertLeg: SQL = """
    INSERT INTO ledger_reservation_leg (reservation, number, account, side, amount, automatic)
    VALUES ($1, $2, $3, $4, $5, $6)
    """
  static let reservation = SQL("SELECT \(reservationColumns) FROM ledger_reservation r WHERE r.id = $1")
  static let reservationLegs: SQL = """
    SELECT l.account, l.side, l.amount, a.currency, l.automatic
    FROM ledger_reservation_leg l JOIN ledger_account a ON a.id = l.account
    WHERE l.reservation = $1 ORDER BY l.number
    """
  static let endReservation: SQL = """
    UPDATE ledger_reservation SET state = $2, ended_at = $3, reason = $4 WHERE id = $1
    """
  static let overdue: SQL = """
    SELECT id FROM ledger_reservation WHERE state = 1 AND deadline < $1 ORDER BY deadline, id LIMIT $2
    """

  // MARK: Periods and the trial balance

  static let closedThrough: SQL = "SELECT closed_through FROM ledger_period WHERE institution = $1"
  static let closePeriod: SQL = """
    INSERT INTO ledger_period (institution, closed_through) VALUES ($1, $2)
    ON CONFLICT (institution) DO UPDATE SET closed_through = excluded.closed_through
    """
  static let totalsOf: SQL = """
    SELECT currency, CAST(SUM(settled_debit) AS BIGINT), CAST(SUM(settled_credit) AS BIGINT)
    FROM ledger_account WHERE id BETWEEN $1 AND $2 GROUP BY currency ORDER BY 1
    """
  static let trialBalance: SQL = """
    SELECT id / 10000000000, currency, kind, COUNT(*), CAST(SUM(settled_debit) AS BIGINT),
      CAST(SUM(settled_credit) AS BIGINT)
    FROM ledger_account GROUP BY id / 10000000000, currency, kind ORDER BY 1, 2, 3
    """
}
