import CArgon2
import Primitives

/// Passwords at rest: argon2id (RFC 9106) with t=2, m=19 MiB, p=1 (OWASP's smallest advised set).
/// One call takes tens of milliseconds of CPU: run it on a Press (DECISIONS 19).
package enum PasswordSeal {
  static let passes: UInt32 = 2
  static let memoryKiB: UInt32 = 19 * 1024
  static let lanes: UInt32 = 1
  /// What `matches` is ready to spend on a stored form, so that a damaged row cannot exhaust the machine.
  static let mostMemoryKiB: UInt32 = 256 * 1024
  static let mostPasses: UInt32 = 16

  /// - Returns: the encoded form `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, fit to be stored.
  /// - Throws: `Fault` `seals.password` when there is no memory for the work.
  package static func hash(_ password: String, entropy: any Entropy) throws -> String {
    let text = Array(password.utf8)
    let salt = entropy.bytes(16)
    var encoded = [CChar](repeating: 0, count: 256)
    let code = argon2id_hash_encoded(
      passes, memoryKiB, lanes, text, text.count, salt, salt.count, 32, &encoded, encoded.count)
    guard code == ARGON2_OK.rawValue else { throw Fault("seals.password", "argon2 ended with code \(code)") }
    return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether the password is the one sealed; compares in constant time and obeys the stored
  /// parameters, so that old seals stay good when ours are raised. A form that is not argon2id, or
  /// asks for more work than we grant, never matches.
  package static func matches(_ password: String, _ encoded: String) -> Bool {
    guard let cost = Cost(of: encoded), cost.memoryKiB <= mostMemoryKiB, cost.passes <= mostPasses else { return false }
    let text = Array(password.utf8)
    return argon2id_verify(encoded, text, text.count) == ARGON2_OK.rawValue
  }

  /// True when the seal was made with other parameters than today's: hash anew at the next sign-on.
  package static func isOutdated(_ encoded: String) -> Bool {
    Cost(of: encoded) != Cost(memoryKiB: memoryKiB, passes: passes, lanes: lanes)
  }

  private struct Cost: Equatable {
    let memoryKiB: UInt32
    let passes: UInt32
    let lanes: UInt32

    init(memoryKiB: UInt32, passes: UInt32, lanes: UInt32) {
      self.memoryKiB = memoryKiB
      self.passes = passes
      self.lanes = lanes
    }

    init?(of encoded: String) {
      let parts = encoded.split(separator: "$", omittingEmptySubsequences: false)
      guard encoded.utf8.count < 256, parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19"
      else { return nil }
      let numbers = parts[3].split(separator: ",", omittingEmptySubsequences: false)
      guard numbers.count == 3, numbers[0].hasPrefix("m="), numbers[1].hasPrefix("t="), numbers[2].hasPrefix("p="),
        let memory = UInt32(numbers[0].dropFirst(2)), let passes = UInt32(numbers[1].dropFirst(2)),
        let lanes = UInt32(numbers[2].dropFirst(2))
      else { return nil }
      self.init(memoryKiB: memory, passes: passes, lanes: lanes)
    }
  }
}
