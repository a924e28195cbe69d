import Interest
import Ledger
import Primitives
import Storage

/// Time deposits whose maturity has come with the new day: renewed, or moved to the demand account, as agreed at the
/// opening (savings rules art. 18). One that is to be paid out waits for its owner.
struct Maturities: Sendable {
  /// Business kind of the posting.
  static let code = 9002

  let ground: BankGround
  let terms: TermDeposits
  private let accounts: LedgerOpening

  init(ground: BankGround, terms: TermDeposits) {
    self.ground = ground
    self.terms = terms
    accounts = LedgerOpening(ledger: ground.ledger)
  }

  func step(
    _ end: DayEnd, limit: Int, at now: Moment, in tx: any WriteTransaction
  ) throws -> DayEnds.StepResult {
    let rows = try tx.query(
      DayEndTables.maturing, [.institution(end.institution), .int(end.cursor), .date(end.next), .int(limit)])
    var result = DayEnds.StepResult()
    result.isLast = rows.count < limit
    result.cursor = try rows.last?.int(0) ?? end.cursor
    for row in rows {
      let number = AccountNumber(end.institution, sequence: try row.int(0))
      guard let deposit = try terms.rows.find(number, lock: true, in: tx), deposit.state == .active else { continue }
      result.looked += 1
      // Somebody is at the counter with it: on its maturity day it is paid like any other.
      guard deposit.busyCase == nil else { continue }
      let interest = try mature(deposit, end, at: now, in: tx)
      result.booked += 1
      result.interest += interest.minor
    }
    return result
  }

  /// - Returns: the interest of the term.
  private func mature(
    _ deposit: TermDeposit, _ end: DayEnd, at now: Moment, in tx: any WriteTransaction
  ) throws -> Money {
    let table = try terms.rates.table(deposit.currency, in: tx)
    let matured = try LumpSum.personal.mature(try deposit.lumpSum(), rates: table)
    let interest = matured.working.total
    try accounts.ensureStanding(.interestExpense, end.institution, deposit.currency, on: end.next, in: tx)
    let expense = StandingAccount.interestExpense.account(end.institution, deposit.currency)
    let linked = try ground.accounts.find(deposit.linked, in: tx).ledgerAccount
    var legs: [Leg] = interest.minor > 0 ? [.debit(expense, interest)] : []
    switch deposit.instruction {
    case .payOut: return .zero(deposit.currency)
    case .toDemand:
      legs += [.debit(deposit.ledgerAccount, deposit.principal), .credit(linked, matured.toDemand)]
    case .renewPrincipal: if interest.minor > 0 { legs.append(.credit(linked, interest)) }
    case .renewBoth: if interest.minor > 0 { legs.append(.credit(deposit.ledgerAccount, interest)) }
    }
    if !legs.isEmpty {
      let (journal, key) = DayEndKeys.of(end, deposit.number.sequence, phase: .maturities)
      _ = try ground.ledger.post(
        PostingOrder(
          journal: journal, key: key, institution: end.institution, code: Self.code, legs: legs,
          businessDate: end.next, valueDate: deposit.maturesOn ?? end.next, recordedAt: now), in: tx)
    }
    if let renewed = matured.renewed {
      try terms.rows.renew(
        deposit, renewed, certificate: try terms.rows.nextCertificate(end.institution, in: tx), in: tx)
    } else {
      try terms.rows.close(deposit, on: end.next, in: tx)
      _ = try ground.ledger.closeAccount(deposit.ledgerAccount, on: end.next, in: tx)
    }
    return interest
  }
}
