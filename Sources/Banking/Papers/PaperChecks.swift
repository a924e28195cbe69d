import Ledger
import Primitives
import Storage

// What each request asks for before anything is written.

extension CounterPapers {
  /// A pledge stops all payment of an unmatured certificate. Certificates that are pledged, reported lost, void or
  /// stopped are no pledge (measures on loans pledged with personal time certificates, CBRC order 2007-4, art. 4).
  func pledge(_ order: PaperOrder, _ today: BusinessDate, in tx: any ReadTransaction) throws -> PaperSight {
    let deposit = try living(try Self.need(order.target, "deposit"), in: tx)
    guard deposit.kind == .lumpSum else { throw PaperRefusal.pledgeKind(deposit.kind) }
    if let matures = deposit.maturesOn, matures <= today { throw PaperRefusal.matured(matures) }
    guard deposit.loss?.holds(on: today) != true else { throw TermRefusal.lost }
    if let paper = try rows.holding(deposit.number, on: today, in: tx).first { throw PaperRefusal.held(paper) }
    let pledgee = try Self.need(order.content, "pledgee")
    return try sight(order, .pledge, deposit, nil, deposit.principal, until: nil, pledgee, today, in: tx)
  }

  func unpledge(_ order: PaperOrder, in tx: any ReadTransaction) throws -> PaperSight {
    let deposit = try living(try Self.need(order.target, "deposit"), in: tx)
    guard let paper = try rows.active(deposit.number, in: tx).first(where: { $0.kind == .pledge }) else {
      throw PaperRefusal.notPledged
    }
    _ = try Self.need(order.content, "consent")
    return try sight(of: paper, in: tx)
  }

  /// What is proved must be there and free: a pledged deposit is not the customer's to show. A proof for a moment
  /// tells the settled balance; one for a period holds its amount through the last day.
  func proof(_ order: PaperOrder, _ today: BusinessDate, in tx: any ReadTransaction) throws -> PaperSight {
    let target = try Self.need(order.target, "holding")
    let isPeriod = order.request == .provePeriod
    if isPeriod {
      let until = try Self.need(order.until, "until")
      let (first, last) = (today.adding(days: 1), today.adding(days: Self.longestProof))
      guard (first...last).contains(until) else { throw PaperRefusal.untilRange(first, last) }
    }
    let kind: CounterPaper.Kind = isPeriod ? .proofPeriod : .proofMoment
    if let account = try demand(target, in: tx) {
      let books = try ground.ledger.account(account.ledgerAccount, in: tx)
      guard books.balance.minor > 0 else { throw PaperRefusal.nothing }
      let amount = isPeriod ? try Self.need(order.amount, "amount") : books.balance
      if isPeriod {
        try ground.check(amount, of: account)
        try ground.checkFunds(account, amount, in: tx)
      }
      return try sight(order, kind, nil, account, amount, until: order.until, order.content, today, in: tx)
    }
    let deposit = try living(target, in: tx)
    guard deposit.loss?.holds(on: today) != true else { throw TermRefusal.lost }
    let holding = try rows.holding(target, on: today, in: tx)
    if let paper = holding.first(where: { isPeriod || $0.kind == .pledge }) { throw PaperRefusal.held(paper) }
    if let amount = order.amount, amount != deposit.principal { throw PaperRefusal.wholeDeposit(deposit.principal) }
    if isPeriod, deposit.instruction == .toDemand, let matures = deposit.maturesOn, let until = order.until,
      matures > today, until >= matures
    {
      throw PaperRefusal.untilMaturity(matures)
    }
    return try sight(
      order, kind, deposit, nil, deposit.principal, until: order.until, order.content, today, in: tx)
  }

  func returned(_ order: PaperOrder, _ today: BusinessDate, in tx: any ReadTransaction) throws -> PaperSight {
    let parts = (order.paper ?? "").uppercased().split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == CounterPaper.Kind.proofPeriod.series, let place = Int64(parts[1]),
      let sequence = Int64(parts[2]), (1...999_999).contains(place), sequence > 0,
      let paper = try rows.find(.proofPeriod, InstitutionID(place), sequence, in: tx),
      paper.state != .pending, paper.state != .released
    else { throw PaperRefusal.proofUnknown }
    guard paper.institution == order.counter.institution else { throw PaperRefusal.proofUnknown }
    guard paper.holds(on: today) else { throw PaperRefusal.ended }
    guard paper.busy == nil else { throw PaperRefusal.busy }
    return try sight(of: paper, in: tx)
  }

  func appointment(_ order: PaperOrder, _ today: BusinessDate, in tx: any ReadTransaction) throws -> PaperSight {
    let account = try ground.accounts.usable(try Self.need(order.target, "account"), in: tx)
    let amount = try Self.need(order.amount, "amount")
    try ground.check(amount, of: account)
    let limit = try appointmentLimit(account.currency, at: order.counter.institution, today, in: tx)
    guard let limit, amount.minor >= limit.minor else { throw PaperRefusal.appointmentNotNeeded(limit) }
    let until = try Self.need(order.until, "until")
    let (first, last) = (today.adding(days: 1), today.adding(days: Self.longestAppointment))
    guard (first...last).contains(until) else { throw PaperRefusal.untilRange(first, last) }
    return try sight(order, .cashAppointment, nil, account, amount, until: until, nil, today, in: tx)
  }

  // MARK: Help

  func appointmentLimit(
    _ currency: Currency, at institution: InstitutionID, _ today: BusinessDate, in tx: any ReadTransaction
  ) throws -> Money? {
    try ground.parameters.number(Self.appointmentKey(currency), at: institution, on: today, in: tx)
      .map { Money(minor: $0, currency) }
  }

  private static func need<T>(_ value: T?, _ field: String) throws -> T {
    guard let value else { throw PaperRefusal.missing(field) }
    if let text = value as? String, text.allSatisfy(\.isWhitespace) { throw PaperRefusal.missing(field) }
    return value
  }

  /// A demand account that may be used; nil when the number is not one.
  private func demand(_ number: AccountNumber, in tx: any ReadTransaction) throws -> DemandAccount? {
    do {
      return try ground.accounts.usable(number, field: "holding", in: tx)
    } catch let refusal as Refusal where refusal.code == "account.unknown" {
      return nil
    }
  }

  private func living(_ number: AccountNumber, in tx: any ReadTransaction) throws -> TermDeposit {
    let deposit = try terms.find(number, in: tx)
    guard deposit.state == .active else { throw TermRefusal.closed }
    guard deposit.busyCase == nil else { throw TermRefusal.busy }
    return deposit
  }

  private func sight(
    _ order: PaperOrder, _ kind: CounterPaper.Kind, _ deposit: TermDeposit?, _ account: DemandAccount?,
    _ amount: Money, until: BusinessDate?, _ content: String?, _ today: BusinessDate, in tx: any ReadTransaction
  ) throws -> PaperSight {
    guard let target = deposit?.number ?? account?.number, let customer = deposit?.customer ?? account?.customer else {
      throw Fault("paper.target", "a paper about nothing")
    }
    let paper = CounterPaper(
      institution: order.counter.institution, kind: kind, sequence: 1, state: .pending, target: target,
      isDeposit: deposit != nil, customer: customer, amount: amount, madeOn: today, until: until, content: content,
      caseID: order.counter.caseID, endedOn: nil, busy: nil)
    return PaperSight(
      journal: nil, paper: paper, holder: try ground.customers.reveal(customer, in: tx), deposit: deposit,
      account: account, held: try account.map { try rows.held($0, on: today, in: tx) } ?? .zero(amount.currency))
  }

  private func sight(of paper: CounterPaper, in tx: any ReadTransaction) throws -> PaperSight {
    PaperSight(
      journal: nil, paper: paper, holder: try ground.customers.reveal(paper.customer, in: tx),
      deposit: paper.isDeposit ? try terms.find(paper.target, in: tx) : nil,
      account: paper.isDeposit ? nil : try ground.accounts.find(paper.target, in: tx), held: paper.amount)
  }
}

extension CounterPaper {
  func numbered(_ sequence: Int64) -> CounterPaper {
    CounterPaper(
      institution: institution, kind: kind, sequence: sequence, state: state, target: target, isDeposit: isDeposit,
      customer: customer, amount: amount, madeOn: madeOn, until: until, content: content, caseID: caseID,
      endedOn: endedOn, busy: busy)
  }
}
