import Primitives

/// On which days demand interest is settled (结息日). The period runs from the day after the former one
/// to the settlement day inclusive; the interest is credited the day after.
package struct SettlementSchedule: Hashable, Sendable {
  /// 1 to 12, ascending.
  package let months: [Int]
  package let day: Int

  /// The 20th of March, June, September and December (银发〔2005〕129号).
  package static let quarterly = SettlementSchedule(checkedMonths: [3, 6, 9, 12], day: 20)

  /// - Throws: `Refusal` `interest.schedule` unless there is a month, each from 1 to 12 and once, and the
  ///   day is 1 to 28, which every month has.
  package init(months: [Int], day: Int) throws {
    guard !months.isEmpty, Set(months).count == months.count, months.allSatisfy((1...12).contains),
      (1...28).contains(day)
    else { throw InterestRefusal.schedule() }
    self.init(checkedMonths: months.sorted(), day: day)
  }

  private init(checkedMonths: [Int], day: Int) {
    months = checkedMonths
    self.day = day
  }

  package func isSettlementDay(_ date: BusinessDate) -> Bool { date.day == day && months.contains(date.month) }

  /// The first settlement day on or after a day.
  ///
  /// - Throws: `Refusal` `interest.date-out-of-range`.
  package func next(onOrAfter date: BusinessDate) throws -> BusinessDate {
    for year in [date.year, date.year + 1] {
      for month in months {
        guard let found = BusinessDate(year: year, month: month, day: day) else {
          throw InterestRefusal.dateOutOfRange()
        }
        if found >= date { return found }
      }
    }
    throw InterestRefusal.dateOutOfRange()
  }

  /// The first day of the period a day lies in: the day after the last settlement day before it.
  ///
  /// - Throws: `Refusal` `interest.date-out-of-range`.
  package func periodStart(of date: BusinessDate) throws -> BusinessDate {
    for year in [date.year, date.year - 1] {
      for month in months.reversed() {
        guard let found = BusinessDate(year: year, month: month, day: day) else {
          throw InterestRefusal.dateOutOfRange()
        }
        if found < date { return found.adding(days: 1) }
      }
    }
    throw InterestRefusal.dateOutOfRange()
  }
}
