import Interest
import Primitives
import Storage

/// Reads and writes the rows of instalment deposits. To the rest of the room they are deposits like the others: what
/// is in them now is their principal.
struct InstalmentRows: Sendable {
  func find(_ number: AccountNumber, lock: Bool = false, in tx: any ReadTransaction) throws -> TermDeposit? {
    try tx.first(InstalmentTables.find, TermRows.key(number), lock: lock).map(Self.deposit)
  }

  func find(busy caseID: CaseID, in tx: any ReadTransaction) throws -> TermDeposit? {
    try tx.first(InstalmentTables.busy, [.id(caseID)], lock: true).map(Self.deposit)
  }

  func deposits(of customer: CustomerID, limit: Int, in tx: any ReadTransaction) throws -> [TermDeposit] {
    try tx.query(InstalmentTables.ofCustomer, [.id(customer), .int(limit)]).map(Self.deposit)
  }

  /// The contract with every payment that was made into it, oldest first.
  func contract(
    _ deposit: TermDeposit, in tx: any ReadTransaction
  ) throws -> (plan: InstalmentPlan, payments: [InstalmentPayment]) {
    let key = TermRows.key(deposit.number)
    guard let tenor = deposit.tenor, let rate = deposit.rate, let row = try tx.first(InstalmentTables.monthly, key)
    else { throw Fault("term.broken", "deposit \(deposit.number) has no instalment contract") }
    let plan = try InstalmentPlan(
      monthly: Money(minor: try row.int(0), deposit.currency), tenor: tenor, openedOn: deposit.openedOn, rate: rate)
    let payments = try tx.query(InstalmentTables.payments, key).map {
      InstalmentPayment(try $0.date(0), Money(minor: try $0.int(1), deposit.currency))
    }
    return (plan, payments)
  }

  /// - Parameter deposit: its principal is the monthly sum.
  func insert(_ deposit: TermDeposit, case caseID: CaseID, in tx: any WriteTransaction) throws {
    guard let tenor = deposit.tenor, let rate = deposit.rate, let matures = deposit.maturesOn else {
      throw Fault("term.broken", "an instalment deposit without a term")
    }
    let made = try tx.query(
      InstalmentTables.insert,
      TermRows.key(deposit.number) + [
        .id(deposit.customer), .text(deposit.currency.code), .int(Int64(tenor.months)), .int(deposit.principal.minor),
        .date(deposit.openedOn), .date(matures), .int(rate.units), .institution(deposit.linked.institution),
        .int(deposit.linked.sequence), .int(deposit.certificate), .id(caseID),
      ])
    guard !made.isEmpty else { throw Fault("term.number-reused", "deposit number \(deposit.number) exists") }
  }

  /// - Throws: `Refusal` `term.busy`.
  func occupy(_ deposit: TermDeposit, case caseID: CaseID, in tx: any WriteTransaction) throws {
    let done = try tx.query(InstalmentTables.occupy, TermRows.key(deposit.number) + [.id(caseID)])
    guard !done.isEmpty else { throw TermRefusal.busy }
  }

  func move(
    _ deposit: TermDeposit, to state: TermDeposit.State, on date: BusinessDate?, in tx: any WriteTransaction
  ) throws {
    try tx.execute(
      InstalmentTables.state, TermRows.key(deposit.number) + [.text(state.rawValue), .int(date?.compact)])
  }

  func pay(
    _ deposit: TermDeposit, _ amount: Money, on date: BusinessDate, case caseID: CaseID, in tx: any WriteTransaction
  ) throws {
    let key = TermRows.key(deposit.number)
    let payment = try tx.query(InstalmentTables.payments, key).count + 1
    try tx.execute(InstalmentTables.pay, key + [.int(payment), .date(date), .int(amount.minor), .id(caseID)])
    try tx.execute(InstalmentTables.addPaid, key + [.int(amount.minor)])
  }

  static func deposit(_ row: Row) throws -> TermDeposit {
    let number = AccountNumber(try row.institution(0), sequence: try row.int(1))
    guard let state = TermDeposit.State(rawValue: try row.text(13)) else {
      throw Fault("storage.row", "deposit \(number) cannot be read")
    }
    let currency = try row.currency(3)
    // Until the customer has signed nothing is in it: then the monthly sum stands for what will be.
    let amount = state == .pending || state == .released ? try row.int(5) : try row.int(6)
    return TermDeposit(
      number: number, customer: try row.id(2), currency: currency, kind: .instalment,
      tenor: try Tenor(months: Int(try row.int(4))), period: nil, principal: Money(minor: amount, currency),
      openedOn: try row.date(7), maturesOn: try row.date(8), rate: try InterestRate(units: try row.int(9)),
      instruction: .payOut, partsDrawn: 0, isRenewal: false, lapses: [], notice: nil,
      linked: AccountNumber(try row.institution(10), sequence: try row.int(11)), certificate: try row.int(12),
      state: state, busyCase: try row.optionalID(14), loss: try LossReport(row.optionalText(15), row.optionalInt(16)))
  }
}
