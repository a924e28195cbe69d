import Primitives
import Storage

/// The accounting day of each institution (会计日期): one row per institution, since a branch may close
/// its day before its neighbour does (DECISIONS 15).
package struct BankCalendar: Sendable {
  package init() {}

  /// Gives an institution its first business date. Moving to the next day is work of the day's end.
  ///
  /// - Throws: `Refusal` `calendar.already-started` when the institution has a business date.
  package func start(_ institution: InstitutionID, on date: BusinessDate, in tx: any WriteTransaction) throws {
    let made = try tx.query(BankingTables.startCalendar, [.institution(institution), .date(date)])
    guard !made.isEmpty else { throw BankingRefusal.calendarStarted(institution) }
  }

  /// The day on which everything at this institution is booked now.
  ///
  /// - Throws: `Refusal` `calendar.not-started`.
  package func businessDate(of institution: InstitutionID, in tx: any ReadTransaction) throws -> BusinessDate {
    guard let row = try tx.first(BankingTables.businessDate, [.institution(institution)]) else {
      throw BankingRefusal.calendarNotStarted(institution)
    }
    return try row.date(0)
  }

  /// The furthest day of any institution.
  ///
  /// - Throws: `Fault` `calendar.empty` in a bank without institutions.
  package func latest(in tx: any ReadTransaction) throws -> BusinessDate {
    guard let row = try tx.first(BankingTables.latestBusinessDate), !row.isNull(0) else {
      throw Fault("calendar.empty", "no institution has a business date")
    }
    return try row.date(0)
  }

  /// The value date (起息日) a posting carries: the business date unless an earlier one is asked for. Who
  /// may ask is the desk's question (permission `value-date.set`).
  ///
  /// - Throws: `Refusal` `value-date.after-business-date`.
  package func valueDate(asked: BusinessDate?, businessDate: BusinessDate) throws -> BusinessDate {
    guard let asked else { return businessDate }
    guard asked <= businessDate else { throw BankingRefusal.valueDateLater(businessDate) }
    return asked
  }
}
