/// How one SQLite vault is opened. The defaults are those of production.
package struct SQLiteOptions: Sendable {
  /// Writes that may wait; one more is refused with `storage.busy`.
  package var queueLimit = 4096
  /// Bodies in one commit at most, so that the first of a burst does not wait for the last.
  package var batchLimit = 512
  /// Connections that read at the same time.
  package var readers = 4
  /// Reads that may wait; one more is refused with `storage.busy`.
  package var readLimit = 4096
  /// Cache of the writer in MiB.
  package var cacheMebibytes = 256
  /// Pages of the write-ahead log after which the writer itself checkpoints, should the checkpoint
  /// thread not keep up.
  package var checkpointPages = 8000
  /// Largest size of the data file in pages of 4 KiB; nil: as large as the disk. Tests fill a vault with it.
  package var maximumPages: Int?
  /// Called on the writer's thread before each COMMIT; an error makes that commit fail, `InDoubt` makes its
  /// fate unknown to the callers. For tests.
  package var beforeCommit: (@Sendable () throws -> Void)?
  /// Called on the writer's thread after each durable COMMIT with the number of bodies in it. For
  /// tests and measurement.
  package var commitObserver: (@Sendable (Int) -> Void)?

  package init() {}
}
