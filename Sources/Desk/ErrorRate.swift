import Banking
import Primitives

/// The errors of one month against the cases that were settled in it (EC-014, EC-015).
package struct ErrorMonth: Sendable, Equatable {
  /// Its first day.
  package let month: BusinessDate
  /// Settled in that month.
  package let cases: Int64
  package let errors: [ErrorClass: Int64]

  package var total: Int64 { errors.values.reduce(0, +) }

  /// Errors of a class per 10,000 cases, in hundredths, rounded half up; nil in a month without cases.
  package func rate(_ errorClass: ErrorClass) -> Int64? { Self.rate(errors[errorClass] ?? 0, cases) }

  /// All classes together, rounded once.
  package var rate: Int64? { Self.rate(total, cases) }

  package static func rate(_ errors: Int64, _ cases: Int64) -> Int64? {
    guard cases > 0 else { return nil }
    return (errors * 2_000_000 + cases) / (2 * cases)
  }

  /// `12.50`; "—" without cases.
  package static func text(_ rate: Int64?) -> String {
    rate.map { "\($0 / 100).\($0 % 100 < 10 ? "0" : "")\($0 % 100)" } ?? "—"
  }
}

extension BusinessDate {
  /// The first days of so many months, the last of them the month of this day.
  func months(_ count: Int) -> [BusinessDate] {
    (0..<count).reversed().compactMap { back in
      let index = year * 12 + month - 1 - back
      return BusinessDate(year: index / 12, month: index % 12 + 1, day: 1)
    }
  }

  /// `202611`.
  var compactMonth: Int64 { compact / 100 }

  var lastOfMonth: BusinessDate {
    (28...31).compactMap { BusinessDate(year: year, month: month, day: $0) }.last ?? self
  }
}
