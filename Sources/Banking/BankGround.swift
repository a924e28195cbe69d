import Ledger
import Primitives
import Storage

/// What every kind of counter business stands on: the rooms' books, and the checks that all of them share.
struct BankGround: Sendable {
  let ledger: LedgerBooks
  let calendar: BankCalendar
  let parameters: BankParameters
  let customers: CustomerRegister
  let accounts: DemandAccounts

  /// - Throws: `Refusal` `amount.not-positive`, `money.too-large`, `deposit.currency`.
  func check(_ amount: Money, of account: DemandAccount) throws {
    guard amount.minor > 0 else { throw CashRefusal.amountZero("amount") }
    guard amount.minor <= Money.largestMinor else { throw CashRefusal.amountTooLarge(amount.currency) }
    guard amount.currency == account.currency else {
      throw CashRefusal.currencyDiffers(account.currency, amount.currency)
    }
  }

  /// What deposit proofs and orders keep in the account is not free.
  ///
  /// - Throws: `Refusal` `account.funds-short`, `account.dormant`, and those of `HeldFunds.check`.
  func checkFunds(_ account: DemandAccount, _ amount: Money, in tx: any ReadTransaction) throws {
    let available = try ledger.account(account.ledgerAccount, in: tx).available
    let today = try calendar.businessDate(of: account.home, in: tx)
    let free = available - (try PaperRows().held(account, on: today, in: tx))
    guard free.minor >= amount.minor else { throw TransferRefusal.fundsShort(free) }
    try HeldFunds.check(account, paying: amount, of: free, on: today, in: tx)
    if let since = try dormancy.since(account, on: today, in: tx) {
      throw AccountRefusal.dormant("account", since: since)
    }
  }

  var dormancy: Dormancy { Dormancy(parameters: parameters) }

  /// A plan that keeps what the class and the nature of its accounts allow.
  ///
  /// - Throws: `Refusal` as `AccountLimits.check`.
  func within(_ plan: BookingPlan, in tx: any ReadTransaction) throws -> BookingPlan {
    try AccountLimits(ledger: ledger, parameters: parameters).check(plan, lock: false, in: tx)
    return plan
  }

  /// - Throws: `Refusal` `calendar.not-started`, `value-date.after-business-date`.
  func dates(
    _ institution: InstitutionID, asked: BusinessDate?, in tx: any ReadTransaction
  ) throws -> (today: BusinessDate, valueDate: BusinessDate) {
    let today = try calendar.businessDate(of: institution, in: tx)
    return (today, try calendar.valueDate(asked: asked, businessDate: today))
  }
}
