import Storage

/// All SQL of the Banking room.
enum BankingTables {
  // Calendar and parameters

  static let startCalendar: SQL = """
    INSERT INTO bank_calendars (institution, business_date) VALUES ($1, $2)
    ON CONFLICT (institution) DO NOTHING RETURNING institution
    """
  static let businessDate: SQL = "SELECT business_date FROM bank_calendars WHERE institution = $1"
  static let latestBusinessDate: SQL = "SELECT max(business_date) FROM bank_calendars"
  static let setParameter: SQL = """
    INSERT INTO bank_parameters (institution, parameter, valid_from, content) VALUES ($1, $2, $3, $4)
    ON CONFLICT (institution, parameter, valid_from) DO NOTHING RETURNING institution
    """
  static let parameter: SQL = """
    SELECT content FROM bank_parameters WHERE institution IN (0, $2) AND parameter = $1 AND valid_from <= $3
    ORDER BY institution DESC, valid_from DESC LIMIT 1
    """

  static let ratesOf: SQL = """
    SELECT parameter, valid_from, content FROM bank_parameters WHERE institution = 0 AND parameter LIKE $1
    ORDER BY parameter, valid_from
    """

  static let parametersLike: SQL = """
    SELECT institution, parameter, valid_from, content FROM bank_parameters WHERE parameter LIKE $1
    ORDER BY parameter, institution, valid_from
    """

  // Journal numbers

  static let nextJournalNumber: SQL = """
    INSERT INTO journal_counters (institution, business_date, last_number) VALUES ($1, $2, 1)
    ON CONFLICT (institution, business_date) DO UPDATE SET last_number = journal_counters.last_number + 1
    RETURNING last_number
    """
  static let insertJournalNumber: SQL = """
    INSERT INTO journal_numbers (institution, business_date, number, case_id, journal_id, state, allotted_at)
    VALUES ($1, $2, $3, $4, $5, 'allotted', $6)
    ON CONFLICT (institution, business_date, number) DO NOTHING RETURNING number
    """
  static let endJournalNumber: SQL = """
    UPDATE journal_numbers SET state = $4, ended_at = $5
    WHERE institution = $1 AND business_date = $2 AND number = $3 AND state = 'allotted' RETURNING number
    """
  private static let numberColumns = """
    SELECT institution, business_date, number, case_id, journal_id, state, allotted_at, ended_at FROM journal_numbers
    """
  static let journalNumber = SQL(numberColumns + " WHERE institution = $1 AND business_date = $2 AND number = $3")
  static let journalNumbers = SQL(
    numberColumns + " WHERE institution = $1 AND business_date = $2 AND number > $3 ORDER BY number LIMIT $4")
  static let numberOfJournal = SQL(numberColumns + " WHERE journal_id = $1")

  // Customers

  private static let customerColumns = """
    SELECT institution, id, document_type, document_sealed, name_sealed, phone_sealed, opened_at,
      (SELECT 1 FROM enterprises e WHERE e.customer_id = customers.id) FROM customers
    """
  static let customer = SQL(customerColumns + " WHERE id = $1")
  static let customerByDocument = SQL(customerColumns + " WHERE document_type = $1 AND document_blind = $2")
  static let customersByName = SQL(customerColumns + " WHERE name_blind = $1 ORDER BY id LIMIT $2")
  static let customersByPhone = SQL(customerColumns + " WHERE phone_blind = $1 ORDER BY id LIMIT $2")
  static let insertCustomer: SQL = """
    INSERT INTO customers (institution, id, document_type, document_sealed, document_blind, name_sealed, name_blind,
      phone_sealed, phone_blind, opened_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (document_type, document_blind) DO NOTHING RETURNING id
    """

  // Accounts

  static let nextAccountNumber: SQL = """
    INSERT INTO account_counters (institution, last_number) VALUES ($1, 1)
    ON CONFLICT (institution) DO UPDATE SET last_number = account_counters.last_number + 1
    WHERE account_counters.last_number < 999999 RETURNING last_number
    """
  static let insertAccount: SQL = """
    INSERT INTO demand_accounts (institution, number, customer_id, currency, state, account_class, opened_on)
    VALUES ($1, $2, $3, $4, 'pending', 1, $5) ON CONFLICT (institution, number) DO NOTHING RETURNING number
    """
  private static let accountColumns = """
    SELECT a.institution, a.number, a.customer_id, a.currency, a.state, a.opened_on, a.closed_on, t.nature,
      t.account_class, t.linked_home, t.linked_number, t.activated_on
    FROM demand_accounts a LEFT JOIN account_traits t ON t.institution = a.institution AND t.number = a.number
    """
  static let account = SQL(accountColumns + " WHERE a.institution = $1 AND a.number = $2")
  static let accountsOfCustomer = SQL(
    accountColumns + """
       WHERE a.customer_id = $1 AND a.state IN ('active', 'frozen', 'closed') ORDER BY a.institution, a.number LIMIT $2
      """)
  static let moveAccount: SQL = """
    UPDATE demand_accounts SET state = $4, closed_on = $5
    WHERE institution = $1 AND number = $2 AND state = $3 RETURNING number
    """
  static let activateAccount: SQL = """
    UPDATE demand_accounts SET state = 'active', customer_id = $3
    WHERE institution = $1 AND number = $2 AND state = 'pending' RETURNING number
    """

  // Account openings

  static let insertOpening: SQL = """
    INSERT INTO account_openings (institution, case_id, account_number, business_date, journal_number, state,
      customer_id, known, document_type, document_sealed, document_blind, name_sealed, name_blind, phone_sealed,
      phone_blind, check_method, check_result, checked_by, acting_as, agent_name_sealed, agent_document_type,
      agent_document_sealed, prepared_at)
    VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
      $22)
    ON CONFLICT (institution, case_id) DO NOTHING RETURNING account_number
    """
  static let opening: SQL = """
    SELECT account_number, business_date, journal_number, state, customer_id, known, document_type, document_sealed,
      document_blind, name_sealed, name_blind, phone_sealed, phone_blind
    FROM account_openings WHERE institution = $1 AND case_id = $2
    """
  static let identityRecord: SQL = """
    SELECT check_method, check_result, checked_by, acting_as, agent_name_sealed, agent_document_type,
      agent_document_sealed
    FROM account_openings WHERE institution = $1 AND case_id = $2
    """
  static let settleOpening: SQL = """
    UPDATE account_openings SET state = 'settled', ended_at = $3, customer_id = $4, document_sealed = NULL,
      document_blind = NULL, name_sealed = NULL, name_blind = NULL, phone_sealed = NULL, phone_blind = NULL
    WHERE institution = $1 AND case_id = $2 AND state = 'open' RETURNING case_id
    """
  static let releaseOpening: SQL = """
    UPDATE account_openings SET state = 'released', ended_at = $3, document_sealed = NULL,
      document_blind = NULL, name_sealed = NULL, name_blind = NULL, phone_sealed = NULL, phone_blind = NULL,
      agent_name_sealed = NULL, agent_document_type = NULL, agent_document_sealed = NULL
    WHERE institution = $1 AND case_id = $2 AND state = 'open' RETURNING case_id
    """

  // Tills

  private static let boxColumns =
    """
    SELECT institution, box, teller, session, state, changed_at, opened_on,
      (SELECT sealed_at FROM till_seals WHERE till_seals.institution = till_boxes.institution
        AND till_seals.box = till_boxes.box AND opened_at IS NULL)
    FROM till_boxes
    """
  static let box = SQL(boxColumns + " WHERE institution = $1 AND box = $2")
  static let boxes = SQL(boxColumns + " WHERE institution = $1 ORDER BY box LIMIT $2")
  static let boxOfTeller = SQL(boxColumns + " WHERE teller = $1 AND state = 'open'")
  static let addBox: SQL = """
    INSERT INTO till_boxes (institution, box, session, state, changed_at) VALUES ($1, $2, 0, 'closed', $3)
    ON CONFLICT (institution, box) DO NOTHING RETURNING box
    """
  static let openBox: SQL = """
    UPDATE till_boxes SET state = 'open', teller = $3, session = session + 1, changed_at = $4, opened_on = $5
    WHERE institution = $1 AND box = $2 AND state = 'closed' RETURNING session
    """
  static let closeBox: SQL = """
    UPDATE till_boxes SET state = 'closed', teller = NULL, changed_at = $3, opened_on = NULL
    WHERE institution = $1 AND box = $2 AND state = 'open' RETURNING session
    """
  static let insertDrawer: SQL = """
    INSERT INTO till_drawers (institution, box, session, currency, opening_count) VALUES ($1, $2, $3, $4, $5)
    """
  static let drawers: SQL = """
    SELECT currency FROM till_drawers WHERE institution = $1 AND box = $2 AND session = $3 ORDER BY currency
    """
  static let closeDrawer: SQL = """
    UPDATE till_drawers SET closing_count = $5 WHERE institution = $1 AND box = $2 AND session = $3 AND currency = $4
    """
  static let notes: SQL = """
    SELECT denomination, pieces FROM till_notes WHERE institution = $1 AND box = $2 AND currency = $3
    ORDER BY denomination
    """
  static let putNotes: SQL = """
    INSERT INTO till_notes (institution, box, currency, denomination, pieces) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (institution, box, currency, denomination) DO UPDATE SET pieces = excluded.pieces
    """
  static let openBookingsOfBox: SQL =
    "SELECT COUNT(*) FROM counter_bookings WHERE institution = $1 AND box = $2 AND state = 'open'"

  // Bookings at the counter

  static let insertBooking: SQL = """
    INSERT INTO counter_bookings (institution, case_id, kind, state, teller, box, session, home, account_number,
      other_home, other_number, currency, amount, received, given, business_date, journal_number, reservation_id,
      prepared_at)
    VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ON CONFLICT (institution, case_id) DO NOTHING RETURNING case_id
    """
  static let booking: SQL = """
    SELECT kind, state, teller, box, session, home, account_number, other_home, other_number, currency, amount,
      received, given, business_date, journal_number, reservation_id
    FROM counter_bookings WHERE institution = $1 AND case_id = $2
    """
  static let promisedNotes: SQL = """
    SELECT received, given FROM counter_bookings
    WHERE institution = $1 AND box = $2 AND state = 'open' AND currency = $3 AND given <> ''
    """
  static let endBooking: SQL = """
    UPDATE counter_bookings SET state = $3, ended_at = $4
    WHERE institution = $1 AND case_id = $2 AND state = 'open' RETURNING case_id
    """
  static let insertHandBack: SQL = """
    INSERT INTO cash_hand_backs (institution, case_id, box, teller, currency, received, change_returned, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (institution, case_id) DO NOTHING RETURNING case_id
    """
  static let handBack: SQL = """
    SELECT box, teller, currency, received, change_returned, recorded_at FROM cash_hand_backs
    WHERE institution = $1 AND case_id = $2
    """
}
