import Interest
import Ledger
import Primitives
import Storage

/// A month's sum for an instalment deposit, as the teller typed it.
package struct InstalmentOrder: Sendable {
  package let counter: CounterOrder
  package let deposit: AccountNumber
  /// The monthly sum, or several of them when missed months are made up.
  package let amount: Money

  package init(_ counter: CounterOrder, deposit: AccountNumber, amount: Money) {
    self.counter = counter
    self.deposit = deposit
    self.amount = amount
  }
}

/// How far an instalment deposit has come, for the voucher.
package struct InstalmentSheet: Sendable, Equatable {
  package let monthly: Money
  /// 1 for the month of the opening.
  package let month: Int
  /// Monthly sums paid, this one included.
  package let paid: Int
  package let months: Int
  /// The month at whose end the contract was broken: what is paid later earns the demand rate.
  package let brokenAfter: Int?
}

/// The effect `instalment.pay`: a month's sum out of the linked demand account (BC-022). A missed month must be made up
/// in the following one; later ones are taken too, but earn the demand rate (`InstalmentPlan.brokenAfter`).
package struct InstalmentPayments: Sendable {
  /// The smallest monthly sum (零存整取五元起存).
  package static let smallest = Money(minor: 5_00, .cny)

  let ground: BankGround
  let bookings: CounterBookings
  let rows = TermRows()

  /// - Throws: `Refusal` `term.unknown`, `term.closed`, `term.busy`, `instalment.kind`, `account.…` of the linked
  ///   account, `account.funds-short`, `interest.instalment-amount`, `interest.instalment-ahead`,
  ///   `interest.instalment-late`.
  package func preview(_ order: InstalmentOrder, in tx: any ReadTransaction) throws -> BookingPlan {
    try plan(order, lock: false, in: tx)
  }

  package func prepare(_ order: InstalmentOrder, in tx: any WriteTransaction) throws -> PreparedBooking {
    let plan = try plan(order, lock: true, in: tx)
    guard let deposit = plan.term?.deposit else { throw Fault("term.broken", "a payment without a deposit") }
    try rows.instalments.occupy(deposit, case: order.counter.caseID, in: tx)
    return try bookings.prepare(order.counter, plan, in: tx)
  }

  private func plan(_ order: InstalmentOrder, lock: Bool, in tx: any ReadTransaction) throws -> BookingPlan {
    guard let deposit = try rows.find(order.deposit, lock: lock, in: tx) else { throw TermRefusal.unknown }
    guard deposit.kind == .instalment else { throw InstalmentRefusal.kind }
    switch deposit.state {
    case .pending, .released: throw TermRefusal.unknown
    case .closed: throw TermRefusal.closed
    case .active: break
    }
    guard deposit.busyCase == nil else { throw TermRefusal.busy }
    let payer = try ground.accounts.usable(deposit.linked, in: tx)
    try ground.check(order.amount, of: payer)
    let (today, valueDate) = try ground.dates(order.counter.institution, asked: nil, in: tx)
    let contract = try rows.instalments.contract(deposit, in: tx)
    let payments = contract.payments + [InstalmentPayment(today, order.amount)]
    let broken = try contract.plan.brokenAfter(payments, seenOn: today)
    try ground.checkFunds(payer, order.amount, in: tx)
    let total = deposit.principal + order.amount
    return BookingPlan(
      .instalmentPay, account: payer, holder: try ground.customers.reveal(deposit.customer, in: tx),
      amount: order.amount, businessDate: today, valueDate: valueDate,
      legs: [.debit(payer.ledgerAccount, order.amount), .credit(deposit.ledgerAccount, order.amount)],
      term: TermPlan(
        deposit: deposit, drawn: .zero(deposit.currency), working: nil, breaches: [],
        rest: TermRest(principal: total, partsDrawn: 0, lapses: []),
        instalment: InstalmentSheet(
          monthly: contract.plan.monthly, month: contract.plan.month(of: today),
          paid: Int(total.minor / contract.plan.monthly.minor), months: contract.plan.tenor.months,
          brokenAfter: broken)),
      in: ground.ledger)
  }

  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws -> Journal {
    let journal = try bookings.settle(caseID, at: institution, now: now, in: tx)
    guard let deposit = try rows.instalments.find(busy: caseID, in: tx) else {
      throw Fault("term.broken", "no instalment deposit waits for case \(caseID)")
    }
    let amount = try bookings.record(caseID, at: institution, in: tx).amount
    try rows.instalments.pay(deposit, amount, on: journal.businessDate, case: caseID, in: tx)
    try rows.instalments.move(deposit, to: .active, on: nil, in: tx)
    return journal
  }

  package func release(
    _ caseID: CaseID, at institution: InstitutionID, reason: String, now: Moment, in tx: any WriteTransaction
  ) throws {
    try bookings.release(caseID, at: institution, reason: reason, now: now, in: tx)
    guard let deposit = try rows.instalments.find(busy: caseID, in: tx) else { return }
    try rows.instalments.move(deposit, to: .active, on: nil, in: tx)
  }
}

enum InstalmentRefusal {
  static let kind = Refusal(
    .invalid, "instalment.kind", field: "deposit", zh: "该存款不是零存整取。", en: "This is no instalment deposit.",
    remedyZh: "请核对存款账号。", remedyEn: "Check its number.")
  static let belowMinimum = Refusal(
    .invalid, "instalment.minimum", field: "amount", limit: InstalmentPayments.smallest.grouped,
    zh: "零存整取每月至少存入 \(InstalmentPayments.smallest.grouped)。",
    en: "An instalment deposit takes at least \(InstalmentPayments.smallest.grouped) a month.", remedyZh: "请提高每月金额。",
    remedyEn: "Raise the monthly sum.")
}
