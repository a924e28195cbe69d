import Ledger
import Primitives
import Storage

/// Cash between the vault and the outside, always by a supervisor and a second person: to and from the central
/// bank, and between institutions, where it stands on an account for cash under way until the other vault takes
/// it in. The vault itself is an amount: its bundles are not kept by denomination, what moves is.
package struct VaultMoves: Sendable {
  package static let outCode = 1002
  package static let inCode = 1003
  package static let mostListed = 200

  package enum Direction: String, Sendable, CaseIterable {
    case into = "in"
    case out
  }

  package struct Order: Sendable {
    package let direction: Direction
    /// nil: the central bank.
    package let counterparty: InstitutionID?
    package let pieces: CashCount
    package let second: SecondPerson

    package init(_ direction: Direction, _ counterparty: InstitutionID?, _ pieces: CashCount, second: SecondPerson) {
      self.direction = direction
      self.counterparty = counterparty
      self.pieces = pieces
      self.second = second
    }
  }

  package struct Entry: Sendable, Equatable {
    package let number: JournalNumber
    package let direction: Direction
    package let counterparty: InstitutionID?
    package let supervisorNumber: String
    package let secondNumber: String
    package let pieces: CashCount
    package let at: Moment
  }

  /// What an institution's vault stands at, in one currency.
  package struct Holding: Sendable, Equatable {
    package let vault: Money
    /// Sent out and not yet arrived.
    package let underWay: Money
  }

  let ground: TillGround

  /// - Throws: `Refusal` `till.nothing`, `till.second-person`, `vault.counterparty`, `till.vault-short`,
  ///   `vault.not-under-way`, `cash.unknown-denomination`, `banking.key-reused`.
  @discardableResult
  package func move(_ order: Order, _ deed: CashDeed, in tx: any WriteTransaction) throws -> JournalNumber {
    let (institution, currency) = (deed.actor.institution, order.pieces.currency)
    let today = try ground.today(deed.actor, in: tx)
    guard order.second.staff != deed.actor.staff else { throw TillRefusal.samePerson }
    guard order.counterparty != institution, (0...999_999).contains(order.counterparty?.code ?? 0) else {
      throw TillRefusal.counterparty
    }
    _ = try ground.check([order.pieces], at: institution, today, in: tx)
    try ground.accounts.ensureVault(institution, currency, on: today, in: tx)
    try ground.accounts.ensureTransit(institution, currency, on: today, in: tx)
    let other = try other(order, institution, in: tx)
    let vault = BankChart.vault(institution, currency)
    if order.direction == .out {
      let available = try ground.ledger.account(vault, in: tx).available
      guard available.minor >= order.pieces.total.minor else { throw CashRefusal.vaultShort(available) }
    }
    let side: Side = order.direction == .into ? .debit : .credit
    let number = try ground.post(
      deed, code: order.direction == .into ? Self.inCode : Self.outCode,
      [
        Leg(account: vault, side: side, amount: order.pieces.total),
        Leg(account: other, side: side.opposite, amount: order.pieces.total),
      ], today, in: tx)
    try tx.execute(
      TillTables.insertVaultMove,
      [
        .institution(institution), .date(today), .int(number.sequence), .text(order.direction.rawValue),
        .int(order.counterparty?.code ?? 0), .id(deed.actor.staff), .text(deed.actor.number),
        .id(order.second.staff), .text(order.second.number), .text(currency.code), .int(order.pieces.total.minor),
        .text(order.pieces.stored), .moment(deed.at),
      ])
    try ground.record(
      deed, "vault.\(order.direction.rawValue)", "\(institution)", today,
      [
        "amount": "\(order.pieces.total)", "journal": "\(number)", "second": order.second.number,
        "counterparty": order.counterparty.map { "\($0)" } ?? "central-bank",
      ], in: tx)
    return number
  }

  /// The vault's moves of one day, the oldest first.
  package func book(
    at institution: InstitutionID, on date: BusinessDate, in tx: any ReadTransaction
  ) throws -> [Entry] {
    try tx.query(TillTables.vaultMoves, [.institution(institution), .date(date), .int(Self.mostListed)]).map { row in
      guard let direction = Direction(rawValue: try row.text(2)) else {
        throw Fault("storage.row", "unknown direction of a vault move")
      }
      let other = try row.int(3)
      return Entry(
        number: JournalNumber(outlet: institution, businessDate: try row.date(0), sequence: try row.int(1)),
        direction: direction, counterparty: other == 0 ? nil : InstitutionID(other),
        supervisorNumber: try row.text(4), secondNumber: try row.text(5),
        pieces: try CashCount(stored: try row.text(8), try row.currency(6)), at: try row.moment(9))
    }
  }

  /// nil for a currency the vault never held.
  package func holding(
    _ currency: Currency, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> Holding? {
    guard let vault = try ground.ledger.find(BankChart.vault(institution, currency), in: tx) else { return nil }
    let under = try ground.ledger.find(BankChart.transit(institution, currency), in: tx)
    return Holding(vault: vault.balance, underWay: under?.balance ?? Money(minor: 0, currency))
  }

  /// The account across. What comes in from another institution comes off what that one has sent out.
  private func other(
    _ order: Order, _ institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> LedgerAccountID {
    let currency = order.pieces.currency
    guard let counterparty = order.counterparty else { return BankChart.centralBank(institution, currency) }
    guard order.direction == .into else { return BankChart.transit(institution, currency) }
    let account = BankChart.transit(counterparty, currency)
    let under = try ground.ledger.find(account, in: tx)?.balance ?? Money(minor: 0, currency)
    guard under.minor >= order.pieces.total.minor else { throw TillRefusal.notUnderWay(under) }
    return account
  }
}
