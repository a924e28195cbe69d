import Audit
import Banking
import Desk
import Foundation
import Ledger
import Primitives
import Seals
import Storage
import Synchronization

/// A small bank of its own for one scenario: one outlet, one teller, a funded vault, and the rooms of the real one.
/// Business is carried out as at the counter; the customer's signature is taken as given.
final class ScenarioBank: Sendable {
  static let outlet = InstitutionID(10001)
  static let box: Int64 = 1
  /// More than any scenario pays out.
  static let vault = Money(minor: 1_000_000_000_00, .cny)

  let store: BenchStore
  let books: BankBooks
  let ledger = LedgerBooks()
  let teller: CounterActor
  /// Identifiers come from a fixed seed and the business day: a second run writes the same books.
  private let entropy = SeededEntropy(seed: 20_051_221)
  private let clock = Mutex((day: 0, ticks: Int64(0)))

  /// - Parameters:
  ///   - place: `sqlite`, or an address of PostgreSQL.
  ///   - folder: where the scratch data lie until `remove`.
  init(_ place: String, in folder: URL) async throws {
    store = try await BenchStore.open(
      place, in: folder, schemas: [AuditBook.schema, LedgerBooks.schema, BankBooks.schema])
    let keys = SystemEntropy()
    books = BankBooks(
      ledger: ledger, audit: AuditBook(), field: FieldCipher(key: keys.bytes(32)),
      blind: BlindIndex(key: keys.bytes(32)))
    teller = CounterActor(
      staff: StaffID(high: 1, low: 1), number: "S0001", institution: Self.outlet, chain: .server("scenario"))
  }

  var database: any Database { store.database }

  // MARK: Identities

  /// From nine in the morning in Beijing, a second for each thing that is done.
  func moment(_ day: BusinessDate) -> Moment {
    clock.withLock { clock in
      clock = day.daysSince1970 == clock.day ? (clock.day, clock.ticks + 1) : (day.daysSince1970, 0)
      return Moment(milliseconds: Int64(clock.day) * 86_400_000 + 3_600_000 + clock.ticks * 1000)
    }
  }

  func order(_ code: Int, _ day: BusinessDate) -> CounterOrder {
    let now = moment(day)
    return CounterOrder(
      caseID: EntityID(at: now, from: entropy), institution: Self.outlet, teller: teller.staff, code: code,
      journal: EntityID(at: now, from: entropy), reservation: EntityID(at: now, from: entropy),
      key: EntityID(at: now, from: entropy), deadline: now.adding(seconds: 1800), at: now)
  }

  // MARK: The day

  /// The first business day: calendar, holidays, posted rates, cash in the vault.
  ///
  /// - Throws: `ScenarioProblems` for a rate that is posted twice.
  func begin(_ scenario: Scenario) async throws {
    let (books, notes) = (books, ScenarioNotes(file: scenario.file))
    try await database.write { tx in
      try books.calendar.start(Self.outlet, on: scenario.begins, in: tx)
      for day in scenario.holidays {
        try books.parameters.set(DayEnds.holidayKey(day), "1", from: scenario.begins, in: tx)
      }
    }
    for rate in scenario.rates {
      do {
        try await database.write { try books.terms.rates.post(rate.rate, for: rate.key, .cny, from: rate.from, in: $0) }
      } catch let refusal as Refusal {
        notes.add(rate.line, refusal)
      }
    }
    guard notes.problems.isEmpty else { throw ScenarioProblems(problems: notes.problems) }
    let identity = order(0, scenario.begins)
    let funding = VaultFunding(
      actor: teller, amount: Self.vault, journal: identity.journal, key: identity.key, at: identity.at)
    _ = try await database.write { try books.tills.fundVault(funding, in: $0) }
  }

  /// Draws the teller's box with these pieces.
  func openTill(_ pieces: CashCount, _ day: BusinessDate) async throws {
    let move = till([pieces], day)
    _ = try await database.write { [books] in try books.tills.open(move, in: $0) }
  }

  func handIn(_ day: BusinessDate) async throws {
    let view = try await database.read { [books, teller] in try books.tills.view(of: teller.staff, in: $0) }
    let move = till(view.drawers, day)
    _ = try await database.write { [books] in try books.tills.close(move, in: $0) }
  }

  private func till(_ counts: [CashCount], _ day: BusinessDate) -> TillMove {
    let identity = order(0, day)
    return TillMove(
      actor: teller, box: Self.box, counts: counts, journal: identity.journal, key: identity.key, at: identity.at)
  }

  /// The whole end of a day: cut-off, then the batch step by step.
  func endDay(_ day: BusinessDate) async throws -> DayEnd {
    let now = moment(day)
    return try await database.write { [books] tx in
      var end = try books.dayEnds.cutOff(Self.outlet, day, at: now, in: tx)
      while !end.isDone {
        if end.phase == .trialBalance { try books.dayEnds.prove(Self.outlet, in: tx) }
        end = try books.dayEnds.step(after: end, limit: DayEndBatch.sizes.upperBound, at: now, in: tx).end
      }
      return end
    }
  }

  // MARK: Business

  /// One piece of business with money from first to last: drawn up, then settled as if the customer had signed.
  func carryOut(
    _ order: CounterOrder, _ prepare: @escaping @Sendable (any WriteTransaction) throws -> PreparedBooking
  ) async throws -> PreparedBooking {
    try await database.write { [books] tx in
      let prepared = try prepare(tx)
      if prepared.plan.term == nil {
        _ = try books.bookings.settle(order.caseID, at: order.institution, now: order.at, in: tx)
      } else {
        _ = try books.terms.settle(order.caseID, at: order.institution, now: order.at, in: tx)
      }
      return prepared
    }
  }

  /// A request without money.
  func carryOut(_ request: RequestOrder) async throws -> PreparedRequest {
    try await database.write { [books] tx in
      let prepared = try books.requests.prepare(request, in: tx)
      let order = request.counter
      try books.requests.settle(order.caseID, at: order.institution, now: order.at, in: tx)
      return prepared
    }
  }

  /// - Parameter document: an ID number; nil: a document of another kind made from the name.
  func openAccount(customer: String, document: String?, _ day: BusinessDate) async throws -> AccountNumber {
    let made = "S" + customer.unicodeScalars.map { String($0.value, radix: 16).uppercased() }.joined().suffix(38)
    let order = order(1101, day)
    let draft = try books.customers.draft(
      documentType: document == nil ? .other : .residentID, documentNumber: document ?? made, name: customer,
      phone: nil, id: EntityID(at: order.at, from: entropy), entropy: SystemEntropy())
    let opening = AccountOpeningOrder(
      caseID: order.caseID, institution: Self.outlet, customer: draft, currency: .cny,
      identity: IdentityCheck(method: .originalSeen, result: .agrees, checkedBy: teller.staff), at: order.at)
    return try await database.write { [books] tx in
      _ = try books.accountOpening.prepare(opening, in: tx)
      return try books.accountOpening.settle(order.caseID, at: Self.outlet, now: order.at, in: tx).number
    }
  }
}
