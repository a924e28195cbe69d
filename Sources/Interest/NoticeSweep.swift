import Primitives

/// Walks the days of a notice deposit and says which money earned what. Money that is drawn bears the
/// lapses first (our choice: no lapse is forgotten by drawing in parts).
struct NoticeSweep {
  private struct Interval {
    let from: BusinessDate
    let until: BusinessDate
    /// What lapses still take in these days, in minor units.
    var nothing: Int64
    var demand: Int64
  }

  private let deposit: NoticeDeposit
  private let date: BusinessDate
  private let terms: NoticeTerms
  private var intervals: [Interval]

  init(_ deposit: NoticeDeposit, until date: BusinessDate, terms: NoticeTerms) {
    self.deposit = deposit
    self.date = date
    self.terms = terms
    let days = Set(deposit.lapses.flatMap { [$0.from, $0.until] }).filter { $0 > deposit.openedOn && $0 < date }
    let edges = [deposit.openedOn] + days.sorted() + [date]
    intervals = zip(edges, edges.dropFirst()).map { from, until in
      func taken(_ earning: NoticeLapse.Earning) -> Int64 {
        let lapses = deposit.lapses.filter { $0.earning == earning && $0.from <= from && $0.until >= until }
        return lapses.reduce(0) { $0 + min(deposit.principal.minor - $0, $1.amount.minor) }
      }
      return Interval(from: from, until: until, nothing: taken(.nothing), demand: taken(.demandRate))
    }
  }

  /// The parts of the next money drawn: what it earns in full, at demand rate, and the days without interest.
  mutating func parts(_ minor: Int64, _ breach: NoticeBreach?, _ rates: RateTable) throws -> [InterestPart] {
    var (full, demand, nothing) = ([InterestStretch](), [InterestStretch](), [InterestStretch]())
    for index in intervals.indices {
      let none = min(minor, intervals[index].nothing)
      let low = min(minor - none, intervals[index].demand)
      intervals[index].nothing -= none
      intervals[index].demand -= low
      try add(minor - none - low, intervals[index], to: &full)
      try add(low, intervals[index], to: &demand)
      try add(none, intervals[index], to: &nothing)
    }
    let key: RateKey = breach == nil ? .notice(deposit.period) : .demand
    var parts: [InterestPart] = []
    if !full.isEmpty {
      parts.append(
        try InterestPart(
          breach?.title ?? .noticeInterest, full, at: rates.rate(of: key, on: date), terms.dayCount,
          breach == .aboveNotified ? .noticeDifference : .notice))
    }
    if !demand.isEmpty {
      parts.append(
        try InterestPart(
          .shortfallInterest, demand, at: rates.rate(of: .demand, on: date), terms.dayCount, .noticeDifference))
    }
    if !nothing.isEmpty {
      parts.append(try InterestPart(.unusedNotice, nothing, at: .zero, terms.dayCount, .noticeUnused))
    }
    return parts
  }

  private func add(_ minor: Int64, _ interval: Interval, to list: inout [InterestStretch]) throws {
    guard minor > 0 else { return }
    let amount = Money(minor: minor, deposit.principal.currency)
    var from = interval.from
    // Days on either side of an edge that did not touch this money are one stretch.
    let bearing = amount.bearing(wholeUnitsOnly: terms.wholeUnitsOnly)
    if let last = list.last, last.until == from, last.principal == bearing {
      from = last.from
      list.removeLast()
    }
    list.append(
      try InterestStretch(
        amount, from: from, until: interval.until, dayCount: terms.dayCount, wholeUnitsOnly: terms.wholeUnitsOnly))
  }
}

extension Bilingual {
  static let noticeInterest = Bilingual(zh: "通知存款利息", en: "Interest at notice rate")
  static let shortfallInterest = Bilingual(zh: "通知后未支取的差额（活期）", en: "Notified and not drawn: demand rate")
  static let unusedNotice = Bilingual(zh: "通知未支取，通知期不计息", en: "Unused notice days: no interest")
}
