import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

/// A bank whose teller makes mistakes: three customers with money, days in our hand, a supervisor.
struct CorrectionRig: Sendable {
  let base: DayEndRig
  let second: AccountNumber
  let third: AccountNumber
  let supervisor: CounterActor

  var rig: BankRig { base.rig }
  var first: AccountNumber { base.account }

  /// 2026-11-22: 10,000 on the first account. Ends that day.
  static func open() async throws -> CorrectionRig {
    let base = try await DayEndRig.open()
    let second = try await base.rig.account("E1234567", name: "张三", type: .other)
    let third = try await base.rig.account("E7654321", name: "李四", type: .other)
    let rig = CorrectionRig(base: base, second: second, third: third, supervisor: base.rig.actor("S0001"))
    _ = try await base.run("2026-11-22")
    return rig
  }

  /// With the till open for as long as `body` runs.
  func atTheTill<Answer: Sendable>(_ cash: String = "100*400", _ body: () async throws -> Answer) async throws -> Answer
  {
    try await rig.openTill(cash)
    let answer = try await body()
    try await DayEndRig.handIn(rig)
    return answer
  }

  func deposit(_ account: AccountNumber, _ yuan: Int) async throws -> CaseID {
    let order = try rig.deposit(account, "\(yuan)", "100*\(yuan / 100)")
    _ = try await rig.prepare(order)
    try await rig.settle(order)
    return order.caseID
  }

  func withdraw(_ account: AccountNumber, _ yuan: Int) async throws -> CaseID {
    let cny = Currency.cny
    let order = CashOrder(
      rig.counter(1202), account: account, amount: Money(minor: Int64(yuan) * 100, cny),
      received: CashCount(cny), given: try CashCount(parsing: "100*\(yuan / 100)", cny), valueDate: nil)
    _ = try await rig.database.write { [books = rig.books] in try books.cashWithdrawal.prepare(order, in: $0) }
    try await rig.settle(order)
    return order.caseID
  }

  func transfer(_ payer: AccountNumber, _ payee: AccountNumber, _ name: String, _ yuan: Int) async throws -> CaseID {
    let order = TransferOrder(
      rig.counter(1301), payer: payer, payee: payee, payeeName: name, amount: Money(minor: Int64(yuan) * 100, .cny))
    _ = try await rig.database.write { [books = rig.books, now = rig.time.now] tx in
      _ = try books.transfer.prepare(order, in: tx)
      return try books.bookings.settle(order.counter.caseID, at: BankRig.outlet, now: now, in: tx)
    }
    return order.counter.caseID
  }

  func right(_ account: AccountNumber, _ yuan: Int) -> RightBooking {
    RightBooking(account: account, amount: Money(minor: Int64(yuan) * 100, .cny))
  }

  func ask(
    _ original: CaseID, _ right: RightBooking? = nil, received: String = "", given: String = "",
    by actor: CounterActor? = nil, key: IdempotencyKey? = nil, reason: String = "账号录错"
  ) async throws -> CorrectionRequest {
    let ask = CorrectionAsk(
      original: original, actor: actor ?? rig.teller, makerNumber: rig.teller.number, errorClass: .wrongAccount,
      discovery: .customer, reason: reason, right: right, received: received, given: given, key: key ?? rig.id(),
      at: rig.time.now)
    return try await rig.database.write { [books = rig.books] in try books.laterCorrections.ask(ask, in: $0) }
  }

  @discardableResult
  func decide(
    _ request: IdempotencyKey, agrees: Bool = true, note: String = "", by actor: CounterActor? = nil
  ) async throws -> CorrectionRequest {
    let (checker, journal) = (actor ?? supervisor, rig.id(JournalID.self))
    return try await rig.database.write { [books = rig.books, now = rig.time.now] in
      try books.laterCorrections.decide(
        request, agrees: agrees, note: note, by: checker, journal: journal, at: now, in: $0)
    }
  }

  /// Asked and agreed to.
  @discardableResult
  func correct(
    _ original: CaseID, _ right: RightBooking? = nil, received: String = "", given: String = ""
  ) async throws -> [CorrectionPosting] {
    let request = try await ask(original, right, received: received, given: given)
    try await decide(request.id)
    return try await postings(original)
  }

  func postings(_ original: CaseID) async throws -> [CorrectionPosting] {
    try await rig.database.read { [books = rig.books] in
      try books.laterCorrections.postings(of: original, at: BankRig.outlet, in: $0)
    }
  }

  func entry(_ request: CorrectionRequest) async throws -> ErrorEntry {
    let found = try await rig.database.read { [books = rig.books] in try books.errors.find(request.error, in: $0) }
    return try #require(found)
  }

  func steps(_ id: ErrorNumber) async throws -> [ErrorStep] {
    try await rig.database.read { [books = rig.books] in try books.errors.steps(of: id, in: $0) }
  }

  /// Balance and accrued interest of the three accounts, in fen.
  func standing() async throws -> [[Int64]] {
    try await rig.database.read { [books = rig.books, accounts = [first, second, third]] tx in
      try accounts.map {
        [
          try books.accounts.balance($0, in: tx).balance.minor,
          try books.dayEnds.accrued($0, in: tx)?.amount.minor ?? 0,
        ]
      }
    }
  }

  func isSound() async throws -> Bool {
    let sound = try await rig.check().isSound
    return try await rig.tillsAgree() && sound
  }
}
