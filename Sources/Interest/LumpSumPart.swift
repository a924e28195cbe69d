import Primitives

/// What an early draw of a part gives.
package struct PartDrawing: Sendable, Equatable {
  /// The principal paid: the amount asked for, or all of it when the rest would be below the minimum.
  package let drawn: Money
  package let working: InterestWorking
  /// The new certificate: same date, rate, maturity; nil when the deposit is closed.
  package let rest: TimeDeposit?
}

extension LumpSum {
  /// Draws a part before maturity: it earns the demand rate of that day, the rest keeps what it had
  /// (储蓄管理条例 art. 24). A rest below the minimum closes the certificate.
  ///
  /// - Throws: `Refusal` `interest.amount-not-positive`, `interest.amount-too-large`, `interest.part-is-whole`,
  ///   `interest.part-matured`, `interest.part-limit`, `interest.dates-reversed`, `interest.no-rate`.
  package func drawPart(
    _ amount: Money, of deposit: TimeDeposit, on date: BusinessDate, rates: RateTable
  ) throws -> PartDrawing {
    guard date >= deposit.openedOn else { throw InterestRefusal.datesReversed(deposit.openedOn, date) }
    guard date < deposit.maturesOn else { throw InterestRefusal.partMatured(deposit.maturesOn) }
    try amount.checkedDraw(from: deposit.principal)
    guard amount.minor < deposit.principal.minor else { throw InterestRefusal.partIsWhole(deposit.principal) }
    if let partLimit, deposit.partsDrawn >= partLimit { throw InterestRefusal.partLimit(partLimit) }
    let left = Money(minor: deposit.principal.minor - amount.minor, amount.currency)
    let closes = left.minor < minimum.minor
    let drawn = closes ? deposit.principal : amount
    let rest =
      closes
      ? nil
      : try TimeDeposit(
        principal: left, tenor: deposit.tenor, openedOn: deposit.openedOn, rate: deposit.rate,
        instruction: deposit.instruction, partsDrawn: deposit.partsDrawn + 1, isRenewal: deposit.isRenewal)
    return PartDrawing(drawn: drawn, working: try early(drawn, deposit, on: date, rates: rates), rest: rest)
  }
}
