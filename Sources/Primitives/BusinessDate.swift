/// A bank's accounting day (会计日期): not the time of day. Proleptic Gregorian, no zone.
package struct BusinessDate: Hashable, Comparable, Sendable {
  package let year: Int
  package let month: Int
  package let day: Int

  /// nil unless the date exists (2025-02-29 does not).
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.daysIn(month: month, year: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `2026-11-22`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 45 }), parts.count == 3, parts[0].count == 4,
      parts[1].count == 2, parts[2].count == 2,
      let y = Int(parts[0]), let m = Int(parts[1]), let d = Int(parts[2])
    else { return nil }
    self.init(year: y, month: m, day: d)
  }

  /// The stored form: 20261122.
  package init?(compact: Int64) {
    self.init(year: Int(compact / 10_000), month: Int(compact / 100 % 100), day: Int(compact % 100))
  }

  package var compact: Int64 { Int64(year * 10_000 + month * 100 + day) }

  /// Days since 1970-01-01; from "days from civil" of Howard Hinnant's date algorithms.
  package var daysSince1970: Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  package init(daysSince1970: Int) {
    let z = daysSince1970 + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let doe = z - era * 146_097
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
    let mp = (5 * doy + 2) / 153
    day = doy - (153 * mp + 2) / 5 + 1
    month = mp < 10 ? mp + 3 : mp - 9
    year = yoe + era * 400 + (month <= 2 ? 1 : 0)
  }

  package func adding(days: Int) -> BusinessDate { BusinessDate(daysSince1970: daysSince1970 + days) }

  package static func < (left: BusinessDate, right: BusinessDate) -> Bool { left.compact < right.compact }

  package static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension BusinessDate: CustomStringConvertible {
  /// `2026-11-22`.
  package var description: String {
    let y = String(year)
    return "\(String(repeating: "0", count: 4 - y.count))\(y)-\(two(month))-\(two(day))"
  }
}
