import Primitives

/// What a posted rate is for.
package enum RateKey: Hashable, Sendable {
  case demand
  case lumpSum(Tenor)
  case instalment(Tenor)
  case notice(NoticePeriod)
}

extension RateKey {
  package var name: Bilingual {
    switch self {
    case .demand: Bilingual(zh: "活期存款", en: "demand deposits")
    case .lumpSum(let tenor): Bilingual(zh: "整存整取\(tenor.name.zh)", en: "lump-sum deposits for \(tenor.name.en)")
    case .instalment(let tenor): Bilingual(zh: "零存整取\(tenor.name.zh)", en: "instalments for \(tenor.name.en)")
    case .notice(let period): Bilingual(zh: "\(period.days)天通知存款", en: "\(period.days)-day notice deposits")
    }
  }
}

/// One rate over a stretch of days; `until` is the first day that no longer belongs to it.
package struct RatePeriod: Hashable, Sendable {
  package let from: BusinessDate
  package let until: BusinessDate
  package let rate: InterestRate
}

/// The posted rates (挂牌利率) with the day from which each holds, for one currency and kind of customer.
/// A change is a new row with a later or earlier day; a row is never rewritten.
package struct RateTable: Sendable, Equatable {
  private struct Row: Equatable {
    let from: BusinessDate
    let rate: InterestRate
  }

  private var rows: [RateKey: [Row]] = [:]

  package init() {}

  /// - Throws: `Refusal` `interest.rate-already-set` when this key has a rate from that very day.
  package mutating func set(_ rate: InterestRate, for key: RateKey, from: BusinessDate) throws {
    var list = rows[key, default: []]
    let place = list.firstIndex { $0.from >= from } ?? list.count
    if place < list.count, list[place].from == from { throw InterestRefusal.rateSet(key, from) }
    list.insert(Row(from: from, rate: rate), at: place)
    rows[key] = list
  }

  /// The rate in force on a day.
  ///
  /// - Throws: `Refusal` `interest.no-rate`.
  package func rate(of key: RateKey, on date: BusinessDate) throws -> InterestRate {
    guard let row = rows[key, default: []].last(where: { $0.from <= date }) else {
      throw InterestRefusal.noRate(key, date)
    }
    return row.rate
  }

  /// The rates in force from a day to before another, in order; a new row with the same rate splits nothing.
  ///
  /// - Throws: `Refusal` `interest.dates-reversed`, `interest.no-rate`.
  package func periods(of key: RateKey, from: BusinessDate, until: BusinessDate) throws -> [RatePeriod] {
    guard from <= until else { throw InterestRefusal.datesReversed(from, until) }
    guard from < until else { return [] }
    var periods: [RatePeriod] = []
    var (start, rate) = (from, try rate(of: key, on: from))
    for row in rows[key, default: []] where row.from > from && row.from < until && row.rate != rate {
      periods.append(RatePeriod(from: start, until: row.from, rate: rate))
      (start, rate) = (row.from, row.rate)
    }
    periods.append(RatePeriod(from: start, until: until, rate: rate))
    return periods
  }
}
