import Primitives
import Storage

/// Rates, limits, denominations and fees with the day from which they hold (DECISIONS 15). A change is a
/// new row with a later day; a row in force is never rewritten.
package struct BankParameters: Sendable {
  package init() {}

  /// Sets a value from a day on.
  ///
  /// - Parameter institution: nil for the whole bank; an institution's own value goes before it.
  /// - Throws: `Refusal` `parameter.already-set` when this key has a value from that very day.
  package func set(
    _ key: String, _ value: String, institution: InstitutionID? = nil, from: BusinessDate,
    in tx: any WriteTransaction
  ) throws {
    let made = try tx.query(
      BankingTables.setParameter, [.int(institution?.code ?? 0), .text(key), .date(from), .text(value)])
    guard !made.isEmpty else { throw BankingRefusal.parameterSet(key, from) }
  }

  /// The value in force at this institution on this day; nil when there is none.
  package func value(
    of key: String, at institution: InstitutionID, on date: BusinessDate, in tx: any ReadTransaction
  ) throws -> String? {
    try tx.first(BankingTables.parameter, [.text(key), .institution(institution), .date(date)])?.text(0)
  }

  /// The value in force as a whole number; nil when there is none.
  ///
  /// - Throws: `Fault` `parameter.broken` when the value is not a number.
  package func number(
    _ key: String, at institution: InstitutionID, on date: BusinessDate, in tx: any ReadTransaction
  ) throws -> Int64? {
    guard let text = try value(of: key, at: institution, on: date, in: tx) else { return nil }
    guard let number = Int64(text) else { throw Fault("parameter.broken", "\(key) is not a whole number") }
    return number
  }

  /// The notes and coins a till may hold, in minor units, the largest first.
  ///
  /// - Throws: `Refusal` `cash.no-denominations` when the bank handles no cash of that currency on that
  ///   day; `Fault` `parameter.broken`.
  package func denominations(
    of currency: Currency, at institution: InstitutionID, on date: BusinessDate, in tx: any ReadTransaction
  ) throws -> [Int64] {
    let key = Self.denominationKey(currency)
    guard let text = try value(of: key, at: institution, on: date, in: tx) else {
      throw CashRefusal.noDenominations(currency)
    }
    let parts = text.split(separator: ",").map { Int64($0) }
    guard !parts.isEmpty, parts.allSatisfy({ ($0 ?? 0) > 0 }) else {
      throw Fault("parameter.broken", "\(key) is not a list of amounts")
    }
    return parts.compactMap { $0 }.sorted(by: >)
  }

  package static func denominationKey(_ currency: Currency) -> String { "cash.denominations.\(currency.code)" }

  package static func alreadySet(_ key: String, _ from: BusinessDate) -> Refusal {
    BankingRefusal.parameterSet(key, from)
  }

  /// At most this many class I accounts in CNY per customer (reference: one per person and bank, PBOC
  /// notice 2015-392). No value, no limit.
  package static let classOneLimit = "account.class-one.per-customer"

  static func perCustomer(_ accountClass: Int) -> String {
    switch accountClass {
    case 1: classOneLimit
    case 2: "account.class-two.per-customer"
    default: "account.class-three.per-customer"
    }
  }
}
