import Primitives
import Storage

/// How much a box may hold (尾箱限额): a dated parameter per currency, in minor units.
///
/// A customer's deposit is never turned away for it: the box then shows what is to be handed up. What a teller
/// takes by own will (opening, drawing, accepting from a colleague) may not go above it, and a box above it
/// cannot be sealed; closing empties it anyway.
struct TillLimits: Sendable {
  let parameters: BankParameters

  /// - Throws: `Fault` `parameter.broken`.
  func limit(
    _ currency: Currency, at institution: InstitutionID, _ today: BusinessDate, in tx: any ReadTransaction
  ) throws -> Money? {
    try parameters.number(BankParameters.tillLimitKey(currency), at: institution, on: today, in: tx)
      .map { Money(minor: $0, currency) }
  }

  /// What lies in the drawer above the limit; nil while nothing does.
  func excess(
    _ held: CashCount, at institution: InstitutionID, _ today: BusinessDate, in tx: any ReadTransaction
  ) throws -> Money? {
    guard let limit = try limit(held.currency, at: institution, today, in: tx), held.total.minor > limit.minor else {
      return nil
    }
    return held.total - limit
  }

  /// - Throws: `Refusal` `till.limit`.
  func requireRoom(
    for added: Money, beside held: Money, at institution: InstitutionID, _ today: BusinessDate,
    in tx: any ReadTransaction
  ) throws {
    guard let limit = try limit(added.currency, at: institution, today, in: tx) else { return }
    guard held.minor + added.minor <= limit.minor else { throw TillRefusal.limit(limit) }
  }
}

extension BankParameters {
  /// At most so much in one box, in minor units. No value, no limit.
  package static func tillLimitKey(_ currency: Currency) -> String { "till.limit.\(currency.code)" }
}
