import Ledger
import Primitives
import Storage

/// The register of cash short and over (现金长短款登记簿) and how each entry ends: the cash is found, or its owner is.
package struct TillDifferences: Sendable {
  package static let resolutionCode = 1470
  package static let mostListed = 500

  let ground: TillGround

  /// The newest first.
  package func list(
    at institution: InstitutionID, openOnly: Bool, in tx: any ReadTransaction
  ) throws -> [TillDifference] {
    let statement = openOnly ? TillTables.openDifferences : TillTables.differences
    return try tx.query(statement, [.institution(institution), .int(Self.mostListed)]).map(Self.difference)
  }

  /// Clears a difference against the vault: missing cash was brought, or surplus cash is given to whom it belongs.
  /// A swap only gets its explanation. Never by the teller himself.
  ///
  /// - Parameter note: what was found out, 1 to 200 characters.
  /// - Returns: nil for a swap, which moves no money.
  /// - Throws: `Refusal` `difference.unknown`, `till.own-work`, `till.reason`, `till.vault-short`,
  ///   `banking.key-reused`.
  @discardableResult
  package func resolve(
    box: Int64, session: Int64, _ currency: Currency, note: String, _ deed: CashDeed, in tx: any WriteTransaction
  ) throws -> JournalNumber? {
    let (institution, today) = (deed.actor.institution, try ground.today(deed.actor, in: tx))
    let place: [Value] = [.institution(institution), .int(box), .int(session), .text(currency.code)]
    guard let row = try tx.first(TillTables.difference, place, lock: true) else { throw TillRefusal.differenceUnknown }
    let found = try Self.difference(row)
    guard found.resolvedAt == nil else { throw TillRefusal.differenceUnknown }
    guard found.teller != deed.actor.staff else { throw TillRefusal.ownTill }
    let note = try TillGround.reason(note)
    let vault = BankChart.vault(institution, currency)
    let number: JournalNumber?
    switch found.kind {
    case .swap: number = nil
    case .short:
      number = try ground.post(
        deed, code: Self.resolutionCode,
        [.debit(vault, found.amount), .credit(BankChart.cashShort(institution, currency), found.amount)], today, in: tx)
    case .over:
      let available = try ground.ledger.account(vault, in: tx).available
      guard available.minor >= found.amount.minor else { throw CashRefusal.vaultShort(available) }
      number = try ground.post(
        deed, code: Self.resolutionCode,
        [.debit(BankChart.cashOver(institution, currency), found.amount), .credit(vault, found.amount)], today, in: tx)
    }
    let resolved = try tx.query(
      TillTables.resolveDifference,
      place + [
        .moment(deed.at), .id(deed.actor.staff), .text(note), number.map { .date($0.businessDate) } ?? .null,
        .int(number?.sequence),
      ])
    guard !resolved.isEmpty else { throw TillRefusal.differenceUnknown }
    var detail = ["kind": found.kind.rawValue, "amount": "\(found.amount)", "note": note]
    detail["journal"] = number.map { "\($0)" }
    try ground.record(deed, "till.difference-resolved", "till:\(institution)-\(box)", today, detail, in: tx)
    return number
  }

  private static func difference(_ row: Row) throws -> TillDifference {
    guard let kind = TillDifference.Kind(rawValue: try row.text(6)) else {
      throw Fault("storage.row", "unknown kind of a till difference")
    }
    let (institution, currency) = (try row.institution(0), try row.currency(3))
    return TillDifference(
      institution: institution, box: try row.int(1), session: try row.int(2),
      number: JournalNumber(outlet: institution, businessDate: try row.date(4), sequence: try row.int(5)), kind: kind,
      amount: Money(minor: try row.int(7), currency), expected: try CashCount(stored: try row.text(8), currency),
      counted: try CashCount(stored: try row.text(9), currency), teller: try row.id(10),
      supervisorNumber: try row.text(11), reason: try row.text(12), recordedAt: try row.moment(13),
      resolvedAt: try row.optionalMoment(14), resolution: try row.optionalText(15))
  }
}
