import Primitives

extension Instalment {
  /// What a deposit has earned by the end of a day (计提), the day included: each payment the contract's rate for its
  /// days, one made after a breach the demand rate; from the day before maturity on what the next day would pay.
  ///
  /// - Throws: `Refusal` as `close`.
  package func accrued(
    _ plan: InstalmentPlan, _ payments: [InstalmentPayment], through day: BusinessDate, rates: RateTable
  ) throws -> Money {
    let until = day.adding(days: 1)
    let (paid, currency) = (payments.filter { $0.date <= day }, plan.monthly.currency)
    guard !paid.isEmpty else { return .zero(currency) }
    if until >= plan.maturesOn { return try close(plan, paid, on: until, rates: rates).total }
    let broken = try plan.brokenAfter(paid, seenOn: until)
    var (kept, late) = (DayProduct.zero, DayProduct.zero)
    for payment in paid {
      let days = until.daysSince1970 - payment.date.daysSince1970
      if let broken, plan.month(of: payment.date) > broken {
        try late.add(payment.amount.minor, per: currency.unit, days: days)
      } else {
        try kept.add(payment.amount.minor, per: currency.unit, days: days)
      }
    }
    let demand = broken == nil ? .zero : try rates.rate(of: .demand, on: day)
    return Money(
      minor: try kept.interest(at: plan.rate, per: currency.unit) + late.interest(at: demand, per: currency.unit),
      currency)
  }
}
