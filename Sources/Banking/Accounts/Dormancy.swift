import Primitives
import Storage

/// Dormant accounts (不动户): nothing was done at a counter for so many months. The months are the bank's own dated
/// parameter; without one no account is dormant. Nothing is stored for it: the last business says it, or the waking.
/// Money may still come in.
struct Dormancy: Sendable {
  static let months = "account.dormant.months"

  let parameters: BankParameters

  /// The last day on which something was done, when the account is dormant; nil when it is not.
  func since(
    _ account: DemandAccount, on today: BusinessDate, in tx: any ReadTransaction
  ) throws -> BusinessDate? {
    guard let months = try parameters.number(Self.months, at: account.home, on: today, in: tx), months > 0 else {
      return nil
    }
    let last = try lastMoved(account, in: tx)
    return Self.day(Int(months), after: last) <= today ? last : nil
  }

  /// Opening, waking, or the last settled business of the customer at a counter.
  func lastMoved(_ account: DemandAccount, in tx: any ReadTransaction) throws -> BusinessDate {
    let place: [Value] = [.institution(account.home), .int(account.number.sequence)]
    let booked = try [AccountTables.lastBooking, AccountTables.lastAsOther].compactMap { question in
      try tx.first(question, place)?.optionalInt(0).flatMap { BusinessDate(compact: $0) }
    }
    return ([account.openedOn] + (account.traits.activatedOn.map { [$0] } ?? []) + booked).max() ?? account.openedOn
  }

  /// The same day of a later month, or that month's last.
  static func day(_ months: Int, after date: BusinessDate) -> BusinessDate {
    let month = date.year * 12 + date.month - 1 + months
    let (year, index) = (month / 12, month % 12 + 1)
    return BusinessDate(year: year, month: index, day: min(date.day, BusinessDate.daysIn(month: index, year: year)))
      ?? date
  }
}
