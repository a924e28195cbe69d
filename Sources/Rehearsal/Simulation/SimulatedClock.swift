import Primitives
import Synchronization

/// The clock of a simulated bank: moves when the simulation says so, also back.
final class SimulatedClock: Timekeeper {
  private let moment: Mutex<Moment>

  init(_ start: Moment) { moment = Mutex(start) }

  var now: Moment { moment.withLock { $0 } }

  func advance(milliseconds: Int64) {
    moment.withLock { $0 = Moment(milliseconds: $0.milliseconds + milliseconds) }
  }

  /// Goes on to a moment, never back to one.
  func goOn(to later: Moment) { moment.withLock { $0 = max($0, later) } }

  /// 08:30 in Beijing on a business day.
  static func morning(of date: BusinessDate) -> Moment {
    Moment(milliseconds: Int64(date.daysSince1970) * 86_400_000 + 30 * 60_000)
  }
}

/// The dice of a simulation: everything that happens by chance is drawn here, in order, from the seed.
struct SimulatedChance {
  private let entropy: SeededEntropy

  init(seed: UInt64) { entropy = SeededEntropy(seed: seed) }

  func below(_ limit: Int) -> Int { entropy.below(limit) }
  func oneIn(_ count: Int) -> Bool { entropy.below(count) == 0 }
  func among(_ range: ClosedRange<Int>) -> Int { range.lowerBound + entropy.below(range.count) }
  func pick<T>(_ list: [T]) -> T? { list.isEmpty ? nil : list[entropy.below(list.count)] }
  /// The client's own key.
  func key(at now: Moment) -> IdempotencyKey { IdempotencyKey(at: now, from: entropy) }

  /// The index of a weight, drawn in proportion.
  func weighted(_ weights: [Int]) -> Int {
    var rest = entropy.below(weights.reduce(0, +))
    for (index, weight) in weights.enumerated() {
      if rest < weight { return index }
      rest -= weight
    }
    return weights.count - 1
  }
}
