import Foundation
import GRDB
import GRDBSQLite
import Primitives
import Storage

/// Threads that read, each on a connection of GRDB's pool that it opens when it first has work. What waits is
/// taken by a thread that is awake already: under load nobody is woken for a look-up of a few microseconds
/// (GRDB's own asynchronous reads change threads twice each).
final class SQLiteReaders: Sendable {
  let queue: BodyQueue<any WaitingRead>
  private let pool: DatabasePool
  private let ended = DispatchGroup()
  private static let begin: Storage.SQL = "BEGIN DEFERRED"
  private static let end: Storage.SQL = "ROLLBACK"

  init(pool: DatabasePool, threads: Int, limit: Int) {
    self.pool = pool
    queue = BodyQueue(limit: limit, threads: threads) { $0.answer($1) }
    for number in 0..<threads {
      ended.enter()
      let thread = Thread { [queue, pool, ended] in
        Self.serve(queue, pool)
        queue.markEnded()
        ended.leave()
      }
      thread.name = "vault-read-\(number)"
      thread.stackSize = 2 << 20
      thread.start()
    }
  }

  /// Answers what is queued, then returns: the connections are the pool's to close.
  func stop() {
    queue.beginClosing()
    ended.wait()
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (SQLiteReadTransaction) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation {
      queue.submit(
        ReadTicket(
          { tx in
            guard let tx = tx as? SQLiteReadTransaction else { preconditionFailure("another engine's transaction") }
            return try body(tx)
          }, $0))
    }
  }

  private static func serve(_ queue: BodyQueue<any WaitingRead>, _ pool: DatabasePool) {
    let bed = DispatchSemaphore(value: 0)
    while let first = queue.next(atMost: 1, bed: bed) {
      do {
        try pool.unsafeRead { database in
          guard let handle = database.sqliteConnection else { throw StorageAnswer.stopped("it is closed") }
          let connection = SQLiteConnection(handle)
          defer { connection.finalize() }
          perform(first[0], on: connection)
          while let next = queue.next(atMost: 1, bed: bed) { perform(next[0], on: connection) }
        }
      } catch {
        // The connection could not be opened: nothing was read, and the next one tries again.
        first[0].answer(Answer.error(error))
      }
    }
  }

  private static func perform(_ reading: any WaitingRead, on connection: SQLiteConnection) {
    do {
      _ = try connection.run(begin, [])
      defer { _ = try? connection.run(end, []) }
      try reading.perform(in: SQLiteReadTransaction(connection: connection))
    } catch {
      return reading.answer(Answer.error(error))
    }
    reading.answer(nil)
  }
}
