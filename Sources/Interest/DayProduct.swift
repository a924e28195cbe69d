import Primitives

/// A sum of balance × days (积数): whole yuan × days, a month of 对年对月对日 counting thirty. What daily accrual keeps
/// of an account between two day ends, since a sum loses nothing.
package struct DayProduct: Hashable, Sendable {
  /// Whole units of the currency × days.
  package private(set) var units: Int64

  package static let zero = DayProduct(units: 0)

  package init(units: Int64) { self.units = units }

  /// A balance that stood for so many days more. Below one yuan nothing counts, nor does a balance below zero.
  ///
  /// - Throws: `Refusal` `interest.overflow`.
  package mutating func add(_ balance: Int64, per unit: Int64, days: Int) throws {
    guard balance > 0, days > 0 else { return }
    let (product, tooLarge) = (balance / unit).multipliedReportingOverflow(by: Int64(days))
    let (sum, overflow) = units.addingReportingOverflow(product)
    guard !tooLarge, !overflow else { throw InterestRefusal.overflow() }
    units = sum
  }

  /// product × rate ÷ 360, rounded half-up to the minor unit: the figure that `DemandInterest` gives for the same
  /// balances, since a product is never rounded.
  ///
  /// - Parameter unit: minor units of one unit of the currency, 100 for CNY.
  /// - Throws: `Refusal` `interest.overflow`.
  package func interest(at rate: InterestRate, per unit: Int64) throws -> Int64 {
    let divisor = 360 * Int128(InterestRate.largestUnits)
    let (product, overflow) = (Int128(units) * Int128(rate.units)).multipliedReportingOverflow(by: Int128(unit))
    guard !overflow, let minor = Int64(exactly: (2 * product + divisor) / (2 * divisor)) else {
      throw InterestRefusal.overflow()
    }
    return minor
  }
}
