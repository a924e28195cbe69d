import Primitives

/// How time is counted. Always: the start day counts, the day of withdrawal does not (算头不算尾).
package enum DayCount: String, Sendable, CaseIterable {
  /// Calendar days over a year of 360 (银发〔2005〕129号: daily rate = annual ÷ 360).
  case actual360 = "actual/360"
  /// Calendar days over a year of 365.
  case actual365 = "actual/365"
  /// Every month 30 days, a 31st counts as the 30th, over 360.
  case thirty360 = "30/360"
  /// 对年对月对日: whole months over 12, odd days as calendar days over 360.
  case itemised = "itemised"

  /// Days of a year by which days are divided.
  package var yearDays: Int { self == .actual365 ? 365 : 360 }

  /// The time from a day to the first day that no longer counts.
  ///
  /// - Throws: `Refusal` `interest.dates-reversed`.
  package func length(from: BusinessDate, until: BusinessDate) throws -> TermLength {
    guard from <= until else { throw InterestRefusal.datesReversed(from, until) }
    switch self {
    case .actual360, .actual365: return TermLength(months: 0, days: from.days(until: until))
    case .thirty360: return TermLength(months: 0, days: Self.thirty(until) - Self.thirty(from))
    case .itemised:
      var months = (until.year - from.year) * 12 + until.month - from.month
      var last = try from.adding(months: months)
      if last > until {
        months -= 1
        last = try from.adding(months: months)
      }
      return TermLength(months: months, days: last.days(until: until))
    }
  }

  package var name: Bilingual {
    switch self {
    case .actual360: Bilingual(zh: "实际天数/360", en: "actual days over 360")
    case .actual365: Bilingual(zh: "实际天数/365", en: "actual days over 365")
    case .thirty360: Bilingual(zh: "每月30天/360", en: "30-day months over 360")
    case .itemised: Bilingual(zh: "对年对月对日，零头天数/360", en: "whole months over 12, odd days over 360")
    }
  }

  private static func thirty(_ date: BusinessDate) -> Int {
    date.year * 360 + date.month * 30 + min(date.day, 30)
  }
}

/// A length of time: whole months, then odd days.
package struct TermLength: Hashable, Sendable {
  package let months: Int
  package let days: Int

  package init(months: Int, days: Int) {
    self.months = months
    self.days = days
  }
}
