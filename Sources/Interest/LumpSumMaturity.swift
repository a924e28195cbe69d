import Primitives

/// What a maturity day gives. Every amount is in exactly one place.
package struct Maturity: Sendable, Equatable {
  package let working: InterestWorking
  /// Owed to the holder: all of it for `payOut`, the interest when only the principal renews.
  package let paidOut: Money
  /// To the demand account.
  package let toDemand: Money
  /// The next term: opened on the maturity day, same tenor, that day's rate.
  package let renewed: TimeDeposit?
}

/// What closing a deposit gives.
package struct LumpSumClosing: Sendable, Equatable {
  /// The terms that ended by automatic renewal, oldest first.
  package let terms: [Maturity]
  /// The principal of the last term.
  package let principal: Money
  /// The interest of the last term, with overdue days.
  package let working: InterestWorking
}

extension LumpSum {
  /// Carries out the instruction on the maturity day (储蓄管理条例 art. 18).
  ///
  /// - Throws: `Refusal` `interest.no-rate` when the tenor is not offered on the renewal day, `interest.overflow`.
  package func mature(_ deposit: TimeDeposit, rates: RateTable) throws -> Maturity {
    let working = try term(of: deposit)
    let none = Money.zero(deposit.principal.currency)
    let both = try deposit.principal.plus(working.total)
    func renewed(_ principal: Money) throws -> TimeDeposit {
      let day = deposit.maturesOn
      return try TimeDeposit(
        principal: principal, tenor: deposit.tenor, openedOn: day,
        rate: try rates.rate(of: .lumpSum(deposit.tenor), on: day), instruction: deposit.instruction, isRenewal: true)
    }
    switch deposit.instruction {
    case .payOut: return Maturity(working: working, paidOut: both, toDemand: none, renewed: nil)
    case .toDemand: return Maturity(working: working, paidOut: none, toDemand: both, renewed: nil)
    case .renewPrincipal:
      return Maturity(
        working: working, paidOut: working.total, toDemand: none, renewed: try renewed(deposit.principal))
    case .renewBoth:
      return Maturity(working: working, paidOut: none, toDemand: none, renewed: try renewed(both))
    }
  }

  /// Draws the whole deposit, after as many renewals as lie before the day. On a maturity day itself the
  /// term is paid and nothing renews; a broken renewed term earns demand rate.
  ///
  /// - Throws: `Refusal` `interest.dates-reversed`, `interest.already-at-demand`, `interest.no-rate`,
  ///   `interest.overflow`.
  package func close(_ deposit: TimeDeposit, on date: BusinessDate, rates: RateTable) throws -> LumpSumClosing {
    if deposit.instruction == .toDemand, date > deposit.maturesOn {
      throw InterestRefusal.alreadyAtDemand(deposit.maturesOn)
    }
    var (deposit, terms) = (deposit, [Maturity]())
    while deposit.instruction.renews, date > deposit.maturesOn {
      let term = try mature(deposit, rates: rates)
      guard let next = term.renewed else { break }
      terms.append(term)
      deposit = next
    }
    return LumpSumClosing(
      terms: terms, principal: deposit.principal, working: try draw(deposit, on: date, rates: rates))
  }
}
