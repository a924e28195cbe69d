import Primitives

/// What a new password must be like; every failing is told at once.
package enum PasswordPolicy {
  package static let shortest = 10
  /// Bytes; Argon2 would take more, a request need not.
  package static let longest = 128
  package static let leastClasses = 3

  /// Empty when the password will do.
  package static func refusals(_ password: String, number: String, name: String) -> [Refusal] {
    var found: [Refusal] = []
    if password.count < shortest { found.append(AccessRefusal.passwordShort(shortest)) }
    if password.utf8.count > longest { found.append(AccessRefusal.passwordLong(longest)) }
    if password.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      found.append(AccessRefusal.passwordCharacters)
    }
    let classes = [
      password.contains { $0.isUppercase }, password.contains { $0.isLowercase },
      password.contains { $0.isNumber }, password.contains { !$0.isLetter && !$0.isNumber },
    ]
    if classes.filter({ $0 }).count < leastClasses { found.append(AccessRefusal.passwordClasses(leastClasses)) }
    let lower = password.lowercased()
    if lower.contains(number.lowercased()) || (name.count > 1 && lower.contains(name.lowercased())) {
      found.append(AccessRefusal.passwordOwnNumber)
    }
    return found
  }

  /// A random first password that keeps to the policy: 16 characters, 75 random bits.
  package static func first(from entropy: any Entropy) -> String {
    let letters = Array("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    // Bytes above the last whole multiple are thrown away, so that no letter comes more often.
    let bound = UInt8(256 / letters.count * letters.count)
    while true {
      let picked = entropy.bytes(64).filter { $0 < bound }.prefix(15).map { letters[Int($0) % letters.count] }
      let text = String(picked.prefix(5)) + "-" + String(picked.dropFirst(5))
      if picked.count == 15, refusals(text, number: "\u{0}", name: "").isEmpty { return text }
    }
  }
}
