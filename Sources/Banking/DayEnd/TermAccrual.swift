import Interest
import Primitives
import Storage

/// Accrual of deposits under a contract: their rows say everything, nothing is kept beside them.
struct TermAccrual: Sendable {
  /// Numbers of one step at the most: where deposits begin to stand close together, a step that grew over empty numbers
  /// must not hold the writer long.
  static let mostNumbers = 4096

  let accruals: InterestAccruals
  let rates: BankRates

  func step(
    _ end: DayEnd, limit: Int, at now: Moment, in tx: any WriteTransaction
  ) throws -> DayEnds.StepResult {
    let accrual = try accruals.counting(end, .term, in: tx)
    let table = try rates.table(.cny, in: tx)
    let cursor = min(end.cursor + Int64(min(max(1, limit), Self.mostNumbers)), end.lastNumber)
    var result = DayEnds.StepResult(cursor: cursor, isLast: cursor >= end.lastNumber)
    var total: Int64 = 0
    if cursor > end.cursor {
      for contract in try contracts(end.institution, from: end.cursor + 1, through: cursor, in: tx) {
        total += try contract.accrued(through: accrual.through, rates: table)
        result.accounts += 1
      }
      try accruals.add(end, .term, accounts: Int(result.accounts), total: total, through: cursor, in: tx)
    }
    if result.isLast { result.accrued = try accruals.post(end, .term, at: now, in: tx) }
    return result
  }

  /// Of a range of numbers.
  func contracts(
    _ institution: InstitutionID, from first: Int64, through last: Int64, in tx: any ReadTransaction
  ) throws -> [AccrualContract] {
    let range: [Value] = [.institution(institution), .int(first), .int(last)]
    var contracts = try tx.query(AccrualTables.contracts, range).map { try AccrualContract($0) }
    let instalments = try tx.query(AccrualTables.instalments, range)
    guard !instalments.isEmpty else { return contracts }
    var payments: [Int64: [InstalmentPayment]] = [:]
    for row in try tx.query(AccrualTables.payments, range) {
      payments[try row.int(0), default: []].append(
        InstalmentPayment(try row.date(1), Money(minor: try row.int(2), .cny)))
    }
    for row in instalments { contracts.append(try AccrualContract(row, payments[try row.int(0)] ?? [])) }
    return contracts
  }
}
