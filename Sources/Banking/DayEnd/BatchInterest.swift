import Interest
import Ledger
import Primitives
import Storage

/// Interest that the batch of a day books for one account, with its working: what is looked up beforehand is what is
/// booked, under this journal; demand accounts share one by blocks of numbers.
package struct BatchInterest: Sendable, Equatable {
  package let account: AccountNumber
  package let journal: JournalID
  package let working: InterestWorking
}

extension DayEnds {
  /// The quarter's interest of a demand account, as the end of this business day books it; nil when no settlement day
  /// ends with it.
  ///
  /// - Throws: `Refusal` `interest.no-rate`, `account.unknown`.
  package func demandInterest(
    of number: AccountNumber, endOf day: BusinessDate, in tx: any ReadTransaction
  ) throws -> BatchInterest? {
    let end = Self.batch(number.institution, day, next: try nextDay(after: day, at: number.institution, in: tx))
    guard let settled = try DemandSettlement.day(of: end) else { return nil }
    let account = try ground.accounts.find(number, in: tx)
    let rule = account.traits.isEnterprise ? DemandInterest.corporate : .personal
    let balances = try products.balances(account.ledgerAccount, .init(through: settled, day: day), in: tx)
    return BatchInterest(
      account: number,
      journal: DayEndKeys.of(end, (number.sequence - 1) / DemandSettlement.block, phase: .demandInterest).0,
      working: try rule.settle(balances, on: settled, rates: rates.table(.cny, in: tx)))
  }

  /// What the account would earn if it were closed on this day: to the day before, at that day's rate. A calculation;
  /// it books nothing.
  ///
  /// - Throws: as `demandInterest`.
  package func closingInterest(
    of number: AccountNumber, on day: BusinessDate, in tx: any ReadTransaction
  ) throws -> InterestWorking {
    let account = try ground.accounts.find(number, in: tx)
    let rule = account.traits.isEnterprise ? DemandInterest.corporate : .personal
    let balances = try products.balances(account.ledgerAccount, .init(through: day, day: day), in: tx)
    return try rule.close(balances, on: day, rates: rates.table(.cny, in: tx))
  }

  /// The interest of a lump sum that matures with the day after `day`; nil when the batch of `day` books none.
  package func maturityInterest(
    of number: AccountNumber, endOf day: BusinessDate, in tx: any ReadTransaction
  ) throws -> BatchInterest? {
    let next = try nextDay(after: day, at: number.institution, in: tx)
    guard let deposit = try maturity.terms.rows.find(number, in: tx), deposit.state == .active,
      deposit.busyCase == nil, deposit.instruction != .payOut, let maturesOn = deposit.maturesOn, maturesOn <= next
    else { return nil }
    let table = try maturity.terms.rates.table(deposit.currency, in: tx)
    return BatchInterest(
      account: number,
      journal: DayEndKeys.of(
        Self.batch(number.institution, day, next: next), number.sequence, phase: .maturities
      ).0,
      working: try LumpSum.personal.mature(deposit.lumpSum(), rates: table).working)
  }

  private static func batch(_ institution: InstitutionID, _ day: BusinessDate, next: BusinessDate) -> DayEnd {
    DayEnd(
      institution: institution, date: day, next: next, phase: .demandAccrual, cursor: 0, lastNumber: 0, looked: 0,
      booked: 0, interest: 0, accounts: 0, accrued: 0, startedAt: Moment(milliseconds: 0), endedAt: nil)
  }
}
