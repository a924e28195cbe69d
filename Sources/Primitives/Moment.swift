/// A point in time: milliseconds since 1970-01-01T00:00:00Z. Time of day, never a business date.
package struct Moment: Hashable, Comparable, Sendable {
  package let milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

  package func adding(seconds: Int64) -> Moment { Moment(milliseconds: milliseconds + seconds * 1000) }

  /// Seconds since 1970, rounded down.
  package var seconds: Int64 { milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000 }

  /// Calendar parts in UTC, or in the zone given by its offset.
  package func parts(offsetMinutes: Int = 0) -> (date: BusinessDate, hour: Int, minute: Int, second: Int) {
    let local = seconds + Int64(offsetMinutes) * 60
    let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    let rest = Int(local - day * 86_400)
    return (BusinessDate(daysSince1970: Int(day)), rest / 3600, rest / 60 % 60, rest % 60)
  }

  /// `2026-11-22T04:19:02Z`.
  package var iso8601: String {
    let p = parts()
    return "\(p.date)T\(two(p.hour)):\(two(p.minute)):\(two(p.second))Z"
  }

  /// `2026-11-22 12:19:02` in China Standard Time (UTC+8), the form of pages and vouchers.
  package var beijing: String {
    let p = parts(offsetMinutes: 480)
    return "\(p.date) \(two(p.hour)):\(two(p.minute)):\(two(p.second))"
  }
}

func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

/// Where time comes from. Injected everywhere; only the roof reads the machine's clock.
package protocol Timekeeper: Sendable {
  var now: Moment { get }
}
