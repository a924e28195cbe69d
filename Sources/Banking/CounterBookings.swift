import Audit
import Ledger
import Primitives
import Storage

/// How all counter business with money is carried out, whatever it is (DECISIONS 12): `prepare` reserves the
/// legs and the notes of the till, `settle` posts and moves the notes, `release` gives both back. Between the
/// first and the last, notes that the customer laid down are his, whatever hand they lie in.
package struct CounterBookings: Sendable {
  private let ledger: LedgerBooks
  private let audit: AuditBook
  private let calendar: BankCalendar
  private let numbers: JournalNumbers
  private let accounts: DemandAccounts
  private let tills: Tills
  private let cash: TillCash

  init(
    ledger: LedgerBooks, audit: AuditBook, calendar: BankCalendar, numbers: JournalNumbers, accounts: DemandAccounts,
    tills: Tills
  ) {
    self.ledger = ledger
    self.audit = audit
    self.calendar = calendar
    self.numbers = numbers
    self.accounts = accounts
    self.tills = tills
    cash = TillCash(ledger: ledger)
  }

  /// Allots the journal number, writes the booking's row and reserves.
  ///
  /// - Throws: `Refusal` `case.already-prepared`, `banking.key-reused`, and those of `AccountLimits.check` and
  ///   `LedgerBooks.reserve`.
  func prepare(_ order: CounterOrder, _ plan: BookingPlan, in tx: any WriteTransaction) throws -> PreparedBooking {
    try AccountLimits(ledger: ledger, parameters: BankParameters()).check(plan, lock: true, in: tx)
    let number = try numbers.allot(
      order.institution, plan.businessDate, caseID: order.caseID, journal: order.journal, at: order.at, in: tx)
    try insert(order, plan, number, in: tx)
    let reservation = try ledger.reserve(
      PostingOrder(
        journal: order.journal, key: order.key, institution: order.institution, code: order.code, legs: plan.legs,
        businessDate: plan.businessDate, valueDate: plan.valueDate, recordedAt: order.at, reference: order.caseID,
        reverses: nil), id: order.reservation, deadline: order.deadline, in: tx)
    guard reservation.id == order.reservation else { throw BankingRefusal.keyReused }
    return PreparedBooking(number: number, plan: plan)
  }

  /// Posts the money and moves the notes, after looking at accounts and till once more. A refusal here means:
  /// release the case.
  ///
  /// - Throws: `Refusal` `case.unknown`, `case.already-ended`, `case.business-date-passed`, `account.closed`,
  ///   `account.frozen`, `till.changed`, `till.change-missing`, and those of `LedgerBooks.settle` and
  ///   `HeldFunds.check`; `Fault` `till.broken`.
  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws -> Journal {
    let record = try open(caseID, institution, in: tx)
    let today = try calendar.businessDate(of: institution, in: tx)
    guard today == record.number.businessDate else {
      throw BankingRefusal.businessDatePassed(record.number.businessDate, today)
    }
    let account = try accounts.usable(record.account, in: tx)
    if let other = record.other { _ = try accounts.usable(other, in: tx) }
    if let box = record.box {
      let found = try tills.find(institution, box, lock: true, in: tx)
      guard let found, found.teller == record.teller, found.session == record.session else {
        throw CashRefusal.tillChanged
      }
      try cash.move(institution, box, received: record.received, given: record.given, in: tx)
    }
    let journal = try ledger.settle(record.reservation, at: now, businessDate: today, in: tx)
    if record.kind.takesFromAccount {
      // An order that came after the page was drawn goes first: what it holds must still be there.
      let left = try ledger.account(account.ledgerAccount, in: tx).available
      try HeldFunds.check(account, paying: nil, of: left, on: today, in: tx)
    }
    if let box = record.box { try cash.prove(institution, box, record.amount.currency, in: tx) }
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

  /// Records that the customer has his cash back after a case that was released. No posting: his notes never
  /// entered the till.
  ///
  /// - Throws: `Refusal` `case.unknown`, `hand-back.not-due`, `hand-back.recorded`.
  package func recordHandBack(
    _ caseID: CaseID, by actor: CounterActor, now: Moment, in tx: any WriteTransaction
  ) throws -> HandBack {
    let record = try record(caseID, actor.institution, lock: true, in: tx)
    guard record.state == .released, let box = record.box, !record.received.isEmpty else {
      throw CashRefusal.handBackNotDue
    }
    let made = try tx.query(
      BankingTables.insertHandBack,
      [
        .institution(actor.institution), .id(caseID), .int(box), .id(actor.staff), .text(record.amount.currency.code),
        .text(record.received.stored), .text(record.given.stored), .moment(now),
      ])
    guard !made.isEmpty else { throw CashRefusal.handBackRecorded }
    try audit.append(
      actor.entry(
        "cash.handed-back", "case:\(caseID)", at: now, record.number.businessDate,
        ["amount": "\(record.received.total)", "journal": "\(record.number)"]), in: tx)
    return HandBack(
      box: box, teller: actor.staff, received: record.received, changeReturned: record.given, recordedAt: now)
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
  ) throws -> BookingRecord {
    try record(caseID, institution, lock: false, in: tx)
  }
}

// MARK: - Cash over the counter

extension CounterBookings {
  /// The teller's till, if what is received and given can be: known denominations, and pieces in the till that
  /// no other open business has reserved.
  ///
  /// - Parameters:
  ///   - amount: what must go over the counter, and which way: received less given is this much.
  ///   - givenField: the form field that names the pieces given out.
  /// - Throws: `Refusal` `till.closed`, `till.no-currency`, `deposit.currency`, `cash.unknown-denomination`,
  ///   `cash.no-denominations`, `deposit.cash-differs`, `till.change-missing`.
  func box(
    of teller: StaffID, at institution: InstitutionID, _ today: BusinessDate, _ parameters: BankParameters,
    received: CashCount, given: CashCount, net amount: Money, in tx: any ReadTransaction
  ) throws -> TillBox {
    let view = try tills.view(of: teller, in: tx)
    guard view.box.institution == institution else { throw CashRefusal.tillClosed }
    let currency = amount.currency
    guard let drawer = view.drawer(currency) else { throw CashRefusal.tillCurrency(currency) }
    guard received.currency == currency, given.currency == currency else {
      throw CashRefusal.currencyDiffers(currency, received.currency == currency ? given.currency : received.currency)
    }
    let known = try parameters.denominations(of: currency, at: institution, on: today, in: tx)
    try received.check(against: known, field: "denominations")
    try given.check(against: known, field: "change")
    let net = received.total - given.total
    guard net == amount else { throw CashRefusal.cashDiffers(amount, net) }
    _ = try TillCash.after(try cash.free(drawer, in: view.box, in: tx), received: received, given: given)
    return view.box
  }
}

// MARK: - Rows

extension CounterBookings {
  private func insert(
    _ order: CounterOrder, _ plan: BookingPlan, _ number: JournalNumber, in tx: any WriteTransaction
  ) throws {
    let other = plan.other?.number
    let made = try tx.query(
      BankingTables.insertBooking,
      [
        .institution(order.institution), .id(order.caseID), .text(plan.kind.rawValue), .id(order.teller),
        .int(plan.box?.box), .int(plan.box?.session), .institution(plan.account.home),
        .int(plan.account.number.sequence), .int(other?.institution.code), .int(other?.sequence),
        .text(plan.amount.currency.code), .int(plan.amount.minor), .text(plan.received.stored),
        .text(plan.given.stored), .date(number.businessDate), .int(number.sequence), .id(order.reservation),
        .moment(order.at),
      ])
    guard !made.isEmpty else { throw BankingRefusal.alreadyPrepared() }
  }

  private func record(
    _ caseID: CaseID, _ institution: InstitutionID, lock: Bool, in tx: any ReadTransaction
  ) throws -> BookingRecord {
    let place: [Value] = [.institution(institution), .id(caseID)]
    guard let row = try tx.first(BankingTables.booking, place, lock: lock) else { throw BankingRefusal.caseUnknown }
    return try Self.record(row, caseID, institution)
  }

  private func open(
    _ caseID: CaseID, _ institution: InstitutionID, in tx: any WriteTransaction
  ) throws -> BookingRecord {
    let record = try record(caseID, institution, lock: true, in: tx)
    guard record.state == .open else { throw BankingRefusal.ended(record.state.rawValue) }
    return record
  }

  private func end(
    _ record: BookingRecord, _ state: AllottedNumber.State, at now: Moment, in tx: any WriteTransaction
  ) throws {
    let ended = try tx.query(
      BankingTables.endBooking,
      [.institution(record.institution), .id(record.caseID), .text(state.rawValue), .moment(now)])
    guard !ended.isEmpty else { throw BankingRefusal.ended(state.rawValue) }
    try numbers.end(record.number, state, at: now, in: tx)
  }

  private static func record(_ row: Row, _ caseID: CaseID, _ institution: InstitutionID) throws -> BookingRecord {
    guard let kind = BookingPlan.Kind(rawValue: try row.text(0)),
      let state = BookingRecord.State(rawValue: try row.text(1))
    else { throw Fault("storage.row", "unknown kind or state of booking \(caseID)") }
    let currency = try row.currency(9)
    let other = try row.isNull(7) ? nil : AccountNumber(row.institution(7), sequence: row.int(8))
    return BookingRecord(
      caseID: caseID, institution: institution, kind: kind, state: state, teller: try row.id(2),
      box: try row.optionalInt(3), session: try row.optionalInt(4),
      account: AccountNumber(try row.institution(5), sequence: try row.int(6)), other: other,
      amount: Money(minor: try row.int(10), currency), received: try CashCount(stored: try row.text(11), currency),
      given: try CashCount(stored: try row.text(12), currency),
      number: JournalNumber(outlet: institution, businessDate: try row.date(13), sequence: try row.int(14)),
      reservation: try row.id(15))
  }
}
