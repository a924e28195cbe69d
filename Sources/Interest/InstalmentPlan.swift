import Primitives

/// A payment into an instalment deposit.
package struct InstalmentPayment: Hashable, Sendable {
  package let date: BusinessDate
  package let amount: Money

  package init(_ date: BusinessDate, _ amount: Money) {
    self.date = date
    self.amount = amount
  }
}

/// An instalment contract (零存整取): a fixed sum in each calendar month, the first on the opening day.
package struct InstalmentPlan: Sendable, Equatable {
  package let monthly: Money
  package let tenor: Tenor
  package let openedOn: BusinessDate
  package let maturesOn: BusinessDate
  /// The rate of the opening day.
  package let rate: InterestRate

  package static let tenors: [Tenor] = [.oneYear, .threeYears, .fiveYears]

  /// - Throws: `Refusal` `interest.amount-not-positive`, `interest.unknown-tenor`, `interest.date-out-of-range`.
  package init(monthly: Money, tenor: Tenor, openedOn: BusinessDate, rate: InterestRate) throws {
    guard monthly.minor > 0 else { throw InterestRefusal.notPositive("monthly") }
    guard Self.tenors.contains(tenor) else { throw InterestRefusal.unknownTenor(Self.tenors) }
    self.monthly = monthly
    self.tenor = tenor
    self.openedOn = openedOn
    self.maturesOn = try tenor.maturity(from: openedOn)
    self.rate = rate
  }

  /// Every payment on time, on the opening's calendar day.
  ///
  /// - Throws: `Refusal` `interest.date-out-of-range`.
  package func regularPayments() throws -> [InstalmentPayment] {
    try (0..<tenor.months).map { InstalmentPayment(try openedOn.adding(months: $0), monthly) }
  }

  /// 1 for the calendar month of the opening.
  package func month(of date: BusinessDate) -> Int {
    (date.year - openedOn.year) * 12 + date.month - openedOn.month + 1
  }

  /// The month at whose end the contract was broken: a missed month must be made up in the next one, beside
  /// that month's own sum (common rule). nil while it holds.
  ///
  /// - Throws: `Refusal` `interest.instalment-first`, `interest.instalment-amount`, `interest.instalment-ahead`,
  ///   `interest.instalment-late`, `interest.dates-reversed`, `interest.currencies-differ`.
  package func brokenAfter(_ payments: [InstalmentPayment], seenOn date: BusinessDate) throws -> Int? {
    try check(payments)
    for month in 2...tenor.months where month < self.month(of: min(date, maturesOn)) {
      let behind = paid(payments, through: month - 1) < month - 1
      if behind, paid(payments, through: month) < month { return month }
    }
    return nil
  }

  /// How many monthly sums were paid through the end of a month.
  private func paid(_ payments: [InstalmentPayment], through month: Int) -> Int64 {
    payments.filter { self.month(of: $0.date) <= month }.reduce(0) { $0 + $1.amount.minor / monthly.minor }
  }

  private func check(_ payments: [InstalmentPayment]) throws {
    guard payments.first?.date == openedOn else { throw InterestRefusal.instalmentFirst(openedOn) }
    for (one, next) in zip(payments, payments.dropFirst()) where one.date > next.date {
      throw InterestRefusal.datesReversed(one.date, next.date)
    }
    var sum: Int64 = 0
    for payment in payments {
      guard payment.amount.currency == monthly.currency else {
        throw InterestRefusal.mixedCurrencies(monthly.currency, payment.amount.currency)
      }
      let (count, rest) = payment.amount.minor.quotientAndRemainder(dividingBy: monthly.minor)
      guard count > 0, rest == 0 else { throw InterestRefusal.instalmentAmount(monthly) }
      guard payment.date < maturesOn else { throw InterestRefusal.instalmentLate(maturesOn) }
      let due = min(month(of: payment.date), tenor.months)
      guard count <= Int64(due) - sum else { throw InterestRefusal.instalmentAhead(monthly) }
      sum += count
    }
  }
}
