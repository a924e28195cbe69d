import Primitives
import Seals

/// An image of a customer's paper, kept with a case.
package struct CaseImage: Sendable, Equatable {
  package enum Source: String, Sendable, CaseIterable { case camera, file }

  package let institution: InstitutionID
  package let caseID: CaseID
  /// From 1, in the order of taking; never given twice in a case.
  package let number: Int
  package let kind: PaperKind
  package let source: Source
  /// Staff number.
  package let takenBy: String
  package let takenAt: Moment
  package let width: Int
  package let height: Int
  /// Bytes of the image.
  package let size: Int
  /// SHA-256 of the image.
  package let hash: [UInt8]
  /// It was submitted with the case: nobody removes it any more.
  package let isFixed: Bool

  /// SHA-256 over what belongs to a case, in order; what was submitted is these very images and no others.
  package static func digest(_ images: [CaseImage]) -> [UInt8] {
    var writer = ByteWriter()
    for image in images {
      writer.text("\(image.number)")
      writer.text(image.kind.rawValue)
      writer.text(Hex.encode(image.hash))
    }
    return Digest.sha256(writer.bytes)
  }
}

/// What is handed in for a new image; size and hash come from the sealed image.
package struct NewCaseImage: Sendable {
  package let institution: InstitutionID
  package let caseID: CaseID
  package let kind: PaperKind
  package let source: CaseImage.Source
  package let takenBy: String
  package let takenAt: Moment

  package init(
    institution: InstitutionID, caseID: CaseID, kind: PaperKind, source: CaseImage.Source, takenBy: String,
    takenAt: Moment
  ) {
    self.institution = institution
    self.caseID = caseID
    self.kind = kind
    self.source = source
    self.takenBy = takenBy
    self.takenAt = takenAt
  }
}

/// An image as it is stored: under a key of its own like a sealed file; its thumbnail under the archive's key.
package struct SealedImage: Sendable {
  let file: SealedFile
  let thumbnail: [UInt8]
  let width: Int
  let height: Int
}
