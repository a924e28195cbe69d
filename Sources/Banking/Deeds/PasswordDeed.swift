import Primitives
import Storage

/// The effects `password.set`, `password.change` and `password.reset` (设置、修改、挂失重置交易密码): what the page says. The
/// digits themselves are the customer's, typed on his own screen and kept by `AccountPasswords`; the page never holds
/// them.
struct PasswordDeed: DeedWork {
  let ground: BankGround
  /// The account has none yet; otherwise it must have one.
  let isFirst: Bool

  /// - Throws: `Refusal` `account.unknown`, `account.closed`, `account.frozen`, `account.personal-only`,
  ///   `password.already-set`, `password.none`, `identity.doubtful`.
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight {
    guard let text = order.fields["account"] else { return DeedSight() }
    let account = try ground.accounts.usable(try AccountNumber(parsing: text), in: tx)
    guard !account.traits.isEnterprise else { throw AccountRefusal.personalOnly }
    let holder = try ground.customers.reveal(account.customer, in: tx)
    var sight = DeedSight(customer: holder, account: account.number, signer: holder.name)
    sight.findings["account"] = DeedText.finding(holder, account)
    let number = account.number
    let known = try tx.first(PasswordTables.find, [.institution(number.institution), .int(number.sequence)]) != nil
    guard known != isFirst else { throw isFirst ? PasswordRefusal.alreadySet : PasswordRefusal.none }
    try DeedText.checkIdentity(order)
    sight.facts = DeedText.customer(holder).merging(DeedText.account(account)) { $1 }
      .merging(DeedText.identity(order)) { $1 }
    return sight
  }

  /// The new password holds by `AccountPasswords.settle`, in the same transaction.
  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    ["account": "\(try AccountNumber(parsing: order.fields["account"] ?? ""))"]
  }
}
