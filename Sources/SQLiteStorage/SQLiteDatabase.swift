import Foundation
import GRDB
import GRDBSQLite
import Primitives
import Storage

/// The vault in one file on this machine: SQLite with a write-ahead log and `synchronous=FULL`, one
/// writer with group commit, several readers with snapshots. Holds the contract of `Storage.Database`.
package final class SQLiteDatabase: Storage.Database {
  package let engine = "sqlite"
  private let pool: DatabasePool
  private let writer: SQLiteWriter
  private let readers: SQLiteReaders

  /// Opens the file, or makes it (readable by its owner only).
  ///
  /// - Throws: `Fault` `storage.in-use` when another program has it open, `storage.path`,
  ///   `storage.pragma` when the file cannot be made durable, `storage.sqlite`.
  package init(path: String, options: SQLiteOptions = SQLiteOptions()) throws {
    let lock = try DataFileLock(beside: path)
    let made = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard made >= 0 else { throw Fault("storage.path", "cannot open the data: \(String(cString: strerror(errno)))") }
    Foundation.close(made)
    do {
      pool = try DatabasePool(path: path, configuration: Self.configuration(options))
      try Self.makeDurable(pool, options)
    } catch {
      throw Answer.error(error)
    }
    let readers = SQLiteReaders(pool: pool, threads: options.readers, limit: options.readLimit)
    self.readers = readers
    writer = SQLiteWriter(pool: pool, options: options)
    let checkpointer = Checkpointer(path: path, writer: writer)
    writer.start { [pool] in
      readers.stop()
      // The pool first: it would leave the log behind, since its last connection only reads. A failure
      // to close loses nothing that was committed.
      try? pool.close()
      checkpointer.stop()
      withExtendedLifetime(lock) {}
    }
  }

  deinit { writer.queue.beginClosing() }

  private static func configuration(_ options: SQLiteOptions) -> Configuration {
    var configuration = Configuration()
    configuration.maximumReaderCount = options.readers
    configuration.busyMode = .timeout(5)
    configuration.label = "vault"
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA temp_store = MEMORY")
      let mebibytes = database.configuration.readonly ? 64 : options.cacheMebibytes
      try database.execute(sql: "PRAGMA cache_size = -\(mebibytes * 1024)")
    }
    return configuration
  }

  /// GRDB sets `synchronous=NORMAL` when it turns the log on, after any preparation of ours; so FULL is
  /// set here and read back, and a file that does not obey is not opened.
  private static func makeDurable(_ pool: DatabasePool, _ options: SQLiteOptions) throws {
    try pool.writeWithoutTransaction { database in
      var settings = [
        ("synchronous", "FULL", "2"), ("journal_mode", "WAL", "wal"), ("foreign_keys", "ON", "1"),
        // Deleted drafts must not survive in free pages.
        ("secure_delete", "ON", "1"),
        ("wal_autocheckpoint", "\(options.checkpointPages)", "\(options.checkpointPages)"),
      ]
      if let pages = options.maximumPages { settings.append(("max_page_count", "\(pages)", "\(pages)")) }
      for (name, wanted, expected) in settings {
        _ = try GRDB.Row.fetchAll(database, sql: "PRAGMA \(name) = \(wanted)")
        let found = try String.fetchOne(database, sql: "PRAGMA \(name)") ?? ""
        guard found == expected else {
          throw Fault("storage.pragma", "PRAGMA \(name) is \(found) and must be \(expected): refusing to open")
        }
      }
    }
  }

  package func write<T: Sendable>(
    _ manner: WriteManner, _ body: @escaping @Sendable (any WriteTransaction) throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { writer.queue.submit(WriteTicket(manner, body, $0)) }
  }

  package func read<T: Sendable>(
    _ body: @escaping @Sendable (any ReadTransaction) throws -> T
  ) async throws -> T {
    try await readers.read { try body($0) }
  }

  package func migrate(_ schemas: [Schema]) async throws { try await SQLiteMigration.run(schemas, on: self) }

  package var figures: StoreFigures {
    StoreFigures(
      engine: engine, waiting: writer.queue.waiting, waitingLimit: writer.queue.limit,
      refused: writer.queue.refused + readers.queue.refused, stopped: writer.queue.stopped?.detail)
  }

  package func tables() async throws -> [TableRows] { try await read(SQLiteTables.list) }

  package func backup(to path: String) async throws {
    try await readers.read { try SQLiteBackup.copy($0.connection.handle, to: path) }
  }

  package func close() async {
    writer.queue.beginClosing()
    await writer.queue.waitUntilClosed()
  }

  /// Schema statements, rendered already, and then `body`, in one write.
  func perform(
    _ statements: [String], then body: @escaping @Sendable (any WriteTransaction) throws -> Void = { _ in }
  ) async throws {
    try await write { tx in
      guard let tx = tx as? SQLiteWriteTransaction else { preconditionFailure("another engine's transaction") }
      for statement in statements { try tx.connection.perform(statement) }
      try body(tx)
    }
  }
}
