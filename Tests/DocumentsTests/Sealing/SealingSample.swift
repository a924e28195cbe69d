import Documents
import PDF
import Primitives
import Seals

/// A classic page built by hand, with the shape of what cairo writes: indirect lengths, a comment, Flate.
enum BasePage {
  static func bytes(lines: [String] = ["CASH DEPOSIT", "Amount 1234.50 CNY"], pages: Int = 1, extra: String? = nil)
    -> [UInt8]
  {
    var objects: [(Int, [UInt8])] = []
    var kids: [String] = []
    for page in 0..<pages {
      let number = 10 + page * 3
      kids.append("\(number) 0 R")
      let text = lines.enumerated().map { "BT /f-0 14 Tf 60 \(760 - 30 * $0.offset) Td (\($0.element)) Tj ET\n" }
      let content = Flate.deflate(Array(text.joined().utf8))
      objects.append(
        (
          number,
          Array(
            """
            << /Type /Page % \(page + 1)
               /Parent 1 0 R
               /MediaBox [ 0 0 595 842 ]
               /Contents \(number + 1) 0 R
               /Resources << /Font << /f-0 2 0 R >> >>
            >>
            """.utf8)
        ))
      objects.append(
        (
          number + 1,
          Array("<< /Length \(number + 2) 0 R\n   /Filter /FlateDecode\n>>\nstream\n".utf8) + content
            + Array("\nendstream".utf8)
        ))
      objects.append((number + 2, Array("   \(content.count)".utf8)))
    }
    objects.append((2, Array("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".utf8)))
    objects.append(
      (1, Array("<< /Type /Pages\n   /Kids [ \(kids.joined(separator: " ")) ]\n   /Count \(pages)\n>>".utf8)))
    objects.append((3, Array("<< /Producer (hand)\n   /CreationDate (D:20261122043959Z)\n>>".utf8)))
    objects.append((4, Array("<< /Type /Catalog\n   /Pages 1 0 R\n\(extra.map { "\($0)\n" } ?? "")>>".utf8)))
    return file(objects)
  }

  static func file(_ objects: [(Int, [UInt8])]) -> [UInt8] {
    var out: [UInt8] = Array("%PDF-1.5\n%".utf8) + [0xB5, 0xED, 0xAE, 0xFB, 0x0A]
    var offsets: [Int: Int] = [:]
    for (number, body) in objects {
      offsets[number] = out.count
      out += Array("\(number) 0 obj\n".utf8) + body + Array("\nendobj\n".utf8)
    }
    let table = out.count
    out += Array("xref\n0 1\n0000000000 65535 f \n".utf8)
    for number in offsets.keys.sorted() {
      let digits = String(offsets[number] ?? 0)
      out += Array("\(number) 1\n\(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n \n".utf8)
    }
    let size = (offsets.keys.max() ?? 0) + 1
    out += Array("trailer\n<< /Size \(size)\n   /Root 4 0 R\n   /Info 3 0 R\n>>\nstartxref\n\(table)\n%%EOF\n".utf8)
    return out
  }
}

/// A bank with its authority, a teller, and everything to seal a sample voucher.
struct SealingSample: Sendable {
  let authority: CertificateAuthority
  let teller: SignerIdentity
  let bank: SignerIdentity
  let entropy = SeededEntropy(seed: 2)
  let evidence: InkEvidence

  static let now = Moment(milliseconds: 1_795_150_800_000)

  static let places = [
    SignaturePlace(
      role: "teller", field: "teller",
      rectangle: PDFRectangle(left: 60, bottom: 120, right: 180, top: 180)),
    SignaturePlace(
      role: "customer", field: "customer",
      rectangle: PDFRectangle(left: 220, bottom: 120, right: 380, top: 180), byHand: true),
    SignaturePlace(
      role: "bank", field: "bank", rectangle: PDFRectangle(left: 420, bottom: 90, right: 540, top: 210)),
  ]

  init() throws {
    let entropy = SystemEntropy()
    authority = try CertificateAuthority.create(
      commonName: "柜面示范根证书", organization: "示范银行", now: Self.now.adding(seconds: -60), entropy: entropy)
    teller = try Self.identity(authority, "柜员 T0001", unit: "营业部", entropy: entropy)
    bank = try Self.identity(authority, "示范银行", unit: nil, entropy: entropy)
    evidence = try Self.evidence(of: Self.samples)
  }

  /// The shortest ink that is a signature: what is tried on every byte of the file stays quick.
  static let samples = Result {
    try Ink(
      width: 800, height: 320,
      strokes: [
        [
          InkPoint(x: 40, y: 60.25, pressure: 0.2, time: 0, tiltX: 3),
          InkPoint(x: 200.5, y: 61, pressure: 0.7, time: 9, tiltY: -4),
          InkPoint(x: 390, y: 90, pressure: 0.1, time: 1250),
        ]
      ])
  }

  /// Ink that the pad may send and that no document can hold: 900 KB that hardly get smaller.
  static func noise() throws -> Ink {
    let entropy = SeededEntropy(seed: 5)
    let points = (0..<50_000).map { index in
      InkPoint(
        x: Float(entropy.below(800_000)) / 1009, y: Float(entropy.below(320_000)) / 1013,
        pressure: Float(entropy.below(1_000_003)) / 1_000_003, time: UInt32(index))
    }
    return try Ink(width: 800, height: 320, strokes: [points])
  }

  static func evidence(of ink: Result<Ink, any Error>, isScripted: Bool = false) throws -> InkEvidence {
    try InkEvidence(
      nonce: [UInt8](repeating: 7, count: 16), shownPages: [Digest.sha256([1])], ink: ink.get(),
      isScripted: isScripted, detail: Array(#"{"device":"pen","points":412}"#.utf8))
  }

  static func identity(
    _ authority: CertificateAuthority, _ name: String, unit: String? = nil, documentHash: [UInt8]? = nil,
    entropy: any Entropy
  ) throws -> SignerIdentity {
    let key = try SigningKey.generate(.p256)
    let certificate = try authority.issue(
      subject: Subject(commonName: name, organization: "示范银行", organizationalUnit: unit),
      publicKeyDER: key.publicKeyDER, notBefore: now.adding(seconds: -1), notAfter: now.adding(seconds: 86_400 * 365),
      documentHash: documentHash, entropy: entropy)
    return SignerIdentity(key: key, certificate: certificate, issuers: [authority.certificate])
  }

  func customer(for certified: [UInt8]) throws -> SignerIdentity {
    try Self.identity(
      authority, "客户 20261122-0001", documentHash: (try? Sealing.documentHash(certified)) ?? Digest.sha256(certified),
      entropy: SystemEntropy())
  }

  static let ink = SignatureAppearance(
    operators: Array("q 0 0 0.4 rg 10 10 m 40 50 80 50 120 20 c 150 40 l 120 10 l h f Q\n".utf8), width: 160, height: 60
  )
  static let stamp = SignatureAppearance(
    operators: Array("q 0.8 0 0 RG 3 w 60 10 m 110 60 l 60 110 l 10 60 l s Q\n".utf8), width: 120, height: 120)

  func certified(
    base: [UInt8] = BasePage.bytes(), places: [SignaturePlace] = Self.places, by identity: SignerIdentity? = nil,
    look: SignatureAppearance? = nil
  ) throws -> [UInt8] {
    try Sealing.certify(
      try Sealing.prepareFields(base, places: places), by: identity ?? teller, at: Self.now, appearance: look)
  }

  func signed(_ certified: [UInt8], evidence other: InkEvidence? = nil) throws -> [UInt8] {
    try Sealing.signInk(
      certified, ink: Self.ink, evidence: other ?? evidence, by: try customer(for: certified),
      at: Self.now.adding(seconds: 40))
  }

  func sealed(_ signed: [UInt8]) throws -> [UInt8] {
    try Sealing.seal(signed, appearance: Self.stamp, by: bank, at: Self.now.adding(seconds: 60))
  }

  /// All three revisions.
  func voucher() throws -> [UInt8] { try sealed(try signed(try certified())) }
}
