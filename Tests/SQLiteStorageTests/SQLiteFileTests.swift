import Foundation
import Primitives
import SQLiteStorage
import Storage
import Synchronization
import TestHouse
import Testing

/// What is true of SQLite's file alone.
@Suite struct SQLiteFileTests {
  private static let schema = Schema(
    room: "file", steps: [Schema.Step(1, ["CREATE TABLE file (id {int} NOT NULL PRIMARY KEY, body {bytes})"])])
  private static let insert: SQL = "INSERT INTO file (id, body) VALUES ($1, $2)"
  private static let ids: SQL = "SELECT id FROM file ORDER BY id"

  /// GRDB sets `synchronous=NORMAL` on its own; with it a power cut may lose answered transactions.
  @Test(
    "the writer is durable: FULL, WAL, foreign keys, deleted bytes overwritten",
    arguments: [
      ("PRAGMA synchronous", Value.int(2)), ("PRAGMA journal_mode", .text("wal")), ("PRAGMA foreign_keys", .int(1)),
      ("PRAGMA secure_delete", .int(1)), ("PRAGMA temp_store", .int(2)), ("PRAGMA wal_autocheckpoint", .int(8000)),
      ("PRAGMA cache_size", .int(-256 * 1024)),
    ])
  func settings(_ pragma: String, _ expected: Value) async throws {
    let database = try await TestVault.temporaryFile()
    #expect(try await database.write { try $0.first(SQL(pragma))?.values.first } == expected)
    await database.close()
  }

  @Test("what was answered is in the files at that moment: a copy of them, as a crash leaves them, has it all")
  func durableBeforeReturn() async throws {
    let path = try TestVault.directory() + "/bank.db"
    let database = try await TestVault.openFile(path, schemas: [Self.schema])
    for id in 1...50 { try await database.write { try $0.execute(Self.insert, [.int(id), .null]) } }
    let copy = try TestVault.directory() + "/bank.db"
    for suffix in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix) }
    let crashed = try await TestVault.openFile(copy, schemas: [Self.schema])
    #expect(try await crashed.read { try $0.query(Self.ids).count } == 50)
    await crashed.close()
    await database.close()
  }

  @Test("a log cut anywhere gives a prefix of the answered transactions, never half of one", arguments: 0..<8)
  func tornLog(_ cut: Int) async throws {
    let path = try TestVault.directory() + "/bank.db"
    let database = try await TestVault.openFile(path, schemas: [Self.schema])
    for id in 1...20 {
      try await database.write { tx in
        try tx.execute(Self.insert, [.int(id * 2), .bytes([UInt8](repeating: 1, count: 2500))])
        try tx.execute(Self.insert, [.int(id * 2 + 1), .bytes([UInt8](repeating: 2, count: 2500))])
      }
    }
    let copy = try TestVault.directory() + "/bank.db"
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    let log = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
    let kept = log.count * (cut + 1) / 9 + SeededEntropy(seed: UInt64(cut)).below(4000)
    try log.prefix(kept).write(to: URL(fileURLWithPath: copy + "-wal"))
    let crashed = try await TestVault.openFile(copy, schemas: [Self.schema])
    let ids = try await crashed.read { try $0.query(Self.ids).map { try $0.int(0) } }
    #expect(ids.count.isMultiple(of: 2) && ids.count <= 40)
    #expect(ids == (0..<Int64(ids.count)).map { $0 + 2 })
    await crashed.close()
    await database.close()
  }

  @Test("writes that gather during a commit share the next one")
  func groupCommit() async throws {
    let sizes = Mutex<[Int]>([])
    var options = SQLiteOptions()
    options.queueLimit = 64
    options.commitObserver = { size in sizes.withLock { $0.append(size) } }
    let database = try await TestVault.temporaryFile(schemas: [Self.schema], options: options)
    sizes.withLock { $0 = [] }
    let gate = Gate()
    let held = Task { try await database.write { _ in gate.pass() } }
    await gate.reached()
    await withTaskGroup(of: Void.self) { group in
      for id in 0..<128 {
        group.addTask { try? await database.write { try $0.execute(Self.insert, [.int(id), .null]) } }
      }
      // 64 have been refused as too many: the other 64 are waiting.
      for _ in 0..<64 { await group.next() }
      gate.release()
    }
    try await held.value
    #expect(sizes.withLock { $0 }.starts(with: [1, 64]))
    await database.close()
  }

  @Test("the data file is its owner's only")
  func permissions() async throws {
    let path = try TestVault.directory() + "/bank.db"
    let database = try await TestVault.openFile(path, schemas: [Self.schema])
    try await database.write { try $0.execute(Self.insert, [.int(1), .null]) }
    for suffix in ["", "-wal", "-shm", ".lock"] {
      let mode = try FileManager.default.attributesOfItem(atPath: path + suffix)[.posixPermissions] as? Int
      #expect(mode == 0o600, "bank.db\(suffix)")
    }
    await database.close()
  }

  @Test("a deleted draft does not survive in the file's free pages")
  func secureDelete() async throws {
    let path = try TestVault.directory() + "/bank.db"
    let database = try await TestVault.openFile(path, schemas: [Self.schema])
    let secret = Array("draft of 张三, not to be kept ".utf8)
    let body = [UInt8]((0..<400).map { _ in secret }.joined())
    try await database.write { try $0.execute(Self.insert, [.int(1), .bytes(body)]) }
    await database.close()
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(secret)) != nil)
    let again = try await TestVault.openFile(path, schemas: [Self.schema])
    try await again.write { try $0.execute("DELETE FROM file WHERE id = $1", [.int(1)]) }
    await again.close()
    #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(secret)) == nil)
  }

  @Test("a file that is no vault, or a folder that is not there, is a fault with a name")
  func notAVault() async throws {
    let directory = try TestVault.directory()
    try Data("this is not a database, only a long text about one".utf8 + [UInt8](repeating: 65, count: 8192))
      .write(to: URL(fileURLWithPath: directory + "/text.db"))
    #expect(throws: Fault.self) { try SQLiteDatabase(path: directory + "/text.db") }
    #expect {
      try SQLiteDatabase(path: directory + "/missing/bank.db")
    } throws: { ($0 as? Fault)?.code == "storage.path" }
  }

  @Test("bulk writes leave a log that the checkpoint thread empties into the file")
  func checkpoints() async throws {
    let path = try TestVault.directory() + "/bank.db"
    let database = try await TestVault.openFile(path, schemas: [Self.schema])
    for id in 0..<50 {
      try await database.write {
        try $0.execute(Self.insert, [.int(id), .bytes([UInt8](repeating: 9, count: 20_000))])
      }
    }
    func size() throws -> Int {
      try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
    // At most a minute on a busy machine; usually a quarter of a second.
    for _ in 0..<600 where try size() < 1_000_000 { try await Task.sleep(for: .milliseconds(100)) }
    #expect(try size() >= 1_000_000)
    await database.close()
  }

  @Test("one read more than may wait is refused as busy")
  func busyReads() async throws {
    var options = SQLiteOptions()
    (options.readers, options.readLimit) = (1, 1)
    let database = try await TestVault.temporaryFile(options: options)
    let gate = Gate()
    let held = Task { try await database.read { _ in gate.pass() } }
    await gate.reached()
    // Of two more, one waits and one is refused, whichever comes first.
    let others = (0..<2).map { _ in Task { try await database.read { _ in } } }
    while database.figures.refused == 0 { await Task.yield() }
    gate.release()
    try await held.value
    var answers: [String] = []
    for other in others {
      switch await other.result {
      case .success: answers.append("read")
      case .failure(let error): answers.append((error as? Refusal)?.code ?? "\(error)")
      }
    }
    #expect(answers.sorted() == ["read", "storage.busy"])
    try await database.read { _ in }
    await database.close()
  }

  @Test("a commit of unknown fate is told as such, and the writer stops")
  func inDoubt() async throws {
    let doubtful = Mutex(false)
    var options = SQLiteOptions()
    options.beforeCommit = { if doubtful.withLock({ $0 }) { throw InDoubt("as if fsync had failed") } }
    let database = try await TestVault.temporaryFile(schemas: [Self.schema], options: options)
    doubtful.withLock { $0 = true }
    await #expect(throws: InDoubt.self) { try await database.write { try $0.execute(Self.insert, [.int(1), .null]) } }
    doubtful.withLock { $0 = false }
    await #expect {
      try await database.write { try $0.execute(Self.insert, [.int(2), .null]) }
    } throws: { ($0 as? Fault)?.code == "storage.stopped" }
    await database.close()
  }

  @Test("a backup taken while writes go on is one consistent, complete vault")
  func backup() async throws {
    let database = try await TestVault.temporaryFile(schemas: [Self.schema])
    let target = try TestVault.directory() + "/bank.db"
    // Pairs are written together: a copy with half a pair is torn.
    let writing = Task {
      for pair in 0..<300 {
        try await database.write { tx in
          for id in [pair * 2, pair * 2 + 1] { try tx.execute(Self.insert, [.int(id), .null]) }
        }
      }
    }
    let count = { (vault: SQLiteDatabase) in
      try await vault.read { try $0.query(Self.ids).map { try $0.int(0) } }
    }
    for _ in 0..<1000 where try await count(database).count < 20 { await Task.yield() }
    try await database.backup(to: target)
    await #expect(throws: Refusal.self) { try await database.backup(to: target) }
    try await writing.value
    await database.close()

    let copy = try await TestVault.openFile(target, schemas: [Self.schema])
    let ids = try await count(copy)
    #expect(ids.count.isMultiple(of: 2))
    #expect(ids == (0..<Int64(ids.count)).map { $0 })
    try await copy.write { try $0.execute(Self.insert, [.int(5000), .null]) }
    await copy.close()
  }
}
