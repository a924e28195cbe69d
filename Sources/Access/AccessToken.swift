import Primitives
import Seals

/// What a client holds to be recognised: 32 random bytes. Only its SHA-256 is stored.
package struct AccessToken: Sendable, Equatable {
  /// base64url, 43 characters.
  package let text: String

  package init(from entropy: any Entropy) { text = Base64URL.encode(entropy.bytes(32)) }

  /// The stored form of what a client sent; nil unless it has the shape of a token.
  package static func hash(_ text: String) -> [UInt8]? {
    guard text.utf8.count == 43, let bytes = Base64URL.decode(text), bytes.count == 32 else { return nil }
    return Digest.sha256(bytes)
  }

  package var hash: [UInt8] {
    guard let hash = Self.hash(text) else { preconditionFailure("a token of our own has the wrong shape") }
    return hash
  }
}
