import Banking
import Ledger
import Primitives
import Storage

/// Deeds in the small bank of these tests.
extension BankRig {
  static let identity = ["identityCheck": "original-seen", "identityResult": "agrees"]

  func deed(
    _ kind: DeedKind, _ fields: [String: String], _ settings: [String: String] = [:], by actor: CounterActor? = nil
  ) -> DeedOrder {
    DeedOrder(
      counter(1111, by: actor), kind, fields: fields.merging(Self.identity) { first, _ in first }, settings: settings,
      newCustomer: id())
  }

  @discardableResult
  func prepare(_ order: DeedOrder) async throws -> PreparedDeed {
    try await database.write { [books, entropy] in try books.deeds.prepare(order, entropy: entropy, in: $0) }
  }

  @discardableResult
  func settle(_ order: DeedOrder) async throws -> [String: String] {
    try await database.write { [books, entropy, now = time.now] in
      try books.deeds.settle(
        order.counter.caseID, at: order.counter.institution, now: now, entropy: entropy, in: $0)
    }
  }

  func release(_ order: DeedOrder) async throws {
    try await database.write { [books, now = time.now] in
      try books.deeds.release(order.counter.caseID, at: order.counter.institution, now: now, in: $0)
    }
  }

  /// From first to last.
  @discardableResult
  func perform(
    _ kind: DeedKind, _ fields: [String: String], _ settings: [String: String] = [:], by actor: CounterActor? = nil
  ) async throws -> PreparedDeed {
    let order = deed(kind, fields, settings, by: actor)
    let prepared = try await prepare(order)
    try await settle(order)
    return prepared
  }

  /// A person's account of a class.
  func account(
    _ number: String, name: String, accountClass: Int, linked: AccountNumber? = nil, currency: Currency = .cny
  ) async throws -> AccountNumber {
    let order = AccountOpeningOrder(
      caseID: id(), institution: Self.outlet, customer: try draft(number, name: name, phone: nil), currency: currency,
      identity: IdentityCheck(method: .originalSeen, result: .agrees, checkedBy: teller.staff),
      accountClass: accountClass, linked: linked, at: time.now)
    return try await database.write { [books, now = time.now] tx in
      _ = try books.accountOpening.prepare(order, in: tx)
      return try books.accountOpening.settle(order.caseID, at: Self.outlet, now: now, in: tx).number
    }
  }

  /// Pays in by the smallest grid that comes out even.
  @discardableResult
  func payIn(_ account: AccountNumber, yuan: Int64, jiao: Int64 = 0) async throws -> CashOrder {
    let parts =
      [(100, yuan / 100), (1, yuan % 100)].filter { $0.1 > 0 }.map { "\($0.0)*\($0.1)" }
      + (jiao > 0 ? ["0.1*\(jiao)"] : [])
    let order = try deposit(account, "\(yuan).\(jiao)0", parts.joined(separator: ","))
    _ = try await prepare(order)
    try await settle(order)
    return order
  }

  func withdrawal(_ account: AccountNumber, _ amount: String, _ notes: String) throws -> CashOrder {
    CashOrder(
      counter(1202), account: account, amount: try Money(parsing: amount, .cny), received: CashCount(.cny),
      given: try CashCount(parsing: notes, .cny))
  }

  func prepareWithdrawal(_ order: CashOrder) async throws {
    _ = try await database.write { [books] in try books.cashWithdrawal.prepare(order, in: $0) }
  }

  func transfer(
    _ payer: AccountNumber, _ payee: AccountNumber, _ name: String, _ amount: String
  ) async throws {
    let order = TransferOrder(
      counter(1301), payer: payer, payee: payee, payeeName: name, amount: try Money(parsing: amount, .cny))
    try await database.write { [books, now = time.now] tx in
      _ = try books.transfer.prepare(order, in: tx)
      _ = try books.bookings.settle(order.counter.caseID, at: Self.outlet, now: now, in: tx)
    }
  }

  func today(_ text: String) async throws {
    let date = BusinessDate(text)!
    try await database.write { try $0.execute("UPDATE bank_calendars SET business_date = $1", [.date(date)]) }
  }

  func available(_ account: AccountNumber) async throws -> Int64 {
    try await database.read { [books] in try books.accounts.balance(account, in: $0).available.minor }
  }

  func set(_ parameter: String, _ value: String) async throws {
    try await database.write { [books] in
      try books.parameters.set(parameter, value, from: BusinessDate("2020-01-01")!, in: $0)
    }
  }
}
