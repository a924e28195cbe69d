import Audit
import Ledger
import Primitives
import Seals
import Storage

/// The front door of the Banking room: the bank's customers, accounts, days, numbers and tills, and the
/// effects that services have on them. Every write takes the caller's transaction.
package struct BankBooks: Sendable {
  package static let schema = BankingSchema.schema

  package let calendar: BankCalendar
  package let parameters: BankParameters
  package let numbers: JournalNumbers
  package let customers: CustomerRegister
  package let accounts: DemandAccounts
  package let tills: Tills
  package let clearing: ClearingAccounts
  /// The effect `deposit.cash`.
  package let cashDeposit: CashDeposit
  /// The effect `account.open`.
  package let accountOpening: AccountOpening

  package init(ledger: LedgerBooks, audit: AuditBook, field: FieldCipher, blind: BlindIndex) {
    calendar = BankCalendar()
    parameters = BankParameters()
    numbers = JournalNumbers()
    customers = CustomerRegister(field: field, blind: blind)
    accounts = DemandAccounts(ledger: ledger, calendar: calendar, parameters: parameters, numbers: numbers)
    clearing = ClearingAccounts(ledger: ledger)
    tills = Tills(ledger: ledger, audit: audit, calendar: calendar, parameters: parameters, numbers: numbers)
    cashDeposit = CashDeposit(
      ledger: ledger, audit: audit, calendar: calendar, parameters: parameters, numbers: numbers, customers: customers,
      accounts: accounts, tills: tills)
    accountOpening = AccountOpening(calendar: calendar, numbers: numbers, customers: customers, accounts: accounts)
  }
}
