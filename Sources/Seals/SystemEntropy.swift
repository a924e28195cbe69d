import COpenSSL
import Primitives

/// The cryptographic random source (OpenSSL's DRBG, seeded by the system). A machine without
/// randomness must not open: failure stops the program.
package struct SystemEntropy: Entropy {
  package init() {}

  package func bytes(_ count: Int) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: count)
    guard count > 0 else { return out }
    precondition(RAND_bytes(&out, Int32(count)) == 1, "the system gives no randomness")
    return out
  }
}
