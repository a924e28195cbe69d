import Interest
import Ledger
import Primitives
import Storage

/// Closing an account as the teller typed it.
package struct ClosingOrder: Sendable {
  package enum Payout: Sendable {
    /// Nothing is left.
    case none
    /// - received: what the customer lays down so that it comes out even.
    case cash(received: CashCount, given: CashCount)
    case transfer(AccountNumber)

    var name: String {
      switch self {
      case .none: "none"
      case .cash: "cash"
      case .transfer: "transfer"
      }
    }
  }

  package let counter: CounterOrder
  package let account: AccountNumber
  package let payout: Payout

  package init(_ counter: CounterOrder, account: AccountNumber, payout: Payout) {
    self.counter = counter
    self.account = account
    self.payout = payout
  }
}

/// What a closing pays, and how it was found.
package struct ClosingSum: Sendable, Equatable {
  package let balance: Money
  /// nil for a currency without posted rates: it bears none.
  package let working: InterestWorking?
  /// What is added in cash to reach the smallest coin, at the bank's expense.
  package let rounding: Money

  package var interest: Money { working?.total ?? .zero(balance.currency) }
  package var total: Money { balance + interest + rounding }
}

/// A closing on record that waits for the signature.
package struct PreparedClosing: Sendable {
  package let number: JournalNumber
  package let account: DemandAccount
  package let holder: CustomerDetail
  package let sum: ClosingSum
  /// nil when nothing is paid.
  package let plan: BookingPlan?
  package let businessDate: BusinessDate
}

/// The effect `account.close` (销户结息): what is left and the interest up to the day before are paid out, and the
/// account is closed for ever, in one transaction (PBOC 银发[2005]129; 储蓄管理条例, article 27).
package struct AccountClosing: Sendable {
  let ground: BankGround
  let bookings: CounterBookings
  let numbers: JournalNumbers
  private let products: DemandProducts
  private let rates: BankRates
  private let opening: LedgerOpening

  init(ground: BankGround, bookings: CounterBookings, numbers: JournalNumbers, rates: BankRates) {
    self.ground = ground
    self.bookings = bookings
    self.numbers = numbers
    products = DemandProducts(ledger: ground.ledger)
    self.rates = rates
    opening = LedgerOpening(ledger: ground.ledger)
  }

  // MARK: Looking

  /// What would be paid if the account were closed now.
  ///
  /// - Parameter inCash: rounded up to the smallest coin there is.
  /// - Throws: `Refusal` `account.unknown`, `account.closed`, `account.frozen`, `account.dormant`, `account.held`,
  ///   `closing.other-outlet`, `term.proved`, `closing.deposits`, `closing.card`, `closing.linked`, `closing.basic-last`,
  ///   `closing.under-way`, `day-end.running`.
  package func look(
    _ number: AccountNumber, at institution: InstitutionID, inCash: Bool, in tx: any ReadTransaction
  ) throws -> (account: DemandAccount, holder: CustomerDetail, sum: ClosingSum) {
    let account = try mayClose(number, at: institution, in: tx)
    let books = try ground.ledger.account(account.ledgerAccount, in: tx)
    guard books.reservedDebit == 0, books.reservedCredit == 0 else { throw ClosingRefusal.underWay }
    let holder = try ground.customers.reveal(account.customer, in: tx)
    return (account, holder, try sum(account, books.balance, inCash: inCash, in: tx))
  }

  /// - Throws: `Refusal` as `look`; `closing.payout`, `closing.nothing`, `closing.payee`, `account.general-cash`, and
  ///   those of the till.
  package func preview(_ order: ClosingOrder, in tx: any ReadTransaction) throws -> PreparedClosing {
    var inCash = false
    if case .cash = order.payout { inCash = true }
    let (account, holder, sum) = try look(order.account, at: order.counter.institution, inCash: inCash, in: tx)
    let today = try ground.calendar.businessDate(of: account.home, in: tx)
    return PreparedClosing(
      number: JournalNumber(outlet: account.home, businessDate: today, sequence: 1), account: account, holder: holder,
      sum: sum, plan: try plan(order, account, holder, sum, today, in: tx), businessDate: today)
  }

  private func plan(
    _ order: ClosingOrder, _ account: DemandAccount, _ holder: CustomerDetail, _ sum: ClosingSum,
    _ today: BusinessDate, in tx: any ReadTransaction
  ) throws -> BookingPlan? {
    let (counter, currency, total) = (order.counter, account.currency, sum.total)
    var legs = [(account.ledgerAccount, sum.balance)]
    legs.append((StandingAccount.interestExpense.account(account.home, currency), sum.interest))
    legs.append((StandingAccount.cashRounding.account(account.home, currency), sum.rounding))
    let debits = legs.filter { $0.1.minor > 0 }.map { Leg.debit($0.0, $0.1) }
    switch order.payout {
    case .none:
      guard total.minor == 0 else { throw ClosingRefusal.payout(total) }
      return nil
    case .cash(let received, let given):
      guard total.minor > 0 else { throw ClosingRefusal.nothing }
      guard account.traits.nature != .general else { throw AccountRefusal.generalCash }
      let box = try bookings.box(
        of: counter.teller, at: counter.institution, today, ground.parameters, received: received, given: given,
        net: Money.zero(currency) - total, in: tx)
      let till = BankChart.till(counter.institution, box: box.box, currency)
      return BookingPlan(
        .accountClose, account: account, holder: holder, amount: total, box: box, received: received, given: given,
        businessDate: today, valueDate: today, legs: debits + [.credit(till, total)], in: ground.ledger)
    case .transfer(let number):
      guard total.minor > 0 else { throw ClosingRefusal.nothing }
      let payee = try ground.accounts.usable(number, field: "payeeAccount", in: tx)
      guard payee.number != account.number, payee.customer == account.customer, payee.currency == currency else {
        throw ClosingRefusal.payee
      }
      let plan = BookingPlan(
        .accountClose, account: account, holder: holder, other: payee, otherHolder: holder, amount: total,
        businessDate: today, valueDate: today, legs: debits + [.credit(payee.ledgerAccount, total)],
        in: ground.ledger)
      return try ground.within(plan, in: tx)
    }
  }

  // MARK: The journey

  package func prepare(_ order: ClosingOrder, in tx: any WriteTransaction) throws -> PreparedClosing {
    let seen = try preview(order, in: tx)
    let counter = order.counter
    let (home, currency) = (seen.account.home, seen.account.currency)
    var number: JournalNumber
    if let plan = seen.plan {
      for standing in [StandingAccount.interestExpense, .cashRounding] {
        try opening.ensureStanding(standing, home, currency, on: seen.businessDate, in: tx)
      }
      number = try bookings.prepare(counter, plan, in: tx).number
    } else {
      number = try numbers.allot(
        counter.institution, seen.businessDate, caseID: counter.caseID, journal: nil, at: counter.at, in: tx)
    }
    let made = try tx.query(
      ClosingTables.insert,
      [
        .institution(counter.institution), .id(counter.caseID), .bool(seen.plan != nil), .id(counter.teller),
        .institution(home), .int(seen.account.number.sequence), .text(currency.code), .int(seen.sum.balance.minor),
        .int(seen.sum.interest.minor), .int(seen.sum.rounding.minor), .text(order.payout.name),
        .date(number.businessDate), .int(number.sequence), .moment(counter.at),
      ])
    guard !made.isEmpty else { throw BankingRefusal.alreadyPrepared() }
    return PreparedClosing(
      number: number, account: seen.account, holder: seen.holder, sum: seen.sum, plan: seen.plan,
      businessDate: seen.businessDate)
  }

  /// Pays and closes. Money that came in since the page was drawn is a refusal: the case is released.
  ///
  /// - Throws: `Refusal` `case.unknown`, `case.already-ended`, `case.business-date-passed`, those of `look` but for
  ///   `closing.under-way`, `account.not-empty`, and those of `CounterBookings.settle`.
  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws {
    let record = try open(caseID, institution, in: tx)
    let today = try ground.calendar.businessDate(of: institution, in: tx)
    guard today == record.journal.businessDate else {
      throw BankingRefusal.businessDatePassed(record.journal.businessDate, today)
    }
    _ = try mayClose(record.account, at: institution, in: tx)
    if record.isBooked {
      _ = try bookings.settle(caseID, at: institution, now: now, in: tx)
    } else {
      try numbers.end(record.journal, .settled, at: now, in: tx)
    }
    try ground.accounts.close(record.account, in: tx)
    try AccountProxies().end(record.account, on: today, in: tx)
    try end(caseID, institution, "settled", now, in: tx)
  }

  package func release(
    _ caseID: CaseID, at institution: InstitutionID, reason: String, now: Moment, in tx: any WriteTransaction
  ) throws {
    let record = try open(caseID, institution, in: tx)
    if record.isBooked {
      try bookings.release(caseID, at: institution, reason: reason, now: now, in: tx)
    } else {
      try numbers.end(record.journal, .released, at: now, in: tx)
    }
    try end(caseID, institution, "released", now, in: tx)
  }
}

// MARK: - Rules

extension AccountClosing {
  /// Everything that stands against closing, but for money under way.
  private func mayClose(
    _ number: AccountNumber, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> DemandAccount {
    let account = try ground.accounts.usable(number, in: tx)
    guard account.home == institution else { throw ClosingRefusal.otherOutlet(account.home) }
    let today = try ground.calendar.businessDate(of: account.home, in: tx)
    let place: [Value] = [.institution(account.home), .int(number.sequence)]
    if let since = try ground.dormancy.since(account, on: today, in: tx) {
      throw AccountRefusal.dormant("account", since: since)
    }
    guard try tx.query(AccountTables.holds, place + [.date(today)]).isEmpty else { throw ClosingRefusal.held }
    let deposits = try tx.first(AccountTables.depositsOf, place)?.int(0) ?? 0
    guard deposits == 0 else { throw ClosingRefusal.deposits(deposits) }
    if let card = try AccountCards(ground: ground).living(number, in: tx) { throw ClosingRefusal.card(card) }
    if let paper = try PaperRows().holding(number, on: today, in: tx).first { throw PaperRefusal.held(paper) }
    let linked = try tx.first(AccountTables.linkedTo, place)?.int(0) ?? 0
    guard linked == 0 else { throw ClosingRefusal.linked(linked) }
    if account.traits.nature == .basic {
      let others = try ground.accounts.accounts(of: account.customer, in: tx)
        .filter { $0.number != number && $0.state != .closed }
      guard others.isEmpty else { throw ClosingRefusal.basicLast(others.count) }
    }
    // Its interest is being counted, or still to be credited: closed now, the account would miss it.
    if let phase = try tx.first(ClosingTables.runningDayEnd, [.institution(account.home)])?.int(0),
      phase <= DayEnd.Phase.demandInterest.rawValue
    {
      throw DayEndRefusal.running(today)
    }
    return account
  }

  private func sum(
    _ account: DemandAccount, _ balance: Money, inCash: Bool, in tx: any ReadTransaction
  ) throws -> ClosingSum {
    let today = try ground.calendar.businessDate(of: account.home, in: tx)
    var working: InterestWorking?
    if account.currency == .cny {
      let balances = try products.balances(
        account.ledgerAccount, DemandProducts.Period(through: today, day: today), in: tx)
      let rule = account.traits.isEnterprise ? DemandInterest.corporate : .personal
      working = try rule.close(balances, on: today, rates: try rates.table(.cny, in: tx))
    }
    let exact = balance + (working?.total ?? .zero(account.currency))
    guard inCash else { return ClosingSum(balance: balance, working: working, rounding: .zero(account.currency)) }
    let faces = try ground.parameters.denominations(
      of: account.currency, at: account.home, on: today, in: tx)
    let smallest = faces.last ?? 1
    let above = exact.minor % smallest
    return ClosingSum(
      balance: balance, working: working,
      rounding: Money(minor: above == 0 ? 0 : smallest - above, account.currency))
  }
}

// MARK: - Rows

extension AccountClosing {
  private struct Record {
    let isBooked: Bool
    let account: AccountNumber
    let journal: JournalNumber
  }

  private func open(_ caseID: CaseID, _ institution: InstitutionID, in tx: any WriteTransaction) throws -> Record {
    let place: [Value] = [.institution(institution), .id(caseID)]
    guard let row = try tx.first(ClosingTables.find, place, lock: true) else { throw BankingRefusal.caseUnknown }
    let state = try row.text(0)
    guard state == "open" else { throw BankingRefusal.ended(state) }
    return Record(
      isBooked: try row.bool(1), account: AccountNumber(try row.institution(2), sequence: try row.int(3)),
      journal: JournalNumber(outlet: institution, businessDate: try row.date(4), sequence: try row.int(5)))
  }

  private func end(
    _ caseID: CaseID, _ institution: InstitutionID, _ state: String, _ now: Moment, in tx: any WriteTransaction
  ) throws {
    let ended = try tx.query(
      ClosingTables.end, [.institution(institution), .id(caseID), .text(state), .moment(now)])
    guard !ended.isEmpty else { throw BankingRefusal.ended(state) }
  }
}
