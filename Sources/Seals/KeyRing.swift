import Primitives
import Synchronization

/// All keys of a bank's installation, by role, each in its own file so that each can be replaced or
/// kept elsewhere (DECISIONS 29):
///
/// | file | role |
/// |---|---|
/// | `field.key` | encrypts personal data |
/// | `blind.key` | blind indexes |
/// | `archive.key` | wraps the key of each sealed document |
/// | `receipt.key` | receipt links |
/// | `ca.pem`, `ca-cert.pem` | the authority that certifies the signers below |
/// | `bank.pem`, `bank-cert.pem` | the bank's seal |
/// | `checkpoint.pem` | signs audit checkpoints |
///
/// Tellers and customers have keys made for them in memory that are never stored.
package final class KeyRing: Sendable {
  package let field: FieldCipher
  package let blind: BlindIndex
  /// Wraps the key of each document.
  package let archive: FieldCipher
  /// 32 bytes.
  package let receipt: [UInt8]
  package let authority: CertificateAuthority
  package let bank: SignerIdentity
  package let checkpoint: SigningKey
  private let tellers = Mutex<[TellerName: SignerIdentity]>([:])

  private struct TellerName: Hashable {
    let name: String
    let number: String
    let outlet: String
  }

  private static let secrets = ["field.key", "blind.key", "archive.key", "receipt.key"]

  /// Makes every key and writes the directory; it appears whole or not at all.
  ///
  /// - Parameters:
  ///   - directory: must not exist; its parent must. Created 0700, the files 0600.
  ///   - bankName: stands in every certificate as organization, at most 64 characters.
  ///   - bankAlgorithm: of the bank's seal.
  /// - Throws: `Fault` `seals.keyring-exists`, `seals.keyring`, `seals.subject`, `seals.key`.
  package static func create(
    directory: String, bankName: String, now: Moment, entropy: any Entropy,
    bankAlgorithm: SigningKey.Algorithm = .p256
  ) throws {
    let authority = try CertificateAuthority.create(
      commonName: "Guichet CA", organization: bankName, now: now, entropy: entropy)
    let bank = try authority.identity(
      for: Subject(commonName: bankName, organization: bankName), algorithm: bankAlgorithm, now: now,
      entropy: entropy)
    var files = secrets.map { (name: $0, bytes: Array((Hex.encode(entropy.bytes(32)) + "\n").utf8)) }
    files += [
      ("ca.pem", Array(try authority.identity.key.pem().utf8)),
      ("ca-cert.pem", Array(authority.certificate.pem.utf8)),
      ("bank.pem", Array(try bank.key.pem().utf8)),
      ("bank-cert.pem", Array(bank.certificate.pem.utf8)),
      ("checkpoint.pem", Array(try SigningKey.generate(.p256).pem().utf8)),
    ]
    try KeyDirectory.create(directory, files: files, suffix: Hex.encode(entropy.bytes(6)))
  }

  /// - Throws: `Fault` `seals.keyring-missing` (no directory or file), `seals.keyring-open` (others than
  ///   the owner could read it), `seals.keyring-damaged` (a file holds something else).
  package init(directory: String) throws {
    let files = try KeyDirectory(opening: directory)
    let keys = try Self.secrets.map { name -> [UInt8] in
      let text = String(decoding: try files.read(name), as: UTF8.self)
      guard text.hasSuffix("\n"), let key = Hex.decode(text.dropLast()), key.count == 32 else {
        throw Fault("seals.keyring-damaged", "\(name) does not hold 64 hexadecimal digits")
      }
      return key
    }
    (field, blind, archive, receipt) =
      (FieldCipher(key: keys[0]), BlindIndex(key: keys[1]), FieldCipher(key: keys[2]), keys[3])
    let anchor = try X509(pem: try Self.text(files, "ca-cert.pem"))
    guard anchor.isAuthority else {
      throw Fault("seals.keyring-damaged", "ca-cert.pem is no authority's certificate")
    }
    authority = CertificateAuthority(identity: try Self.identity(files, "ca.pem", anchor, issuers: []))
    let seal = try X509(pem: try Self.text(files, "bank-cert.pem"))
    guard seal.isSigned(by: anchor) else {
      throw Fault("seals.keyring-damaged", "bank-cert.pem was not issued by the authority in ca-cert.pem")
    }
    bank = try Self.identity(files, "bank.pem", seal, issuers: [anchor])
    checkpoint = try SigningKey(pem: try Self.text(files, "checkpoint.pem"))
  }

  /// The signing identity of a teller: key and certificate are made at the first use after a start and
  /// kept in memory only, so that no two tellers share a key and none lies on a disk.
  ///
  /// - Parameters:
  ///   - name: as printed; stands in the certificate as `name (number)`.
  ///   - number: sign-on number, e.g. `T0001`.
  ///   - outlet: name of the outlet.
  /// - Throws: `Fault` `seals.subject`, `seals.certificate-window`.
  package func teller(
    name: String, number: String, outlet: String, now: Moment, entropy: any Entropy
  ) throws -> SignerIdentity {
    let key = TellerName(name: name, number: number, outlet: outlet)
    if let known = tellers.withLock({ $0[key] }), known.certificate.isValid(at: now) { return known }
    let subject = Subject(
      commonName: "\(name) (\(number))", organization: bank.certificate.organization, organizationalUnit: outlet,
      serialNumber: number)
    let made = try authority.identity(for: subject, algorithm: .p256, now: now, entropy: entropy)
    // Whoever comes second takes the first one's, so that one teller has one certificate.
    return tellers.withLock { all in
      if let known = all[key], known.certificate.isValid(at: now) { return known }
      all[key] = made
      return made
    }
  }

  /// A key for one case, destroyed with the value returned; its certificate carries the hash of the
  /// document shown and no personal data. It lives as long as the authority until revisions carry
  /// time stamps and revocation lists (DECISIONS 10).
  ///
  /// - Parameter documentHash: SHA-256 of revision 1.
  package func caseCustomer(
    documentHash: [UInt8], caseNumber: String, now: Moment, entropy: any Entropy
  ) throws -> SignerIdentity {
    let subject = Subject(
      commonName: "Customer \(caseNumber)", organization: bank.certificate.organization,
      organizationalUnit: "Guichet one-time signature")
    return try authority.identity(
      for: subject, algorithm: .p256, now: now, documentHash: documentHash, entropy: entropy)
  }

  private static func text(_ files: KeyDirectory, _ name: String) throws -> String {
    guard let text = String(validating: try files.read(name), as: UTF8.self) else {
      throw Fault("seals.keyring-damaged", "\(name) is no text")
    }
    return text
  }

  private static func identity(
    _ files: KeyDirectory, _ name: String, _ certificate: X509, issuers: [X509]
  ) throws -> SignerIdentity {
    let key = try SigningKey(pem: try text(files, name))
    guard key.publicKeyDER == certificate.publicKeyDER else {
      throw Fault("seals.keyring-damaged", "\(name) and its certificate are not a pair")
    }
    return SignerIdentity(key: key, certificate: certificate, issuers: issuers)
  }
}
