import Primitives

extension LumpSum {
  /// What a deposit has earned by the end of a day (计提), the day included: its own rate for the time that has passed,
  /// from the maturity day on the whole term and the overdue days. On the day before maturity it is what the
  /// maturity pays.
  ///
  /// - Throws: `Refusal` `interest.no-rate`, `interest.date-out-of-range`, `interest.overflow`.
  package func accrued(_ deposit: TimeDeposit, through day: BusinessDate, rates: RateTable) throws -> Money {
    let until = day.adding(days: 1)
    guard until > deposit.openedOn else { return .zero(deposit.principal.currency) }
    if until > deposit.maturesOn { return try draw(deposit, on: until, rates: rates).total }
    guard dayCount == .itemised, wholeUnitsOnly else {
      return try PlainInterest(dayCount, wholeUnitsOnly: wholeUnitsOnly)
        .working(deposit.principal, from: deposit.openedOn, until: until, rate: deposit.rate).total
    }
    // months ÷ 12 + days ÷ 360 = (30 × months + days) ÷ 360: the product in whole numbers.
    let length = try dayCount.length(from: deposit.openedOn, until: until)
    let unit = deposit.principal.currency.unit
    var product = DayProduct.zero
    try product.add(deposit.principal.minor, per: unit, days: 30 * length.months + length.days)
    return Money(minor: try product.interest(at: deposit.rate, per: unit), deposit.principal.currency)
  }
}
