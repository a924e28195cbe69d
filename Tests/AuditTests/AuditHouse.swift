import Audit
import Primitives
import Seals
import Storage
import TestHouse

/// A vault with the book, and entries for it.
struct AuditHouse: Sendable {
  static let start = Moment(milliseconds: 1_795_138_200_000)
  static let branch = InstitutionID(10_001)
  static let east = InstitutionID(10_002)
  static let first = ChainName.terminal(TerminalID(high: 1, low: 7))
  static let second = ChainName.terminal(TerminalID(high: 2, low: 7))
  static let server = ChainName.server("counter-1")

  let book = AuditBook()
  let vault: any Database
  let key: SigningKey

  init() async throws {
    vault = try await TestVault.temporary(schemas: [AuditBook.schema])
    key = try SigningKey.generate(.p256)
  }

  static func entry(
    _ number: Int, _ chain: ChainName = first, at institution: InstitutionID = branch, actor: String = "T0001",
    action: String = "case.settled"
  ) -> AuditEntry {
    AuditEntry(
      chain: chain, institution: institution, at: start.adding(seconds: Int64(number)),
      businessDate: BusinessDate(year: 2026, month: 11, day: 20), actor: actor, action: action,
      subject: "case-\(number)", detail: ["amount": "CNY 100.00", "number": "\(number)"])
  }

  func append(_ entries: [AuditEntry]) async throws {
    try await vault.write { tx in
      for entry in entries { try book.append(entry, in: tx) }
    }
  }

  @discardableResult
  func checkpoint(_ number: Int = 0) async throws -> Checkpoint {
    try await vault.write { tx in
      try book.checkpoint(at: Self.start.adding(seconds: Int64(number)), key: key, in: tx)
    }
  }

  func verify(external: Checkpoint? = nil) async throws -> AuditVerdict {
    let publicKey = key.publicKeyDER
    return try await vault.read { tx in try book.verify(key: publicKey, external: external, in: tx) }
  }

  /// What somebody with access to the data file could do.
  func tamper(_ sql: String, _ values: [Value] = []) async throws {
    let text = TestEngine.chosen == .sqlite ? sql : Self.postgresql(sql)
    try await vault.write { tx in try tx.execute(SQL(text), values) }
  }

  /// Byte strings as PostgreSQL writes them.
  private static func postgresql(_ sql: String) -> String {
    sql.replacing("zeroblob(32)", with: "decode(repeat('00', 32), 'hex')")
      .replacing(#/x'([0-9a-f]*)'/#) { "'\\x\($0.output.1)'::bytea" }
  }

  func page(_ filter: AuditFilter, limit: Int = 100, before place: AuditPlace? = nil) async throws -> [AuditRecord] {
    try await vault.read { tx in try book.page(filter, limit: limit, before: place, in: tx) }
  }

  /// Three chains in two institutions, ten entries each, checkpoints after the fifth and the eighth.
  static func filled() async throws -> (house: AuditHouse, newest: Checkpoint) {
    let house = try await AuditHouse()
    let fill = { (numbers: ClosedRange<Int>) in
      try await house.append(
        numbers.flatMap {
          [entry($0), entry($0, second, at: east, actor: "T0002"), entry($0, server, actor: "counter-1")]
        })
    }
    try await fill(1...5)
    try await house.checkpoint(5)
    try await fill(6...8)
    let newest = try await house.checkpoint(8)
    try await fill(9...10)
    return (house, newest)
  }
}
