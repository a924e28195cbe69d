import Primitives
import Seals
import Storage

extension ArchiveRoom {
  /// Opens every file, draft and image and compares each with its hash; looks for blobs without an entry.
  ///
  /// - Parameter progress: called after each page with the number of entries seen.
  package func check(
    keys: KeyRing, in tx: any ReadTransaction, progress: (Int) -> Void = { _ in }
  ) throws -> ArchiveCheck {
    var check = ArchiveCheck()
    var place: (Int64, [UInt8]) = (-1, [UInt8](repeating: 0, count: 16))
    while true {
      let page = try tx.query(ArchiveTables.entriesFrom, [.int(place.0), .bytes(place.1), .int(100)])
        .map(ArchiveTables.entry)
      guard let last = page.last else { break }
      for entry in page { try inspect(entry, keys, into: &check, in: tx) }
      place = (last.institution.code, last.id.bytes)
      progress(check.entries)
    }
    try inspectDrafts(keys, into: &check, in: tx)
    try inspectImages(keys, into: &check, in: tx)
    for row in try tx.query(ArchiveTables.strayBlobs) {
      let name = Hex.encode(try row.bytes(0))
      check.problems.append(ArchiveCheck.Problem(document: nil, hash: name, code: "archive.stray"))
    }
    return check
  }

  private func inspect(
    _ entry: ArchiveEntry, _ keys: KeyRing, into check: inout ArchiveCheck, in tx: any ReadTransaction
  ) throws {
    check.entries += 1
    guard entry.state == .kept else {
      check.destroyed += 1
      return
    }
    do {
      check.bytes += Int64(try open(try stored(entry, in: tx), keys: keys).count)
    } catch let fault as Fault where fault.code.hasPrefix("archive.") {
      check.problems.append(
        ArchiveCheck.Problem(document: entry.id, hash: Hex.encode(entry.hash), code: fault.code))
    }
  }

  private func inspectDrafts(
    _ keys: KeyRing, into check: inout ArchiveCheck, in tx: any ReadTransaction
  ) throws {
    var place: (Int64, [UInt8]) = (-1, [])
    while true {
      let rows = try tx.query(ArchiveTables.draftsFrom, [.int(place.0), .bytes(place.1), .int(50)])
      for row in rows {
        let draft = SealedFile(
          hash: try row.bytes(1), size: Int(try row.int(2)), wrappedKey: try row.bytes(3), body: try row.bytes(4))
        check.drafts += 1
        do {
          _ = try openDraft(draft, keys: keys)
        } catch let fault as Fault where fault.code.hasPrefix("archive.") {
          check.problems.append(ArchiveCheck.Problem(document: nil, hash: Hex.encode(draft.hash), code: fault.code))
        }
      }
      guard rows.count == 50, let last = rows.last else { break }
      place = (try last.int(0), try last.bytes(1))
    }
  }
}
