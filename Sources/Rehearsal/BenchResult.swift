import Foundation
import Synchronization

/// One line of a benchmark, as `guichet bench --json` prints it.
package struct BenchResult: Codable, Sendable {
  package let name: String
  package let engine: String
  package let clients: Int
  package let perSecond: Double
  package let medianMilliseconds: Double
  package let p99Milliseconds: Double
  /// Processor time of this process per transaction.
  package let processorMicroseconds: Double

  private enum CodingKeys: String, CodingKey {
    case name, engine, clients
    case perSecond = "tx_per_s"
    case medianMilliseconds = "p50_ms"
    case p99Milliseconds = "p99_ms"
    case processorMicroseconds = "cpu_us_per_tx"
  }
}

/// Latencies of many clients, and the processor time between start and end.
final class BenchMeter: Sendable {
  private let samples = Mutex<[Double]>([])
  private let began = BenchMeter.wall()
  private let processor = BenchMeter.processorSeconds()

  /// Runs one transaction and notes how long it took.
  func timed<T>(_ body: () async throws -> T) async rethrows -> T {
    let start = Self.wall()
    let value = try await body()
    let took = Self.wall() - start
    samples.withLock { $0.append(took) }
    return value
  }

  /// - Parameter each: transactions in one sample.
  func result(_ name: String, engine: String, clients: Int, each: Int = 1) -> BenchResult {
    let seconds = Self.wall() - began
    let spent = Self.processorSeconds() - processor
    let sorted = samples.withLock { $0.sorted() }
    func quantile(_ part: Double) -> Double {
      sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))] * 1000
    }
    let count = Double(max(1, sorted.count * each))
    return BenchResult(
      name: name, engine: engine, clients: clients,
      perSecond: (Double(sorted.count * each) / seconds * 10).rounded() / 10,
      medianMilliseconds: (quantile(0.5) * 1000).rounded() / 1000,
      p99Milliseconds: (quantile(0.99) * 1000).rounded() / 1000,
      processorMicroseconds: (spent / count * 10_000_000).rounded() / 10)
  }

  /// Seconds of a clock that never goes back.
  static func wall() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// User and system time of this process.
  static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
