import Dispatch
import Primitives
import Synchronization

/// Rows on their way from the thread that reads one vault to the thread that writes another; at most two
/// chunks wait, so neither side runs ahead of the other.
package final class RowChannel: Sendable {
  package struct Chunk: Sendable {
    package let table: Int
    package let rows: [[Value]]

    package init(table: Int, rows: [[Value]]) {
      self.table = table
      self.rows = rows
    }
  }

  private struct State {
    var chunks: [Chunk] = []
    var isFinished = false
    var isCancelled = false
  }

  private let state = Mutex(State())
  private let free = DispatchSemaphore(value: 2)
  private let full = DispatchSemaphore(value: 0)

  package init() {}

  /// Waits for room.
  ///
  /// - Throws: `CancellationError` when the other side has given up.
  package func put(_ chunk: Chunk) throws {
    free.wait()
    let cancelled = state.withLock { state in
      if !state.isCancelled { state.chunks.append(chunk) }
      return state.isCancelled
    }
    if cancelled { throw CancellationError() }
    full.signal()
  }

  package func finish() {
    state.withLock { $0.isFinished = true }
    full.signal()
  }

  /// The next chunk; nil at the end.
  ///
  /// - Throws: `CancellationError` when the other side has given up.
  package func take() throws -> Chunk? {
    full.wait()
    let (chunk, cancelled): (Chunk?, Bool) = state.withLock { state in
      (state.chunks.isEmpty ? nil : state.chunks.removeFirst(), state.isCancelled)
    }
    if cancelled { throw CancellationError() }
    free.signal()
    return chunk
  }

  /// Wakes both sides: one of them has failed.
  package func cancel() {
    state.withLock { $0.isCancelled = true }
    free.signal()
    full.signal()
  }
}
