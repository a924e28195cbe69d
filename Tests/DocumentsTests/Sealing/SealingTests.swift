import Documents
import Foundation
import PDF
import Primitives
import Seals
import Testing

@Suite struct SealingTests {
  @Test("each revision only appends: the earlier one is a prefix of the later one")
  func onlyAppends() throws {
    let sample = try SealingSample()
    let first = try sample.certified()
    let second = try sample.signed(first)
    let third = try sample.sealed(second)
    #expect(first.starts(with: BasePage.bytes()))
    #expect(second.starts(with: first))
    #expect(third.starts(with: second))
    let file = try PDFFile(third)
    #expect(file.revisions.count == 4)
    for index in 1...3 { #expect(PDFUpdate.isCanonical(file, revision: index)) }
    #expect(try RevisionDifference.ofPreparation(file, revision: 1).violations == [])
    #expect(try RevisionDifference.ofSignature(file, revision: 2).violations == [])
    #expect(try RevisionDifference.ofSignature(file, revision: 3).violations == [])
  }

  @Test("three signatures with P-256 add less than 13 KB, padding at most 64 bytes each")
  func size() throws {
    let sample = try SealingSample()
    let base = BasePage.bytes()
    let voucher = try sample.sealed(try sample.signed(try sample.certified(base: base)))
    #expect(voucher.count - base.count < 13_000)
  }

  @Test("signatures come in the order of the document")
  func order() throws {
    let sample = try SealingSample()
    let first = try sample.certified()
    #expect(throws: Refusal.self) { try sample.sealed(first) }
    let voucher = try sample.voucher()
    #expect(throws: Refusal.self) { try sample.sealed(voucher) }
    #expect(throws: Refusal.self) {
      try Sealing.countersign(first, field: "customer", by: sample.teller, at: SealingSample.now)
    }
  }

  @Test("a certificate made for another document cannot sign this one (DECISIONS 9)")
  func otherDocument() throws {
    let sample = try SealingSample()
    let first = try sample.certified()
    let other = try sample.certified(base: BasePage.bytes(lines: ["other"]))
    let identity = try sample.customer(for: other)
    let refusal = #expect(throws: Refusal.self) {
      try Sealing.signInk(
        first, ink: SealingSample.ink, evidence: sample.evidence, by: identity, at: SealingSample.now)
    }
    #expect(refusal?.code == "sealing.other-document")
  }

  @Test("ink whose samples do not fit into a document is refused, not cut (ES-019)")
  func oversizeSamples() throws {
    let ink = try SealingSample.noise()
    let refusal = #expect(throws: Refusal.self) { try SealingSample.evidence(of: .success(ink)) }
    #expect(refusal?.code == "ink.too-large")
  }

  @Test("the samples lie in the file once, packed, and nowhere in clear (ES-010)")
  func oneCopy() throws {
    let sample = try SealingSample()
    let voucher = Data(try sample.voucher())
    let binary = try SealingSample.samples.get().binary
    let packed = Hex.encode(sample.evidence.samples)
    let first = try #require(voucher.range(of: Data(packed.utf8)))
    #expect(voucher.range(of: Data(packed.utf8), in: first.upperBound..<voucher.count) == nil)
    #expect(voucher.range(of: Data("GINK".utf8)) == nil)
    #expect(voucher.range(of: Data(Hex.encode(Array(binary.dropFirst(13).prefix(18))).utf8)) == nil)
  }
}
