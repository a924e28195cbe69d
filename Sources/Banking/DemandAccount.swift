import Primitives

/// A customer's demand account (活期存款): one number for people, one ledger account behind it.
package struct DemandAccount: Sendable, Equatable {
  package enum State: String, Sendable {
    /// Its opening waits for the customer's signature; nobody may use it.
    case pending
    case active, frozen, closed
    /// Its opening ended without a signature. The number is never given again.
    case released
  }

  package let number: AccountNumber
  package let customer: CustomerID
  package let currency: Currency
  package let state: State
  package let openedOn: BusinessDate
  package let closedOn: BusinessDate?
  package let traits: AccountTraits

  /// The institution that keeps the account (开户网点).
  package var home: InstitutionID { number.institution }
  package var ledgerAccount: LedgerAccountID {
    traits.isEnterprise ? BankChart.enterprise(number) : BankChart.customer(number)
  }

  package var product: Bilingual { traits.product }
}

/// What an account holds now.
package struct AccountBalance: Sendable, Equatable {
  package let account: DemandAccount
  /// What has been settled.
  package let balance: Money
  /// What may be drawn: pending debits lower it, pending credits never raise it.
  package let available: Money
}
