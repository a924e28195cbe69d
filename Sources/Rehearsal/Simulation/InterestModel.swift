import Banking
import Primitives

/// Interest by the simulation's own arithmetic: whole numbers, straight from the rules (PBOC 银发[2005]129, savings
/// rules of 1992), nothing of the Interest room. Rates are those the bank opens with (benchmark of 2015-10-24), in
/// hundred-thousandths.
enum InterestModel {
  static let demand: Int64 = 350
  /// By months of the tenor.
  static let lumpSum: [Int: Int64] = [3: 1100, 6: 1300, 12: 1500, 24: 2100, 36: 2750]
  static let notice: [Int: Int64] = [1: 800, 7: 1350]

  /// A quarter of a demand account: yuan-days × rate ÷ 360, half-up to the fen.
  static func quarter(yuanDays: Int64) -> Int64 { halfUp(Int128(yuanDays) * 100 * Int128(demand), 360 * 100_000) }

  /// A term drawn on its maturity day: whole months over twelve.
  static func term(_ principal: Int64, months: Int) -> Int64 {
    halfUp(termNumerator(principal, months), 12 * 100_000)
  }

  /// What a deposit pays when so much of it is drawn; nil where notices were taken back.
  static func drawing(_ term: BankModel.Term, _ amount: Int64, on today: BusinessDate) -> Int64? {
    let days = Int64(today.daysSince1970 - term.openedOn.daysSince1970)
    switch term.kind {
    case .lumpSum:
      guard let matures = term.maturesOn, today >= matures else { return byDays(amount, days, demand) }
      let overdue = Int64(today.daysSince1970 - matures.daysSince1970)
      guard overdue > 0 else { return Self.term(amount, months: term.tenorMonths) }
      // Two parts that earn: each to the li, their sum to the fen.
      let first = halfUp(termNumerator(amount, term.tenorMonths) * 10, 12 * 100_000)
      let second = halfUp(dayNumerator(amount, overdue, demand) * 10, 360 * 100_000)
      return halfUp(Int128(first + second), 10)
    case .notice:
      guard !term.hasLapses else { return nil }
      guard let notice = term.notice, days >= Int64(term.noticeDays),
        today.daysSince1970 == notice.on.daysSince1970 + term.noticeDays, amount >= 50_000_00
      else { return byDays(amount, days, demand) }
      return amount == notice.amount ? byDays(amount, days, Self.notice[term.noticeDays] ?? 0) : nil
    case .demandOrTime:
      let tier = [12, 6, 3].first { adding(months: $0, to: term.openedOn) <= today }
      let share = tier.flatMap { lumpSum[$0] }.map { $0 * 60 / 100 } ?? 0
      return byDays(amount, days, max(share, demand))
    case .instalment: return nil
    }
  }

  static func adding(months: Int, to date: BusinessDate) -> BusinessDate {
    let index = date.year * 12 + date.month - 1 + months
    let (year, month) = (index / 12, index % 12 + 1)
    let day = min(date.day, BusinessDate.daysIn(month: month, year: year))
    guard let found = BusinessDate(year: year, month: month, day: day) else {
      preconditionFailure("a date out of range")
    }
    return found
  }

  static func byDays(_ fen: Int64, _ days: Int64, _ rate: Int64) -> Int64 {
    halfUp(dayNumerator(fen, days, rate), 360 * 100_000)
  }

  private static func dayNumerator(_ fen: Int64, _ days: Int64, _ rate: Int64) -> Int128 {
    Int128(fen / 100) * 100 * Int128(days) * Int128(rate)
  }

  private static func termNumerator(_ fen: Int64, _ months: Int) -> Int128 {
    Int128(fen / 100) * 100 * Int128(months) * Int128(lumpSum[months] ?? 0)
  }

  private static func halfUp(_ numerator: Int128, _ denominator: Int128) -> Int64 {
    Int64((2 * numerator + denominator) / (2 * denominator))
  }
}
