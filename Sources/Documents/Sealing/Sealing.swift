import PDF
import Primitives
import Seals

/// Makes a drawn page into a sealed voucher: the teller certifies (revision 1), the customer signs with
/// the pen (revision 2), the bank seals (last revision); PAdES B-B by ETSI EN 319 142-1, the order by
/// DECISIONS 9. Every step appends and changes nothing that stands. Pure: same input, same bytes (but for
/// the randomness of ECDSA).
package enum Sealing {
  /// Checks the page and places the fields; nothing is written yet, the certification writes them.
  ///
  /// - Parameter base: the page as drawn.
  /// - Throws: `Refusal` (`pdf.…`, `sealing.page`, `sealing.places`).
  package static func prepareFields(_ base: [UInt8], places: [SignaturePlace]) throws -> SealingDraft {
    try SealingDraft(base: base, places: places)
  }

  /// Revision 1: fields and certification in one increment. Its bytes are what is shown and hashed.
  ///
  /// - Throws: `Refusal` `sealing.appearance`; `Fault` of the signing.
  package static func certify(
    _ draft: SealingDraft, by identity: SignerIdentity, at moment: Moment, appearance: SignatureAppearance? = nil
  ) throws -> [UInt8] {
    try check(appearance)
    let dictionary = SignatureDictionary(
      role: draft.places[0].role, claimedAt: moment, certifies: true, documentHash: nil, evidence: nil)
    return try append(to: draft.file, dictionary, by: identity) { update in
      try draft.stage(in: &update, appearance: appearance)
    }
  }

  /// SHA-256 of revision 1: what the customer's certificate must carry. Of a file that others have countersigned
  /// since, revision 1 is its beginning.
  ///
  /// - Throws: `Refusal` `pdf.…`, `sealing.not-prepared`.
  package static func documentHash(_ certified: [UInt8]) throws -> [UInt8] {
    let file = try PDFFile(certified)
    guard file.revisions.count >= 2 else { throw SealingRefusal.notPrepared() }
    return Digest.sha256(parts: [certified[..<file.length(after: 1)]])
  }

  /// The customer's revision: ink as the field's look, evidence inside the signature.
  ///
  /// - Parameter field: the prepared field; it must be the next one.
  /// - Throws: `Refusal` `sealing.order`, `sealing.evidence`, `sealing.appearance`,
  ///   `sealing.other-document` when the certificate was made for other bytes.
  package static func signInk(
    _ pdf: [UInt8], field: String = "customer", ink: SignatureAppearance, evidence: InkEvidence,
    by identity: SignerIdentity, at moment: Moment
  ) throws -> [UInt8] {
    guard evidence.isWhole else { throw SealingRefusal.evidence() }
    return try fill(pdf, field, ink, evidence, byHand: true, identity, moment)
  }

  /// A further signature that is neither by hand nor the bank's: second teller, approver.
  ///
  /// - Throws: `Refusal` `sealing.order`, `sealing.appearance`.
  package static func countersign(
    _ pdf: [UInt8], field: String, appearance: SignatureAppearance? = nil, by identity: SignerIdentity,
    at moment: Moment
  ) throws -> [UInt8] {
    try fill(pdf, field, appearance, nil, byHand: false, identity, moment)
  }

  /// The bank's seal, the last revision.
  ///
  /// - Throws: `Refusal` `sealing.order`, `sealing.appearance`.
  package static func seal(
    _ pdf: [UInt8], field: String = "bank", appearance: SignatureAppearance? = nil, by identity: SignerIdentity,
    at moment: Moment
  ) throws -> [UInt8] {
    try fill(pdf, field, appearance, nil, byHand: false, identity, moment)
  }

  private static func fill(
    _ pdf: [UInt8], _ field: String, _ appearance: SignatureAppearance?, _ evidence: InkEvidence?, byHand: Bool,
    _ identity: SignerIdentity, _ moment: Moment
  ) throws -> [UInt8] {
    try check(appearance)
    let file = try PDFFile(pdf)
    guard file.revisions.count >= 2, let widgets = try SignatureWidget.all(of: file, after: file.last) else {
      throw SealingRefusal.notPrepared()
    }
    guard let widget = widgets.first(where: { $0.signature == nil }) else { throw SealingRefusal.complete() }
    guard widget.field == field, let mark = SignaturePlace.mark(of: widget), mark.byHand == byHand else {
      throw SealingRefusal.order(field, widget.field)
    }
    let hash = Digest.sha256(parts: [pdf[..<file.length(after: 1)]])
    guard !byHand || identity.certificate.documentHash == hash else { throw SealingRefusal.otherDocument() }
    let dictionary = SignatureDictionary(
      role: mark.role, claimedAt: moment, certifies: false, documentHash: hash, evidence: evidence)
    return try append(to: file, dictionary, by: identity) { update in
      let signature = update.newNumber()
      var filled: [(String, PDFValue)] = [("V", .reference(signature))]
      if let appearance {
        let number = update.addStream(appearance.head, appearance.operators)
        filled.append(("AP", .dictionary(PDFDictionary([("N", .reference(number))]))))
      }
      update.put(widget.number, .dictionary(widget.dictionary.adding(filled)))
      return signature
    }
  }

  private static func check(_ appearance: SignatureAppearance?) throws {
    guard let appearance else { return }
    guard !appearance.operators.isEmpty, appearance.operators.count <= SignatureAppearance.largest,
      appearance.width > 0, appearance.height > 0, VectorOperators.areOnly(appearance.operators)
    else { throw SealingRefusal.appearance(SignatureAppearance.largest) }
  }

  /// Writes the increment, signs it and puts the signature in its place. The reserved room follows from
  /// the certificates; should it ever be too small, the second attempt knows the size.
  private static func append(
    to file: PDFFile, _ dictionary: SignatureDictionary, by identity: SignerIdentity,
    stage: (inout PDFUpdate) throws -> Int
  ) throws -> [UInt8] {
    var reserve = room(for: identity)
    for _ in 0..<2 {
      var update = try PDFUpdate(file)
      let number = try stage(&update)
      update.put(number, dictionary.value(reserve: reserve))
      let written = update.write(id: identifiers(file, dictionary))
      let (bytes, digest) = try close(file.bytes, written)
      let cms = try CAdES.sign(contentDigest: digest, by: identity)
      if cms.count <= reserve { return insert(cms, into: bytes, written) }
      reserve = cms.count + 4
    }
    throw Fault("sealing.room", "the signature's size changes from one attempt to the next")
  }

  /// Certificates, about 320 bytes of CMS around them and a signature of up to 384 bytes.
  private static func room(for identity: SignerIdentity) -> Int {
    let certificates = ([identity.certificate] + identity.issuers).reduce(0) { $0 + $1.der.count }
    let signature =
      switch identity.key.algorithm {
      case .p256: 72
      case .rsa2048: 256
      case .rsa3072: 384
      }
    return certificates + signature + 320
  }

  /// `/ID` (§14.4): the first from the base page, the second from what is new.
  private static func identifiers(_ file: PDFFile, _ dictionary: SignatureDictionary) -> ([UInt8], [UInt8]) {
    let known = file.revisions[file.last].trailer["ID"]?.array?.first?.string
    let first = known ?? Array(Digest.sha256(file.bytes).prefix(16))
    var writer = ByteWriter()
    writer.blob(first)
    writer.int(Int64(file.bytes.count))
    writer.text(dictionary.role)
    writer.int(dictionary.claimedAt.milliseconds)
    return (first, Array(Digest.sha256(writer.bytes).prefix(16)))
  }

  /// Whole file with its `/ByteRange` filled in, and the digest of what it covers.
  private static func close(_ base: [UInt8], _ written: PDFUpdate.Written) throws -> ([UInt8], [UInt8]) {
    guard let gap = written.contents, let range = written.byteRange else {
      preconditionFailure("an update without its signature")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(base.count + written.bytes.count)
    bytes += base
    bytes += written.bytes
    let text = "[0 \(gap.lowerBound) \(gap.upperBound) \(bytes.count - gap.upperBound)"
    precondition(text.utf8.count < range.count, "a byte range longer than its room")
    let padded = text + String(repeating: " ", count: range.count - text.utf8.count - 1) + "]"
    bytes.replaceSubrange(range, with: padded.utf8)
    return (bytes, Digest.sha256(parts: [bytes[..<gap.lowerBound], bytes[gap.upperBound...]]))
  }

  private static func insert(_ cms: [UInt8], into bytes: [UInt8], _ written: PDFUpdate.Written) -> [UInt8] {
    guard let gap = written.contents else { preconditionFailure("an update without its signature") }
    var out = bytes
    let hex = Array(Hex.encode(cms).utf8)
    out.replaceSubrange((gap.lowerBound + 1)..<(gap.lowerBound + 1 + hex.count), with: hex)
    return out
  }
}
