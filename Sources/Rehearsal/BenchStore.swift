import Foundation
import PostgresStorage
import Primitives
import SQLiteStorage
import Storage

/// A vault of its own for one measurement or scenario: a file in a temporary folder, or a new schema of a database; gone
/// afterwards.
package struct BenchStore: Sendable {
  package let database: any Database
  private let place: Place

  private enum Place: Sendable {
    case folder(URL)
    case schema(String)
  }

  /// - Parameters:
  ///   - store: `sqlite`, or an address of PostgreSQL.
  ///   - folder: where the temporary folder is made.
  ///   - connections: that write to PostgreSQL; nil: as in production.
  package static func open(
    _ store: String, in folder: URL, schemas: [Schema], connections: Int? = nil
  ) async throws -> BenchStore {
    let name = "bench_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    guard PostgresAddress.isAddress(store) else {
      let work = folder.appending(path: ".\(name)")
      try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
      let database = try SQLiteDatabase(path: work.appending(path: "bench.sqlite").path)
      try await database.migrate([StorageSchema.schema] + schemas)
      return BenchStore(database: database, place: .folder(work))
    }
    let joint = store.contains("?") ? "&" : "?"
    var options = PostgresOptions()
    if let connections { options.writers = connections }
    let address = try PostgresAddress(store + joint + "options=-csearch_path%3D\(name)")
    let database = try PostgresDatabase(address, options: options)
    try await database.migrate([StorageSchema.schema] + schemas)
    return BenchStore(database: database, place: .schema(name))
  }

  /// Closes and removes everything.
  package func remove() async throws {
    switch place {
    case .folder(let folder):
      await database.close()
      try FileManager.default.removeItem(at: folder)
    case .schema(let name):
      try await database.write { tx in try tx.execute(SQL("DROP SCHEMA \(name) CASCADE"), []) }
      await database.close()
    }
  }
}
