import Primitives
import Storage

/// The effect `account.activate` (不动户激活): the holder is there with his document, and the account may pay again.
struct AccountActivation: DeedWork {
  let ground: BankGround

  /// - Throws: `Refusal` `account.unknown`, `account.closed`, `account.frozen`, `account.not-dormant`,
  ///   `identity.doubtful`.
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight {
    guard let text = order.fields["account"] else { return DeedSight() }
    let account = try ground.accounts.usable(try AccountNumber(parsing: text), in: tx)
    let holder = try ground.customers.reveal(account.customer, in: tx)
    var sight = DeedSight(customer: holder, account: account.number, signer: holder.name)
    sight.findings["account"] = DeedText.finding(holder, account)
    guard let since = try ground.dormancy.since(account, on: today, in: tx) else { throw AccountRefusal.notDormant }
    try DeedText.checkIdentity(order)
    sight.facts = DeedText.customer(holder).merging(DeedText.account(account)) { $1 }
      .merging(DeedText.identity(order)) { $1 }.merging(["lastMoved": "\(since)"]) { $1 }
    return sight
  }

  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    let number = try AccountNumber(parsing: order.fields["account"] ?? "")
    try tx.execute(
      AccountTables.wake, [.institution(number.institution), .int(number.sequence), .date(today)])
    return ["account": "\(number)"]
  }
}
