import Documents
import Foundation
import PDF
import Primitives
import Seals
import Testing

@Suite struct VerifierTests {
  let sample: SealingSample
  let verifier: DocumentVerifier

  init() throws {
    sample = try SealingSample()
    verifier = DocumentVerifier(trust: [sample.authority.certificate])
  }

  @Test("a sealed voucher is valid, with who, when, coverage and what followed (BC-034, ES-010)")
  func valid() throws {
    let report = verifier.verify(try sample.voucher())
    #expect(report.problems == [])
    #expect(report.verdict == .valid)
    #expect(report.pages == 1)
    #expect(report.signatures.map(\.field) == ["teller", "customer", "bank"])
    #expect(report.signatures.map(\.certifies) == [true, false, false])
    #expect(report.signatures.map(\.changesSince.count) == [2, 1, 0])
    #expect(report.signatures.map { $0.coverage?.isWholeFile } == [false, false, true])
    #expect(report.signatures[0].claimedAt == SealingSample.now.iso8601)
    #expect(report.signatures[1].certificate?.documentHash != nil)
    #expect(report.signatures.map { $0.evidence?.samples } == [nil, 3, nil])
    #expect(report.signatures[1].evidence?.milliseconds == 1250)
    #expect(report.article13.map(\.isMet) == [true, true, true, true])
  }

  @Test("fewer signatures than prepared is unfinished, not valid (DECISIONS 9)")
  func unfinished() throws {
    let first = try sample.certified()
    #expect(verifier.verify(first).verdict == .unfinished)
    #expect(verifier.verify(first).missing == ["customer", "bank"])
    let second = verifier.verify(try sample.signed(first))
    #expect(second.verdict == .unfinished)
    #expect(second.missing == ["bank"])
    #expect(second.problems == [])
  }

  @Test("one to eight signatures on several pages", arguments: 1...8)
  func manySignatures(count: Int) throws {
    var places: [SignaturePlace] = []
    for index in 0..<count {
      let box = PDFRectangle(left: 10, bottom: Double(20 + 60 * index), right: 170, top: Double(70 + 60 * index))
      let role = index == count - 1 ? "bank" : index == 0 ? "teller" : index % 2 == 1 ? "customer" : "approver"
      places.append(
        SignaturePlace(
          role: role, field: index == count - 1 ? "bank" : "\(role)\(index)", page: 1 + index % 2, rectangle: box,
          byHand: role == "customer"))
    }
    var pdf = try sample.certified(base: BasePage.bytes(pages: 2), places: places, by: count == 1 ? sample.bank : nil)
    let certified = pdf
    for place in places.dropFirst() {
      if place.byHand {
        pdf = try Sealing.signInk(
          pdf, field: place.field, ink: SealingSample.ink, evidence: sample.evidence,
          by: try sample.customer(for: certified), at: SealingSample.now)
      } else {
        pdf = try Sealing.countersign(pdf, field: place.field, by: sample.bank, at: SealingSample.now)
      }
    }
    let report = verifier.verify(pdf)
    #expect(report.problems == [])
    #expect(report.verdict == .valid)
    #expect(report.signatures.count == count)
  }

  @Test("scripted ink is valid and never counts as the customer's own control (article 13, 2)")
  func scripted() throws {
    let first = try sample.certified()
    let evidence = try SealingSample.evidence(of: SealingSample.samples, isScripted: true)
    let second = try sample.signed(first, evidence: evidence)
    let report = verifier.verify(try sample.sealed(second))
    #expect(report.verdict == .valid)
    #expect(report.article13.map(\.isMet) == [true, false, true, true])
    #expect(report.text.contains("scripted ink"))
  }

  @Test("without trust nothing is valid")
  func noTrust() throws {
    let report = DocumentVerifier(trust: []).verify(try sample.voucher())
    #expect(report.verdict == .invalid)
    #expect(report.problems.allSatisfy { $0.code == "cms.chain" })
    #expect(report.problems.count == 3)
  }

  @Test("text and JSON name verdict, signers, times and the four conditions in both languages")
  func renderings() throws {
    let report = verifier.verify(try sample.voucher())
    let wanted = [
      "有效 VALID", "柜员 T0001", "示范银行，示范银行", "2026-11-20", "电子签名法第十三条", "(4) 具备 shown", "原始采样 3 点、历时 1.3 秒",
      "3 samples in 1.3 s",
    ]
    for text in wanted { #expect(report.text.contains(text), "\(text)") }
    let object = try #require(try JSONSerialization.jsonObject(with: Data(try report.json().utf8)) as? [String: Any])
    #expect(object["verdict"] as? String == "valid")
    #expect((object["signatures"] as? [Any])?.count == 3)
    let broken = verifier.verify(Array("x".utf8))
    #expect(broken.text.contains("pdf.no-end"))
  }
}
