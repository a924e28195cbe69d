import Primitives

/// CAdES-B-B signatures (ETSI EN 319 122-1) as PAdES wants them: detached CMS in DER whose signed
/// attributes are exactly content-type, message-digest and signing-certificate-v2.
package enum CAdES {
  /// - Parameters:
  ///   - contentDigest: SHA-256 of the signed bytes (in a PDF: of the two ranges).
  ///   - identity: signs; its certificate and those of its issuers are put in.
  /// - Returns: DER of ContentInfo.
  /// - Throws: `Fault` `seals.sign`.
  package static func sign(contentDigest: [UInt8], by identity: SignerIdentity) throws -> [UInt8] {
    precondition(contentDigest.count == 32, "a content digest is a SHA-256")
    let certificate = identity.certificate
    guard let serial = Hex.decode(certificate.serialHex) else { preconditionFailure("serial is hexadecimal") }
    var form = SignedDataForm(
      messageDigest: contentDigest, certificateHash: certificate.sha256,
      certificates: [certificate.der] + identity.issuers.map(\.der), signerIssuer: certificate.issuerName,
      signerSerial: serial, signatureIdentifier: ObjectNames.signatureIdentifier(identity.key.algorithm),
      signature: [])
    form.signature = try identity.key.sign(form.signedBytes)
    return form.encoded()
  }

  /// Judges a signature. Rejects by default: any byte of `cms` that is not as we would write it is a problem.
  ///
  /// - Parameters:
  ///   - cms: exactly the DER object, without padding.
  ///   - trust: certificates of authorities that are believed without proof.
  ///   - moment: when the signature is said to have been made; nil leaves validity periods unjudged.
  package static func verify(
    _ cms: [UInt8], contentDigest: [UInt8], trust: [X509], at moment: Moment? = nil
  ) -> CAdESVerdict {
    let form: SignedDataForm
    do {
      form = try SignedDataForm(reading: cms)
    } catch {
      return CAdESVerdict(problems: [(error as? CAdESProblem)?.code ?? "der"], signer: nil, chain: [], digest: nil)
    }
    let embedded = form.certificates.compactMap { try? X509(der: $0) }
    guard embedded.count == form.certificates.count else {
      return CAdESVerdict(problems: ["certificate-form"], signer: nil, chain: [], digest: form.messageDigest)
    }
    let signer = embedded.first {
      $0.issuerName == form.signerIssuer && $0.serialHex == Hex.encode(form.signerSerial)
    }
    guard let signer else {
      return CAdESVerdict(problems: ["signer-unknown"], signer: nil, chain: [], digest: form.messageDigest)
    }
    var problems: [String] = []
    if !Digest.equal(form.messageDigest, contentDigest) { problems.append("message-digest") }
    if !Digest.equal(form.certificateHash, signer.sha256) { problems.append("signing-certificate") }
    if !signatureHolds(form, by: signer) { problems.append("signature") }
    let path = CertificatePath(from: signer, embedded: embedded, trust: trust, at: moment)
    problems += path.problems
    return CAdESVerdict(problems: problems, signer: signer, chain: path.chain, digest: form.messageDigest)
  }

  /// Takes the DER object out of a space padded with zeros, such as /Contents of a PDF signature.
  ///
  /// - Returns: nil when no definite length can be read, it does not fit, or anything but zeros follows.
  package static func unpadded(_ contents: [UInt8]) -> [UInt8]? {
    guard contents.count >= 2 else { return nil }
    var (header, length) = (2, Int(contents[1]))
    if length >= 0x80 {
      header += length & 0x7F
      guard (3...6).contains(header), contents.count >= header else { return nil }
      length = contents[2..<header].reduce(0) { $0 << 8 | Int($1) }
    }
    guard header + length <= contents.count, contents[(header + length)...].allSatisfy({ $0 == 0 }) else { return nil }
    return Array(contents.prefix(header + length))
  }

  private static func signatureHolds(_ form: SignedDataForm, by signer: X509) -> Bool {
    guard let key = PublicKey(der: signer.publicKeyDER),
      form.signatureIdentifier == ObjectNames.signatureIdentifier(key.algorithm)
    else { return false }
    return key.verify(signature: form.signature, message: form.signedBytes, highS: false)
  }
}

/// What `CAdES.verify` found.
package struct CAdESVerdict: Sendable, Equatable {
  /// Empty when the signature is good. Codes:
  /// - shape: `der`, `content-type`, `signed-data`, `version`, `digest-algorithm`, `econtent`,
  ///   `certificates-missing`, `revocation-lists`, `signer-count`, `signer`, `signer-version`, `signer-name`,
  ///   `attributes`, `attribute-content-type`, `unsigned-attributes`, `not-canonical`, `certificate-form`,
  ///   `signer-unknown`
  /// - contents: `message-digest` (the document changed), `signing-certificate` (another certificate was
  ///   slipped in), `signature`
  /// - certificates: `chain` (none to a trusted authority), `certificate-authority`, `certificate-signer`,
  ///   `key-usage`, `critical-extension`, `validity`, `certificate-extra`
  package let problems: [String]
  package let signer: X509?
  /// From the signer to the trusted authority, as far as it could be followed.
  package let chain: [X509]
  /// The digest that was signed; nil when it could not be read.
  package let digest: [UInt8]?

  package var isGood: Bool { problems.isEmpty }
}
