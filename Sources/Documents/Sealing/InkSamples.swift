import PDF
import Primitives
import Seals

/// The samples of a handwritten signature as they lie in its dictionary: the wire form `GINK`, unchanged, as a zlib
/// stream (RFC 1950), so that an expert needs this file and a common tool, and nothing of this system.
///
/// Behavioural biometrics (PIPL, article 28): here, inside the signed document, is the one place where they are kept;
/// the archive holds the document encrypted.
enum InkSamples {
  /// The most bytes in a document; unpacked, `Ink.largestBytes` is the limit.
  static let largestPacked = 256 << 10

  /// What can be wrong with samples that are read back; the codes of the verifier.
  enum Problem: String, Error {
    case missing = "signature.ink-missing"
    case unreadable = "signature.ink-samples"
    case digest = "signature.ink-digest"
  }

  /// - Throws: `Refusal` `ink.too-large`.
  static func packed(_ binary: [UInt8]) throws -> [UInt8] {
    let stream = Flate.deflate(binary)
    guard binary.count <= Ink.largestBytes, stream.count <= largestPacked else {
      throw InkRefusal.tooLarge("\(largestPacked) B")
    }
    return stream
  }

  static func unpacked(_ samples: [UInt8], digest: [UInt8]) throws(Problem) -> Ink {
    guard !samples.isEmpty else { throw .missing }
    guard samples.count <= largestPacked, let binary = try? Flate.inflate(samples[...], limit: Ink.largestBytes) else {
      throw .unreadable
    }
    guard Digest.sha256(binary) == digest else { throw .digest }
    guard let ink = try? Ink(binary: binary) else { throw .unreadable }
    return ink
  }
}
