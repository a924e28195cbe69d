import Interest
import Ledger
import Primitives
import Storage

/// What a demand account moved since the quarter of a value date, to count again what settled quarters should have
/// paid (调整积数). The open quarter needs nothing: its day products are read anew by the next day's end.
struct SettledInterest: Sendable {
  /// Business kinds of corrections: they count in the quarter of their value date, whenever they were booked.
  static let corrections = 1902...1904

  private struct Movement {
    let credited: Int64
    let businessDate: BusinessDate
    let valueDate: BusinessDate
    let isCorrection: Bool
  }

  let account: DemandAccount
  private let start: BusinessDate
  private let opening: Int64
  private var movements: [Movement]

  /// - Parameter valueDate: the earliest day that something will be valued on.
  init(
    _ account: DemandAccount, since valueDate: BusinessDate, _ ledger: LedgerBooks, in tx: any ReadTransaction
  ) throws {
    self.account = account
    start = try SettlementSchedule.quarterly.periodStart(of: valueDate)
    let found = try ledger.lines(of: account.ledgerAccount, since: start, in: tx).map { line in
      let leg = line.entry.leg
      return Movement(
        credited: leg.side == .credit ? leg.amount.minor : -leg.amount.minor, businessDate: line.businessDate,
        valueDate: line.valueDate, isCorrection: Self.corrections.contains(line.code))
    }
    movements = found
    opening = try ledger.account(account.ledgerAccount, in: tx).balance.minor - found.reduce(0) { $0 + $1.credited }
  }

  /// What the correction itself does to the account.
  mutating func add(_ credited: Int64, valued: BusinessDate, on today: BusinessDate) {
    movements.append(Movement(credited: credited, businessDate: today, valueDate: valued, isCorrection: true))
  }

  /// The first day from `day` on at whose end the account would have been below zero by value date.
  func firstDayBelowZero(from day: BusinessDate) -> BusinessDate? {
    var (balance, days) = (opening, [BusinessDate: Int64]())
    for movement in movements { days[max(start, movement.valueDate), default: 0] += movement.credited }
    for (date, credited) in days.sorted(by: { $0.key < $1.key }) {
      balance += credited
      if balance < 0, date >= day { return date }
    }
    return nil
  }

  /// The interest of the quarter that ends on this settlement day, as it was or would have been settled: business of
  /// later days does not count, corrections of what belongs into it do.
  func interest(settledOn day: BusinessDate, _ rates: RateTable) throws -> Int64 {
    let first = try SettlementSchedule.quarterly.periodStart(of: day)
    let counted = movements.filter { $0.businessDate <= day || $0.isCorrection && $0.valueDate <= day }
    let balances = try DailyBalances(
      movements: [BalanceMovement(first, Money(minor: opening, .cny))]
        + counted.map { BalanceMovement(max(first, $0.valueDate), Money(minor: $0.credited, .cny)) }, .cny)
    let rule = account.traits.isEnterprise ? DemandInterest.corporate : DemandInterest.personal
    return try rule.settle(balances, on: day, rates: rates).total.minor
  }

  /// The settlement days from a value date on that lie before the account's business date: those quarters were paid.
  static func settledQuarters(from valueDate: BusinessDate, before today: BusinessDate) throws -> [BusinessDate] {
    var days: [BusinessDate] = []
    var day = try SettlementSchedule.quarterly.next(onOrAfter: valueDate)
    while day < today {
      days.append(day)
      day = try SettlementSchedule.quarterly.next(onOrAfter: day.adding(days: 1))
    }
    return days
  }
}
