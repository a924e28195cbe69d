import Ledger
import Primitives
import Storage
import Synchronization

/// Gathers orders while a batch is being committed. One batch at a time: its audit chain has one head.
final class PostingQueue: Sendable {
  typealias Work = @Sendable ([PostingDesk.Signed]) async throws -> [Result<Posted, Refusal>]

  private struct Waiting {
    let order: PostingDesk.Signed
    let caller: CheckedContinuation<Journal, any Error>
  }

  private struct State {
    var waiting: [Waiting] = []
    var isRunning = false
  }

  private let state = Mutex(State())
  private let limit: Int
  private let batch: Int
  private let work: Work

  init(limit: Int, batch: Int, work: @escaping Work) {
    self.limit = limit
    self.batch = batch
    self.work = work
  }

  func submit(_ order: PostingDesk.Signed) async throws -> Journal {
    try await withCheckedThrowingContinuation { caller in
      let (accepted, mustStart) = state.withLock { state in
        guard state.waiting.count < limit else { return (false, false) }
        state.waiting.append(Waiting(order: order, caller: caller))
        defer { state.isRunning = true }
        return (true, !state.isRunning)
      }
      if !accepted { caller.resume(throwing: StorageAnswer.busy(limit)) }
      if mustStart { Task { await drain() } }
    }
  }

  private func drain() async {
    while true {
      let taken: [Waiting] = state.withLock { state in
        let taken = Array(state.waiting.prefix(batch))
        state.waiting.removeFirst(taken.count)
        if taken.isEmpty { state.isRunning = false }
        return taken
      }
      guard !taken.isEmpty else { return }
      do {
        for (one, result) in zip(taken, try await work(taken.map(\.order))) {
          one.caller.resume(with: result.map(\.journal).mapError { $0 as any Error })
        }
      } catch {
        for one in taken { one.caller.resume(throwing: error) }
      }
    }
  }
}
