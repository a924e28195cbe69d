import Interest
import Ledger
import Primitives
import Storage

/// Interest that deposits have earned and that was not paid yet (计提应付利息): at each day's end interest payable of an
/// outlet is brought to the sum over its accounts, one posting per product to interest expense. What is paid draws on
/// it, and the difference goes to expense.
///
/// The figure of each account is rounded to the fen as its own rule says, so the accruals of a period add up to what
/// is paid; no fraction is carried in the books because none is ever put there.
package struct InterestAccruals: Sendable {
  enum Product: Int64, Sendable, CaseIterable {
    case demand = 1
    case term = 2

    var payable: StandingAccount { self == .demand ? .demandInterestPayable : .termInterestPayable }
    /// Business kind of the posting.
    var code: Int { self == .demand ? 9003 : 9004 }
    var phase: DayEnd.Phase { self == .demand ? .demandAccrual : .termAccrual }
  }

  /// The accrual of one product on one day.
  struct Accrual: Sendable, Equatable {
    let date: BusinessDate
    /// The last day that is counted: the day before the next business date, or the settlement day before it.
    let through: BusinessDate
    let accounts: Int64
    /// Over the accounts that are counted so far, in minor units.
    let total: Int64
    let cursor: Int64
    /// What was booked; nil: the batch is still counting.
    let posted: Int64?
  }

  /// Business kind of what a payment draws on interest payable.
  static let drawCode = 9005
  /// A posting that only moves between expense and what is payable.
  package static func isAccrual(_ code: Int) -> Bool {
    code == drawCode || Product.allCases.contains { $0.code == code }
  }

  let ledger: LedgerBooks
  let calendar: BankCalendar
  private let opening: LedgerOpening

  init(ledger: LedgerBooks, calendar: BankCalendar) {
    self.ledger = ledger
    self.calendar = calendar
    opening = LedgerOpening(ledger: ledger)
  }

  // MARK: The accrual of a day

  /// At the cut-off: both accruals of the day and the accounts they are booked on stand before anybody can draw.
  func open(
    _ institution: InstitutionID, _ date: BusinessDate, through: BusinessDate, in tx: any WriteTransaction
  ) throws {
    try ensureAccounts(institution, on: date, in: tx)
    for product in Product.allCases {
      try tx.execute(
        AccrualTables.open, [.institution(institution), .date(date), .int(product.rawValue), .date(through)])
    }
  }

  /// Interest expense and what is payable.
  func ensureAccounts(_ institution: InstitutionID, on date: BusinessDate, in tx: any WriteTransaction) throws {
    for account in [StandingAccount.interestExpense] + Product.allCases.map(\.payable) {
      try opening.ensureStanding(account, institution, .cny, on: date, in: tx)
    }
  }

  /// The accrual of a running batch, locked: a payment at the counter and the batch take turns.
  func counting(_ end: DayEnd, _ product: Product, in tx: any WriteTransaction) throws -> Accrual {
    let row = try tx.first(
      AccrualTables.find, [.institution(end.institution), .date(end.date), .int(product.rawValue)], lock: true)
    if let row { return try Self.accrual(row) }
    // A batch that began before there were accruals.
    try open(end.institution, end.date, through: end.next.adding(days: -1), in: tx)
    return try counting(end, product, in: tx)
  }

  func add(
    _ end: DayEnd, _ product: Product, accounts: Int, total: Int64, through number: Int64, in tx: any WriteTransaction
  ) throws {
    try tx.execute(
      AccrualTables.add,
      [
        .institution(end.institution), .date(end.date), .int(product.rawValue), .int(accounts), .int(total),
        .int(number),
      ])
  }

  /// Brings interest payable to the total of the accounts: one posting, on the day that ended.
  ///
  /// - Returns: by how much.
  func post(_ end: DayEnd, _ product: Product, at now: Moment, in tx: any WriteTransaction) throws -> Int64 {
    let accrual = try counting(end, product, in: tx)
    let payable = product.payable.account(end.institution, .cny)
    let expense = StandingAccount.interestExpense.account(end.institution, .cny)
    let change = try accrual.total - ledger.account(payable, in: tx, lock: true).balance.minor
    if change != 0 {
      let amount = Money(minor: abs(change), .cny)
      let (journal, key) = DayEndKeys.of(end, product.rawValue, phase: product.phase)
      _ = try ledger.post(
        PostingOrder(
          journal: journal, key: key, institution: end.institution, code: product.code,
          legs: change > 0
            ? [.debit(expense, amount), .credit(payable, amount)]
            : [.debit(payable, amount), .credit(expense, amount)],
          businessDate: end.date, recordedAt: now), in: tx)
    }
    try tx.execute(
      AccrualTables.posted,
      [.institution(end.institution), .date(end.date), .int(product.rawValue), .int(change)])
    return change
  }

  // MARK: Looking

  /// The newest accrual that is booked; nil: none yet.
  func newest(
    _ institution: InstitutionID, _ product: Product, in tx: any ReadTransaction
  ) throws -> Accrual? {
    try tx.first(AccrualTables.newest, [.institution(institution), .int(product.rawValue)]).map(Self.accrual)
  }

  private static func accrual(_ row: Row) throws -> Accrual {
    Accrual(
      date: try row.date(0), through: try row.date(2), accounts: try row.int(3), total: try row.int(4),
      cursor: try row.int(5), posted: try row.optionalInt(6))
  }

  // MARK: Drawing at the counter

  /// While a batch counts: whoever draws waits for its step, or lets it wait.
  func lock(_ institution: InstitutionID, _ product: Product, in tx: any WriteTransaction) throws {
    _ = try tx.first(AccrualTables.unposted, [.institution(institution), .int(product.rawValue)], lock: true)
  }

  /// A deposit is paid, whole or in part: what was accrued for what is paid leaves interest payable, against the
  /// expense that the payment was booked to. A batch that has counted the deposit already and not booked yet counts
  /// it anew.
  ///
  /// - Parameters:
  ///   - rest: the principal that stays; nil: nothing.
  ///   - journal: the payment.
  func draw(
    _ deposit: TermDeposit, rest: Money?, beside journal: Journal, at now: Moment, rates: RateTable,
    in tx: any WriteTransaction
  ) throws {
    let institution = deposit.number.institution
    let instalments = deposit.kind == .instalment ? try InstalmentRows().contract(deposit, in: tx) : nil
    let contract = AccrualContract(deposit, instalments)
    func drawn(_ through: BusinessDate) throws -> Int64 {
      let all = try contract.accrued(through: through, rates: rates)
      return try all - (rest.map { try contract.with($0).accrued(through: through, rates: rates) } ?? 0)
    }
    let open = try tx.first(
      AccrualTables.unposted, [.institution(institution), .int(Product.term.rawValue)], lock: true
    ).map(Self.accrual)
    if let open, open.cursor >= deposit.number.sequence {
      try tx.execute(
        AccrualTables.add,
        [
          .institution(institution), .date(open.date), .int(Product.term.rawValue), .int(rest == nil ? -1 : 0),
          .int(-(try drawn(open.through))), .int(open.cursor),
        ])
    }
    guard let last = try newest(institution, .term, in: tx) else { return }
    let amount = Money(minor: try drawn(last.through), deposit.currency)
    guard amount.minor > 0 else { return }
    _ = try ledger.post(
      PostingOrder(
        journal: JournalID(high: journal.id.high, low: ~journal.id.low),
        key: IdempotencyKey(high: journal.key.high, low: ~journal.key.low), institution: institution,
        code: Self.drawCode,
        legs: [
          .debit(Product.term.payable.account(institution, deposit.currency), amount),
          .credit(StandingAccount.interestExpense.account(institution, deposit.currency), amount),
        ], businessDate: try calendar.businessDate(of: institution, in: tx), recordedAt: now), in: tx)
  }
}
