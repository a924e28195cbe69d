import Primitives

/// The agreed length of a time deposit: 3 or 6 months, 1, 2, 3 or 5 years (整存整取的存期档次).
package struct Tenor: Hashable, Sendable, Comparable {
  package let months: Int

  package static let threeMonths = Tenor(known: 3)
  package static let sixMonths = Tenor(known: 6)
  package static let oneYear = Tenor(known: 12)
  package static let twoYears = Tenor(known: 24)
  package static let threeYears = Tenor(known: 36)
  package static let fiveYears = Tenor(known: 60)
  package static let all: [Tenor] = [threeMonths, sixMonths, oneYear, twoYears, threeYears, fiveYears]

  private init(known months: Int) { self.months = months }

  /// - Throws: `Refusal` `interest.unknown-tenor`.
  package init(months: Int) throws {
    guard let found = Self.all.first(where: { $0.months == months }) else {
      throw InterestRefusal.unknownTenor(Self.all)
    }
    self = found
  }

  /// Reads `3m`, `1y`, `3个月`, `1年`.
  ///
  /// - Throws: `Refusal` `interest.unknown-tenor`.
  package init(parsing text: String) throws {
    let found = Self.all.first { tenor in
      let years = tenor.months % 12 == 0 ? tenor.months / 12 : 0
      return ["\(tenor.months)m", "\(tenor.months)个月"].contains(text)
        || (years > 0 && ["\(years)y", "\(years)年"].contains(text))
    }
    guard let found else { throw InterestRefusal.unknownTenor(Self.all) }
    self = found
  }

  /// The same calendar day after the tenor, or the month's last day where the month lacks it.
  ///
  /// - Throws: `Refusal` `interest.date-out-of-range` after the year 9999.
  package func maturity(from opening: BusinessDate) throws -> BusinessDate { try opening.adding(months: months) }

  package static func < (left: Tenor, right: Tenor) -> Bool { left.months < right.months }
}

extension Tenor {
  /// `3个月`, `2 years`.
  package var name: Bilingual {
    guard months % 12 == 0 else { return Bilingual(zh: "\(months)个月", en: "\(months) months") }
    let years = months / 12
    return Bilingual(zh: "\(years)年", en: years == 1 ? "1 year" : "\(years) years")
  }
}

extension Tenor: CustomStringConvertible {
  /// `3m`, `2y`.
  package var description: String { months % 12 == 0 ? "\(months / 12)y" : "\(months)m" }
}

extension BusinessDate {
  /// The same day of a later month, clipped to that month's end.
  func adding(months: Int) throws -> BusinessDate {
    let index = year * 12 + month - 1 + months
    let (year, month) = (index / 12, index % 12 + 1)
    let last = Self.daysIn(month: month, year: year)
    guard let date = BusinessDate(year: year, month: month, day: min(day, last)) else {
      throw InterestRefusal.dateOutOfRange()
    }
    return date
  }

  func days(until later: BusinessDate) -> Int { later.daysSince1970 - daysSince1970 }
}
