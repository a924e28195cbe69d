import Ledger
import Primitives
import Storage
import Testing

/// Reserve, then settle, release or expire: exactly once (DECISIONS 12).
@Suite struct ReservationTests {
  private static let deadline = Counter.start.adding(seconds: 300)

  private func reserve(_ counter: Counter, _ legs: [Leg]) async throws -> ReservationID {
    let id: ReservationID = counter.id()
    let order = counter.order(legs)
    let books = counter.books
    _ = try await counter.database.write { try books.reserve(order, id: id, deadline: Self.deadline, in: $0) }
    return id
  }

  private func end(_ way: Int, _ id: ReservationID, _ counter: Counter) async throws {
    let books = counter.books
    try await counter.database.write { tx in
      switch way {
      case 0: try books.settle(id, at: Self.deadline, businessDate: Counter.day, in: tx)
      case 1: try books.release(id, reason: "customer-refused", at: Counter.start, in: tx)
      default: try books.expire(id, at: Self.deadline.adding(seconds: 1), in: tx)
      }
    }
  }

  @Test("a pending debit lowers what is available, a pending credit never raises it")
  func available() async throws {
    let counter = try await Counter.open()
    let withdrawal = try await reserve(counter, [.debit(Counter.ann, cny(500_00)), .credit(Counter.cash, cny(500_00))])
    #expect(try await counter.account(Counter.ann).available == cny(100_00))
    #expect(try await counter.account(Counter.ann).balance == cny(600_00))
    #expect(try await counter.account(Counter.cash).available == cny(500_00))
    let deposit = try await reserve(counter, [.debit(Counter.cash, cny(50_00)), .credit(Counter.ann, cny(50_00))])
    #expect(try await counter.account(Counter.ann).available == cny(100_00))
    #expect(try await counter.account(Counter.cash).available == cny(500_00))
    let no = try await refusal {
      try await counter.post(counter.order([.debit(Counter.ann, cny(100_01)), .credit(Counter.bob, cny(100_01))]))
    }
    #expect(no?.code == "ledger.insufficient-funds" && no?.limit == "100.00")
    try await end(0, deposit, counter)
    #expect(try await counter.account(Counter.ann).available == cny(150_00))
    try await end(0, withdrawal, counter)
    #expect(try await counter.account(Counter.ann).balance == cny(150_00))
    #expect(try await counter.account(Counter.ann).available == cny(150_00))
    #expect(try await counter.account(Counter.cash).balance == cny(550_00))
    #expect(try await counter.check().isSound)
    await counter.database.close()
  }

  @Test("settlement posts what was reserved, under the journal number allotted then")
  func settlement() async throws {
    let counter = try await Counter.open()
    let books = counter.books
    let id: ReservationID = counter.id()
    let order = counter.order(
      [.debit(Counter.cash, cny(12_34)), .credit(Counter.ann, cny(12_34))], code: 1201,
      valueDate: Counter.day.adding(days: 1), reference: counter.id())
    let reserved = try await counter.database.write {
      try books.reserve(order, id: id, deadline: Self.deadline, in: $0)
    }
    #expect(reserved.order == order && reserved.state == .open)
    #expect(try await counter.database.read { try books.journal(order.journal, in: $0) } == nil)
    let at = Counter.start.adding(seconds: 30)
    let journal = try await counter.database.write {
      try books.settle(id, at: at, businessDate: Counter.day, in: $0)
    }
    #expect(journal.id == order.journal && journal.reservation == id && journal.legs == order.legs)
    #expect(journal.recordedAt == at && journal.valueDate == order.valueDate && journal.reference == order.reference)
    #expect(try await counter.database.read { try books.journal(order.journal, in: $0) } == journal)
    let settled = try await counter.database.read { try books.reservation(id, in: $0) }
    #expect(settled.state == .settled && settled.endedAt == at)
    await counter.database.close()
  }

  @Test("whatever ended a reservation first has ended it", arguments: 0..<3, 0..<3)
  func twice(_ first: Int, _ second: Int) async throws {
    let counter = try await Counter.open()
    let id = try await reserve(counter, [.debit(Counter.ann, cny(500_00)), .credit(Counter.bob, cny(500_00))])
    try await end(first, id, counter)
    let before = try await counter.trialBalance()
    let no = try await refusal { try await end(second, id, counter) }
    #expect(no?.code == "ledger.reservation-" + ["settled", "released", "expired"][first])
    #expect(try await counter.trialBalance() == before)
    #expect(try await counter.account(Counter.ann).available == cny(first == 0 ? 100_00 : 600_00))
    #expect(try await counter.check().isSound)
    await counter.database.close()
  }

  @Test("settle, release and expire at once: one wins, the books agree with it", arguments: 0..<8)
  func race(_ round: Int) async throws {
    let counter = try await Counter.open(seed: UInt64(round))
    var reservations: [ReservationID] = []
    for _ in 0..<20 {
      reservations.append(
        try await reserve(counter, [.debit(Counter.ann, cny(10_00)), .credit(Counter.bob, cny(10_00))]))
    }
    let wins = try await withThrowingTaskGroup(of: (Int, Int, Bool).self) { group in
      for index in reservations.indices {
        for way in 0..<9 {
          let id = reservations[index]
          group.addTask {
            (index, way % 3, try await refusal { try await self.end(way % 3, id, counter) } == nil)
          }
        }
      }
      return try await group.reduce(into: [(Int, Int)]()) { if $1.2 { $0.append(($1.0, $1.1)) } }
    }
    #expect(wins.map(\.0).sorted() == Array(0..<20))
    let settled = Int64(wins.filter { $0.1 == 0 }.count)
    #expect(try await counter.account(Counter.ann).balance == cny(600_00 - settled * 10_00))
    #expect(try await counter.account(Counter.ann).available == cny(600_00 - settled * 10_00))
    #expect(try await counter.account(Counter.ann).reservedDebit == 0)
    #expect(try await counter.check().isSound)
    await counter.database.close()
  }

  @Test("deadlines: a moment too late does not settle, a moment too early does not expire")
  func deadlines() async throws {
    let counter = try await Counter.open()
    let books = counter.books
    let id = try await reserve(counter, [.debit(Counter.ann, cny(1)), .credit(Counter.bob, cny(1))])
    let late = Moment(milliseconds: Self.deadline.milliseconds + 1)
    func no(_ body: @escaping @Sendable (any WriteTransaction) throws -> Void) async throws -> String? {
      try await refusal { try await counter.database.write(body) }?.code
    }
    #expect(
      try await no { try books.settle(id, at: late, businessDate: Counter.day, in: $0) } == "ledger.deadline-passed")
    #expect(try await no { try books.expire(id, at: Self.deadline, in: $0) } == "ledger.reservation-not-due")
    #expect(
      try await no { try books.settle(id, at: Counter.start, businessDate: Counter.day.adding(days: 1), in: $0) }
        == "ledger.reservation-day-passed")
    let order = counter.order([.debit(Counter.ann, cny(1)), .credit(Counter.bob, cny(1))])
    #expect(
      try await no { _ = try books.reserve(order, id: counter.id(), deadline: Counter.start, in: $0) }
        == "ledger.deadline-in-past")
    #expect(
      try await no { _ = try books.reserve(order, id: id, deadline: Self.deadline, in: $0) }
        == "ledger.reservation-exists")
    #expect(
      try await no { try books.expire(counter.id(), at: late, in: $0) } == "ledger.reservation-unknown")
    #expect(
      try await counter.database.read { try books.overdueReservations(at: Self.deadline, limit: 9, in: $0) } == [])
    #expect(try await counter.database.read { try books.overdueReservations(at: late, limit: 9, in: $0) } == [id])
    try await counter.database.write { try books.expire(id, at: late, in: $0) }
    #expect(try await counter.database.read { try books.overdueReservations(at: late, limit: 9, in: $0) } == [])
    await counter.database.close()
  }

  @Test("two reservations cannot both take the last of the money")
  func lastMoney() async throws {
    let counter = try await Counter.open()
    _ = try await reserve(counter, [.debit(Counter.ann, cny(400_00)), .credit(Counter.bob, cny(400_00))])
    let no = try await refusal {
      _ = try await reserve(counter, [.debit(Counter.ann, cny(200_01)), .credit(Counter.bob, cny(200_01))])
    }
    #expect(no?.code == "ledger.insufficient-funds")
    _ = try await reserve(counter, [.debit(Counter.ann, cny(200_00)), .credit(Counter.bob, cny(200_00))])
    #expect(try await counter.account(Counter.ann).available == cny(0))
    await counter.database.close()
  }
}
