import Primitives

/// A part of a working: stretches at one rate. One stretch is the plain case "principal × days × rate";
/// several stretches share one product sum (积数), which is not rounded in between.
package struct InterestPart: Sendable, Equatable {
  package let title: Bilingual
  package let stretches: [InterestStretch]
  package let rate: InterestRate
  package let dayCount: DayCount
  package let rule: InterestRule
  /// In major units, before any rounding.
  package let exact: Fraction
  /// To the fen when nothing else in the working earns, otherwise to the li (one digit finer).
  package internal(set) var rounded: RoundedAmount

  /// - Throws: `Refusal` `interest.overflow`.
  init(
    _ title: Bilingual, _ stretches: [InterestStretch], at rate: InterestRate, _ dayCount: DayCount,
    _ rule: InterestRule
  ) throws {
    self.title = title
    self.stretches = stretches
    self.rate = rate
    self.dayCount = dayCount
    self.rule = rule
    let years = try Self.sum(stretches, \.months).times(Fraction(1, over: 12))
      .adding(Self.sum(stretches, \.days).times(Fraction(1, over: Int128(dayCount.yearDays))))
    exact = try years.times(rate.fraction)
    rounded = RoundedAmount(units: 0, scale: 0)
  }

  /// The amount before rounding, as exact decimal text: `2.91(6)`, the bracket repeating for ever.
  package var exactText: String { exact.text }

  /// The principal when it is the same throughout; nil when it changes.
  package var principal: Money? {
    let all = Set(stretches.map(\.principal))
    return all.count == 1 ? all.first : nil
  }

  package var from: BusinessDate? { stretches.map(\.from).min() }
  /// The first day that no longer counts.
  package var until: BusinessDate? { stretches.map(\.until).max() }
  package var months: Int { stretches.reduce(0) { $0 + $1.length.months } }
  package var days: Int { stretches.reduce(0) { $0 + $1.length.days } }

  /// Σ principal × days (积数), in yuan-days.
  ///
  /// - Throws: `Refusal` `interest.overflow`.
  package func dayProduct() throws -> Fraction { try Self.sum(stretches, \.days) }

  /// Σ principal × months (月积数), in yuan-months.
  ///
  /// - Throws: `Refusal` `interest.overflow`.
  package func monthProduct() throws -> Fraction { try Self.sum(stretches, \.months) }

  private static func sum(_ stretches: [InterestStretch], _ unit: KeyPath<TermLength, Int>) throws -> Fraction {
    try stretches.reduce(.zero) { sum, stretch in
      try sum.adding(stretch.principal.fraction.times(Fraction(Int128(stretch.length[keyPath: unit]))))
    }
  }
}

extension InterestPart {
  /// For the voucher: `10,000.00 × 30 days × 0.35% ÷ 360 = 2.91(6)`.
  ///
  /// - Throws: `Refusal` `interest.overflow`.
  package func formula() throws -> Bilingual {
    let (month, day) = (months == 1 ? " month" : " months", days == 1 ? " day" : " days")
    return Bilingual(
      zh: try formula("个月", "天", "月积数", "积数"), en: try formula(month, day, "month product", "day product"))
  }

  private func formula(_ month: String, _ day: String, _ byMonth: String, _ byDay: String) throws -> String {
    let (inMonths, inDays): (String, String)
    if stretches.count == 1, let principal = principal?.grouped {
      (inMonths, inDays) = ("\(principal) × \(months)\(month)", "\(principal) × \(days)\(day)")
    } else {
      (inMonths, inDays) = ("\(byMonth) \(try grouped(monthProduct()))", "\(byDay) \(try grouped(dayProduct()))")
    }
    let year = dayCount.yearDays
    if months == 0 { return "\(inDays) × \(rate) ÷ \(year) = \(exactText)" }
    if days == 0 { return "\(inMonths) × \(rate) ÷ 12 = \(exactText)" }
    return "(\(inMonths) ÷ 12 + \(inDays) ÷ \(year)) × \(rate) = \(exactText)"
  }

  /// A product in whole minor units, which it always is.
  private func grouped(_ product: Fraction) throws -> String {
    guard let currency = stretches.first?.principal.currency else { return product.text }
    return Money(minor: try product.rounded(scale: currency.scale).units, currency).grouped
  }
}
