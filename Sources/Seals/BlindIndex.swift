import Primitives

/// Finds an encrypted field by its exact value without decrypting the table: a keyed hash (HMAC)
/// stored beside it (DECISIONS 6). Without the key nobody can test guesses against it.
package struct BlindIndex: Sendable {
  private let key: [UInt8]

  /// - Parameter key: 32 bytes, another one than the cipher's.
  package init(key: [UInt8]) {
    precondition(key.count == 32, "a blind index key has 32 bytes")
    self.key = key
  }

  /// - Parameters:
  ///   - kind: what the text is (`resident-id`, `phone`, `name`), so equal texts of two kinds differ.
  ///   - text: the exact text; bring it to one spelling before.
  /// - Returns: 16 bytes.
  package func of(_ kind: String, _ text: String) -> [UInt8] {
    var record = ByteWriter()
    record.text(kind)
    record.text(text)
    return Array(Digest.hmac(key: key, record.bytes).prefix(16))
  }
}
