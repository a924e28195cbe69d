import Ledger
import Primitives
import Storage

/// Papers of the counter (BC-023, BC-025): pledge and its release, deposit proofs and their return, appointments for
/// large cash. The journey is that of all business: checked and numbered when the page is drawn, in force when the
/// customer has signed, and checked again then.
package struct CounterPapers: Sendable {
  /// A proof for a period ends within so many days.
  package static let longestProof = 365
  /// Cash is ordered at most so many days ahead.
  package static let longestAppointment = 7
  /// From this amount on cash is ordered a day ahead, minor units; no value, no appointment.
  package static func appointmentKey(_ currency: Currency) -> String { "cash.appointment-from.\(currency.code)" }

  let ground: BankGround
  let terms: TermDeposits
  let numbers: JournalNumbers
  let rows = PaperRows()

  /// What would be written, or why not; writes nothing.
  ///
  /// - Throws: `Refusal` `term.…`, `account.…`, `pledge.…`, `proof.…`, `paper.…`, `cash.appointment-not-needed`.
  package func preview(_ order: PaperOrder, in tx: any ReadTransaction) throws -> PaperSight {
    let today = try ground.calendar.businessDate(of: order.counter.institution, in: tx)
    switch order.request {
    case .pledge: return try pledge(order, today, in: tx)
    case .unpledge: return try unpledge(order, in: tx)
    case .proveMoment, .provePeriod: return try proof(order, today, in: tx)
    case .returnProof: return try returned(order, today, in: tx)
    case .appointCash: return try appointment(order, today, in: tx)
    }
  }

  package func prepare(_ order: PaperOrder, in tx: any WriteTransaction) throws -> PaperSight {
    let seen = try preview(order, in: tx)
    let counter = order.counter
    let today = try ground.calendar.businessDate(of: counter.institution, in: tx)
    let journal = try numbers.allot(
      counter.institution, today, caseID: counter.caseID, journal: nil, at: counter.at, in: tx)
    guard let kind = order.request.makes else {
      try rows.occupy(seen.paper, case: counter.caseID, journal: journal, in: tx)
      return sight(seen, seen.paper, journal)
    }
    let paper = seen.paper.numbered(try rows.next(kind, counter.institution, in: tx))
    try rows.insert(paper, journal: journal, in: tx)
    return sight(seen, paper, journal)
  }

  /// Puts it in force, or ends it, after looking once more.
  ///
  /// - Throws: `Refusal` as `preview`, `proof.balance-moved`, `case.unknown`, `case.business-date-passed`.
  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws {
    let (paper, journal) = try open(caseID, in: tx)
    let today = try ground.calendar.businessDate(of: institution, in: tx)
    guard today == journal.businessDate else {
      throw BankingRefusal.businessDatePassed(journal.businessDate, today)
    }
    if paper.state == .pending {
      let seen = try preview(again(paper, institution, now), in: tx)
      guard seen.paper.amount == paper.amount else { throw PaperRefusal.balanceMoved }
      try rows.move(paper, to: .active, in: tx)
    } else {
      try rows.move(paper, to: .ended, on: today, by: caseID, in: tx)
    }
    try numbers.end(journal, .settled, at: now, in: tx)
  }

  package func release(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws {
    let (paper, journal) = try open(caseID, in: tx)
    try rows.move(paper, to: paper.state == .pending ? .released : .active, in: tx)
    try numbers.end(journal, .released, at: now, in: tx)
  }

  /// A customer's papers, ended ones included, at most 200.
  package func papers(of customer: CustomerID, in tx: any ReadTransaction) throws -> [CounterPaper] {
    try rows.papers(of: customer, in: tx)
  }

  /// What keeps this account's or deposit's money where it is.
  package func holding(
    _ target: AccountNumber, on date: BusinessDate, in tx: any ReadTransaction
  ) throws -> [CounterPaper] {
    try rows.holding(target, on: date, in: tx)
  }

  private func open(
    _ caseID: CaseID, in tx: any WriteTransaction
  ) throws -> (paper: CounterPaper, journal: JournalNumber) {
    guard let paper = try rows.find(busy: caseID, in: tx), let journal = paper.busy?.number else {
      throw BankingRefusal.caseUnknown
    }
    return (paper, journal)
  }

  private func sight(_ seen: PaperSight, _ paper: CounterPaper, _ journal: JournalNumber) -> PaperSight {
    PaperSight(
      journal: journal, paper: paper, holder: seen.holder, deposit: seen.deposit, account: seen.account,
      held: seen.held)
  }

  /// The order as it was; what identified its preparation is not needed again.
  private func again(_ paper: CounterPaper, _ institution: InstitutionID, _ now: Moment) -> PaperOrder {
    PaperOrder(
      CounterOrder(
        caseID: paper.caseID, institution: institution, teller: StaffID(high: 0, low: 0), code: 0,
        journal: JournalID(high: 0, low: 0), reservation: ReservationID(high: 0, low: 0),
        key: IdempotencyKey(high: 0, low: 0), deadline: now, at: now),
      PaperRequest(making: paper.kind), target: paper.target,
      amount: paper.kind == .proofMoment ? nil : paper.amount, until: paper.until, content: paper.content)
  }
}
