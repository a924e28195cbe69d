import Storage

/// SQL of blank vouchers and of counterfeit notes.
enum VoucherTables {
  // Lots of numbers

  static let insertLot: SQL = """
    INSERT INTO voucher_lots (institution, id, kind, holder, first_number, last_number, next_number, received, made_by,
      business_date, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $5, $7, $8, $9, $10)
    ON CONFLICT (institution, id) DO NOTHING RETURNING id
    """
  static let overlapping: SQL = """
    SELECT first_number FROM voucher_lots
    WHERE kind = $1 AND received = 1 AND first_number <= $3 AND last_number >= $2 ORDER BY first_number LIMIT 1
    """
  private static let lotColumns =
    "SELECT id, kind, holder, first_number, last_number, next_number, received FROM voucher_lots"
  static let nextLotOfInstitution = SQL(
    lotColumns + """
       WHERE institution = $1 AND kind = $2 AND holder IS NULL AND next_number <= last_number
      ORDER BY next_number LIMIT 1
      """)
  static let nextLotOfTeller = SQL(
    lotColumns + """
       WHERE institution = $1 AND kind = $2 AND holder = $3 AND next_number <= last_number
      ORDER BY next_number LIMIT 1
      """)
  static let leftAtInstitution = SQL(
    lotColumns + " WHERE institution = $1 AND next_number <= last_number ORDER BY kind, first_number LIMIT $2")
  static let takeFromLot: SQL = """
    UPDATE voucher_lots SET next_number = $4
    WHERE institution = $1 AND id = $2 AND next_number = $3 RETURNING id
    """
  static let received: SQL = """
    SELECT kind, CAST(SUM(last_number - first_number + 1) AS BIGINT) FROM voucher_lots
    WHERE institution = $1 AND received = 1 GROUP BY kind ORDER BY kind
    """
  static let left: SQL = """
    SELECT kind, CAST(SUM(last_number - next_number + 1) AS BIGINT) FROM voucher_lots
    WHERE institution = $1 GROUP BY kind ORDER BY kind
    """
  static let leftWithTeller: SQL = """
    SELECT CAST(SUM(last_number - next_number + 1) AS BIGINT) FROM voucher_lots
    WHERE institution = $1 AND kind = $2 AND holder = $3
    """

  // Numbers that left

  static let insertUse: SQL = """
    INSERT INTO voucher_uses (institution, kind, number, state, teller, purpose, business_date, ended_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (institution, kind, number) DO NOTHING RETURNING number
    """
  static let destroy: SQL = """
    UPDATE voucher_uses SET state = 'destroyed', destroyed_by = $4, destroyed_second = $5, destroyed_at = $6
    WHERE institution = $1 AND kind = $2 AND number = $3 AND state = 'void' RETURNING number
    """
  static let countUses: SQL = """
    SELECT kind, state, COUNT(*) FROM voucher_uses WHERE institution = $1 GROUP BY kind, state ORDER BY kind, state
    """
  static let use: SQL = """
    SELECT state, teller, purpose FROM voucher_uses WHERE institution = $1 AND kind = $2 AND number = $3
    """

  private static let useColumns = "SELECT kind, number, state, teller, purpose, ended_at FROM voucher_uses"
  static let voided = SQL(
    useColumns + " WHERE institution = $1 AND state = 'void' ORDER BY kind, number LIMIT $2")
  static let endedOn = SQL(
    useColumns + " WHERE institution = $1 AND business_date = $2 ORDER BY ended_at, kind, number LIMIT $3")

  // Daily counts

  static let insertCount: SQL = """
    INSERT INTO voucher_counts (institution, business_date, teller, kind, pieces, counted_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (institution, business_date, teller, kind) DO UPDATE
    SET pieces = excluded.pieces, counted_at = excluded.counted_at
    """
  static let countsOn: SQL = """
    SELECT teller, kind, pieces, counted_at FROM voucher_counts
    WHERE institution = $1 AND business_date = $2 ORDER BY kind, counted_at
    """

  // Counterfeit notes

  static let insertCounterfeit: SQL = """
    INSERT INTO counterfeit_receipts (institution, id, business_date, number, teller, teller_number, second,
      second_number, document_type, document_sealed, document_blind, name_sealed, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (institution, id) DO NOTHING RETURNING id
    """
  static let insertCounterfeitNote: SQL = """
    INSERT INTO counterfeit_notes (institution, id, line, currency, denomination, serial, kind)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
  private static let counterfeitColumns = """
    SELECT institution, id, business_date, number, teller_number, second_number, document_type, document_sealed,
      name_sealed, recorded_at
    FROM counterfeit_receipts
    """
  static let counterfeit = SQL(counterfeitColumns + " WHERE institution = $1 AND id = $2")
  static let counterfeitsOfDay = SQL(
    counterfeitColumns + " WHERE institution = $1 AND business_date = $2 ORDER BY number LIMIT $3")
  static let counterfeitsBySerial = SQL(
    counterfeitColumns + """
       WHERE institution = $1 AND id IN (SELECT id FROM counterfeit_notes WHERE serial = $2 AND institution = $1)
      ORDER BY business_date, number LIMIT $3
      """)
  static let counterfeitNotes: SQL = """
    SELECT currency, denomination, serial, kind FROM counterfeit_notes WHERE institution = $1 AND id = $2 ORDER BY line
    """
}
