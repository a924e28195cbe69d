import Primitives
import Storage

/// Hot rows hold a currency as its ISO 4217 numeric code: one small integer instead of a text.
enum LedgerCurrency {
  private static let numbers: [String: Int64] = [
    "CNY": 156, "CZK": 203, "USD": 840, "EUR": 978, "JPY": 392, "KWD": 414,
  ]
  private static let currencies: [Int64: Currency] = Dictionary(
    uniqueKeysWithValues: Currency.known.map { (number(of: $0), $0) })

  static func number(of currency: Currency) -> Int64 {
    guard let number = numbers[currency.code] else {
      preconditionFailure("\(currency.code) has no ISO 4217 number in the ledger")
    }
    return number
  }

  /// - Throws: `Fault` `ledger.currency` for a number that no known currency has.
  static func currency(_ number: Int64) throws -> Currency {
    guard let currency = currencies[number] else {
      throw Fault("ledger.currency", "\(number) is not the number of a known currency")
    }
    return currency
  }
}

extension Value {
  static func currency(_ currency: Currency) -> Value { .int(LedgerCurrency.number(of: currency)) }
}

extension LedgerAccountID {
  /// Sequences from here on are inter-branch accounts (辖内往来), one per currency: 9,000,000,000 + the
  /// ISO 4217 number. Openers of accounts keep below.
  package static let firstInterBranchSequence: Int64 = 9_000_000_000

  /// The inter-branch account of an institution in a currency.
  package static func interBranch(_ institution: InstitutionID, _ currency: Currency) -> LedgerAccountID {
    LedgerAccountID(institution, sequence: firstInterBranchSequence + LedgerCurrency.number(of: currency))
  }

  package var isInterBranch: Bool { sequence >= Self.firstInterBranchSequence }
}
