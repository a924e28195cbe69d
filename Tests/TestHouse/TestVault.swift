import Foundation
import PostgresStorage
import Primitives
import SQLiteStorage
import Storage
import Synchronization

/// Vaults for tests: real ones of the chosen engine; directories are deleted when the tests end.
package enum TestVault {
  private static let directories = Mutex<[String]>([])
  private static let cleaner: Void = {
    atexit {
      for directory in TestVault.directories.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: directory) }
    }
  }()

  /// A new, empty directory.
  package static func directory() throws -> String {
    _ = cleaner
    let parent = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let path = parent + "/guichet-test-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    directories.withLock { $0.append(path) }
    return path
  }

  /// An open vault with the tables of the outbox and of these rooms.
  package static func temporary(schemas: [Schema] = []) async throws -> any Database {
    try await open(directory() + "/bank.db", schemas: schemas)
  }

  /// Opens, or opens again, the vault at this place.
  package static func open(_ path: String, schemas: [Schema] = []) async throws -> any Database {
    switch TestEngine.chosen {
    case .sqlite: return try await openFile(path, schemas: schemas)
    case .postgresql:
      let database = try PostgresDatabase(TestEngine.address(for: path), options: TestEngine.postgresOptions)
      try await migrate(database, schemas)
      return database
    }
  }

  package static func temporaryFile(
    schemas: [Schema] = [], options: SQLiteOptions = SQLiteOptions()
  ) async throws -> SQLiteDatabase {
    try await openFile(directory() + "/bank.db", schemas: schemas, options: options)
  }

  package static func openFile(
    _ path: String, schemas: [Schema] = [], options: SQLiteOptions = SQLiteOptions()
  ) async throws -> SQLiteDatabase {
    let database = try SQLiteDatabase(path: path, options: options)
    try await migrate(database, schemas)
    return database
  }

  private static func migrate(_ database: any Database, _ schemas: [Schema]) async throws {
    try await database.migrate(schemas.contains { $0.room == "storage" } ? schemas : [StorageSchema.schema] + schemas)
  }
}
