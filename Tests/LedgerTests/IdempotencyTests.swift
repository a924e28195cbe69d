import Ledger
import Primitives
import Testing

/// One key, one posting (DECISIONS 16).
@Suite struct IdempotencyTests {
  @Test("a thousand posts at once with one key make one journal and give it to all")
  func thousand() async throws {
    let counter = try await Counter.open()
    let key: IdempotencyKey = counter.id()
    let legs: [Leg] = [.debit(Counter.cash, cny(1)), .credit(Counter.ann, cny(1))]
    let journals = try await withThrowingTaskGroup(of: Journal.self) { group in
      for _ in 0..<1000 {
        let order = counter.order(legs, key: key)
        group.addTask { try await counter.post(order) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(journals.count == 1000)
    #expect(Set(journals.map(\.id)).count == 1)
    #expect(journals.allSatisfy { $0 == journals[0] })
    #expect(try await counter.account(Counter.ann).balance == cny(600_01))
    #expect(try await counter.check().journals == 2)
    await counter.database.close()
  }

  @Test("the same key with other content is refused, and the refusal names what differs")
  func otherContent() async throws {
    let counter = try await Counter.open()
    let key: IdempotencyKey = counter.id()
    let legs: [Leg] = [.debit(Counter.cash, cny(5)), .credit(Counter.ann, cny(5))]
    let reference: CaseID = counter.id()
    let order = counter.order(legs, key: key, reference: reference)
    let first = try await counter.post(order)
    let others: [(String, PostingOrder)] = [
      ("code", counter.order(legs, key: key, code: 1202, reference: reference)),
      ("valueDate", counter.order(legs, key: key, valueDate: Counter.day.adding(days: -1), reference: reference)),
      ("reference", counter.order(legs, key: key)),
      ("reference", counter.order(legs, key: key, reference: counter.id())),
      ("reverses", counter.order(legs, key: key, reference: reference, reverses: first.id)),
      ("legs", counter.order(legs + legs, key: key, reference: reference)),
      (
        "legs[1].account",
        counter.order([legs[0], .credit(Counter.bob, cny(5))], key: key, reference: reference)
      ),
      ("legs[0].account", counter.order(legs.reversed(), key: key, reference: reference)),
      (
        "legs[0].side",
        counter.order([.credit(Counter.cash, cny(5)), .debit(Counter.ann, cny(5))], key: key, reference: reference)
      ),
      (
        "legs[0].amount",
        counter.order([.debit(Counter.cash, cny(6)), .credit(Counter.ann, cny(6))], key: key, reference: reference)
      ),
    ]
    for (field, order) in others {
      let no = try await refusal { try await counter.post(order) }
      #expect(no?.code == "ledger.key-reused")
      #expect(no?.field == field)
    }
    // Another outlet's key of the same bytes is another key.
    try await counter.post(counter.order(legs, key: key, institution: Counter.away))
    #expect(try await counter.account(Counter.ann).balance == cny(600_10))
    await counter.database.close()
  }

  @Test("after a break the same key gives the first answer, whatever changed meanwhile")
  func afterBreak() async throws {
    let counter = try await Counter.open()
    let books = counter.books
    let key: IdempotencyKey = counter.id()
    let legs: [Leg] = [.debit(Counter.bob, cny(100_00)), .credit(Counter.ann, cny(100_00))]
    let first = try await counter.post(counter.order(legs, key: key))
    // Bob's account is empty and closed by now, and the day is over.
    try await counter.database.write { tx in
      try books.closeAccount(Counter.bob, on: Counter.day, in: tx)
      try books.closePeriod(through: Counter.day, of: Counter.home, in: tx)
    }
    let tomorrow = Counter.day.adding(days: 1)
    let again = try await counter.post(
      counter.order(legs, key: key, businessDate: tomorrow, valueDate: Counter.day))
    #expect(again == first)
    let found = try await counter.database.read { try books.journal(key: key, institution: Counter.home, in: $0) }
    #expect(found == first)
    let none = try await counter.database.read { tx in
      try books.journal(key: counter.id(), institution: Counter.home, in: tx)
    }
    #expect(none == nil)
    await counter.database.close()
  }

  @Test("a key belongs to a posting or to a reservation, never to both")
  func postAgainstReserve() async throws {
    let counter = try await Counter.open()
    let books = counter.books
    let deadline = Counter.start.adding(seconds: 60)
    let legs: [Leg] = [.debit(Counter.cash, cny(5)), .credit(Counter.ann, cny(5))]
    let posted = counter.order(legs)
    try await counter.post(posted)
    let no = try await refusal {
      try await counter.database.write { _ = try books.reserve(posted, id: counter.id(), deadline: deadline, in: $0) }
    }
    #expect(no?.code == "ledger.key-reused" && no?.field == "reservation")

    let reserved = counter.order(legs)
    let id: ReservationID = counter.id()
    let first = try await counter.database.write { try books.reserve(reserved, id: id, deadline: deadline, in: $0) }
    #expect(try await refusal { try await counter.post(reserved) }?.field == "reservation")
    let again = try await counter.database.write {
      try books.reserve(counter.order(legs, key: reserved.key), id: counter.id(), deadline: deadline, in: $0)
    }
    #expect(again == first)
    #expect(try await counter.account(Counter.ann).reservedCredit == 5)
    let other = try await refusal {
      try await counter.database.write {
        _ = try books.reserve(
          counter.order(legs, key: reserved.key, code: 7), id: counter.id(), deadline: deadline, in: $0)
      }
    }
    #expect(other?.code == "ledger.key-reused" && other?.field == "code")
    await counter.database.close()
  }
}
