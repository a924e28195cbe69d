import Foundation
import Primitives
import Synchronization
import Testing

@Suite struct PressTests {
  @Test("results and errors come back to the one who asked")
  func results() async throws {
    let press = Press(name: "test", threads: 2, limit: 100)
    defer { press.stop(threads: 2) }
    try await withThrowingTaskGroup(of: (Int, Int).self) { group in
      for number in 0..<60 { group.addTask { (number, try await press.run { number * number }) } }
      for try await (number, square) in group { #expect(square == number * number) }
    }
    await #expect(throws: Fault("broken", "on purpose")) {
      try await press.run { throw Fault("broken", "on purpose") }
    }
  }

  @Test("more than the queue holds are refused as busy, and every accepted one runs")
  func bounded() async throws {
    let press = Press(name: "test", threads: 1, limit: 2)
    defer { press.stop(threads: 1) }
    let gate = DispatchSemaphore(value: 0)
    let (running, began) = AsyncStream<Void>.makeStream()
    let tally = Tally()
    async let first: Void = press.run {
      began.yield()
      gate.wait()
      tally.ran()
    }
    var moments = running.makeAsyncIterator()
    await moments.next()
    // The only thread is held: of ten askers two find a place, eight are refused at once.
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<10 {
        group.addTask {
          do {
            try await press.run { tally.ran() }
          } catch {
            #expect((error as? Refusal)?.code == "press.busy")
            if tally.refused() == 8 { gate.signal() }
          }
        }
      }
    }
    try await first
    #expect(tally.counts == [3, 8])
  }

  @Test("a stopped press refuses")
  func stopped() async {
    let press = Press(name: "test", threads: 1, limit: 2)
    press.stop(threads: 1)
    await #expect(throws: Refusal.self) { try await press.run { 1 } }
  }
}

/// Counts across threads.
private final class Tally: Sendable {
  private let state = Mutex([0, 0])

  func ran() { state.withLock { $0[0] += 1 } }

  func refused() -> Int {
    state.withLock {
      $0[1] += 1
      return $0[1]
    }
  }

  var counts: [Int] { state.withLock { $0 } }
}
