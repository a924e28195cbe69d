import Documents
import Foundation
import PDF
import Primitives
import Seals
import Testing

/// Every row of the tamper tables (reference: documents B, paperless 2), each refused with its reason.
@Suite struct TamperTests {
  let sample: SealingSample
  let certified: [UInt8]
  let signed: [UInt8]
  let voucher: [UInt8]
  let verifier: DocumentVerifier

  init() throws {
    sample = try SealingSample()
    certified = try sample.certified()
    signed = try sample.signed(certified)
    voucher = try sample.sealed(signed)
    verifier = DocumentVerifier(trust: [sample.authority.certificate])
  }

  private func codes(_ pdf: [UInt8]) -> Set<String> {
    let report = verifier.verify(pdf)
    #expect(report.verdict == .invalid)
    return Set(report.problems.map(\.code))
  }

  private func expect(_ pdf: [UInt8], _ code: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let found = codes(pdf)
    #expect(found.contains(code), "\(found.sorted())", sourceLocation: sourceLocation)
  }

  private func flip(at offset: Int) -> [UInt8] {
    var out = voucher
    out[offset] ^= 1
    return out
  }

  @Test("a byte of the page content breaks all three signatures")
  func content() throws {
    let file = try PDFFile(voucher)
    let stream = try #require(file.object(11)?.stream)
    let report = verifier.verify(flip(at: stream.lowerBound + 20))
    #expect(report.signatures.filter(\.isIntact).isEmpty)
    #expect(report.problems.filter { $0.code == "cms.message-digest" }.count == 3)
  }

  @Test("a byte of the bank's later look breaks the bank's signature alone")
  func laterAppearance() throws {
    let file = try PDFFile(voucher)
    let stream = try #require(
      try Forger.widget(file, "bank").appearance.flatMap { file.object($0)?.stream })
    let report = verifier.verify(flip(at: stream.lowerBound + 12))
    #expect(report.signatures.map(\.isIntact) == [true, true, false])
    #expect(report.verdict == .invalid)
  }

  @Test("a digit of the first signature value breaks it and those that cover it")
  func firstSignatureValue() throws {
    let data = Data(voucher)
    let key = try #require(data.range(of: Data("/Contents <".utf8)))
    var out = voucher
    let place = key.upperBound + 400
    out[place] = out[place] == 0x31 ? 0x32 : 0x31
    let report = verifier.verify(out)
    #expect(report.signatures.filter(\.isIntact).isEmpty)
  }

  @Test("bytes behind the end, a cut file, an empty file, no PDF at all")
  func ends() throws {
    expect(voucher + Array("% junk\n".utf8), "pdf.trailing-bytes")
    expect(voucher + [0x0A], "pdf.trailing-bytes")
    expect(Array(voucher.dropLast()), "pdf.no-end")
    expect(Array(voucher.prefix(600)), "pdf.no-end")
    expect(Array(voucher.prefix(voucher.count - 300)), "pdf.trailing-bytes")
    expect([], "pdf.empty")
    expect(Array("hello".utf8), "pdf.no-end")
    expect(BasePage.bytes(), "document.unsigned")
  }

  @Test("padding that is not zero, a second DER object, upper-case hexadecimal")
  func signatureValueForm() throws {
    let gap = try Forger.lastGap(voucher)
    var padded = voucher
    padded[gap.upperBound - 2] = 0x31
    expect(padded, "signature.padding")
    var second = voucher
    let room = gap.upperBound - 1 - 10
    second.replaceSubrange(room..<(room + 10), with: "0000000000".utf8)
    #expect(second == voucher)
    let length =
      Int(
        try #require(
          Int(String(decoding: voucher[(gap.lowerBound + 5)..<(gap.lowerBound + 9)], as: UTF8.self), radix: 16))) + 4
    let after = gap.lowerBound + 1 + 2 * length
    second.replaceSubrange(after..<(after + 6), with: "300101".utf8)
    expect(second, "signature.second-object")
    var upper = voucher
    let letter = try #require(gap.dropFirst().first { (0x61...0x66).contains(voucher[$0]) })
    upper[letter] -= 32
    expect(upper, "signature.hex")
    #expect(codes(upper).contains("revision.form"))
  }

  @Test("updates appended to the sealed file: overlay, stamp, ink, page, script, embedded file")
  func appended() throws {
    expect(try Forger.append(voucher, Forger.overlay), "change.page")
    let stamp = try Forger.append(voucher) { update, file in
      let page = try file.pageNumbers(after: file.last)[0]
      let dictionary = try #require(file.object(page)?.value.dictionary)
      let number = update.newNumber()
      update.put(
        number,
        .dictionary(
          PDFDictionary([
            ("Type", .name("Annot")), ("Subtype", .name("Stamp")),
            ("Rect", PDFRectangle(left: 0, bottom: 0, right: 99, top: 99).value),
          ])))
      let list = (dictionary["Annots"]?.array ?? []) + [.reference(number)]
      update.put(page, .dictionary(dictionary.without(["Annots"]).adding([("Annots", .array(list))])))
    }
    expect(stamp, "change.annotation")
    #expect(codes(stamp).isSuperset(of: ["change.page", "change.unsigned", "content.forbidden"]))
    let ink = try Forger.append(voucher) { update, file in
      let look = try #require(try Forger.widget(file, "customer").appearance)
      let head = try #require(file.object(look)?.value.dictionary)
      let content = Flate.deflate(Array("1 1 m 5 5 l S".utf8))
      update.put(
        look, .dictionary(head.without(["Length"]).adding([("Length", .integer(content.count))])), stream: content)
    }
    expect(ink, "change.appearance")
    let paged = try Forger.append(voucher) { update, file in
      let tree = try #require(file.object(1)?.value.dictionary)
      let page = update.newNumber()
      update.put(
        page,
        .dictionary(
          PDFDictionary([
            ("Type", .name("Page")), ("Parent", .reference(1)),
            ("MediaBox", PDFRectangle(left: 0, bottom: 0, right: 595, top: 842).value),
          ])))
      let kids = (tree["Kids"]?.array ?? []) + [.reference(page)]
      update.put(
        1, .dictionary(tree.without(["Kids", "Count"]).adding([("Kids", .array(kids)), ("Count", .integer(2))])))
    }
    expect(paged, "change.page-tree")
    let script = try Forger.append(voucher) { update, file in
      let catalog = try #require(file.object(4)?.value.dictionary)
      let action = PDFDictionary([("S", .name("JavaScript")), ("JS", .text("app.alert"))])
      update.put(4, .dictionary(catalog.adding([("OpenAction", .dictionary(action))])))
    }
    #expect(codes(script).isSuperset(of: ["change.catalog", "content.forbidden"]))
    let benign = try Forger.append(voucher) { update, _ in update.put(update.newNumber(), .dictionary(PDFDictionary()))
    }
    #expect(codes(benign).isSuperset(of: ["change.added-object", "content.unused"]))
    let replaced = try Forger.append(voucher) { update, file in
      let head = try #require(file.object(11)?.value.dictionary)
      let content = Flate.deflate(Array("BT (x) Tj ET".utf8))
      update.put(
        11, .dictionary(head.without(["Length"]).adding([("Length", .integer(content.count))])), stream: content)
    }
    expect(replaced, "change.content")
  }

  @Test("incremental saving without table or trailer is only bytes behind the end")
  func incomplete() throws {
    expect(voucher + Array("11 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n".utf8), "pdf.trailing-bytes")
    expect(voucher + Array("11 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 4 0 R >>\n%%EOF\n".utf8), "pdf.syntax")
    let table =
      "xref\n11 1\n0000000000 00001 f \ntrailer\n<< /Size 30 /Root 4 0 R /Prev 1 >>\nstartxref\n\(voucher.count)\n%%EOF\n"
    expect(voucher + Array(table.utf8), "pdf.freed-object")
    expect(voucher + Array("30 0 obj\n<< >>\nendobj\nstartxref\n\(voucher.count)\n%%EOF\n".utf8), "pdf.xref-stream")
  }

  @Test("insider: the page is overlaid and the customer's signature over it is genuine")
  func insider() throws {
    let dictionary = try Forger.signature(signed, "customer")
    let customer = try sample.customer(for: certified)
    let forged = try Forger.appendSigned(certified, by: customer) { update, file in
      try Forger.overlay(&update, file)
      try Forger.fill(&update, file, "customer", dictionary)
    }
    expect(forged, "change.page")
    let report = verifier.verify(try sample.sealed(forged))
    #expect(report.verdict == .invalid)
    #expect(report.signatures.map(\.isIntact) == [true, true, true])
    #expect(report.problems.map(\.code) == ["change.page", "change.added-object", "content.unused"])
    #expect(report.signatures[0].changesSince[0].en.contains("not allowed"))
  }

  @Test("the same forgery without the overlay is accepted: the test above refuses the overlay and nothing else")
  func insiderControl() throws {
    let dictionary = try Forger.signature(signed, "customer")
    let customer = try sample.customer(for: certified)
    let honest = try Forger.appendSigned(certified, by: customer) { update, file in
      try Forger.fill(&update, file, "customer", dictionary)
    }
    #expect(verifier.verify(try sample.sealed(honest)).verdict == .valid)
  }

  @Test("SSA: a new signature field after the certification, genuinely signed")
  func addedField() throws {
    let dictionary = try Forger.signature(voucher, "bank")
    let forged = try Forger.appendSigned(voucher, by: sample.bank) { update, file in
      let catalog = try #require(file.object(4)?.value.dictionary)
      let form = try #require(catalog["AcroForm"]?.reference?.number)
      let fields = try #require(file.object(form)?.value.dictionary?["Fields"]?.array)
      let old = try Forger.widget(file, "bank")
      let (widget, signature) = (update.newNumber(), update.newNumber())
      update.put(
        widget,
        .dictionary(
          old.dictionary.without(["T", "V", "AP"]).adding([("T", .text("extra")), ("V", .reference(signature))])))
      update.put(
        form,
        .dictionary(PDFDictionary([("Fields", .array(fields + [.reference(widget)])), ("SigFlags", .integer(3))])))
      update.put(signature, .dictionary(dictionary))
    }
    #expect(codes(forged).isSuperset(of: ["change.form", "change.annotation"]))
  }

  @Test("USF: signature value null, missing, zeros, too short; byte range missing, negative, zeros, twice")
  func universalForgery() throws {
    let gap = try Forger.lastGap(voucher)
    let token = String(decoding: voucher[gap], as: UTF8.self)
    expect(try Forger.patch(voucher, token, "null"), "signature.contents")
    expect(try Forger.patch(voucher, token, "<00>"), "signature.byte-range")
    expect(try Forger.patch(voucher, "/Contents <", "/Xontents <"), "signature.contents")
    var zeros = voucher
    for place in gap.dropFirst().dropLast() { zeros[place] = 0x30 }
    expect(zeros, "signature.contents")
    let data = Data(voucher)
    let start = try #require(data.range(of: Data("/ByteRange [".utf8), options: .backwards))
    let end = try #require(data.range(of: Data("]".utf8), in: start.upperBound..<data.count))
    let range = String(decoding: data[start.lowerBound..<end.upperBound], as: UTF8.self)
    expect(try Forger.patch(voucher, range, "/ByteRange [0 0 0 0]"), "signature.byte-range")
    expect(try Forger.patch(voucher, range, "/ByteRange [0 -10 20 5]"), "signature.byte-range")
    expect(try Forger.patch(voucher, range, "/ByteRange []"), "signature.byte-range")
    expect(try Forger.patch(voucher, range, ""), "signature.byte-range")
    expect(try Forger.patch(voucher, "/ByteRange [", "/BxteRange ["), "signature.byte-range")
    expect(try Forger.patch(voucher, range, "/ByteRange [0 9]/ByteRange [0 0 0 0]"), "pdf.duplicate-key")
    let shifted = range.replacingOccurrences(of: "[0 ", with: "[1 ")
    expect(try Forger.patch(voucher, range, shifted), "signature.byte-range")
  }

  @Test("signature wrapping: a second byte range hidden inside the gap")
  func wrapping() throws {
    let gap = try Forger.lastGap(voucher)
    var out = voucher
    out.replaceSubrange((gap.upperBound - 31)..<gap.upperBound, with: ">/ByteRange [0 1 2 3] /X <0000>".utf8)
    expect(out, "pdf.duplicate-key")
  }

  @Test("a signer of another authority, a signature before its certificate, another document's certificate")
  func certificates() throws {
    let other = try SealingSample()
    expect(try other.voucher(), "cms.chain")
    let early = try Sealing.certify(
      try Sealing.prepareFields(BasePage.bytes(), places: SealingSample.places), by: sample.teller,
      at: SealingSample.now.adding(seconds: -3600))
    expect(early, "cms.validity")
    let dictionary = try Forger.signature(signed, "customer")
    let stranger = try sample.customer(for: Array("another document".utf8))
    let forged = try Forger.appendSigned(certified, by: stranger) { update, file in
      try Forger.fill(&update, file, "customer", dictionary)
    }
    expect(forged, "signature.customer-certificate")
    let shared = SignerIdentity(
      key: sample.teller.key,
      certificate: try sample.authority.issue(
        subject: Subject(commonName: "客户", organization: "示范银行"), publicKeyDER: sample.teller.key.publicKeyDER,
        notBefore: SealingSample.now.adding(seconds: -1), notAfter: SealingSample.now.adding(seconds: 9999),
        documentHash: try Sealing.documentHash(certified), entropy: SystemEntropy()),
      issuers: [sample.authority.certificate])
    let twice = try Sealing.signInk(
      certified, ink: SealingSample.ink, evidence: sample.evidence, by: shared, at: SealingSample.now)
    expect(twice, "signature.customer-key")
  }

  @Test("ink moved to another document: the signature's own document hash and evidence tell")
  func evidence() throws {
    let customer = try sample.customer(for: certified)
    let dictionary = try Forger.signature(signed, "customer")
    let own = try #require(dictionary["Guichet"]?.dictionary)
    func forged(_ guichet: PDFDictionary, ink: String? = "1 1 m 2 2 l S") throws -> [UInt8] {
      try Forger.appendSigned(certified, by: customer) { update, file in
        let changed = dictionary.without(["Guichet"]).adding([("Guichet", .dictionary(guichet))])
        try Forger.fill(&update, file, "customer", changed, ink: ink)
      }
    }
    let elsewhere = own.without(["Document"]).adding([("Document", .string(Digest.sha256([3])))])
    expect(try forged(elsewhere), "signature.document-hash")
    expect(try forged(PDFDictionary(own.entries.prefix(2).map { ($0.key, $0.value) })), "signature.evidence")
    expect(try forged(own.without(["Ink"])), "signature.dictionary")
    expect(try forged(own, ink: nil), "signature.ink")
    expect(try forged(own, ink: "BT /F1 9 Tf (text) Tj ET"), "signature.appearance")
    let teller = own.without(["Role"]).adding([("Role", .name("teller"))])
    expect(try forged(teller), "signature.role")
  }

  @Test("samples altered, taken away, too large, no ink at all, genuinely re-signed: each has its reason (ES-019)")
  func samples() throws {
    let customer = try sample.customer(for: certified)
    let dictionary = try Forger.signature(signed, "customer")
    let own = try #require(dictionary["Guichet"]?.dictionary)
    let binary = try SealingSample.samples.get().binary
    func resigned(_ samples: [UInt8]?, digest: [UInt8]? = nil) throws -> [UInt8] {
      let pairs = own.entries.compactMap { entry -> (String, PDFValue)? in
        switch entry.key {
        case "Samples": samples.map { (entry.key, .string($0)) }
        case "Ink": (entry.key, .string(digest ?? Digest.sha256(binary)))
        default: (entry.key, entry.value)
        }
      }
      let evidence = PDFValue.dictionary(PDFDictionary(pairs))
      let changed = dictionary.without(["Guichet"]).adding([("Guichet", evidence)])
      let forged = try Forger.appendSigned(certified, by: customer) { update, file in
        try Forger.fill(&update, file, "customer", changed)
      }
      return try sample.sealed(forged)
    }
    func only(_ pdf: [UInt8], _ code: String, sourceLocation: SourceLocation = #_sourceLocation) {
      let report = verifier.verify(pdf)
      #expect(report.problems.map(\.code) == [code], sourceLocation: sourceLocation)
      #expect(report.signatures.map(\.isIntact) == [true, true, true], sourceLocation: sourceLocation)
      #expect(report.signatures[1].evidence?.samples == nil, sourceLocation: sourceLocation)
      #expect(!report.article13[1].isMet, sourceLocation: sourceLocation)
    }
    #expect(verifier.verify(try resigned(Flate.deflate(binary))).verdict == .valid)
    // The pressure of one sample, one bit of it.
    var altered = binary
    altered[13 + 10] ^= 1
    #expect(try Ink(binary: altered).pointCount == 3)
    only(try resigned(Flate.deflate(altered)), "signature.ink-digest")
    only(try resigned(Flate.deflate(binary), digest: Digest.sha256(altered)), "signature.ink-digest")
    only(try resigned(nil), "signature.ink-missing")
    only(try resigned([]), "signature.ink-missing")
    only(try resigned(binary), "signature.ink-samples")
    only(try resigned(Flate.deflate(binary) + [0]), "signature.ink-samples")
    let noInk = Array("GINK is what this is not".utf8)
    only(try resigned(Flate.deflate(noInk), digest: Digest.sha256(noInk)), "signature.ink-samples")
    // Unpacked beyond a megabyte, and packed beyond 256 KB.
    let bomb = [UInt8](repeating: 0, count: (1 << 20) + 1)
    only(try resigned(Flate.deflate(bomb), digest: Digest.sha256(bomb)), "signature.ink-samples")
    let noise = try SealingSample.noise().binary
    only(try resigned(Flate.deflate(noise), digest: Digest.sha256(noise)), "signature.ink-samples")
  }

  @Test("insiders: a teller's key cannot make the bank's seal, a customer's key cannot certify")
  func wrongRole() throws {
    expect(try Sealing.seal(signed, by: sample.teller, at: SealingSample.now), "signature.bank-certificate")
    let customer = try sample.customer(for: certified)
    let draft = try Sealing.prepareFields(BasePage.bytes(), places: SealingSample.places)
    expect(try Sealing.certify(draft, by: customer, at: SealingSample.now), "signature.role-certificate")
  }

  @Test("a skipped field: the bank seals before the customer signed")
  func skipped() throws {
    let dictionary = try Forger.signature(voucher, "bank")
    let forged = try Forger.appendSigned(certified, by: sample.bank) { update, file in
      try Forger.fill(&update, file, "bank", dictionary)
    }
    expect(forged, "signature.order")
  }
}
