import Primitives
import Seals
import Storage

/// Images of customers' papers beside the sealed files: added and removed while a case is open, fixed when it is
/// submitted, kept after it ends, destroyed with its voucher.
extension ArchiveRoom {
  /// Encrypts an image, outside any transaction.
  ///
  /// - Throws: `Fault` `seals.encrypt`.
  package func sealImage(_ image: CleanImage, keys: KeyRing, entropy: any Entropy) throws -> SealedImage {
    let file = try SealedFile(sealing: image.jpeg, under: keys.archive, entropy: entropy)
    return SealedImage(
      file: file,
      thumbnail: try keys.archive.seal(image.thumbnail, context: Self.thumbnailContext(file.hash), entropy: entropy),
      width: image.width, height: image.height)
  }

  /// Puts an image to an open case; the caller holds the case's row. The same image of the same kind again is the one
  /// that is there.
  ///
  /// - Throws: `Refusal` `image.too-many`, `image.twice`.
  package func addImage(
    _ new: NewCaseImage, _ sealed: SealedImage, in tx: any WriteTransaction
  ) throws -> (image: CaseImage, isNew: Bool) {
    let present = try images(of: new.caseID, at: new.institution, in: tx)
    if let same = present.first(where: { $0.hash == sealed.file.hash }) {
      guard same.kind == new.kind else { throw ImageRefusal.twice(same.kind) }
      return (same, false)
    }
    guard present.count < ImageLimits.mostPerCase else { throw ImageRefusal.tooMany(ImageLimits.mostPerCase) }
    let place = Self.place(new.caseID, new.institution)
    let number = Int(try tx.first(CaseImageTables.lastNumber, place)?.int(0) ?? 0) + 1
    guard number <= ImageLimits.mostNumbers else { throw ImageRefusal.tooMany(ImageLimits.mostNumbers) }
    try tx.execute(
      CaseImageTables.add,
      place + [
        .int(number), .text(new.kind.rawValue), .text(new.source.rawValue), .text(new.takenBy), .moment(new.takenAt),
        .int(sealed.width), .int(sealed.height), .int(sealed.file.size), .bytes(sealed.file.hash),
        .bytes(sealed.file.wrappedKey), .bytes(sealed.thumbnail),
      ])
    try tx.execute(CaseImageTables.addBody, place + [.int(number), .bytes(sealed.file.body)])
    return (try image(number, of: new.caseID, at: new.institution, in: tx), true)
  }

  /// In the order of taking; without those that were removed.
  package func images(
    of caseID: CaseID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> [CaseImage] {
    try tx.query(CaseImageTables.all, Self.place(caseID, institution)).map(CaseImageTables.image)
  }

  /// - Throws: `Refusal` `image.unknown`.
  package func image(
    _ number: Int, of caseID: CaseID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> CaseImage {
    guard let row = try tx.first(CaseImageTables.one, Self.place(caseID, institution) + [.int(number)]) else {
      throw ImageRefusal.unknown
    }
    return try CaseImageTables.image(row)
  }

  /// Takes an image away that was not submitted yet; that it was there stays. The caller holds the case's row.
  ///
  /// - Throws: `Refusal` `image.unknown`, `image.fixed`.
  package func removeImage(
    _ number: Int, of caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws -> CaseImage {
    let image = try image(number, of: caseID, at: institution, in: tx)
    guard !image.isFixed else { throw ImageRefusal.fixed }
    let place = Self.place(caseID, institution) + [.int(number)]
    try tx.execute(CaseImageTables.removeBody, place)
    try tx.execute(CaseImageTables.remove, place + [.moment(now)])
    return image
  }

  /// From now on nobody removes what belongs to the case.
  package func fixImages(
    of caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws {
    try tx.execute(CaseImageTables.fix, Self.place(caseID, institution) + [.moment(now)])
  }

  /// The encrypted image, to be opened outside the transaction.
  ///
  /// - Throws: `Fault` `archive.missing`.
  package func stored(_ image: CaseImage, in tx: any ReadTransaction) throws -> SealedFile {
    let place = Self.place(image.caseID, image.institution) + [.int(image.number)]
    guard let key = try tx.first(CaseImageTables.key, place), let body = try tx.first(CaseImageTables.body, place)
    else { throw Fault("archive.missing", "image \(Hex.encode(image.hash)) has lost its content or key") }
    return SealedFile(hash: image.hash, size: image.size, wrappedKey: try key.bytes(0), body: try body.bytes(0))
  }

  /// The encrypted thumbnail.
  ///
  /// - Throws: `Fault` `archive.missing`.
  package func storedThumbnail(_ image: CaseImage, in tx: any ReadTransaction) throws -> [UInt8] {
    let place = Self.place(image.caseID, image.institution) + [.int(image.number)]
    guard let key = try tx.first(CaseImageTables.key, place) else {
      throw Fault("archive.missing", "image \(Hex.encode(image.hash)) has lost its thumbnail")
    }
    return try key.bytes(1)
  }

  /// - Throws: `Fault` `seals.open`.
  package func openThumbnail(_ sealed: [UInt8], of image: CaseImage, keys: KeyRing) throws -> [UInt8] {
    try keys.archive.open(sealed, context: Self.thumbnailContext(image.hash))
  }

  /// With the voucher of the case at the end of retention.
  func destroyImages(
    of caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws {
    let place = Self.place(caseID, institution)
    try tx.execute(CaseImageTables.destroyBodies, place)
    try tx.execute(CaseImageTables.destroy, place + [.moment(now)])
  }

  /// Opens every image and its thumbnail and compares it with its hash; looks for contents without an image.
  func inspectImages(_ keys: KeyRing, into check: inout ArchiveCheck, in tx: any ReadTransaction) throws {
    var place: [Value] = [.int(-1), .bytes([UInt8](repeating: 0, count: 16)), .int(0)]
    while true {
      let page = try tx.query(CaseImageTables.from, place + [.int(50)]).map(CaseImageTables.image)
      for image in page {
        check.images += 1
        do {
          check.bytes += Int64(try open(try stored(image, in: tx), keys: keys).count)
          _ = try openThumbnail(try storedThumbnail(image, in: tx), of: image, keys: keys)
        } catch let fault as Fault where fault.code.hasPrefix("archive.") || fault.code == "seals.open" {
          let code = fault.code == "seals.open" ? "archive.unreadable" : fault.code
          check.problems.append(ArchiveCheck.Problem(document: nil, hash: Hex.encode(image.hash), code: code))
        }
      }
      guard page.count == 50, let last = page.last else { break }
      place = [.institution(last.institution), .id(last.caseID), .int(last.number)]
    }
    for row in try tx.query(CaseImageTables.strayBodies) {
      check.problems.append(
        ArchiveCheck.Problem(document: nil, hash: "image \(try row.int(0))", code: "archive.stray"))
    }
  }

  private static func place(_ caseID: CaseID, _ institution: InstitutionID) -> [Value] {
    [.institution(institution), .id(caseID)]
  }

  private static func thumbnailContext(_ hash: [UInt8]) -> String { "archive-thumbnail/\(Hex.encode(hash))" }
}
