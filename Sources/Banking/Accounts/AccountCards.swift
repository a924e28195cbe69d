import Primitives
import Storage

/// The number of a debit card: issuer (6, by a dated parameter), sequence (9), Luhn digit (ISO/IEC 7812-1).
package struct CardNumber: Hashable, Sendable, CustomStringConvertible {
  package static let length = 16
  static let last: Int64 = 999_999_999

  package let bin: String
  package let sequence: Int64

  init(bin: String, sequence: Int64) {
    precondition(bin.utf8.count == 6 && (1...Self.last).contains(sequence), "card number out of range")
    self.bin = bin
    self.sequence = sequence
  }

  /// - Throws: `Refusal` `card.number`.
  package init(parsing text: String, field: String = "card") throws {
    let digits = text.filter { $0 != " " }
    guard digits.utf8.count == Self.length, CheckDigits.luhnIsValid(digits),
      let sequence = Int64(digits.dropFirst(6).prefix(9)), sequence > 0
    else { throw CardRefusal.number(field) }
    self.init(bin: String(digits.prefix(6)), sequence: sequence)
  }

  package var description: String {
    let text = "\(sequence)"
    let body = bin + String(repeating: "0", count: 9 - text.count) + text
    return "\(body)\(CheckDigits.luhnDigit(for: body))"
  }

  package var masked: String { Masking.middle(description, head: 6, tail: 4) }
}

/// A debit card bound to an account (BC-021). It holds no money: the account does.
package struct AccountCard: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    /// Its page waits for the signature.
    case pending
    /// In the customer's hand, not yet to be used.
    case issued
    case active, cancelled
    /// Its case ended without a signature. The number is never given again.
    case released
  }

  package let number: CardNumber
  package let account: AccountNumber
  package let customer: CustomerID
  package let state: State
  package let issuedOn: BusinessDate?
  package let activatedOn: BusinessDate?
  package let cancelledOn: BusinessDate?
}

/// Cards: one living card per account.
package struct AccountCards: Sendable {
  /// The issuer's number of the bank's cards. Without one the bank issues none.
  package static let bin = "card.issuer-number"

  let ground: BankGround

  /// - Throws: `Refusal` `card.unknown`, also for one that was never handed out.
  package func find(_ number: CardNumber, in tx: any ReadTransaction) throws -> AccountCard {
    let row = try tx.first(AccountTables.card, [.text(number.bin), .int(number.sequence)])
    guard let card = try row.map(Self.card), card.state != .pending, card.state != .released else {
      throw CardRefusal.unknown
    }
    return card
  }

  /// The card that is issued or active for an account.
  package func living(_ account: AccountNumber, in tx: any ReadTransaction) throws -> AccountCard? {
    try tx.first(AccountTables.livingCard, [.institution(account.institution), .int(account.sequence)]).map(Self.card)
  }

  /// Takes the next number for a card that waits for its signature.
  ///
  /// - Throws: `Refusal` `card.none-issued`, `card.numbers-exhausted`.
  func allot(
    _ account: DemandAccount, replacing: CardNumber?, on today: BusinessDate, case caseID: CaseID,
    in tx: any WriteTransaction
  ) throws -> CardNumber {
    let key = try ground.parameters.value(of: Self.bin, at: account.home, on: today, in: tx)
    guard let key, key.utf8.count == 6, key.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw CardRefusal.noneIssued
    }
    guard let next = try tx.first(AccountTables.nextCard, [.text(key)])?.int(0) else { throw CardRefusal.exhausted }
    try tx.execute(
      AccountTables.insertCard,
      [
        .text(key), .int(next), .institution(account.home), .int(account.number.sequence), .id(account.customer),
        .int(replacing?.sequence), .id(caseID),
      ])
    return CardNumber(bin: key, sequence: next)
  }

  /// The card that was allotted for a case.
  func made(by caseID: CaseID, in tx: any ReadTransaction) throws -> AccountCard? {
    try tx.first(AccountTables.cardOfCase, [.id(caseID)]).map(Self.card)
  }

  /// - Throws: `Refusal` `card.state` when the card is not what it was any more.
  func move(
    _ card: AccountCard, to state: AccountCard.State, on today: BusinessDate, in tx: any WriteTransaction
  ) throws {
    let moved = try tx.query(
      AccountTables.moveCard,
      [
        .text(card.number.bin), .int(card.number.sequence), .text(card.state.rawValue), .text(state.rawValue),
        .int(state == .issued ? today.compact : card.issuedOn?.compact),
        .int(state == .active ? today.compact : card.activatedOn?.compact),
        .int(state == .cancelled ? today.compact : nil),
      ])
    guard !moved.isEmpty else { throw CardRefusal.state(card.state) }
  }

  private static func card(_ row: Row) throws -> AccountCard {
    guard let state = AccountCard.State(rawValue: try row.text(5)) else {
      throw Fault("storage.row", "unknown state of a card")
    }
    func day(_ column: Int) throws -> BusinessDate? { try row.isNull(column) ? nil : row.date(column) }
    return AccountCard(
      number: CardNumber(bin: try row.text(0), sequence: try row.int(1)),
      account: AccountNumber(try row.institution(2), sequence: try row.int(3)), customer: try row.id(4), state: state,
      issuedOn: try day(7), activatedOn: try day(8), cancelledOn: try day(9))
  }
}

enum CardRefusal {
  static func number(_ field: String) -> Refusal {
    Refusal(
      .invalid, "card.number", field: field, limit: "16", zh: "卡号应为 16 位数字且校验位正确。",
      en: "A card number has 16 digits with a matching check digit.", remedyZh: "请与卡面逐位核对。",
      remedyEn: "Compare it with the card, digit by digit.")
  }
  static let unknown = Refusal(
    .notFound, "card.unknown", field: "card", zh: "没有这张卡。", en: "There is no such card.", remedyZh: "请核对卡号。",
    remedyEn: "Check the number.")
  static let noneIssued = Refusal(
    .conflict, "card.none-issued", field: "account", zh: "本行尚未设置发卡行标识，不能发卡。",
    en: "The bank has no issuer number: it issues no cards.", remedyZh: "请总行会计在参数页面申请设置发卡行标识代码。",
    remedyEn: "Have the head office set the issuer number on the parameter page.")
  static let exhausted = Refusal(
    .conflict, "card.numbers-exhausted", field: "account", zh: "卡号已用完。", en: "No card numbers are left.",
    remedyZh: "请报告管理员。", remedyEn: "Tell an administrator.")
  static func exists(_ card: AccountCard) -> Refusal {
    Refusal(
      .conflict, "card.exists", field: "account", limit: card.number.masked, zh: "该账户已有卡 \(card.number.masked)。",
      en: "This account has the card \(card.number.masked) already.", remedyZh: "请办理换卡或先销卡。",
      remedyEn: "Replace it, or cancel it first.")
  }
  static func state(_ state: AccountCard.State) -> Refusal {
    Refusal(
      .conflict, "card.state", field: "card", limit: state.rawValue, zh: "卡片当前状态不允许这项操作。",
      en: "The card's present state does not allow this.", remedyZh: "请核对卡号和状态。",
      remedyEn: "Check the number and the state.")
  }
}
