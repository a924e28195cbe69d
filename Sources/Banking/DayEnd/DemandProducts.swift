import Interest
import Ledger
import Primitives
import Storage

/// Day products (积数) of demand accounts in CNY. A row is written only when its account has moved: between two
/// movements the product follows from the balance and the calendar.
struct DemandProducts: Sendable {
  /// What was counted of an account, and through which of its entries.
  struct State: Sendable, Equatable {
    let through: BusinessDate
    let product: DayProduct
    let balance: Int64
    let last: EntryPlace?

    /// The product through a later day, nothing having moved; of an earlier period nothing counts.
    func extended(through day: BusinessDate, from start: BusinessDate) throws -> DayProduct {
      guard day > through else { return product }
      var product = through < start ? DayProduct.zero : self.product
      try product.add(balance, per: Currency.cny.unit, days: max(through.adding(days: 1), start).span(until: day) + 1)
      return product
    }
  }

  struct Line: Sendable {
    let number: AccountNumber
    let figure: AccountFigure
    let state: State?
    let isEnterprise: Bool

    /// Entries have come since the state was written.
    var hasMoved: Bool { figure.lastEntry != state?.last }
  }

  /// The days a batch counts.
  struct Period: Sendable {
    /// Of the quarter.
    let start: BusinessDate
    let through: BusinessDate
    /// The business day that ended: entries of later ones are left for their own batch.
    let day: BusinessDate

    init(through: BusinessDate, day: BusinessDate) throws {
      start = try SettlementSchedule.quarterly.periodStart(of: through)
      self.through = through
      self.day = day
    }
  }

  let ledger: LedgerBooks

  /// The accounts of a range of numbers that stand open.
  func lines(
    _ institution: InstitutionID, from first: Int64, through last: Int64, in tx: any ReadTransaction
  ) throws -> [Line] {
    let range: [Value] = [.institution(institution), .int(first), .int(last)]
    let numbers = try tx.query(AccrualTables.demandNumbers, range).map {
      AccountNumber(institution, sequence: try $0.int(0))
    }
    let enterprises = Set(try tx.query(AccrualTables.enterpriseNumbers, range).map { try $0.int(0) })
    guard !enterprises.isEmpty else { return try lines(numbers, isEnterprise: false, in: tx) }
    let persons = try lines(
      numbers.filter { !enterprises.contains($0.sequence) }, isEnterprise: false, in: tx)
    let others = try lines(numbers.filter { enterprises.contains($0.sequence) }, isEnterprise: true, in: tx)
    return (persons + others).sorted { $0.number.sequence < $1.number.sequence }
  }

  private func lines(
    _ numbers: [AccountNumber], isEnterprise: Bool, in tx: any ReadTransaction
  ) throws -> [Line] {
    guard let lowest = numbers.first, let highest = numbers.last else { return [] }
    let book = isEnterprise ? BankChart.enterprise : BankChart.customer
    let range = (book(lowest), book(highest))
    var states: [LedgerAccountID: State] = [:]
    for row in try tx.query(AccrualTables.products, [.account(range.0), .account(range.1)]) {
      states[try row.account(0)] = try Self.state(row)
    }
    var figures = try ledger.figures(from: range.0, through: range.1, in: tx)[...]
    return try numbers.map { number in
      let id = book(number)
      while let figure = figures.first, figure.id < id { figures = figures.dropFirst() }
      guard let figure = figures.first, figure.id == id else {
        throw Fault("ledger.account", "account \(number) is not in the books")
      }
      return Line(number: number, figure: figure, state: states[id], isEnterprise: isEnterprise)
    }
  }

  /// One account's line; nil: it is no open demand account in CNY.
  func line(_ number: AccountNumber, in tx: any ReadTransaction) throws -> Line? {
    try lines(number.institution, from: number.sequence, through: number.sequence, in: tx).first
  }

  /// The new states of accounts that have moved; nil where all that came belongs to later days.
  func counted(_ lines: [Line], _ period: Period, in tx: any ReadTransaction) throws -> [State?] {
    let walks = try ledger.walk(
      lines.compactMap { line in line.figure.lastEntry.map { AccountWalk(from: $0, until: line.state?.last) } }, in: tx)
    return try zip(lines, walks).map { line, walk -> State? in
      // Up to the first entry of a later day; one of an earlier day behind it is counted with the later ones.
      let steps = Array(walk.reversed().prefix { $0.businessDate <= period.day })
      guard let newest = steps.last else { return nil }
      let counted = line.state?.through ?? period.start.adding(days: -1)
      let isBackdated = counted >= period.start && steps.contains { $0.valueDate <= counted }
      let product =
        isBackdated || walk.count >= AccountWalk.longest
        ? try history(line.figure.id, newest, period, in: tx) : try rolled(line.state, steps, period)
      return State(through: period.through, product: product, balance: newest.balance, last: newest.place)
    }
  }

  /// From the state on, entry by entry; what was valued before the period counts from its first day.
  private func rolled(
    _ state: State?, _ steps: [AccountWalk.Step], _ period: Period
  ) throws -> DayProduct {
    var product = state.map { $0.through < period.start ? .zero : $0.product } ?? .zero
    var balance = state?.balance ?? 0
    var from = max(state?.through.adding(days: 1) ?? period.start, period.start)
    let dated = steps.map { (day: max($0.valueDate, period.start), credited: $0.credited) }
    for step in dated.sorted(by: { $0.day < $1.day }) {
      try product.add(balance, per: Currency.cny.unit, days: from.span(until: step.day))
      balance += step.credited
      from = step.day
    }
    try product.add(balance, per: Currency.cny.unit, days: from.span(until: period.through) + 1)
    return product
  }

  /// From the entries of the whole period: a booking was valued on a day that is counted already.
  private func history(
    _ account: LedgerAccountID, _ newest: AccountWalk.Step, _ period: Period, in tx: any ReadTransaction
  ) throws -> DayProduct {
    let movements = try movements(account, since: period.start, before: newest.place, in: tx)
    let opening = State(
      through: period.start.adding(days: -1), product: .zero,
      balance: newest.balance - movements.reduce(0) { $0 + $1.credited }, last: nil)
    return try rolled(opening, movements, period)
  }

  /// Newest first.
  private func movements(
    _ account: LedgerAccountID, since start: BusinessDate, before place: EntryPlace?, in tx: any ReadTransaction
  ) throws -> [AccountWalk.Step] {
    try ledger.lines(of: account, since: start, before: place, in: tx).map { line in
      let leg = line.entry.leg
      return AccountWalk.Step(
        place: line.entry.place, credited: leg.side == .credit ? leg.amount.minor : -leg.amount.minor,
        balance: line.entry.balance.minor, businessDate: line.businessDate, valueDate: line.valueDate)
    }
  }

  /// End-of-day balances of the period by value date, from the entries themselves; what was valued before the period
  /// counts from its first day, and business of later days not at all.
  func balances(
    _ account: LedgerAccountID, _ period: Period, in tx: any ReadTransaction
  ) throws -> DailyBalances {
    let all = try movements(account, since: period.start, before: nil, in: tx)
    let opening = try ledger.account(account, in: tx).balance.minor - all.reduce(0) { $0 + $1.credited }
    let counted = all.reversed().filter { $0.businessDate <= period.day }.map {
      BalanceMovement(max(period.start, $0.valueDate), Money(minor: $0.credited, .cny))
    }
    return try DailyBalances(
      movements: [BalanceMovement(period.start, Money(minor: opening, .cny))] + counted, .cny)
  }

  // MARK: Rows

  func write(_ states: [(line: Line, state: State)], in tx: any WriteTransaction) throws {
    func columns(_ line: Line, _ state: State) -> [Value] {
      [
        .account(line.figure.id), .date(state.through), .int(state.product.units), .int(state.balance),
        .id(state.last?.journal), .int(state.last.map { Int64($0.number) }),
      ]
    }
    let (known, new) = (states.filter { $0.line.state != nil }, states.filter { $0.line.state == nil })
    if !new.isEmpty { try tx.insert(AccrualTables.productRows, new.map { columns($0.line, $0.state) }) }
    if !known.isEmpty { try tx.update(AccrualTables.productRows, known.map { columns($0.line, $0.state) }) }
  }

  private static func state(_ row: Row) throws -> State {
    State(
      through: try row.date(1), product: DayProduct(units: try row.int(2)), balance: try row.int(3),
      last: try row.optionalID(4, JournalID.self).map { EntryPlace(journal: $0, number: Int(try row.int(5))) })
  }
}

extension BusinessDate {
  func span(until later: BusinessDate) -> Int { later.daysSince1970 - daysSince1970 }
}
