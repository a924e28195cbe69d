import Synchronization

/// What an operator watches of a store, counted since the program started.
package struct StoreFigures: Sendable, Equatable {
  package let engine: String
  /// Writes that wait now, and how many may.
  package let waiting: Int
  package let waitingLimit: Int
  /// Writes and reads refused because too many waited (503).
  package let refused: Int
  /// Bodies run again because they met others.
  package let retried: Int
  /// Commits whose fate was not known at first.
  package let doubts: Int
  /// Connections opened.
  package let connections: Int
  /// Why nothing is written any more; nil while all is well.
  package let stopped: String?

  package init(
    engine: String, waiting: Int, waitingLimit: Int, refused: Int, retried: Int = 0, doubts: Int = 0,
    connections: Int = 0, stopped: String?
  ) {
    self.engine = engine
    self.waiting = waiting
    self.waitingLimit = waitingLimit
    self.refused = refused
    self.retried = retried
    self.doubts = doubts
    self.connections = connections
    self.stopped = stopped
  }
}
