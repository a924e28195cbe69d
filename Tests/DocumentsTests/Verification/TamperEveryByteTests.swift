import Documents
import Foundation
import PDF
import Primitives
import Seals
import Testing

/// One bit of every byte flipped, and the case of every hexadecimal digit changed: never valid (acceptance 4).
/// Normally all structure and signature bytes and every 16th byte of streams; `GUICHET_LONG=1` takes all.
@Suite struct TamperEveryByteTests {
  private static let parts = 4

  private static let subject: (pdf: [UInt8], trust: [X509], streams: [Range<Int>]) = {
    do {
      let sample = try SealingSample()
      let pdf = try sample.voucher()
      let file = try PDFFile(pdf)
      let streams = file.revisions.flatMap { $0.objects.compactMap(\.stream) }
      return (pdf, [sample.authority.certificate], streams)
    } catch { preconditionFailure("\(error)") }
  }()

  @Test("a flipped bit in any byte is never valid and never unfinished", arguments: 0..<parts)
  func flippedBits(part: Int) {
    let (pdf, trust, streams) = Self.subject
    let verifier = DocumentVerifier(trust: trust)
    let isLong = ProcessInfo.processInfo.environment["GUICHET_LONG"] == "1"
    var accepted: [Int] = []
    var copy = pdf
    for place in stride(from: part, to: pdf.count, by: Self.parts) {
      if !isLong, place % 16 != part, streams.contains(where: { $0.contains(place) }) { continue }
      copy[place] ^= 1 << UInt8(place / Self.parts % 8)
      if verifier.verify(copy).verdict != .invalid { accepted.append(place) }
      copy[place] = pdf[place]
    }
    #expect(accepted == [])
  }

  @Test("another case of any hexadecimal digit of a signature value is never valid", arguments: 0..<parts)
  func digitCase(part: Int) throws {
    let (pdf, trust, _) = Self.subject
    let verifier = DocumentVerifier(trust: trust)
    let file = try PDFFile(pdf)
    let widgets = try #require(try SignatureWidget.all(of: file, after: file.last))
    var accepted: [Int] = []
    var changed = 0
    var copy = pdf
    for widget in widgets {
      let number = try #require(widget.signature)
      let gap = try #require(file.object(number)?.value.dictionary?.range(of: "Contents"))
      for place in gap where place % Self.parts == part && (0x61...0x66).contains(pdf[place]) {
        copy[place] -= 32
        changed += 1
        if verifier.verify(copy).verdict != .invalid { accepted.append(place) }
        copy[place] = pdf[place]
      }
    }
    #expect(accepted == [])
    #expect(changed > 200)
  }
}
