import Banking
import Catalog
import Primitives
import Storage

/// Business without a book of its own: the booking is all.
protocol PlainBusiness: CounterBusiness {
  var bookings: CounterBookings { get }
}

extension PlainBusiness {
  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try bookings.settle(record.id, at: record.institution, now: now, in: tx)
  }

  func release(_ record: Case, because: String, at now: Moment, in tx: any WriteTransaction) throws {
    try bookings.release(record.id, at: record.institution, reason: because, now: now, in: tx)
  }
}

struct DepositBusiness: PlainBusiness {
  let bookings: CounterBookings
  let deposit: CashDeposit
  var accountField: String { "account" }

  func order(_ order: EffectOrder) throws -> CashOrder? { try order.cash(isPaidOut: false) }
  func preview(_ order: CashOrder, in tx: any ReadTransaction) throws -> BookingPlan {
    try deposit.preview(order, in: tx)
  }
  func prepare(_ order: CashOrder, in tx: any WriteTransaction) throws -> PreparedBooking {
    try deposit.prepare(order, in: tx)
  }
}

/// With large cash the appointment goes along.
struct WithdrawalBusiness: CounterBusiness {
  let withdrawal: CashWithdrawal
  var accountField: String { "account" }

  func order(_ order: EffectOrder) throws -> CashOrder? { try order.cash(isPaidOut: true) }
  func preview(_ order: CashOrder, in tx: any ReadTransaction) throws -> BookingPlan {
    try withdrawal.preview(order, in: tx)
  }
  func prepare(_ order: CashOrder, in tx: any WriteTransaction) throws -> PreparedBooking {
    try withdrawal.prepare(order, in: tx)
  }
  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try withdrawal.settle(record.id, at: record.institution, now: now, in: tx)
  }
  func release(_ record: Case, because: String, at now: Moment, in tx: any WriteTransaction) throws {
    try withdrawal.release(record.id, at: record.institution, reason: because, now: now, in: tx)
  }
}

/// The payee is remembered for the next time.
struct TransferBusiness: CounterBusiness {
  let bookings: CounterBookings
  let payees: PayeeDirectory
  let transfer: AccountTransfer
  var accountField: String { "account" }

  func order(_ order: EffectOrder) throws -> TransferOrder? {
    guard let payer = order.values.text("account"), let payee = order.values.text("payeeAccount"),
      let name = order.values.text("payeeName"), let amount = order.values.money("amount")
    else { return nil }
    return TransferOrder(
      order.counter, payer: try AccountNumber(parsing: payer),
      payee: try AccountNumber(parsing: payee, field: "payeeAccount"), payeeName: name, amount: amount)
  }
  func preview(_ order: TransferOrder, in tx: any ReadTransaction) throws -> BookingPlan {
    try transfer.preview(order, in: tx)
  }
  func prepare(_ order: TransferOrder, in tx: any WriteTransaction) throws -> PreparedBooking {
    try transfer.prepare(order, in: tx)
  }
  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try bookings.settle(record.id, at: record.institution, now: now, in: tx)
    let made = try bookings.record(record.id, at: record.institution, in: tx)
    if let payee = made.other { try payees.remember(payee, of: made.account, at: now, in: tx) }
  }
  func release(_ record: Case, because: String, at now: Moment, in tx: any WriteTransaction) throws {
    try bookings.release(record.id, at: record.institution, reason: because, now: now, in: tx)
  }
}
