/// A unified social credit code (统一社会信用代码, GB 32100-2015): 17 characters that say who registered the
/// organisation, what it is, where and which one, and a check character (§5: weights 3^(i−1) mod 31).
package struct CreditCode: Hashable, Sendable {
  /// 18 characters, letters in upper case.
  package let text: String

  /// The code's own alphabet: digits and letters without I, O, S, V and Z.
  private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

  /// - Throws: `Refusal` `credit-code.length`, `credit-code.characters`, `credit-code.check-character`.
  package init(_ input: String, field: String = "creditCode") throws {
    let text = input.filter { $0 != " " }.uppercased()
    guard text.count == 18 else {
      throw Self.refusal(
        "credit-code.length", field, "18", "统一社会信用代码应为 18 位。", "A unified social credit code has 18 characters.")
    }
    let values = text.compactMap { Self.alphabet.firstIndex(of: $0) }
    guard values.count == 18, text.dropFirst(2).prefix(6).utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw Self.refusal(
        "credit-code.characters", field, nil, "统一社会信用代码含有不允许的字符：第 3 至 8 位是数字，字母不含 I、O、S、V、Z。",
        "Characters 3 to 8 are digits, and the letters I, O, S, V and Z do not occur.")
    }
    var (sum, weight) = (0, 1)
    for value in values.prefix(17) {
      sum += value * weight
      weight = weight * 3 % 31
    }
    guard (31 - sum % 31) % 31 == values[17] else {
      throw Self.refusal(
        "credit-code.check-character", field, nil, "统一社会信用代码的校验码不正确。", "The check character does not match.")
    }
    self.text = text
  }

  private static func refusal(_ code: String, _ field: String, _ limit: String?, _ zh: String, _ en: String) -> Refusal
  {
    Refusal(
      .invalid, code, field: field, limit: limit, zh: zh, en: en, remedyZh: "请与营业执照逐位核对。",
      remedyEn: "Compare it with the business licence, character by character.")
  }
}
