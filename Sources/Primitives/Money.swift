/// An amount in integer minor units of one currency (fen, haléř). Never a `Double`.
package struct Money: Hashable, Sendable {
  package let minor: Int64
  package let currency: Currency

  package init(minor: Int64, _ currency: Currency) {
    self.minor = minor
    self.currency = currency
  }

  package static func zero(_ currency: Currency) -> Money { Money(minor: 0, currency) }

  /// The largest amount one field accepts: 999,999,999,999.99 in two-digit currencies.
  package static let largestMinor: Int64 = 99_999_999_999_999

  /// Reads what a person or a file wrote: `1234.5`, `1,234.50`, `1.5w` and `2万` (ten thousands).
  ///
  /// - Throws: `Refusal` `money.empty`, `money.not-a-number`, `money.too-many-decimals`,
  ///   `money.too-large`, `money.negative`.
  package init(parsing text: String, _ currency: Currency, field: String = "amount") throws {
    var body = Substring(text).filter { $0 != "," && $0 != "，" && $0 != " " }[...]
    guard !body.isEmpty else { throw MoneyRefusal.empty(field) }
    guard body.first != "-", body.first != "−" else { throw MoneyRefusal.negative(field) }
    var shift = 0
    if let last = body.last, "wW万".contains(last) {
      body = body.dropLast()
      shift = 4
    }
    let parts = body.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, !whole.isEmpty,
      body.allSatisfy({ $0 == "." || ($0.isASCII && $0.isNumber) })
    else { throw MoneyRefusal.notANumber(field) }
    var fraction = parts.count == 2 ? parts[1] : ""
    if parts.count == 2 && fraction.isEmpty { throw MoneyRefusal.notANumber(field) }
    while fraction.count > currency.scale + shift, fraction.last == "0", shift > 0 { fraction = fraction.dropLast() }
    guard fraction.count <= currency.scale + shift else {
      throw MoneyRefusal.tooManyDecimals(field, currency)
    }
    let padded = String(fraction) + String(repeating: "0", count: currency.scale + shift - fraction.count)
    let digits = String(whole) + padded
    guard digits.count <= 18, let minor = Int64(digits), minor <= Self.largestMinor else {
      throw MoneyRefusal.tooLarge(field, currency)
    }
    self.init(minor: minor, currency)
  }

  /// `1234.50`: the decimal form of wire and files.
  package var decimal: String {
    let magnitude = minor.magnitude
    let unit = UInt64(currency.unit)
    let sign = minor < 0 ? "-" : ""
    guard currency.scale > 0 else { return "\(sign)\(magnitude)" }
    let fraction = String(magnitude % unit)
    return "\(sign)\(magnitude / unit).\(String(repeating: "0", count: currency.scale - fraction.count))\(fraction)"
  }

  /// `1,234.50`: the form for eyes.
  package var grouped: String {
    let text = decimal
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.drop(while: { $0 == "-" }).split(separator: ".")
    var out = ""
    for (index, digit) in parts[0].enumerated() {
      if index > 0 && (parts[0].count - index) % 3 == 0 { out.append(",") }
      out.append(digit)
    }
    return sign + out + (parts.count > 1 ? ".\(parts[1])" : "")
  }

  /// Adds amounts of one currency; overflow and mixed currencies are our bug and stop the program.
  package static func + (left: Money, right: Money) -> Money {
    precondition(left.currency == right.currency, "adding \(left.currency) to \(right.currency)")
    return Money(minor: left.minor + right.minor, left.currency)
  }

  package static func - (left: Money, right: Money) -> Money {
    precondition(left.currency == right.currency, "subtracting \(right.currency) from \(left.currency)")
    return Money(minor: left.minor - right.minor, left.currency)
  }
}

extension Money: CustomStringConvertible {
  package var description: String { "\(grouped) \(currency.code)" }
}

enum MoneyRefusal {
  static func empty(_ field: String) -> Refusal {
    Refusal(
      .invalid, "money.empty", field: field, zh: "金额未填写。", en: "The amount is empty.",
      remedyZh: "请输入金额。", remedyEn: "Enter an amount.")
  }
  static func negative(_ field: String) -> Refusal {
    Refusal(
      .invalid, "money.negative", field: field, limit: "0", zh: "金额不能为负数。",
      en: "The amount must not be negative.", remedyZh: "请输入大于零的金额。",
      remedyEn: "Enter an amount greater than zero.")
  }
  static func notANumber(_ field: String) -> Refusal {
    Refusal(
      .invalid, "money.not-a-number", field: field, zh: "金额格式不正确。", en: "This is not an amount.",
      remedyZh: "请只输入数字和小数点，例如 1234.50 或 1.5w。", remedyEn: "Use digits and one point, such as 1234.50 or 1.5w.")
  }
  static func tooManyDecimals(_ field: String, _ currency: Currency) -> Refusal {
    Refusal(
      .invalid, "money.too-many-decimals", field: field, limit: "\(currency.scale)",
      zh: "\(currency.code) 最多 \(currency.scale) 位小数。",
      en: "\(currency.code) has at most \(currency.scale) decimals.", remedyZh: "请去掉多余的小数位。",
      remedyEn: "Remove the extra decimals.")
  }
  static func tooLarge(_ field: String, _ currency: Currency) -> Refusal {
    let limit = Money(minor: Money.largestMinor, currency).grouped
    return Refusal(
      .invalid, "money.too-large", field: field, limit: limit, zh: "金额超过上限 \(limit)。",
      en: "The amount is above \(limit).", remedyZh: "请核对金额。", remedyEn: "Check the amount.")
  }
}
