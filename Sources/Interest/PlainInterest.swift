import Primitives

/// Interest of one principal at one agreed rate.
package struct PlainInterest: Sendable {
  package let dayCount: DayCount
  /// Below one yuan earns nothing.
  package let wholeUnitsOnly: Bool

  package init(_ dayCount: DayCount = .actual360, wholeUnitsOnly: Bool = true) {
    self.dayCount = dayCount
    self.wholeUnitsOnly = wholeUnitsOnly
  }

  /// - Parameter until: the day of withdrawal, which does not count.
  /// - Throws: `Refusal` `interest.negative-principal`, `interest.dates-reversed`, `interest.overflow`.
  package func working(
    _ principal: Money, from: BusinessDate, until: BusinessDate, rate: InterestRate
  ) throws -> InterestWorking {
    let stretch = try InterestStretch(
      principal, from: from, until: until, dayCount: dayCount, wholeUnitsOnly: wholeUnitsOnly)
    let part = try InterestPart(.interest, [stretch], at: rate, dayCount, .agreed)
    return try InterestWorking(.perDeposit(dayCount), [part], principal.currency, payableOn: until)
  }
}

extension Bilingual {
  static let interest = Bilingual(zh: "利息", en: "Interest")
  static let demandInterest = Bilingual(zh: "活期利息", en: "Interest at demand rate")
  static let termInterest = Bilingual(zh: "存期利息", en: "Interest of the term")
  static let overdueInterest = Bilingual(zh: "逾期利息（活期）", en: "Overdue interest at demand rate")
  static let earlyInterest = Bilingual(zh: "提前支取利息（活期）", en: "Early withdrawal at demand rate")
}
