import Access
import Audit
import Banking
import Desk
import Foundation
import Primitives
import Storage

/// Reconciliations for people. Bank IT and auditors see the runs and their totals; single accounts with their balances
/// are for those who audit and may read accounts, and each look at them is audited.
package struct MigrationDesk: Sendable {
  /// A run in the list.
  package struct Line: Sendable {
    package let run: MigrationRun
    package let startedAt: Moment
    package let changedAt: Moment
    /// nil: it was not reconciled yet.
    package let madeAt: Moment?
    package let summary: MigrationReport.Summary?
  }

  /// A run with its reconciliation under the state that the run has now.
  package struct Sight: Sendable {
    package let line: Line
    package let report: MigrationReport?
    /// When days differ, whoever looks.
    package let months: [MigrationReport.Month]
    /// False: accounts and days are not in the report.
    package let seesAccounts: Bool
  }

  package let house: House

  package init(_ house: House) { self.house = house }

  package static func seesAccounts(_ signOn: SignOn) -> Bool { signOn.may(.auditRead) && signOn.may(.accountRead) }

  /// Runs that lie wholly at or below the person's institution, the newest first.
  package func runs(by signOn: SignOn) async throws -> [Line] {
    try admit(signOn)
    return try await house.database.read { [house] tx in
      let places = Set(try house.access.institutions(below: signOn.institution.id, in: tx).map(\.id))
      return try house.banking.migrationReports.all(in: tx).filter { places.isSuperset(of: $0.run.outlets) }
        .map(Self.line)
    }
  }

  /// One run; audited where accounts are shown.
  ///
  /// - Parameter account: number of the source's account that is asked for.
  /// - Throws: `Refusal` `migration.unknown-run`.
  package func look(_ source: String, _ generation: Int64, account: Int?, by signOn: SignOn) async throws -> Sight {
    try admit(signOn)
    let seesAccounts = Self.seesAccounts(signOn)
    let found =
      seesAccounts
      ? try await lookAudited(source, generation, "page", account, signOn)
      : try await house.database.read { tx in try find(source, generation, signOn, in: tx) }
    let report = try await open(found.body, found.line)
    return Sight(
      line: found.line, report: seesAccounts ? report : report?.withoutAccounts, months: report?.months ?? [],
      seesAccounts: seesAccounts)
  }

  /// The whole report as `--json` prints it; audited.
  ///
  /// - Throws: `Refusal` `migration.unknown-run`, `migration.no-report`.
  package func json(_ source: String, _ generation: Int64, by signOn: SignOn) async throws -> [UInt8] {
    let report = try await whole(source, generation, "json", signOn)
    return try await house.press.run { try report.json() }
  }

  /// The report on paper; audited.
  ///
  /// - Throws: `Refusal` as `json`.
  package func paper(_ source: String, _ generation: Int64, by signOn: SignOn) async throws -> [UInt8] {
    let report = try await whole(source, generation, "pdf", signOn)
    return try await house.voucher.draw(MigrationPaper(report, house.settings.bankName).content).pdf
  }

  // MARK: Reading

  private func whole(
    _ source: String, _ generation: Int64, _ form: String, _ signOn: SignOn
  ) async throws -> MigrationReport {
    try signOn.require(.auditRead)
    try signOn.require(.accountRead)
    let found = try await lookAudited(source, generation, form, nil, signOn)
    guard let report = try await open(found.body, found.line) else {
      throw MigrationRefusal.noReport(source, generation)
    }
    return report
  }

  private func admit(_ signOn: SignOn) throws {
    if !signOn.may(.storeRead) { try signOn.require(.auditRead) }
  }

  private func lookAudited(
    _ source: String, _ generation: Int64, _ form: String, _ account: Int?, _ signOn: SignOn
  ) async throws -> (line: Line, body: [UInt8]?) {
    let now = house.time.now
    return try await house.database.write { [house] tx in
      let found = try find(source, generation, signOn, in: tx)
      guard found.body != nil else { return found }
      var detail = ["form": form]
      if let account { detail["account"] = "\(account)" }
      try house.audit.append(
        AuditEntry(
          chain: signOn.chain, institution: signOn.institution.id, at: now, actor: signOn.staff.number,
          action: "migration.read", subject: "\(source)/\(generation)", detail: detail), in: tx)
      return found
    }
  }

  private func find(
    _ source: String, _ generation: Int64, _ signOn: SignOn, in tx: any ReadTransaction
  ) throws -> (line: Line, body: [UInt8]?) {
    let reports = house.banking.migrationReports
    let places = Set(try house.access.institutions(below: signOn.institution.id, in: tx).map(\.id))
    guard let record = try reports.find(source, generation, in: tx), places.isSuperset(of: record.run.outlets) else {
      throw MigrationRefusal.unknownRun(source, generation)
    }
    return (try Self.line(record), try reports.body(source, generation, in: tx))
  }

  private static func line(_ record: MigrationReports.Record) throws -> Line {
    Line(
      run: record.run, startedAt: record.startedAt, changedAt: record.changedAt, madeAt: record.madeAt,
      summary: try record.summary.map { try JSONDecoder().decode(MigrationReport.Summary.self, from: Data($0)) })
  }

  /// Opening and reading a megabyte takes its time: on the press, beside the writer.
  private func open(_ body: [UInt8]?, _ line: Line) async throws -> MigrationReport? {
    guard let body else { return nil }
    let (reports, run) = (house.banking.migrationReports, line.run)
    return try await house.press.run {
      try MigrationReport(packed: reports.open(body, of: run.source, run.generation)).standing(run)
    }
  }
}
