import Primitives

/// Six digits that a customer typed on his own screen. They never describe themselves, so that no log, no audit entry
/// and no answer can hold them by mistake.
package struct PasswordDigits: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  package static let length = 6

  let digits: String

  /// - Throws: `Refusal` `password.format`.
  package init(_ text: String) throws(Refusal) {
    guard text.utf8.count == Self.length, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw PasswordRefusal.format
    }
    digits = text
  }

  package var description: String { "••••••" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Which six digits are too easily guessed.
enum PasswordRules {
  /// - Parameter personal: document number and phone of the customer.
  /// - Throws: `Refusal` `password.weak`, `password.personal`.
  static func check(_ chosen: PasswordDigits, personal: [String]) throws(Refusal) {
    let digits = chosen.digits.utf8.map { Int($0) - 48 }
    let steps = zip(digits.dropFirst(), digits).map { ($0 - $1 + 10) % 10 }
    // All equal, or a run up or down; nought follows nine.
    if let first = steps.first, [0, 1, 9].contains(first), steps.allSatisfy({ $0 == first }) {
      throw PasswordRefusal.weak
    }
    for text in personal.flatMap(spellings) where text.contains(chosen.digits) { throw PasswordRefusal.personal }
  }

  /// The digits of a number, and the birth date in it day first and month first.
  private static func spellings(_ text: String) -> [String] {
    let digits = text.filter { $0.isASCII && $0.isNumber }
    guard (try? ResidentID(text)) != nil else { return [digits] }
    let birth = digits.dropFirst(6).prefix(8)
    let (year, month, day) = (birth.prefix(4), birth.dropFirst(4).prefix(2), birth.suffix(2))
    return [digits] + [day + month, month + day].flatMap { ["\($0)\(year)", "\($0)\(year.suffix(2))"] }
  }
}
