import Interest
import Ledger
import Primitives
import Storage

/// The effects `term.open` and `term.draw`: lump-sum, notice and demand-or-time deposits, out of a demand account
/// of the customer and back into it (BC-012, BC-022). Every figure of interest is a working of the Interest room;
/// what the voucher prints is what is posted.
package struct TermDeposits: Sendable {
  let ground: BankGround
  let bookings: CounterBookings
  package let rates: BankRates
  let rows: TermRows
  let accruals: InterestAccruals
  private let accounts: LedgerOpening

  init(ground: BankGround, bookings: CounterBookings) {
    self.ground = ground
    self.bookings = bookings
    rates = BankRates(parameters: ground.parameters)
    rows = TermRows()
    accruals = InterestAccruals(ledger: ground.ledger, calendar: ground.calendar)
    accounts = LedgerOpening(ledger: ground.ledger)
  }

  // MARK: Looking

  /// - Throws: `Refusal` `term.unknown`.
  package func find(_ number: AccountNumber, in tx: any ReadTransaction) throws -> TermDeposit {
    guard let deposit = try rows.find(number, in: tx), deposit.state != .pending, deposit.state != .released else {
      throw TermRefusal.unknown
    }
    return deposit
  }

  /// By number or by the number of its valid certificate, `010001-00000012` (BC-023).
  ///
  /// - Throws: `Refusal` `term.unknown`, and those of `AccountNumber.init(parsing:)`.
  package func find(_ text: String, in tx: any ReadTransaction) throws -> TermDeposit {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return try find(AccountNumber(parsing: text, field: "deposit"), in: tx) }
    guard let place = Int64(parts[0]), (1...999_999).contains(place), let number = Int64(parts[1]), number > 0,
      let deposit = try rows.find(certificate: number, at: InstitutionID(place), in: tx),
      deposit.state != .pending, deposit.state != .released
    else { throw TermRefusal.unknown }
    return deposit
  }

  /// The payments of an instalment deposit, oldest first; none for other kinds.
  package func payments(of deposit: TermDeposit, in tx: any ReadTransaction) throws -> [InstalmentPayment] {
    deposit.kind == .instalment ? try rows.instalments.contract(deposit, in: tx).payments : []
  }

  /// A customer's deposits by number, closed ones included, at most 200.
  package func deposits(of customer: CustomerID, in tx: any ReadTransaction) throws -> [TermDeposit] {
    try rows.deposits(of: customer, in: tx)
  }

  // MARK: Opening

  /// - Throws: `Refusal` as `BankGround.check` and `checkFunds`, `account.…`, `term.currency`, `interest.…` (minimum,
  ///   tenor, no posted rate).
  package func preview(_ order: TermOpening, in tx: any ReadTransaction) throws -> BookingPlan {
    try plan(order, as: nil, in: tx)
  }

  package func prepare(_ order: TermOpening, in tx: any WriteTransaction) throws -> PreparedBooking {
    _ = try plan(order, as: nil, in: tx)
    let institution = order.counter.institution
    let number = try rows.allot(institution, in: tx)
    let plan = try plan(order, as: (number, try rows.nextCertificate(institution, in: tx)), in: tx)
    guard let term = plan.term else { throw Fault("term.broken", "an opening without a deposit") }
    try accounts.openTerm(number, order.amount.currency, on: plan.businessDate, in: tx)
    try rows.insert(term.deposit, case: order.counter.caseID, in: tx)
    return try bookings.prepare(order.counter, plan, in: tx)
  }

  private func plan(
    _ order: TermOpening, as identity: (number: AccountNumber, certificate: Int64)?, in tx: any ReadTransaction
  ) throws -> BookingPlan {
    let payer = try ground.accounts.usable(order.payer, in: tx)
    guard payer.currency == .cny else { throw TermRefusal.currency }
    try ground.check(order.amount, of: payer)
    try ground.checkFunds(payer, order.amount, in: tx)
    let (today, valueDate) = try ground.dates(order.counter.institution, asked: nil, in: tx)
    let table = try rates.table(payer.currency, in: tx)
    let contract = try contract(order, today, table, isEnterprise: payer.traits.isEnterprise)
    let institution = order.counter.institution
    let deposit = TermDeposit(
      number: identity?.number ?? AccountNumber(institution, sequence: AccountNumber.lastSequence),
      customer: payer.customer,
      currency: payer.currency, kind: order.kind, tenor: order.tenor, period: order.period, principal: order.amount,
      openedOn: today, maturesOn: contract.maturesOn, rate: contract.rate, instruction: order.instruction,
      partsDrawn: 0, isRenewal: false, lapses: [], notice: nil, linked: payer.number,
      certificate: identity?.certificate ?? 0, state: .pending,
      busyCase: order.counter.caseID, loss: nil)
    return BookingPlan(
      .termOpen, account: payer, holder: try ground.customers.reveal(payer.customer, in: tx), amount: order.amount,
      businessDate: today, valueDate: valueDate,
      legs: [.debit(payer.ledgerAccount, order.amount), .credit(deposit.ledgerAccount, order.amount)],
      term: TermPlan(
        deposit: deposit, drawn: .zero(payer.currency), working: nil, breaches: [],
        rest: TermRest(principal: order.amount, partsDrawn: 0, lapses: []), instalment: Self.firstMonth(order)),
      in: ground.ledger)
  }

  /// Minimum, maturity and rate, as the Interest room has them.
  private func contract(
    _ order: TermOpening, _ today: BusinessDate, _ table: RateTable, isEnterprise: Bool
  ) throws -> (maturesOn: BusinessDate?, rate: InterestRate?) {
    switch (order.kind, order.tenor, order.period) {
    case (.lumpSum, let tenor?, _):
      let made = try Self.lumpSum(isEnterprise).open(
        order.amount, tenor, on: today, instruction: order.instruction, rates: table)
      return (made.maturesOn, made.rate)
    case (.notice, _, let period?):
      _ = try Self.notice(isEnterprise).open(order.amount, period, on: today)
      _ = try table.rate(of: .notice(period), on: today)
      return (nil, nil)
    case (.instalment, let tenor?, _):
      if isEnterprise { throw AccountRefusal.personalDeposit }
      guard order.amount.minor >= InstalmentPayments.smallest.minor else { throw InstalmentRefusal.belowMinimum }
      let made = try InstalmentPlan(
        monthly: order.amount, tenor: tenor, openedOn: today, rate: try table.rate(of: .instalment(tenor), on: today))
      return (made.maturesOn, made.rate)
    case (.demandOrTime, _, _):
      if isEnterprise { throw AccountRefusal.personalDeposit }
      try DemandOrTime.personal.checkOpening(order.amount)
      _ = try table.rate(of: .demand, on: today)
      return (nil, nil)
    default: throw Fault("term.order", "a \(order.kind.rawValue) without its tenor or notice period")
    }
  }

  private static func lumpSum(_ isEnterprise: Bool) -> LumpSum { isEnterprise ? .corporate : .personal }
  private static func notice(_ isEnterprise: Bool) -> NoticeTerms { isEnterprise ? .corporate : .personal }

  // MARK: Drawing

  /// - Throws: `Refusal` `term.unknown`, `term.closed`, `term.busy`, `term.lost`, `term.pledged`,
  ///   `term.proved`, `term.whole-only`, `account.…` of
  ///   the account it is paid to, `interest.…`.
  package func preview(_ order: TermDrawing, in tx: any ReadTransaction) throws -> BookingPlan {
    try plan(order, lock: false, in: tx)
  }

  package func prepare(_ order: TermDrawing, in tx: any WriteTransaction) throws -> PreparedBooking {
    var plan = try plan(order, lock: true, in: tx)
    if let rest = plan.term?.rest, rest.certificate == nil {
      // The rest has a certificate of its own; the customer signs its number.
      let number = try rows.nextCertificate(order.deposit.institution, in: tx)
      plan = try self.plan(order, lock: true, certificate: number, in: tx)
    }
    guard let term = plan.term else { throw Fault("term.broken", "a drawing without a deposit") }
    try accounts.ensureStanding(
      .interestExpense,
      term.deposit.number.institution, term.deposit.currency, on: plan.businessDate, in: tx)
    try rows.occupy(term.deposit, case: order.counter.caseID, rest: term.rest, in: tx)
    return try bookings.prepare(order.counter, plan, in: tx)
  }

  private func plan(
    _ order: TermDrawing, lock: Bool, certificate: Int64? = nil, in tx: any ReadTransaction
  ) throws -> BookingPlan {
    guard let deposit = try rows.find(order.deposit, lock: lock, in: tx) else { throw TermRefusal.unknown }
    switch deposit.state {
    case .pending, .released: throw TermRefusal.unknown
    case .closed: throw TermRefusal.closed
    case .active: break
    }
    guard deposit.busyCase == nil else { throw TermRefusal.busy }
    guard order.amount.minor > 0 else { throw CashRefusal.amountZero("amount") }
    guard order.amount.currency == deposit.currency else { throw TermRefusal.currency }
    let linked = try ground.accounts.usable(deposit.linked, in: tx)
    let (today, valueDate) = try ground.dates(order.counter.institution, asked: nil, in: tx)
    guard deposit.loss?.holds(on: today) != true else { throw TermRefusal.lost }
    if let paper = try PaperRows().holding(deposit.number, on: today, in: tx).first { throw PaperRefusal.held(paper) }
    let table = try rates.table(deposit.currency, in: tx)
    var term =
      deposit.kind == .instalment
      ? try close(deposit, order.amount, on: today, table, in: tx)
      : try draw(order.amount, of: deposit, on: today, table, isEnterprise: linked.traits.isEnterprise)
    term.rest?.certificate = certificate
    let (drawn, interest) = (term.drawn, term.interest)
    var legs = [Leg.debit(deposit.ledgerAccount, drawn), .credit(linked.ledgerAccount, drawn + interest)]
    if interest.minor > 0 {
      legs.insert(
        .debit(StandingAccount.interestExpense.account(deposit.number.institution, deposit.currency), interest), at: 1)
    }
    return BookingPlan(
      .termDraw, account: linked, holder: try ground.customers.reveal(deposit.customer, in: tx),
      amount: drawn + interest, businessDate: today, valueDate: valueDate, legs: legs, term: term, in: ground.ledger)
  }

  private func draw(
    _ amount: Money, of deposit: TermDeposit, on today: BusinessDate, _ table: RateTable, isEnterprise: Bool
  ) throws -> TermPlan {
    switch deposit.kind {
    case .lumpSum:
      let contract = try deposit.lumpSum()
      if amount == deposit.principal {
        let closing = try Self.lumpSum(isEnterprise).close(contract, on: today, rates: table)
        // The batch of the day renews it first; what it books is not booked here.
        guard closing.terms.isEmpty else { throw TermRefusal.renewalDue }
        return TermPlan(
          deposit: deposit, drawn: deposit.principal, working: closing.working, breaches: [], rest: nil)
      }
      guard today < contract.maturesOn else { throw TermRefusal.wholeOnly(deposit.principal) }
      let part = try Self.lumpSum(isEnterprise).drawPart(amount, of: contract, on: today, rates: table)
      return TermPlan(
        deposit: deposit, drawn: part.drawn, working: part.working, breaches: [],
        rest: part.rest.map { TermRest(principal: $0.principal, partsDrawn: $0.partsDrawn, lapses: []) })
    case .notice:
      let drawing = try Self.notice(isEnterprise).draw(
        amount, from: try deposit.noticeDeposit(), on: today, notice: deposit.notice, rates: table)
      return TermPlan(
        deposit: deposit, drawn: drawing.drawn, working: drawing.working, breaches: drawing.breaches,
        rest: drawing.rest.map {
          TermRest(principal: $0.principal, partsDrawn: deposit.partsDrawn + 1, lapses: $0.lapses)
        })
    case .demandOrTime:
      guard amount == deposit.principal else { throw TermRefusal.wholeOnly(deposit.principal) }
      let working = try DemandOrTime.personal.close(
        deposit.principal, openedOn: deposit.openedOn, on: today, rates: table)
      return TermPlan(deposit: deposit, drawn: deposit.principal, working: working, breaches: [], rest: nil)
    case .instalment: throw Fault("term.broken", "an instalment deposit is closed by its payments")
    }
  }

  /// An instalment deposit is drawn as a whole: at maturity, early or overdue.
  private func close(
    _ deposit: TermDeposit, _ amount: Money, on today: BusinessDate, _ table: RateTable, in tx: any ReadTransaction
  ) throws -> TermPlan {
    guard amount == deposit.principal else { throw TermRefusal.wholeOnly(deposit.principal) }
    let (plan, payments) = try rows.instalments.contract(deposit, in: tx)
    let working = try Instalment.personal.close(plan, payments, on: today, rates: table)
    return TermPlan(
      deposit: deposit, drawn: deposit.principal, working: working, breaches: [], rest: nil,
      instalment: InstalmentSheet(
        monthly: plan.monthly, month: plan.month(of: today), paid: Int(amount.minor / plan.monthly.minor),
        months: plan.tenor.months, brokenAfter: try plan.brokenAfter(payments, seenOn: today)))
  }

  private static func firstMonth(_ order: TermOpening) -> InstalmentSheet? {
    guard order.kind == .instalment, let tenor = order.tenor else { return nil }
    return InstalmentSheet(monthly: order.amount, month: 1, paid: 1, months: tenor.months, brokenAfter: nil)
  }

  // MARK: Notice

  /// Records that the customer will draw this much once the notice has run.
  ///
  /// - Returns: the agreed day; a holiday does not move it.
  /// - Throws: `Refusal` `term.unknown`, `term.closed`, `term.busy`, `term.not-notice`, `term.notice-runs`,
  ///   `amount.not-positive`, `account.funds-short` (more than the principal).
  package func giveNotice(
    _ number: AccountNumber, _ amount: Money, in tx: any WriteTransaction
  ) throws -> BusinessDate {
    let (deposit, period) = try noticed(number, in: tx)
    let today = try ground.calendar.businessDate(of: number.institution, in: tx)
    if let notice = deposit.notice { throw TermRefusal.noticeRuns(notice.agreedOn(period)) }
    guard amount.minor > 0 else { throw CashRefusal.amountZero("amount") }
    guard amount.minor <= deposit.principal.minor else { throw TransferRefusal.fundsShort(deposit.principal) }
    let notice = WithdrawalNotice(amount, givenOn: today)
    try rows.setNotice(deposit, notice, lapses: deposit.lapses, in: tx)
    return notice.agreedOn(period)
  }

  /// Takes a notice back: its days earn nothing.
  ///
  /// - Throws: `Refusal` as `giveNotice`, and `term.no-notice`.
  package func cancelNotice(_ number: AccountNumber, in tx: any WriteTransaction) throws {
    let (deposit, _) = try noticed(number, in: tx)
    guard let notice = deposit.notice else { throw TermRefusal.noNotice }
    let lapsed = try deposit.noticeDeposit().lapsing(notice)
    try rows.setNotice(deposit, nil, lapses: lapsed.lapses, in: tx)
  }

  // MARK: Certificates

  /// - Parameter report: nil cancels what is on record.
  func setLoss(_ number: AccountNumber, _ report: LossReport?, in tx: any WriteTransaction) throws {
    guard let deposit = try rows.find(number, lock: true, in: tx) else { throw TermRefusal.unknown }
    try rows.setLost(deposit, report, in: tx)
  }

  /// A new certificate in the place of the lost one, which is void from now on.
  func replaceCertificate(_ number: AccountNumber, in tx: any WriteTransaction) throws {
    guard let deposit = try rows.find(number, lock: true, in: tx) else { throw TermRefusal.unknown }
    try rows.replace(deposit, certificate: try rows.nextCertificate(number.institution, in: tx), in: tx)
  }

  private func noticed(
    _ number: AccountNumber, in tx: any WriteTransaction
  ) throws -> (TermDeposit, NoticePeriod) {
    guard let deposit = try rows.find(number, lock: true, in: tx) else { throw TermRefusal.unknown }
    guard deposit.state == .active else {
      throw deposit.state == .closed ? TermRefusal.closed : TermRefusal.unknown
    }
    guard deposit.busyCase == nil else { throw TermRefusal.busy }
    guard let period = deposit.period else { throw TermRefusal.notNotice }
    return (deposit, period)
  }

  // MARK: Ends

  /// Posts, and lets the contract be what was prepared.
  ///
  /// - Throws: as `CounterBookings.settle`; `Fault` `term.broken`.
  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws -> Journal {
    let waiting = try rows.find(busy: caseID, in: tx)
    // Before any account is locked, in the order in which the batch locks.
    if let waiting { try accruals.lock(waiting.number.institution, .term, in: tx) }
    let journal = try bookings.settle(caseID, at: institution, now: now, in: tx)
    guard let deposit = waiting else { throw Fault("term.broken", "no deposit waits for case \(caseID)") }
    switch deposit.state {
    case .pending:
      try rows.activate(deposit, in: tx)
      if deposit.kind == .instalment {
        try rows.instalments.pay(deposit, deposit.principal, on: journal.businessDate, case: caseID, in: tx)
      }
    case .active:
      let rest = try rows.rest(of: deposit, in: tx)
      try accruals.draw(
        deposit, rest: rest?.principal, beside: journal, at: now,
        rates: try rates.table(deposit.currency, in: tx), in: tx)
      if let rest {
        // A part drawn: the rest has a certificate of its own, the old one is spent.
        let certificate = try rest.certificate ?? rows.nextCertificate(deposit.number.institution, in: tx)
        try rows.leave(deposit, rest, certificate: certificate, in: tx)
      } else {
        try rows.close(deposit, on: journal.businessDate, in: tx)
        _ = try ground.ledger.closeAccount(deposit.ledgerAccount, on: journal.businessDate, in: tx)
      }
    case .closed, .released: throw Fault("term.broken", "deposit \(deposit.number) has ended before")
    }
    return journal
  }

  package func release(
    _ caseID: CaseID, at institution: InstitutionID, reason: String, now: Moment, in tx: any WriteTransaction
  ) throws {
    try bookings.release(caseID, at: institution, reason: reason, now: now, in: tx)
    guard let deposit = try rows.find(busy: caseID, in: tx) else { return }
    if deposit.state == .pending {
      try rows.drop(deposit, in: tx)
    } else {
      try rows.free(deposit, in: tx)
    }
  }
}
