import Documents
import Primitives
import Seals
import Storage
import TestHouse
import Testing

@Suite("The archive (BC-048, PC-054)")
struct ArchiveTests {
  private let keys: KeyRing
  private let entropy = SeededEntropy(seed: 11)
  private let room = ArchiveRoom()
  private let now = FixedTime().now

  init() throws {
    let directory = try TestVault.directory() + "/keys"
    try KeyRing.create(directory: directory, bankName: "示范银行", now: now, entropy: SystemEntropy())
    keys = try KeyRing(directory: directory)
  }

  private static let outlet = InstitutionID(10_001)

  private func new(
    _ number: Int, institution: InstitutionID = outlet, caseID: CaseID? = nil, customer: CustomerID? = nil,
    account: String? = nil, blind: [[UInt8]] = [], date: String = "2026-11-20", teller: String = "T0001"
  ) -> NewArchiveEntry {
    NewArchiveEntry(
      id: DocumentID(at: now.adding(seconds: Int64(number)), from: entropy), institution: institution,
      caseID: caseID ?? CaseID(at: now, from: entropy), journalNumber: "J\(number)", service: "cash-deposit",
      customer: customer, account: account, blind: blind, businessDate: BusinessDate(date)!, teller: teller,
      archivedAt: now)
  }

  private func put(_ entry: NewArchiveEntry, _ file: [UInt8], _ database: any Database) async throws {
    let sealed = try room.sealFile(file, keys: keys, entropy: entropy)
    try await database.write { [room] tx in try room.file(entry, sealed, in: tx) }
  }

  private func vault() async throws -> any Database { try await TestVault.temporary(schemas: [ArchiveRoom.schema]) }

  @Test("what is filed comes back byte for byte, and lies encrypted in its table")
  func roundTrip() async throws {
    let database = try await vault()
    let marker = Array("%PDF-1.5 王晓明 110101199003070011".utf8)
    let file = marker + SeededEntropy(seed: 5).bytes(70_000)
    let entry = new(1)
    try await put(entry, file, database)
    let (found, content) = try await database.read { [room, keys] tx in try room.retrieve(entry.id, keys: keys, in: tx)
    }
    #expect(content == file)
    #expect(found.hash == Digest.sha256(file) && found.size == file.count && found.state == .kept)
    let body = try await database.read { tx in try tx.query("SELECT body FROM archive_blob")[0].bytes(0) }
    #expect(!body.indices.dropLast(8).contains { body[$0..<($0 + 8)].elementsEqual(marker.prefix(8)) })
    let check = try await database.read { [room, keys] tx in try room.check(keys: keys, in: tx) }
    #expect(check.isClean && check.entries == 1 && check.bytes == Int64(file.count))
  }

  @Test("two copies of one file are sealed under two keys")
  func ownKeys() throws {
    let first = try room.sealFile([1, 2, 3], keys: keys, entropy: SystemEntropy())
    let second = try room.sealFile([1, 2, 3], keys: keys, entropy: SystemEntropy())
    #expect(first.hash == second.hash && first.body != second.body && first.wrappedKey != second.wrappedKey)
  }

  @Test(
    "one changed bit in content, key or name is found at retrieval and by the check",
    arguments: ["body", "wrapped_key", "hash"])
  func altered(column: String) async throws {
    let database = try await vault()
    let entry = new(1)
    try await put(entry, [UInt8](repeating: 7, count: 500), database)
    try await database.write { tx in
      let table = column == "body" ? "archive_blob" : "archive_entry"
      var bytes = try tx.query(SQL("SELECT \(column) FROM \(table)"))[0].bytes(0)
      bytes[bytes.count / 2] ^= 1
      try tx.execute(SQL("UPDATE \(table) SET \(column) = $1"), [.bytes(bytes)])
      if column == "hash" { try tx.execute("UPDATE archive_blob SET hash = $1", [.bytes(bytes)]) }
    }
    await #expect(throws: Fault.self) {
      try await database.read { [room, keys] tx in _ = try room.retrieve(entry.id, keys: keys, in: tx) }
    }
    let check = try await database.read { [room, keys] tx in try room.check(keys: keys, in: tx) }
    #expect(check.problems.map(\.code) == ["archive.unreadable"])
    #expect(check.problems.map(\.document) == [entry.id])
  }

  @Test("lost and stray content is reported")
  func lost() async throws {
    let database = try await vault()
    try await put(new(1), [1], database)
    try await put(new(2), [2], database)
    try await database.write { tx in
      try tx.execute(
        "UPDATE archive_blob SET hash = $1 WHERE hash = $2",
        [.bytes([UInt8](repeating: 9, count: 32)), .bytes(Digest.sha256([2]))])
    }
    let check = try await database.read { [room, keys] tx in try room.check(keys: keys, in: tx) }
    #expect(check.problems.map(\.code).sorted() == ["archive.missing", "archive.stray"])
  }

  @Test("found by case, journal number, customer, account, blind index, date, teller and institution")
  func search() async throws {
    let database = try await vault()
    let customer = CustomerID(at: now, from: entropy)
    let name = keys.blind.of("name", "王晓明")
    let first = new(
      1, customer: customer, account: "6222", blind: [name, keys.blind.of("id", "1")], date: "2026-11-18")
    let second = new(2, account: "6222", date: "2026-11-19", teller: "T0002")
    let third = new(3, institution: InstitutionID(10_002), caseID: first.caseID, blind: [name])
    for (index, entry) in [first, second, third].enumerated() { try await put(entry, [UInt8(index)], database) }
    func ids(_ filter: ArchiveFilter) async throws -> [DocumentID] {
      try await database.read { [room] tx in try room.find(filter, in: tx).entries.map(\.id) }
    }
    #expect(try await ids(ArchiveFilter()) == [third.id, second.id, first.id])
    #expect(try await ids(ArchiveFilter(caseID: first.caseID)) == [third.id, first.id])
    #expect(try await ids(ArchiveFilter(institutions: [Self.outlet], caseID: first.caseID)) == [first.id])
    #expect(try await ids(ArchiveFilter(institutions: [])) == [])
    #expect(try await ids(ArchiveFilter(journalNumber: "J2")) == [second.id])
    #expect(try await ids(ArchiveFilter(customer: customer)) == [first.id])
    #expect(try await ids(ArchiveFilter(account: "6222")) == [second.id, first.id])
    #expect(try await ids(ArchiveFilter(blind: name)) == [third.id, first.id])
    #expect(try await ids(ArchiveFilter(blind: keys.blind.of("name", "王小明"))) == [])
    #expect(
      try await ids(ArchiveFilter(from: BusinessDate("2026-11-19"), through: BusinessDate("2026-11-19"))) == [second.id]
    )
    #expect(try await ids(ArchiveFilter(teller: "T0002")) == [second.id])
    #expect(try await ids(ArchiveFilter(service: "account-open")) == [])
    #expect(try await ids(ArchiveFilter(account: "6222' OR '1'='1")) == [])
  }

  @Test("pages follow each other without gap or repetition")
  func paging() async throws {
    let database = try await vault()
    var entries: [NewArchiveEntry] = []
    for number in 0..<23 { entries.append(new(number)) }
    for (index, entry) in entries.enumerated() { try await put(entry, [UInt8(index)], database) }
    var seen: [DocumentID] = []
    var before: DocumentID?
    repeat {
      let page = try await database.read { [room, before] tx in
        try room.find(ArchiveFilter(), before: before, limit: 5, in: tx)
      }
      #expect(page.entries.count <= 5)
      seen += page.entries.map(\.id)
      before = page.next
    } while before != nil
    #expect(seen == entries.map(\.id).reversed())
  }

  @Test("at the end of retention the content is gone and the entry stays")
  func retention() async throws {
    let database = try await vault()
    let name = keys.blind.of("name", "王晓明")
    let entry = new(1, blind: [name])
    try await put(entry, [1, 2, 3], database)
    try await database.write { [room, now] tx in try room.destroyKey(entry.id, why: "保管期满", at: now, in: tx) }
    let kept = try await database.read { [room] tx in try room.entry(entry.id, in: tx) }
    #expect(kept?.state == .destroyed && kept?.destroyedWhy == "保管期满" && kept?.destroyedAt == now)
    for _ in 0..<2 {
      await #expect {
        try await database.read { [room, keys] tx in _ = try room.retrieve(entry.id, keys: keys, in: tx) }
      } throws: { ($0 as? Refusal)?.code == "archive.destroyed" }
    }
    await #expect(throws: Refusal.self) {
      try await database.write { [room, now] tx in try room.destroyKey(entry.id, why: "again", at: now, in: tx) }
    }
    let left = try await database.read { [room, keys] tx in
      (
        try tx.query("SELECT hash FROM archive_blob").count, try tx.query("SELECT entry_id FROM archive_mark").count,
        try room.check(keys: keys, in: tx)
      )
    }
    #expect(left.0 == 0 && left.1 == 0)
    #expect(left.2.isClean && left.2.destroyed == 1)
  }

  @Test("a draft can be shown again until it is dropped; one per case")
  func drafts() async throws {
    let database = try await vault()
    let caseID = CaseID(at: now, from: entropy)
    let draft = try room.sealDraft([9, 9, 9], keys: keys, entropy: entropy)
    try await database.write { [room, now] tx in
      try room.keepDraft(draft, institution: Self.outlet, case: caseID, at: now, in: tx)
    }
    let back = try await database.read { [room] tx in try room.draft(draft.hash, institution: Self.outlet, in: tx) }
    #expect(try room.openDraft(back, keys: keys) == [9, 9, 9])
    let other = try room.sealDraft([8], keys: keys, entropy: entropy)
    await #expect(throws: (any Error).self) {
      try await database.write { [room, now] tx in
        try room.keepDraft(other, institution: Self.outlet, case: caseID, at: now, in: tx)
      }
    }
    let check = try await database.read { [room, keys] tx in try room.check(keys: keys, in: tx) }
    #expect(check.isClean && check.drafts == 1)
    try await database.write { [room] tx in
      try room.dropDraft(draft.hash, institution: Self.outlet, in: tx)
      try room.dropDraft(draft.hash, institution: Self.outlet, in: tx)
    }
    await #expect {
      try await database.read { [room] tx in _ = try room.draft(draft.hash, institution: Self.outlet, in: tx) }
    } throws: { ($0 as? Refusal)?.code == "archive.draft-gone" }
  }

  @Test("nothing and too much are refused before anything is written")
  func sizes() {
    #expect(throws: Refusal.self) { try room.sealFile([], keys: keys, entropy: entropy) }
    #expect(throws: Refusal.self) {
      try room.sealFile([UInt8](repeating: 0, count: SealedFile.largest + 1), keys: keys, entropy: entropy)
    }
  }
}
