import Primitives
import Seals
import Storage

/// The reconciliation of each run as it was made last. It holds account numbers and balances, so it lies sealed; what a
/// list of runs shows lies apart from it, so that the list opens no more than it needs.
package struct MigrationReports: Sendable {
  /// A reconciliation sealed before the transaction that keeps it.
  package struct Sealed: Sendable {
    let source: String
    let generation: Int64
    let summary: [UInt8]
    let body: [UInt8]
  }

  /// A run with what is known of its reconciliation.
  package struct Record: Sendable {
    package let run: MigrationRun
    package let startedAt: Moment
    package let changedAt: Moment
    /// nil: it was not reconciled yet.
    package let madeAt: Moment?
    /// As it was handed in.
    package let summary: [UInt8]?
  }

  private let field: FieldCipher

  init(field: FieldCipher) { self.field = field }

  package func sealed(
    _ run: MigrationRun, summary: [UInt8], body: [UInt8], entropy: any Entropy
  ) throws -> Sealed {
    Sealed(
      source: run.source, generation: run.generation,
      summary: try field.seal(
        summary, context: Self.context("summary_sealed", run.source, run.generation), entropy: entropy),
      body: try field.seal(body, context: Self.context("body_sealed", run.source, run.generation), entropy: entropy))
  }

  /// Takes the place of what was kept of this run before.
  package func keep(_ sealed: Sealed, at moment: Moment, in tx: any WriteTransaction) throws {
    try tx.execute(
      MigrationReportTables.keep,
      [
        .text(sealed.source), .int(sealed.generation), .moment(moment), .bytes(sealed.summary), .bytes(sealed.body),
      ])
  }

  /// Every run of every source, the newest first.
  package func all(in tx: any ReadTransaction) throws -> [Record] {
    try tx.query(MigrationReportTables.all).map(record)
  }

  /// nil: there is no such run.
  package func find(_ source: String, _ generation: Int64, in tx: any ReadTransaction) throws -> Record? {
    try tx.first(MigrationReportTables.find, [.text(source), .int(generation)]).map(record)
  }

  /// The sealed reconciliation; nil: none was kept. It is opened outside the transaction.
  package func body(_ source: String, _ generation: Int64, in tx: any ReadTransaction) throws -> [UInt8]? {
    try tx.first(MigrationReportTables.body, [.text(source), .int(generation)]).map { try $0.bytes(0) }
  }

  /// - Throws: `Fault` `seals.open` when it was kept for another run, or altered.
  package func open(_ body: [UInt8], of source: String, _ generation: Int64) throws -> [UInt8] {
    try field.open(body, context: Self.context("body_sealed", source, generation))
  }

  private func record(_ row: Row) throws -> Record {
    let source = try row.text(8)
    let run = try MigrationRun(row, source: source)
    return Record(
      run: run, startedAt: try row.moment(5), changedAt: try row.moment(6), madeAt: try row.optionalMoment(7),
      summary: try row.optionalBytes(9).map {
        try field.open($0, context: Self.context("summary_sealed", source, run.generation))
      })
  }

  /// Binds a ciphertext to table, column and run.
  private static func context(_ column: String, _ source: String, _ generation: Int64) -> String {
    "migration_reports.\(column).\(source)/\(generation)"
  }
}
