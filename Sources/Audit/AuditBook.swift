import Primitives
import Seals
import Storage

/// The book of everything that happened: append-only hash chains, one per terminal and one per server
/// and institution, with signed checkpoints over all of them (DECISIONS 7).
///
/// An entry's hash is SHA-256(hash before it || its bytes). Write the entry in the same transaction as
/// what it tells of.
package struct AuditBook: Sendable {
  package init() {}

  /// Appends to the entry's own chain and touches no other.
  ///
  /// - Throws: `Fault` `audit.bounds` when a text is too long: actor and action have 1 to 64 bytes, a subject
  ///   at most 128, details at most 16 kB together, since they are codes and numbers, not documents.
  package func append(_ entry: AuditEntry, in tx: any WriteTransaction) throws {
    try append([entry], in: tx)
  }

  /// The same for several entries of one chain and institution, in their order.
  package func append(_ entries: [AuditEntry], in tx: any WriteTransaction) throws {
    guard let first = entries.first else { return }
    precondition(
      entries.allSatisfy { $0.chain == first.chain && $0.institution == first.institution }, "entries of two chains")
    for entry in entries { try Self.checkBounds(entry) }
    let name = first.chain.description
    let key: [Value] = [.institution(first.institution), .int(AuditForm.number(name))]
    let head = try head(of: name, key, first.institution, in: tx)
    var (sequence, hash) = (try head.int(0), try head.bytes(1))
    var rows: [[Value]] = []
    for entry in entries {
      sequence += 1
      let record = AuditForm.write(entry, sequence: sequence)
      hash = Digest.sha256(parts: [hash[...], record[...]])
      rows.append(
        key + [
          .int(sequence), .moment(entry.at), .text(entry.actor), .text(entry.action), .text(entry.subject),
          .bytes(record), .bytes(hash),
        ])
    }
    try tx.insert(AuditTables.entryRows, rows)
    try tx.execute(AuditTables.moveHead, key + [.int(sequence), .bytes(hash)])
  }

  private func head(
    of name: String, _ key: [Value], _ institution: InstitutionID, in tx: any WriteTransaction
  ) throws -> Row {
    if let row = try tx.first(AuditTables.head, key, lock: true) {
      guard try row.text(2) == name else { throw Fault("audit.chain-number", "two chains share one number") }
      return row
    }
    let origin = AuditForm.origin(institution: institution, name: name)
    try tx.execute(AuditTables.newHead, key + [.text(name), .bytes(origin)])
    // Another first entry may have come in between: what counts is the row that is there now.
    guard let row = try tx.first(AuditTables.head, key, lock: true) else {
      throw Fault("audit.chain-head", "the head of a new chain cannot be read back")
    }
    return row
  }

  /// A fault and no precondition: a subject may be what a stranger typed at sign-on.
  private static func checkBounds(_ entry: AuditEntry) throws {
    let size = entry.detail.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    var good = (1...64).contains(entry.actor.utf8.count) && (1...64).contains(entry.action.utf8.count)
    good = good && entry.subject.utf8.count <= 128 && size <= 16_384
    if case .server(let name) = entry.chain { good = good && (1...64).contains(name.utf8.count) }
    guard good else { throw Fault("audit.bounds", "a part of the audit entry \(entry.action.prefix(64)) is too long") }
  }

  /// States and signs where all chains stand now. One job does this at intervals and at the day's end;
  /// keep the result's `text` outside the database too.
  ///
  /// - Throws: `Fault` `seals.sign`, `audit.checkpoint-damaged` when the one before cannot be read.
  package func checkpoint(at: Moment, key: SigningKey, in tx: any WriteTransaction) throws -> Checkpoint {
    let last = try newestCheckpoint(in: tx)
    let heads = try tx.query(AuditTables.heads).map { row in
      ChainHead(
        institution: try row.institution(0), chain: try row.text(2), sequence: try row.int(3), hash: try row.bytes(4))
    }
    let made = try Checkpoint.make(
      sequence: (last?.sequence ?? 0) + 1, at: at, previousHash: last?.hash ?? [UInt8](repeating: 0, count: 32),
      heads: heads, key: key)
    try tx.execute(
      AuditTables.addCheckpoint,
      [
        .int(made.sequence), .bytes(made.record), .bytes(made.headBytes), .bytes(made.hash), .bytes(made.signature),
      ])
    return made
  }

  /// - Throws: `Fault` `audit.checkpoint-damaged`.
  package func newestCheckpoint(in tx: any ReadTransaction) throws -> Checkpoint? {
    guard let row = try tx.first(AuditTables.newestCheckpoint) else { return nil }
    let read = Checkpoint(record: try row.bytes(1), heads: try row.bytes(2), signature: try row.bytes(4))
    guard let read, read.sequence == (try row.int(0)) else {
      throw Fault("audit.checkpoint-damaged", "the newest audit checkpoint cannot be read; run verify")
    }
    return read
  }

  /// Reads every chain and every checkpoint and reports whatever does not fit.
  ///
  /// - Parameters:
  ///   - publicKeyDER: of the checkpoint key.
  ///   - external: the newest checkpoint as it was kept outside the database, if there is one.
  ///   - progress: told the number of entries read so far, every few thousand.
  package func verify(
    key publicKeyDER: [UInt8], external: Checkpoint? = nil, in tx: any ReadTransaction,
    progress: (Int) -> Void = { _ in }
  ) throws -> AuditVerdict {
    var check = AuditVerification(publicKeyDER: publicKeyDER)
    try check.readCheckpoints(external: external, in: tx)
    try check.readHeads(in: tx)
    try check.readEntries(in: tx, progress: progress)
    return check.finish()
  }

  /// Entries for the auditor's page, newest first.
  ///
  /// - Parameters:
  ///   - limit: 1 to 500.
  ///   - place: the `place` of the last record of the page before; nil for the first page.
  /// - Throws: `Fault` `audit.record` when a stored record is damaged: run `verify`.
  package func page(
    _ filter: AuditFilter, limit: Int, before place: AuditPlace? = nil, in tx: any ReadTransaction
  ) throws -> [AuditRecord] {
    precondition((1...500).contains(limit), "a page has 1 to 500 entries")
    var values: [Value] = [
      .int(place?.at.milliseconds ?? .max), .int(place?.institution.code ?? .max), .int(place?.chain ?? .max),
      .int(place?.sequence ?? .max), .int(filter.from?.milliseconds ?? .min),
      .int(filter.until?.milliseconds ?? .max), .int(filter.institution?.code ?? 0),
      .int(filter.chain.map { AuditForm.number($0.description) } ?? 0), .text(filter.actor ?? ""),
      .text(filter.actionPrefix ?? ""), .int(limit),
    ]
    if let subject = filter.subject { values.append(.text(subject)) }
    let sql = filter.subject == nil ? AuditTables.page : AuditTables.pageOfSubject
    return try tx.query(sql, values).map { row in
      let (entry, sequence) = try AuditForm.read(try row.bytes(4))
      let place = AuditPlace(
        at: try row.moment(3), institution: try row.institution(0), chain: try row.int(1), sequence: try row.int(2))
      return AuditRecord(entry: entry, place: place, sequence: sequence, hash: try row.bytes(5))
    }
  }
}
