import Primitives

/// The bank's own certificate authority. Its certificate is what others trust (`verify --trust ca.pem`);
/// a bank with a licensed authority (电子认证服务机构) replaces it.
package struct CertificateAuthority: Sendable {
  package let identity: SignerIdentity
  package var certificate: X509 { identity.certificate }

  package init(identity: SignerIdentity) {
    precondition(identity.certificate.isAuthority, "the certificate is no authority's")
    self.identity = identity
  }

  /// A new P-256 key with a self-signed certificate of 20 years that may sign no further authorities.
  ///
  /// - Throws: `Fault` `seals.key`, `seals.subject`, `seals.sign`.
  package static func create(
    commonName: String, organization: String, now: Moment, entropy: any Entropy = SystemEntropy()
  ) throws -> CertificateAuthority {
    let key = try SigningKey.generate(.p256)
    let name = try Subject(commonName: commonName, organization: organization).encoded()
    let form = CertificateForm(
      issuer: name, subject: name, notBefore: now, notAfter: now.adding(seconds: 20 * 365 * 86_400),
      publicKeyDER: key.publicKeyDER, isAuthority: true, documentHash: nil, issuerPublicKeyDER: key.publicKeyDER)
    let certificate = try form.sign(with: key, entropy: entropy)
    return CertificateAuthority(identity: SignerIdentity(key: key, certificate: certificate, issuers: []))
  }

  /// Issues a signer's certificate: no authority, may sign documents and means it.
  ///
  /// - Parameter documentHash: SHA-256 of revision 1, for the one-time certificate of a case (DECISIONS 9).
  /// - Throws: `Fault` `seals.subject` for a name that cannot stand in a certificate,
  ///   `seals.certificate-window` when it would outlive this authority or end before it begins.
  package func issue(
    subject: Subject, publicKeyDER: [UInt8], notBefore: Moment, notAfter: Moment, documentHash: [UInt8]? = nil,
    entropy: any Entropy
  ) throws -> X509 {
    guard notBefore < notAfter, certificate.isValid(at: notBefore), certificate.isValid(at: notAfter) else {
      throw Fault("seals.certificate-window", "the certificate would not lie within the authority's own validity")
    }
    precondition(documentHash.map { $0.count == 32 } ?? true, "a document hash is a SHA-256")
    let form = CertificateForm(
      issuer: certificate.subjectName, subject: try subject.encoded(), notBefore: notBefore, notAfter: notAfter,
      publicKeyDER: publicKeyDER, isAuthority: false, documentHash: documentHash,
      issuerPublicKeyDER: certificate.publicKeyDER)
    return try form.sign(with: identity.key, entropy: entropy)
  }

  /// A new key with a certificate from `now` to the end of this authority (DECISIONS 10).
  func identity(
    for subject: Subject, algorithm: SigningKey.Algorithm, now: Moment, documentHash: [UInt8]? = nil,
    entropy: any Entropy
  ) throws -> SignerIdentity {
    let key = try SigningKey.generate(algorithm)
    let certificate = try issue(
      subject: subject, publicKeyDER: key.publicKeyDER, notBefore: now, notAfter: certificate.notAfter,
      documentHash: documentHash, entropy: entropy)
    return SignerIdentity(key: key, certificate: certificate, issuers: [self.certificate])
  }
}
