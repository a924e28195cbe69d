import Access
import Banking
import Interest
import Primitives
import Storage

/// A deposit under a contract with its certificate, what holds it, and what was paid into it.
package struct DepositSight: Sendable, Equatable {
  package let deposit: TermDeposit
  package let holder: CustomerCard
  /// Pledges and proofs of this deposit that are in force, and the day they are judged by.
  package let holding: [CounterPaper]
  package let today: BusinessDate
  package let payments: [InstalmentPayment]
}

/// What else the customer of an account has here.
package struct HoldingsSight: Sendable, Equatable {
  package let deposits: [TermDeposit]
  package let papers: [CounterPaper]
  package let today: BusinessDate
}

extension RecordsDesk {
  /// A deposit by its number or by that of its valid certificate (BC-023).
  ///
  /// - Throws: `Refusal` `term.unknown`, `account.…` for what is no number.
  package func deposit(_ text: String, by signOn: SignOn) async throws -> DepositSight {
    try signOn.require(.accountRead)
    return try await house.database.read { [house] tx in
      let deposit = try house.banking.terms.find(text, in: tx)
      let today = try house.banking.calendar.businessDate(of: deposit.number.institution, in: tx)
      return DepositSight(
        deposit: deposit, holder: try house.banking.customers.card(deposit.customer, in: tx),
        holding: try house.banking.papers.holding(deposit.number, on: today, in: tx), today: today,
        payments: try house.banking.terms.payments(of: deposit, in: tx))
    }
  }

  /// Deposits and papers of the customer who owns this account.
  package func holdings(of account: String, by signOn: SignOn) async throws -> HoldingsSight {
    try signOn.require(.accountRead)
    let number = try AccountNumber(parsing: account)
    return try await house.database.read { [house] tx in
      let customer = try house.banking.accounts.find(number, in: tx).customer
      return HoldingsSight(
        deposits: try house.banking.terms.deposits(of: customer, in: tx),
        papers: try house.banking.papers.papers(of: customer, in: tx),
        today: try house.banking.calendar.businessDate(of: number.institution, in: tx))
    }
  }
}
