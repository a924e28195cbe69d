import Foundation

/// How one PostgreSQL vault is opened. The defaults are those of production.
package struct PostgresOptions: Sendable {
  /// Connections that write, each on a thread of its own: enough to wait for one another's commits, few enough
  /// not to take the processor from the server where it runs on the same machine (measured on two cores: 8 beat 24
  /// by half).
  package var writers = max(8, ProcessInfo.processInfo.activeProcessorCount * 4)
  /// Connections that read.
  package var readers = 4
  /// Writes that may wait; one more is refused with `storage.busy`.
  package var queueLimit = 4096
  /// Reads that may wait; one more is refused with `storage.busy`.
  package var readLimit = 4096
  /// Keyed bodies that waited together and share one transaction at most; 1: each has its own.
  package var groupLimit = 8
  /// In such a transaction a row is waited for so long; then its bodies run one by one.
  package var groupPatienceMilliseconds = 200
  /// Runs of one body at most, when it meets others (SQLSTATE 40001, 40P01).
  package var mostTries = 60
  /// A body waits so long for a connection; then `storage.unreachable`, and nothing was done.
  package var connectSeconds = 10
  /// One statement may take so long; then the connection is given up, and nothing was done.
  package var statementSeconds = 120
  /// A COMMIT may take so long; then its connection is closed, never cancelled, and its fate is in doubt.
  package var commitSeconds = 15
  /// A keyed body whose commit is in doubt is asked again for so long; then `InDoubt`.
  package var doubtSeconds = 30
  /// Only reads; takes no lock, so it may run beside the program that serves the data.
  package var viewing = false
  /// Called before each COMMIT; an error makes that commit fail. For tests.
  package var beforeCommit: (@Sendable () throws -> Void)?

  package init() {}
}
