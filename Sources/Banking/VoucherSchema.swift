/// Tables of what is counted without being money: blank vouchers, and counterfeit notes taken in.
enum VoucherSchema {
  static let statements = [lots, lotsOfHolder, uses, counterfeits, counterfeitNotes, notesBySerial]
  static let countStatements = [usesVoid, usesOfDay, counts]

  /// Numbers that lie together, used from the front: `next` is the first one left. Without a holder the
  /// institution has them. `received` marks what came from outside; other lots are parts of those.
  private static let lots = """
    CREATE TABLE voucher_lots (
      institution {int} NOT NULL, id {id} NOT NULL, kind {text} NOT NULL, holder {id},
      first_number {int} NOT NULL CHECK (first_number > 0), last_number {int} NOT NULL, next_number {int} NOT NULL,
      received {int} NOT NULL CHECK (received IN (0, 1)), made_by {id} NOT NULL, business_date {int} NOT NULL,
      made_at {int} NOT NULL,
      PRIMARY KEY (institution, id), CHECK (last_number >= first_number),
      CHECK (next_number BETWEEN first_number AND last_number + 1), CHECK (received = 0 OR holder IS NULL)) {clustered}
    """

  private static let lotsOfHolder =
    "CREATE INDEX voucher_lots_left ON voucher_lots (institution, kind, holder, first_number)"

  /// Every number that left a lot for good. A spoiled one is kept until two persons destroy it.
  private static let uses = """
    CREATE TABLE voucher_uses (
      institution {int} NOT NULL, kind {text} NOT NULL, number {int} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('used', 'void', 'destroyed')), teller {id} NOT NULL, purpose {text} NOT NULL,
      business_date {int} NOT NULL, ended_at {int} NOT NULL, destroyed_by {id}, destroyed_second {id},
      destroyed_at {int},
      PRIMARY KEY (institution, kind, number),
      CHECK ((state = 'destroyed') = (destroyed_by IS NOT NULL)),
      CHECK ((destroyed_by IS NULL) = (destroyed_second IS NULL)),
      CHECK ((destroyed_by IS NULL) = (destroyed_at IS NULL)),
      CHECK (destroyed_second IS NULL OR destroyed_second <> destroyed_by)) {clustered}
    """

  private static let usesVoid =
    "CREATE INDEX voucher_uses_void ON voucher_uses (institution, kind, number) WHERE state = 'void'"
  private static let usesOfDay =
    "CREATE INDEX voucher_uses_day ON voucher_uses (institution, business_date)"

  /// The daily count of a teller that agreed; a later one of the same day takes its place.
  private static let counts = """
    CREATE TABLE voucher_counts (
      institution {int} NOT NULL, business_date {int} NOT NULL, teller {id} NOT NULL, kind {text} NOT NULL,
      pieces {int} NOT NULL CHECK (pieces >= 0), counted_at {int} NOT NULL,
      PRIMARY KEY (institution, business_date, teller, kind)) {clustered}
    """

  /// One taking-in, before the holder's eyes, by two of the bank. Its journal number is that of the receipt.
  private static let counterfeits = """
    CREATE TABLE counterfeit_receipts (
      institution {int} NOT NULL, id {id} NOT NULL, business_date {int} NOT NULL, number {int} NOT NULL,
      teller {id} NOT NULL, teller_number {text} NOT NULL, second {id} NOT NULL, second_number {text} NOT NULL,
      document_type {text} NOT NULL CHECK (document_type IN ('resident-id', 'other')), document_sealed {bytes} NOT NULL,
      document_blind {bytes} NOT NULL, name_sealed {bytes} NOT NULL, recorded_at {int} NOT NULL,
      PRIMARY KEY (institution, id), UNIQUE (institution, business_date, number), CHECK (second <> teller)) {clustered}
    """

  private static let counterfeitNotes = """
    CREATE TABLE counterfeit_notes (
      institution {int} NOT NULL, id {id} NOT NULL, line {int} NOT NULL CHECK (line > 0), currency {text} NOT NULL,
      denomination {int} NOT NULL CHECK (denomination > 0), serial {text} NOT NULL,
      kind {text} NOT NULL CHECK (kind IN ('forged', 'altered')),
      PRIMARY KEY (institution, id, line),
      FOREIGN KEY (institution, id) REFERENCES counterfeit_receipts (institution, id)) {clustered}
    """

  private static let notesBySerial = "CREATE INDEX counterfeit_notes_by_serial ON counterfeit_notes (serial)"
}
