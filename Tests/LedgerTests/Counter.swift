import Ledger
import Primitives
import Storage
import TestHouse
import Testing

/// A small bank for tests: a vault, books, and a till, a vault and customers in two outlets.
struct Counter: Sendable {
  static let home = InstitutionID(10_001)
  static let away = InstitutionID(10_002)
  static let day = BusinessDate("2026-11-20") ?? BusinessDate(daysSince1970: 0)
  static let start = Moment(milliseconds: 1_795_138_200_000)

  /// Cash (asset, never overdrawn), its counterpart (equity, may be overdrawn), two customers.
  static let cash = LedgerAccountID(home, sequence: 1)
  static let capital = LedgerAccountID(home, sequence: 2)
  static let ann = LedgerAccountID(home, sequence: 101)
  static let bob = LedgerAccountID(home, sequence: 102)
  static let koruna = LedgerAccountID(home, sequence: 103)
  static let closed = LedgerAccountID(home, sequence: 104)
  static let later = LedgerAccountID(home, sequence: 105)
  static let nobody = LedgerAccountID(home, sequence: 999)
  static let cashAway = LedgerAccountID(away, sequence: 1)
  static let eve = LedgerAccountID(away, sequence: 101)

  let database: any Database
  let books = LedgerBooks()
  let entropy: SeededEntropy

  /// Cash holds 1,000.00, Ann 600.00, Bob 100.00, Eve nothing.
  static func open(seed: UInt64 = 1) async throws -> Counter {
    let counter = try await bare(seed: seed)
    let accounts: [NewAccount] = [
      NewAccount(id: cash, currency: .cny, kind: .asset, openedOn: day),
      NewAccount(id: capital, currency: .cny, kind: .equity, mayOverdraw: true, openedOn: day),
      NewAccount(id: ann, currency: .cny, kind: .liability, openedOn: day),
      NewAccount(id: bob, currency: .cny, kind: .liability, openedOn: day),
      NewAccount(id: koruna, currency: .czk, kind: .liability, openedOn: day),
      NewAccount(id: closed, currency: .cny, kind: .liability, openedOn: day),
      NewAccount(id: later, currency: .cny, kind: .liability, openedOn: day.adding(days: 3)),
      NewAccount(id: cashAway, currency: .cny, kind: .asset, openedOn: day),
      NewAccount(id: eve, currency: .cny, kind: .liability, openedOn: day),
    ]
    let books = counter.books
    let opening = counter.order([
      .debit(cash, cny(1_000_00)), .credit(ann, cny(600_00)), .credit(bob, cny(100_00)), .credit(capital, cny(300_00)),
    ])
    try await counter.database.write { tx in
      for account in accounts { try books.openAccount(account, in: tx) }
      try books.closeAccount(closed, on: day, in: tx)
      try books.post(opening, in: tx)
    }
    return counter
  }

  static func bare(seed: UInt64 = 1) async throws -> Counter {
    Counter(
      database: try await TestVault.temporary(schemas: [LedgerBooks.schema]), entropy: SeededEntropy(seed: seed))
  }

  func id<Kind>() -> EntityID<Kind> { EntityID(at: Self.start, from: entropy) }

  func order(
    _ legs: [Leg], key: IdempotencyKey? = nil, institution: InstitutionID = home, code: Int = 1201,
    businessDate: BusinessDate = day, valueDate: BusinessDate? = nil, reference: CaseID? = nil,
    reverses: JournalID? = nil
  ) -> PostingOrder {
    PostingOrder(
      journal: id(), key: key ?? id(), institution: institution, code: code, legs: legs, businessDate: businessDate,
      valueDate: valueDate, recordedAt: Self.start, reference: reference, reverses: reverses)
  }

  @discardableResult
  func post(_ order: PostingOrder) async throws -> Journal {
    try await database.write { [books] in try books.post(order, in: $0) }
  }

  func account(_ id: LedgerAccountID) async throws -> LedgerAccount {
    try await database.read { [books] in try books.account(id, in: $0) }
  }

  func check() async throws -> LedgerCheck { try await database.read { [books] in try books.check(in: $0) } }

  func trialBalance() async throws -> TrialBalance {
    try await database.read { [books] in try books.trialBalance(in: $0) }
  }
}

func cny(_ minor: Int64) -> Money { Money(minor: minor, .cny) }

/// What a call refuses with; nil when it succeeds. Faults go through.
func refusal(_ body: () async throws -> Void) async throws -> Refusal? {
  do {
    try await body()
  } catch let refusal as Refusal {
    #expect(Wording.faults(refusal) == [], "\(refusal.code)")
    return refusal
  }
  return nil
}
