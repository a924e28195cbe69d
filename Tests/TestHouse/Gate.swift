import Foundation
import Synchronization

/// Holds a write body on the writer's thread until a test opens it, so that other writes gather behind
/// it in a known order of events instead of a lucky moment.
package final class Gate: Sendable {
  private let open = DispatchSemaphore(value: 0)
  private let entered: AsyncStream<Void>
  private let enter: AsyncStream<Void>.Continuation

  package init() { (entered, enter) = AsyncStream.makeStream() }

  /// Called inside the body: says that it runs, then waits.
  package func pass() {
    enter.yield()
    open.wait()
  }

  /// Returns once a body has reached the gate.
  package func reached() async {
    for await _ in entered { return }
  }

  package func release() { open.signal() }
}
