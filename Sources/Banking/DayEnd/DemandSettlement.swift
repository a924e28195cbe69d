import Interest
import Ledger
import Primitives
import Storage

/// Quarterly interest of personal demand deposits (PBOC 银发[2005]129: settled on the 20th of the quarter's last
/// month at that day's posted rate; credited on the 21st).
struct DemandSettlement: Sendable {
  /// Business kind of the posting.
  static let code = 9001

  let ground: BankGround
  let rates: BankRates
  private let accounts: LedgerOpening

  init(ground: BankGround, rates: BankRates) {
    self.ground = ground
    self.rates = rates
    accounts = LedgerOpening(ledger: ground.ledger)
  }

  func isDue(_ date: BusinessDate) -> Bool { SettlementSchedule.quarterly.isSettlementDay(date) }

  func step(
    _ end: DayEnd, limit: Int, at now: Moment, in tx: any WriteTransaction
  ) throws -> DayEnds.StepResult {
    let rows = try tx.query(
      DayEndTables.demandAccounts, [.institution(end.institution), .int(end.cursor), .int(limit)])
    let numbers = try rows.map { row in
      let isEnterprise = try ![nil, AccountTraits.Nature.personal.rawValue].contains(row.optionalText(1))
      return (number: AccountNumber(end.institution, sequence: try row.int(0)), isEnterprise: isEnterprise)
    }
    var result = DayEnds.StepResult()
    result.cursor = numbers.last?.number.sequence ?? end.cursor
    result.looked = Int64(numbers.count)
    result.isLast = numbers.count < limit
    guard !numbers.isEmpty else { return result }
    let table = try rates.table(.cny, in: tx)
    try accounts.ensureStanding(.interestExpense, end.institution, .cny, on: end.next, in: tx)
    var orders: [PostingOrder] = []
    for (number, isEnterprise) in numbers {
      let account = isEnterprise ? BankChart.enterprise(number) : BankChart.customer(number)
      let rule = isEnterprise ? DemandInterest.corporate : .personal
      let working = try rule.settle(
        try balances(account, until: end.date, in: tx), on: end.date, rates: table)
      guard working.total.minor > 0 else { continue }
      orders.append(order(number, account, working.total, end, at: now))
    }
    for (order, posted) in zip(orders, try ground.ledger.post(orders, in: tx)) {
      // A key that was used: this very interest was booked by the step before a restart.
      guard try posted.get().isNew else { continue }
      result.booked += 1
      result.interest += order.legs[0].amount.minor
    }
    return result
  }

  private func order(
    _ number: AccountNumber, _ account: LedgerAccountID, _ interest: Money, _ end: DayEnd, at now: Moment
  ) -> PostingOrder {
    let (journal, key) = DayEndKeys.of(end, number.sequence, phase: .demandInterest)
    return PostingOrder(
      journal: journal, key: key, institution: end.institution, code: Self.code,
      legs: [
        .debit(StandingAccount.interestExpense.account(end.institution, .cny), interest),
        .credit(account, interest),
      ], businessDate: end.next, valueDate: end.next, recordedAt: now)
  }

  /// The account's end-of-day balances of the quarter, by value date; what came in for earlier days counts from the
  /// first day of the period.
  func balances(
    _ account: LedgerAccountID, until day: BusinessDate, in tx: any ReadTransaction
  ) throws -> DailyBalances {
    let start = try SettlementSchedule.quarterly.periodStart(of: day)
    var movements: [BalanceMovement] = []
    var sum: Int64 = 0
    var before: EntryPlace?
    repeat {
      let page = try ground.ledger.entries(of: account, before: before, limit: EntryPage.largest, from: start, in: tx)
      for line in page.lines where line.valueDate <= day {
        let minor = line.entry.leg.side == .credit ? line.entry.leg.amount.minor : -line.entry.leg.amount.minor
        guard line.businessDate >= start else { continue }
        sum += minor
        movements.append(BalanceMovement(max(start, line.valueDate), Money(minor: minor, .cny)))
      }
      before = page.next
    } while before != nil
    let later = try laterThan(day, account, in: tx)
    let opening = try ground.ledger.account(account, in: tx).balance.minor - later - sum
    return try DailyBalances(
      movements: [BalanceMovement(start, Money(minor: opening, .cny))] + movements, .cny)
  }

  /// What was booked since, for later days.
  private func laterThan(
    _ day: BusinessDate, _ account: LedgerAccountID, in tx: any ReadTransaction
  ) throws -> Int64 {
    var sum: Int64 = 0
    var before: EntryPlace?
    repeat {
      let page = try ground.ledger.entries(
        of: account, before: before, limit: EntryPage.largest, from: day.adding(days: 1), in: tx)
      for line in page.lines where line.valueDate > day {
        sum += line.entry.leg.side == .credit ? line.entry.leg.amount.minor : -line.entry.leg.amount.minor
      }
      before = page.next
    } while before != nil
    return sum
  }
}

/// Identities of the batch's postings, made from what they are about: a step that runs again meets itself.
enum DayEndKeys {
  static func of(_ end: DayEnd, _ number: Int64, phase: DayEnd.Phase) -> (JournalID, IdempotencyKey) {
    let high = UInt64(end.date.compact) << 20 | UInt64(phase.rawValue) << 16 | 0xDE
    let low = UInt64(end.institution.code) << 32 | UInt64(number)
    return (JournalID(high: high, low: low), IdempotencyKey(high: high, low: low))
  }
}
