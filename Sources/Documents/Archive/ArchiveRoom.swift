import Primitives
import Seals
import Storage

/// The archive (档案): drafts while a case is open, sealed files for as long as the law wants them.
///
/// A file is sealed or opened outside transactions; only its encrypted form is ever written. Everything that
/// is handed out has been decrypted and compared with its SHA-256.
package struct ArchiveRoom: Sendable {
  package static let largestPage = 200

  package init() {}

  // MARK: Drafts

  /// Encrypts revision 1 so that a case can be shown again after a restart.
  ///
  /// - Throws: `Refusal` `archive.too-large`; `Fault`.
  package func sealDraft(_ file: [UInt8], keys: KeyRing, entropy: any Entropy) throws -> SealedFile {
    try SealedFile(sealing: file, under: keys.archive, entropy: entropy)
  }

  /// One draft per case; a second one for the same case is our bug and fails the transaction.
  package func keepDraft(
    _ draft: SealedFile, institution: InstitutionID, case caseID: CaseID, at: Moment, in tx: any WriteTransaction
  ) throws {
    try tx.execute(
      ArchiveTables.keepDraft,
      [
        .institution(institution), .bytes(draft.hash), .id(caseID), .int(draft.size), .bytes(draft.wrappedKey),
        .bytes(draft.body), .moment(at),
      ])
  }

  /// - Throws: `Refusal` `archive.draft-gone`.
  package func draft(
    _ hash: [UInt8], institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> SealedFile {
    guard let row = try tx.first(ArchiveTables.draft, [.institution(institution), .bytes(hash)]) else {
      throw ArchiveRefusal.draftGone
    }
    return SealedFile(hash: hash, size: Int(try row.int(0)), wrappedKey: try row.bytes(1), body: try row.bytes(2))
  }

  /// - Throws: `Fault` `archive.unreadable`, `archive.altered`.
  package func openDraft(_ draft: SealedFile, keys: KeyRing) throws -> [UInt8] {
    try draft.opened(with: keys.archive)
  }

  /// At settlement and at release; a draft that is gone already is no error.
  package func dropDraft(_ hash: [UInt8], institution: InstitutionID, in tx: any WriteTransaction) throws {
    try tx.execute(ArchiveTables.dropDraft, [.institution(institution), .bytes(hash)])
  }

  // MARK: Sealed files

  /// Encrypts a sealed file, outside any transaction.
  ///
  /// - Throws: `Refusal` `archive.too-large`; `Fault`.
  package func sealFile(_ file: [UInt8], keys: KeyRing, entropy: any Entropy) throws -> SealedFile {
    try SealedFile(sealing: file, under: keys.archive, entropy: entropy)
  }

  /// Puts the file in force: in the very transaction that settles its case.
  package func file(_ entry: NewArchiveEntry, _ sealed: SealedFile, in tx: any WriteTransaction) throws {
    try tx.execute(
      ArchiveTables.addBlob, [.institution(entry.institution), .bytes(sealed.hash), .bytes(sealed.body)])
    try tx.execute(
      ArchiveTables.addEntry,
      [
        .institution(entry.institution), .id(entry.id), .id(entry.caseID), .text(entry.journalNumber),
        .text(entry.service), .id(entry.customer), .text(entry.account), .date(entry.businessDate),
        .text(entry.teller), .int(sealed.size), .bytes(sealed.hash), .moment(entry.archivedAt),
        .bytes(sealed.wrappedKey),
      ])
    for value in entry.blind {
      try tx.execute(ArchiveTables.addMark, [.institution(entry.institution), .bytes(value), .id(entry.id)])
    }
  }

  /// nil when there is none. Whether the reader may see that institution is the caller's question.
  package func entry(_ id: DocumentID, in tx: any ReadTransaction) throws -> ArchiveEntry? {
    try tx.first(ArchiveTables.entry, [.id(id)]).map(ArchiveTables.entry)
  }

  /// The encrypted file, to be opened outside the transaction.
  ///
  /// - Throws: `Refusal` `archive.destroyed`; `Fault` `archive.missing`.
  package func stored(_ entry: ArchiveEntry, in tx: any ReadTransaction) throws -> SealedFile {
    guard entry.state == .kept else { throw ArchiveRefusal.destroyed }
    let place: [Value] = [.institution(entry.institution)]
    guard let body = try tx.first(ArchiveTables.blob, place + [.bytes(entry.hash)]),
      let key = try tx.first(ArchiveTables.key, place + [.id(entry.id)]), !key.isNull(0)
    else { throw Fault("archive.missing", "file \(Hex.encode(entry.hash)) has lost its content or key") }
    return SealedFile(hash: entry.hash, size: entry.size, wrappedKey: try key.bytes(0), body: try body.bytes(0))
  }

  /// - Throws: `Fault` `archive.unreadable`, `archive.altered`.
  package func open(_ stored: SealedFile, keys: KeyRing) throws -> [UInt8] {
    try stored.opened(with: keys.archive)
  }

  /// Entry and content in one go, for tools; pages use `stored` and `open`.
  ///
  /// - Throws: `Refusal` `archive.not-found`, `archive.destroyed`; `Fault` `archive.…`.
  package func retrieve(
    _ id: DocumentID, keys: KeyRing, in tx: any ReadTransaction
  ) throws -> (entry: ArchiveEntry, file: [UInt8]) {
    guard let entry = try entry(id, in: tx) else { throw ArchiveRefusal.notFound }
    return (entry, try open(try stored(entry, in: tx), keys: keys))
  }

  /// Newest first.
  ///
  /// - Parameters:
  ///   - before: `next` of the page before.
  ///   - limit: 1 to `largestPage`.
  package func find(
    _ filter: ArchiveFilter, before: DocumentID? = nil, limit: Int = 50, in tx: any ReadTransaction
  ) throws -> ArchivePage {
    let size = min(max(1, limit), Self.largestPage)
    let (sql, values) = ArchiveTables.search(filter, before: before, limit: size + 1)
    let entries = try tx.query(sql, values).map(ArchiveTables.entry)
    let shown = Array(entries.prefix(size))
    return ArchivePage(entries: shown, next: entries.count > size ? shown.last?.id : nil)
  }

  /// The end of retention: the key and the content are gone for good, the case's images too; the entry stays. Older backups hold
  /// the wrapped key still; they end with their own retention.
  ///
  /// - Throws: `Refusal` `archive.not-found`, `archive.destroyed`.
  package func destroyKey(_ id: DocumentID, why: String, at: Moment, in tx: any WriteTransaction) throws {
    guard let entry = try entry(id, in: tx) else { throw ArchiveRefusal.notFound }
    guard entry.state == .kept else { throw ArchiveRefusal.destroyed }
    let place: [Value] = [.institution(entry.institution), .id(id)]
    try tx.execute(ArchiveTables.destroy, place + [.moment(at), .text(why)])
    try tx.execute(ArchiveTables.removeMarks, place)
    try tx.execute(ArchiveTables.removeBlob, [.institution(entry.institution), .bytes(entry.hash)])
    try destroyImages(of: entry.caseID, at: entry.institution, now: at, in: tx)
  }
}
