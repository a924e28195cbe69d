import Primitives

/// One principal over one stretch of days.
package struct InterestStretch: Hashable, Sendable {
  /// What bears interest: whole yuan where the product says so.
  package let principal: Money
  package let from: BusinessDate
  /// The first day that no longer counts: withdrawal, maturity, or the day after a settlement day.
  package let until: BusinessDate
  package let length: TermLength

  /// - Throws: `Refusal` `interest.negative-principal`, `interest.dates-reversed`.
  init(
    _ principal: Money, from: BusinessDate, until: BusinessDate, dayCount: DayCount, wholeUnitsOnly: Bool,
    months: Int? = nil
  ) throws {
    guard principal.minor >= 0 else { throw InterestRefusal.negativePrincipal() }
    self.principal = principal.bearing(wholeUnitsOnly: wholeUnitsOnly)
    self.from = from
    self.until = until
    let counted = try dayCount.length(from: from, until: until)
    length = months.map { TermLength(months: $0, days: 0) } ?? counted
  }
}
