import Ledger
import Primitives
import Storage

/// The effect `withdraw.cash`: cash out of a demand account by denomination; the notes are promised to the
/// customer from the moment the page is drawn (BC-004, BC-049; DECISIONS 12).
package struct CashWithdrawal: Sendable {
  let ground: BankGround
  let bookings: CounterBookings
  let appointments: CashAppointments

  /// - Throws: `Refusal` as `CashDeposit.preview`, and `account.funds-short` and
  ///   `cash.appointment-needed` (`amount`).
  package func preview(_ order: CashOrder, in tx: any ReadTransaction) throws -> BookingPlan {
    let counter = order.counter
    let account = try ground.accounts.usable(order.account, in: tx)
    try ground.check(order.amount, of: account)
    try ground.checkFunds(account, order.amount, in: tx)
    let (today, valueDate) = try ground.dates(counter.institution, asked: order.valueDate, in: tx)
    _ = try appointments.needed(account, order.amount, at: counter.institution, on: today, in: tx)
    let box = try bookings.box(
      of: counter.teller, at: counter.institution, today, ground.parameters, received: order.received,
      given: order.given, net: Money.zero(order.amount.currency) - order.amount, in: tx)
    let till = BankChart.till(counter.institution, box: box.box, order.amount.currency)
    let plan = BookingPlan(
      .cashWithdrawal, account: account, holder: try ground.customers.reveal(account.customer, in: tx),
      amount: order.amount, box: box, received: order.received, given: order.given, businessDate: today,
      valueDate: valueDate,
      legs: [.debit(account.ledgerAccount, order.amount), .credit(till, order.amount)], in: ground.ledger)
    return try ground.within(plan, in: tx)
  }

  package func prepare(_ order: CashOrder, in tx: any WriteTransaction) throws -> PreparedBooking {
    let plan = try preview(order, in: tx)
    let counter = order.counter
    if let paper = try appointments.needed(
      plan.account, order.amount, at: counter.institution, on: plan.businessDate, in: tx)
    {
      try appointments.take(paper, case: counter.caseID, in: tx)
    }
    return try bookings.prepare(counter, plan, in: tx)
  }

  /// Posts, and uses the appointment up.
  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws -> Journal {
    let journal = try bookings.settle(caseID, at: institution, now: now, in: tx)
    try appointments.use(caseID, on: journal.businessDate, in: tx)
    return journal
  }

  package func release(
    _ caseID: CaseID, at institution: InstitutionID, reason: String, now: Moment, in tx: any WriteTransaction
  ) throws {
    try bookings.release(caseID, at: institution, reason: reason, now: now, in: tx)
    try appointments.giveBack(caseID, in: tx)
  }
}
