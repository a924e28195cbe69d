import Primitives

/// Demand deposits (活期) by daily balance products: settled each quarter, or closed before.
package struct DemandInterest: Sendable, Equatable {
  /// Corporate: the rate of each day, so a change splits the period. Personal: no split, the settlement or
  /// closing day's rate for all of it (储蓄管理条例 art. 27).
  package let splitsByRate: Bool
  package let schedule: SettlementSchedule
  package let dayCount: DayCount
  package let wholeUnitsOnly: Bool

  package static let personal = DemandInterest(splitsByRate: false)
  package static let corporate = DemandInterest(splitsByRate: true)

  package init(
    splitsByRate: Bool, schedule: SettlementSchedule = .quarterly, dayCount: DayCount = .actual360,
    wholeUnitsOnly: Bool = true
  ) {
    self.splitsByRate = splitsByRate
    self.schedule = schedule
    self.dayCount = dayCount
    self.wholeUnitsOnly = wholeUnitsOnly
  }

  /// Settles the period that ends on this settlement day, the day itself included; payable the day after.
  ///
  /// - Throws: `Refusal` `interest.not-settlement-day`, `interest.no-rate`, `interest.overflow`.
  package func settle(_ balances: DailyBalances, on day: BusinessDate, rates: RateTable) throws -> InterestWorking {
    guard schedule.isSettlementDay(day) else {
      throw InterestRefusal.notSettlementDay(try schedule.next(onOrAfter: day))
    }
    let after = day.adding(days: 1)
    return try working(balances, until: after, rateOf: day, rates, payableOn: after)
  }

  /// Closes the account: interest up to the day before. On a settlement day only this is done, no settlement.
  ///
  /// - Throws: `Refusal` `interest.no-rate`, `interest.overflow`.
  package func close(_ balances: DailyBalances, on day: BusinessDate, rates: RateTable) throws -> InterestWorking {
    try working(balances, until: day, rateOf: day, rates, payableOn: day)
  }

  private func working(
    _ balances: DailyBalances, until: BusinessDate, rateOf day: BusinessDate, _ rates: RateTable,
    payableOn: BusinessDate
  ) throws -> InterestWorking {
    let start = try schedule.periodStart(of: day)
    // Rates are asked for only from the first balance on: an older table need not reach further back.
    let from = max(start, balances.list.first?.date ?? until)
    let periods =
      splitsByRate
      ? try rates.periods(of: .demand, from: min(from, until), until: until)
      : [RatePeriod(from: min(from, until), until: until, rate: try rates.rate(of: .demand, on: day))]
    let parts = try periods.map { period in
      let stretches = try balances.stretches(
        from: period.from, until: period.until, dayCount: dayCount, wholeUnitsOnly: wholeUnitsOnly)
      return try InterestPart(
        .demandInterest, stretches, at: period.rate, dayCount, splitsByRate ? .demandSplit : .demandDay)
    }
    return try InterestWorking(.dailyProducts, parts, balances.currency, payableOn: payableOn)
  }
}

/// The whole life of a demand account, with each settlement credited and bearing interest from then on.
package struct DemandCourse: Sendable, Equatable {
  package let settlements: [InterestWorking]
  package let closing: InterestWorking
  /// The balance with the settled interest, before the closing interest.
  package let balance: Money
}

extension DemandInterest {
  /// Settles on each settlement day before the closing day, then closes.
  ///
  /// - Throws: `Refusal` as `settle` and `close`; `interest.dates-reversed` for a movement after the closing.
  package func course(
    of movements: [BalanceMovement], _ currency: Currency, closedOn: BusinessDate, rates: RateTable
  ) throws -> DemandCourse {
    var movements = movements
    if let last = movements.map(\.date).max(), last > closedOn { throw InterestRefusal.datesReversed(last, closedOn) }
    var settlements: [InterestWorking] = []
    var day = try schedule.next(onOrAfter: movements.map(\.date).min() ?? closedOn)
    while day < closedOn {
      let working = try settle(DailyBalances(movements: movements, currency), on: day, rates: rates)
      settlements.append(working)
      movements.append(BalanceMovement(working.payableOn, working.total))
      day = try schedule.next(onOrAfter: working.payableOn)
    }
    let balances = try DailyBalances(movements: movements, currency)
    return DemandCourse(
      settlements: settlements, closing: try close(balances, on: closedOn, rates: rates),
      balance: balances.balance(on: closedOn))
  }
}
