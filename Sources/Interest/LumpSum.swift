import Primitives

/// The rules of lump-sum time deposits (整存整取); what a bank may choose is data.
package struct LumpSum: Sendable, Equatable {
  /// The least to open and to remain.
  package let minimum: Money
  /// How often a part may be drawn early; nil for no limit. Commonly once.
  package let partLimit: Int?
  /// Of the term; early and overdue days are always actual days over 360.
  package let dayCount: DayCount
  package let wholeUnitsOnly: Bool

  /// From 50 yuan, one early part, whole months (common terms; parameters of the bank).
  package static let personal = LumpSum(minimum: Money(minor: 50_00, .cny))
  /// From 10,000 yuan.
  package static let corporate = LumpSum(minimum: Money(minor: 10_000_00, .cny))

  package init(minimum: Money, partLimit: Int? = 1, dayCount: DayCount = .itemised, wholeUnitsOnly: Bool = true) {
    self.minimum = minimum
    self.partLimit = partLimit
    self.dayCount = dayCount
    self.wholeUnitsOnly = wholeUnitsOnly
  }

  /// Opens at the day's posted rate.
  ///
  /// - Throws: `Refusal` `interest.below-minimum`, `interest.no-rate`, `interest.date-out-of-range`.
  package func open(
    _ principal: Money, _ tenor: Tenor, on date: BusinessDate, instruction: MaturityInstruction = .payOut,
    rates: RateTable
  ) throws -> TimeDeposit {
    try principal.checkedOpening(minimum: minimum)
    return try TimeDeposit(
      principal: principal, tenor: tenor, openedOn: date, rate: try rates.rate(of: .lumpSum(tenor), on: date),
      instruction: instruction)
  }

  /// The interest when drawn on the maturity day.
  ///
  /// - Throws: `Refusal` `interest.overflow`.
  package func term(of deposit: TimeDeposit) throws -> InterestWorking {
    try InterestWorking(
      .perDeposit(dayCount), [termPart(deposit)], deposit.principal.currency, payableOn: deposit.maturesOn)
  }

  /// The interest of one term drawn whole on a day, no renewal: before maturity demand rate for all, on it
  /// the term, after it the overdue days too, at the demand rate of that day and on the principal only.
  ///
  /// - Throws: `Refusal` `interest.dates-reversed`, `interest.no-rate`, `interest.overflow`.
  func draw(_ deposit: TimeDeposit, on date: BusinessDate, rates: RateTable) throws -> InterestWorking {
    guard date >= deposit.openedOn else { throw InterestRefusal.datesReversed(deposit.openedOn, date) }
    let currency = deposit.principal.currency
    if date < deposit.maturesOn { return try early(deposit.principal, deposit, on: date, rates: rates) }
    var parts = [try termPart(deposit)]
    if date > deposit.maturesOn {
      parts.append(
        try demandPart(deposit.principal, .overdueInterest, .overdue, from: deposit.maturesOn, until: date, rates))
    }
    return try InterestWorking(.perDeposit(dayCount), parts, currency, payableOn: date)
  }

  func early(
    _ amount: Money, _ deposit: TimeDeposit, on date: BusinessDate, rates: RateTable
  ) throws -> InterestWorking {
    let rule: InterestRule = deposit.isRenewal ? .renewal : .early
    let part = try demandPart(amount, .earlyInterest, rule, from: deposit.openedOn, until: date, rates)
    return try InterestWorking(.days, [part], amount.currency, payableOn: date)
  }

  private func termPart(_ deposit: TimeDeposit) throws -> InterestPart {
    let stretch = try InterestStretch(
      deposit.principal, from: deposit.openedOn, until: deposit.maturesOn, dayCount: dayCount,
      wholeUnitsOnly: wholeUnitsOnly)
    return try InterestPart(
      .termInterest, [stretch], at: deposit.rate, dayCount, deposit.isRenewal ? .renewal : .openingRate)
  }

  private func demandPart(
    _ amount: Money, _ title: Bilingual, _ rule: InterestRule, from: BusinessDate, until: BusinessDate,
    _ rates: RateTable
  ) throws -> InterestPart {
    let stretch = try InterestStretch(
      amount, from: from, until: until, dayCount: .actual360, wholeUnitsOnly: wholeUnitsOnly)
    return try InterestPart(title, [stretch], at: rates.rate(of: .demand, on: until), .actual360, rule)
  }
}
