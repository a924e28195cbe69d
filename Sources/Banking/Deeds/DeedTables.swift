import Storage

/// SQL and schema of deeds, of what customers' records hold besides name and document, and of enterprises.
enum DeedTables {
  /// What a deed says of persons stands sealed in `order_sealed`, and only for as long as the deed lives.
  static let steps = [
    """
    CREATE TABLE customer_deeds (
      institution {int} NOT NULL, case_id {id} NOT NULL, kind {text} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('open', 'settled', 'released')), teller {id} NOT NULL,
      customer_id {id} NOT NULL, order_sealed {bytes}, business_date {int} NOT NULL, journal_number {int} NOT NULL,
      prepared_at {int} NOT NULL, ended_at {int},
      PRIMARY KEY (institution, case_id), CHECK ((state = 'open') = (ended_at IS NULL)),
      CHECK ((state = 'released') = (order_sealed IS NULL))) {clustered}
    """,
    "CREATE INDEX customer_deeds_by_customer ON customer_deeds (customer_id)",
    """
    CREATE TABLE customer_particulars (
      customer_id {id} NOT NULL PRIMARY KEY, address_sealed {bytes}, occupation {text}, document_until {int},
      changed_at {int} NOT NULL) {clustered}
    """,
    """
    CREATE TABLE customer_changes (
      customer_id {id} NOT NULL, changed_at {int} NOT NULL, case_id {id} NOT NULL, attribute {text} NOT NULL,
      before_sealed {bytes}, after_sealed {bytes} NOT NULL, teller {id} NOT NULL,
      PRIMARY KEY (customer_id, changed_at, case_id, attribute)) {clustered}
    """,
    """
    CREATE TABLE enterprises (
      customer_id {id} NOT NULL PRIMARY KEY, address_sealed {bytes} NOT NULL, legal_name_sealed {bytes} NOT NULL,
      legal_document_type {text} NOT NULL, legal_document_sealed {bytes} NOT NULL, basic_number {text},
      entered_at {int} NOT NULL) {clustered}
    """,
  ]

  static let insert: SQL = """
    INSERT INTO customer_deeds (institution, case_id, kind, state, teller, customer_id, order_sealed, business_date,
      journal_number, prepared_at)
    VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9)
    ON CONFLICT (institution, case_id) DO NOTHING RETURNING case_id
    """
  static let find: SQL = """
    SELECT kind, state, teller, customer_id, order_sealed, business_date, journal_number
    FROM customer_deeds WHERE institution = $1 AND case_id = $2
    """
  static let settle: SQL = """
    UPDATE customer_deeds SET state = 'settled', ended_at = $3, customer_id = $4
    WHERE institution = $1 AND case_id = $2 AND state = 'open' RETURNING case_id
    """
  static let release: SQL = """
    UPDATE customer_deeds SET state = 'released', ended_at = $3, order_sealed = NULL
    WHERE institution = $1 AND case_id = $2 AND state = 'open' RETURNING case_id
    """

  // Records

  static let lockCustomer: SQL = "SELECT id FROM customers WHERE id = $1"
  static let particulars: SQL =
    "SELECT address_sealed, occupation, document_until FROM customer_particulars WHERE customer_id = $1"
  static let putParticulars: SQL = """
    INSERT INTO customer_particulars (customer_id, address_sealed, occupation, document_until, changed_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (customer_id) DO UPDATE SET address_sealed = excluded.address_sealed,
      occupation = excluded.occupation, document_until = excluded.document_until, changed_at = excluded.changed_at
    """
  static let rename: SQL = "UPDATE customers SET name_sealed = $2, name_blind = $3 WHERE id = $1"
  static let setPhone: SQL = "UPDATE customers SET phone_sealed = $2, phone_blind = $3 WHERE id = $1"
  static let insertChange: SQL = """
    INSERT INTO customer_changes (customer_id, changed_at, case_id, attribute, before_sealed, after_sealed, teller)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
  static let changes: SQL = """
    SELECT changed_at, attribute, before_sealed, after_sealed, case_id FROM customer_changes
    WHERE customer_id = $1 ORDER BY changed_at DESC, attribute LIMIT $2
    """

  // Enterprises

  static let enterprise: SQL = """
    SELECT address_sealed, legal_name_sealed, legal_document_type, legal_document_sealed, basic_number
    FROM enterprises WHERE customer_id = $1
    """
  static let insertEnterprise: SQL = """
    INSERT INTO enterprises (customer_id, address_sealed, legal_name_sealed, legal_document_type,
      legal_document_sealed, basic_number, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (customer_id) DO NOTHING
    """
}
