import Foundation
import GRDB
import Primitives
import Storage

/// A second program's view of a vault that another one serves: reads and backups only, beside the lock.
package final class SQLiteViewer: Storage.Database {
  package let engine = "sqlite"
  private let pool: DatabasePool
  private let readers: SQLiteReaders

  /// - Throws: `Fault` `storage.path` when there is no such file; `storage.sqlite`.
  package init(path: String) throws {
    guard access(path, R_OK) == 0 else { throw Fault("storage.path", "there is no data to read at this place") }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.maximumReaderCount = 2
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA temp_store = MEMORY") }
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
    } catch {
      throw Answer.error(error)
    }
    readers = SQLiteReaders(pool: pool, threads: 2, limit: SQLiteOptions().readLimit)
  }

  deinit { readers.queue.beginClosing() }

  package func write<T: Sendable>(
    _ manner: WriteManner, _ body: @escaping @Sendable (any WriteTransaction) throws -> T
  ) async throws -> T {
    throw StorageAnswer.readOnly
  }

  package func read<T: Sendable>(
    _ body: @escaping @Sendable (any ReadTransaction) throws -> T
  ) async throws -> T {
    try await readers.read { try body($0) }
  }

  package func migrate(_ schemas: [Schema]) async throws { throw StorageAnswer.readOnly }

  package var figures: StoreFigures {
    StoreFigures(engine: engine, waiting: 0, waitingLimit: 0, refused: 0, stopped: StorageAnswer.readOnly.detail)
  }

  package func tables() async throws -> [TableRows] { try await read(SQLiteTables.list) }

  package func backup(to path: String) async throws {
    try await readers.read { try SQLiteBackup.copy($0.connection.handle, to: path) }
  }

  package func close() async {
    readers.queue.beginClosing()
    await readers.queue.waitUntilClosed()
    // Nothing was written, so nothing can be lost by a failure to close.
    try? pool.close()
  }
}
