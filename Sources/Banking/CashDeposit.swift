import Audit
import Ledger
import Primitives
import Storage

/// The effect `deposit.cash`: cash in by denomination, credited to a demand account of this bank, at any
/// of its outlets (BC-049; DECISIONS 12, 14).
///
/// `prepare` reserves, `settle` posts and moves the notes, `release` gives the reservation back. Between the
/// first and the last the notes belong to the customer, whatever hand they lie in.
package struct CashDeposit: Sendable {
  private let ledger: LedgerBooks
  private let audit: AuditBook
  private let calendar: BankCalendar
  private let parameters: BankParameters
  private let numbers: JournalNumbers
  private let customers: CustomerRegister
  private let accounts: DemandAccounts
  private let tills: Tills
  private let cash: TillCash

  init(
    ledger: LedgerBooks, audit: AuditBook, calendar: BankCalendar, parameters: BankParameters, numbers: JournalNumbers,
    customers: CustomerRegister, accounts: DemandAccounts, tills: Tills
  ) {
    self.ledger = ledger
    self.audit = audit
    self.calendar = calendar
    self.parameters = parameters
    self.numbers = numbers
    self.customers = customers
    self.accounts = accounts
    self.tills = tills
    cash = TillCash(ledger: ledger)
  }

  /// Checks the order from top to bottom and tells what would be booked; writes nothing.
  ///
  /// - Throws: `Refusal`, the first that applies: `account.unknown`, `account.closed`, `account.frozen`
  ///   (field `account`); `amount.not-positive`, `money.too-large` (`amount`); `deposit.currency`
  ///   (`currency`); `value-date.after-business-date` (`valueDate`); `till.closed`, `till.no-currency`;
  ///   `cash.unknown-denomination` (`denominations`, `change`); `deposit.cash-differs` (`denominations`);
  ///   `till.change-missing` (`change`).
  package func preview(_ order: CashDepositOrder, in tx: any ReadTransaction) throws -> CashDepositPreview {
    let account = try accounts.usable(order.account, in: tx)
    guard order.amount.minor > 0 else { throw CashRefusal.amountZero("amount") }
    guard order.amount.minor <= Money.largestMinor else { throw CashRefusal.amountTooLarge(order.amount.currency) }
    guard order.amount.currency == account.currency else {
      throw CashRefusal.currencyDiffers(account.currency, order.amount.currency)
    }
    let today = try calendar.businessDate(of: order.institution, in: tx)
    let valueDate = try calendar.valueDate(asked: order.valueDate, businessDate: today)
    let box = try checkCash(order, today, in: tx)
    return CashDepositPreview(
      account: account, holder: try customers.reveal(account.customer, in: tx), box: box, businessDate: today,
      valueDate: valueDate, legs: Self.shown(order, box).map(BankChart.planned))
  }

  /// Checks, allots the journal number and reserves: till at debit, customer at credit.
  ///
  /// - Throws: `Refusal` as `preview`, `case.already-prepared`, and those of `LedgerBooks.reserve`.
  package func prepare(_ order: CashDepositOrder, in tx: any WriteTransaction) throws -> CashDepositFacts {
    let preview = try preview(order, in: tx)
    let number = try numbers.allot(
      order.institution, preview.businessDate, caseID: order.caseID, journal: order.journal, at: order.at, in: tx)
    try insert(order, preview, number, in: tx)
    let reservation = try ledger.reserve(
      PostingOrder(
        journal: order.journal, key: order.key, institution: order.institution, code: order.code,
        legs: Self.legs(order, preview.box), businessDate: preview.businessDate, valueDate: preview.valueDate,
        recordedAt: order.at, reference: order.caseID, reverses: nil),
      id: order.reservation, deadline: order.deadline, in: tx)
    guard reservation.id == order.reservation else { throw BankingRefusal.keyReused }
    return CashDepositFacts(
      number: number, preview: preview, amount: order.amount, received: order.received, change: order.change)
  }

  /// Posts the money and moves the notes into the till, after looking at account and till once more. A
  /// refusal here means: release the case.
  ///
  /// - Throws: `Refusal` `case.unknown`, `case.already-ended`, `case.business-date-passed`,
  ///   `account.closed`, `account.frozen`, `till.changed`, `till.change-missing`, and those of
  ///   `LedgerBooks.settle`; `Fault` `till.broken`.
  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws -> Journal {
    let record = try open(caseID, institution, in: tx)
    let today = try calendar.businessDate(of: institution, in: tx)
    guard today == record.number.businessDate else {
      throw BankingRefusal.businessDatePassed(record.number.businessDate, today)
    }
    _ = try accounts.usable(record.account, in: tx)
    let box = try tills.find(institution, record.box, lock: true, in: tx)
    guard let box, box.teller == record.teller, box.session == record.session else { throw CashRefusal.tillChanged }
    try cash.move(institution, record.box, received: record.received, given: record.change, in: tx)
    let journal = try ledger.settle(record.reservation, at: now, businessDate: today, in: tx)
    try cash.prove(institution, record.box, record.amount.currency, in: tx)
    try end(record, .settled, at: now, in: tx)
    return journal
  }

  /// Ends the case without a posting: refused by the customer, by settlement, or by its deadline. The number
  /// stays, marked as released.
  ///
  /// - Throws: `Refusal` `case.unknown`, `case.already-ended`, and those of `LedgerBooks.release`.
  package func release(
    _ caseID: CaseID, at institution: InstitutionID, reason: String, now: Moment, in tx: any WriteTransaction
  ) throws {
    let record = try open(caseID, institution, in: tx)
    try ledger.release(record.reservation, reason: reason, at: now, in: tx)
    try end(record, .released, at: now, in: tx)
  }

  /// Records that the customer has his cash back after a case that was released. No posting: his notes
  /// never entered the till.
  ///
  /// - Throws: `Refusal` `case.unknown`, `hand-back.not-due`, `hand-back.recorded`.
  package func recordHandBack(
    _ caseID: CaseID, by actor: CounterActor, now: Moment, in tx: any WriteTransaction
  ) throws -> HandBack {
    let record = try record(caseID, actor.institution, lock: true, in: tx)
    guard record.state == .released else { throw CashRefusal.handBackNotDue }
    let made = try tx.query(
      BankingTables.insertHandBack,
      [
        .institution(actor.institution), .id(caseID), .int(record.box), .id(actor.staff),
        .text(record.amount.currency.code), .text(record.received.stored), .text(record.change.stored), .moment(now),
      ])
    guard !made.isEmpty else { throw CashRefusal.handBackRecorded }
    try audit.append(
      actor.entry(
        "cash.handed-back", "case:\(caseID)", at: now, record.number.businessDate,
        ["amount": "\(record.received.total)", "journal": "\(record.number)"]), in: tx)
    return HandBack(
      box: record.box, teller: actor.staff, received: record.received, changeReturned: record.change, recordedAt: now)
  }

  /// - Returns: nil when nothing was handed back.
  package func handBack(
    _ caseID: CaseID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> HandBack? {
    guard let row = try tx.first(BankingTables.handBack, [.institution(institution), .id(caseID)]) else { return nil }
    let currency = try row.currency(2)
    return HandBack(
      box: try row.int(0), teller: try row.id(1), received: try CashCount(stored: try row.text(3), currency),
      changeReturned: try CashCount(stored: try row.text(4), currency), recordedAt: try row.moment(5))
  }

  /// - Throws: `Refusal` `case.unknown`.
  package func record(
    _ caseID: CaseID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> CashDepositRecord {
    try record(caseID, institution, lock: false, in: tx)
  }
}

// MARK: - Steps

extension CashDeposit {
  private func checkCash(
    _ order: CashDepositOrder, _ today: BusinessDate, in tx: any ReadTransaction
  ) throws -> TillBox {
    let view = try tills.view(of: order.teller, in: tx)
    guard view.box.institution == order.institution else { throw CashRefusal.tillClosed }
    let currency = order.amount.currency
    guard let drawer = view.drawer(currency) else { throw CashRefusal.tillCurrency(currency) }
    guard order.received.currency == currency, order.change.currency == currency else {
      throw CashRefusal.currencyDiffers(currency, order.received.currency)
    }
    let known = try parameters.denominations(of: currency, at: order.institution, on: today, in: tx)
    try order.received.check(against: known, field: "denominations")
    try order.change.check(against: known, field: "change")
    let net = order.received.total - order.change.total
    guard net == order.amount else { throw CashRefusal.cashDiffers(order.amount, net) }
    _ = try TillCash.after(drawer, received: order.received, given: order.change)
    return view.box
  }

  private static func legs(_ order: CashDepositOrder, _ box: TillBox) -> [Leg] {
    [
      Leg(
        account: BankChart.till(order.institution, box: box.box, order.amount.currency), side: .debit,
        amount: order.amount),
      Leg(account: BankChart.customer(order.account), side: .credit, amount: order.amount),
    ]
  }

  /// With the inter-branch pair that the ledger adds when another outlet keeps the account (DECISIONS 14).
  private static func shown(_ order: CashDepositOrder, _ box: TillBox) -> [Leg] {
    let (here, home) = (order.institution, order.account.institution)
    guard here != home else { return legs(order, box) }
    return legs(order, box) + [
      .credit(.interBranch(here, order.amount.currency), order.amount),
      .debit(.interBranch(home, order.amount.currency), order.amount),
    ]
  }

  private func insert(
    _ order: CashDepositOrder, _ preview: CashDepositPreview, _ number: JournalNumber, in tx: any WriteTransaction
  ) throws {
    let made = try tx.query(
      BankingTables.insertDeposit,
      [
        .institution(order.institution), .id(order.caseID), .int(preview.box.box), .int(preview.box.session),
        .id(order.teller), .institution(order.account.institution), .int(order.account.sequence),
        .text(order.amount.currency.code), .int(order.amount.minor), .text(order.received.stored),
        .text(order.change.stored), .date(number.businessDate), .int(number.sequence), .id(order.reservation),
        .moment(order.at),
      ])
    guard !made.isEmpty else { throw BankingRefusal.alreadyPrepared() }
  }

  private func record(
    _ caseID: CaseID, _ institution: InstitutionID, lock: Bool, in tx: any ReadTransaction
  ) throws -> CashDepositRecord {
    let place: [Value] = [.institution(institution), .id(caseID)]
    guard let row = try tx.first(BankingTables.deposit, place, lock: lock) else { throw BankingRefusal.caseUnknown }
    return try Self.record(row, caseID, institution)
  }

  private func open(
    _ caseID: CaseID, _ institution: InstitutionID, in tx: any WriteTransaction
  ) throws -> CashDepositRecord {
    let record = try record(caseID, institution, lock: true, in: tx)
    guard record.state == .open else { throw BankingRefusal.ended(record.state.rawValue) }
    return record
  }

  private func end(
    _ record: CashDepositRecord, _ state: AllottedNumber.State, at now: Moment, in tx: any WriteTransaction
  ) throws {
    let ended = try tx.query(
      BankingTables.endDeposit,
      [.institution(record.institution), .id(record.caseID), .text(state.rawValue), .moment(now)])
    guard !ended.isEmpty else { throw BankingRefusal.ended(state.rawValue) }
    try numbers.end(record.number, state, at: now, in: tx)
  }

  private static func record(_ row: Row, _ caseID: CaseID, _ institution: InstitutionID) throws -> CashDepositRecord {
    guard let state = CashDepositRecord.State(rawValue: try row.text(0)) else {
      throw Fault("storage.row", "unknown state of deposit \(caseID)")
    }
    let currency = try row.currency(6)
    return CashDepositRecord(
      caseID: caseID, institution: institution, state: state, box: try row.int(1), session: try row.int(2),
      teller: try row.id(3), account: AccountNumber(try row.institution(4), sequence: try row.int(5)),
      amount: Money(minor: try row.int(7), currency), received: try CashCount(stored: try row.text(8), currency),
      change: try CashCount(stored: try row.text(9), currency),
      number: JournalNumber(outlet: institution, businessDate: try row.date(10), sequence: try row.int(11)),
      reservation: try row.id(12))
  }
}
