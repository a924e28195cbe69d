import Primitives

/// Demand-or-time deposits (定活两便): drawn at any time, the rate following from how long it lay.
package struct DemandOrTime: Sendable, Equatable {
  /// The share of the lump-sum rate, 60 by common rule.
  package let sharePercent: Int
  /// The tiers, shortest first; below the first only demand rate, above the last the last tier's.
  package let tiers: [Tenor]
  /// Demand rate when the share would be lower.
  package let neverBelowDemand: Bool
  package let dayCount: DayCount
  package let wholeUnitsOnly: Bool

  package static let personal = DemandOrTime()

  package init(
    sharePercent: Int = 60, tiers: [Tenor] = [.threeMonths, .sixMonths, .oneYear], neverBelowDemand: Bool = true,
    dayCount: DayCount = .actual360, wholeUnitsOnly: Bool = true
  ) {
    self.sharePercent = sharePercent
    self.tiers = tiers.sorted()
    self.neverBelowDemand = neverBelowDemand
    self.dayCount = dayCount
    self.wholeUnitsOnly = wholeUnitsOnly
  }

  /// The same minimum as a lump sum has.
  ///
  /// - Throws: `Refusal` `interest.below-minimum` and those of an amount that is none.
  package func checkOpening(_ principal: Money) throws {
    try principal.checkedOpening(minimum: LumpSum.personal.minimum)
  }

  /// The longest tier that has passed in full, by calendar months; nil below the first.
  ///
  /// - Throws: `Refusal` `interest.date-out-of-range`.
  package func tier(from: BusinessDate, until: BusinessDate) throws -> Tenor? {
    try tiers.last { try $0.maturity(from: from) <= until }
  }

  /// All rates are those of the withdrawal day, for the whole time.
  ///
  /// - Throws: `Refusal` `interest.negative-principal`, `interest.dates-reversed`, `interest.no-rate`,
  ///   `interest.rate-too-fine`, `interest.overflow`.
  package func close(
    _ principal: Money, openedOn: BusinessDate, on date: BusinessDate, rates: RateTable
  ) throws -> InterestWorking {
    let stretch = try InterestStretch(
      principal, from: openedOn, until: date, dayCount: dayCount, wholeUnitsOnly: wholeUnitsOnly)
    let demand = try rates.rate(of: .demand, on: date)
    var (rate, title) = (demand, Bilingual.demandInterest)
    if let tier = try tier(from: openedOn, until: date) {
      let share = try rates.rate(of: .lumpSum(tier), on: date).share(percent: sharePercent)
      if share >= demand || !neverBelowDemand {
        rate = share
        title = Bilingual(
          zh: "按\(tier.name.zh)整存整取利率的\(sharePercent)%",
          en: "\(sharePercent)% of the lump-sum rate for \(tier.name.en)")
      }
    }
    let part = try InterestPart(title, [stretch], at: rate, dayCount, .demandOrTime)
    return try InterestWorking(.perDeposit(dayCount), [part], principal.currency, payableOn: date)
  }
}
