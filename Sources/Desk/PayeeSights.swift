import Access
import Audit
import Banking
import Primitives
import Storage

/// A payee as the transfer form offers him: the name stays masked.
package struct PayeeSight: Sendable, Equatable {
  package let number: AccountNumber
  package let nameMasked: String
}

extension RecordsDesk {
  /// Whom the owner of this account has paid before, newest first.
  package func payees(of account: String, by signOn: SignOn) async throws -> [PayeeSight] {
    try signOn.require(.transferInternal)
    let number = try AccountNumber(parsing: account)
    return try await house.database.read { [house] tx in
      let customer = try house.banking.accounts.find(number, in: tx).customer
      return try house.banking.payees.payees(of: customer, in: tx).map {
        PayeeSight(number: $0.number, nameMasked: try house.banking.customers.card($0.customer, in: tx).nameMasked)
      }
    }
  }

  /// Takes one out of the directory, at the customer's wish; audited.
  ///
  /// - Throws: `Refusal` `account.unknown`, `payee.unknown`.
  package func removePayee(_ payee: String, of account: String, by signOn: SignOn) async throws {
    try signOn.require(.transferInternal)
    let (number, gone) = (try AccountNumber(parsing: account), try AccountNumber(parsing: payee, field: "payee"))
    let now = house.time.now
    try await house.database.write { [house] tx in
      let customer = try house.banking.accounts.find(number, in: tx).customer
      try house.banking.payees.remove(gone, of: customer, in: tx)
      try house.audit.append(
        AuditEntry(
          chain: signOn.chain, institution: signOn.institution.id, at: now, actor: signOn.staff.number,
          action: "payee.removed", subject: "customer:\(customer)", detail: ["payee": "\(gone)"]), in: tx)
    }
  }
}
