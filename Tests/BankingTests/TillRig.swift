import Banking
import Ledger
import Primitives
import Storage

extension BankRig {
  func deed(_ actor: CounterActor? = nil) -> CashDeed {
    CashDeed(actor: actor ?? teller, journal: id(), key: id(), at: time.now)
  }

  func cny(_ text: String) throws -> CashCount { try CashCount(parsing: text, .cny) }

  /// One write, as a desk would do it.
  @discardableResult
  func write<T: Sendable>(_ body: @escaping @Sendable (BankBooks, any WriteTransaction) throws -> T) async throws -> T {
    let books = books
    return try await database.write { try body(books, $0) }
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (BankBooks, any ReadTransaction) throws -> T) async throws -> T {
    let books = books
    return try await database.read { try body(books, $0) }
  }

  func draw(_ text: String, by actor: CounterActor? = nil) async throws {
    let (counts, deed) = ([try cny(text)], deed(actor))
    try await write { _ = try $0.tillMoves.draw(counts, deed, in: $1) }
  }

  func handUp(_ text: String, by actor: CounterActor? = nil) async throws {
    let (counts, deed) = ([try cny(text)], deed(actor))
    try await write { _ = try $0.tillMoves.handUp(counts, deed, in: $1) }
  }

  func offer(_ text: String, to receiver: CounterActor, by actor: CounterActor? = nil) async throws -> OfferID {
    let (pieces, offer, giver, now): (CashCount, OfferID, CounterActor, Moment) = (
      try cny(text), id(), actor ?? teller, time.now
    )
    return try await write {
      try $0.tillOffers.offer(pieces, to: receiver.staff, id: offer, by: giver, at: now, in: $1).id
    }
  }

  func close(_ text: String, by actor: CounterActor? = nil) async throws -> CountOutcome {
    let (counts, deed) = ([try cny(text)], deed(actor))
    return try await write { try $0.tillCounting.close(counts, deed, in: $1) }
  }

  func seal(_ text: String, _ seal: String = "F-0001", by actor: CounterActor? = nil) async throws -> CountOutcome {
    let (counts, deed) = ([try cny(text)], deed(actor))
    return try await write { try $0.tillCounting.seal(counts, seal: seal, deed, in: $1) }
  }

  func openSealed(_ text: String, box: Int64 = 1, by actor: CounterActor? = nil) async throws -> CountOutcome {
    let (counts, deed) = ([try cny(text)], deed(actor))
    return try await write { try $0.tillCounting.openSealed(box, counts, deed, in: $1) }
  }

  func held(by actor: CounterActor? = nil) async throws -> String {
    let staff = (actor ?? teller).staff
    return try await read { try $0.tills.view(of: staff, in: $1).drawers.map(\.text).joined(separator: ";") }
  }

  /// Settled balance of a ledger account in minor units; 0 when there is none.
  func balance(_ account: LedgerAccountID) async throws -> Int64 {
    let ledger = ledger
    return try await database.read { try ledger.find(account, in: $0)?.balance.minor ?? 0 }
  }

  func isDone(_ outcome: CountOutcome) -> Bool { if case .done = outcome { true } else { false } }
}

extension CounterActor {
  var second: SecondPerson { SecondPerson(staff: staff, number: number) }
}
