import Primitives
import SwiftASN1

/// An X.509 v3 certificate (RFC 5280), kept as the bytes it came in. Two are equal when their bytes are.
package struct X509: Sendable, Hashable {
  package struct KeyUsage: OptionSet, Sendable, Hashable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    // Bit numbers of RFC 5280, 4.2.1.3.
    package static let digitalSignature = KeyUsage(rawValue: 1 << 0)
    /// Also called content commitment: the signer means what is signed.
    package static let nonRepudiation = KeyUsage(rawValue: 1 << 1)
    package static let certificateSign = KeyUsage(rawValue: 1 << 5)
    package static let listSign = KeyUsage(rawValue: 1 << 6)
  }

  package let der: [UInt8]
  /// Empty when the subject has none.
  package let commonName: String
  package let organization: String
  package let organizationalUnit: String
  package let issuerCommonName: String
  /// Lower-case hexadecimal of the serial number's bytes.
  package let serialHex: String
  package let notBefore: Moment
  /// The last second of validity, itself included.
  package let notAfter: Moment
  /// basicConstraints says CA.
  package let isAuthority: Bool
  /// How many authorities may stand between this one and the signer; nil when unlimited.
  package let pathLength: Int?
  /// nil when the certificate does not restrict its use.
  package let keyUsage: KeyUsage?
  /// SubjectPublicKeyInfo.
  package let publicKeyDER: [UInt8]
  /// Our private extension: SHA-256 of the revision 1 that the one-time key was made for.
  package let documentHash: [UInt8]?
  /// A critical extension that we do not understand: RFC 5280 4.2 wants such a certificate refused.
  package let hasUnknownCriticalExtension: Bool

  let signedPart: [UInt8]
  let signatureIdentifier: [UInt8]
  let signature: [UInt8]
  let issuerName: [UInt8]
  let subjectName: [UInt8]
  let subjectKeyIdentifier: [UInt8]?

  /// - Throws: `Fault` `seals.certificate` unless the bytes are exactly one v3 certificate in strict DER.
  package init(der: [UInt8]) throws {
    let reader: X509Reader
    do {
      reader = try X509Reader(der)
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault("seals.certificate", "the bytes are no X.509 v3 certificate")
    }
    self.der = der
    commonName = reader.subject.commonName
    organization = reader.subject.organization
    organizationalUnit = reader.subject.organizationalUnit
    issuerCommonName = reader.issuer.commonName
    serialHex = Hex.encode(reader.serial)
    notBefore = reader.notBefore
    notAfter = reader.notAfter
    isAuthority = reader.isAuthority
    pathLength = reader.pathLength
    keyUsage = reader.keyUsage
    publicKeyDER = reader.publicKey
    documentHash = reader.documentHash
    hasUnknownCriticalExtension = reader.unknownCritical
    signedPart = reader.signedPart
    signatureIdentifier = reader.signatureIdentifier
    signature = reader.signature
    issuerName = reader.issuer.der
    subjectName = reader.subject.der
    subjectKeyIdentifier = reader.subjectKeyIdentifier
  }

  /// - Throws: `Fault` `seals.certificate`.
  package init(pem: String) throws {
    guard let document = try? PEMDocument(pemString: pem), document.discriminator == "CERTIFICATE" else {
      throw Fault("seals.certificate", "the text is no PEM certificate")
    }
    try self.init(der: document.derBytes)
  }

  package var pem: String { PEMDocument(type: "CERTIFICATE", derBytes: der).pemString + "\n" }

  /// SHA-256 of the whole certificate, its fingerprint.
  package var sha256: [UInt8] { Digest.sha256(der) }

  package func isValid(at moment: Moment) -> Bool {
    notBefore.seconds <= moment.seconds && moment.seconds <= notAfter.seconds
  }

  /// Whether `issuer` signed this one: the names agree, the algorithm is one we allow and the signature holds.
  package func isSigned(by issuer: X509) -> Bool {
    guard issuerName == issuer.subjectName, let key = PublicKey(der: issuer.publicKeyDER),
      signatureIdentifier == ObjectNames.signatureIdentifier(key.algorithm)
    else { return false }
    return key.verify(signature: signature, message: signedPart, highS: true)
  }

  package static func == (left: X509, right: X509) -> Bool { left.der == right.der }

  package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
