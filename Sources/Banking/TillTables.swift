import Storage

/// SQL of cash that moves between boxes and vault, of counts, seals and differences.
enum TillTables {
  // Moves during the day

  static let insertMovement: SQL = """
    INSERT INTO till_movements (institution, business_date, journal_number, currency, kind, box, session, teller,
      other_box, other_teller, received, given, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    """
  static let movements: SQL = """
    SELECT journal_number, currency, kind, box, teller, other_box, other_teller, received, given, recorded_at
    FROM till_movements WHERE institution = $1 AND business_date = $2 AND (teller = $3 OR other_teller = $3)
    ORDER BY journal_number, currency LIMIT $4
    """

  // Offers between tellers

  static let insertOffer: SQL = """
    INSERT INTO till_offers (institution, id, box, session, giver, giver_number, receiver, currency, pieces, state,
      offered_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10)
    ON CONFLICT (institution, id) DO NOTHING RETURNING id
    """
  private static let offerColumns = """
    SELECT institution, id, box, session, giver, giver_number, receiver, currency, pieces, state, offered_at, ended_at
    FROM till_offers
    """
  static let offer = SQL(offerColumns + " WHERE institution = $1 AND id = $2")
  static let openOffers = SQL(
    offerColumns
      + " WHERE institution = $1 AND state = 'open' AND (giver = $2 OR receiver = $2) ORDER BY offered_at, id")
  static let endOffer: SQL = """
    UPDATE till_offers SET state = $3, ended_at = $4, ended_by = $5, receiver_box = $6
    WHERE institution = $1 AND id = $2 AND state = 'open' RETURNING id
    """
  static let offeredNotes: SQL =
    "SELECT pieces FROM till_offers WHERE institution = $1 AND box = $2 AND state = 'open' AND currency = $3"
  static let openOffersOfBox: SQL =
    "SELECT COUNT(*) FROM till_offers WHERE institution = $1 AND box = $2 AND state = 'open'"

  // Vault

  static let insertVaultMove: SQL = """
    INSERT INTO vault_moves (institution, business_date, journal_number, direction, counterparty, supervisor,
      supervisor_number, second, second_number, currency, amount, pieces, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    """
  static let vaultMoves: SQL = """
    SELECT business_date, journal_number, direction, counterparty, supervisor_number, second_number, currency, amount,
      pieces, recorded_at
    FROM vault_moves WHERE institution = $1 AND business_date = $2 ORDER BY journal_number LIMIT $3
    """

  // Counts and seals

  static let insertCount: SQL = """
    INSERT INTO till_counts (institution, box, session, attempt, purpose, teller, counted_by, expected, counted, agrees,
      business_date, counted_at)
    SELECT $1, $2, $3, COALESCE(MAX(attempt), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11
    FROM till_counts WHERE institution = $1 AND box = $2 AND session = $3
    """
  static let differingCounts: SQL = """
    SELECT counted FROM till_counts
    WHERE institution = $1 AND box = $2 AND session = $3 AND purpose = $4 AND expected = $5 AND agrees = 0
    ORDER BY attempt DESC
    """
  static let countsOfBox: SQL = """
    SELECT session, attempt, purpose, agrees, counted_at FROM till_counts WHERE institution = $1 AND box = $2
    ORDER BY session DESC, attempt DESC LIMIT $3
    """
  static let insertSeal: SQL = """
    INSERT INTO till_seals (institution, box, session, seal, sealed_by, sealed_at) VALUES ($1, $2, $3, $4, $5, $6)
    """
  static let seal: SQL = """
    SELECT session, seal, sealed_by FROM till_seals WHERE institution = $1 AND box = $2 AND opened_at IS NULL
    """
  static let breakSeal: SQL = """
    UPDATE till_seals SET opened_by = $4, opened_at = $5
    WHERE institution = $1 AND box = $2 AND session = $3 AND opened_at IS NULL RETURNING session
    """

  // Differences

  /// The teller is whoever the box's row says.
  static let insertDifference: SQL = """
    INSERT INTO till_differences (institution, box, session, currency, business_date, journal_number, kind, amount,
      expected, counted, teller, supervisor, supervisor_number, reason, recorded_at)
    SELECT institution, box, session, $3, $4, $5, $6, $7, $8, $9, teller, $10, $11, $12, $13
    FROM till_boxes WHERE institution = $1 AND box = $2 AND state = 'open'
    """
  private static let differenceColumns = """
    SELECT institution, box, session, currency, business_date, journal_number, kind, amount, expected, counted, teller,
      supervisor_number, reason, recorded_at, resolved_at, resolution
    FROM till_differences
    """
  static let differences = SQL(
    differenceColumns + " WHERE institution = $1 ORDER BY recorded_at DESC, box, currency LIMIT $2")
  static let openDifferences = SQL(
    differenceColumns
      + " WHERE institution = $1 AND resolved_at IS NULL ORDER BY recorded_at DESC, box, currency LIMIT $2")
  static let difference = SQL(
    differenceColumns + " WHERE institution = $1 AND box = $2 AND session = $3 AND currency = $4")
  static let resolveDifference: SQL = """
    UPDATE till_differences SET resolved_at = $5, resolved_by = $6, resolution = $7, resolution_date = $8,
      resolution_number = $9
    WHERE institution = $1 AND box = $2 AND session = $3 AND currency = $4 AND resolved_at IS NULL RETURNING box
    """

  // Balance of an outlet

  static let openBookings: SQL =
    "SELECT COUNT(*) FROM counter_bookings WHERE institution = $1 AND state = 'open'"
  static let openOpenings: SQL =
    "SELECT COUNT(*) FROM account_openings WHERE institution = $1 AND state = 'open'"
  static let heldNotes: SQL = """
    SELECT box, currency, CAST(SUM(denomination * pieces) AS BIGINT) FROM till_notes WHERE institution = $1 GROUP BY box, currency
    ORDER BY box, currency
    """
}
