import Interest
import Ledger
import Primitives
import Storage

/// What a correction would do, after everything that can refuse it has been looked at.
struct CorrectionPlan: Sendable {
  let record: BookingRecord
  /// As it was reserved, with its value date and journal.
  let original: PostingOrder
  let today: BusinessDate
  let account: DemandAccount
  /// The payee of a transfer.
  let other: DemandAccount?
  /// The account that should have been booked.
  let right: (account: DemandAccount, amount: Money)?
  let received: CashCount
  let given: CashCount

  /// Mirror of the original.
  var reversal: [Leg] {
    original.legs.map { Leg(account: $0.account, side: $0.side.opposite, amount: $0.amount) }
  }

  /// The same business with the right account and amount.
  var rightLegs: [Leg]? {
    guard let (account, amount) = right else { return nil }
    let customer = account.ledgerAccount
    switch record.kind {
    case .transfer: return [.debit(self.account.ledgerAccount, amount), .credit(customer, amount)]
    case .cashDeposit: return [.debit(till, amount), .credit(customer, amount)]
    default: return [.debit(customer, amount), .credit(till, amount)]
    }
  }

  private var till: LedgerAccountID {
    BankChart.till(record.institution, box: record.box ?? 1, record.amount.currency)
  }

  /// A year that was closed is not booked into: the mirror is then business of the new year.
  var reversalKind: CorrectionPosting.Kind {
    record.number.businessDate.year == today.year ? .red : .reverseBlue
  }

  /// What each customer's account gains, the reversal first.
  var gains: (reversal: [(DemandAccount, Int64)], right: [(DemandAccount, Int64)]) {
    let minor = record.amount.minor
    switch record.kind {
    case .transfer:
      let back = [(account, minor)] + (other.map { [($0, -minor)] } ?? [])
      return (back, right.map { [(account, -$0.amount.minor), ($0.account, $0.amount.minor)] } ?? [])
    case .cashDeposit:
      return ([(account, -minor)], right.map { [($0.account, $0.amount.minor)] } ?? [])
    default:
      return ([(account, minor)], right.map { [($0.account, -$0.amount.minor)] } ?? [])
    }
  }

  /// Of every account in the end, one line each.
  var net: [(account: DemandAccount, minor: Int64)] {
    var lines: [(account: DemandAccount, minor: Int64)] = []
    for (account, minor) in gains.reversal + gains.right {
      if let place = lines.firstIndex(where: { $0.account.number == account.number }) {
        lines[place].minor += minor
      } else {
        lines.append((account, minor))
      }
    }
    return lines
  }

  /// What the till's books change by; zero when the same cash only belonged to another account.
  var cash: Money {
    let way: Int64 = record.kind == .cashDeposit ? 1 : record.kind == .cashWithdrawal ? -1 : 0
    return Money(minor: way * ((right?.amount.minor ?? 0) - record.amount.minor), record.amount.currency)
  }

  /// The right booking goes first where the reversal alone would find too little: cash that stays in the till, money
  /// that stays with the same payee.
  var bookedInOrder: [Bool] {
    guard let right else { return [true] }
    let staysWithPayee = record.kind == .transfer && right.account.number == other?.number
    return record.kind == .cashDeposit || staysWithPayee ? [false, true] : [true, false]
  }
}

extension LaterCorrections {
  /// - Throws: `Refusal` `correction.not-settled`, `correction.kind`, `correction.same-day`, `correction.done`,
  ///   `correction.day-end-running`, `account.unknown`, `account.closed`, `account.frozen`, `correction.same`,
  ///   `transfer.same-account`, `amount.not-positive`, `money.too-large`, `deposit.currency`,
  ///   `correction.account-later`, `account.funds-short` and those of `HeldFunds.check`,
  ///   `correction.drawn-meanwhile`, `till.closed`, `correction.cash-differs`, `correction.cash-gone`,
  ///   `cash.unknown-denomination`.
  func plan(
    _ request: CorrectionRequest, _ record: BookingRecord, in tx: any ReadTransaction
  ) throws -> CorrectionPlan {
    guard record.state == .settled else { throw CorrectionRefusal.notSettled }
    guard [.cashDeposit, .cashWithdrawal, .transfer].contains(record.kind) else { throw CorrectionRefusal.kind }
    let today = try ground.calendar.businessDate(of: record.institution, in: tx)
    guard record.number.businessDate < today else { throw LaterCorrectionRefusal.sameDay }
    if try corrections.find(record.caseID, at: record.institution, in: tx) != nil { throw CorrectionRefusal.done }
    let original = try ground.ledger.reservation(record.reservation, in: tx).order
    let account = try ground.accounts.usable(record.account, in: tx)
    let other = try record.other.map { try ground.accounts.usable($0, field: "payeeAccount", in: tx) }
    let right = try right(request, record, original.valueDate, in: tx)
    var plan = CorrectionPlan(
      record: record, original: original, today: today, account: account, other: other, right: right,
      received: request.received, given: request.given)
    plan = try withCash(plan, request, in: tx)
    // What a settlement that has not run yet would count must not depend on when it runs.
    for place in Set(plan.net.map(\.account.home)).sorted() {
      let isBehind = try ground.calendar.businessDate(of: place, in: tx) < today
      if try isBehind || dayEnds.running(at: place, in: tx) != nil { throw LaterCorrectionRefusal.batch(place) }
    }
    for (account, minor) in plan.net where minor < 0 {
      try ground.checkFunds(account, Money(minor: -minor, account.currency), in: tx)
    }
    return plan
  }

  private func right(
    _ request: CorrectionRequest, _ record: BookingRecord, _ valueDate: BusinessDate, in tx: any ReadTransaction
  ) throws -> (account: DemandAccount, amount: Money)? {
    guard let right = request.right else { return nil }
    let account = try ground.accounts.usable(right.account, in: tx)
    try ground.check(right.amount, of: account)
    if record.kind == .transfer, account.number == record.account { throw TransferRefusal.sameAccount }
    let booked = record.kind == .transfer ? record.other ?? record.account : record.account
    guard account.number != booked || right.amount != record.amount else { throw LaterCorrectionRefusal.same }
    guard account.openedOn <= valueDate else { throw LaterCorrectionRefusal.accountLater(account.openedOn) }
    return (account, right.amount)
  }

  /// With the pieces that go over the counter: those of the original the other way round, when nothing else was
  /// filled in and nothing is booked instead.
  private func withCash(
    _ plan: CorrectionPlan, _ request: CorrectionRequest, in tx: any ReadTransaction
  ) throws -> CorrectionPlan {
    let record = plan.record
    guard record.box != nil else {
      guard request.received.isEmpty, request.given.isEmpty else {
        throw LaterCorrectionRefusal.cash(.zero(record.amount.currency), request.received.total - request.given.total)
      }
      return plan
    }
    let isMirror = plan.right == nil && request.received.isEmpty && request.given.isEmpty
    let (received, given) = isMirror ? (record.given, record.received) : (request.received, request.given)
    guard received.total - given.total == plan.cash else {
      throw LaterCorrectionRefusal.cash(plan.cash, received.total - given.total)
    }
    do {
      _ = try bookings.box(
        of: request.asker, at: record.institution, plan.today, ground.parameters, received: received, given: given,
        net: plan.cash, in: tx)
    } catch let refusal as Refusal where refusal.code == "till.change-missing" {
      throw CorrectionRefusal.cashGone(refusal)
    }
    return CorrectionPlan(
      record: record, original: plan.original, today: plan.today, account: plan.account, other: plan.other,
      right: plan.right, received: received, given: given)
  }
}
