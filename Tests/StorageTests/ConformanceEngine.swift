import PostgresStorage
import Primitives
import SQLiteStorage
import Storage
import TestHouse

/// What a conformance test asks of the vault it is given.
struct VaultWishes: Sendable {
  var queueLimit = 4096
  /// Bodies that run at the same time, where the engine can.
  var writers = 1
  /// Largest size of the data; an engine without such a limit leaves the test out.
  var maximumPages: Int?
  /// Called before each commit; an error makes the commit fail.
  var beforeCommit: (@Sendable () throws -> Void)?
}

/// One engine that must hold the contract of `Database`. Another engine is added to `all` and runs the
/// same tests.
struct ConformanceEngine: Sendable, CustomStringConvertible {
  let description: String
  /// A place for one vault.
  let place: @Sendable () throws -> String
  /// Opens the vault at this place, new or not, without migrating it.
  let open: @Sendable (String, VaultWishes) throws -> any Database

  static let sqlite = ConformanceEngine(
    description: "sqlite",
    place: { try TestVault.directory() + "/bank.db" },
    open: { path, wishes in
      var options = SQLiteOptions()
      options.queueLimit = wishes.queueLimit
      options.maximumPages = wishes.maximumPages
      options.beforeCommit = wishes.beforeCommit
      return try SQLiteDatabase(path: path, options: options)
    })

  /// One writing connection, so that the tests of the queue know what waits behind what.
  static let postgresql = ConformanceEngine(
    description: "postgresql",
    place: { try TestVault.directory() + "/bank.db" },
    open: { path, wishes in
      var options = TestEngine.postgresOptions
      options.writers = wishes.writers
      options.queueLimit = wishes.queueLimit
      options.beforeCommit = wishes.beforeCommit
      return try PostgresDatabase(TestEngine.address(for: path), options: options)
    })

  static let all = TestEngine.server == nil ? [sqlite] : [sqlite, postgresql]

  /// Bodies that wait together are one commit.
  var commitsTogether: Bool { description == "sqlite" }
  /// How the engine calls a statement that it does not understand.
  var sqlFault: String { description == "sqlite" ? "storage.sqlite" : "storage.sql" }

  /// A new vault with the table `note (id, body)`.
  func vault(_ wishes: VaultWishes = VaultWishes(), at path: String? = nil) async throws -> any Database {
    let database = try open(path ?? place(), wishes)
    try await database.migrate([StorageSchema.schema, Note.schema])
    return database
  }
}

/// A table for tests.
enum Note {
  static let schema = Schema(
    room: "note",
    steps: [
      Schema.Step(
        1,
        [
          """
          CREATE TABLE note (
            id {int} NOT NULL PRIMARY KEY, number {int}, body {text}, blob {bytes}, CHECK (number >= 0))
          """
        ])
    ])

  static let rows = TableRows(
    "note", key: ["id"], [.init("id", .int), .init("number", .int), .init("body", .text), .init("blob", .bytes)])
  static let insert: SQL = "INSERT INTO note (id, number, body, blob) VALUES ($1, $2, $3, $4)"
  static let all: SQL = "SELECT id, number, body, blob FROM note ORDER BY id"
  static let count: SQL = "SELECT COUNT(*) FROM note"
  static let ids: SQL = "SELECT id FROM note ORDER BY id"

  static func put(_ id: Int, number: Int = 0, in tx: any WriteTransaction) throws {
    try tx.execute(insert, [.int(id), .int(number), .null, .null])
  }

  static func ids(in database: any Database) async throws -> [Int64] {
    try await database.read { try $0.query(ids).map { try $0.int(0) } }
  }
}

/// A refusal for tests.
let notToday = Refusal(
  .conflict, "test.no", zh: "今天不行。", en: "Not today.", remedyZh: "明天再来。", remedyEn: "Come back tomorrow.")

struct Oddity: Error {}

/// The fault a call throws; nil when it throws something else or nothing.
func fault(_ body: () async throws -> Void) async -> String? {
  do { try await body() } catch { return (error as? Fault)?.code }
  return nil
}

/// The refusal a call throws; nil when it throws something else or nothing.
func refusal(_ body: () async throws -> Void) async -> String? {
  do { try await body() } catch { return (error as? Refusal)?.code }
  return nil
}
