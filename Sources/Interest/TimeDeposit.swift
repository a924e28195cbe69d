import Primitives

/// What happens to a time deposit on its maturity day (到期处理).
package enum MaturityInstruction: String, Sendable, CaseIterable {
  /// Nothing is moved: the holder comes for it; later days earn demand rate.
  case payOut
  /// Principal and interest go to the demand account.
  case toDemand
  /// 本金转存: the principal renews, the interest is paid out.
  case renewPrincipal
  /// 本息转存: principal and interest renew.
  case renewBoth

  package var renews: Bool { self == .renewPrincipal || self == .renewBoth }
}

/// One lump-sum time deposit (整存整取) as its certificate states it.
package struct TimeDeposit: Sendable, Equatable {
  package let principal: Money
  package let tenor: Tenor
  package let openedOn: BusinessDate
  package let maturesOn: BusinessDate
  /// The rate of the opening day, for the whole term whatever changes (储蓄管理条例 art. 26).
  package let rate: InterestRate
  package let instruction: MaturityInstruction
  /// How often a part was drawn early.
  package let partsDrawn: Int
  /// Opened by automatic renewal, not by the holder.
  package let isRenewal: Bool

  /// - Throws: `Refusal` `interest.negative-principal`, `interest.date-out-of-range`.
  package init(
    principal: Money, tenor: Tenor, openedOn: BusinessDate, rate: InterestRate,
    instruction: MaturityInstruction = .payOut, partsDrawn: Int = 0, isRenewal: Bool = false
  ) throws {
    guard principal.minor >= 0 else { throw InterestRefusal.negativePrincipal() }
    self.principal = principal
    self.tenor = tenor
    self.openedOn = openedOn
    self.maturesOn = try tenor.maturity(from: openedOn)
    self.rate = rate
    self.instruction = instruction
    self.partsDrawn = partsDrawn
    self.isRenewal = isRenewal
  }
}
