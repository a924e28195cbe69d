import Primitives

/// Cases of a period, counted: what was settled and what was not, with the amounts settled (BC-018, 交易统计).
package struct Activity: Sendable, Equatable {
  /// What one row stands for.
  package enum Grouping: String, Sendable, CaseIterable {
    case service, teller, outlet, day
    /// Of the day, in Beijing, when the case was opened.
    case hour
  }

  package struct Row: Sendable, Equatable {
    /// Service code, staff number, number of the outlet, day, or hour `0` to `23`.
    package let key: String
    package var settled: Int64 = 0
    package var released: Int64 = 0
    /// Not at their end when this was read.
    package var open: Int64 = 0
    /// Settled amounts by currency; services without an amount add none.
    package var amounts: [Currency: Int64] = [:]

    package var cases: Int64 { settled + released + open }

    /// Released of those that came to an end, in hundredths of a percent, rounded half up; nil without any.
    package var releasedShare: Int64? {
      let ended = settled + released
      return ended > 0 ? (released * 20_000 + ended) / (2 * ended) : nil
    }

    mutating func add(_ other: Row) {
      settled += other.settled
      released += other.released
      open += other.open
      amounts.merge(other.amounts) { $0 + $1 }
    }
  }

  package let grouping: Grouping
  package let from: BusinessDate
  package let to: BusinessDate
  /// In the order of their keys; nothing for what did not happen.
  package let rows: [Row]

  package init(grouping: Grouping, from: BusinessDate, to: BusinessDate, rows: [Row]) {
    (self.grouping, self.from, self.to, self.rows) = (grouping, from, to, rows)
  }

  package var total: Row { rows.reduce(into: Row(key: "")) { $0.add($1) } }

  /// The currencies that occur, in the order of `Currency.known`.
  package var currencies: [Currency] {
    let seen = total.amounts
    return Currency.known.filter { seen[$0] != nil }
  }
}

package enum ActivityRefusal {
  package static let longest = 366

  package static let period = Refusal(
    .invalid, "report.period", field: "to", limit: "\(longest)", zh: "统计区间须为 1 至 \(longest) 天，且终日不早于起日。",
    en: "A period has 1 to \(longest) days and does not end before it begins.", remedyZh: "请修改起日或终日。",
    remedyEn: "Change its first or last day.")
}
