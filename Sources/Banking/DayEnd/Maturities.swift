import Interest
import Ledger
import Primitives
import Storage

/// Time deposits whose maturity has come with the new day: renewed, or moved to the demand account, as agreed at the
/// opening (savings rules art. 18). One that is to be paid out waits for its owner. The interest comes out of interest
/// payable, where it was accrued; a difference goes to expense.
struct Maturities: Sendable {
  /// Business kind of the posting.
  static let code = 9002
  /// What one deposit weighs in a step beside an account that is only read.
  static let weight = 40

  let ledger: LedgerBooks
  let terms: TermDeposits
  let accruals: InterestAccruals

  private struct Ripe {
    let deposit: TermDeposit
    let maturity: Maturity
  }

  func step(
    _ end: DayEnd, limit: Int, at now: Moment, in tx: any WriteTransaction
  ) throws -> DayEnds.StepResult {
    let most = max(1, limit / Self.weight)
    let rows = try tx.query(
      DayEndTables.maturing, [.institution(end.institution), .int(end.cursor), .date(end.next), .int(most)])
    var result = DayEnds.StepResult(cursor: try rows.last?.int(0) ?? end.cursor, isLast: rows.count < most)
    guard !rows.isEmpty else { return result }
    try accruals.ensureAccounts(end.institution, on: end.date, in: tx)
    let table = try terms.rates.table(.cny, in: tx)
    let through = try accruals.newest(end.institution, .term, in: tx)?.through
    var ripe: [Ripe] = []
    for row in rows {
      let number = AccountNumber(end.institution, sequence: try row.int(0))
      guard let deposit = try terms.rows.find(number, lock: true, in: tx), deposit.state == .active else { continue }
      result.looked += 1
      // Somebody is at the counter with it: on its maturity day it is paid like any other.
      guard deposit.busyCase == nil else { continue }
      // Pledged or proved, it does not leave by itself: it waits for whoever holds it.
      if deposit.instruction == .toDemand, try !PaperRows().holding(deposit.number, on: end.next, in: tx).isEmpty {
        continue
      }
      ripe.append(Ripe(deposit: deposit, maturity: try LumpSum.personal.mature(try deposit.lumpSum(), rates: table)))
    }
    let orders = try ripe.compactMap { try order($0, end, accruedThrough: through, table, at: now, in: tx) }
    for posted in try ledger.post(orders, in: tx) { _ = try posted.get() }
    try change(ripe, end, in: tx)
    result.booked = Int64(ripe.count)
    result.interest = ripe.reduce(0) { $0 + $1.maturity.working.total.minor }
    return result
  }

  private func order(
    _ ripe: Ripe, _ end: DayEnd, accruedThrough through: BusinessDate?, _ table: RateTable, at now: Moment,
    in tx: any ReadTransaction
  ) throws -> PostingOrder? {
    let (deposit, matured) = (ripe.deposit, ripe.maturity)
    let interest = matured.working.total
    let linked = try terms.ground.accounts.find(deposit.linked, in: tx).ledgerAccount
    var legs = try interestLegs(ripe, through, table)
    switch deposit.instruction {
    case .payOut: return nil
    case .toDemand: legs += [.debit(deposit.ledgerAccount, deposit.principal), .credit(linked, matured.toDemand)]
    case .renewPrincipal: if interest.minor > 0 { legs.append(.credit(linked, interest)) }
    case .renewBoth: if interest.minor > 0 { legs.append(.credit(deposit.ledgerAccount, interest)) }
    }
    guard !legs.isEmpty else { return nil }
    let (journal, key) = DayEndKeys.of(end, deposit.number.sequence, phase: .maturities)
    return PostingOrder(
      journal: journal, key: key, institution: end.institution, code: Self.code, legs: legs,
      businessDate: end.next, valueDate: deposit.maturesOn ?? end.next, recordedAt: now)
  }

  /// The interest: what was accrued, and the difference.
  private func interestLegs(_ ripe: Ripe, _ through: BusinessDate?, _ table: RateTable) throws -> [Leg] {
    let (deposit, interest) = (ripe.deposit, ripe.maturity.working.total)
    var accrued: Int64 = 0
    if let through {
      accrued = try AccrualContract(deposit).accrued(through: through, rates: table)
      if let renewed = ripe.maturity.renewed {
        accrued -= try LumpSum.personal.accrued(renewed, through: through, rates: table).minor
      }
    }
    func legs(_ account: StandingAccount, _ minor: Int64) -> [Leg] {
      let id = account.account(deposit.number.institution, deposit.currency)
      let amount = Money(minor: abs(minor), deposit.currency)
      return minor == 0 ? [] : [minor > 0 ? .debit(id, amount) : .credit(id, amount)]
    }
    return legs(.termInterestPayable, accrued) + legs(.interestExpense, interest.minor - accrued)
  }

  private func change(_ ripe: [Ripe], _ end: DayEnd, in tx: any WriteTransaction) throws {
    let renewals = ripe.count { $0.maturity.renewed != nil }
    var certificate =
      renewals > 0 ? try terms.rows.nextCertificates(end.institution, renewals, in: tx) - Int64(renewals) : 0
    for item in ripe {
      if let renewed = item.maturity.renewed {
        certificate += 1
        try terms.rows.renew(item.deposit, renewed, certificate: certificate, in: tx)
      } else {
        try terms.rows.close(item.deposit, on: end.next, in: tx)
        _ = try ledger.closeAccount(item.deposit.ledgerAccount, on: end.next, in: tx)
      }
    }
  }
}
