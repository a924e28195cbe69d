import Foundation
import Primitives
import Storage
import TestHouse
import Testing

/// The contract of `Database`, for every engine: values, parameters, migrations, outbox, copies.
@Suite struct DatabaseConformanceData {
  @Test("values come back as they went in", arguments: ConformanceEngine.all)
  func values(_ engine: ConformanceEngine) async throws {
    let database = try await engine.vault()
    let entropy = SeededEntropy(seed: 11)
    let texts = ["", "柜面", "e\u{301} 👩‍💼", "it's $1", String(repeating: "长", count: 5000)]
    var expected: [[Value]] = []
    for id in 0..<200 {
      let number: Value = [.null, .int(Int64.max), .int(0), .int(entropy.below(1 << 40))][entropy.below(4)]
      let body: Value = entropy.below(5) == 0 ? .null : .text(texts[entropy.below(texts.count)])
      let blob: Value = entropy.below(5) == 0 ? .null : .bytes(entropy.bytes(entropy.below(300)))
      expected.append([.int(id), number, body, blob])
    }
    let rows = expected
    try await database.write { tx in for row in rows { try tx.execute(Note.insert, row) } }
    let inReader = try await database.read { try $0.query(Note.all).map(\.values) }
    let inWriter = try await database.write { try $0.query(Note.all).map(\.values) }
    #expect(inReader == expected)
    #expect(inWriter == expected)
    await database.close()
  }

  @Test("parameters are found by their number, in any order and more than once", arguments: ConformanceEngine.all)
  func parameters(_ engine: ConformanceEngine) async throws {
    let database = try await engine.vault()
    let sql: SQL = "INSERT INTO note (body, number, id) VALUES ($3, $1, $2)"
    try await database.write { try $0.execute(sql, [.int(5), .int(1), .text("$9 stays")]) }
    let twice: SQL = "SELECT '$1', body FROM note WHERE number = $2 AND id = $1 AND number >= $2"
    let row = try await database.read { try $0.first(twice, [.int(1), .int(5)]) }
    #expect(row?.values == [.text("$1"), .text("$9 stays")])
    await database.close()
  }

  @Test("a wrong type in a column is refused, and a wrong type read is a fault", arguments: ConformanceEngine.all)
  func types(_ engine: ConformanceEngine) async throws {
    let database = try await engine.vault()
    #expect(
      await fault { try await database.write { try $0.execute(Note.insert, [.int(1), .text("x"), .null, .null]) } }
        == "storage.constraint")
    try await database.write { try $0.execute(Note.insert, [.int(1), .null, .text("t"), .bytes([1, 2])]) }
    for column in [1, 2, 3] {
      let code = await fault {
        _ = try await database.read { try $0.first(Note.all)?.int(column) }
      }
      #expect(code == "storage.row")
    }
    #expect(
      await fault { _ = try await database.read { try $0.first(Note.all)?.id(3, JournalID.self) } } == "storage.row")
    #expect(await fault { _ = try await database.read { try $0.first(Note.all)?.text(0) } } == "storage.row")
    #expect(try await database.read { try $0.first(Note.all)?.optionalInt(1) } == .some(nil))
    await database.close()
  }

  @Test("a text with U+0000 is refused, on the way in and in a question", arguments: ConformanceEngine.all)
  func unusableText(_ engine: ConformanceEngine) async throws {
    let database = try await engine.vault()
    #expect(
      await refusal {
        try await database.write { try $0.execute(Note.insert, [.int(1), .null, .text("a\u{0}b"), .null]) }
      }
        == "storage.text")
    #expect(
      await refusal {
        _ = try await database.read { try $0.query("SELECT id FROM note WHERE body = $1", [.text("\u{0}")]) }
      }
        == "storage.text")
    try await database.write { try Note.put(1, in: $0) }
    #expect(try await Note.ids(in: database) == [1])
    await database.close()
  }

  @Test(
    "many rows at once: inserted, known ones left alone, changed, found in key order", arguments: ConformanceEngine.all)
  func manyRows(_ engine: ConformanceEngine) async throws {
    let database = try await engine.vault()
    let entropy = SeededEntropy(seed: 12)
    let rows = (0..<700).map { id -> [Value] in
      [
        .int(id), id % 7 == 0 ? .null : .int(entropy.below(1000)), id % 5 == 0 ? .null : .text("柜\(id)"),
        .bytes(entropy.bytes(entropy.below(40))),
      ]
    }
    let changed = (100..<400).map { id -> [Value] in [.int(id), .int(id * 3), .null, .bytes([UInt8(id % 256)])] }
    try await database.write { tx in
      try tx.insert(Note.rows, Array(rows[..<500]))
      let new = try tx.insertNew(Note.rows, Array(rows[450...]))
      #expect(try Set(new.map { try $0.int(0) }) == Set(500..<700))
      try tx.update(Note.rows, changed)
      try tx.insert(Note.rows, [])
      #expect(try tx.insertNew(Note.rows, []).isEmpty)
    }
    let expected = rows.enumerated().map { (100..<400).contains($0) ? changed[$0 - 100] : $1 }
    #expect(try await database.read { try $0.query(Note.all).map(\.values) } == expected)
    let some = try await database.write { tx in
      try tx.select(Note.rows, keys: [.int(3), .int(9999), .int(650), .int(3), .int(0)], lock: true).map(\.values)
    }
    #expect(some == [expected[0], expected[3], expected[650]])
    let answers = try await database.read { tx in
      try tx.queryAll((0..<300).map { Question("SELECT id FROM note WHERE id = $1", [.int($0 * 10)]) }).map(\.count)
    }
    #expect(answers == (0..<300).map { $0 < 70 ? 1 : 0 })
    #expect(
      await fault { try await database.write { try $0.insert(Note.rows, [[.int(1), .null, .null, .null]]) } }
        == "storage.constraint")
    await database.close()
  }

  @Test("the tables, their keys and columns are known", arguments: ConformanceEngine.all)
  func tables(_ engine: ConformanceEngine) async throws {
    let database = try await engine.vault()
    let tables = try await database.tables()
    #expect(tables.map(\.table).sorted() == ["note", "outbox", "schema_version"])
    let note = try #require(tables.first { $0.table == "note" })
    #expect(note.key == ["id"] && note.columns.map(\.name) == ["id", "number", "body", "blob"])
    #expect(note.columns.map(\.type) == [.int, .int, .text, .bytes])
    await database.close()
  }

  @Test("ON CONFLICT DO NOTHING RETURNING tells a new row from a known one", arguments: ConformanceEngine.all)
  func conflict(_ engine: ConformanceEngine) async throws {
    let database = try await engine.vault()
    let sql: SQL = "INSERT INTO note (id) VALUES ($1) ON CONFLICT (id) DO NOTHING RETURNING id"
    let counts = try await database.write { tx in
      [try tx.query(sql, [.int(1)]).count, try tx.query(sql, [.int(1)]).count]
    }
    #expect(counts == [1, 0])
    await database.close()
  }

  @Test("migration takes the steps in order, once, and twice is as good as once", arguments: ConformanceEngine.all)
  func migration(_ engine: ConformanceEngine) async throws {
    let place = try engine.place()
    let first = Schema.Step(1, ["CREATE TABLE step (a {int} NOT NULL)", "INSERT INTO step (a) VALUES (1)"])
    let second = Schema.Step(2, ["ALTER TABLE step ADD COLUMN b {text}", "UPDATE step SET b = 'zwei'"])
    let third = Schema.Step(3, ["INSERT INTO step (a, b) VALUES (3, 'drei')"])
    var database = try engine.open(place, VaultWishes())
    try await database.migrate([Schema(room: "step", steps: [first])])
    await database.close()
    database = try engine.open(place, VaultWishes())
    let newest = Schema(room: "step", steps: [first, second, third])
    try await database.migrate([newest])
    try await database.migrate([newest])
    let rows = try await database.read { try $0.query("SELECT a, b FROM step ORDER BY a").map(\.values) }
    #expect(rows == [[.int(1), .text("zwei")], [.int(3), .text("drei")]])
    await database.close()
  }

  @Test("a failing step leaves no half of itself, and the steps before it stand", arguments: ConformanceEngine.all)
  func failingStep(_ engine: ConformanceEngine) async throws {
    let database = try engine.open(engine.place(), VaultWishes())
    let good = Schema.Step(1, ["CREATE TABLE good (a {int})"])
    let bad = Schema.Step(2, ["CREATE TABLE half (a {int})", "CREATE NONSENSE"])
    let code = await fault { try await database.migrate([Schema(room: "r", steps: [good, bad])]) }
    #expect(code == engine.sqlFault)
    #expect(try await database.read { try $0.query("SELECT a FROM good").isEmpty })
    #expect(await fault { _ = try await database.read { try $0.query("SELECT a FROM half") } } == engine.sqlFault)
    try await database.migrate([Schema(room: "r", steps: [good, Schema.Step(2, ["CREATE TABLE half (a {int})"])])])
    await database.close()
  }

  @Test("data of a newer program is refused before anything is changed", arguments: ConformanceEngine.all)
  func newerData(_ engine: ConformanceEngine) async throws {
    let database = try engine.open(engine.place(), VaultWishes())
    let one = Schema.Step(1, ["CREATE TABLE n (a {int})"])
    try await database.migrate([Schema(room: "n", steps: [one, Schema.Step(2, ["INSERT INTO n (a) VALUES (2)"])])])
    let other = Schema(room: "other", steps: [Schema.Step(1, ["CREATE TABLE other (a {int})"])])
    let code = await fault { try await database.migrate([other, Schema(room: "n", steps: [one])]) }
    #expect(code == "storage.schema-newer")
    #expect(await fault { _ = try await database.read { try $0.query("SELECT a FROM other") } } != nil)
    await database.close()
  }

  @Test(
    "an outbox message exists only if its transaction does, and until it is delivered", arguments: ConformanceEngine.all
  )
  func outbox(_ engine: ConformanceEngine) async throws {
    let database = try await engine.vault()
    let entropy = SeededEntropy(seed: 3)
    let messages = (0..<3).map { index in
      OutboxMessage(
        id: EntityID(at: Moment(milliseconds: 1000 + Int64(index)), from: entropy), institution: InstitutionID(10_001),
        topic: "receipt", body: entropy.bytes(20), createdAt: Moment(milliseconds: 1000 + Int64(index)))
    }
    try await database.write { tx in for message in messages.reversed() { try Outbox.put(message, in: tx) } }
    let lost = OutboxMessage(
      id: EntityID(at: Moment(milliseconds: 1), from: entropy), institution: InstitutionID(1), topic: "no", body: [],
      createdAt: Moment(milliseconds: 1))
    #expect(
      await refusal {
        try await database.write { tx in
          try Outbox.put(lost, in: tx)
          throw notToday
        }
      } == "test.no")
    #expect(try await database.read { try Outbox.pending(limit: 2, in: $0) } == Array(messages[..<2]))
    try await database.write { try Outbox.delivered([messages[0].id, messages[2].id], in: $0) }
    #expect(try await database.read { try Outbox.pending(limit: 9, in: $0) } == [messages[1]])
    await database.close()
  }

  @Test("one vault is opened once at a time", arguments: ConformanceEngine.all)
  func openedOnce(_ engine: ConformanceEngine) async throws {
    let place = try engine.place()
    let database = try await engine.vault(at: place)
    #expect(await fault { _ = try engine.open(place, VaultWishes()) } == "storage.in-use")
    try await database.write { try Note.put(1, in: $0) }
    await database.close()
    let again = try await engine.vault(at: place)
    #expect(try await Note.ids(in: again) == [1])
    await again.close()
  }
}
