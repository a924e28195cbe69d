import Ledger
import Primitives
import Storage

/// A transfer as the teller typed it.
package struct TransferOrder: Sendable {
  package let counter: CounterOrder
  package let payer: AccountNumber
  package let payee: AccountNumber
  /// As the customer wrote it on his slip: must be the name of the account's holder (EC-023).
  package let payeeName: String
  package let amount: Money

  package init(
    _ counter: CounterOrder, payer: AccountNumber, payee: AccountNumber, payeeName: String, amount: Money
  ) {
    self.counter = counter
    self.payer = payer
    self.payee = payee
    self.payeeName = payeeName
    self.amount = amount
  }
}

/// The effect `transfer.internal`: from one account of this bank to another (BC-004, EP-001).
///
/// A number with a slip of the finger that happens to be somebody's account is caught by the name: the money
/// goes only to the holder whom the customer named.
package struct AccountTransfer: Sendable {
  let ground: BankGround
  let bookings: CounterBookings

  /// - Throws: `Refusal` `account.unknown`, `account.closed`, `account.frozen` (at `account` or `payeeAccount`),
  ///   `transfer.same-account`, `transfer.payee-name` (`payeeName`), `transfer.currency`, `amount.not-positive`,
  ///   `money.too-large`, `account.funds-short`.
  package func preview(_ order: TransferOrder, in tx: any ReadTransaction) throws -> BookingPlan {
    let payer = try ground.accounts.usable(order.payer, in: tx)
    let payee = try ground.accounts.usable(order.payee, field: "payeeAccount", in: tx)
    guard payer.number != payee.number else { throw TransferRefusal.sameAccount }
    let payeeHolder = try ground.customers.reveal(payee.customer, in: tx)
    guard CustomerText.sameName(order.payeeName, payeeHolder.name) else { throw TransferRefusal.payeeName }
    guard payer.currency == payee.currency else { throw TransferRefusal.currency(payer.currency, payee.currency) }
    try ground.check(order.amount, of: payer)
    try ground.checkFunds(payer, order.amount, in: tx)
    let (today, valueDate) = try ground.dates(order.counter.institution, asked: nil, in: tx)
    let plan = BookingPlan(
      .transfer, account: payer, holder: try ground.customers.reveal(payer.customer, in: tx), other: payee,
      otherHolder: payeeHolder, amount: order.amount, businessDate: today, valueDate: valueDate,
      legs: [.debit(payer.ledgerAccount, order.amount), .credit(payee.ledgerAccount, order.amount)], in: ground.ledger)
    return try ground.within(plan, in: tx)
  }

  package func prepare(_ order: TransferOrder, in tx: any WriteTransaction) throws -> PreparedBooking {
    try bookings.prepare(order.counter, try preview(order, in: tx), in: tx)
  }
}

enum TransferRefusal {
  static var sameAccount: Refusal {
    Refusal(
      .invalid, "transfer.same-account", field: "payeeAccount", zh: "收款账户与付款账户相同。",
      en: "Payer and payee are the same account.", remedyZh: "请核对收款账号。", remedyEn: "Check the payee's number.")
  }
  /// The name on record is not told.
  static var payeeName: Refusal {
    Refusal(
      .invalid, "transfer.payee-name", field: "payeeName", zh: "收款户名与该账号的户名不符。",
      en: "The payee's name is not the name of that account.",
      remedyZh: "请与客户逐位核对收款账号和户名。", remedyEn: "Check number and name with the customer, digit by digit.")
  }
  static func currency(_ payer: Currency, _ payee: Currency) -> Refusal {
    Refusal(
      .invalid, "transfer.currency", field: "payeeAccount", limit: payer.code,
      zh: "付款账户币种是 \(payer.code)，收款账户币种是 \(payee.code)。",
      en: "The payer's account is kept in \(payer.code), the payee's in \(payee.code).",
      remedyZh: "请选择同币种账户。", remedyEn: "Choose accounts of one currency.")
  }
  static func fundsShort(_ available: Money) -> Refusal {
    Refusal(
      .conflict, "account.funds-short", field: "amount", limit: available.grouped,
      zh: "可用余额只有 \(available.grouped) \(available.currency.code)。",
      en: "Only \(available.grouped) \(available.currency.code) may be drawn.",
      remedyZh: "请减少金额，或请客户先存入。", remedyEn: "Lower the amount, or have money paid in first.")
  }
}
