import Storage

/// The tables of the Banking room. Rows of an institution begin with it; a customer belongs to the whole
/// bank.
package enum BankingSchema {
  package static let schema = Schema(
    room: "banking",
    steps: [
      Schema.Step(1, [calendars, parameters, counters, numbers, numberOfJournal] + denominations),
      Schema.Step(2, [customers] + customerIndexes + [accountCounters, accounts, accountsOfCustomer, openings]),
      Schema.Step(3, [boxes, oneBoxPerTeller, drawers, notes, deposits, depositsOfBox, handBacks]),
      Schema.Step(4, [bookings, bookingsOfBox, depositsBecomeBookings, "DROP TABLE cash_deposits"]),
      Schema.Step(
        5, TermTables.steps + RequestTables.steps + DayEndTables.steps + CorrectionTables.steps + benchmarkRates),
      Schema.Step(6, TillSchema.statements + VoucherSchema.statements),
      Schema.Step(7, DayEndTables.accrualSteps + AccrualTables.steps),
      Schema.Step(
        8,
        InstalmentTables.steps + PaperTables.steps + [TermTables.certificateOfRest] + InstalmentTables.rates
          + PayeeTables.steps),
      Schema.Step(9, AccountTables.steps + DeedTables.steps + ClosingTables.steps),
      Schema.Step(10, ErrorTables.steps),
      Schema.Step(11, VoucherSchema.countStatements),
      Schema.Step(12, PasswordTables.steps),
      Schema.Step(13, openBusiness),
    ])

  /// What balancing asks at every day's end: is anything of this outlet open?
  private static let openBusiness = ["account_openings", "account_closings", "counter_requests", "customer_deeds"].map {
    "CREATE INDEX \($0)_open ON \($0) (institution) WHERE state = 'open'"
  }

  private static let calendars = """
    CREATE TABLE bank_calendars (
      institution {int} NOT NULL PRIMARY KEY CHECK (institution BETWEEN 1 AND 999999),
      business_date {int} NOT NULL CHECK (business_date BETWEEN 10101 AND 99991231))
    """

  /// `institution` 0: the whole bank.
  private static let parameters = """
    CREATE TABLE bank_parameters (
      institution {int} NOT NULL CHECK (institution BETWEEN 0 AND 999999), parameter {text} NOT NULL,
      valid_from {int} NOT NULL, content {text} NOT NULL,
      PRIMARY KEY (institution, parameter, valid_from)) {clustered}
    """

  private static let counters = """
    CREATE TABLE journal_counters (
      institution {int} NOT NULL, business_date {int} NOT NULL, last_number {int} NOT NULL CHECK (last_number > 0),
      PRIMARY KEY (institution, business_date)) {clustered}
    """

  private static let numbers = """
    CREATE TABLE journal_numbers (
      institution {int} NOT NULL, business_date {int} NOT NULL, number {int} NOT NULL CHECK (number > 0),
      case_id {id}, journal_id {id}, state {text} NOT NULL CHECK (state IN ('allotted', 'settled', 'released')),
      allotted_at {int} NOT NULL, ended_at {int},
      PRIMARY KEY (institution, business_date, number),
      CHECK (case_id IS NOT NULL OR journal_id IS NOT NULL),
      CHECK ((state = 'allotted') = (ended_at IS NULL))) {clustered}
    """

  private static let numberOfJournal = "CREATE INDEX journal_numbers_by_journal ON journal_numbers (journal_id)"

  /// CNY: the denominations a counter's grid shows. CZK: coins of 10 and 20 haléř left circulation on
  /// 2003-10-31, those of 50 haléř on 2008-08-31, the 200, 2000 and 5000 notes came from 1993 to 1996.
  private static let denominations = [
    denomination("CNY", 19_990_101, "10000,5000,2000,1000,500,100,50,10"),
    denomination("CZK", 19_930_101, "100000,50000,10000,5000,2000,1000,500,200,100,50,20,10"),
    denomination("CZK", 20_080_901, "500000,200000,100000,50000,20000,10000,5000,2000,1000,500,200,100"),
  ]

  /// The benchmark rates of the PBOC from 2015-10-24 on, until the bank posts its own. There is none for five years
  /// (withdrawn 2014-11-22).
  private static let benchmarkRates = [
    ("demand", "0.35%"), ("lump-sum.3m", "1.10%"), ("lump-sum.6m", "1.30%"), ("lump-sum.1y", "1.50%"),
    ("lump-sum.2y", "2.10%"), ("lump-sum.3y", "2.75%"), ("notice.1d", "0.80%"), ("notice.7d", "1.35%"),
  ].map { key, rate in
    """
    INSERT INTO bank_parameters (institution, parameter, valid_from, content)
    VALUES (0, 'rate.\(key).CNY', 20151024, '\(rate)')
    """
  }

  private static func denomination(_ currency: String, _ from: Int, _ list: String) -> String {
    """
    INSERT INTO bank_parameters (institution, parameter, valid_from, content)
    VALUES (0, 'cash.denominations.\(currency)', \(from), '\(list)')
    """
  }

  private static let customers = """
    CREATE TABLE customers (
      id {id} NOT NULL PRIMARY KEY, institution {int} NOT NULL,
      document_type {text} NOT NULL CHECK (document_type IN ('resident-id', 'other')),
      document_sealed {bytes} NOT NULL, document_blind {bytes} NOT NULL, name_sealed {bytes} NOT NULL,
      name_blind {bytes} NOT NULL, phone_sealed {bytes}, phone_blind {bytes}, opened_at {int} NOT NULL,
      UNIQUE (document_type, document_blind),
      CHECK ((phone_sealed IS NULL) = (phone_blind IS NULL))) {clustered}
    """

  private static let customerIndexes = [
    "CREATE INDEX customers_by_name ON customers (name_blind)",
    "CREATE INDEX customers_by_phone ON customers (phone_blind)",
  ]

  private static let accountCounters = """
    CREATE TABLE account_counters (
      institution {int} NOT NULL PRIMARY KEY, last_number {int} NOT NULL CHECK (last_number BETWEEN 1 AND 999999))
    """

  private static let accounts = """
    CREATE TABLE demand_accounts (
      institution {int} NOT NULL, number {int} NOT NULL CHECK (number BETWEEN 1 AND 999999),
      customer_id {id} NOT NULL, currency {text} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('pending', 'active', 'frozen', 'closed', 'released')),
      account_class {int} NOT NULL CHECK (account_class = 1), opened_on {int} NOT NULL, closed_on {int},
      PRIMARY KEY (institution, number), CHECK ((state = 'closed') = (closed_on IS NOT NULL))) {clustered}
    """

  private static let accountsOfCustomer = "CREATE INDEX demand_accounts_by_customer ON demand_accounts (customer_id)"

  /// The customer's data stand here only while the opening waits: its end moves or removes them. The record
  /// of the identity check stays, with the agent, unless the case was released.
  private static let openings = """
    CREATE TABLE account_openings (
      institution {int} NOT NULL, case_id {id} NOT NULL, account_number {int} NOT NULL,
      business_date {int} NOT NULL, journal_number {int} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('open', 'settled', 'released')),
      customer_id {id} NOT NULL, known {int} NOT NULL CHECK (known IN (0, 1)),
      document_type {text} NOT NULL, document_sealed {bytes}, document_blind {bytes}, name_sealed {bytes},
      name_blind {bytes}, phone_sealed {bytes}, phone_blind {bytes},
      check_method {text} NOT NULL CHECK (check_method IN ('original-seen', 'chip-read', 'registry')),
      check_result {text} NOT NULL CHECK (check_result = 'agrees'), checked_by {id} NOT NULL,
      acting_as {text} NOT NULL CHECK (acting_as IN ('holder', 'agent')),
      agent_name_sealed {bytes}, agent_document_type {text}, agent_document_sealed {bytes},
      prepared_at {int} NOT NULL, ended_at {int},
      PRIMARY KEY (institution, case_id), UNIQUE (institution, account_number),
      CHECK ((state = 'open') = (ended_at IS NULL)),
      CHECK (state = 'open' OR (document_sealed IS NULL AND name_sealed IS NULL AND phone_sealed IS NULL)),
      CHECK (state <> 'released' OR (agent_name_sealed IS NULL AND agent_document_sealed IS NULL)))
      {clustered}
    """

  private static let boxes = """
    CREATE TABLE till_boxes (
      institution {int} NOT NULL, box {int} NOT NULL CHECK (box BETWEEN 1 AND 9999), teller {id},
      session {int} NOT NULL CHECK (session >= 0), state {text} NOT NULL CHECK (state IN ('open', 'closed')),
      changed_at {int} NOT NULL, opened_on {int},
      PRIMARY KEY (institution, box),
      CHECK ((state = 'open') = (teller IS NOT NULL)),
      CHECK ((state = 'open') = (opened_on IS NOT NULL))) {clustered}
    """

  private static let oneBoxPerTeller =
    "CREATE UNIQUE INDEX till_boxes_teller ON till_boxes (teller) WHERE state = 'open'"

  /// The currencies a box was opened with in each of its sessions, and what was counted at its ends.
  private static let drawers = """
    CREATE TABLE till_drawers (
      institution {int} NOT NULL, box {int} NOT NULL, session {int} NOT NULL, currency {text} NOT NULL,
      opening_count {text} NOT NULL, closing_count {text},
      PRIMARY KEY (institution, box, session, currency)) {clustered}
    """

  private static let notes = """
    CREATE TABLE till_notes (
      institution {int} NOT NULL, box {int} NOT NULL, currency {text} NOT NULL,
      denomination {int} NOT NULL CHECK (denomination > 0), pieces {int} NOT NULL CHECK (pieces >= 0),
      PRIMARY KEY (institution, box, currency, denomination)) {clustered}
    """

  private static let deposits = """
    CREATE TABLE cash_deposits (
      institution {int} NOT NULL, case_id {id} NOT NULL, state {text} NOT NULL
        CHECK (state IN ('open', 'settled', 'released')),
      box {int} NOT NULL, session {int} NOT NULL, teller {id} NOT NULL,
      home {int} NOT NULL, account_number {int} NOT NULL,
      currency {text} NOT NULL, amount {int} NOT NULL CHECK (amount > 0), received {text} NOT NULL,
      change_given {text} NOT NULL, business_date {int} NOT NULL, journal_number {int} NOT NULL,
      reservation_id {id} NOT NULL, prepared_at {int} NOT NULL, ended_at {int},
      PRIMARY KEY (institution, case_id),
      CHECK ((state = 'open') = (ended_at IS NULL))) {clustered}
    """

  private static let depositsOfBox =
    "CREATE INDEX cash_deposits_open ON cash_deposits (institution, box) WHERE state = 'open'"

  /// All business at the counter that moves money, one row each; what `cash_deposits` held moves here.
  private static let bookings = """
    CREATE TABLE counter_bookings (
      institution {int} NOT NULL, case_id {id} NOT NULL, kind {text} NOT NULL, state {text} NOT NULL
        CHECK (state IN ('open', 'settled', 'released')),
      teller {id} NOT NULL, box {int}, session {int}, home {int} NOT NULL, account_number {int} NOT NULL,
      other_home {int}, other_number {int}, currency {text} NOT NULL, amount {int} NOT NULL CHECK (amount > 0),
      received {text} NOT NULL, given {text} NOT NULL, business_date {int} NOT NULL, journal_number {int} NOT NULL,
      reservation_id {id} NOT NULL, prepared_at {int} NOT NULL, ended_at {int},
      PRIMARY KEY (institution, case_id),
      CHECK ((box IS NULL) = (session IS NULL)), CHECK ((other_home IS NULL) = (other_number IS NULL)),
      CHECK (box IS NOT NULL OR (received = '' AND given = '')),
      CHECK ((state = 'open') = (ended_at IS NULL))) {clustered}
    """

  private static let bookingsOfBox =
    "CREATE INDEX counter_bookings_open ON counter_bookings (institution, box) WHERE state = 'open'"

  private static let depositsBecomeBookings = """
    INSERT INTO counter_bookings (institution, case_id, kind, state, teller, box, session, home, account_number,
      currency, amount, received, given, business_date, journal_number, reservation_id, prepared_at, ended_at)
    SELECT institution, case_id, 'deposit.cash', state, teller, box, session, home, account_number, currency, amount,
      received, change_given, business_date, journal_number, reservation_id, prepared_at, ended_at FROM cash_deposits
    """

  private static let handBacks = """
    CREATE TABLE cash_hand_backs (
      institution {int} NOT NULL, case_id {id} NOT NULL, box {int} NOT NULL, teller {id} NOT NULL,
      currency {text} NOT NULL, received {text} NOT NULL, change_returned {text} NOT NULL, recorded_at {int} NOT NULL,
      PRIMARY KEY (institution, case_id)) {clustered}
    """
}
