import Access
import Audit
import Catalog
import Documents
import Primitives
import Seals
import Storage

/// The front door of images of customers' papers (影像): what is taken at the counter and kept with the case, and who
/// looks at it. Every look at an image in full is written into the audit chain; thumbnails cannot be read.
package struct CaseImageDesk: Sendable {
  private let cases: CaseDesk
  private var house: House { cases.house }

  package init(_ cases: CaseDesk) { self.cases = cases }

  /// Takes an image to the teller's own open case. The same file of the same kind again is the image that is there.
  ///
  /// - Parameter file: what a camera or a file gave; nothing of it is kept but the picture.
  /// - Throws: `Refusal` `image.type`, `image.damaged`, `image.too-large`, `image.too-many-pixels`, `image.too-small`,
  ///   `image.too-many`, `image.twice`, `papers.closed`, those of `CaseDesk`.
  package func add(
    _ file: [UInt8], kind: PaperKind, source: CaseImage.Source, to id: CaseID, by signOn: SignOn
  ) async throws -> (image: CaseImage, isNew: Bool) {
    let record = try await open(id, signOn)
    let clean = try await house.images.clean(file)
    let sealed = try await house.press.run { [house] in
      try house.archive.sealImage(clean, keys: house.keys, entropy: house.entropy)
    }
    let now = house.time.now
    let new = NewCaseImage(
      institution: record.institution, caseID: id, kind: kind, source: source, takenBy: signOn.staff.number,
      takenAt: now)
    return try await house.database.write { [house, tables = cases.tables] tx in
      let row = try Self.openRow(id, at: record.institution, tables, in: tx)
      let added = try house.archive.addImage(new, sealed, in: tx)
      if added.isNew {
        try house.audit.append(
          CaseTrail.entry(
            "case.image-added", row, actor: signOn.staff.number, at: now, detail: Self.detail(added.image)), in: tx)
      }
      return added
    }
  }

  /// Takes an image away that was not submitted yet.
  ///
  /// - Throws: `Refusal` `image.unknown`, `image.fixed`, `papers.closed`, those of `CaseDesk`.
  package func remove(_ number: Int, of id: CaseID, by signOn: SignOn) async throws {
    let record = try await open(id, signOn)
    let now = house.time.now
    try await house.database.write { [house, tables = cases.tables] tx in
      let row = try Self.openRow(id, at: record.institution, tables, in: tx)
      let image = try house.archive.removeImage(number, of: id, at: record.institution, now: now, in: tx)
      try house.audit.append(
        CaseTrail.entry(
          "case.image-removed", row, actor: signOn.staff.number, at: now, detail: Self.detail(image)), in: tx)
    }
  }

  /// The images of a case, for those who may see it.
  ///
  /// - Throws: `Refusal` `case.unknown`.
  package func list(_ id: CaseID, by signOn: SignOn) async throws -> [CaseImage] {
    try await house.database.read { [house, cases] tx in
      let record = try Self.visible(id, signOn, cases, in: tx)
      return try house.archive.images(of: id, at: record.institution, in: tx)
    }
  }

  /// A JPEG that tells papers apart.
  ///
  /// - Throws: `Refusal` `case.unknown`, `image.unknown`.
  package func thumbnail(_ number: Int, of id: CaseID, by signOn: SignOn) async throws -> [UInt8] {
    let (image, sealed) = try await house.database.read { [house, cases] tx in
      let record = try Self.visible(id, signOn, cases, in: tx)
      let image = try house.archive.image(number, of: id, at: record.institution, in: tx)
      return (image, try house.archive.storedThumbnail(image, in: tx))
    }
    return try await house.press.run { [house] in
      try house.archive.openThumbnail(sealed, of: image, keys: house.keys)
    }
  }

  /// The image itself, a JPEG; the look is audited.
  ///
  /// - Throws: `Refusal` `case.unknown`, `image.unknown`.
  package func file(_ number: Int, of id: CaseID, by signOn: SignOn) async throws -> [UInt8] {
    let now = house.time.now
    let stored = try await house.database.write { [house, cases] tx in
      let record = try Self.visible(id, signOn, cases, in: tx)
      let image = try house.archive.image(number, of: id, at: record.institution, in: tx)
      try house.audit.append(
        AuditEntry(
          chain: signOn.chain, institution: signOn.institution.id, at: now, actor: signOn.staff.number,
          action: "case.image-read", subject: "\(id)", detail: Self.detail(image)), in: tx)
      return try house.archive.stored(image, in: tx)
    }
    return try await house.press.run { [house] in try house.archive.open(stored, keys: house.keys) }
  }

  private static func detail(_ image: CaseImage) -> [String: String] {
    [
      "image": "\(image.number)", "kind": image.kind.rawValue, "source": image.source.rawValue,
      "sha256": Hex.encode(image.hash),
    ]
  }

  /// The teller's own case, while it is being filled in.
  private func open(_ id: CaseID, _ signOn: SignOn) async throws -> Case {
    let record = try await cases.own(id, signOn).record
    guard record.state == .opened else { throw CaseRefusal.imagesClosed }
    return record
  }

  /// The same under lock: nothing comes in or goes between the look of a submission and its commit.
  private static func openRow(
    _ id: CaseID, at institution: InstitutionID, _ tables: CaseTables, in tx: any WriteTransaction
  ) throws -> Case {
    guard let row = try tables.find(id, at: institution, lock: true, in: tx) else { throw CaseRefusal.unknown }
    guard row.state == .opened else { throw CaseRefusal.imagesClosed }
    return row
  }

  /// The maker sees the own case; who may agree to it sees it once somebody was asked; who may read the archive sees
  /// it when it is over. Each within the own institution and what is below it.
  private static func visible(
    _ id: CaseID, _ signOn: SignOn, _ cases: CaseDesk, in tx: any ReadTransaction
  ) throws -> Case {
    for place in try cases.house.access.institutions(below: signOn.institution.id, in: tx) {
      guard let record = try cases.tables.find(id, at: place.id, in: tx) else { continue }
      if signOn.may(.caseWork), record.teller == signOn.staff.id { return record }
      if signOn.may(.archiveRead), record.state == .settled || record.state == .released { return record }
      if signOn.may(.caseReview) || signOn.may(.caseApprove),
        try cases.approvals.find(id, at: place.id, in: tx) != nil
      {
        return record
      }
    }
    throw CaseRefusal.unknown
  }
}

extension CaseSession {
  /// What belongs to the case now.
  func images() async throws -> [CaseImage] {
    try await house.database.read { [house, record] tx in
      try house.archive.images(of: record.id, at: record.institution, in: tx)
    }
  }

  /// In the transaction of a submission: the images are those that were judged, and stay from now on.
  ///
  /// - Returns: what the audit entry says of them.
  /// - Throws: `Refusal` `papers.changed`.
  static func fix(
    _ judged: [CaseImage], of record: Case, _ house: House, at now: Moment, in tx: any WriteTransaction
  ) throws -> [String: String] {
    let present = try house.archive.images(of: record.id, at: record.institution, in: tx)
    guard CaseImage.digest(present) == CaseImage.digest(judged) else { throw CaseRefusal.imagesChanged }
    guard !present.isEmpty else { return [:] }
    try house.archive.fixImages(of: record.id, at: record.institution, now: now, in: tx)
    return ["images": "\(present.count)", "images-sha256": Hex.encode(CaseImage.digest(present))]
  }
}
