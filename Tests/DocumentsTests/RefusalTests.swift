import Documents
import Foundation
import PDF
import Primitives
import Seals
import TestHouse
import Testing

/// What drawing, sealing and archive refuse, by code and in both languages.
@Suite("refusals of documents") struct RefusalTests {
  @Test("signatures: out of order, none left, no fields, evidence cut, a look that is more than lines")
  func sealing() async throws {
    let sample = try SealingSample()
    let first = try sample.certified()
    let whole = try sample.voucher()
    #expect(try await met { _ = try sample.sealed(first) } == "sealing.order")
    #expect(try await met { _ = try sample.sealed(whole) } == "sealing.complete")
    #expect(try await met { _ = try sample.sealed(BasePage.bytes()) } == "sealing.not-prepared")
    #expect(try await met { _ = try Sealing.documentHash(BasePage.bytes()) } == "sealing.not-prepared")
    let cut = try InkEvidence(
      nonce: [7], shownPages: [Digest.sha256([1])], ink: SealingSample.samples.get(), isScripted: false, detail: [])
    #expect(try await met { _ = try sample.signed(first, evidence: cut) } == "sealing.evidence")
    let text = SignatureAppearance(operators: Array("BT (1,000,000.00) Tj ET\n".utf8), width: 10, height: 10)
    #expect(try await met { _ = try sample.certified(look: text) } == "sealing.appearance")
  }

  @Test("a template with wrong signatures, a page that holds what could change its look")
  func templates() async throws {
    let places = SealingSample.places
    for wrong in [[], Array(places.reversed()), Array(places.dropFirst()), [places[0], places[0], places[2]]] {
      let found = try await met { _ = try Sealing.prepareFields(BasePage.bytes(), places: wrong) }
      #expect(found == "sealing.places")
    }
    let scripted = BasePage.bytes(extra: "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")
    #expect(try await met { _ = try Sealing.prepareFields(scripted, places: places) } == "sealing.page")
    let twice = try SealingSample().certified()
    #expect(try await met { _ = try Sealing.prepareFields(twice, places: places) } == "sealing.page")
  }

  @Test("a QR code of too long a text; a file of no bytes or too many for the archive")
  func sizes() async throws {
    let long = String(repeating: "a", count: 661)
    #expect(try await met { _ = try QRCode.svg(long) } == "documents.qr-too-long")
    let directory = try TestVault.directory() + "/keys"
    try KeyRing.create(
      directory: directory, bankName: "试验银行", now: SealingSample.now, entropy: SystemEntropy())
    let keys = try KeyRing(directory: directory)
    for count in [0, SealedFile.largest + 1] {
      let file = [UInt8](repeating: 0, count: count)
      let found = try await met { _ = try ArchiveRoom().sealFile(file, keys: keys, entropy: SystemEntropy()) }
      #expect(found == "archive.too-large")
    }
  }
}
