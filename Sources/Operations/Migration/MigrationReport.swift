import Banking
import Desk
import Ledger
import Primitives
import Storage

/// The reconciliation: what the files say beside what the bank's books say, read back from the entries. Amounts are
/// decimal texts in the source's currency.
package struct MigrationReport: Sendable, Codable, Equatable {
  /// A text in both languages.
  package struct Words: Sendable, Codable, Equatable {
    package let zh: String
    package let en: String

    package init(_ text: Bilingual) { (zh, en) = (text.zh, text.en) }
    package var text: Bilingual { Bilingual(zh: zh, en: en) }
  }

  package struct Pair: Sendable, Codable, Equatable {
    package let files: String
    package let bank: String
    package var isEqual: Bool { files == bank }
  }

  package struct Kind: Sendable, Codable, Equatable {
    package let code: Int
    package let zh: String
    package let en: String
    /// `type / operation / k_symbol` as the files write it.
    package let written: [String]
    /// The side of the customer's account.
    package let side: String
    package let counterZh: String
    package let counterEn: String
    package let rows: Pair
    package let sum: Pair
  }

  package struct Outlet: Sendable, Codable, Equatable {
    package let outlet: String
    package let name: Words
    package let districts: [Int]
    package let customers: Int
    package let accounts: Int
    package let rows: Int
    package let batches: Int
  }

  /// An account whose sums are not those of the files.
  package struct Account: Sendable, Codable, Equatable {
    package let account: Int
    package let number: String
    package let credits: Pair
    package let debits: Pair
  }

  /// A day on which the printed balance is not the bank's.
  package struct Day: Sendable, Codable, Equatable {
    package let account: Int
    /// What the account is here.
    package let number: String
    package let date: String
    /// Of the balances printed on that day, the one nearest to the bank's closing balance: the files do not tell the
    /// order within a day.
    package let printed: String
    package let bank: String
    /// Printed less bank.
    package let difference: String
    /// False: the account carries the same difference from its day before.
    package let isNew: Bool
  }

  package struct Size: Sendable, Codable, Equatable {
    package let difference: String
    package let days: Int
  }

  package let source: String
  package let sha256: String
  package let generation: Int64
  /// When the books were read, in UTC.
  package internal(set) var madeAt: String
  package internal(set) var state: String
  package internal(set) var cutOver: String?
  package internal(set) var trial = false
  package let currency: String
  package let businessDates: [String]
  package let outlets: [Outlet]
  package let customers: Int
  package let proxies: Int
  package let leftOut: [Words]

  package let rows: Pair
  package let credits: Pair
  package let debits: Pair
  package let net: Pair
  package let kinds: [Kind]
  /// Accounts that were compared, all of the source's.
  package let accounts: Int
  package let accountsWithRows: Int
  package let accountsMayOverdraw: Int
  package internal(set) var accountsDiffering: [Account]

  /// Days of accounts on which something was booked.
  package let days: Int
  package let daysEqual: Int
  package let daysBelowZero: Int
  /// Days on which the difference is another one than on the account's day before.
  package let daysNewDifference: Int
  /// Sizes of the differences without their sign, the most frequent first.
  package let differences: [Size]
  package internal(set) var daysDiffering: [Day]

  package let trialBalanceIsZero: Bool
  package let booksAreSound: Bool

  /// What this call wrote, and how fast.
  package internal(set) var newPostings = 0
  package internal(set) var newBatches = 0
  package internal(set) var seconds = "0.00"
  package internal(set) var rowsPerSecond = 0

  /// What must come out and does not; empty when the migration is exact. A printed balance that differs is told, and is
  /// no fault of the books.
  package let wrong: [String]

  /// - Parameter milliseconds: how long loading took.
  package func with(_ written: Migration.Written, milliseconds: Int64, trial: Bool) -> MigrationReport {
    var report = self
    report.trial = trial
    report.newPostings = written.postings
    report.newBatches = written.batches
    let hundredths = milliseconds / 10
    report.seconds = Money(minor: hundredths, .czk).decimal
    report.rowsPerSecond = milliseconds > 0 ? Int(Int64(written.postings) * 1000 / milliseconds) : 0
    return report
  }

  /// For those who may not see single accounts.
  var withoutAccounts: MigrationReport {
    var report = self
    (report.accountsDiffering, report.daysDiffering) = ([], [])
    return report
  }
}
