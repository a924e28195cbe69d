import PDF
import Primitives
import Seals

/// What is bound inside a handwritten signature besides the ink that is seen: how it came about. It lies
/// in the signature dictionary and is therefore covered by the signature itself.
package struct InkEvidence: Sendable, Equatable {
  /// The session's one-use number.
  package let nonce: [UInt8]
  /// SHA-256 of each page image as it was shown, in order.
  package let shownPages: [[UInt8]]
  /// SHA-256 of the ink as it was captured, every point of it.
  package let inkDigest: [UInt8]
  /// The ink as it was captured, packed by `InkSamples`: the only copy there is. Empty only in a file that lacks it.
  package let samples: [UInt8]
  /// Made by a program (demo, replay) and not by a person's hand.
  package let isScripted: Bool
  /// Further facts as JSON: device, times, confirmations. No personal data beyond the certificate.
  package let detail: [UInt8]

  /// - Throws: `Refusal` `ink.too-large` when the samples are larger than a document may hold.
  package init(nonce: [UInt8], shownPages: [[UInt8]], ink: Ink, isScripted: Bool, detail: [UInt8]) throws {
    self.nonce = nonce
    self.shownPages = shownPages
    self.isScripted = isScripted
    self.detail = detail
    let binary = ink.binary
    inkDigest = Digest.sha256(binary)
    samples = try InkSamples.packed(binary)
  }

  /// The longest `detail`.
  package static let longestDetail = 8192

  var pairs: [(String, PDFValue)] {
    [
      ("Nonce", .string(nonce)), ("Pages", .array(shownPages.map(PDFValue.string))), ("Ink", .string(inkDigest)),
      ("Samples", .string(samples)), ("Scripted", .boolean(isScripted)), ("Detail", .string(detail)),
    ]
  }

  static let keys: Set<String> = ["Nonce", "Pages", "Ink", "Samples", "Scripted", "Detail"]

  /// nil when a part is missing or of the wrong length. Samples that are missing or wrong are found by `ink()`.
  init?(_ dictionary: PDFDictionary) {
    guard let nonce = dictionary["Nonce"]?.string, let pages = dictionary["Pages"]?.array,
      let ink = dictionary["Ink"]?.string, let scripted = dictionary["Scripted"]?.boolean,
      let detail = dictionary["Detail"]?.string
    else { return nil }
    self.nonce = nonce
    shownPages = pages.compactMap(\.string)
    inkDigest = ink
    samples = dictionary["Samples"]?.string ?? []
    isScripted = scripted
    self.detail = detail
    guard shownPages.count == pages.count, isWhole else { return nil }
  }

  var isWhole: Bool {
    nonce.count >= 16 && nonce.count <= 64 && inkDigest.count == 32 && detail.count <= Self.longestDetail
      && !shownPages.isEmpty && shownPages.allSatisfy { $0.count == 32 }
  }

  /// The samples, every bit as captured.
  ///
  /// - Throws: `InkSamples.Problem`.
  func ink() throws(InkSamples.Problem) -> Ink { try InkSamples.unpacked(samples, digest: inkDigest) }
}
