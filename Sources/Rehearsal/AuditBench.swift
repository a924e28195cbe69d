import Audit
import Foundation
import Primitives
import Seals
import Storage

/// Verification of audit chains: so many entries in eight chains are written, then all of them verified.
package struct AuditBench: Sendable {
  private let database: any Database
  private let entries: Int
  private static let bank = InstitutionID(1)

  package init(_ database: any Database, entries: Int) async throws {
    self.database = database
    self.entries = entries
    let book = AuditBook()
    for start in stride(from: 0, to: entries, by: 1000) {
      let some = (start..<min(start + 1000, entries)).map { number in
        AuditEntry(
          chain: .server("bench-\(start / 1000 % 8)"), institution: Self.bank,
          at: Moment(milliseconds: 1_795_138_200_000 + Int64(number)), actor: "T0001", action: "case.settled",
          subject: "case:\(number)", detail: ["amount": "100.00"])
      }
      try await database.write { tx in try book.append(some, in: tx) }
    }
  }

  /// - Throws: `RehearsalFault` when the chains do not verify.
  package func run() async throws -> BenchResult {
    let key = try SigningKey.generate(.p256)
    let meter = BenchMeter()
    try await meter.timed {
      let verdict = try await database.read { tx in try AuditBook().verify(key: key.publicKeyDER, in: tx) }
      guard verdict.isGood, verdict.entries == entries else {
        throw RehearsalFault.unexpected("the chains do not verify")
      }
    }
    return meter.result("audit", engine: database.engine, clients: 1, each: entries)
  }
}
