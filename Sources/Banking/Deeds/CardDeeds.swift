import Primitives
import Storage

/// What the card deeds share: the account or card named in the form, and its words.
private struct CardDesk {
  let ground: BankGround
  let cards: AccountCards

  /// A person's account that may be used.
  func account(
    _ number: AccountNumber, _ order: DeedOrder, in tx: any ReadTransaction
  ) throws -> (account: DemandAccount, sight: DeedSight) {
    let account = try ground.accounts.usable(number, in: tx)
    guard account.traits.nature == .personal else { throw AccountRefusal.personalOnly }
    let holder = try ground.customers.reveal(account.customer, in: tx)
    var sight = DeedSight(customer: holder, account: account.number, signer: holder.name)
    sight.findings[order.fields["card"] == nil ? "account" : "card"] = DeedText.finding(holder, account)
    try DeedText.checkIdentity(order)
    return (account, sight)
  }

  func card(
    _ order: DeedOrder, in states: Set<AccountCard.State>, in tx: any ReadTransaction
  ) throws -> AccountCard? {
    guard let text = order.fields["card"] else { return nil }
    let card = try cards.find(try CardNumber(parsing: text), in: tx)
    guard states.contains(card.state) else { throw CardRefusal.state(card.state) }
    return card
  }

  static func facts(
    _ order: DeedOrder, _ account: DemandAccount, _ sight: DeedSight, card: CardNumber?, former: CardNumber?,
    state: String, reason: String = "—"
  ) -> [String: String] {
    let number = card.map { "\($0)" }
    return (sight.customer.map(DeedText.customer) ?? [:]).merging(DeedText.account(account)) { $1 }
      .merging(DeedText.identity(order)) { $1 }.merging([
        "cardGrouped": number.map(Masking.grouped) ?? "—", "cardMasked": card?.masked ?? "—",
        "formerCardMasked": former?.masked ?? "—", "cardState": state, "reason": reason,
      ]) { $1 }
  }

  static let taken = "taken.card"

  static func taken(_ order: DeedOrder) -> CardNumber? {
    order.fields[taken].flatMap { try? CardNumber(parsing: $0) }
  }
}

/// The effect `card.issue`: a card for a person's account; to be used once it is activated (BC-021).
struct CardIssue: DeedWork {
  let ground: BankGround
  let cards: AccountCards

  /// - Throws: `Refusal` `account.…`, `identity.doubtful`, `card.exists`, `card.none-issued`.
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight {
    guard let text = order.fields["account"] else { return DeedSight() }
    let desk = CardDesk(ground: ground, cards: cards)
    var (account, sight) = try desk.account(try AccountNumber(parsing: text), order, in: tx)
    if let card = try cards.living(account.number, in: tx) { throw CardRefusal.exists(card) }
    if try ground.parameters.value(of: AccountCards.bin, at: account.home, on: today, in: tx) == nil {
      throw CardRefusal.noneIssued
    }
    sight.facts = CardDesk.facts(
      order, account, sight, card: CardDesk.taken(order), former: nil, state: "待激活 to be activated")
    return sight
  }

  func take(_ order: DeedOrder, on today: BusinessDate, in tx: any WriteTransaction) throws -> [String: String] {
    let account = try ground.accounts.usable(try AccountNumber(parsing: order.fields["account"] ?? ""), in: tx)
    let number = try cards.allot(account, replacing: nil, on: today, case: order.counter.caseID, in: tx)
    return [CardDesk.taken: "\(number)"]
  }

  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    guard let card = try cards.made(by: order.counter.caseID, in: tx) else { throw CardRefusal.unknown }
    // Two issues for one account go one after the other.
    _ = try tx.first(DeedTables.lockCustomer, [.id(card.customer)], lock: true)
    if let other = try cards.living(card.account, in: tx) { throw CardRefusal.exists(other) }
    try cards.move(card, to: .issued, on: today, in: tx)
    return ["account": "\(card.account)", "card": card.number.masked]
  }

  func drop(_ order: DeedOrder, in tx: any WriteTransaction) throws {
    guard let card = try cards.made(by: order.counter.caseID, in: tx) else { return }
    try cards.move(card, to: .released, on: order.counter.at.parts(offsetMinutes: 480).date, in: tx)
  }
}

/// The effect `card.activate`: the holder has the card in his hand and may use it from now on.
struct CardActivation: DeedWork {
  let ground: BankGround
  let cards: AccountCards

  /// - Throws: `Refusal` `card.…`, `account.…`, `identity.doubtful`.
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight {
    let desk = CardDesk(ground: ground, cards: cards)
    guard let card = try desk.card(order, in: [.issued], in: tx) else { return DeedSight() }
    var (account, sight) = try desk.account(card.account, order, in: tx)
    sight.facts = CardDesk.facts(order, account, sight, card: card.number, former: nil, state: "已激活 active")
    return sight
  }

  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    let desk = CardDesk(ground: ground, cards: cards)
    guard let card = try desk.card(order, in: [.issued], in: tx) else { throw CardRefusal.unknown }
    try cards.move(card, to: .active, on: today, in: tx)
    return ["account": "\(card.account)", "card": card.number.masked]
  }
}

/// The effect `card.replace`: a new number for a lost, damaged or expiring card; the old one is void at once.
struct CardReplacement: DeedWork {
  let ground: BankGround
  let cards: AccountCards

  static let reasons = [
    "lost": "遗失 lost", "damaged": "损坏 damaged", "expiring": "到期 expiring", "other": "其他 other",
  ]

  /// - Throws: `Refusal` `card.…`, `account.…`, `identity.doubtful`.
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight {
    let desk = CardDesk(ground: ground, cards: cards)
    guard let card = try desk.card(order, in: [.issued, .active], in: tx) else { return DeedSight() }
    var (account, sight) = try desk.account(card.account, order, in: tx)
    sight.facts = CardDesk.facts(
      order, account, sight, card: CardDesk.taken(order), former: card.number, state: "待激活 to be activated",
      reason: Self.reasons[order.fields["reason"] ?? ""] ?? "—")
    return sight
  }

  func take(_ order: DeedOrder, on today: BusinessDate, in tx: any WriteTransaction) throws -> [String: String] {
    let former = try CardNumber(parsing: order.fields["card"] ?? "")
    let account = try ground.accounts.usable(try cards.find(former, in: tx).account, in: tx)
    let number = try cards.allot(account, replacing: former, on: today, case: order.counter.caseID, in: tx)
    return [CardDesk.taken: "\(number)"]
  }

  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    let desk = CardDesk(ground: ground, cards: cards)
    guard let former = try desk.card(order, in: [.issued, .active], in: tx),
      let card = try cards.made(by: order.counter.caseID, in: tx)
    else { throw CardRefusal.unknown }
    try cards.move(former, to: .cancelled, on: today, in: tx)
    try cards.move(card, to: .issued, on: today, in: tx)
    return ["account": "\(card.account)", "card": card.number.masked, "former": former.number.masked]
  }

  func drop(_ order: DeedOrder, in tx: any WriteTransaction) throws {
    try CardIssue(ground: ground, cards: cards).drop(order, in: tx)
  }
}

/// The effect `card.cancel`.
struct CardCancellation: DeedWork {
  let ground: BankGround
  let cards: AccountCards

  /// - Throws: `Refusal` `card.…`, `account.…`, `identity.doubtful`.
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight {
    let desk = CardDesk(ground: ground, cards: cards)
    guard let card = try desk.card(order, in: [.issued, .active], in: tx) else { return DeedSight() }
    var (account, sight) = try desk.account(card.account, order, in: tx)
    sight.facts = CardDesk.facts(order, account, sight, card: card.number, former: nil, state: "已销卡 cancelled")
    return sight
  }

  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    let desk = CardDesk(ground: ground, cards: cards)
    guard let card = try desk.card(order, in: [.issued, .active], in: tx) else { throw CardRefusal.unknown }
    try cards.move(card, to: .cancelled, on: today, in: tx)
    return ["account": "\(card.account)", "card": card.number.masked]
  }
}
