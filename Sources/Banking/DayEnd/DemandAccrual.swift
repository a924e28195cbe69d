import Interest
import Primitives
import Storage

/// Accrual of demand deposits: day products brought through the day, and the interest they stand for.
struct DemandAccrual: Sendable {
  /// Accounts read at once, and what a moved account weighs beside one that has not moved.
  static let slice: Int64 = 256
  static let movedWeight = 24

  let accruals: InterestAccruals
  let products: DemandProducts
  let rates: BankRates

  func step(
    _ end: DayEnd, limit: Int, at now: Moment, in tx: any WriteTransaction
  ) throws -> DayEnds.StepResult {
    let accrual = try accruals.counting(end, .demand, in: tx)
    let table = try rates.table(.cny, in: tx)
    let period = try DemandProducts.Period(through: accrual.through, day: end.date)
    var (result, total, budget) = (DayEnds.StepResult(cursor: end.cursor), Int64(0), limit)
    var written: [(line: DemandProducts.Line, state: DemandProducts.State)] = []
    while result.cursor < end.lastNumber, budget > 0 {
      let top = min(result.cursor + min(Self.slice, Int64(max(1, limit))), end.lastNumber)
      let lines = try products.lines(end.institution, from: result.cursor + 1, through: top, in: tx)
      let moved = lines.filter(\.hasMoved)
      let states = try products.counted(moved, period, in: tx)
      let earnings = try DemandEarnings(products, period, table, isNeeded: !lines.isEmpty)
      for line in lines where !line.hasMoved {
        total += try earnings.interest(line, line.state, in: tx)
      }
      for (line, state) in zip(moved, states) {
        total += try earnings.interest(line, state ?? line.state, in: tx)
        if let state { written.append((line, state)) }
      }
      result.accounts += Int64(lines.count)
      result.cursor = top
      budget -= lines.count + moved.count * Self.movedWeight + 1
    }
    result.isLast = result.cursor >= end.lastNumber
    try products.write(written, in: tx)
    try accruals.add(
      end, .demand, accounts: Int(result.accounts), total: total, through: result.cursor, in: tx)
    if result.isLast { result.accrued = try accruals.post(end, .demand, at: now, in: tx) }
    return result
  }
}
