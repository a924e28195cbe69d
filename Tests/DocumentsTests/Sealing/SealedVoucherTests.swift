import Documents
import Foundation
import PDF
import Primitives
import Seals
import Testing

/// The real thing: a page drawn by cairo, scripted ink as outline, the round seal, three signatures.
@Suite struct SealedVoucherTests {
  private static func text(_ zh: String, _ en: String) -> Bilingual { Bilingual(zh: zh, en: en) }

  static func content(_ name: String = "王晓明") throws -> PageContent {
    let money = Money(minor: 1_280_050, .cny)
    let date = try #require(BusinessDate("2026-11-20"))
    return PageContent(
      bank: text("示范银行股份有限公司", "Demonstration Bank Co., Ltd."), outlet: text("城东支行", "Chengdong Sub-branch"),
      title: text("现金存款凭证", "Cash Deposit Voucher"),
      blocks: [
        .table([
          .init(label: text("户名", "Account name"), value: name, bold: true),
          .init(label: text("账号", "Account no."), value: "6222 0300 0100 0000 018", bold: true),
          .init(label: text("券别", "Denominations"), value: "100 × 128  ·  0.5 × 1"),
        ]),
        .amount(
          label: text("存款金额", "Amount"), figures: "CNY \(money.grouped)", capitals: ChineseCapitals.prefixed(money)),
        .qr(
          text: "http://127.0.0.1:8080/r/3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
          caption: text("扫码查看电子回单", "Scan for the electronic receipt")),
        .signatures,
      ],
      boxes: [
        .init(role: "teller", label: text("柜员", "Teller")),
        .init(role: "customer", label: text("客户签名", "Customer")),
        .init(role: "bank", label: text("银行签章", "Bank seal")),
      ],
      journalNumber: "010001-20261120-000001", businessDate: date, createdAt: SealingSample.now,
      footer: text("本凭证由电子签名保护。", "Protected by electronic signatures."))
  }

  static func seal(
    _ sample: SealingSample, fonts: FontSet, ink: Ink = .scripted(name: "王晓明", seed: 7)
  ) throws -> [UInt8] {
    let drawn = try VoucherPress.drawBlocking(try content(), fonts: fonts)
    let places = drawn.boxes.map { box in
      SignaturePlace(
        role: box.role, field: box.role, page: box.page + 1,
        rectangle: PDFRectangle(
          left: box.rectangle.x, bottom: box.rectangle.y, right: box.rectangle.x + box.rectangle.width,
          top: box.rectangle.y + box.rectangle.height), byHand: box.role == "customer")
    }
    let press = VoucherPress(fonts: fonts, press: Press(name: "seal", threads: 1, limit: 1))
    let own = drawn.boxes[0].rectangle
    let mark = try press.tellerMarkBlocking(
      name: "李丽", number: "T0001", at: SealingSample.now, width: own.width, height: own.height)
    let certified = try sample.certified(base: drawn.pdf, places: places, look: mark)
    let area = drawn.boxes[1].rectangle
    let evidence = try SealingSample.evidence(of: .success(ink), isScripted: true)
    let signed = try Sealing.signInk(
      certified, ink: ink.appearance(width: area.width, height: area.height), evidence: evidence,
      by: try sample.customer(for: certified), at: SealingSample.now)
    let stamp = drawn.boxes[2].rectangle
    let look = try press.stampBlocking(bank: "示范银行", line: "业务专用章", width: stamp.width, height: stamp.height)
    return try Sealing.seal(signed, appearance: look, by: sample.bank, at: SealingSample.now)
  }

  @Test("700 samples of a pen stay in a voucher of at most 120 KB, every bit of them, and nobody else holds them")
  func samples() throws {
    let fonts = try VoucherSample.fonts.get()
    let sample = try SealingSample()
    let ink = try Self.dense(700)
    let voucher = try Self.seal(sample, fonts: fonts, ink: ink)
    #expect(voucher.count <= 120 * 1024)
    let report = DocumentVerifier(trust: [sample.authority.certificate]).verify(voucher)
    #expect(report.verdict == .valid)
    #expect(report.signatures[1].evidence?.samples == 700)
    #expect(report.signatures[1].evidence?.milliseconds == ink.durationMilliseconds)
    let own = try #require(try Forger.signature(voucher, "customer")["Guichet"]?.dictionary)
    let packed = try #require(own["Samples"]?.string)
    #expect(try Flate.inflate(packed[...], limit: 1 << 20) == ink.binary)
    #expect(own["Ink"]?.string == Digest.sha256(ink.binary))
    // Half a pen's worth of numbers: what a pad really gives, with all the digits of a Float.
    #expect(packed.count <= 12 * 1024, "\(packed.count)")
    try Self.keep(voucher, report, trust: sample, under: "/dense")
  }

  /// A pen at 240 Hz whose coordinates and pressure use every digit.
  static func dense(_ count: Int) throws -> Ink {
    let entropy = SeededEntropy(seed: 11)
    let points = (0..<count).map { index -> InkPoint in
      let turn = Double(index) / 9
      let noise = Double(entropy.below(1000)) / 997
      return InkPoint(
        x: Float(60 + 680 * Double(index) / Double(count) + 20 * sin(turn) + noise),
        y: Float(160 + 90 * cos(turn * 1.3) + noise), pressure: Float(0.3 + 0.2 * sin(turn / 4) + noise / 50),
        time: UInt32(index * 25 / 6), tiltX: 20 + entropy.below(4), tiltY: -12 + entropy.below(4))
    }
    return try Ink(
      width: 800, height: 320,
      strokes: stride(from: 0, to: count, by: 100).map { Array(points[$0..<min(count, $0 + 100)]) })
  }

  @Test("a drawn voucher with ink and seal is valid, at most 120 KB; ink and seal are vector operators only")
  func drawn() throws {
    let fonts = try VoucherSample.fonts.get()
    let sample = try SealingSample()
    let voucher = try Self.seal(sample, fonts: fonts)
    let report = DocumentVerifier(trust: [sample.authority.certificate]).verify(voucher)
    #expect(report.problems == [])
    #expect(report.verdict == .valid)
    #expect(voucher.count <= 120 * 1024)
    let file = try PDFFile(voucher)
    let stream = try #require(file.object(4, after: 0)?.stream)
    var damaged = voucher
    for place in stride(from: stream.lowerBound, to: stream.upperBound, by: 97) {
      damaged[place] ^= 4
      #expect(DocumentVerifier(trust: [sample.authority.certificate]).verify(damaged).verdict == .invalid)
      damaged[place] ^= 4
    }
    try Self.keep(voucher, report, trust: sample)
  }

  /// For people and other programs to look at, when `GUICHET_SAMPLE_DIR` says where.
  private static func keep(
    _ voucher: [UInt8], _ report: VerificationReport, trust sample: SealingSample, under folder: String = ""
  ) throws {
    guard let root = ProcessInfo.processInfo.environment["GUICHET_SAMPLE_DIR"] else { return }
    let directory = root + folder
    let files = [
      (voucher, "voucher.pdf"), (Array(report.text.utf8), "report.txt"),
      (Array(try report.json().utf8), "report.json"),
      (Array(sample.authority.certificate.pem.utf8), "ca.pem"),
    ]
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for (bytes, file) in files { try Data(bytes).write(to: URL(fileURLWithPath: "\(directory)/\(file)")) }
  }
}
