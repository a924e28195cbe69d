import Primitives
import Synchronization

/// The stages of all counters, in memory: who watches which, and what they see now. Slow watchers skip
/// snapshots, never block; everything ends on `close`.
package final class LiveBoard: Sendable {
  private struct Counter {
    var stage = Stage()
    var version = 0
    var display: TerminalID?
    var watchers: [Int: AsyncStream<StationSight>.Continuation] = [:]
  }

  private struct Display {
    var station: TerminalID?
    var code: String?
    var outlet: Bilingual?
    var version = 0
    var watchers: [Int: AsyncStream<DisplaySight>.Continuation] = [:]
  }

  private struct State {
    var counters: [TerminalID: Counter] = [:]
    var displays: [TerminalID: Display] = [:]
    var next = 0
    var closed = false
  }

  /// One terminal may be watched by so many pages at once; the oldest watcher ends when one more comes.
  private static let watcherLimit = 8
  /// Beyond so many, displays that nobody paired or watches are forgotten.
  private static let displayLimit = 1000

  private let state = Mutex(State())

  package init() {}

  // MARK: What is shown

  package func stage(of station: TerminalID) -> Stage {
    state.withLock { $0.counters[station]?.stage ?? Stage() }
  }

  package func isPaired(_ station: TerminalID) -> Bool {
    state.withLock { $0.counters[station]?.display != nil }
  }

  package func station(of display: TerminalID) -> TerminalID? {
    state.withLock { $0.displays[display]?.station }
  }

  /// Changes what one counter shows and tells everybody who watches it.
  package func change(_ station: TerminalID, _ body: (inout Stage) -> Void) {
    state.withLock { state in
      var counter = state.counters[station] ?? Counter()
      body(&counter.stage)
      counter.version += 1
      counter.stage.version = counter.version
      state.counters[station] = counter
      Self.tell(station, in: &state)
    }
  }

  // MARK: Pairing

  package func offer(_ code: String, by display: TerminalID) {
    state.withLock { state in
      if state.displays.count > Self.displayLimit {
        state.displays = state.displays.filter { $0.value.station != nil || !$0.value.watchers.isEmpty }
      }
      var entry = state.displays[display] ?? Display()
      entry.code = code
      entry.station = nil
      state.displays[display] = entry
      Self.tellDisplay(display, in: &state)
    }
  }

  package func pair(_ display: TerminalID, with station: TerminalID, outlet: Bilingual) {
    state.withLock { state in
      if let former = state.counters[station]?.display, former != display { state.displays[former]?.station = nil }
      if let former = state.displays[display]?.station, former != station { state.counters[former]?.display = nil }
      var entry = state.displays[display] ?? Display()
      (entry.station, entry.code, entry.outlet) = (station, nil, outlet)
      state.displays[display] = entry
      state.counters[station, default: Counter()].display = display
      Self.tell(station, in: &state)
    }
  }

  package func unpair(_ station: TerminalID) {
    state.withLock { state in
      guard let display = state.counters[station]?.display else { return }
      state.counters[station]?.display = nil
      state.displays[display]?.station = nil
      Self.tell(station, in: &state)
      Self.tellDisplay(display, in: &state)
    }
  }

  // MARK: Watching

  package func watch(station: TerminalID) -> AsyncStream<StationSight> {
    let (stream, continuation) = AsyncStream.makeStream(of: StationSight.self, bufferingPolicy: .bufferingNewest(1))
    state.withLock { state in
      guard !state.closed else { return continuation.finish() }
      state.next += 1
      let number = state.next
      var counter = state.counters[station] ?? Counter()
      Self.makeRoom(&counter.watchers)
      counter.watchers[number] = continuation
      state.counters[station] = counter
      continuation.yield(Self.sight(counter))
      continuation.onTermination = { [weak self] _ in
        self?.state.withLock { $0.counters[station]?.watchers[number] = nil }
      }
    }
    return stream
  }

  package func watch(display: TerminalID) -> AsyncStream<DisplaySight> {
    let (stream, continuation) = AsyncStream.makeStream(of: DisplaySight.self, bufferingPolicy: .bufferingNewest(1))
    state.withLock { state in
      guard !state.closed else { return continuation.finish() }
      state.next += 1
      let number = state.next
      var entry = state.displays[display] ?? Display()
      Self.makeRoom(&entry.watchers)
      entry.watchers[number] = continuation
      state.displays[display] = entry
      continuation.yield(Self.sight(entry, in: state))
      continuation.onTermination = { [weak self] _ in
        self?.state.withLock { $0.displays[display]?.watchers[number] = nil }
      }
    }
    return stream
  }

  package func sight(display: TerminalID) -> DisplaySight {
    state.withLock { Self.sight($0.displays[display] ?? Display(), in: $0) }
  }

  package func sight(station: TerminalID) -> StationSight {
    state.withLock { Self.sight($0.counters[station] ?? Counter()) }
  }

  /// Ends every stream, so that the server can stop.
  package func close() {
    let endings = state.withLock { state in
      state.closed = true
      let stations = state.counters.values.flatMap(\.watchers.values)
      let displays = state.displays.values.flatMap(\.watchers.values)
      return (stations, displays)
    }
    for ending in endings.0 { ending.finish() }
    for ending in endings.1 { ending.finish() }
  }

  private static func makeRoom<T>(_ watchers: inout [Int: AsyncStream<T>.Continuation]) {
    guard watchers.count >= watcherLimit, let oldest = watchers.keys.min() else { return }
    let ending = watchers.removeValue(forKey: oldest)
    // `finish` calls back into `onTermination`, which wants the lock that is held here.
    Task { ending?.finish() }
  }

  private static func tell(_ station: TerminalID, in state: inout State) {
    guard let counter = state.counters[station] else { return }
    for watcher in counter.watchers.values { watcher.yield(sight(counter)) }
    if let display = counter.display { tellDisplay(display, in: &state) }
  }

  private static func tellDisplay(_ display: TerminalID, in state: inout State) {
    state.displays[display]?.version += 1
    guard let entry = state.displays[display] else { return }
    for watcher in entry.watchers.values { watcher.yield(sight(entry, in: state)) }
  }

  private static func sight(_ counter: Counter) -> StationSight {
    StationSight(version: counter.version, paired: counter.display != nil, stage: counter.stage)
  }

  private static func sight(_ display: Display, in state: State) -> DisplaySight {
    let counter = display.station.flatMap { state.counters[$0] }
    return DisplaySight(
      version: display.version, pairingCode: display.code, station: display.station, outlet: display.outlet,
      stage: counter?.stage ?? Stage())
  }
}
