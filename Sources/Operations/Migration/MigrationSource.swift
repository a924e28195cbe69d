import Banking
import Primitives

/// What another bank's system hands over, read and checked as a whole before anything is written.
package struct MigrationSource: Sendable {
  package struct Customer: Sendable {
    package let id: Int
    package let district: Int
    package let document: String
    package let name: String
  }

  package struct Account: Sendable {
    package let id: Int
    package let district: Int
    package let openedOn: BusinessDate
    /// Customer number of who owns it.
    package let owner: Int
    /// Customer numbers of those who may dispose of it besides.
    package let proxies: [Int]
  }

  package struct Transaction: Sendable {
    package let id: Int
    package let account: Int
    package let date: BusinessDate
    package let kind: MigrationKind
    /// Minor units, above zero.
    package let amount: Int64
    /// The balance that the source printed after it, minor units.
    package let printed: Int64

    /// What it does to the account's balance.
    package var signed: Int64 { kind.side == .credit ? amount : -amount }
  }

  /// What the source is called: part of every key.
  package let name: String
  package let currency: Currency
  /// SHA-256 over the files, hexadecimal.
  package let digest: String
  package let customers: [Customer]
  package let accounts: [Account]
  /// In no order; the plan orders them.
  package let transactions: [Transaction]
  /// What the files hold and this bank has no place for.
  package let leftOut: [Bilingual]

  /// The last day on which something was booked there; nil without transactions.
  package var lastDay: BusinessDate? { transactions.map(\.date).max() }
}
