import Foundation
import GRDB
import GRDBSQLite
import Primitives
import Storage
import Synchronization

/// The one ordered writer: a thread of its own (it blocks in fsync, so never a Swift executor's) that
/// drains the queue, runs many bodies in one transaction, commits once and only then answers.
final class SQLiteWriter: Sendable {
  let queue: BodyQueue<any WaitingWrite>
  /// Set after every commit, cleared by the checkpointer.
  let hasNewPages = Atomic<Bool>(false)
  private let pool: DatabasePool
  private let options: SQLiteOptions

  init(pool: DatabasePool, options: SQLiteOptions) {
    self.pool = pool
    self.options = options
    queue = BodyQueue(limit: options.queueLimit, threads: 1) { $0.answer($1) }
  }

  /// - Parameter atEnd: closes the files, on the writer's thread, after the last commit.
  func start(atEnd: @escaping @Sendable () -> Void) {
    let thread = Thread { [self] in
      serve()
      atEnd()
      queue.markEnded()
    }
    thread.name = "vault-writer"
    thread.start()
  }

  private func serve() {
    // The pointer is GRDB's own writer connection; it lives until the pool is closed in `atEnd`.
    guard let handle = pool.writeWithoutTransaction({ $0.sqliteConnection }) else { return }
    let connection = SQLiteConnection(handle)
    let bed = DispatchSemaphore(value: 0)
    while let batch = queue.next(atMost: options.batchLimit, bed: bed) { commit(batch, on: connection) }
    connection.finalize()
  }

  /// Runs the bodies, commits, answers. An error of the file or of COMMIT stops the writer: after a
  /// failed fsync the kernel may have dropped the very pages that a second try would report as saved.
  private func commit(_ batch: [any WaitingWrite], on connection: SQLiteConnection) {
    do {
      let outcomes = try pool.writeWithoutTransaction { _ in try run(batch, on: connection) }
      hasNewPages.store(true, ordering: .relaxed)
      options.commitObserver?(batch.count)
      for (write, outcome) in zip(batch, outcomes) { write.answer(outcome.map(Answer.error)) }
    } catch {
      let told = Answer.error(error)
      queue.stop(StorageAnswer.stopped("a commit failed (\(told)). Find the cause, then start the program again"))
      for write in batch { write.answer(told) }
    }
  }

  /// - Returns: for each body nil, or the error that rolled back that body alone.
  /// - Throws: what makes the whole batch void.
  private func run(_ batch: [any WaitingWrite], on connection: SQLiteConnection) throws -> [(any Error)?] {
    try connection.perform("BEGIN IMMEDIATE")
    do {
      let tx = SQLiteWriteTransaction(connection: connection)
      let outcomes = try batch.map { try outcome(of: $0, in: tx) }
      do {
        try options.beforeCommit?()
      } catch let doubt as InDoubt {
        throw doubt
      } catch {
        throw Fault("storage.commit", "the commit failed: \(Answer.error(error))")
      }
      try commit(connection)
      return outcomes
    } catch {
      if connection.isInTransaction { try? connection.perform("ROLLBACK") }
      throw error
    }
  }

  private func commit(_ connection: SQLiteConnection) throws {
    do {
      try connection.perform("COMMIT")
    } catch let failure as SQLiteFailure where failure.primary == SQLITE_IOERR {
      // The pages may have reached the log before fsync failed: the next start decides (DECISIONS 8).
      throw InDoubt("COMMIT met an I/O error (\(failure.code): \(failure.message))")
    }
  }

  private func outcome(of write: any WaitingWrite, in tx: SQLiteWriteTransaction) throws -> (any Error)? {
    let connection = tx.connection
    connection.failure = nil
    try connection.perform("SAVEPOINT body")
    var outcome: (any Error)?
    do {
      try write.perform(in: tx)
    } catch {
      outcome = error
    }
    if let failure = connection.failure {
      if failure.isFatal { throw failure }
      outcome = outcome ?? failure
    }
    // SQLite rolls back a whole transaction by itself when disk or memory fail (sqlite.org/lang_transaction,
    // "Response To Errors Within A Transaction").
    guard connection.isInTransaction else {
      throw Fault("storage.transaction-lost", "SQLite rolled the whole transaction back")
    }
    if outcome != nil { try connection.perform("ROLLBACK TO body") }
    try connection.perform("RELEASE body")
    return outcome
  }
}
