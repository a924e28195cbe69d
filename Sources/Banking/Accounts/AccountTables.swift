import Storage

/// SQL and schema of what accounts are beyond their row: traits, holds, cards, and what was used of their limits.
enum AccountTables {
  static let steps =
    [
      """
      CREATE TABLE account_traits (
        institution {int} NOT NULL, number {int} NOT NULL,
        nature {text} NOT NULL CHECK (nature IN ('personal', 'basic', 'general')),
        account_class {int} NOT NULL CHECK (account_class BETWEEN 1 AND 3), linked_home {int}, linked_number {int},
        activated_on {int},
        PRIMARY KEY (institution, number), CHECK ((linked_home IS NULL) = (linked_number IS NULL)),
        CHECK (nature = 'personal' OR account_class = 1),
        CHECK (linked_home IS NULL OR account_class > 1)) {clustered}
      """,
      "CREATE INDEX account_traits_by_link ON account_traits (linked_home, linked_number) WHERE linked_home IS NOT NULL",
      "CREATE INDEX counter_bookings_by_account ON counter_bookings (home, account_number, business_date)",
      """
      CREATE INDEX counter_bookings_by_other ON counter_bookings (other_home, other_number, business_date)
      WHERE other_home IS NOT NULL
      """,
      """
      CREATE TABLE account_holds (
        home {int} NOT NULL, account_number {int} NOT NULL, hold {int} NOT NULL CHECK (hold > 0),
        kind {text} NOT NULL CHECK (kind IN ('freeze', 'stop')), amount {int} CHECK (amount IS NULL OR amount > 0),
        until_date {int} NOT NULL, placed_on {int} NOT NULL, order_sealed {bytes} NOT NULL,
        order_blind {bytes} NOT NULL, placed_at {int} NOT NULL, placed_case {id} NOT NULL, lifted_on {int},
        lifted_case {id},
        PRIMARY KEY (home, account_number, hold), CHECK (until_date >= placed_on),
        CHECK ((lifted_on IS NULL) = (lifted_case IS NULL))) {clustered}
      """,
      """
      CREATE TABLE account_cards (
        bin {text} NOT NULL, number {int} NOT NULL CHECK (number BETWEEN 1 AND 999999999), home {int} NOT NULL,
        account_number {int} NOT NULL, customer_id {id} NOT NULL,
        state {text} NOT NULL CHECK (state IN ('pending', 'issued', 'active', 'cancelled', 'released')),
        replaces {int}, made_case {id} NOT NULL, issued_on {int}, activated_on {int}, cancelled_on {int},
        PRIMARY KEY (bin, number),
        CHECK (state NOT IN ('issued', 'active') OR issued_on IS NOT NULL),
        CHECK (state <> 'active' OR activated_on IS NOT NULL),
        CHECK ((state = 'cancelled') = (cancelled_on IS NOT NULL))) {clustered}
      """,
      """
      CREATE UNIQUE INDEX account_cards_living ON account_cards (home, account_number)
      WHERE state IN ('issued', 'active')
      """,
      "CREATE UNIQUE INDEX account_cards_of_case ON account_cards (made_case)",
      "CREATE TABLE card_counters (bin {text} NOT NULL PRIMARY KEY, last_number {int} NOT NULL)",
    ] + limits

  /// Limits of classes II and III as the PBOC has them (银发[2016]302; class III lowered by 银发[2018]16). From the
  /// month after each notice; a bank may post its own from a later day.
  private static let limits = [
    ("account.class-two.in-day", 20_161_201, 10_000_00), ("account.class-two.in-year", 20_161_201, 200_000_00),
    ("account.class-two.out-day", 20_161_201, 10_000_00), ("account.class-two.out-year", 20_161_201, 200_000_00),
    ("account.class-three.balance", 20_161_201, 1_000_00), ("account.class-three.out-day", 20_161_201, 5_000_00),
    ("account.class-three.out-year", 20_161_201, 100_000_00),
    ("account.class-three.balance", 20_180_201, 2_000_00), ("account.class-three.out-day", 20_180_201, 2_000_00),
    ("account.class-three.out-year", 20_180_201, 50_000_00),
    ("account.class-two.per-customer", 20_161_201, 5), ("account.class-three.per-customer", 20_161_201, 5),
  ].map { key, from, value in
    """
    INSERT INTO bank_parameters (institution, parameter, valid_from, content) VALUES (0, '\(key)', \(from), '\(value)')
    """
  }

  // Traits

  static let insertTraits: SQL = """
    INSERT INTO account_traits (institution, number, nature, account_class, linked_home, linked_number)
    VALUES ($1, $2, $3, $4, $5, $6)
    """
  static let wake: SQL = """
    INSERT INTO account_traits (institution, number, nature, account_class, activated_on)
    VALUES ($1, $2, 'personal', 1, $3)
    ON CONFLICT (institution, number) DO UPDATE SET activated_on = excluded.activated_on
    """
  /// Accounts of a customer that live or wait, by nature and class.
  static let living: SQL = """
    SELECT a.institution, a.number, COALESCE(t.nature, 'personal'), COALESCE(t.account_class, 1)
    FROM demand_accounts a LEFT JOIN account_traits t ON t.institution = a.institution AND t.number = a.number
    WHERE a.customer_id = $1 AND a.currency = $2 AND a.state IN ('pending', 'active', 'frozen')
    ORDER BY a.institution, a.number
    """
  static let linkedTo: SQL = """
    SELECT COUNT(*) FROM account_traits t JOIN demand_accounts a ON a.institution = t.institution AND a.number = t.number
    WHERE t.linked_home = $1 AND t.linked_number = $2 AND a.state IN ('pending', 'active', 'frozen')
    """

  // Limits: what was used, open business included, cancelled business not

  private static let counts = """
    state <> 'released' AND business_date BETWEEN $3 AND $4 AND NOT EXISTS (SELECT 1 FROM corrections c
      WHERE c.institution = b.institution AND c.case_id = b.case_id)
    """
  static let usedOut = SQL(
    """
    SELECT COALESCE(SUM(amount), 0) FROM counter_bookings b
    WHERE home = $1 AND account_number = $2 AND kind IN ('withdraw.cash', 'transfer.internal')
      AND NOT (kind = 'transfer.internal' AND other_home = $5 AND other_number = $6) AND \(counts)
    """)
  static let usedInCash = SQL(
    """
    SELECT COALESCE(SUM(amount), 0) FROM counter_bookings b
    WHERE home = $1 AND account_number = $2 AND kind = 'deposit.cash' AND \(counts)
    """)
  static let usedInTransfer = SQL(
    """
    SELECT COALESCE(SUM(amount), 0) FROM counter_bookings b
    WHERE other_home = $1 AND other_number = $2 AND kind IN ('transfer.internal', 'account.close')
      AND NOT (home = $5 AND account_number = $6) AND \(counts)
    """)
  static let lastBooking: SQL = """
    SELECT MAX(business_date) FROM counter_bookings WHERE home = $1 AND account_number = $2 AND state = 'settled'
    """
  static let lastAsOther: SQL = """
    SELECT MAX(business_date) FROM counter_bookings WHERE other_home = $1 AND other_number = $2 AND state = 'settled'
    """
  static let depositsOf: SQL = """
    SELECT (SELECT COUNT(*) FROM term_deposits
        WHERE linked_home = $1 AND linked_number = $2 AND state IN ('pending', 'active'))
      + (SELECT COUNT(*) FROM instalment_deposits
        WHERE linked_home = $1 AND linked_number = $2 AND state IN ('pending', 'active'))
    """

  // Holds

  static let nextHold: SQL =
    "SELECT COALESCE(MAX(hold), 0) + 1 FROM account_holds WHERE home = $1 AND account_number = $2"
  static let insertHold: SQL = """
    INSERT INTO account_holds (home, account_number, hold, kind, amount, until_date, placed_on, order_sealed,
      order_blind, placed_at, placed_case) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    """
  static let holds: SQL = """
    SELECT hold, kind, amount, until_date, placed_on, order_sealed, order_blind FROM account_holds
    WHERE home = $1 AND account_number = $2 AND lifted_on IS NULL AND until_date >= $3 ORDER BY hold
    """
  static let liftHold: SQL = """
    UPDATE account_holds SET lifted_on = $4, lifted_case = $5
    WHERE home = $1 AND account_number = $2 AND hold = $3 AND lifted_on IS NULL RETURNING hold
    """

  // Cards

  static let nextCard: SQL = """
    INSERT INTO card_counters (bin, last_number) VALUES ($1, 1)
    ON CONFLICT (bin) DO UPDATE SET last_number = card_counters.last_number + 1
    WHERE card_counters.last_number < 999999999 RETURNING last_number
    """
  static let insertCard: SQL = """
    INSERT INTO account_cards (bin, number, home, account_number, customer_id, state, replaces, made_case)
    VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7)
    """
  private static let cardColumns = """
    SELECT bin, number, home, account_number, customer_id, state, replaces, issued_on, activated_on, cancelled_on
    FROM account_cards
    """
  static let card = SQL(cardColumns + " WHERE bin = $1 AND number = $2")
  static let livingCard = SQL(
    cardColumns + " WHERE home = $1 AND account_number = $2 AND state IN ('issued', 'active')")
  static let cardOfCase = SQL(cardColumns + " WHERE made_case = $1")
  static let moveCard: SQL = """
    UPDATE account_cards SET state = $4, issued_on = $5, activated_on = $6, cancelled_on = $7
    WHERE bin = $1 AND number = $2 AND state = $3 RETURNING number
    """
}
