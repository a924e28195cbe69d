import Foundation
import Primitives
import SQLiteStorage
import Storage
import Synchronization

/// Vaults for tests: real files of the real engine in a directory that is deleted when the tests end.
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
  package static func temporary(
    schemas: [Schema] = [], options: SQLiteOptions = SQLiteOptions()
  ) async throws -> SQLiteDatabase {
    try await open(directory() + "/bank.db", schemas: schemas, options: options)
  }

  /// Opens, or opens again, the vault in this file.
  package static func open(
    _ path: String, schemas: [Schema] = [], options: SQLiteOptions = SQLiteOptions()
  ) async throws -> SQLiteDatabase {
    let database = try SQLiteDatabase(path: path, options: options)
    try await database.migrate([StorageSchema.schema] + schemas)
    return database
  }
}
