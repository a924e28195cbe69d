import Primitives

/// How many days before the draw the holder gives notice.
package enum NoticePeriod: Int, Sendable, CaseIterable {
  case oneDay = 1
  case sevenDays = 7

  package var days: Int { rawValue }
}

/// A notice of withdrawal (支取通知). The agreed day is not moved when it falls on a holiday.
package struct WithdrawalNotice: Hashable, Sendable {
  package let amount: Money
  package let givenOn: BusinessDate

  package init(_ amount: Money, givenOn: BusinessDate) {
    self.amount = amount
    self.givenOn = givenOn
  }

  /// The only day on which the draw answers the notice.
  package func agreedOn(_ period: NoticePeriod) -> BusinessDate { givenOn.adding(days: period.days) }

  func checked(_ currency: Currency) throws {
    guard amount.currency == currency else { throw InterestRefusal.mixedCurrencies(currency, amount.currency) }
    guard amount.minor > 0 else { throw InterestRefusal.notPositive("notice.amount") }
  }
}

/// Money of a deposit that, for some days, earns less than the notice rate.
package struct NoticeLapse: Hashable, Sendable {
  package enum Earning: String, Sendable {
    /// The days of a notice that was cancelled or not used.
    case nothing
    /// A notified amount that was not drawn with the rest.
    case demandRate
  }

  package let amount: Money
  package let from: BusinessDate
  package let until: BusinessDate
  package let earning: Earning

  package init(_ amount: Money, from: BusinessDate, until: BusinessDate, earning: Earning) {
    self.amount = amount
    self.from = from
    self.until = until
    self.earning = earning
  }
}

/// A notice deposit (通知存款): one paying in, drawn whole or in parts after notice.
package struct NoticeDeposit: Sendable, Equatable {
  package let principal: Money
  package let period: NoticePeriod
  /// Of the first paying in, also after parts were drawn.
  package let openedOn: BusinessDate
  package let lapses: [NoticeLapse]

  /// - Throws: `Refusal` `interest.negative-principal`.
  package init(
    principal: Money, period: NoticePeriod, openedOn: BusinessDate, lapses: [NoticeLapse] = []
  ) throws {
    guard principal.minor >= 0 else { throw InterestRefusal.negativePrincipal() }
    self.principal = principal
    self.period = period
    self.openedOn = openedOn
    self.lapses = lapses
  }

  /// Notes that a notice was cancelled or not used: all its days earn nothing on its amount.
  ///
  /// - Throws: `Refusal` `interest.dates-reversed`, `interest.amount-not-positive`, `interest.currencies-differ`.
  package func lapsing(_ notice: WithdrawalNotice) throws -> NoticeDeposit {
    guard notice.givenOn >= openedOn else { throw InterestRefusal.datesReversed(openedOn, notice.givenOn) }
    try notice.checked(principal.currency)
    let lapse = NoticeLapse(
      notice.amount, from: notice.givenOn, until: notice.agreedOn(period), earning: .nothing)
    return try NoticeDeposit(principal: principal, period: period, openedOn: openedOn, lapses: lapses + [lapse])
  }
}
