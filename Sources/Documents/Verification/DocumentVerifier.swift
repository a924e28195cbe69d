import PDF
import Primitives
import Seals

/// Judges a voucher from its bytes and the trusted authorities alone: offline, without the bank's data.
/// Rejects by default: what this house would not have written, it does not call valid, so that any change
/// of any byte is found (电子签名法 art. 13, conditions 3 and 4).
package struct DocumentVerifier: Sendable {
  private let trust: [X509]

  package init(trust: [X509]) { self.trust = trust }

  /// Never throws: what cannot be read is `invalid`, with the reason.
  package func verify(_ pdf: [UInt8]) -> VerificationReport {
    do {
      return try verify(try PDFFile(pdf))
    } catch let refusal as Refusal {
      return .unreadable(pdf, VerificationProblem.problem(refusal))
    } catch {
      return .unreadable(pdf, VerificationProblem.problem("document.fault"))
    }
  }

  private func verify(_ file: PDFFile) throws -> VerificationReport {
    guard file.revisions.count > 1, let widgets = try SignatureWidget.all(of: file, after: file.last) else {
      let problem = VerificationProblem.problem("document.unsigned")
      let more = try revisionProblems(file).problems
      return .unreadable(file.bytes, problem, more: more, revisions: file.revisions.count - 1)
    }
    var (problems, fills) = try revisionProblems(file)
    problems += try contentProblems(file)
    var checks: [SignatureCheck] = []
    for widget in widgets {
      guard let number = widget.signature else { continue }
      let revision = (1...file.last).first { file.revisions[$0].object(number) != nil } ?? file.last
      checks.append(SignatureCheck(file, widget, signature: number, revision: revision, trust: trust))
    }
    checks.sort { $0.revision < $1.revision }
    problems += checks.flatMap(\.problems)
    if checks.count != file.revisions.count - 1 {
      problems.append(VerificationProblem.problem("revision.count"))
    }
    problems += orderProblems(widgets, checks)
    let hash = Digest.sha256(parts: [file.bytes[..<file.length(after: 1)]])
    for check in checks { problems += bindingProblems(check, hash, checks) }
    var seen: Set<VerificationReport.Problem> = []
    problems = problems.filter { seen.insert($0).inserted }
    let missing = widgets.filter { $0.signature == nil }.map(\.field)
    let signatures = checks.map { signature($0, fills, problems, file) }
    return VerificationReport(
      verdict: !problems.isEmpty ? .invalid : missing.isEmpty ? .valid : .unfinished, bytes: file.bytes.count,
      sha256: Hex.encode(Digest.sha256(file.bytes)), pages: try file.pageNumbers(after: file.last).count,
      revisions: file.revisions.count - 1, missing: missing, signatures: signatures,
      article13: Article13(signatures: signatures, problems: problems, checks: checks).conditions, problems: problems)
  }

  /// Every revision in our own exact form, and none doing more than signing.
  private func revisionProblems(
    _ file: PDFFile
  ) throws -> (problems: [VerificationReport.Problem], fills: [Int: RevisionDifference.Fill]) {
    var problems: [VerificationReport.Problem] = []
    var fills: [Int: RevisionDifference.Fill] = [:]
    for index in 1..<max(1, file.revisions.count) {
      if !PDFUpdate.isCanonical(file, revision: index) {
        problems.append(VerificationProblem.problem("revision.form", revision: index, "r\(index)"))
      }
      let difference =
        index == 1
        ? try RevisionDifference.ofPreparation(file, revision: 1)
        : try RevisionDifference.ofSignature(file, revision: index)
      fills[index] = difference.fill
      problems += difference.violations.map { VerificationProblem.problem($0, revision: index) }
    }
    return (problems, fills)
  }

  private func contentProblems(_ file: PDFFile) throws -> [VerificationReport.Problem] {
    var problems: [VerificationReport.Problem] = []
    for revision in file.revisions {
      if let name = ForbiddenContent.first(in: revision) {
        problems.append(VerificationProblem.problem("content.forbidden", "/\(name)"))
      }
    }
    if let number = file.danglingReference(after: 1) ?? file.danglingReference(after: file.last) {
      problems.append(VerificationProblem.problem("content.open-reference", "obj \(number)"))
    }
    if let number = try file.unreachable(after: file.last) {
      problems.append(VerificationProblem.problem("content.unused", "obj \(number)"))
    }
    return problems
  }

  /// The first certifies, then field after field as prepared, the bank last.
  private func orderProblems(_ widgets: [SignatureWidget], _ checks: [SignatureCheck]) -> [VerificationReport.Problem] {
    var problems: [VerificationReport.Problem] = []
    if checks.map(\.field) != widgets.prefix(checks.count).map(\.field)
      || checks.enumerated().contains(where: { $0.element.revision != $0.offset + 1 })
    {
      problems.append(VerificationProblem.problem("signature.order"))
    }
    for (index, check) in checks.enumerated() {
      guard let dictionary = check.dictionary else { continue }
      if dictionary.certifies != (index == 0) || (index == 0 && check.isByHand) {
        problems.append(VerificationProblem.problem("signature.certification", field: check.field))
      }
    }
    if widgets.last.flatMap(SignaturePlace.mark)?.role != SignaturePlace.bank {
      problems.append(VerificationProblem.problem("signature.last-not-bank"))
    }
    return problems
  }

  /// Later signatures name revision 1; a handwritten one has its own key, certificate and evidence.
  private func bindingProblems(
    _ check: SignatureCheck, _ hash: [UInt8], _ checks: [SignatureCheck]
  ) -> [VerificationReport.Problem] {
    guard let dictionary = check.dictionary else { return [] }
    var codes: [String] = []
    if dictionary.documentHash != (dictionary.certifies ? nil : hash) { codes.append("signature.document-hash") }
    if check.isByHand != (dictionary.evidence != nil) { codes.append("signature.evidence") }
    if let problem = check.inkProblem { codes.append(problem.rawValue) }
    if let signer = check.signer { codes += certificateProblems(check, signer, hash, checks) }
    return codes.map { VerificationProblem.problem($0, field: check.field) }
  }

  /// One authority certifies customers, tellers and the bank, so the certificate must be of the right kind:
  /// a customer's carries this document's hash, nobody else's carries any, and the bank's names the
  /// institution itself (common name = organization), or any teller could seal.
  private func certificateProblems(
    _ check: SignatureCheck, _ signer: X509, _ hash: [UInt8], _ checks: [SignatureCheck]
  ) -> [String] {
    var codes: [String] = []
    if check.isByHand {
      if signer.documentHash != hash { codes.append("signature.customer-certificate") }
      let sharing = checks.filter { $0.signer?.publicKeyDER == signer.publicKeyDER }
      if sharing.count > 1 { codes.append("signature.customer-key") }
    } else if signer.documentHash != nil {
      codes.append("signature.role-certificate")
    }
    if check.role == SignaturePlace.bank, signer.commonName != signer.organization {
      codes.append("signature.bank-certificate")
    }
    return codes
  }

  private func signature(
    _ check: SignatureCheck, _ fills: [Int: RevisionDifference.Fill], _ problems: [VerificationReport.Problem],
    _ file: PDFFile
  ) -> VerificationReport.Signature {
    let later = (1...file.last).filter { $0 > check.revision }
    let changes = later.map { revision -> VerificationReport.Change in
      let own = problems.filter { $0.revision == revision }
      guard own.isEmpty, let fill = fills[revision] else {
        return .init(
          revision: revision, zh: "不允许的改动：" + own.map(\.zh).joined(separator: " "),
          en: "Changes that are not allowed: " + own.map(\.en).joined(separator: " "))
      }
      return .init(
        revision: revision, zh: "签名栏“\(fill.field)”完成签署，页面内容未变。",
        en: "Field \(fill.field) was signed; the page did not change.")
    }
    return VerificationReport.Signature(
      field: check.field, role: check.role, revision: check.revision, isByHand: check.isByHand,
      certifies: check.dictionary?.certifies ?? false,
      isIntact: check.problems.isEmpty && check.signer != nil, claimedAt: check.dictionary?.claimedAt.iso8601,
      certificate: check.signer.map(VerificationReport.Certificate.init), coverage: check.coverage,
      changesSince: changes, evidence: check.dictionary?.evidence.map { .init($0, check.ink) })
  }
}

extension VerificationReport {
  static func unreadable(_ pdf: [UInt8], _ problem: Problem, more: [Problem] = [], revisions: Int = 0) -> Self {
    VerificationReport(
      verdict: .invalid, bytes: pdf.count, sha256: Hex.encode(Digest.sha256(pdf)), pages: 0, revisions: revisions,
      missing: [], signatures: [], article13: Article13(signatures: [], problems: [problem], checks: []).conditions,
      problems: [problem] + more)
  }
}

extension VerificationReport.Certificate {
  init(_ certificate: X509) {
    self.init(
      subject: certificate.commonName, organization: certificate.organization,
      organizationalUnit: certificate.organizationalUnit, issuer: certificate.issuerCommonName,
      serial: certificate.serialHex, notBefore: certificate.notBefore.iso8601,
      notAfter: certificate.notAfter.iso8601, sha256: Hex.encode(certificate.sha256),
      documentHash: certificate.documentHash.map { Hex.encode($0) })
  }
}

extension VerificationReport.Evidence {
  /// - Parameter ink: the samples, when they are those that were signed.
  init(_ evidence: InkEvidence, _ ink: Ink?) {
    self.init(
      nonce: Hex.encode(evidence.nonce), shownPages: evidence.shownPages.map { Hex.encode($0) },
      inkDigest: Hex.encode(evidence.inkDigest), samples: ink?.pointCount,
      milliseconds: ink?.durationMilliseconds, isScripted: evidence.isScripted,
      detail: String(decoding: evidence.detail, as: UTF8.self))
  }
}
