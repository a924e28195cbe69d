import Documents
import Primitives
import Seals
import Storage
import TestHouse
import Testing

@Suite("Images kept with a case (SC-023, PC-064)")
struct CaseImageTests {
  private let keys: KeyRing
  private let entropy = SeededEntropy(seed: 12)
  private let room = ArchiveRoom()
  private let now = FixedTime().now
  private let outlet = InstitutionID(10_001)
  private let caseID = CaseID(high: 7, low: 9)

  init() throws {
    let directory = try TestVault.directory() + "/keys"
    try KeyRing.create(directory: directory, bankName: "示范银行", now: now, entropy: SystemEntropy())
    keys = try KeyRing(directory: directory)
  }

  private func vault() async throws -> any Database { try await TestVault.temporary(schemas: [ArchiveRoom.schema]) }

  private func image(_ seed: Int) throws -> CleanImage {
    let rgb = (0..<(300 * 300)).flatMap { pixel -> [UInt8] in
      [UInt8(truncatingIfNeeded: seed * 40), UInt8(pixel % 251), 90]
    }
    return try ImageCleaning.clean(try ImageCleaning.jpeg(rgb: rgb, width: 300, height: 300))
  }

  @discardableResult
  private func add(
    _ image: CleanImage, _ kind: PaperKind = .identityFront, _ database: any Database
  ) async throws -> (image: CaseImage, isNew: Bool) {
    let sealed = try room.sealImage(image, keys: keys, entropy: entropy)
    let new = NewCaseImage(
      institution: outlet, caseID: caseID, kind: kind, source: .camera, takenBy: "T0001", takenAt: now)
    return try await database.write { [room] tx in try room.addImage(new, sealed, in: tx) }
  }

  private func code(_ body: () async throws -> Void) async -> String {
    do { try await body() } catch { return (error as? Refusal).map(Wording.verdict) ?? "\(error)" }
    return "none"
  }

  @Test("an image comes back byte for byte, lies encrypted, and is the same when it is sent again")
  func roundTrip() async throws {
    let database = try await vault()
    let picture = try image(1)
    let added = try await add(picture, .licence, database)
    #expect(added.isNew && added.image.number == 1 && added.image.kind == .licence && !added.image.isFixed)
    #expect(added.image.hash == Digest.sha256(picture.jpeg) && added.image.width == 300)
    let again = try await add(picture, .licence, database)
    #expect(!again.isNew && again.image == added.image)
    #expect(await code { try await add(picture, .form, database) } == "image.twice")
    let (found, stored, small) = try await database.read { [room, outlet, caseID] tx in
      let image = try room.image(1, of: caseID, at: outlet, in: tx)
      return (image, try room.stored(image, in: tx), try room.storedThumbnail(image, in: tx))
    }
    #expect(try room.open(stored, keys: keys) == picture.jpeg)
    #expect(try room.openThumbnail(small, of: found, keys: keys) == picture.thumbnail)
    let rows = try await database.read { tx in
      try tx.query("SELECT body FROM archive_image_body").map { try $0.bytes(0) }
        + tx.query("SELECT thumbnail FROM archive_image").map { try $0.bytes(0) }
    }
    for row in rows {
      #expect(!row.indices.contains { row[$0...].starts(with: [0xFF, 0xD8, 0xFF]) }, "an image in clear")
    }
    let check = try await database.read { [room, keys] tx in try room.check(keys: keys, in: tx) }
    #expect(check.isClean && check.images == 1 && check.bytes == Int64(picture.jpeg.count))
  }

  @Test("what was not submitted can be removed and leaves its row; what was submitted stays, in the table itself")
  func fixed() async throws {
    let database = try await vault()
    try await add(try image(1), .identityFront, database)
    try await add(try image(2), .identityBack, database)
    let gone = try await database.write { [room, outlet, caseID, now] tx in
      try room.removeImage(2, of: caseID, at: outlet, now: now, in: tx)
    }
    #expect(gone.kind == .identityBack)
    #expect(
      await code {
        _ = try await database.write { [room, outlet, caseID, now] tx in
          try room.removeImage(2, of: caseID, at: outlet, now: now, in: tx)
        }
      } == "image.unknown")
    // Its number is not given again.
    #expect(try await add(try image(2), .identityBack, database).image.number == 3)
    try await database.write { [room, outlet, caseID, now] tx in
      try room.fixImages(of: caseID, at: outlet, now: now, in: tx)
    }
    #expect(
      await code {
        _ = try await database.write { [room, outlet, caseID, now] tx in
          try room.removeImage(1, of: caseID, at: outlet, now: now, in: tx)
        }
      } == "image.fixed")
    await #expect(throws: (any Error).self) {
      try await database.write { tx in
        try tx.execute(
          """
          UPDATE archive_image SET state = 'removed', ended_at = 1, wrapped_key = NULL, thumbnail = NULL WHERE number = 1
          """, [])
      }
    }
    let left = try await database.read { [room, outlet, caseID, keys] tx in
      (try room.images(of: caseID, at: outlet, in: tx), try room.check(keys: keys, in: tx))
    }
    #expect(left.0.map(\.number) == [1, 3] && left.0.allSatisfy(\.isFixed) && left.1.isClean && left.1.images == 2)
  }

  @Test("twenty images are kept with a case, and no more")
  func many() async throws {
    let database = try await vault()
    for seed in 0..<ImageLimits.mostPerCase {
      let hash = Digest.sha256([UInt8(seed)])
      try await database.write { [outlet, caseID] tx in
        try tx.execute(
          """
          INSERT INTO archive_image (institution, case_id, number, kind, source, taken_by, taken_at, width, height, size,
            hash, state, wrapped_key, thumbnail) VALUES ($1, $2, $3, 'other', 'file', 'T0001', 1, 300, 300, 1, $4, 'kept', $4, $4)
          """, [.institution(outlet), .id(caseID), .int(seed + 1), .bytes(hash)])
      }
    }
    #expect(await code { try await add(try image(1), .other, database) } == "image.too-many")
  }

  @Test(
    "one changed bit in content, key or thumbnail is found by the check",
    arguments: ["body", "wrapped_key", "thumbnail"])
  func altered(column: String) async throws {
    let database = try await vault()
    try await add(try image(1), .form, database)
    try await database.write { tx in
      let table = column == "body" ? "archive_image_body" : "archive_image"
      var bytes = try tx.query(SQL("SELECT \(column) FROM \(table)"))[0].bytes(0)
      bytes[bytes.count / 2] ^= 1
      try tx.execute(SQL("UPDATE \(table) SET \(column) = $1"), [.bytes(bytes)])
    }
    let check = try await database.read { [room, keys] tx in try room.check(keys: keys, in: tx) }
    #expect(check.problems.map(\.code) == ["archive.unreadable"])
  }

  @Test("at the end of retention the images of the case go with its voucher")
  func retention() async throws {
    let database = try await vault()
    try await add(try image(1), .licence, database)
    let entry = NewArchiveEntry(
      id: DocumentID(at: now, from: entropy), institution: outlet, caseID: caseID, journalNumber: "J1",
      service: "enterprise-open", customer: nil, account: nil, businessDate: BusinessDate("2026-11-20")!,
      teller: "T0001", archivedAt: now)
    let sealed = try room.sealFile([1, 2, 3], keys: keys, entropy: entropy)
    try await database.write { [room, now] tx in
      try room.file(entry, sealed, in: tx)
      try room.destroyKey(entry.id, why: "保管期满", at: now, in: tx)
    }
    let (left, bodies, state) = try await database.read { [room, outlet, caseID] tx in
      (
        try room.images(of: caseID, at: outlet, in: tx), try tx.query("SELECT number FROM archive_image_body").count,
        try tx.query("SELECT state FROM archive_image")[0].text(0)
      )
    }
    #expect(left.isEmpty && bodies == 0 && state == "destroyed")
    let check = try await database.read { [room, keys] tx in try room.check(keys: keys, in: tx) }
    #expect(check.isClean && check.images == 0)
  }
}
