import Storage

/// The tables of migration: a numbered series of its own, since a bank that takes nothing over leaves them empty.
/// None of the first three holds anything of a person; what is kept of a reconciliation does, sealed.
package enum MigrationSchema {
  package static let schema = Schema(
    room: "migration", steps: [Schema.Step(1, [runs, batches, map]), Schema.Step(2, MigrationReportTables.steps)])

  /// One row per time that a source was taken over; after a way back the next one has the next generation.
  private static let runs = """
    CREATE TABLE migration_runs (
      source {text} NOT NULL, generation {int} NOT NULL CHECK (generation > 0),
      digest {text} NOT NULL, outlets {text} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('loading', 'loaded', 'cut-over', 'taking-back', 'taken-back')),
      cut_over {int}, started_at {int} NOT NULL, changed_at {int} NOT NULL,
      PRIMARY KEY (source, generation),
      CHECK ((state = 'cut-over') = (cut_over IS NOT NULL))) {clustered}
    """

  /// A batch stands here once it is committed, together with what it loaded.
  private static let batches = """
    CREATE TABLE migration_batches (
      source {text} NOT NULL, generation {int} NOT NULL,
      phase {text} NOT NULL CHECK (phase IN ('customers', 'accounts', 'transactions', 'reversals', 'closures')),
      institution {int} NOT NULL, number {int} NOT NULL CHECK (number > 0), size {int} NOT NULL CHECK (size > 0),
      done_at {int} NOT NULL,
      PRIMARY KEY (source, generation, phase, institution, number)) {clustered}
    """

  /// What a number of the source is here: a customer, or an account of an outlet.
  private static let map = """
    CREATE TABLE migration_map (
      source {text} NOT NULL, generation {int} NOT NULL, kind {text} NOT NULL CHECK (kind IN ('customer', 'account')),
      source_id {int} NOT NULL, institution {int} NOT NULL, customer_id {id}, account_number {int},
      PRIMARY KEY (source, generation, kind, source_id),
      CHECK ((kind = 'customer') = (customer_id IS NOT NULL)),
      CHECK ((kind = 'account') = (account_number IS NOT NULL))) {clustered}
    """
}
