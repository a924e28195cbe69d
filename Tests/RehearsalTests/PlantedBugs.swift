import Ledger
import Primitives
import Storage
import Synchronization
import Testing

/// Bugs that the simulation must find, planted between the house and its data: no switch of the program turns them on.
enum PlantedBug: String, CaseIterable, Sendable, CustomTestStringConvertible {
  /// Notes are written after the proof against the ledger, so the proof is as good as skipped.
  case skippedProof
  /// The day's end books an account's interest once more, under another key.
  case interestTwice
  /// A key that is on record is forgotten before it is looked for.
  case lostKey

  var days: Int { 3 }
  var operations: Int { self == .interestTwice ? 450 : 300 }

  /// What the simulation says of it.
  var words: [String] {
    switch self {
    case .skippedProof: ["holds", "Till box"]
    case .interestTwice: ["Interest expense", "Personal demand deposits", "of interest"]
    case .lostKey: ["posted once more", "another number", "two cases"]
    }
  }

  var testDescription: String { rawValue }
}

/// A store with a bug between house and data.
final class BuggyStore: Database {
  private let database: any Database
  private let bug: PlantedBug
  private let notes = Mutex(0)

  init(_ database: any Database, _ bug: PlantedBug) {
    self.database = database
    self.bug = bug
  }

  /// What one transaction wrote that the bug is about.
  private final class Seen {
    var notes: (SQL, [Value])?
    var interest: PostingOrder?
  }

  private struct Transaction: WriteTransaction {
    let tx: any WriteTransaction
    let bug: PlantedBug
    let seen: Seen

    func query(_ sql: SQL, _ values: [Value], lock: Bool) throws -> [Row] {
      if bug == .lostKey, sql.text.hasPrefix("INSERT INTO ledger_key") { try forget(Array(values.prefix(2))) }
      return try tx.query(sql, values, lock: lock)
    }

    func queryAll(_ questions: [Question]) throws -> [[Row]] {
      for question in questions where bug == .lostKey && question.sql.text.hasPrefix("INSERT INTO ledger_key") {
        try forget(Array(question.values.prefix(2)))
      }
      return try tx.queryAll(questions)
    }

    func insertNew(_ rows: TableRows, _ values: [[Value]]) throws -> [Row] {
      if bug == .lostKey, rows.table == "ledger_key" { for row in values { try forget(Array(row.prefix(2))) } }
      return try tx.insertNew(rows, values)
    }

    private func forget(_ key: [Value]) throws {
      try tx.execute("DELETE FROM ledger_key WHERE institution = $1 AND key = $2", key)
    }

    func execute(_ sql: SQL, _ values: [Value]) throws {
      if sql.text.contains("INTO till_notes") { seen.notes = (sql, values) }
      try tx.execute(sql, values)
    }

    func insert(_ rows: TableRows, _ values: [[Value]]) throws {
      if rows.table == "ledger_journal", let row = values.first(where: { $0[3] == .int(9001) }) {
        seen.interest = try order(row)
      }
      try tx.insert(rows, values)
    }

    /// The same booking under a key and an id of its own; the legs are filled in when it is booked.
    private func order(_ row: [Value]) throws -> PostingOrder? {
      guard case .bytes(let id) = row[0], let journal = JournalID(bytes: id) else { return nil }
      return PostingOrder(
        journal: journal, key: IdempotencyKey(high: journal.high, low: journal.low), institution: InstitutionID(1),
        code: 9001, legs: [], businessDate: BusinessDate(daysSince1970: 0), recordedAt: Moment(milliseconds: 0))
    }

    func select(_ rows: TableRows, keys: [Value], lock: Bool) throws -> [Row] {
      try tx.select(rows, keys: keys, lock: lock)
    }
    func update(_ rows: TableRows, _ values: [[Value]]) throws { try tx.update(rows, values) }
    func freeze(_ table: String) throws { try tx.freeze(table) }
    func deferReferences() throws { try tx.deferReferences() }
  }

  var engine: String { database.engine }

  func write<T: Sendable>(
    _ manner: WriteManner, _ body: @escaping @Sendable (any WriteTransaction) throws -> T
  ) async throws -> T {
    try await database.write(manner) { [self] tx in
      let seen = Seen()
      let value = try body(Transaction(tx: tx, bug: bug, seen: seen))
      if bug == .skippedProof, let (sql, values) = seen.notes, isTurn(), case .int(let pieces)? = values.last {
        try tx.execute(sql, values.dropLast() + [.int(pieces + 1)])
      }
      if bug == .interestTwice, let first = seen.interest, let booked = try LedgerBooks().journal(first.journal, in: tx)
      {
        try LedgerBooks().post(
          PostingOrder(
            journal: JournalID(high: booked.id.high + 1, low: booked.id.low),
            key: IdempotencyKey(high: booked.id.high + 1, low: booked.id.low), institution: booked.institution,
            code: booked.code, legs: booked.legs, businessDate: booked.businessDate, valueDate: booked.valueDate,
            recordedAt: booked.recordedAt), in: tx)
      }
      return value
    }
  }

  /// The fortieth time that notes move.
  private func isTurn() -> Bool {
    notes.withLock { notes in
      notes += 1
      return notes == 40
    }
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T {
    try await database.read(body)
  }

  var figures: StoreFigures { database.figures }
  func migrate(_ schemas: [Schema]) async throws { try await database.migrate(schemas) }
  func tables() async throws -> [TableRows] { try await database.tables() }
  func close() async { await database.close() }
}
