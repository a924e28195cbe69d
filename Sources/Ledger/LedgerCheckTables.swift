import Storage

/// The questions of the check: each answers with what is wrong, at most $1 rows, and with nothing when
/// the books are sound.
enum LedgerCheckTables {
  static let counts: SQL = """
    SELECT (SELECT COUNT(*) FROM ledger_account), (SELECT COUNT(*) FROM ledger_journal),
      (SELECT COUNT(*) FROM ledger_entry), (SELECT COUNT(*) FROM ledger_reservation)
    """

  /// account
  static let settledDiffers: SQL = """
    SELECT a.id FROM ledger_account a LEFT JOIN (
      SELECT account, SUM(CASE side WHEN 1 THEN amount ELSE 0 END) AS debit,
        SUM(CASE side WHEN 2 THEN amount ELSE 0 END) AS credit
      FROM ledger_entry GROUP BY account) e ON e.account = a.id
    WHERE a.settled_debit <> COALESCE(e.debit, 0) OR a.settled_credit <> COALESCE(e.credit, 0)
    ORDER BY a.id LIMIT $1
    """

  /// account
  static let reservedDiffers: SQL = """
    SELECT a.id FROM ledger_account a LEFT JOIN (
      SELECT l.account AS account, SUM(CASE l.side WHEN 1 THEN l.amount ELSE 0 END) AS debit,
        SUM(CASE l.side WHEN 2 THEN l.amount ELSE 0 END) AS credit
      FROM ledger_reservation_leg l JOIN ledger_reservation r ON r.id = l.reservation AND r.state = 1
      GROUP BY l.account) s ON s.account = a.id
    WHERE a.reserved_debit <> COALESCE(s.debit, 0) OR a.reserved_credit <> COALESCE(s.credit, 0)
    ORDER BY a.id LIMIT $1
    """

  /// journal: debit ≠ credit in one of its institutions and currencies
  static let unbalanced: SQL = """
    SELECT e.journal FROM ledger_entry e JOIN ledger_account a ON a.id = e.account
    GROUP BY e.journal, a.currency, e.account / 10000000000
    HAVING SUM(CASE e.side WHEN 1 THEN e.amount ELSE -e.amount END) <> 0
    ORDER BY e.journal LIMIT $1
    """

  /// journal: entries are missing, or there are more than it was written with
  static let entriesMissing: SQL = """
    SELECT j.id FROM ledger_journal j LEFT JOIN (
      SELECT journal, COUNT(*) AS found FROM ledger_entry GROUP BY journal) e ON e.journal = j.id
    WHERE j.entries <> COALESCE(e.found, 0) ORDER BY j.id LIMIT $1
    """

  /// journal: entries of a journal that does not exist
  static let journalMissing: SQL = """
    SELECT DISTINCT e.journal FROM ledger_entry e LEFT JOIN ledger_journal j ON j.id = e.journal
    WHERE j.id IS NULL ORDER BY e.journal LIMIT $1
    """

  /// journal: an entry's running balance does not follow from the entry before it, or the entry before
  /// it is missing or of another account
  static let runningBalanceDiffers: SQL = """
    SELECT e.journal FROM ledger_entry e JOIN ledger_account a ON a.id = e.account
    LEFT JOIN ledger_entry p ON p.journal = e.previous_journal AND p.number = e.previous_number
    WHERE (e.previous_journal IS NOT NULL AND (p.account IS NULL OR p.account <> e.account))
      OR e.balance <> COALESCE(p.balance, 0) + CASE WHEN e.side = a.normal_side THEN e.amount ELSE -e.amount END
    ORDER BY e.journal LIMIT $1
    """

  /// account: its last entry is not its own, or does not carry its balance
  static let lastEntryDiffers: SQL = """
    SELECT a.id FROM ledger_account a
    LEFT JOIN ledger_entry e ON e.journal = a.last_journal AND e.number = a.last_number
    WHERE (a.last_journal IS NOT NULL AND (e.account IS NULL OR e.account <> a.id))
      OR COALESCE(e.balance, 0) <> CASE a.normal_side WHEN 1 THEN a.settled_debit - a.settled_credit
        ELSE a.settled_credit - a.settled_debit END
    ORDER BY a.id LIMIT $1
    """

  /// journal: two entries follow the same entry
  static let forked: SQL = """
    SELECT previous_journal FROM ledger_entry WHERE previous_journal IS NOT NULL
    GROUP BY previous_journal, previous_number HAVING COUNT(*) > 1 ORDER BY previous_journal LIMIT $1
    """

  /// account: entries that no walk from the last entry reaches
  static let severalFirstEntries: SQL = """
    SELECT account FROM ledger_entry WHERE previous_journal IS NULL
    GROUP BY account HAVING COUNT(*) > 1 ORDER BY account LIMIT $1
    """

  /// reservation: settled without its journal, or not settled and yet posted
  static let reservationAgainstJournal: SQL = """
    SELECT r.id FROM ledger_reservation r LEFT JOIN ledger_journal j ON j.id = r.journal
    WHERE CASE WHEN r.state = 2 THEN 1 ELSE 0 END <> CASE WHEN j.reservation = r.id THEN 1 ELSE 0 END
    ORDER BY r.id LIMIT $1
    """

  /// journal: its idempotency key is not on record
  static let keyMissing: SQL = """
    SELECT j.id FROM ledger_journal j
    LEFT JOIN ledger_key k ON k.institution = j.institution AND k.key = j.key AND k.journal = j.id
    WHERE k.journal IS NULL ORDER BY j.id LIMIT $1
    """
}
