import COpenSSL
import Primitives
import SwiftASN1

/// A private key, parsed once. Signatures are over SHA-256: ECDSA on P-256 in DER with the low one of
/// the two possible values of s (so that a signature has one form only), or RSA with PKCS #1 v1.5
/// padding. RSA takes up to 2 ms of CPU: run it on a Press.
///
/// `@unchecked` because the EVP_PKEY is never changed after init, and OpenSSL guards its reference count.
package final class SigningKey: @unchecked Sendable {
  package enum Algorithm: String, Sendable, CaseIterable {
    case p256, rsa2048, rsa3072
  }

  package let algorithm: Algorithm
  /// SubjectPublicKeyInfo (RFC 5280).
  package let publicKeyDER: [UInt8]
  private let pointer: OpaquePointer

  /// - Throws: `Fault` `seals.key`.
  package static func generate(_ algorithm: Algorithm) throws -> SigningKey {
    let made: OpaquePointer? =
      switch algorithm {
      case .p256: guichet_generate_p256()
      case .rsa2048: guichet_generate_rsa(2048)
      case .rsa3072: guichet_generate_rsa(3072)
      }
    guard let made else { throw OpenSSLFault.make("seals.key", "no key could be generated") }
    return try SigningKey(taking: made)
  }

  /// Reads an unencrypted PEM private key: `PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE KEY`.
  ///
  /// - Throws: `Fault` `seals.key` when it is no such key, or of another kind than `Algorithm` names.
  package convenience init(pem: String) throws {
    guard let document = try? PEMDocument(pemString: pem), document.discriminator.hasSuffix("PRIVATE KEY") else {
      throw Fault("seals.key", "the text is no PEM private key")
    }
    let der = document.derBytes
    let parsed = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      var cursor = buffer.baseAddress
      return d2i_AutoPrivateKey(nil, &cursor, buffer.count)
    }
    guard let parsed else { throw OpenSSLFault.make("seals.key", "the private key cannot be read") }
    try self.init(taking: parsed)
  }

  private init(taking pointer: OpaquePointer) throws {
    self.pointer = pointer
    guard let algorithm = PublicKey.algorithm(of: pointer), let encoded = PublicKey.encode(pointer) else {
      EVP_PKEY_free(pointer)
      throw Fault("seals.key", "keys are P-256, RSA-2048 or RSA-3072; this one is another")
    }
    self.algorithm = algorithm
    publicKeyDER = encoded
  }

  deinit { EVP_PKEY_free(pointer) }

  /// PKCS #8, unencrypted: whoever can read it can sign. Store it with mode 0600.
  package func pem() throws -> String {
    guard let info = EVP_PKEY2PKCS8(pointer) else {
      throw OpenSSLFault.make("seals.key", "the key has no PKCS #8 form")
    }
    defer { PKCS8_PRIV_KEY_INFO_free(info) }
    var bytes: UnsafeMutablePointer<UInt8>?
    let length = i2d_PKCS8_PRIV_KEY_INFO(info, &bytes)
    guard length > 0, let bytes else { throw OpenSSLFault.make("seals.key", "the key cannot be written") }
    defer { CRYPTO_clear_free(bytes, Int(length), nil, 0) }
    let der = Array(UnsafeBufferPointer(start: bytes, count: Int(length)))
    return PEMDocument(type: "PRIVATE KEY", derBytes: der).pemString + "\n"
  }

  /// - Throws: `Fault` `seals.sign`.
  package func sign(_ message: [UInt8]) throws -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { throw OpenSSLFault.make("seals.sign", "no digest context") }
    defer { EVP_MD_CTX_free(context) }
    var length = 0
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, pointer) == 1,
      EVP_DigestSign(context, nil, &length, message, message.count) == 1
    else { throw OpenSSLFault.make("seals.sign", "signing could not start") }
    var signature = [UInt8](repeating: 0, count: length)
    guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else {
      throw OpenSSLFault.make("seals.sign", "signing failed")
    }
    signature.removeLast(signature.count - length)
    return algorithm == .p256 ? try ECDSASignature(der: signature).lowS.der : signature
  }

  /// Strict: an ECDSA signature must be exact DER with low s, an RSA one exactly as long as the modulus.
  /// False for keys of any other kind.
  package static func verify(signature: [UInt8], message: [UInt8], publicKeyDER: [UInt8]) -> Bool {
    PublicKey(der: publicKeyDER)?.verify(signature: signature, message: message, highS: false) ?? false
  }
}

/// A public key read from SubjectPublicKeyInfo, for the time of one check.
final class PublicKey {
  let algorithm: SigningKey.Algorithm
  private let pointer: OpaquePointer

  /// nil unless the bytes are exactly one key of a kind we accept, in the form we would write.
  init?(der: [UInt8]) {
    let parsed = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      var cursor = buffer.baseAddress
      return d2i_PUBKEY(nil, &cursor, buffer.count)
    }
    guard let parsed else {
      ERR_clear_error()
      return nil
    }
    guard let algorithm = Self.algorithm(of: parsed), Self.encode(parsed) == der else {
      EVP_PKEY_free(parsed)
      return nil
    }
    self.algorithm = algorithm
    pointer = parsed
  }

  deinit { EVP_PKEY_free(pointer) }

  /// - Parameter highS: whether the larger value of s is let through (certificates of other makers).
  func verify(signature: [UInt8], message: [UInt8], highS: Bool) -> Bool {
    if algorithm == .p256 {
      guard let parts = try? ECDSASignature(der: signature), highS || parts.isLowS else { return false }
    }
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    let good =
      EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, pointer) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    if !good { ERR_clear_error() }
    return good
  }

  static func algorithm(of pointer: OpaquePointer) -> SigningKey.Algorithm? {
    switch EVP_PKEY_get_base_id(pointer) {
    case EVP_PKEY_EC:
      var name = [CChar](repeating: 0, count: 64)
      var length = 0
      guard EVP_PKEY_get_group_name(pointer, &name, name.count, &length) == 1 else { return nil }
      let group = String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return group == "prime256v1" ? .p256 : nil
    case EVP_PKEY_RSA:
      switch EVP_PKEY_get_bits(pointer) {
      case 2048: return .rsa2048
      case 3072: return .rsa3072
      default: return nil
      }
    default: return nil
    }
  }

  static func encode(_ pointer: OpaquePointer) -> [UInt8]? {
    var bytes: UnsafeMutablePointer<UInt8>?
    let length = i2d_PUBKEY(pointer, &bytes)
    guard length > 0, let bytes else { return nil }
    defer { CRYPTO_free(bytes, nil, 0) }
    return Array(UnsafeBufferPointer(start: bytes, count: Int(length)))
  }
}
