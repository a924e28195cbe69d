import Interest
import Primitives
import Storage

/// What one account has earned and was not paid yet, as it stands in interest payable.
package struct AccruedInterest: Sendable, Equatable {
  /// The last day that is counted.
  package let through: BusinessDate
  package let amount: Money
  /// 积数 of the present quarter, of a demand account.
  package let product: DayProduct?
}

extension DayEnds {
  /// The accrued interest of a deposit by the newest accrual of its outlet; the sum over all deposits of a product is
  /// the balance of its interest payable at each day's end.
  ///
  /// - Returns: nil before the first accrual, and for an account that bears none.
  package func accrued(_ number: AccountNumber, in tx: any ReadTransaction) throws -> AccruedInterest? {
    if let line = try products.line(number, in: tx) {
      guard let last = try accruals.newest(number.institution, .demand, in: tx) else { return nil }
      let product = try settledOrCounted(line, last, in: tx)
      let period = try DemandProducts.Period(through: last.through, day: last.date)
      let earnings = try DemandEarnings(products, period, try rates.table(.cny, in: tx), isNeeded: true)
      return AccruedInterest(
        through: last.through, amount: Money(minor: try earnings.interest(line, product, in: tx), .cny),
        product: product)
    }
    let contract = try termAccrual.contracts(
      number.institution, from: number.sequence, through: number.sequence, in: tx
    ).first
    guard let contract, let last = try accruals.newest(number.institution, .term, in: tx) else { return nil }
    let minor = try contract.accrued(through: last.through, rates: try rates.table(.cny, in: tx))
    return AccruedInterest(through: last.through, amount: Money(minor: minor, .cny), product: nil)
  }

  private func settledOrCounted(
    _ line: DemandProducts.Line, _ last: InterestAccruals.Accrual, in tx: any ReadTransaction
  ) throws -> DayProduct {
    guard let end = try find(line.number.institution, last.date, in: tx) else { return .zero }
    // Credited with the settlement of that very day.
    if try DemandSettlement.day(of: end) != nil, end.phase > .demandInterest { return .zero }
    let period = try DemandProducts.Period(through: last.through, day: last.date)
    guard let state = line.state, state.through <= last.through else {
      guard line.figure.lastEntry != nil else { return .zero }
      // A batch under way has counted it further, or it has not been counted yet.
      return try products.counted([line.uncounted], period, in: tx)[0]?.product ?? .zero
    }
    return try state.extended(through: period.through, from: period.start)
  }
}

extension DemandProducts.Line {
  fileprivate var uncounted: DemandProducts.Line {
    DemandProducts.Line(number: number, figure: figure, state: nil, isEnterprise: isEnterprise)
  }
}
