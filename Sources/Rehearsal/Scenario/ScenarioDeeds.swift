import Banking
import Interest
import Ledger
import Primitives

/// An account of the scenario: what the file calls it and what the bank calls it.
struct ScenarioAccount: Sendable {
  let name: String
  let number: AccountNumber
  let isTerm: Bool
  /// Of a lump sum, as it stands now.
  var maturesOn: BusinessDate?

  var ledgerAccount: LedgerAccountID { isTerm ? BankChart.term(number) : BankChart.customer(number) }
}

/// What each event does in the bank's rooms.
extension ScenarioPlay {
  mutating func perform(_ action: ScenarioAction) async throws -> ScenarioFacts {
    switch action {
    case .openDemand(let name, let customer, let document):
      let number = try await bank.openAccount(customer: customer, document: document, today)
      accounts.append(ScenarioAccount(name: name, number: number, isTerm: false))
      return ScenarioFacts()
    case .openTerm(let name, let contract, let payer, let amount):
      return try await openTerm(name, contract, payer, amount)
    case .deposit(let name, let amount): return try await cash(name, amount, isDeposit: true)
    case .withdraw(let name, let amount): return try await cash(name, amount, isDeposit: false)
    case .transfer(let from, let to, let amount): return try await transfer(from, to, amount)
    case .draw(let name, let amount): return try await draw(name, amount)
    case .request(let kind, let name, let amount, let loss): return try await request(kind, name, amount, loss)
    case .settleInterest(let name): return try await settleInterest(name)
    case .dayEnd:
      try await endDay()
      return ScenarioFacts()
    case .show(let name): return try show(name)
    case .calculate(let calculation): return try await calculate(calculation)
    }
  }

  /// The reader has made sure that it was opened; an opening that was refused ends the play before.
  func account(_ name: String) throws -> ScenarioAccount {
    guard let account = accounts.first(where: { $0.name == name }) else {
      throw Fault("scenario.account", "the account \(name) was never opened")
    }
    return account
  }

  // MARK: Money

  private mutating func openTerm(
    _ name: String, _ contract: ScenarioContract, _ payer: String, _ amount: Money
  ) async throws -> ScenarioFacts {
    let codes: [TermDeposit.Kind: Int] = [.lumpSum: 1401, .notice: 1411, .demandOrTime: 1421]
    let order = TermOpening(
      bank.order(codes[contract.kind] ?? 0, today), contract.kind, tenor: contract.tenor, period: contract.period,
      payer: try account(payer).number, amount: amount, instruction: contract.instruction)
    let prepared = try await bank.carryOut(order.counter) { [terms = bank.books.terms] in
      try terms.prepare(order, in: $0)
    }
    guard let deposit = prepared.plan.term?.deposit else {
      throw Fault("scenario.term", "an opening without a deposit")
    }
    accounts.append(
      ScenarioAccount(name: name, number: deposit.number, isTerm: true, maturesOn: deposit.maturesOn))
    return ScenarioFacts()
  }

  private mutating func cash(_ name: String, _ amount: Money, isDeposit: Bool) async throws -> ScenarioFacts {
    let number = try account(name).number
    try await openTill()
    let pieces = try await bank.cash(amount, today)
    let none = CashCount(.cny)
    let order = CashOrder(
      bank.order(isDeposit ? 1201 : 1202, today), account: number, amount: amount,
      received: isDeposit ? pieces : none, given: isDeposit ? none : pieces)
    _ = try await bank.carryOut(order.counter) { [books = bank.books] tx in
      isDeposit
        ? try books.cashDeposit.prepare(order, in: tx) : try books.cashWithdrawal.prepare(order, in: tx)
    }
    return ScenarioFacts()
  }

  /// With the pieces for everything that is paid out today.
  private mutating func openTill() async throws {
    guard !tillIsOpen else { return }
    let withdrawals = scenario.events.filter { $0.date == today }.compactMap { event -> Money? in
      if case .withdraw(_, let amount) = event.action { amount } else { nil }
    }
    try await bank.openTill(try await bank.float(for: withdrawals, today), today)
    tillIsOpen = true
  }

  private func transfer(_ from: String, _ to: String, _ amount: Money) async throws -> ScenarioFacts {
    let (payer, payee) = (try account(from).number, try account(to).number)
    let order = TransferOrder(
      bank.order(1301, today), payer: payer, payee: payee, payeeName: try await bank.holder(of: payee), amount: amount)
    _ = try await bank.carryOut(order.counter) { [books = bank.books] in try books.transfer.prepare(order, in: $0) }
    return ScenarioFacts()
  }

  private func draw(_ name: String, _ amount: Money?) async throws -> ScenarioFacts {
    let number = try account(name).number
    let deposit = try await bank.database.read { [terms = bank.books.terms] in try terms.find(number, in: $0) }
    let codes: [TermDeposit.Kind: Int] = [.lumpSum: 1402, .notice: 1414, .demandOrTime: 1422]
    let order = TermDrawing(
      bank.order(codes[deposit.kind] ?? 0, today), deposit: number, amount: amount ?? deposit.principal)
    let prepared = try await bank.carryOut(order.counter) { [terms = bank.books.terms] in
      try terms.prepare(order, in: $0)
    }
    guard let term = prepared.plan.term, let working = term.working else {
      throw Fault("scenario.term", "a drawing without its working")
    }
    var facts = try ScenarioFacts(working: working)
    facts.journal = order.counter.journal
    facts.values[.drawn] = term.drawn.decimal
    facts.values[.paid] = (term.drawn + term.interest).decimal
    facts.values[.breaches] = ScenarioExpectation.joined(term.breaches.map(\.rawValue))
    return facts
  }

  // MARK: Requests

  private func request(
    _ kind: RequestKind, _ name: String, _ amount: Money?, _ loss: LossReport.Mode?
  ) async throws -> ScenarioFacts {
    let codes: [RequestKind: Int] = [
      .giveNotice: 1412, .cancelNotice: 1413, .reportLoss: 1501, .cancelLoss: 1502, .replaceCertificate: 1503,
      .freezeAccount: 1601, .releaseAccount: 1602,
    ]
    let reason = kind.isAboutDeposit ? nil : "scenario"
    let prepared = try await bank.carryOut(
      RequestOrder(
        bank.order(codes[kind] ?? 0, today), kind, number: try account(name).number, amount: amount, loss: loss,
        reason: reason))
    var facts = ScenarioFacts()
    if let until = prepared.until { facts.values[kind == .giveNotice ? .agreed : .until] = "\(until)" }
    return facts
  }

  // MARK: Interest of the batch

  /// The end of a settlement day, seen from one account.
  private mutating func settleInterest(_ name: String) async throws -> ScenarioFacts {
    guard let interest = try await bank.demandInterest(try account(name), endOf: today) else {
      throw InterestRefusal.notSettlementDay(try SettlementSchedule.quarterly.next(onOrAfter: today))
    }
    try await endDay()
    var facts = try ScenarioFacts(working: interest.working)
    facts.isTold = interest.working.total.minor > 0
    return facts
  }

  /// What the account is now, and what the batch credited to it with the beginning of this day.
  private func show(_ name: String) throws -> ScenarioFacts {
    _ = try account(name)
    guard let batch = batches[name], batch.day == today else { return ScenarioFacts() }
    var facts = try ScenarioFacts(working: batch.working)
    facts.isTold = true
    return facts
  }

  // MARK: Looking

  mutating func refresh(_ name: String) async throws {
    guard let index = accounts.firstIndex(where: { $0.name == name && $0.isTerm }) else { return }
    let number = accounts[index].number
    let deposit = try await bank.database.read { [terms = bank.books.terms] in try terms.find(number, in: $0) }
    accounts[index].maturesOn = deposit.state == .active ? deposit.maturesOn : nil
  }

  /// What can be said of the account after the event.
  mutating func look(at name: String, _ facts: inout ScenarioFacts) async throws {
    guard let account = accounts.first(where: { $0.name == name }) else { return }
    facts.values[.principal] = try await bank.balance(account).decimal
    guard account.isTerm else {
      let state = try await bank.database.read { [books = bank.books] in
        try books.accounts.find(account.number, in: $0).state
      }
      facts.values[.state] = state.rawValue
      return
    }
    let deposit = try await bank.database.read { [terms = bank.books.terms] in try terms.find(account.number, in: $0) }
    facts.values[.state] = deposit.state.rawValue
    facts.values[.certificate] = "\(deposit.certificate)"
    if let date = deposit.maturesOn { facts.values[.maturity] = "\(date)" }
    if let rate = deposit.rate { facts.values[.rate] = "\(rate)" }
    try await refresh(name)
  }
}
