import Interest
import Primitives
import Storage

/// What demand accounts have earned in a period: a person's day product at the rate of its last day (储蓄管理条例
/// article 27), an enterprise's at the rate of each day, so a rate that changed splits the period.
struct DemandEarnings: Sendable {
  let products: DemandProducts
  let period: DemandProducts.Period
  private let table: RateTable
  private let rate: InterestRate
  private let isSplit: Bool

  /// - Parameter isNeeded: false where there is no account: a bank without demand accounts in CNY needs no rate.
  init(_ products: DemandProducts, _ period: DemandProducts.Period, _ table: RateTable, isNeeded: Bool) throws {
    self.products = products
    self.period = period
    self.table = table
    rate = isNeeded ? try table.rate(of: .demand, on: period.through) : .zero
    // A table that begins within the period counts as split: the entries say whether its gap matters, and refuse if so.
    let rates = try? table.periods(of: .demand, from: period.start, until: period.through.adding(days: 1))
    isSplit = rates?.count != 1
  }

  /// - Parameter state: as it stands after the movements of the day; nil: the account has never moved.
  /// - Returns: minor units.
  func interest(
    _ line: DemandProducts.Line, _ state: DemandProducts.State?, in tx: any ReadTransaction
  ) throws -> Int64 {
    guard let state else { return 0 }
    return try interest(line, state.extended(through: period.through, from: period.start), in: tx)
  }

  /// - Parameter product: of the period; nothing is earned without one.
  func interest(
    _ line: DemandProducts.Line, _ product: DayProduct, in tx: any ReadTransaction
  ) throws -> Int64 {
    guard line.isEnterprise, isSplit, product.units > 0 else {
      return try product.interest(at: rate, per: Currency.cny.unit)
    }
    let (balances, rule) = (try products.balances(line.figure.id, period, in: tx), DemandInterest.corporate)
    let working =
      rule.schedule.isSettlementDay(period.through)
      ? try rule.settle(balances, on: period.through, rates: table)
      : try rule.close(balances, on: period.through.adding(days: 1), rates: table)
    return working.total.minor
  }
}
