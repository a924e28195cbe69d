import PostgresStorage
import Primitives
import Storage
import TestHouse
import Testing

/// What is true of PostgreSQL alone. The common contract: `StorageTests`; broken lines: `CutTests`.
@Suite(
  "PostgreSQL server", .enabled(if: TestEngine.server != nil, "SKIPPED: no PostgreSQL (GUICHET_TEST_POSTGRES)"))
struct PostgresServerTests {
  private static let note = Schema(
    room: "note", steps: [Schema.Step(1, ["CREATE TABLE note (id {int} NOT NULL PRIMARY KEY, body {text})"])])

  private func vault(
    _ path: String, _ change: (inout PostgresOptions) -> Void = { _ in }
  ) async throws -> PostgresDatabase {
    var options = TestEngine.postgresOptions
    change(&options)
    let database = try PostgresDatabase(try TestEngine.address(for: path), options: options)
    try await database.migrate([StorageSchema.schema, Self.note])
    return database
  }

  private func fault(_ body: () throws -> Void) -> String? {
    do { try body() } catch { return (error as? Fault)?.code ?? "\(error)" }
    return nil
  }

  private func server(_ changed: (String) -> String) throws -> PostgresAddress {
    try PostgresAddress(changed(try #require(TestEngine.server)))
  }

  @Test("a weaker durability asked for in the address is set right and read back")
  func durable() async throws {
    let place = try TestVault.directory()
    let text = try TestEngine.address(for: place).text + "%20-csynchronous_commit%3Doff"
    let database = try PostgresDatabase(try PostgresAddress(text), options: TestEngine.postgresOptions)
    let found = try await database.write { tx in try tx.query("SELECT current_setting('synchronous_commit')")[0].text(0)
    }
    #expect(found == "on")
    await database.close()
  }

  @Test("what cannot be opened says why: address, database, role, schema, another program")
  func refused() async throws {
    let place = try TestVault.directory()
    let database = try await vault(place)
    let options = TestEngine.postgresOptions
    var viewing = options
    viewing.viewing = true
    let port = try #require(TestEngine.server?.split(separator: ":").last?.split(separator: "/").first)
    #expect(
      fault { _ = try PostgresDatabase(try TestEngine.address(for: place), options: options) } == "storage.in-use")
    #expect(
      fault { _ = try PostgresDatabase(try server { $0.replacing(":\(port)/", with: ":1/") }, options: options) }
        == "storage.unreachable")
    #expect(
      fault { _ = try PostgresDatabase(try server { $0.replacing("/postgres", with: "/nowhere") }, options: options) }
        == "storage.no-database")
    #expect(
      fault { _ = try PostgresDatabase(try server { $0.replacing("bench@", with: "nobody@") }, options: options) }
        == "storage.no-database")
    #expect(
      fault { _ = try PostgresDatabase(try server { $0 + "?options=-csearch_path%3Dnot_there" }, options: viewing) }
        == "storage.no-schema")
    #expect(fault { _ = try PostgresAddress("mysql://x") } == "storage.address")
    #expect(fault { _ = try PostgresAddress("postgres://h:not-a-port/%zz") } == "storage.address")
    await database.close()
  }

  @Test(
    "an address is shown without its password",
    arguments: [
      ("postgres://me:secret@h/db", "postgres://me@h/db"), ("postgres://me@h:1,i:2/db", "postgres://me@h:1,i:2/db"),
      ("postgres://h/db?password=secret", "postgres://h/db?…"),
    ])
  func shown(address: String, shown: String) throws {
    let read = try PostgresAddress(address)
    #expect("\(read)" == shown && read.holdsPassword == address.contains("secret"))
  }

  @Test(
    "sums beyond a column's own type come back whole, or are refused",
    arguments: [0, 1, -1, 10_000, -99_990_000, Int64.max, Int64.min + 1] as [Int64])
  func sums(number: Int64) async throws {
    let database = try await vault(TestVault.directory())
    let sum = try await database.read { tx in
      try tx.query("SELECT SUM(n) FROM (VALUES ($1::bigint)) AS v (n)", [Value.int(number)])
    }
    #expect(try sum[0].int(0) == number)
    await #expect(throws: Fault.self) {
      try await database.read { tx in
        _ = try tx.query(
          "SELECT SUM(n) FROM (VALUES ($1::bigint), ($1::bigint), (10::bigint)) AS v (n)", [Value.int(Int64.max)])
      }
    }
    await #expect(throws: Fault.self) { try await database.read { _ = try $0.query("SELECT 1.5::numeric") } }
    await database.close()
  }

  @Test("texts are ordered by their bytes, whatever the server's language is")
  func collation() async throws {
    let database = try await vault(TestVault.directory())
    let texts = ["a", "B", "ä", "Z", "柜", "面", "_"]
    try await database.write { tx in
      for (id, text) in texts.enumerated() {
        try tx.execute("INSERT INTO note (id, body) VALUES ($1, $2)", [.int(id), .text(text)])
      }
    }
    let found = try await database.read { try $0.query("SELECT body FROM note ORDER BY body").map { try $0.text(0) } }
    #expect(found == texts.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    await database.close()
  }

  @Test("bodies that meet are run again and counted; a body that always meets others is refused with what to do")
  func contended() async throws {
    let place = try TestVault.directory()
    let database = try await vault(place) { $0.mostTries = 4 }
    try await database.write { try $0.execute("INSERT INTO note (id, body) VALUES (1, '0')", []) }
    let gate = Gate()
    let slow = Task {
      try await database.write { tx in
        _ = try tx.query("SELECT body FROM note WHERE id = $1", [.int(1)])
        gate.pass()
        try tx.execute("UPDATE note SET body = body || 'a' WHERE id = $1", [.int(1)])
      }
    }
    // Each time the slow body has read, somebody else changes what it read.
    for _ in 0..<4 {
      await gate.reached()
      try await database.write { try $0.execute("UPDATE note SET body = body || 'b' WHERE id = $1", [.int(1)]) }
      gate.release()
    }
    let refusal = await #expect(throws: Refusal.self) { try await slow.value }
    #expect(refusal?.code == "storage.contended" && refusal?.kind == .busy && refusal?.limit == "4")
    let body = try await database.read { try $0.query("SELECT body FROM note")[0].text(0) }
    #expect(body == "0bbbb")
    #expect(database.figures.retried == 3 && database.figures.connections > 0 && database.figures.doubts == 0)
    await database.close()
  }

  @Test("keyed bodies that waited together share a commit; one that is refused leaves the others alone")
  func together() async throws {
    let database = try await vault(TestVault.directory()) { $0.writers = 1 }
    let gate = Gate()
    let held = Task { try await database.write { _ in gate.pass() } }
    await gate.reached()
    let no = Refusal(.conflict, "test.no", zh: "否", en: "No", remedyZh: "改", remedyEn: "Change it")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for id in 0..<30 {
        group.addTask {
          do {
            try await database.write(.keyed) { tx in
              try tx.execute("INSERT INTO note (id) VALUES ($1)", [.int(id)])
              if id == 20 { throw no }
            }
          } catch let refusal as Refusal {
            #expect(refusal == no && id == 20)
          }
        }
      }
      while database.figures.waiting < 30 { await Task.yield() }
      gate.release()
      try await group.waitForAll()
    }
    try await held.value
    let (rows, commits) = try await database.read { tx in
      (
        try tx.query("SELECT COUNT(*) FROM note")[0].int(0),
        try tx.query("SELECT COUNT(DISTINCT xmin::text) FROM note")[0].int(0)
      )
    }
    #expect(rows == 29)
    #expect(commits < 29, "each had a transaction of its own")
    await database.close()
  }
}
