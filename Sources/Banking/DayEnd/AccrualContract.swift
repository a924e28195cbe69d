import Interest
import Primitives
import Storage

/// What accrual needs of a deposit under a contract.
struct AccrualContract: Sendable {
  let kind: TermDeposit.Kind
  let principal: Money
  let openedOn: BusinessDate
  let tenor: Tenor?
  let rate: InterestRate?
  let period: NoticePeriod?
  /// Of an instalment deposit: the plan and what was paid into it.
  let instalments: (plan: InstalmentPlan, payments: [InstalmentPayment])?

  /// - Parameter instalments: needed for an instalment deposit only.
  init(_ deposit: TermDeposit, _ instalments: (plan: InstalmentPlan, payments: [InstalmentPayment])? = nil) {
    self.instalments = instalments
    kind = deposit.kind
    principal = deposit.principal
    openedOn = deposit.openedOn
    tenor = deposit.tenor
    rate = deposit.rate
    period = deposit.period
  }

  private init(_ contract: AccrualContract, _ principal: Money) {
    kind = contract.kind
    instalments = contract.instalments
    self.principal = principal
    openedOn = contract.openedOn
    tenor = contract.tenor
    rate = contract.rate
    period = contract.period
  }

  /// From the columns of `AccrualTables.contracts`.
  init(_ row: Row) throws {
    guard let kind = TermDeposit.Kind(rawValue: try row.text(1)) else {
      throw Fault("storage.row", "a deposit is of an unknown kind")
    }
    self.kind = kind
    instalments = nil
    principal = Money(minor: try row.int(4), .cny)
    openedOn = try row.date(5)
    tenor = try row.optionalInt(2).map { try Tenor(months: Int($0)) }
    period = try row.optionalInt(3).flatMap { NoticePeriod(rawValue: Int($0)) }
    rate = try row.optionalInt(6).map { try InterestRate(units: $0) }
  }

  /// From the columns of `AccrualTables.instalments`, and its payments.
  init(_ row: Row, _ payments: [InstalmentPayment]) throws {
    let plan = try InstalmentPlan(
      monthly: Money(minor: try row.int(2), .cny), tenor: try Tenor(months: Int(try row.int(1))),
      openedOn: try row.date(3), rate: try InterestRate(units: try row.int(4)))
    kind = .instalment
    principal = payments.reduce(.zero(.cny)) { $0 + $1.amount }
    openedOn = plan.openedOn
    tenor = plan.tenor
    rate = plan.rate
    period = nil
    instalments = (plan, payments)
  }

  /// The same contract over what stays after a part was drawn.
  func with(_ rest: Money) -> AccrualContract { AccrualContract(self, rest) }

  /// What it has earned by the end of a day, in minor units. Lump sum: its own rate, overdue days at demand rate.
  /// Notice: the posted notice rate, since what a breach would cost is not known before. Demand-or-time: what the next
  /// day would pay. Instalments: as `Instalment.accrued`.
  ///
  /// - Throws: `Refusal` `interest.no-rate`, `interest.overflow`.
  func accrued(through day: BusinessDate, rates: RateTable) throws -> Int64 {
    guard day >= openedOn else { return 0 }
    let until = day.adding(days: 1)
    switch kind {
    case .lumpSum:
      guard let tenor, let rate else { throw Fault("term.broken", "a lump sum has no tenor or rate") }
      let deposit = try TimeDeposit(principal: principal, tenor: tenor, openedOn: openedOn, rate: rate)
      return try LumpSum.personal.accrued(deposit, through: day, rates: rates).minor
    case .notice:
      guard let period else { throw Fault("term.broken", "a notice deposit has no period") }
      return try PlainInterest().working(
        principal, from: openedOn, until: until, rate: try rates.rate(of: .notice(period), on: day)
      ).total.minor
    case .demandOrTime:
      return try DemandOrTime.personal.close(principal, openedOn: openedOn, on: until, rates: rates).total.minor
    case .instalment:
      guard let (plan, payments) = instalments else { throw Fault("term.broken", "an instalment deposit has no plan") }
      return try Instalment.personal.accrued(plan, payments, through: day, rates: rates).minor
    }
  }
}
