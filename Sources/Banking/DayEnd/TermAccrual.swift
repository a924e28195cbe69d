import Interest
import Primitives
import Storage

/// Accrual of deposits under a contract: their rows say everything, nothing is kept beside them.
struct TermAccrual: Sendable {
  let accruals: InterestAccruals
  let rates: BankRates

  func step(
    _ end: DayEnd, limit: Int, at now: Moment, in tx: any WriteTransaction
  ) throws -> DayEnds.StepResult {
    let accrual = try accruals.counting(end, .term, in: tx)
    let table = try rates.table(.cny, in: tx)
    let cursor = min(end.cursor + Int64(max(1, limit)), end.lastNumber)
    var result = DayEnds.StepResult(cursor: cursor, isLast: cursor >= end.lastNumber)
    var total: Int64 = 0
    if cursor > end.cursor {
      for row in try tx.query(
        AccrualTables.contracts, [.institution(end.institution), .int(end.cursor + 1), .int(cursor)])
      {
        total += try AccrualContract(row).accrued(through: accrual.through, rates: table)
        result.accounts += 1
      }
      try accruals.add(end, .term, accounts: Int(result.accounts), total: total, through: cursor, in: tx)
    }
    if result.isLast { result.accrued = try accruals.post(end, .term, at: now, in: tx) }
    return result
  }
}
