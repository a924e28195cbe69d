import Primitives
import Storage
import Synchronization
import TestHouse
import Testing

/// The contract of `Database`, for every engine (DECISIONS 1–3, 8): outcomes of bodies and batches.
@Suite struct DatabaseConformance {
  /// Fills the queue behind a body held at a gate with exactly `count` writes of the 2 × `count` that are
  /// tried, opens the gate, and returns what became of each that got in.
  private func together(
    _ database: any Database, queueLimit count: Int,
    _ body: @escaping @Sendable (Int, any WriteTransaction) throws -> Void
  ) async -> [Int: (any Error)?] {
    let gate = Gate()
    let held = Task { try await database.write { _ in gate.pass() } }
    await gate.reached()
    let outcomes = await withTaskGroup(of: (Int, (any Error)?).self) { group in
      for id in 0..<(2 * count) {
        group.addTask {
          do { try await database.write { try body(id, $0) } } catch { return (id, error) }
          return (id, nil)
        }
      }
      // As many as are too many have been refused: so all the others are waiting.
      for _ in 0..<count { _ = await group.next() }
      gate.release()
      return await group.reduce(into: [Int: (any Error)?]()) { $0.updateValue($1.1, forKey: $1.0) }
    }
    _ = await held.result
    return outcomes
  }

  @Test(
    "a refusal rolls back its body alone, and its neighbours in the batch survive", arguments: ConformanceEngine.all)
  func refusals(_ engine: ConformanceEngine) async throws {
    var wishes = VaultWishes()
    wishes.queueLimit = 20
    let database = try await engine.vault(wishes)
    let outcomes = await together(database, queueLimit: 20) { id, tx in
      try Note.put(id, in: tx)
      if id % 3 == 0 { throw notToday }
    }
    for (id, error) in outcomes { #expect((error as? Refusal) == (id % 3 == 0 ? notToday : nil)) }
    #expect(outcomes.count == 20)
    #expect(try await Note.ids(in: database) == outcomes.keys.filter { $0 % 3 != 0 }.sorted().map(Int64.init))
    await database.close()
  }

  @Test("a broken body rolls back alone and is answered as a fault", arguments: ConformanceEngine.all)
  func brokenBodies(_ engine: ConformanceEngine) async throws {
    var wishes = VaultWishes()
    wishes.queueLimit = 30
    let database = try await engine.vault(wishes)
    let outcomes = await together(database, queueLimit: 30) { id, tx in
      try Note.put(id, in: tx)
      if id % 5 == 1 { throw Oddity() }
      if id % 5 == 2 { try Note.put(id, in: tx) }
      if id % 5 == 3 { throw Fault("test.broken", "as if") }
    }
    for (id, error) in outcomes {
      let expected = [nil, "storage.body", "storage.constraint", "test.broken", nil][id % 5]
      #expect((error as? Fault)?.code == expected)
    }
    #expect(
      try await Note.ids(in: database) == outcomes.keys.filter { [0, 4].contains($0 % 5) }.sorted().map(Int64.init))
    await database.close()
  }

  @Test("a body that swallows an error of the engine still fails", arguments: ConformanceEngine.all)
  func swallowed(_ engine: ConformanceEngine) async throws {
    let database = try await engine.vault()
    let code = await fault {
      try await database.write { tx in
        try Note.put(1, in: tx)
        try? Note.put(1, in: tx)
      }
    }
    #expect(code == "storage.constraint")
    #expect(try await Note.ids(in: database).isEmpty)
    await database.close()
  }

  @Test("two hundred writers of one row lose no update", arguments: ConformanceEngine.all)
  func oneRow(_ engine: ConformanceEngine) async throws {
    var wishes = VaultWishes()
    wishes.writers = 8
    let database = try await engine.vault(wishes)
    try await database.write { try Note.put(1, in: $0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask {
          try await database.write { tx in
            guard let row = try tx.first("SELECT number FROM note WHERE id = $1", [.int(1)], lock: true) else { return }
            try tx.execute("UPDATE note SET number = $2 WHERE id = $1", [.int(1), .int(try row.int(0) + 1)])
          }
        }
      }
      try await group.waitForAll()
    }
    let number = try await database.read { try $0.first("SELECT number FROM note")?.int(0) }
    #expect(number == 200)
    await database.close()
  }

  @Test("a read sees its snapshot and does not wait for the writer", arguments: ConformanceEngine.all)
  func snapshots(_ engine: ConformanceEngine) async throws {
    let database = try await engine.vault()
    try await database.write { try Note.put(1, in: $0) }
    let gate = Gate()
    let writing = Task {
      try await database.write { tx in
        try Note.put(2, in: tx)
        gate.pass()
      }
    }
    await gate.reached()
    // The writer holds its transaction open here: this read returns all the same.
    #expect(try await Note.ids(in: database) == [1])
    gate.release()
    try await writing.value
    #expect(try await Note.ids(in: database) == [1, 2])

    let inside = Gate()
    let reading = Task {
      try await database.read { tx in
        let before = try tx.query(Note.count)
        inside.pass()
        return try (before + tx.query(Note.count)).map { try $0.int(0) }
      }
    }
    await inside.reached()
    try await database.write { try Note.put(3, in: $0) }
    inside.release()
    #expect(try await reading.value == [2, 2])
    await database.close()
  }

  @Test(
    "one write more than may wait is refused as busy, in both languages, and nothing is done",
    arguments: ConformanceEngine.all)
  func busy(_ engine: ConformanceEngine) async throws {
    var wishes = VaultWishes()
    wishes.queueLimit = 8
    let database = try await engine.vault(wishes)
    let gate = Gate()
    let held = Task { try await database.write { _ in gate.pass() } }
    await gate.reached()
    await withTaskGroup(of: (any Error)?.self) { group in
      for id in 0..<100 {
        group.addTask {
          do { try await database.write { try Note.put(id, in: $0) } } catch { return error }
          return nil
        }
      }
      for _ in 0..<92 {
        let error = await group.next() ?? nil
        guard let refusal = error as? Refusal else {
          Issue.record("expected a refusal, got \(String(describing: error))")
          continue
        }
        #expect(refusal.kind == .busy && refusal.code == "storage.busy" && refusal.limit == "8")
        #expect(!refusal.zh.isEmpty && !refusal.en.isEmpty && !refusal.remedyZh.isEmpty && !refusal.remedyEn.isEmpty)
      }
      gate.release()
      for await error in group { #expect(error == nil) }
    }
    try await held.value
    #expect(try await Note.ids(in: database).count == 8)
    await database.close()
  }

  @Test("a failed commit answers every caller with a fault and stops the writer", arguments: ConformanceEngine.all)
  func failedCommit(_ engine: ConformanceEngine) async throws {
    let failing = Mutex(false)
    var wishes = VaultWishes()
    wishes.queueLimit = 5
    wishes.beforeCommit = { if failing.withLock({ $0 }) { throw Oddity() } }
    let place = try engine.place()
    let database = try await engine.vault(wishes, at: place)
    try await database.write { try Note.put(100, in: $0) }
    let outcomes = await together(database, queueLimit: 5) { id, tx in
      failing.withLock { $0 = true }
      try Note.put(id, in: tx)
      // A refusal may rest on a neighbour's rows, so it must not be answered either.
      if id % 2 == 0 { throw notToday }
    }
    #expect(outcomes.count == 5)
    // Where each body has a commit of its own, a refusal rests on nobody's rows and needs none, and the first
    // commit that fails stops the others before they run.
    let codes = outcomes.map { id, error in engine.commitsTogether || id % 2 == 1 ? (error as? Fault)?.code : nil }
    #expect(codes.contains("storage.commit"))
    #expect(
      codes.allSatisfy { $0 == "storage.commit" || (!engine.commitsTogether && ($0 == nil || $0 == "storage.stopped")) }
    )
    failing.withLock { $0 = false }
    #expect(await fault { try await database.write { try Note.put(200, in: $0) } } == "storage.stopped")
    #expect(try await Note.ids(in: database) == [100])
    await database.close()

    let again = try await engine.vault(at: place)
    try await again.write { try Note.put(201, in: $0) }
    #expect(try await Note.ids(in: again) == [100, 201])
    await again.close()
  }

  @Test(
    "a full disk stops the writer: no success that is not there after opening again (PostgreSQL: Tests/Faults)",
    arguments: ConformanceEngine.all.filter(\.commitsTogether))
  func diskFull(_ engine: ConformanceEngine) async throws {
    var wishes = VaultWishes()
    wishes.maximumPages = 64
    let place = try engine.place()
    let database = try await engine.vault(wishes, at: place)
    var succeeded: [Int64] = []
    var failure: (any Error)?
    for id in 0..<1000 where failure == nil {
      do {
        try await database.write { tx in
          try tx.execute(Note.insert, [.int(id), .null, .null, .bytes([UInt8](repeating: 7, count: 3000))])
        }
        succeeded.append(Int64(id))
      } catch { failure = error }
    }
    #expect((failure as? Fault)?.code == "storage.disk-full")
    #expect(succeeded.count > 10)
    #expect(await fault { try await database.write { try Note.put(2000, in: $0) } } == "storage.stopped")
    #expect(try await Note.ids(in: database) == succeeded)
    await database.close()

    let again = try await engine.vault(at: place)
    #expect(try await Note.ids(in: again) == succeeded)
    try await again.write { try Note.put(2001, in: $0) }
    await again.close()
  }

  @Test("closing finishes what waits; afterwards nothing is read or written", arguments: ConformanceEngine.all)
  func closing(_ engine: ConformanceEngine) async throws {
    let place = try engine.place()
    let database = try await engine.vault(at: place)
    let gate = Gate()
    let held = Task {
      try await database.write { tx in
        try Note.put(1, in: tx)
        gate.pass()
      }
    }
    await gate.reached()
    async let closed: Void = database.close()
    gate.release()
    try await held.value
    await closed
    #expect(await fault { try await database.write { try Note.put(2, in: $0) } } == "storage.stopped")
    #expect(await fault { _ = try await Note.ids(in: database) } == "storage.stopped")
    await database.close()

    let again = try await engine.vault(at: place)
    #expect(try await Note.ids(in: again) == [1])
    await again.close()
  }
}
