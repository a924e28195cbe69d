import Interest
import Ledger
import Primitives
import Storage

/// Quarterly interest of personal demand deposits (PBOC 银发[2005]129: settled on the 20th of the quarter's last
/// month at that day's posted rate; credited on the 21st). It was accrued to the fen through that very day, so it
/// comes whole out of interest payable.
struct DemandSettlement: Sendable {
  /// Business kind of the posting.
  static let code = 9001
  /// Account numbers that share a journal: one debit of interest payable, one credit for each of them. Blocks are
  /// fixed, so that a block has one key whatever the size of a step.
  static let block: Int64 = 128
  /// What a credited account weighs in a step beside one that gets nothing.
  static let creditWeight = 12

  let ledger: LedgerBooks
  let products: DemandProducts
  let accruals: InterestAccruals
  let rates: BankRates

  /// The settlement day that ends with this business day: a holiday's is settled with the business day before it.
  static func day(of end: DayEnd) throws -> BusinessDate? {
    let day = try SettlementSchedule.quarterly.next(onOrAfter: end.date)
    return day < end.next ? day : nil
  }

  func step(
    _ end: DayEnd, on day: BusinessDate, limit: Int, at now: Moment, in tx: any WriteTransaction
  ) throws -> DayEnds.StepResult {
    let table = try rates.table(.cny, in: tx)
    let period = try DemandProducts.Period(through: day, day: end.date)
    var (result, budget) = (DayEnds.StepResult(cursor: end.cursor), limit)
    var orders: [PostingOrder] = []
    while result.cursor < end.lastNumber, budget > 0 {
      let block = result.cursor / Self.block
      let top = min((block + 1) * Self.block, end.lastNumber)
      var credits: [Leg] = []
      let lines = try products.lines(end.institution, from: result.cursor + 1, through: top, in: tx)
      let earnings = try DemandEarnings(products, period, table, isNeeded: !lines.isEmpty)
      for (line, state) in zip(lines, try states(lines, period, in: tx)) {
        result.looked += 1
        budget -= 1
        let interest = try earnings.interest(line, state, in: tx)
        if interest > 0 { credits.append(.credit(line.figure.id, Money(minor: interest, .cny))) }
      }
      if !credits.isEmpty { orders.append(order(end, block, credits, valued: day.adding(days: 1), at: now)) }
      budget -= credits.count * Self.creditWeight + 1
      result.cursor = top
    }
    result.isLast = result.cursor >= end.lastNumber
    try accruals.ensureAccounts(end.institution, on: end.date, in: tx)
    for (order, posted) in zip(orders, try ledger.post(orders, in: tx)) {
      // A key that was used: this very interest was booked by the step before a restart.
      guard try posted.get().isNew else { continue }
      result.booked += Int64(order.legs.count - 1)
      result.interest += order.legs[0].amount.minor
    }
    return result
  }

  /// As the accrual of the day left them; counted here where a batch began before there were accruals.
  private func states(
    _ lines: [DemandProducts.Line], _ period: DemandProducts.Period, in tx: any ReadTransaction
  ) throws -> [DemandProducts.State?] {
    let bare = lines.filter { $0.state == nil && $0.hasMoved }
    guard !bare.isEmpty else { return lines.map(\.state) }
    var counted = try products.counted(bare, period, in: tx)[...]
    return lines.map { $0.state == nil && $0.hasMoved ? counted.removeFirst() : $0.state }
  }

  private func order(
    _ end: DayEnd, _ block: Int64, _ credits: [Leg], valued: BusinessDate, at now: Moment
  ) -> PostingOrder {
    let (journal, key) = DayEndKeys.of(end, block, phase: .demandInterest)
    let sum = Money(minor: credits.reduce(0) { $0 + $1.amount.minor }, .cny)
    let payable = StandingAccount.demandInterestPayable.account(end.institution, .cny)
    return PostingOrder(
      journal: journal, key: key, institution: end.institution, code: Self.code,
      legs: [.debit(payable, sum)] + credits, businessDate: end.next, valueDate: valued, recordedAt: now)
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
