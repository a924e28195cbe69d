import Interest
import Ledger
import Primitives
import Storage

/// Interest that the batch of a day books for one account, with its working: what is looked up beforehand is what is
/// booked, under this journal.
package struct BatchInterest: Sendable, Equatable {
  package let account: AccountNumber
  package let journal: JournalID
  package let working: InterestWorking
}

extension DayEnds {
  /// The quarter's interest of a demand account, as the end of this settlement day books it.
  ///
  /// - Throws: `Refusal` `interest.not-settlement-day`, `interest.no-rate`, `ledger.account-unknown`.
  package func demandInterest(
    of number: AccountNumber, on day: BusinessDate, in tx: any ReadTransaction
  ) throws -> BatchInterest {
    BatchInterest(
      account: number, journal: Self.journal(number, day, .demandInterest),
      working: try DemandInterest.personal.settle(
        demand.balances(number, until: day, in: tx), on: day, rates: demand.rates.table(.cny, in: tx)))
  }

  /// What the account would earn if it were closed on this day: to the day before, at that day's rate. A calculation;
  /// it books nothing.
  ///
  /// - Throws: as `demandInterest`.
  package func closingInterest(
    of number: AccountNumber, on day: BusinessDate, in tx: any ReadTransaction
  ) throws -> InterestWorking {
    try DemandInterest.personal.close(
      demand.balances(number, until: day, in: tx), on: day, rates: demand.rates.table(.cny, in: tx))
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
      account: number, journal: Self.journal(number, day, .maturities),
      working: try LumpSum.personal.mature(deposit.lumpSum(), rates: table).working)
  }

  private static func journal(_ number: AccountNumber, _ day: BusinessDate, _ phase: DayEnd.Phase) -> JournalID {
    let end = DayEnd(
      institution: number.institution, date: day, next: day, phase: phase, cursor: 0, looked: 0, booked: 0,
      interest: 0, startedAt: Moment(milliseconds: 0), endedAt: nil)
    return DayEndKeys.of(end, number.sequence, phase: phase).0
  }
}
