import Ledger
import Primitives
import Storage

/// The effect `deposit.cash`: cash in by denomination, credited to a demand account of this bank, at any of its
/// outlets (BC-010, BC-049; DECISIONS 12, 14).
package struct CashDeposit: Sendable {
  let ground: BankGround
  let bookings: CounterBookings

  /// Checks the order from top to bottom and tells what would be booked; writes nothing.
  ///
  /// - Throws: `Refusal`, the first that applies: `account.unknown`, `account.closed`, `account.frozen`
  ///   (field `account`); `amount.not-positive`, `money.too-large` (`amount`); `deposit.currency`
  ///   (`currency`); `value-date.after-business-date` (`valueDate`); `till.closed`, `till.no-currency`;
  ///   `cash.unknown-denomination` (`denominations`, `change`); `deposit.cash-differs` (`denominations`);
  ///   `till.change-missing` (`change`).
  package func preview(_ order: CashOrder, in tx: any ReadTransaction) throws -> BookingPlan {
    let counter = order.counter
    let account = try ground.accounts.usable(order.account, in: tx)
    try ground.check(order.amount, of: account)
    let (today, valueDate) = try ground.dates(counter.institution, asked: order.valueDate, in: tx)
    let box = try bookings.box(
      of: counter.teller, at: counter.institution, today, ground.parameters, received: order.received,
      given: order.given, net: order.amount, in: tx)
    let till = BankChart.till(counter.institution, box: box.box, order.amount.currency)
    let plan = BookingPlan(
      .cashDeposit, account: account, holder: try ground.customers.reveal(account.customer, in: tx),
      amount: order.amount, box: box, received: order.received, given: order.given, businessDate: today,
      valueDate: valueDate,
      legs: [.debit(till, order.amount), .credit(account.ledgerAccount, order.amount)], in: ground.ledger)
    return try ground.within(plan, in: tx)
  }

  /// Checks, allots the journal number and reserves: till at debit, customer at credit.
  ///
  /// - Throws: `Refusal` as `preview`, and those of `CounterBookings.prepare`.
  package func prepare(_ order: CashOrder, in tx: any WriteTransaction) throws -> PreparedBooking {
    try bookings.prepare(order.counter, try preview(order, in: tx), in: tx)
  }
}
