import Banking
import Desk
import Foundation
import PDF
import Primitives
import Storage

extension MigrationReport {
  /// What a list of runs shows.
  package struct Summary: Sendable, Codable, Equatable {
    package let currency: String
    package let rows: Pair
    package let credits: Pair
    package let debits: Pair
    package let net: Pair
    package let days: Int
    package let daysDiffering: Int
    package let daysNewDifference: Int
    package let wrong: [String]
  }

  package var summary: Summary {
    Summary(
      currency: currency, rows: rows, credits: credits, debits: debits, net: net, days: days,
      daysDiffering: daysDiffering.count, daysNewDifference: daysNewDifference, wrong: wrong)
  }

  /// The same figures of the same run, whoever's call made the report and when.
  func agrees(with other: MigrationReport) -> Bool {
    var (one, two) = (self, other)
    for report in [\MigrationReport.newPostings, \.newBatches, \.rowsPerSecond] {
      one[keyPath: report] = 0
      two[keyPath: report] = 0
    }
    (one.seconds, two.seconds, one.madeAt, two.madeAt) = ("", "", "", "")
    return one == two
  }

  /// The report under the state that its run has come to since.
  func standing(_ run: MigrationRun) -> MigrationReport {
    var report = self
    (report.state, report.cutOver) = (run.state.rawValue, run.cutOver.map { "\($0)" })
    return report
  }

  /// JSON for people and programs, as `--json` prints it.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }

  /// The form in which a report is kept: how long its JSON is (8 bytes, the highest first), then the JSON, deflated. It
  /// repeats itself, so a megabyte becomes a tenth.
  func packed() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let plain = Array(try encoder.encode(self))
    let length = (0..<8).map { UInt8(truncatingIfNeeded: plain.count >> (56 - 8 * $0)) }
    return length + Flate.deflate(plain)
  }

  /// - Throws: `Fault` `migration.report` when the bytes are no report.
  init(packed: [UInt8]) throws {
    let length = packed.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    do {
      guard packed.count > 8, let length = Int(exactly: length) else { throw Fault("migration.report", "too short") }
      let plain = try Flate.inflate(packed.dropFirst(8), limit: length)
      self = try JSONDecoder().decode(MigrationReport.self, from: Data(plain))
    } catch {
      throw Fault("migration.report", "a kept reconciliation cannot be read: \(error)")
    }
  }
}

extension Migration {
  /// Keeps the reconciliation of the newest run, sealed. It takes the place of an earlier one that says something else;
  /// one that says the same stays as it is, so that a command that changed nothing changes nothing here either.
  ///
  /// - Parameter report: of this bank itself, never of a trial.
  /// - Returns: false when the same was kept already.
  /// - Throws: `Refusal` `migration.none`.
  @discardableResult
  package func keep(_ report: MigrationReport) async throws -> Bool {
    precondition(!report.trial, "a trial leaves nothing behind")
    guard let run = try await run(), run.generation == report.generation else {
      throw MigrationRefusal.noRun(source.name)
    }
    let reports = house.banking.migrationReports
    let known = try await house.database.read { tx in try reports.body(run.source, run.generation, in: tx) }
    if let known, let kept = try? MigrationReport(packed: reports.open(known, of: run.source, run.generation)),
      kept.agrees(with: report)
    {
      return false
    }
    let summary = try JSONEncoder().encode(report.summary)
    let sealed = try reports.sealed(
      run, summary: Array(summary), body: try report.packed(), entropy: house.entropy)
    let (now, head) = (house.time.now, try await head())
    try await house.database.write(.keyed) { [house] tx in
      try reports.keep(sealed, at: now, in: tx)
      try house.audit.append(
        Self.entry(
          "migration.reconciled", run, head, now,
          [
            "exact": "\(report.isExact)", "accounts": "\(report.accountsDiffering.count)",
            "days": "\(report.daysDiffering.count)",
          ]), in: tx)
    }
    return true
  }
}
