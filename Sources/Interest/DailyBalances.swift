import Primitives

/// A balance at the end of a day; it holds until the next one.
package struct EndOfDayBalance: Hashable, Sendable {
  package let date: BusinessDate
  package let balance: Money

  package init(_ date: BusinessDate, _ balance: Money) {
    self.date = date
    self.balance = balance
  }
}

/// A booking in (above zero) or out (below zero) by its value date.
package struct BalanceMovement: Hashable, Sendable {
  package let date: BusinessDate
  package let amount: Money

  package init(_ date: BusinessDate, _ amount: Money) {
    self.date = date
    self.amount = amount
  }
}

/// The end-of-day balances of one account, one per day of change: what the product method sums.
package struct DailyBalances: Sendable, Equatable {
  package let currency: Currency
  package private(set) var list: [EndOfDayBalance]

  /// - Throws: `Refusal` `interest.dates-reversed` unless each day is later than the one before,
  ///   `interest.negative-principal`, `interest.currencies-differ`.
  package init(_ balances: [EndOfDayBalance], _ currency: Currency) throws {
    for (one, next) in zip(balances, balances.dropFirst()) where one.date >= next.date {
      throw InterestRefusal.datesReversed(one.date, next.date)
    }
    for entry in balances {
      guard entry.balance.currency == currency else {
        throw InterestRefusal.mixedCurrencies(currency, entry.balance.currency)
      }
      guard entry.balance.minor >= 0 else { throw InterestRefusal.negativePrincipal() }
    }
    self.currency = currency
    list = balances
  }

  /// From movements in any order; several on one day count as their sum, so only the day's end matters.
  ///
  /// - Throws: `Refusal` as above, and `interest.overflow`.
  package init(movements: [BalanceMovement], _ currency: Currency) throws {
    var balance = Money.zero(currency)
    var days: [EndOfDayBalance] = []
    for movement in movements.sorted(by: { $0.date < $1.date }) {
      balance = try balance.plus(movement.amount)
      if days.last?.date == movement.date { days.removeLast() }
      days.append(EndOfDayBalance(movement.date, balance))
    }
    try self.init(days, currency)
  }

  package func balance(on date: BusinessDate) -> Money {
    list.last { $0.date <= date }?.balance ?? .zero(currency)
  }

  /// The balances from a day to before another; days before the first balance are left out.
  func stretches(
    from: BusinessDate, until: BusinessDate, dayCount: DayCount, wholeUnitsOnly: Bool
  ) throws -> [InterestStretch] {
    guard from <= until else { throw InterestRefusal.datesReversed(from, until) }
    return try list.indices.compactMap { index in
      let start = max(from, list[index].date)
      let end = index + 1 < list.count ? min(until, list[index + 1].date) : until
      guard start < end else { return nil }
      return try InterestStretch(
        list[index].balance, from: start, until: end, dayCount: dayCount, wholeUnitsOnly: wholeUnitsOnly)
    }
  }
}
