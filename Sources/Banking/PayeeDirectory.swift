import Primitives
import Storage

/// Whom a customer has paid before (收款人名册): offered in the transfer form, newest first. The number is remembered,
/// never the name: that is still typed from the customer's slip and compared (EC-023).
package struct PayeeDirectory: Sendable {
  /// At most so many are offered.
  package static let mostOffered = 20

  let accounts: DemandAccounts

  /// After a transfer between two customers; one's own accounts are remembered too.
  package func remember(
    _ payee: AccountNumber, of payer: AccountNumber, at now: Moment, in tx: any WriteTransaction
  ) throws {
    let customer = try accounts.find(payer, in: tx).customer
    try tx.execute(
      PayeeTables.remember,
      [.id(customer), .institution(payee.institution), .int(payee.sequence), .moment(now)])
  }

  /// Accounts that were closed since are left out.
  package func payees(of customer: CustomerID, in tx: any ReadTransaction) throws -> [DemandAccount] {
    try tx.query(PayeeTables.list, [.id(customer), .int(Self.mostOffered)]).map {
      try accounts.find(AccountNumber(try $0.institution(0), sequence: try $0.int(1)), in: tx)
    }.filter { $0.state == .active }
  }

  /// - Throws: `Refusal` `payee.unknown`.
  package func remove(
    _ payee: AccountNumber, of customer: CustomerID, in tx: any WriteTransaction
  ) throws {
    let gone = try tx.query(
      PayeeTables.remove, [.id(customer), .institution(payee.institution), .int(payee.sequence)])
    guard !gone.isEmpty else { throw PayeeRefusal.unknown }
  }
}

enum PayeeRefusal {
  static let unknown = Refusal(
    .notFound, "payee.unknown", field: "payee", zh: "名册中没有这个收款账号。", en: "This payee is not in the directory.",
    remedyZh: "请刷新页面后查看。", remedyEn: "Load the page again.")
}
