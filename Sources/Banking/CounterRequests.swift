import Ledger
import Primitives
import Storage

/// Requests without money: notices, loss reports, freezes. The journey is that of all business: checked and numbered
/// when the page is drawn, done when the customer has signed, and checked again then.
package struct CounterRequests: Sendable {
  let ground: BankGround
  let terms: TermDeposits
  let numbers: JournalNumbers

  /// What would happen, or why not; writes nothing.
  ///
  /// - Throws: `Refusal` `term.…`, `account.…`, `pledge.loss-consent`, `loss.none`, `loss.reported`, `loss.replacement-early`,
  ///   `amount.not-positive`, `account.funds-short`.
  package func preview(_ order: RequestOrder, in tx: any ReadTransaction) throws -> PreparedRequest {
    let today = try ground.calendar.businessDate(of: order.counter.institution, in: tx)
    guard order.kind.isAboutDeposit else { return try previewAccount(order, in: tx) }
    let deposit = try terms.find(order.number, in: tx)
    guard deposit.state == .active else { throw TermRefusal.closed }
    guard deposit.busyCase == nil else { throw TermRefusal.busy }
    let holds = deposit.loss?.holds(on: today) == true
    let pledge = try PaperRows().active(order.number, in: tx).first { $0.kind == .pledge }
    var until: BusinessDate?
    switch order.kind {
    case .giveNotice:
      guard let period = deposit.period else { throw TermRefusal.notNotice }
      if let notice = deposit.notice { throw TermRefusal.noticeRuns(notice.agreedOn(period)) }
      guard let amount = order.amount, amount.minor > 0 else { throw CashRefusal.amountZero("amount") }
      guard amount.minor <= deposit.principal.minor else { throw TransferRefusal.fundsShort(deposit.principal) }
      until = today.adding(days: period.days)
    case .cancelNotice:
      guard deposit.period != nil else { throw TermRefusal.notNotice }
      guard deposit.notice != nil else { throw TermRefusal.noNotice }
    case .reportLoss:
      // Not without the pledgee's consent (CBRC order 2007-4).
      if let pledge, order.reason?.allSatisfy(\.isWhitespace) ?? true { throw PaperRefusal.lossConsent(pledge) }
      if holds, deposit.loss?.mode == .written { throw RequestRefusal.reported }
      if order.loss == .spoken { until = today.adding(days: LossReport.spokenDays) }
    case .cancelLoss: guard holds else { throw RequestRefusal.notLost }
    case .replaceCertificate:
      if let pledge { throw PaperRefusal.pledged(pledge) }
      guard holds, let report = deposit.loss else { throw RequestRefusal.notLost }
      guard let from = report.replaceableFrom, from <= today else {
        throw RequestRefusal.tooEarly(report.replaceableFrom)
      }
    case .freezeAccount, .releaseAccount: break
    }
    return PreparedRequest(
      number: JournalNumber(outlet: order.counter.institution, businessDate: today, sequence: 1),
      holder: try ground.customers.reveal(deposit.customer, in: tx), deposit: deposit, account: nil, until: until)
  }

  private func previewAccount(_ order: RequestOrder, in tx: any ReadTransaction) throws -> PreparedRequest {
    let today = try ground.calendar.businessDate(of: order.counter.institution, in: tx)
    let account = try ground.accounts.find(order.number, in: tx)
    let wanted: DemandAccount.State = order.kind == .freezeAccount ? .active : .frozen
    guard account.state == wanted else { throw BankingRefusal.accountState(account.state) }
    return PreparedRequest(
      number: JournalNumber(outlet: order.counter.institution, businessDate: today, sequence: 1),
      holder: try ground.customers.reveal(account.customer, in: tx), deposit: nil, account: account, until: nil)
  }

  /// Puts the request on record under a journal number.
  package func prepare(_ order: RequestOrder, in tx: any WriteTransaction) throws -> PreparedRequest {
    let seen = try preview(order, in: tx)
    let counter = order.counter
    let number = try numbers.allot(
      counter.institution, seen.number.businessDate, caseID: counter.caseID, journal: nil, at: counter.at, in: tx)
    let made = try tx.query(
      RequestTables.insert,
      [
        .institution(counter.institution), .id(counter.caseID), .text(order.kind.rawValue), .id(counter.teller),
        .institution(order.number.institution), .int(order.number.sequence), .int(order.amount?.minor),
        .text(order.amount?.currency.code), .text(order.loss?.rawValue), .text(order.reason),
        .date(number.businessDate), .int(number.sequence), .moment(counter.at),
      ])
    guard !made.isEmpty else { throw BankingRefusal.alreadyPrepared() }
    return PreparedRequest(
      number: number, holder: seen.holder, deposit: seen.deposit, account: seen.account, until: seen.until)
  }

  /// Does what was asked for, after checking it once more.
  ///
  /// - Throws: `Refusal` as `preview`, `case.unknown`, `case.already-ended`, `case.business-date-passed`.
  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws {
    let record = try open(caseID, institution, in: tx)
    let today = try ground.calendar.businessDate(of: institution, in: tx)
    guard today == record.journal.businessDate else {
      throw BankingRefusal.businessDatePassed(record.journal.businessDate, today)
    }
    let order = record.order(now)
    _ = try preview(order, in: tx)
    switch order.kind {
    case .giveNotice:
      guard let amount = order.amount else { throw CashRefusal.amountZero("amount") }
      _ = try terms.giveNotice(order.number, amount, in: tx)
    case .cancelNotice: try terms.cancelNotice(order.number, in: tx)
    case .reportLoss: try terms.setLoss(order.number, LossReport(order.loss ?? .written, on: today), in: tx)
    case .cancelLoss: try terms.setLoss(order.number, nil, in: tx)
    case .replaceCertificate: try terms.replaceCertificate(order.number, in: tx)
    case .freezeAccount: try ground.accounts.freeze(order.number, in: tx)
    case .releaseAccount: try ground.accounts.unfreeze(order.number, in: tx)
    }
    try end(record, .settled, at: now, in: tx)
  }

  package func release(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws {
    try end(try open(caseID, institution, in: tx), .released, at: now, in: tx)
  }
}

// MARK: - Rows

extension CounterRequests {
  private struct Record {
    let caseID: CaseID
    let institution: InstitutionID
    let kind: RequestKind
    let teller: StaffID
    let number: AccountNumber
    let amount: Money?
    let loss: LossReport.Mode?
    let reason: String?
    let journal: JournalNumber

    /// The order as it was; what identified its preparation is not needed again.
    func order(_ now: Moment) -> RequestOrder {
      RequestOrder(
        CounterOrder(
          caseID: caseID, institution: institution, teller: teller, code: 0, journal: JournalID(high: 0, low: 0),
          reservation: ReservationID(high: 0, low: 0), key: IdempotencyKey(high: 0, low: 0), deadline: now, at: now),
        kind, number: number, amount: amount, loss: loss, reason: reason)
    }
  }

  private func open(_ caseID: CaseID, _ institution: InstitutionID, in tx: any WriteTransaction) throws -> Record {
    let place: [Value] = [.institution(institution), .id(caseID)]
    guard let row = try tx.first(RequestTables.find, place, lock: true) else { throw BankingRefusal.caseUnknown }
    let state = try row.text(1)
    guard state == "open" else { throw BankingRefusal.ended(state) }
    guard let kind = RequestKind(rawValue: try row.text(0)) else {
      throw Fault("storage.row", "unknown kind of request \(caseID)")
    }
    return Record(
      caseID: caseID, institution: institution, kind: kind, teller: try row.id(2),
      number: AccountNumber(try row.institution(3), sequence: try row.int(4)),
      amount: try row.isNull(5) ? nil : Money(minor: row.int(5), row.currency(6)),
      loss: try row.optionalText(7).flatMap(LossReport.Mode.init(rawValue:)), reason: try row.optionalText(8),
      journal: JournalNumber(outlet: institution, businessDate: try row.date(9), sequence: try row.int(10)))
  }

  private func end(
    _ record: Record, _ state: AllottedNumber.State, at now: Moment, in tx: any WriteTransaction
  ) throws {
    let ended = try tx.query(
      RequestTables.end,
      [.institution(record.institution), .id(record.caseID), .text(state.rawValue), .moment(now)])
    guard !ended.isEmpty else { throw BankingRefusal.ended(state.rawValue) }
    try numbers.end(record.journal, state, at: now, in: tx)
  }
}
