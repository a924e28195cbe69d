/// Tables of cash that moves between boxes and vault, of counts, seals and differences.
enum TillSchema {
  static let statements = [
    movements, offers, openOffersOfBox, openOffersToTeller, vaultMoves, counts, seals, oneSealPerBox, differences,
    openDifferences,
  ]

  /// What went into and out of a box by its teller's hand during the day. A transfer is one row with both
  /// tellers: they are two.
  private static let movements = """
    CREATE TABLE till_movements (
      institution {int} NOT NULL, business_date {int} NOT NULL, journal_number {int} NOT NULL, currency {text} NOT NULL,
      kind {text} NOT NULL CHECK (kind IN ('draw', 'hand-up', 'transfer', 'exchange')),
      box {int} NOT NULL, session {int} NOT NULL, teller {id} NOT NULL, other_box {int}, other_teller {id},
      received {text} NOT NULL, given {text} NOT NULL, recorded_at {int} NOT NULL,
      PRIMARY KEY (institution, business_date, journal_number, currency),
      CHECK ((kind = 'transfer') = (other_box IS NOT NULL)), CHECK ((other_box IS NULL) = (other_teller IS NULL)),
      CHECK (other_teller IS NULL OR other_teller <> teller)) {clustered}
    """

  /// Pieces that one teller holds out to another: promised, and still in the giver's box.
  private static let offers = """
    CREATE TABLE till_offers (
      institution {int} NOT NULL, id {id} NOT NULL, box {int} NOT NULL, session {int} NOT NULL, giver {id} NOT NULL,
      giver_number {text} NOT NULL, receiver {id} NOT NULL, currency {text} NOT NULL, pieces {text} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('open', 'accepted', 'refused', 'withdrawn')),
      offered_at {int} NOT NULL, ended_at {int}, ended_by {id}, receiver_box {int},
      PRIMARY KEY (institution, id), CHECK (receiver <> giver), CHECK (pieces <> ''),
      CHECK ((state = 'open') = (ended_at IS NULL)), CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
      CHECK ((state = 'accepted') = (receiver_box IS NOT NULL)),
      CHECK (state NOT IN ('accepted', 'refused') OR ended_by = receiver),
      CHECK (state <> 'withdrawn' OR ended_by = giver)) {clustered}
    """

  private static let openOffersOfBox =
    "CREATE INDEX till_offers_of_box ON till_offers (institution, box) WHERE state = 'open'"
  private static let openOffersToTeller =
    "CREATE INDEX till_offers_to_teller ON till_offers (institution, receiver) WHERE state = 'open'"

  /// Cash between the vault and the outside. `counterparty` 0: the central bank; else an institution.
  private static let vaultMoves = """
    CREATE TABLE vault_moves (
      institution {int} NOT NULL, business_date {int} NOT NULL, journal_number {int} NOT NULL,
      direction {text} NOT NULL CHECK (direction IN ('in', 'out')),
      counterparty {int} NOT NULL CHECK (counterparty BETWEEN 0 AND 999999), supervisor {id} NOT NULL,
      supervisor_number {text} NOT NULL, second {id} NOT NULL, second_number {text} NOT NULL, currency {text} NOT NULL,
      amount {int} NOT NULL CHECK (amount > 0), pieces {text} NOT NULL, recorded_at {int} NOT NULL,
      PRIMARY KEY (institution, business_date, journal_number), CHECK (second <> supervisor),
      CHECK (counterparty <> institution)) {clustered}
    """

  /// Every count of a box with what the books expected then. A check is never by the box's own teller.
  private static let counts = """
    CREATE TABLE till_counts (
      institution {int} NOT NULL, box {int} NOT NULL, session {int} NOT NULL, attempt {int} NOT NULL CHECK (attempt > 0),
      purpose {text} NOT NULL CHECK (purpose IN ('closing', 'sealing', 'opening', 'check')),
      teller {id} NOT NULL, counted_by {id} NOT NULL, expected {text} NOT NULL, counted {text} NOT NULL,
      agrees {int} NOT NULL CHECK (agrees IN (0, 1)), business_date {int} NOT NULL, counted_at {int} NOT NULL,
      PRIMARY KEY (institution, box, session, attempt),
      CHECK ((agrees = 1) = (expected = counted)), CHECK (purpose <> 'check' OR counted_by <> teller)) {clustered}
    """

  /// A box that lies full and sealed; its session is the one in which it was sealed.
  private static let seals = """
    CREATE TABLE till_seals (
      institution {int} NOT NULL, box {int} NOT NULL, session {int} NOT NULL, seal {text} NOT NULL,
      sealed_by {id} NOT NULL, sealed_at {int} NOT NULL, opened_by {id}, opened_at {int},
      PRIMARY KEY (institution, box, session), CHECK ((opened_at IS NULL) = (opened_by IS NULL))) {clustered}
    """

  private static let oneSealPerBox =
    "CREATE UNIQUE INDEX till_seals_unbroken ON till_seals (institution, box) WHERE opened_at IS NULL"

  /// Cash short and over (现金长短款). The teller is whoever the box's row says; who agrees is another person.
  private static let differences = """
    CREATE TABLE till_differences (
      institution {int} NOT NULL, box {int} NOT NULL, session {int} NOT NULL, currency {text} NOT NULL,
      business_date {int} NOT NULL, journal_number {int} NOT NULL, kind {text} NOT NULL
        CHECK (kind IN ('short', 'over', 'swap')),
      amount {int} NOT NULL, expected {text} NOT NULL, counted {text} NOT NULL, teller {id} NOT NULL,
      supervisor {id} NOT NULL, supervisor_number {text} NOT NULL, reason {text} NOT NULL, recorded_at {int} NOT NULL,
      resolved_at {int}, resolved_by {id}, resolution {text}, resolution_date {int}, resolution_number {int},
      PRIMARY KEY (institution, box, session, currency), CHECK (supervisor <> teller),
      CHECK ((kind = 'swap' AND amount = 0) OR (kind <> 'swap' AND amount > 0)), CHECK (expected <> counted),
      CHECK ((resolved_at IS NULL) = (resolved_by IS NULL)), CHECK (resolved_by IS NULL OR resolved_by <> teller),
      CHECK ((resolved_at IS NULL) = (resolution IS NULL))) {clustered}
    """

  private static let openDifferences =
    "CREATE INDEX till_differences_open ON till_differences (institution, recorded_at) WHERE resolved_at IS NULL"
}
