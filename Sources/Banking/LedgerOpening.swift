import Ledger
import Primitives
import Storage

/// Opens the ledger accounts of `BankChart` when they are needed for the first time.
struct LedgerOpening: Sendable {
  let ledger: LedgerBooks

  func ensureVault(
    _ institution: InstitutionID, _ currency: Currency, on date: BusinessDate, in tx: any WriteTransaction
  ) throws {
    try ensure(BankChart.vault(institution, currency), currency, .asset, on: date, in: tx)
  }

  func ensureTill(
    _ institution: InstitutionID, _ box: Int64, _ currency: Currency, on date: BusinessDate,
    in tx: any WriteTransaction
  ) throws {
    try ensure(BankChart.till(institution, box: box, currency), currency, .asset, on: date, in: tx)
  }

  func ensureCapital(
    _ institution: InstitutionID, _ currency: Currency, on date: BusinessDate, in tx: any WriteTransaction
  ) throws {
    try ensure(BankChart.capital(institution, currency), currency, .equity, on: date, in: tx)
  }

  func ensureStanding(
    _ standing: StandingAccount, _ institution: InstitutionID, _ currency: Currency, on date: BusinessDate,
    in tx: any WriteTransaction
  ) throws {
    let id = standing.account(institution, currency)
    if try ledger.find(id, in: tx) != nil { return }
    try ledger.openAccount(
      NewAccount(id: id, currency: currency, kind: standing.kind, mayOverdraw: true, openedOn: date), in: tx)
  }

  /// Cash under way between institutions, and with the central bank.
  func ensureTransit(
    _ institution: InstitutionID, _ currency: Currency, on date: BusinessDate, in tx: any WriteTransaction
  ) throws {
    try ensure(BankChart.transit(institution, currency), currency, .asset, on: date, in: tx)
    try ensure(BankChart.centralBank(institution, currency), currency, .asset, mayOverdraw: true, on: date, in: tx)
  }

  /// Where a till's differences wait for their explanation.
  func ensureDifferences(
    _ institution: InstitutionID, _ currency: Currency, on date: BusinessDate, in tx: any WriteTransaction
  ) throws {
    try ensure(BankChart.cashShort(institution, currency), currency, .asset, on: date, in: tx)
    try ensure(BankChart.cashOver(institution, currency), currency, .liability, on: date, in: tx)
  }

  func openCustomer(
    _ account: LedgerAccountID, _ currency: Currency, on date: BusinessDate, in tx: any WriteTransaction
  ) throws {
    _ = try ledger.openAccount(
      NewAccount(
        id: account, currency: currency, kind: .liability, normalSide: .credit, mayOverdraw: false,
        openedOn: date), in: tx)
  }

  func openTerm(
    _ number: AccountNumber, _ currency: Currency, on date: BusinessDate, in tx: any WriteTransaction
  ) throws {
    try ensure(BankChart.term(number), currency, .liability, on: date, in: tx)
  }

  private func ensure(
    _ id: LedgerAccountID, _ currency: Currency, _ kind: AccountKind, mayOverdraw: Bool = false,
    on date: BusinessDate,
    in tx: any WriteTransaction
  ) throws {
    if try ledger.find(id, in: tx) != nil { return }
    _ = try ledger.openAccount(
      NewAccount(
        id: id, currency: currency, kind: kind, normalSide: [.asset, .expense].contains(kind) ? .debit : .credit,
        mayOverdraw: mayOverdraw, openedOn: date), in: tx)
  }
}
