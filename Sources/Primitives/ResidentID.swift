/// A Chinese resident identity number (居民身份证号, GB 11643-1999): 17 digits and a check character.
/// The area code is checked for shape only (first digit 1–8): code lists change every year.
package struct ResidentID: Hashable, Sendable {
  /// 18 characters, an `X` in upper case.
  package let text: String
  package let birthDate: BusinessDate
  /// The 17th digit: odd for men (GB 11643 §4.3).
  package let isMale: Bool

  private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  private static let checks = Array("10X98765432")

  /// - Throws: `Refusal` `id.length`, `id.characters`, `id.area`, `id.birth-date`, `id.check-digit`.
  package init(_ input: String, field: String = "idNumber") throws {
    let text = input.filter { $0 != " " }.uppercased()
    guard text.count == 18 else {
      throw Self.refusal("id.length", field, "18", "身份证号应为 18 位。", "An ID number has 18 characters.")
    }
    let digits = text.prefix(17).compactMap { $0.isASCII ? $0.wholeNumberValue : nil }
    guard digits.count == 17, let last = text.last, Self.checks.contains(last) else {
      throw Self.refusal("id.characters", field, nil, "身份证号只能是 17 位数字加一位校验码。", "Use 17 digits and one check character.")
    }
    guard (1...8).contains(digits[0]) else {
      throw Self.refusal("id.area", field, nil, "身份证号的地区码不存在。", "The area code does not exist.")
    }
    guard let born = BusinessDate(compact: Int64(text.dropFirst(6).prefix(8)) ?? 0), born.year >= 1850 else {
      throw Self.refusal("id.birth-date", field, nil, "身份证号中的出生日期不存在。", "The birth date in the number does not exist.")
    }
    let sum = zip(digits, Self.weights).reduce(0) { $0 + $1.0 * $1.1 }
    guard Self.checks[sum % 11] == last else {
      throw Self.refusal("id.check-digit", field, nil, "身份证号校验码不正确。", "The check character does not match.")
    }
    self.text = text
    birthDate = born
    isMale = digits[16] % 2 == 1
  }

  private static func refusal(_ code: String, _ field: String, _ limit: String?, _ zh: String, _ en: String) -> Refusal
  {
    Refusal(
      .invalid, code, field: field, limit: limit, zh: zh, en: en, remedyZh: "请与证件原件逐位核对。",
      remedyEn: "Compare it with the document, digit by digit.")
  }
}
