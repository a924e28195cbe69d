import Documents
import Foundation
import Primitives
import Seals

/// Processor time of the parts of a voucher: page, each signature, verification. One thread.
package struct VoucherBench {
  package struct Part: Codable, Sendable {
    package let name: String
    package let rounds: Int
    /// Median processor milliseconds.
    package let processorMilliseconds: Double

    private enum CodingKeys: String, CodingKey {
      case name, rounds
      case processorMilliseconds = "cpu_ms"
    }
  }

  private let fonts: FontSet
  private let voucher: VoucherPress
  private let keys: KeyRing
  private let now: Moment

  package init(fonts: FontSet, press: Press, keysFolder: String, now: Moment) throws {
    self.fonts = fonts
    voucher = VoucherPress(fonts: fonts, press: press)
    try KeyRing.create(directory: keysFolder, bankName: "基准银行", now: now, entropy: SystemEntropy())
    keys = try KeyRing(directory: keysFolder)
    self.now = now
  }

  private static func content(at now: Moment) -> PageContent {
    let rows = [
      PageContent.Row(label: Bilingual(zh: "流水号", en: "Journal number"), value: "110101-20261122-000123"),
      .init(label: Bilingual(zh: "户名", en: "Name"), value: "王小明", bold: true),
      .init(label: Bilingual(zh: "账号", en: "Account"), value: "9156 0011 0101 0000 017", bold: true),
      .init(label: Bilingual(zh: "柜员", en: "Teller"), value: "T0001"),
    ]
    return PageContent(
      bank: Bilingual(zh: "基准银行", en: "Bench Bank"), title: Bilingual(zh: "现金存款凭证", en: "Cash deposit voucher"),
      blocks: [
        .table(rows),
        .amount(
          label: Bilingual(zh: "金额", en: "Amount"), figures: "1,200.00 CNY", capitals: "人民币壹仟贰佰元整"),
        .qr(
          text: "http://127.0.0.1:8080/r/AAAAAAAAAAAAAAAAAAAAAA",
          caption: Bilingual(zh: "扫码查看电子回单", en: "Scan for the receipt")), .signatures,
      ],
      boxes: ["teller", "customer", "bank"].map { .init(role: $0, label: Bilingual(zh: $0, en: $0)) },
      journalNumber: "110101-20261122-000123", businessDate: now.parts().date, createdAt: now)
  }

  /// - Returns: the parts, and the size of the sealed file.
  package func run(rounds: Int) throws -> (parts: [Part], bytes: Int) {
    let content = Self.content(at: now)
    var last: [UInt8] = []
    let drawn = try VoucherPress.drawBlocking(content, fonts: fonts)
    let teller = try keys.teller(name: "柜员", number: "T0001", outlet: "支行", now: now, entropy: SystemEntropy())
    let places = drawn.boxes.map { SignaturePlace($0, byHand: $0.role == "customer") }
    let revision1 = try Sealing.certify(Sealing.prepareFields(drawn.pdf, places: places), by: teller, at: now)
    let ink = Ink.scripted(name: "王小明", seed: 3)
    let fields = try PreparedFields(revision1)
    let (customer, bank) = (try fields.place(of: "customer"), try fields.place(of: "bank"))
    let identity = try keys.caseCustomer(
      documentHash: try Sealing.documentHash(revision1), caseNumber: "1", now: now, entropy: SystemEntropy())
    let evidence = try InkEvidence(
      nonce: Array("0123456789abcdef".utf8), shownPages: [Digest.sha256(revision1)], ink: ink, isScripted: true,
      detail: [])
    let look = ink.appearance(width: customer.width, height: customer.height)
    let stamp = try voucher.stampBlocking(bank: "基准银行", line: "2026-11-22", width: bank.width, height: bank.height)
    let revision2 = try Sealing.signInk(
      revision1, field: customer.field, ink: look, evidence: evidence, by: identity, at: now)
    let verifier = DocumentVerifier(trust: [keys.authority.certificate])
    let parts = [
      try Self.part("page", rounds) { _ = try VoucherPress.drawBlocking(content, fonts: fonts) },
      try Self.part("sign-teller", rounds) {
        _ = try Sealing.certify(Sealing.prepareFields(drawn.pdf, places: places), by: teller, at: now)
      },
      try Self.part("sign-customer", rounds) {
        _ = try Sealing.signInk(revision1, field: customer.field, ink: look, evidence: evidence, by: identity, at: now)
      },
      try Self.part("seal-bank", rounds) {
        last = try Sealing.seal(revision2, field: bank.field, appearance: stamp, by: keys.bank, at: now)
      },
      try Self.part("verify", rounds) {
        guard verifier.verify(last).verdict == .valid else {
          throw RehearsalFault.unexpected("the voucher is not valid")
        }
      },
    ]
    return (parts, last.count)
  }

  private static func part(_ name: String, _ rounds: Int, _ body: () throws -> Void) throws -> Part {
    var times: [Double] = []
    for _ in 0..<rounds {
      let start = BenchMeter.processorSeconds()
      try body()
      times.append((BenchMeter.processorSeconds() - start) * 1000)
    }
    return Part(name: name, rounds: rounds, processorMilliseconds: (times.sorted()[rounds / 2] * 1000).rounded() / 1000)
  }
}
