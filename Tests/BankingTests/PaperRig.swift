import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

/// A customer with 1,000,000 in the demand account, a till full of hundreds, and the bank's clock in our hand.
struct PaperRig {
  let rig: BankRig
  let account: AccountNumber
  var terms: TermDeposits { rig.books.terms }
  var papers: CounterPapers { rig.books.papers }

  static func open() async throws -> PaperRig {
    let rig = try await BankRig()
    let account = try await rig.account()
    try await rig.openTill("100*10")
    let deposit = try rig.deposit(account, "1000000", "100*10000")
    _ = try await rig.prepare(deposit)
    try await rig.settle(deposit)
    return PaperRig(rig: rig, account: account)
  }

  func day(_ text: String) async throws {
    let date = BusinessDate(text)!
    try await rig.database.write {
      try $0.execute("UPDATE bank_calendars SET business_date = $1", [.date(date)])
    }
  }

  func post(_ rate: String, _ key: RateKey) async throws {
    try await rig.database.write { [terms] in
      try terms.rates.post(rate, for: key, .cny, from: BusinessDate("2026-01-01")!, in: $0)
    }
  }

  func limit(_ minor: Int64) async throws {
    try await rig.database.write { [books = rig.books] in
      try books.parameters.set(
        CounterPapers.appointmentKey(.cny), "\(minor)", from: BusinessDate("2026-01-01")!, in: $0)
    }
  }

  func yuan(_ amount: Int64) -> Money { Money(minor: amount * 100, .cny) }

  // MARK: Deposits

  func openTerm(
    _ kind: TermDeposit.Kind = .lumpSum, _ amount: Money, tenor: Tenor? = .oneYear, period: NoticePeriod? = nil,
    instruction: MaturityInstruction = .payOut
  ) async throws -> TermDeposit {
    let order = TermOpening(
      rig.counter(1401), kind, tenor: tenor, period: period, payer: account, amount: amount, instruction: instruction)
    let prepared = try await rig.database.write { [terms] in try terms.prepare(order, in: $0) }
    try await settleTerm(order.counter)
    return try await find(prepared.plan.term!.deposit.number)
  }

  func settleTerm(_ order: CounterOrder) async throws {
    try await rig.database.write { [terms, now = rig.time.now] in
      _ = try terms.settle(order.caseID, at: order.institution, now: now, in: $0)
    }
  }

  func draw(_ number: AccountNumber, _ amount: Money) async throws -> TermPlan {
    let order = TermDrawing(rig.counter(1402), deposit: number, amount: amount)
    let prepared = try await rig.database.write { [terms] in try terms.prepare(order, in: $0) }
    try await settleTerm(order.counter)
    return prepared.plan.term!
  }

  func find(_ number: AccountNumber) async throws -> TermDeposit {
    try await rig.database.read { [terms] in try terms.find(number, in: $0) }
  }

  func available() async throws -> Int64 {
    try await rig.database.read { [books = rig.books, account] in
      try books.accounts.balance(account, in: $0).available.minor
    }
  }

  // MARK: Instalments

  func preparePay(_ number: AccountNumber, _ amount: Money) async throws -> (CounterOrder, PreparedBooking) {
    let order = InstalmentOrder(rig.counter(1432), deposit: number, amount: amount)
    let prepared = try await rig.database.write { [books = rig.books] in try books.instalments.prepare(order, in: $0) }
    return (order.counter, prepared)
  }

  @discardableResult
  func pay(_ number: AccountNumber, _ amount: Money) async throws -> InstalmentSheet {
    let (order, prepared) = try await preparePay(number, amount)
    try await rig.database.write { [books = rig.books, now = rig.time.now] in
      _ = try books.instalments.settle(order.caseID, at: order.institution, now: now, in: $0)
    }
    return prepared.plan.term!.instalment!
  }

  // MARK: Papers

  func order(
    _ request: PaperRequest, _ target: AccountNumber?, amount: Money? = nil, until: String? = nil,
    content: String? = nil, paper: String? = nil
  ) -> PaperOrder {
    PaperOrder(
      rig.counter(1504), request, target: target, amount: amount, until: until.flatMap { BusinessDate($0) },
      content: content, paper: paper)
  }

  func prepare(_ order: PaperOrder) async throws -> PaperSight {
    try await rig.database.write { [papers] in try papers.prepare(order, in: $0) }
  }

  func settle(_ order: PaperOrder) async throws {
    try await rig.database.write { [papers, now = rig.time.now] in
      try papers.settle(order.counter.caseID, at: order.counter.institution, now: now, in: $0)
    }
  }

  func release(_ order: PaperOrder) async throws {
    try await rig.database.write { [papers, now = rig.time.now] in
      try papers.release(order.counter.caseID, at: order.counter.institution, now: now, in: $0)
    }
  }

  @discardableResult
  func make(_ order: PaperOrder) async throws -> CounterPaper {
    let seen = try await prepare(order)
    try await settle(order)
    return seen.paper
  }

  // MARK: Requests and cash

  func request(_ kind: RequestKind, _ number: AccountNumber, loss: LossReport.Mode? = nil, reason: String? = nil)
    async throws
  {
    let order = RequestOrder(rig.counter(1501), kind, number: number, loss: loss, reason: reason)
    try await rig.database.write { [books = rig.books, now = rig.time.now] in
      _ = try books.requests.prepare(order, in: $0)
      try books.requests.settle(order.counter.caseID, at: order.counter.institution, now: now, in: $0)
    }
  }

  func prepareCash(_ amount: Int64) async throws -> CounterOrder {
    let order = CashOrder(
      rig.counter(1202), account: account, amount: yuan(amount), received: CashCount(.cny),
      given: try CashCount(parsing: "100*\(amount / 100)", .cny))
    _ = try await rig.database.write { [books = rig.books] in try books.cashWithdrawal.prepare(order, in: $0) }
    return order.counter
  }

  func endCash(_ order: CounterOrder, settled: Bool = true) async throws {
    try await rig.database.write { [books = rig.books, now = rig.time.now] in
      if settled {
        _ = try books.cashWithdrawal.settle(order.caseID, at: order.institution, now: now, in: $0)
      } else {
        try books.cashWithdrawal.release(
          order.caseID, at: order.institution, reason: "customer-refused", now: now, in: $0)
      }
    }
  }
}
