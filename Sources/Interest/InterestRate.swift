import Primitives

/// A rate per year in whole millionths of a percent (10⁻⁸), from 0 to 100 %.
///
/// Monthly rates are a twelfth and daily rates a 360th of the yearly one (rule: daily = annual ÷ 360,
/// monthly ÷ 30; 银发〔2005〕129号).
package struct InterestRate: Hashable, Sendable, Comparable {
  package let units: Int64

  package static let zero = InterestRate(checked: 0)
  /// 100 % a year.
  package static let largestUnits: Int64 = 100_000_000

  /// - Throws: `Refusal` `interest.rate-negative`, `interest.rate-too-high`.
  package init(units: Int64, field: String = "rate") throws {
    guard units >= 0 else { throw InterestRefusal.rateNegative(field) }
    guard units <= Self.largestUnits else { throw InterestRefusal.rateTooHigh(field) }
    self.units = units
  }

  private init(checked units: Int64) { self.units = units }

  /// Reads `1.35%`, `1.8‰/month`, `0.5‱/day` and the same with 年, 月, 日; without a time it is per year.
  ///
  /// - Throws: `Refusal` `interest.rate-unreadable`, `interest.rate-negative`, `interest.rate-too-high`,
  ///   `interest.rate-too-fine`.
  package init(parsing text: String, field: String = "rate") throws {
    let parts = text.filter { $0 != " " }.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let number = parts.first, let sign = number.last, let places = Self.signs[sign],
      let times = parts.count == 2 ? Self.times[String(parts[1])] : 1
    else { throw InterestRefusal.rateUnreadable(field) }
    var digits = number.dropLast()
    if digits.first == "-" || digits.first == "−" { throw InterestRefusal.rateNegative(field) }
    let halves = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count <= 2, halves.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } })
    else { throw InterestRefusal.rateUnreadable(field) }
    var fraction = halves.count == 2 ? halves[1] : ""
    while fraction.last == "0" { fraction = fraction.dropLast() }
    guard fraction.count <= places else { throw InterestRefusal.rateTooFine(field, places) }
    digits = halves[0] + fraction + String(repeating: "0", count: places - fraction.count)
    guard digits.count <= 15, let value = Int64(digits) else { throw InterestRefusal.rateTooHigh(field) }
    try self.init(units: value * times, field: field)
  }

  /// A share of the rate, such as 60 %.
  ///
  /// - Throws: `Refusal` `interest.rate-too-fine` when the result is no whole number of units.
  package func share(percent: Int) throws -> InterestRate {
    let (product, overflow) = units.multipliedReportingOverflow(by: Int64(percent))
    guard !overflow, product % 100 == 0 else { throw InterestRefusal.rateTooFine("rate", 6) }
    return try InterestRate(units: product / 100)
  }

  /// Per year, exactly.
  package var fraction: Fraction { Fraction(Int128(units), over: Int128(Self.largestUnits)) }

  package static func < (left: InterestRate, right: InterestRate) -> Bool { left.units < right.units }

  /// The sign and how many decimals of it a unit allows.
  private static let signs: [Character: Int] = ["%": 6, "‰": 5, "‱": 4]
  private static let times: [String: Int64] = ["year": 1, "年": 1, "month": 12, "月": 12, "day": 360, "日": 360]
}

extension InterestRate: CustomStringConvertible {
  /// Per year: `1.35%`.
  package var description: String { Fraction(Int128(units), over: 1_000_000).text + "%" }
}
