/// Check digits of the numbers a counter meets.
package enum CheckDigits {
  /// Luhn (ISO/IEC 7812-1): digits only, the last one is the check digit.
  package static func luhnIsValid(_ text: String) -> Bool {
    guard let digits = decimal(text), digits.count >= 2 else { return false }
    return luhnSum(digits) % 10 == 0
  }

  /// The digit to append so that the whole number passes `luhnIsValid`.
  package static func luhnDigit(for text: String) -> Int {
    guard let digits = decimal(text) else { preconditionFailure("Luhn digit of a text that is not a number") }
    return (10 - luhnSum(digits + [0]) % 10) % 10
  }

  private static func luhnSum(_ digits: [Int]) -> Int {
    digits.reversed().enumerated().reduce(0) { sum, item in
      let doubled = item.offset % 2 == 1 ? item.element * 2 : item.element
      return sum + (doubled > 9 ? doubled - 9 : doubled)
    }
  }

  private static func decimal(_ text: String) -> [Int]? {
    var out: [Int] = []
    for byte in text.utf8 {
      guard (48...57).contains(byte) else { return nil }
      out.append(Int(byte) - 48)
    }
    return out
  }
}
