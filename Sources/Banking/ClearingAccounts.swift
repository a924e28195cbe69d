import Ledger
import Primitives
import Storage

/// The bank's own clearing accounts (待清算): where business halls and other systems of the bank settle with it
/// and with each other. No customer and no cash stands behind one.
package struct ClearingAccounts: Sendable {
  package static let numbers: ClosedRange<Int64> = 1...999_999
  /// Accounts that one call opens at most.
  package static let mostAtOnce = 1000

  let ledger: LedgerBooks

  /// Opens the accounts with these numbers.
  ///
  /// - Throws: `Refusal` `clearing.numbers`, `ledger.account-exists`.
  package func open(
    _ range: Range<Int64>, at institution: InstitutionID, _ currency: Currency, on date: BusinessDate,
    in tx: any WriteTransaction
  ) throws -> [LedgerAccountID] {
    guard !range.isEmpty, range.count <= Self.mostAtOnce, Self.numbers.contains(range.lowerBound),
      Self.numbers.contains(range.upperBound - 1)
    else { throw Self.wrongNumbers }
    let ids = range.map { BankChart.clearing(institution, $0) }
    try ledger.openAccounts(
      ids.map { NewAccount(id: $0, currency: currency, kind: .liability, mayOverdraw: true, openedOn: date) }, in: tx)
    return ids
  }

  private static let wrongNumbers = Refusal(
    .invalid, "clearing.numbers", field: "first", limit: "1–999999, 1000",
    zh: "待清算账号为 1 至 999999，一次最多开立 1000 个。", en: "Clearing numbers run from 1 to 999,999, at most 1,000 at once.",
    remedyZh: "请更正起始号或数量。", remedyEn: "Correct the first number or the count.")
}
