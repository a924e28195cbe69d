import Audit
import Primitives
import Seals
import Storage
import Testing

/// Whoever can write the data file does so: each way must be seen (DECISIONS 7).
@Suite struct AuditTamperTests {
  /// A change to the database, and what verification must say of it.
  struct Attack: Sendable, CustomTestStringConvertible {
    let name: String
    let sql: [String]
    let kinds: Set<AuditProblem.Kind>
    var testDescription: String { name }

    init(_ name: String, _ sql: String..., kinds: Set<AuditProblem.Kind>) {
      self.name = name
      self.sql = sql
      self.kinds = kinds
    }
  }

  private static let one = "WHERE institution = 10002 AND sequence"

  static let attacks = [
    Attack("hash altered", "UPDATE audit_entry SET hash = zeroblob(32) \(one) = 4", kinds: [.altered]),
    Attack("record emptied", "UPDATE audit_entry SET record = x'00' \(one) = 4", kinds: [.altered, .columns]),
    Attack(
      "actor altered in the search column only", "UPDATE audit_entry SET actor = 'T0009' \(one) = 4",
      kinds: [.columns]),
    Attack("action altered", "UPDATE audit_entry SET action = 'case.opened' \(one) = 4", kinds: [.columns]),
    Attack("subject altered", "UPDATE audit_entry SET subject = '' \(one) = 4", kinds: [.columns]),
    Attack("time altered", "UPDATE audit_entry SET at = at + 1 \(one) = 4", kinds: [.columns]),
    Attack("entry removed", "DELETE FROM audit_entry \(one) = 4", kinds: [.gap]),
    Attack("first entry removed", "DELETE FROM audit_entry \(one) = 1", kinds: [.gap]),
    Attack(
      "entry removed, the rest moved up", "DELETE FROM audit_entry \(one) = 4",
      "UPDATE audit_entry SET sequence = sequence - 1 \(one) = 5", kinds: [.gap, .altered, .columns]),
    Attack(
      "two entries exchanged", "UPDATE audit_entry SET sequence = 99 \(one) = 3",
      "UPDATE audit_entry SET sequence = 3 \(one) = 4", "UPDATE audit_entry SET sequence = 4 \(one) = 99",
      kinds: [.altered, .columns]),
    Attack("unsealed tail cut", "DELETE FROM audit_entry \(one) > 8", kinds: [.missingTail]),
    Attack(
      "sealed tail cut and the head set back", "DELETE FROM audit_entry \(one) > 6",
      """
      UPDATE audit_head SET sequence = 6, hash = (SELECT hash FROM audit_entry \(one) = 6)
      WHERE institution = 10002
      """, kinds: [.missingTail]),
    Attack(
      "whole chain and its head removed", "DELETE FROM audit_entry WHERE institution = 10002",
      "DELETE FROM audit_head WHERE institution = 10002", kinds: [.missingTail]),
    Attack(
      "all entries of a chain removed, head kept", "DELETE FROM audit_entry WHERE institution = 10002",
      kinds: [.missingTail]),
    Attack("head removed", "DELETE FROM audit_head WHERE institution = 10002", kinds: [.headMissing]),
    Attack(
      "head's hash altered", "UPDATE audit_head SET hash = zeroblob(32) WHERE institution = 10002",
      kinds: [.headMismatch]),
    Attack("head set back", "UPDATE audit_head SET sequence = 9 WHERE institution = 10002", kinds: [.headMismatch]),
    Attack("head set forward", "UPDATE audit_head SET sequence = 11 WHERE institution = 10002", kinds: [.missingTail]),
    Attack(
      "chain renamed", "UPDATE audit_head SET name = 'server:other' WHERE institution = 10002",
      kinds: [.headMismatch, .altered, .columns]),
    Attack(
      "chain moved to another institution", "UPDATE audit_entry SET institution = 10003 WHERE institution = 10002",
      "UPDATE audit_head SET institution = 10003 WHERE institution = 10002",
      kinds: [.altered, .columns, .missingTail]),
    Attack(
      "checkpoint's signature altered", "UPDATE audit_checkpoint SET signature = x'3000' WHERE sequence = 1",
      kinds: [.checkpointSignature]),
    Attack(
      "checkpoint's heads altered", "UPDATE audit_checkpoint SET heads = x'' WHERE sequence = 1",
      kinds: [.checkpointAltered]),
    Attack(
      "checkpoint's hash altered", "UPDATE audit_checkpoint SET hash = zeroblob(32) WHERE sequence = 1",
      kinds: [.checkpointAltered]),
    Attack(
      "checkpoint's record altered", "UPDATE audit_checkpoint SET record = x'01' WHERE sequence = 2",
      kinds: [.checkpointAltered, .checkpointMissing]),
    Attack("older checkpoint removed", "DELETE FROM audit_checkpoint WHERE sequence = 1", kinds: [.checkpointGap]),
    Attack(
      "newest checkpoint removed", "DELETE FROM audit_checkpoint WHERE sequence = 2", kinds: [.checkpointMissing]),
    Attack(
      "everything since the first checkpoint cut away cleanly", "DELETE FROM audit_checkpoint WHERE sequence = 2",
      "DELETE FROM audit_entry WHERE sequence > 5",
      """
      UPDATE audit_head SET sequence = 5, hash = (SELECT e.hash FROM audit_entry e
      WHERE e.institution = audit_head.institution AND e.chain = audit_head.chain AND e.sequence = 5)
      """, kinds: [.checkpointMissing, .missingTail]),
    Attack(
      "everything deleted", "DELETE FROM audit_entry", "DELETE FROM audit_head", "DELETE FROM audit_checkpoint",
      kinds: [.checkpointMissing, .missingTail]),
  ]

  @Test("every way to change the book is seen and named", arguments: attacks)
  func attack(attack: Attack) async throws {
    let (house, newest) = try await AuditHouse.filled()
    for sql in attack.sql { try await house.tamper(sql) }
    let verdict = try await house.verify(external: newest)
    #expect(Set(verdict.problems.map(\.kind)) == attack.kinds, "\(verdict.problems.map(\.en))")
    #expect(verdict.problemCount == verdict.problems.count)
    #expect(!verdict.isGood)
  }

  @Test("a tail cut with the newest checkpoint is invisible inside the database: hence the one kept outside")
  func cleanCut() async throws {
    let (house, newest) = try await AuditHouse.filled()
    let attack = try #require(Self.attacks.first { $0.name.contains("cut away cleanly") })
    for sql in attack.sql { try await house.tamper(sql) }
    #expect(try await house.verify().isGood)
    #expect(try await !house.verify(external: newest).isGood)
  }

  @Test("a history written anew with correct hashes contradicts the signed checkpoints")
  func rewritten() async throws {
    let (house, _) = try await AuditHouse.filled()
    let key = house.key.publicKeyDER
    // The forger drops entry 3 of one chain and appends the others again, by the book's own code.
    let records = try await house.page(AuditFilter(institution: AuditHouse.east))
    try await house.tamper("DELETE FROM audit_entry WHERE institution = 10002")
    try await house.tamper("DELETE FROM audit_head WHERE institution = 10002")
    try await house.append(records.reversed().filter { $0.sequence != 3 }.map(\.entry))
    let verdict = try await house.vault.read { tx in try house.book.verify(key: key, in: tx) }
    #expect(verdict.problems.map(\.kind) == [.rewritten, .rewritten])
    #expect(verdict.problems.map(\.sequence) == [5, 8])
  }

  @Test("a checkpoint signed by another key bears no witness")
  func foreignKey() async throws {
    let (house, newest) = try await AuditHouse.filled()
    let other = try SigningKey.generate(.p256)
    let verdict = try await house.vault.read { tx in try house.book.verify(key: other.publicKeyDER, in: tx) }
    #expect(verdict.problems.map(\.kind) == [.checkpointSignature, .checkpointSignature])
    #expect(newest.isSigned(by: house.key.publicKeyDER))
    #expect(!newest.isSigned(by: other.publicKeyDER))
  }

  @Test("a checkpoint survives its JSON form; a changed or foreign text is refused or has no valid signature")
  func externalForm() async throws {
    let (house, newest) = try await AuditHouse.filled()
    let read = try Checkpoint(text: newest.text)
    #expect(read == newest)
    #expect(try await house.verify(external: read).isGood)
    for text in ["", "{}", "[]", newest.text + "x", "{\"format\":\"guichet-audit-checkpoint-2\"}"] {
      #expect(throws: Fault.self) { try Checkpoint(text: text) }
    }
    let forged = try Checkpoint(text: newest.text.replacing("\"sequence\" : 8", with: "\"sequence\" : 7"))
    #expect(forged != newest)
    let kinds = try await house.verify(external: forged).problems.map(\.kind)
    #expect(kinds == [.checkpointMissing, .checkpointSignature])
  }

  @Test("one random byte changed anywhere in a stored entry is seen")
  func randomBytes() async throws {
    let (house, newest) = try await AuditHouse.filled()
    let entropy = SeededEntropy(seed: 31)
    let key = house.key.publicKeyDER
    for round in 0..<150 {
      let column = ["record", "hash"][entropy.below(2)]
      let sequence = Value.int(1 + entropy.below(10))
      let read = "SELECT \(column) FROM audit_entry WHERE institution = 10002 AND sequence = $1"
      let write = "UPDATE audit_entry SET \(column) = $2 WHERE institution = 10002 AND sequence = $1"
      let (place, bit) = (entropy.below(1 << 30), entropy.below(8))
      let verdict = try await house.vault.write { tx in
        let right = try tx.query(SQL(read), [sequence])[0].bytes(0)
        var wrong = right
        wrong[place % wrong.count] ^= 1 << UInt8(bit)
        try tx.execute(SQL(write), [sequence, .bytes(wrong)])
        let verdict = try house.book.verify(key: key, external: newest, in: tx)
        try tx.execute(SQL(write), [sequence, .bytes(right)])
        return verdict
      }
      #expect(!verdict.isGood, "round \(round)")
    }
    #expect(try await house.verify(external: newest).isGood)
  }

  @Test("every problem has its sentence in Chinese and English")
  func sentences() {
    for kind in AuditProblem.Kind.allCases {
      for chain in [nil, "server:a"] as [String?] {
        let problem = AuditProblem(kind: kind, institution: nil, chain: chain, sequence: 4)
        #expect(problem.zh.hasSuffix("。") && problem.zh.contains("4"))
        #expect(problem.en.hasSuffix(".") && problem.en.contains("4"))
      }
    }
  }
}
