import Primitives
import Seals

/// A bank's authority and signers for these tests.
struct House {
  static let now = Moment(milliseconds: 1_795_138_200_000)
  static let entropy = SeededEntropy(seed: 11)
  static let shared = House()

  let authority: CertificateAuthority
  let teller: SignerIdentity
  let other: CertificateAuthority

  init() {
    do {
      authority = try CertificateAuthority.create(
        commonName: "Guichet CA", organization: "测试银行", now: Self.now, entropy: Self.entropy)
      other = try CertificateAuthority.create(
        commonName: "Guichet CA", organization: "测试银行", now: Self.now, entropy: Self.entropy)
      teller = try Self.signer(authority, .p256)
    } catch { preconditionFailure("\(error)") }
  }

  /// RSA keys take long to make; each algorithm has one for all tests. P-256 keys are made anew.
  static func key(_ algorithm: SigningKey.Algorithm) throws -> SigningKey {
    switch algorithm {
    case .p256: try SigningKey.generate(.p256)
    case .rsa2048: try rsa2048.get()
    case .rsa3072: try rsa3072.get()
    }
  }

  private static let rsa2048 = Result { try SigningKey.generate(.rsa2048) }
  private static let rsa3072 = Result { try SigningKey.generate(.rsa3072) }

  static func signer(
    _ authority: CertificateAuthority, _ algorithm: SigningKey.Algorithm, name: String = "王芳 (T0001)",
    from: Moment = now, until: Moment? = nil, documentHash: [UInt8]? = nil
  ) throws -> SignerIdentity {
    let key = try key(algorithm)
    let certificate = try authority.issue(
      subject: Subject(
        commonName: name, organization: "测试银行", organizationalUnit: "城东支行", serialNumber: "T0001"),
      publicKeyDER: key.publicKeyDER, notBefore: from, notAfter: until ?? authority.certificate.notAfter,
      documentHash: documentHash, entropy: entropy)
    return SignerIdentity(key: key, certificate: certificate, issuers: [authority.certificate])
  }
}
