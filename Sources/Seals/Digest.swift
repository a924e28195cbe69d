import COpenSSL

/// SHA-256 (FIPS 180-4), HMAC-SHA-256 (RFC 2104) and a comparison that tells nothing by its duration.
package enum Digest {
  /// Fetched once: an implicit fetch per call costs more than hashing a short record. OpenSSL never
  /// changes a fetched method, so sharing the pointer between threads is sound.
  nonisolated(unsafe) private static let method: OpaquePointer = {
    guard let method = EVP_MD_fetch(nil, "SHA256", nil) else { preconditionFailure("OpenSSL offers no SHA-256") }
    return method
  }()

  package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    let run = RunningDigest()
    run.update(bytes)
    return run.finish()
  }

  /// The digest of the parts one after another, without copying them together.
  package static func sha256(parts: [ArraySlice<UInt8>]) -> [UInt8] {
    let run = RunningDigest()
    for part in parts { run.update(part) }
    return run.finish()
  }

  package static func hmac(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 32
    // A nil key pointer would mean "the key of the last call"; an empty key is a key of its own.
    let material = key.isEmpty ? [UInt8](repeating: 0, count: 64) : key
    let done = HMAC(method, material, Int32(material.count), bytes, bytes.count, &out, &length)
    precondition(done != nil && length == 32, "HMAC-SHA-256 failed")
    return out
  }

  /// Compares in constant time; the length is no secret.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }

  /// Hashes many records one after another with one OpenSSL context. Stays on the thread that made it.
  package final class RunningDigest {
    private let context: OpaquePointer

    package init() {
      guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a digest context") }
      self.context = context
      begin()
    }

    deinit { EVP_MD_CTX_free(context) }

    package func update(_ bytes: [UInt8]) {
      bytes.withUnsafeBytes { append($0) }
    }

    package func update(_ bytes: ArraySlice<UInt8>) {
      bytes.withUnsafeBytes { append($0) }
    }

    /// The digest of everything since the start; the next record begins afresh.
    package func finish() -> [UInt8] {
      let out = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
        precondition(EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1, "SHA-256 failed")
        count = 32
      }
      begin()
      return out
    }

    private func begin() {
      precondition(EVP_DigestInit_ex2(context, Digest.method, nil) == 1, "SHA-256 failed to start")
    }

    private func append(_ bytes: UnsafeRawBufferPointer) {
      precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "SHA-256 failed")
    }
  }
}
