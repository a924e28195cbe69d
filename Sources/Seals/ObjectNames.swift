import SwiftASN1

/// Object identifiers, each with its source.
enum ObjectNames {
  // RFC 5652 and RFC 5035.
  static let data: ASN1ObjectIdentifier = "1.2.840.113549.1.7.1"
  static let signedData: ASN1ObjectIdentifier = "1.2.840.113549.1.7.2"
  static let contentType: ASN1ObjectIdentifier = "1.2.840.113549.1.9.3"
  static let messageDigest: ASN1ObjectIdentifier = "1.2.840.113549.1.9.4"
  static let signingCertificateV2: ASN1ObjectIdentifier = "1.2.840.113549.1.9.16.2.47"
  // RFC 5754 and RFC 5758.
  static let sha256: ASN1ObjectIdentifier = "2.16.840.1.101.3.4.2.1"
  static let sha256WithRSA: ASN1ObjectIdentifier = "1.2.840.113549.1.1.11"
  static let ecdsaWithSHA256: ASN1ObjectIdentifier = "1.2.840.10045.4.3.2"
  // X.520.
  static let commonName: ASN1ObjectIdentifier = "2.5.4.3"
  static let serialNumber: ASN1ObjectIdentifier = "2.5.4.5"
  static let organization: ASN1ObjectIdentifier = "2.5.4.10"
  static let organizationalUnit: ASN1ObjectIdentifier = "2.5.4.11"
  // RFC 5280, 4.2.1.
  static let subjectKeyIdentifier: ASN1ObjectIdentifier = "2.5.29.14"
  static let keyUsage: ASN1ObjectIdentifier = "2.5.29.15"
  static let basicConstraints: ASN1ObjectIdentifier = "2.5.29.19"
  static let authorityKeyIdentifier: ASN1ObjectIdentifier = "2.5.29.35"
  /// SHA-256 of revision 1, in the certificate of a case's customer (DECISIONS 9). The arc
  /// 1.3.6.1.4.1.59999 is a placeholder: a bank replaces it by its own enterprise number from IANA.
  static let documentHash: ASN1ObjectIdentifier = "1.3.6.1.4.1.59999.1.1"

  /// AlgorithmIdentifier of SHA-256; parameters absent (RFC 5754 section 2).
  static let sha256Identifier = DERForm.sequence(DERForm.oid(sha256))

  /// AlgorithmIdentifier of a signature by such a key: RSA with NULL (RFC 5754 3.2), ECDSA without
  /// parameters (RFC 5758 3.2).
  static func signatureIdentifier(_ algorithm: SigningKey.Algorithm) -> [UInt8] {
    switch algorithm {
    case .p256: DERForm.sequence(DERForm.oid(ecdsaWithSHA256))
    case .rsa2048, .rsa3072: DERForm.sequence(DERForm.oid(sha256WithRSA), DERForm.null)
    }
  }
}
