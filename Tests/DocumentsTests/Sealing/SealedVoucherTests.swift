import Documents
import Foundation
import PDF
import Primitives
import Seals
import Testing

/// The real thing: a page drawn by cairo, scripted ink as outline, the round seal, three signatures.
@Suite struct SealedVoucherTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let fonts: FontSet? = {
    let directory = root.appendingPathComponent("share/fonts").path
    guard FileManager.default.fileExists(atPath: "\(directory)/NotoSansCJKsc-Regular.otf") else { return nil }
    return try? FontSet(directory: directory)
  }()

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

  static func seal(_ sample: SealingSample, fonts: FontSet) throws -> [UInt8] {
    let drawn = try VoucherPress.drawBlocking(try content(), fonts: fonts)
    let places = drawn.boxes.map { box in
      SignaturePlace(
        role: box.role, field: box.role, page: box.page + 1,
        rectangle: PDFRectangle(
          left: box.rectangle.x, bottom: box.rectangle.y, right: box.rectangle.x + box.rectangle.width,
          top: box.rectangle.y + box.rectangle.height), byHand: box.role == "customer")
    }
    let certified = try sample.certified(base: drawn.pdf, places: places)
    let ink = Ink.scripted(name: "王晓明", seed: 7)
    let area = drawn.boxes[1].rectangle
    let evidence = InkEvidence(
      nonce: [UInt8](repeating: 5, count: 16), shownPages: [Digest.sha256([1])],
      inkDigest: Digest.sha256(ink.binary), isScripted: true, detail: Array("{}".utf8))
    let signed = try Sealing.signInk(
      certified, ink: ink.appearance(width: area.width, height: area.height), evidence: evidence,
      by: try sample.customer(for: certified), at: SealingSample.now)
    let stamp = drawn.boxes[2].rectangle
    let press = VoucherPress(fonts: fonts, press: Press(name: "seal", threads: 1, limit: 1))
    let look = try press.stampBlocking(bank: "示范银行", line: "业务专用章", width: stamp.width, height: stamp.height)
    return try Sealing.seal(signed, appearance: look, by: sample.bank, at: SealingSample.now)
  }

  @Test("a drawn voucher with ink and seal is valid, at most 120 KB; ink and seal are vector operators only")
  func drawn() throws {
    guard let fonts = Self.fonts else {
      Issue.record("share/fonts is missing: run script/bootstrap")
      return
    }
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
    if let directory = ProcessInfo.processInfo.environment["GUICHET_SAMPLE_DIR"] {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try Data(voucher).write(to: URL(fileURLWithPath: "\(directory)/voucher.pdf"))
      try Data(sample.authority.certificate.pem.utf8).write(to: URL(fileURLWithPath: "\(directory)/ca.pem"))
      try Data(report.text.utf8).write(to: URL(fileURLWithPath: "\(directory)/report.txt"))
      try Data(try report.json().utf8).write(to: URL(fileURLWithPath: "\(directory)/report.json"))
    }
  }
}
