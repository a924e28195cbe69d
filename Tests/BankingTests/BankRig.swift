import Audit
import Banking
import Ledger
import Primitives
import Seals
import Storage
import TestHouse

/// A small bank for tests: two outlets, a funded vault, everything drawn from one seed.
struct BankRig: Sendable {
  static let outlet = InstitutionID(10001)
  static let other = InstitutionID(10002)
  static let today = BusinessDate("2026-11-22")!
  /// GB 11643-1999 examples of the standard itself.
  static let idNumber = "11010519491231002X"

  let database: any Database
  let path: String
  let books: BankBooks
  let ledger = LedgerBooks()
  let entropy: SeededEntropy
  let time = FixedTime()
  let teller: CounterActor

  init(seed: UInt64 = 7, calendar: Bool = true) async throws {
    entropy = SeededEntropy(seed: seed)
    path = try TestVault.directory() + "/bank.db"
    database = try await TestVault.open(
      path, schemas: [AuditBook.schema, LedgerBooks.schema, BankBooks.schema, AccountProxies.schema])
    let keys = SeededEntropy(seed: 1)
    books = BankBooks(
      ledger: ledger, audit: AuditBook(), field: FieldCipher(key: keys.bytes(32)),
      blind: BlindIndex(key: keys.bytes(32)))
    teller = Self.actor("T0001", Self.outlet, entropy, time.now)
    guard calendar else { return }
    let books = books
    try await database.write { tx in
      for place in [Self.outlet, Self.other] { try books.calendar.start(place, on: Self.today, in: tx) }
    }
    try await fund(.cny, 10_000_000_00)
    try await fund(.czk, 10_000_000_00)
  }

  private static func actor(
    _ number: String, _ place: InstitutionID, _ entropy: SeededEntropy, _ now: Moment
  ) -> CounterActor {
    CounterActor(staff: StaffID(at: now, from: entropy), number: number, institution: place, chain: .server("test"))
  }

  func actor(_ number: String, at place: InstitutionID = BankRig.outlet) -> CounterActor {
    Self.actor(number, place, entropy, time.now)
  }

  func id<Kind>(_ kind: EntityID<Kind>.Type = EntityID<Kind>.self) -> EntityID<Kind> {
    EntityID<Kind>(at: time.now, from: entropy)
  }

  func fund(_ currency: Currency, _ minor: Int64) async throws {
    let funding = VaultFunding(
      actor: teller, amount: Money(minor: minor, currency), journal: id(), key: id(), at: time.now)
    let books = books
    _ = try await database.write { try books.tills.fundVault(funding, in: $0) }
  }

  func move(_ counts: [CashCount], box: Int64 = 1, by actor: CounterActor? = nil) -> TillMove {
    TillMove(actor: actor ?? teller, box: box, counts: counts, journal: id(), key: id(), at: time.now)
  }

  @discardableResult
  func openTill(
    _ text: String = "100*10,10*20,50*1", _ currency: Currency = .cny, box: Int64 = 1, by actor: CounterActor? = nil
  ) async throws -> TillReceipt {
    let move = move([try CashCount(parsing: text, currency)], box: box, by: actor)
    let books = books
    return try await database.write { try books.tills.open(move, in: $0) }
  }

  func draft(
    _ number: String = BankRig.idNumber, type: DocumentType = .residentID, name: String? = "王小明",
    phone: String? = "13812345678"
  ) throws -> CustomerDraft {
    try books.customers.draft(
      documentType: type, documentNumber: number, name: name, phone: phone, id: id(), entropy: entropy)
  }

  func opening(
    _ draft: CustomerDraft, _ currency: Currency = .cny, at place: InstitutionID = BankRig.outlet,
    result: IdentityCheck.Result = .agrees
  ) -> AccountOpeningOrder {
    AccountOpeningOrder(
      caseID: id(), institution: place, customer: draft, currency: currency,
      identity: IdentityCheck(method: .originalSeen, result: result, checkedBy: teller.staff), at: time.now)
  }

  /// Opens an account from first to last.
  func account(
    _ number: String = BankRig.idNumber, name: String = "王小明", type: DocumentType = .residentID,
    _ currency: Currency = .cny, at place: InstitutionID = BankRig.outlet
  ) async throws -> AccountNumber {
    let order = opening(try draft(number, type: type, name: name, phone: nil), currency, at: place)
    let (books, now) = (books, time.now)
    return try await database.write { tx in
      _ = try books.accountOpening.prepare(order, in: tx)
      return try books.accountOpening.settle(order.caseID, at: place, now: now, in: tx).number
    }
  }

  func counter(_ code: Int, by actor: CounterActor? = nil) -> CounterOrder {
    let actor = actor ?? teller
    return CounterOrder(
      caseID: id(), institution: actor.institution, teller: actor.staff, code: code, journal: id(), reservation: id(),
      key: id(), deadline: time.now.adding(seconds: 1800), at: time.now)
  }

  func deposit(
    _ account: AccountNumber, _ amount: String, _ received: String, change: String = "", _ currency: Currency = .cny,
    by actor: CounterActor? = nil, valueDate: BusinessDate? = nil
  ) throws -> CashOrder {
    let actor = actor ?? teller
    return CashOrder(
      counter(1201, by: actor), account: account, amount: try Money(parsing: amount, currency),
      received: try CashCount(parsing: received, currency), given: try CashCount(parsing: change, currency),
      valueDate: valueDate)
  }

  func prepare(_ order: CashOrder) async throws -> PreparedBooking {
    let books = books
    return try await database.write { try books.cashDeposit.prepare(order, in: $0) }
  }

  @discardableResult
  func settle(_ order: CashOrder) async throws -> Journal {
    let (books, now) = (books, time.now)
    return try await database.write {
      try books.bookings.settle(order.caseID, at: order.institution, now: now, in: $0)
    }
  }

  func release(_ order: CashOrder) async throws {
    let (books, now) = (books, time.now)
    try await database.write {
      try books.bookings.release(order.caseID, at: order.institution, reason: "customer-refused", now: now, in: $0)
    }
  }

  /// The notes of every box against its account, read as an outsider would.
  func tillsAgree() async throws -> Bool {
    let ledger = ledger
    return try await database.read { tx in
      let sums = try tx.query(
        SQL(
          "SELECT institution, box, currency, SUM(denomination * pieces) FROM till_notes GROUP BY institution, box, currency"
        ))
      return try sums.allSatisfy { row in
        let account = BankChart.till(try row.institution(0), box: try row.int(1), try row.currency(2))
        return try ledger.account(account, in: tx).balance.minor == row.int(3)
      }
    }
  }

  func check() async throws -> LedgerCheck {
    let ledger = ledger
    return try await database.read { try ledger.check(in: $0) }
  }
}

/// The code of the refusal that `body` ends with; "none" when it succeeds.
func refused(_ body: () async throws -> Void) async throws -> String {
  do {
    try await body()
    return "none"
  } catch let refusal as Refusal {
    return Wording.verdict(refusal)
  }
}

extension CashOrder {
  var caseID: CaseID { counter.caseID }
  var institution: InstitutionID { counter.institution }
  var teller: StaffID { counter.teller }
}
