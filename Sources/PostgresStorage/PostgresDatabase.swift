import Foundation
import Primitives
import Storage

/// The vault in a PostgreSQL database: pooled connections, each on a thread of its own, since libpq blocks.
/// Holds the contract of `Storage.Database`; see docs/operations/postgresql.md for what a server must be.
package final class PostgresDatabase: Database {
  package let engine = "postgresql"
  package let address: PostgresAddress
  private let writes: BodyQueue<any WaitingWrite>
  private let reads: BodyQueue<any WaitingRead>
  private let options: PostgresOptions
  private let lock: PostgresGuard?
  private let tally = PostgresTally()

  /// Connects and takes the lock of this vault, unless it is only looked at.
  ///
  /// - Throws: `Fault` `storage.in-use`, `storage.unreachable`, `storage.credentials`, `storage.no-database`,
  ///   `storage.standby`, `storage.version`, `storage.setting`, `storage.no-schema`, `storage.rights`.
  package init(_ address: PostgresAddress, options: PostgresOptions = PostgresOptions()) throws {
    self.address = address
    self.options = options
    let writes = BodyQueue<any WaitingWrite>(limit: options.queueLimit, threads: options.writers) { $0.answer($1) }
    reads = BodyQueue(limit: options.readLimit, threads: options.readers) { $0.answer($1) }
    self.writes = writes
    if options.viewing {
      lock = nil
      _ = try PostgresSession.open(address, options, viewing: true)
    } else {
      lock = try PostgresGuard(address, options) { writes.stop(StorageAnswer.stopped($0.detail)) }
    }
    for number in 0..<options.writers {
      Self.thread("vault-write-\(number)") { [writes, address, options, tally, lock] in
        let worker = PostgresWorker(address, options, tally, lock: lock)
        let bed = DispatchSemaphore(value: 0)
        while let next = writes.next(atMost: options.groupLimit, bed: bed) {
          guard let broken = worker.write(next) else { continue }
          writes.stop(
            StorageAnswer.stopped("a commit failed (\(broken)). Find the cause, then start the program again"))
        }
        writes.markEnded()
      }
    }
    for number in 0..<options.readers {
      Self.thread("vault-read-\(number)") { [reads, address, options, tally] in
        let worker = PostgresWorker(address, options, tally, lock: nil)
        let bed = DispatchSemaphore(value: 0)
        while let next = reads.next(atMost: 1, bed: bed) { worker.read(next[0]) }
        reads.markEnded()
      }
    }
  }

  deinit {
    writes.beginClosing()
    reads.beginClosing()
    lock?.leave()
  }

  private static func thread(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = 2 << 20
    thread.start()
  }

  package func write<T: Sendable>(
    _ manner: WriteManner, _ body: @escaping @Sendable (any WriteTransaction) throws -> T
  ) async throws -> T {
    if options.viewing { throw StorageAnswer.readOnly }
    return try await withCheckedThrowingContinuation { writes.submit(WriteTicket(manner, body, $0)) }
  }

  package func read<T: Sendable>(
    _ body: @escaping @Sendable (any ReadTransaction) throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { reads.submit(ReadTicket(body, $0)) }
  }

  package func migrate(_ schemas: [Schema]) async throws { try await PostgresMigration.run(schemas, on: self) }

  package var figures: StoreFigures {
    StoreFigures(
      engine: engine, waiting: writes.waiting, waitingLimit: writes.limit, refused: writes.refused + reads.refused,
      retried: tally.retried.load(ordering: .relaxed), doubts: tally.doubts.load(ordering: .relaxed),
      connections: tally.connections.load(ordering: .relaxed), stopped: writes.stopped?.detail)
  }

  package func tables() async throws -> [TableRows] { try await read(PostgresTables.list) }

  package func close() async {
    writes.beginClosing()
    reads.beginClosing()
    await writes.waitUntilClosed()
    await reads.waitUntilClosed()
    await lock?.stop()
  }
}
