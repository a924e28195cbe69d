import Primitives
import Storage

/// What rebuilding the books from their entries found.
package struct LedgerCheck: Sendable, Equatable {
  package enum Problem: String, Sendable, CaseIterable {
    /// The settled totals of an account are not the sum of its entries.
    case settledDiffers = "settled-differs"
    /// The reserved totals of an account are not the sum of its open reservations.
    case reservedDiffers = "reserved-differs"
    /// A journal does not balance in one of its institutions and currencies.
    case unbalanced
    /// A journal has fewer or more entries than it was written with.
    case entriesMissing = "entries-missing"
    /// Entries belong to a journal that is not there.
    case journalMissing = "journal-missing"
    /// A running balance does not follow from the entry before it.
    case runningBalanceDiffers = "running-balance-differs"
    /// An account's last entry is another's, or carries another balance.
    case lastEntryDiffers = "last-entry-differs"
    /// Two entries of an account follow the same one.
    case forked
    /// An account has more than one first entry.
    case severalFirstEntries = "several-first-entries"
    /// A reservation is settled without its journal, or posted without being settled.
    case reservationAgainstJournal = "reservation-against-journal"
    /// The idempotency key of a journal is not on record.
    case keyMissing = "key-missing"

    fileprivate var question: SQL {
      switch self {
      case .settledDiffers: LedgerCheckTables.settledDiffers
      case .reservedDiffers: LedgerCheckTables.reservedDiffers
      case .unbalanced: LedgerCheckTables.unbalanced
      case .entriesMissing: LedgerCheckTables.entriesMissing
      case .journalMissing: LedgerCheckTables.journalMissing
      case .runningBalanceDiffers: LedgerCheckTables.runningBalanceDiffers
      case .lastEntryDiffers: LedgerCheckTables.lastEntryDiffers
      case .forked: LedgerCheckTables.forked
      case .severalFirstEntries: LedgerCheckTables.severalFirstEntries
      case .reservationAgainstJournal: LedgerCheckTables.reservationAgainstJournal
      case .keyMissing: LedgerCheckTables.keyMissing
      }
    }
  }

  package struct Finding: Sendable, Equatable {
    package let problem: Problem
    /// The account, journal or reservation.
    package let subject: String
  }

  package let accounts: Int
  package let journals: Int
  package let entries: Int
  package let reservations: Int
  package let findings: [Finding]

  package var isSound: Bool { findings.isEmpty }

  /// Findings of one kind that are listed at most.
  package static let findingLimit = 100

  static func run(in tx: any ReadTransaction) throws -> LedgerCheck {
    guard let counts = try tx.first(LedgerCheckTables.counts) else {
      throw Fault("ledger.check", "the books gave no counts")
    }
    var findings: [Finding] = []
    for problem in Problem.allCases {
      for row in try tx.query(problem.question, [.int(findingLimit)]) {
        let subject =
          switch row.values[0] {
          case .int(let number): String(number)
          case .bytes(let bytes): Hex.encode(bytes)
          default: "?"
          }
        findings.append(Finding(problem: problem, subject: subject))
      }
    }
    return LedgerCheck(
      accounts: Int(try counts.int(0)), journals: Int(try counts.int(1)), entries: Int(try counts.int(2)),
      reservations: Int(try counts.int(3)), findings: findings)
  }
}
