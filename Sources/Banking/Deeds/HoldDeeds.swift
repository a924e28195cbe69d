import Primitives
import Storage

/// The effect `hold.place`: an account is frozen by an authority, or its payments are stopped, in whole or up to an
/// amount, until a day. Two officers show an order (银发[2002]1号); one of them signs what was carried out.
struct HoldPlacing: DeedWork {
  let ground: BankGround
  let holds: AccountHolds

  /// Months that a hold may last: a court's freeze of a deposit at most a year (民事诉讼法司法解释, article 485); a stop
  /// by the bank's own rule at most six months.
  static func longest(_ kind: AccountHold.Kind) -> Int { kind == .freeze ? 12 : 6 }

  /// - Throws: `Refusal` `account.unknown`, `account.closed`, `hold.past`, `hold.too-long` (`until`), `hold.known`
  ///   (`orderNumber`), `amount.not-positive`.
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight {
    guard let account = try HoldText.account(order, ground, in: tx) else { return DeedSight() }
    let kind = HoldText.kind(order)
    let holder = try ground.customers.reveal(account.customer, in: tx)
    var sight = DeedSight(customer: holder, account: account.number, signer: order.fields["officerName"] ?? holder.name)
    let balance = try ground.ledger.account(account.ledgerAccount, in: tx).balance
    let finding = DeedText.finding(holder, account)
    sight.findings["account"] = Bilingual(
      zh: "\(finding.zh) · 余额 \(balance)", en: "\(finding.en) · balance \(balance)")
    let amount = try HoldText.amount(order, account)
    if let amount, amount.minor <= 0 { throw CashRefusal.amountZero("amount") }
    guard let until = order.fields["until"].flatMap({ BusinessDate($0) }) else { return sight }
    guard until >= today else { throw AccountRefusal.holdPast }
    let last = Dormancy.day(Self.longest(kind), after: today)
    guard until <= last else { throw AccountRefusal.holdTooLong(last) }
    guard let number = order.fields["orderNumber"] else { return sight }
    if try holds.find(kind, order: number, on: account, today, in: tx) != nil { throw AccountRefusal.holdKnown }
    sight.facts = HoldText.facts(order, holder, account).merging([
      "holdAmount": amount.map { "\($0)" } ?? "全部 whole account", "holdUntil": "\(until)", "reason": "—",
    ]) { $1 }
    return sight
  }

  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    guard let account = try HoldText.account(order, ground, in: tx), let number = order.fields["orderNumber"],
      let until = order.fields["until"].flatMap({ BusinessDate($0) })
    else { throw AccountRefusal.noHold }
    let kind = HoldText.kind(order)
    // The account's row in the ledger is what every payment locks: none slips through between look and hold.
    _ = try ground.ledger.account(account.ledgerAccount, in: tx, lock: true)
    try holds.place(
      kind, on: account, amount: try HoldText.amount(order, account), until: until, order: number, today: today,
      case: order.counter.caseID, at: order.counter.at, entropy: entropy, in: tx)
    return ["account": "\(account.number)", "hold": kind.rawValue, "until": "\(until)"]
  }
}

/// The effect `hold.lift`: a freeze or a stop ends before its day, by the order's own number.
struct HoldLifting: DeedWork {
  let ground: BankGround
  let holds: AccountHolds

  /// - Throws: `Refusal` `account.unknown`, `account.closed`, `hold.unknown` (`orderNumber`).
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight {
    guard let account = try HoldText.account(order, ground, in: tx) else { return DeedSight() }
    let holder = try ground.customers.reveal(account.customer, in: tx)
    var sight = DeedSight(customer: holder, account: account.number, signer: order.fields["officerName"] ?? holder.name)
    sight.findings["account"] = DeedText.finding(holder, account)
    guard let number = order.fields["orderNumber"] else { return sight }
    guard let hold = try holds.find(HoldText.kind(order), order: number, on: account, today, in: tx) else {
      throw AccountRefusal.noHold
    }
    let words = hold.amount.map { "\($0)" } ?? "全部 whole account"
    sight.findings["orderNumber"] = Bilingual(
      zh: "\(words)，至 \(hold.until)", en: "\(words), until \(hold.until)")
    sight.facts = HoldText.facts(order, holder, account).merging([
      "holdAmount": words, "holdUntil": "\(hold.until)", "reason": order.fields["reason"] ?? "—",
    ]) { $1 }
    return sight
  }

  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    guard let account = try HoldText.account(order, ground, in: tx), let number = order.fields["orderNumber"],
      let hold = try holds.find(HoldText.kind(order), order: number, on: account, today, in: tx)
    else { throw AccountRefusal.noHold }
    try holds.lift(hold, on: account, today: today, case: order.counter.caseID, in: tx)
    return ["account": "\(account.number)", "hold": hold.kind.rawValue]
  }
}

/// What both read from the form.
private enum HoldText {
  static func kind(_ order: DeedOrder) -> AccountHold.Kind {
    order.settings["kind"].flatMap(AccountHold.Kind.init(rawValue:)) ?? .freeze
  }

  static func account(
    _ order: DeedOrder, _ ground: BankGround, in tx: any ReadTransaction
  ) throws -> DemandAccount? {
    guard let text = order.fields["account"] else { return nil }
    let account = try ground.accounts.find(try AccountNumber(parsing: text), in: tx)
    guard account.state != .closed else { throw BankingRefusal.accountClosed("account") }
    return account
  }

  /// nil: the whole account.
  static func amount(_ order: DeedOrder, _ account: DemandAccount) throws -> Money? {
    try order.fields["amount"].map { try Money(parsing: $0, account.currency, field: "amount") }
  }

  static func facts(_ order: DeedOrder, _ holder: CustomerDetail, _ account: DemandAccount) -> [String: String] {
    let officers = [("officerName", "officerNumber"), ("secondOfficerName", "secondOfficerNumber")].compactMap {
      name, number in order.fields[name].map { "\($0) \(order.fields[number] ?? "")" }
    }
    return DeedText.customer(holder).merging(DeedText.account(account)) { $1 }.merging([
      "authority": order.fields["authority"] ?? "—", "orderNumber": order.fields["orderNumber"] ?? "—",
      "officers": officers.isEmpty ? "—" : officers.joined(separator: "、"),
    ]) { $1 }
  }
}
