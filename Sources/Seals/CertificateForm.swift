import Primitives
import SwiftASN1

/// What stands in a certificate before it is signed (RFC 5280, 4.1.2).
struct CertificateForm {
  let issuer: [UInt8]
  let subject: [UInt8]
  let notBefore: Moment
  let notAfter: Moment
  let publicKeyDER: [UInt8]
  let isAuthority: Bool
  let documentHash: [UInt8]?
  let issuerPublicKeyDER: [UInt8]

  func sign(with key: SigningKey, entropy: any Entropy) throws -> X509 {
    let algorithm = ObjectNames.signatureIdentifier(key.algorithm)
    // 126 random bits (RFC 5280 asks for uniqueness, CA/Browser practice for at least 64 random bits).
    var serial = entropy.bytes(16)
    serial[0] = serial[0] & 0x3F | 0x40
    let signedPart = DERForm.sequence(
      DERForm.tagged(0, [DERForm.integer(2)]), DERForm.integer(serial), algorithm, issuer,
      DERForm.sequence(Self.time(notBefore), Self.time(notAfter)), subject, publicKeyDER,
      DERForm.tagged(3, [DERForm.sequence(of: try extensions())]))
    return try X509(der: DERForm.sequence(signedPart, algorithm, DERForm.bits(try key.sign(signedPart))))
  }

  private func extensions() throws -> [[UInt8]] {
    // Authority: keyCertSign and cRLSign, bits 5 and 6. Signer: digitalSignature and nonRepudiation, bits 0 and 1.
    let usage = isAuthority ? DERForm.bits([0b0000_0110], unused: 1) : DERForm.bits([0b1100_0000], unused: 6)
    let constraints =
      isAuthority ? DERForm.sequence(DERForm.bool(true), DERForm.integer(0)) : DERForm.sequence(of: [])
    var all = [
      entry(ObjectNames.basicConstraints, critical: true, constraints),
      entry(ObjectNames.keyUsage, critical: true, usage),
      entry(ObjectNames.subjectKeyIdentifier, DERForm.octets(try Self.keyIdentifier(publicKeyDER))),
      entry(
        ObjectNames.authorityKeyIdentifier,
        DERForm.sequence(DERForm.taggedPrimitive(0, try Self.keyIdentifier(issuerPublicKeyDER)))),
    ]
    if let documentHash { all.append(entry(ObjectNames.documentHash, DERForm.octets(documentHash))) }
    return all
  }

  private func entry(_ name: ASN1ObjectIdentifier, critical: Bool = false, _ value: [UInt8]) -> [UInt8] {
    // `critical` is DEFAULT FALSE, so DER leaves a false one out.
    DERForm.sequence(of: [DERForm.oid(name)] + (critical ? [DERForm.bool(true)] : []) + [DERForm.octets(value)])
  }

  /// The leftmost 160 bits of SHA-256 over the key's bits (RFC 7093 section 2, method 1).
  static func keyIdentifier(_ publicKeyDER: [UInt8]) throws -> [UInt8] {
    let bits = try DER.sequence(try DER.parse(publicKeyDER), identifier: .sequence) { nodes in
      _ = nodes.next()
      return try ASN1BitString(derEncoded: &nodes)
    }
    return Array(Digest.sha256(Array(bits.bytes)).prefix(20))
  }

  /// UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280, 4.1.2.5).
  private static func time(_ moment: Moment) -> [UInt8] {
    let text = moment.iso8601.filter { $0.isNumber } + "Z"
    let short = text < "2050"
    return DERForm.primitive(
      short ? .utcTime : .generalizedTime, Array(short ? text.utf8.dropFirst(2) : text.utf8[...]))
  }
}
