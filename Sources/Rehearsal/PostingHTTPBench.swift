import Foundation
import Primitives

/// Bare postings over HTTP: an accountant's sign-on, one connection per client, each posting judged, posted and
/// audited by the server.
package struct PostingHTTPBench: Sendable {
  private let clients: [CounterClient]
  private let accounts: [String]
  private static let count = 1000

  /// Signs on and opens a thousand clearing accounts that nobody has yet.
  package init(host: String, port: Int, credentials: RehearsedCounter.Credentials, clients count: Int) async throws {
    let person = try credentials.person("accountant")
    let outside = CounterClient(try await HTTPConnection.open(host, port: port))
    let signOn: CounterWire.SignOn = try await outside.post(
      "/api/v1/sign-ons", CounterWire.SignOnRequest(number: person.number, password: person.password, stationToken: nil)
    )
    var clients: [CounterClient] = []
    for _ in 0..<count {
      clients.append(CounterClient(try await HTTPConnection.open(host, port: port)).with(token: signOn.token))
    }
    self.clients = clients
    let first = Int(BenchMeter.wall() * 1000) % 998 * 1000 + 1
    let opened: CounterWire.ClearingAccounts = try await clients[0].post(
      "/api/v1/clearing-accounts", CounterWire.ClearingOpening(currency: "CNY", first: first, count: Self.count))
    accounts = opened.accounts
  }

  package func run(seconds: Double) async throws -> BenchResult {
    try await drive(until: BenchMeter.wall() + min(1, seconds / 4), BenchMeter())
    let meter = BenchMeter()
    try await drive(until: BenchMeter.wall() + seconds, meter)
    return meter.result("posting-http", engine: "server", clients: clients.count)
  }

  private func drive(until end: Double, _ meter: BenchMeter) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, client) in clients.enumerated() {
        let entropy = SeededEntropy(seed: UInt64(index) &* 7919 &+ UInt64(BenchMeter.wall() * 1e6))
        group.addTask {
          while BenchMeter.wall() < end {
            let from = entropy.below(Self.count)
            let to = (from + 1 + entropy.below(Self.count - 1)) % Self.count
            let key = Hex.encode(entropy.bytes(16))
            let body = Array(
              #"{"idempotencyKey":"\#(key)","code":9101,"currency":"CNY","legs":[{"account":"\#(accounts[from])","side":"debit","amount":"1.00"},{"account":"\#(accounts[to])","side":"credit","amount":"1.00"}]}"#
                .utf8)
            try await meter.timed {
              try await client.post("/api/v1/postings", bytes: body, type: "application/json")
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
