import Foundation
import Primitives

/// Whole cash deposits over HTTP: case, page, three signatures, archive; one counter per client.
package struct DepositBench: Sendable {
  private let counters: [(counter: RehearsedCounter, account: String)]

  /// Enrols and pairs one counter per client and opens an account at each.
  package init(host: String, port: Int, credentials: RehearsedCounter.Credentials, clients: Int) async throws {
    var counters: [(RehearsedCounter, String)] = []
    let run = UUID().uuidString
    for client in 0..<clients {
      let line = try await HTTPConnection.open(host, port: port)
      let opened = try await RehearsedCounter.open(
        line, credentials: credentials, post: "rehearsal", name: "bench \(client)", station: nil, box: 9001,
        cash: ["CZK "])
      let (sight, _) = try await opened.counter.play(
        "account-open", key: "bench-\(run)-\(client)",
        fields: [
          "documentType": "other", "documentNumber": "BENCH-\(run.prefix(8))-\(client)",
          "customerName": "Bench \(client)",
          "identityCheck": "original-seen", "identityResult": "agrees", "actingAs": "holder", "currency": "CZK",
        ], seed: UInt64(client))
      counters.append((opened.counter, sight.accountNumber ?? ""))
    }
    self.counters = counters
  }

  package func run(seconds: Double) async throws -> BenchResult {
    let meter = BenchMeter()
    let end = BenchMeter.wall() + seconds
    let run = UUID().uuidString
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, entry) in counters.enumerated() {
        group.addTask {
          var number = 0
          while BenchMeter.wall() < end {
            let key = "bench-\(run)-\(index)-\(number)"
            try await meter.timed {
              _ = try await entry.counter.play(
                "cash-deposit", key: key,
                fields: ["account": entry.account, "amount": "1000.00", "denominations": "1000*1"],
                seed: UInt64(number))
            }
            number += 1
          }
        }
      }
      try await group.waitForAll()
    }
    return meter.result("deposit-http", engine: "server", clients: counters.count)
  }
}
