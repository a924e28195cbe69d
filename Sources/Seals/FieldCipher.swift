import COpenSSL
import Primitives

/// AES-256-GCM (NIST SP 800-38D) for personal data and documents at rest. The sealed form is
/// nonce (12 bytes) | ciphertext | tag (16 bytes).
///
/// The context (table, column, row key) is authenticated with it: a value moved to another row or
/// column does not open. Nonces are random, so one key serves at most 2^32 values; sealed documents
/// have a key each.
package struct FieldCipher: Sendable {
  static let nonceLength = 12
  static let tagLength = 16
  /// How much longer the sealed form is.
  package static let overhead = nonceLength + tagLength

  private let key: [UInt8]

  /// - Parameter key: 32 bytes.
  package init(key: [UInt8]) {
    precondition(key.count == 32, "an AES-256 key has 32 bytes")
    self.key = key
  }

  /// - Throws: `Fault` `seals.encrypt`.
  package func seal(_ plain: [UInt8], context: String, entropy: any Entropy) throws -> [UInt8] {
    let nonce = entropy.bytes(Self.nonceLength)
    return try Self.withContext { cipher in
      var out = [UInt8](repeating: 0, count: plain.count)
      var tag = [UInt8](repeating: 0, count: Self.tagLength)
      var written: Int32 = 0
      let label = Array(context.utf8)
      guard EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1,
        EVP_EncryptUpdate(cipher, nil, &written, label, Int32(label.count)) == 1,
        plain.isEmpty || EVP_EncryptUpdate(cipher, &out, &written, plain, Int32(plain.count)) == 1,
        EVP_EncryptFinal_ex(cipher, &tag, &written) == 1,
        EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagLength), &tag) == 1
      else { throw OpenSSLFault.make("seals.encrypt", "AES-256-GCM did not encrypt") }
      return nonce + out + tag
    }
  }

  /// - Throws: `Fault` `seals.open` when the key or context is another, or any byte has changed.
  package func open(_ sealed: [UInt8], context: String) throws -> [UInt8] {
    guard sealed.count >= Self.overhead else { throw Fault("seals.open", "sealed value is too short") }
    let nonce = Array(sealed.prefix(Self.nonceLength))
    var tag = Array(sealed.suffix(Self.tagLength))
    let body = Array(sealed[Self.nonceLength..<(sealed.count - Self.tagLength)])
    return try Self.withContext { cipher in
      var out = [UInt8](repeating: 0, count: body.count)
      var rest = [UInt8](repeating: 0, count: Self.tagLength)
      var written: Int32 = 0
      let label = Array(context.utf8)
      guard EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1,
        EVP_DecryptUpdate(cipher, nil, &written, label, Int32(label.count)) == 1,
        body.isEmpty || EVP_DecryptUpdate(cipher, &out, &written, body, Int32(body.count)) == 1,
        EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagLength), &tag) == 1,
        EVP_DecryptFinal_ex(cipher, &rest, &written) == 1
      else { throw OpenSSLFault.make("seals.open", "a sealed value does not open: other key, other place or altered") }
      return out
    }
  }

  private static func withContext<T>(_ body: (OpaquePointer) throws -> T) throws -> T {
    guard let cipher = EVP_CIPHER_CTX_new() else { throw OpenSSLFault.make("seals.encrypt", "no cipher context") }
    defer { EVP_CIPHER_CTX_free(cipher) }
    return try body(cipher)
  }
}
