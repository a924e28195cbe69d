import Interest
import Primitives
import Storage

/// Reads and writes the rows of `term_deposits`.
struct TermRows: Sendable {
  static let mostListed = 200
  /// Instalment deposits lie in tables of their own.
  let instalments = InstalmentRows()

  func find(_ number: AccountNumber, lock: Bool = false, in tx: any ReadTransaction) throws -> TermDeposit? {
    try tx.first(TermTables.find, Self.key(number), lock: lock).map(Self.deposit)
      ?? instalments.find(number, lock: lock, in: tx)
  }

  func find(busy caseID: CaseID, in tx: any ReadTransaction) throws -> TermDeposit? {
    try tx.first(TermTables.busy, [.id(caseID)], lock: true).map(Self.deposit)
      ?? instalments.find(busy: caseID, in: tx)
  }

  /// The deposit whose certificate bears this number now; a spent certificate finds nothing.
  func find(
    certificate: Int64, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> TermDeposit? {
    let key: [Value] = [.institution(institution), .int(certificate)]
    return try tx.first(TermTables.ofCertificate, key).map(Self.deposit)
      ?? tx.first(InstalmentTables.ofCertificate, key).map(InstalmentRows.deposit)
  }

  func deposits(of customer: CustomerID, in tx: any ReadTransaction) throws -> [TermDeposit] {
    let found = try tx.query(TermTables.ofCustomer, [.id(customer), .int(Self.mostListed)]).map(Self.deposit)
    return try found + instalments.deposits(of: customer, limit: Self.mostListed - found.count, in: tx)
  }

  /// The next number of the institution's accounts: one row of numbers for all kinds.
  ///
  /// - Throws: `Refusal` `account.numbers-exhausted`.
  func allot(_ institution: InstitutionID, in tx: any WriteTransaction) throws -> AccountNumber {
    guard let row = try tx.first(BankingTables.nextAccountNumber, [.institution(institution)]) else {
      throw BankingRefusal.accountsExhausted(institution)
    }
    return AccountNumber(institution, sequence: try row.int(0))
  }

  func nextCertificate(_ institution: InstitutionID, in tx: any WriteTransaction) throws -> Int64 {
    try nextCertificates(institution, 1, in: tx)
  }

  /// - Returns: the last of so many new numbers in a row.
  func nextCertificates(_ institution: InstitutionID, _ count: Int, in tx: any WriteTransaction) throws -> Int64 {
    guard let row = try tx.first(TermTables.nextCertificate, [.institution(institution), .int(count)]) else {
      throw Fault("term.certificate", "no certificate number could be drawn")
    }
    return try row.int(0)
  }

  func insert(_ deposit: TermDeposit, case caseID: CaseID, in tx: any WriteTransaction) throws {
    if deposit.kind == .instalment { return try instalments.insert(deposit, case: caseID, in: tx) }
    let made = try tx.query(
      TermTables.insert,
      Self.key(deposit.number) + [
        .id(deposit.customer), .text(deposit.currency.code), .text(deposit.kind.rawValue),
        .int(deposit.tenor.map { Int64($0.months) }), .int(deposit.period.map { Int64($0.days) }),
        .int(deposit.principal.minor), .date(deposit.openedOn), .int(deposit.maturesOn?.compact),
        .int(deposit.rate?.units), .text(deposit.instruction.rawValue), .institution(deposit.linked.institution),
        .int(deposit.linked.sequence), .int(deposit.certificate), .id(caseID),
      ])
    guard !made.isEmpty else { throw Fault("term.number-reused", "deposit number \(deposit.number) exists") }
  }

  /// One case at a time changes a deposit; what it will leave is kept with it.
  ///
  /// - Throws: `Refusal` `term.busy`.
  func occupy(_ deposit: TermDeposit, case caseID: CaseID, rest: TermRest?, in tx: any WriteTransaction) throws {
    if deposit.kind == .instalment { return try instalments.occupy(deposit, case: caseID, in: tx) }
    let done = try tx.query(
      TermTables.occupy,
      Self.key(deposit.number) + [
        .id(caseID), .int(rest?.principal.minor), .int(rest.map { Int64($0.partsDrawn) }),
        .text(rest.map { Self.lapses($0.lapses) }), .int(rest?.certificate),
      ])
    guard !done.isEmpty else { throw TermRefusal.busy }
  }

  func rest(of deposit: TermDeposit, in tx: any ReadTransaction) throws -> TermRest? {
    guard let row = try tx.first(TermTables.rest, Self.key(deposit.number)), let minor = try row.optionalInt(0) else {
      return nil
    }
    return TermRest(
      principal: Money(minor: minor, deposit.currency), partsDrawn: Int(try row.int(1)),
      lapses: try Self.lapses(try row.text(2), deposit.currency), certificate: try row.optionalInt(3))
  }

  func activate(_ deposit: TermDeposit, in tx: any WriteTransaction) throws {
    try move(deposit, to: .active, on: nil, in: tx)
  }

  func drop(_ deposit: TermDeposit, in tx: any WriteTransaction) throws {
    try move(deposit, to: .released, on: nil, in: tx)
  }

  func close(_ deposit: TermDeposit, on date: BusinessDate, in tx: any WriteTransaction) throws {
    try move(deposit, to: .closed, on: date, in: tx)
  }

  func free(_ deposit: TermDeposit, in tx: any WriteTransaction) throws {
    try move(deposit, to: .active, on: nil, in: tx)
  }

  private func move(
    _ deposit: TermDeposit, to state: TermDeposit.State, on date: BusinessDate?, in tx: any WriteTransaction
  ) throws {
    if deposit.kind == .instalment { return try instalments.move(deposit, to: state, on: date, in: tx) }
    try tx.execute(TermTables.state, Self.key(deposit.number) + [.text(state.rawValue), .int(date?.compact)])
  }

  func leave(_ deposit: TermDeposit, _ rest: TermRest, certificate: Int64, in tx: any WriteTransaction) throws {
    try tx.execute(
      TermTables.leave,
      Self.key(deposit.number) + [
        .int(rest.principal.minor), .int(Int64(rest.partsDrawn)), .text(Self.lapses(rest.lapses)), .int(certificate),
      ])
  }

  /// A new term under the same number, with a certificate of its own.
  func renew(_ deposit: TermDeposit, _ renewed: TimeDeposit, certificate: Int64, in tx: any WriteTransaction) throws {
    try tx.execute(
      TermTables.renew,
      Self.key(deposit.number) + [
        .int(renewed.principal.minor), .date(renewed.openedOn), .date(renewed.maturesOn), .int(renewed.rate.units),
        .int(certificate),
      ])
  }

  func setNotice(
    _ deposit: TermDeposit, _ notice: WithdrawalNotice?, lapses: [NoticeLapse], in tx: any WriteTransaction
  ) throws {
    try tx.execute(
      TermTables.notice,
      Self.key(deposit.number) + [
        .int(notice?.amount.minor), .int(notice?.givenOn.compact), .text(Self.lapses(lapses)),
      ])
  }

  func setLost(_ deposit: TermDeposit, _ report: LossReport?, in tx: any WriteTransaction) throws {
    let lost = deposit.kind == .instalment ? InstalmentTables.lost : TermTables.lost
    try tx.execute(
      lost, Self.key(deposit.number) + [.text(report?.mode.rawValue), .int(report?.on.compact)])
  }

  /// A new certificate takes the place of the lost one.
  func replace(_ deposit: TermDeposit, certificate: Int64, in tx: any WriteTransaction) throws {
    let statement = deposit.kind == .instalment ? InstalmentTables.certificate : TermTables.certificate
    try tx.execute(statement, Self.key(deposit.number) + [.int(certificate)])
  }

  static func key(_ number: AccountNumber) -> [Value] {
    [.institution(number.institution), .int(number.sequence)]
  }

  /// `amount/from/until/earning`, one after the other.
  private static func lapses(_ lapses: [NoticeLapse]) -> String {
    lapses.map { "\($0.amount.minor)/\($0.from.compact)/\($0.until.compact)/\($0.earning.rawValue)" }
      .joined(separator: " ")
  }

  private static func lapses(_ text: String, _ currency: Currency) throws -> [NoticeLapse] {
    try text.split(separator: " ").map { item in
      let parts = item.split(separator: "/").map(String.init)
      guard parts.count == 4, let minor = Int64(parts[0]),
        let from = Int64(parts[1]).flatMap(BusinessDate.init(compact:)),
        let until = Int64(parts[2]).flatMap(BusinessDate.init(compact:)),
        let earning = NoticeLapse.Earning(rawValue: parts[3])
      else { throw Fault("storage.row", "a stored lapse cannot be read") }
      return NoticeLapse(Money(minor: minor, currency), from: from, until: until, earning: earning)
    }
  }

  private static func deposit(_ row: Row) throws -> TermDeposit {
    let number = AccountNumber(try row.institution(0), sequence: try row.int(1))
    guard let kind = TermDeposit.Kind(rawValue: try row.text(4)),
      let instruction = MaturityInstruction(rawValue: try row.text(11)),
      let state = TermDeposit.State(rawValue: try row.text(20))
    else { throw Fault("storage.row", "deposit \(number) cannot be read") }
    let currency = try row.currency(3)
    let notice =
      try row.isNull(15)
      ? nil : WithdrawalNotice(Money(minor: row.int(15), currency), givenOn: row.date(16))
    return TermDeposit(
      number: number, customer: try row.id(2), currency: currency, kind: kind,
      tenor: try row.optionalInt(5).map { try Tenor(months: Int($0)) },
      period: try row.optionalInt(6).flatMap { NoticePeriod(rawValue: Int($0)) },
      principal: Money(minor: try row.int(7), currency), openedOn: try row.date(8),
      maturesOn: try row.isNull(9) ? nil : row.date(9),
      rate: try row.optionalInt(10).map { try InterestRate(units: $0) }, instruction: instruction,
      partsDrawn: Int(try row.int(12)), isRenewal: try row.bool(13), lapses: try lapses(try row.text(14), currency),
      notice: notice, linked: AccountNumber(try row.institution(17), sequence: try row.int(18)),
      certificate: try row.int(19), state: state, busyCase: try row.optionalID(21),
      loss: try LossReport(row.optionalText(22), row.optionalInt(23)))
  }
}
