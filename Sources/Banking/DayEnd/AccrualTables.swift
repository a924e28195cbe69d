import Storage

/// SQL and schema of accrued interest (计提应付利息).
enum AccrualTables {
  static let steps = [
    """
    CREATE TABLE deposit_products (
      account {int} NOT NULL PRIMARY KEY, through {int} NOT NULL, product {int} NOT NULL CHECK (product >= 0),
      balance {int} NOT NULL, last_journal {id}, last_number {int},
      CHECK ((last_journal IS NULL) = (last_number IS NULL)))
    """,
    """
    CREATE TABLE interest_accruals (
      institution {int} NOT NULL, business_date {int} NOT NULL, product {int} NOT NULL CHECK (product IN (1, 2)),
      through {int} NOT NULL, accounts {int} NOT NULL, total {int} NOT NULL, cursor_number {int} NOT NULL,
      posted {int}, PRIMARY KEY (institution, business_date, product)) {clustered}
    """,
    "CREATE UNIQUE INDEX interest_accruals_open ON interest_accruals (institution, product) WHERE posted IS NULL",
  ]

  // MARK: Day products of demand accounts

  /// Key: the ledger account, which begins with the institution.
  static let productRows = TableRows(
    "deposit_products", key: ["account"],
    [
      .init("account", .int), .init("through", .int), .init("product", .int), .init("balance", .int),
      .init("last_journal", .id), .init("last_number", .int),
    ])
  static let products: SQL = """
    SELECT account, through, product, balance, last_journal, last_number FROM deposit_products
    WHERE account BETWEEN $1 AND $2 ORDER BY account
    """
  static let demandNumbers: SQL = """
    SELECT number FROM demand_accounts WHERE institution = $1 AND number BETWEEN $2 AND $3
      AND state IN ('active', 'frozen') AND currency = 'CNY' ORDER BY number
    """

  static let enterpriseNumbers: SQL = """
    SELECT number FROM account_traits WHERE institution = $1 AND number BETWEEN $2 AND $3 AND nature <> 'personal'
    """

  // MARK: Deposits under a contract

  static let contracts: SQL = """
    SELECT number, kind, months, notice_days, principal, opened_on, rate_units FROM term_deposits
    WHERE institution = $1 AND number BETWEEN $2 AND $3 AND state = 'active' ORDER BY number
    """

  static let instalments: SQL = """
    SELECT number, months, monthly, opened_on, rate_units FROM instalment_deposits
    WHERE institution = $1 AND number BETWEEN $2 AND $3 AND state = 'active' ORDER BY number
    """
  static let payments: SQL = """
    SELECT p.number, p.paid_on, p.amount FROM instalment_payments p
      JOIN instalment_deposits d ON d.institution = p.institution AND d.number = p.number AND d.state = 'active'
    WHERE p.institution = $1 AND p.number BETWEEN $2 AND $3 ORDER BY p.number, p.payment
    """

  // MARK: The accruals of a day

  static let open: SQL = """
    INSERT INTO interest_accruals (institution, business_date, product, through, accounts, total, cursor_number)
    VALUES ($1, $2, $3, $4, 0, 0, 0)
    """
  static let add: SQL = """
    UPDATE interest_accruals SET accounts = accounts + $4, total = total + $5, cursor_number = $6
    WHERE institution = $1 AND business_date = $2 AND product = $3 AND posted IS NULL
    """
  static let posted: SQL = """
    UPDATE interest_accruals SET posted = $4 WHERE institution = $1 AND business_date = $2 AND product = $3
    """
  private static let columns = """
    SELECT business_date, product, through, accounts, total, cursor_number, posted FROM interest_accruals
    """
  static let find = SQL(columns + " WHERE institution = $1 AND business_date = $2 AND product = $3")
  static let unposted = SQL(columns + " WHERE institution = $1 AND product = $2 AND posted IS NULL")
  static let newest = SQL(
    columns + " WHERE institution = $1 AND product = $2 AND posted IS NOT NULL ORDER BY business_date DESC LIMIT 1")
}
