import Ledger
import Primitives
import Storage
import Testing

/// The ladder of refusals, one rung a line: what is asked, the code it gets and the field it names.
@Suite struct PostingLadderTests {
  struct Rung: Sendable, CustomStringConvertible {
    let code: String
    let field: String
    let legs: [Leg]
    var date = Counter.day
    var description: String { "\(code) \(legs.count)" }
  }

  static let rungs: [Rung] = [
    Rung(code: "empty", field: "legs", legs: []),
    Rung(code: "empty", field: "legs", legs: [.debit(Counter.cash, cny(1))]),
    Rung(
      code: "too-many-legs", field: "legs",
      legs: (0..<201).map { _ in Leg.debit(Counter.cash, cny(1)) }),
    Rung(
      code: "amount-not-positive", field: "legs[1].amount",
      legs: [.debit(Counter.cash, cny(1)), .credit(Counter.ann, cny(0))]),
    Rung(
      code: "amount-not-positive", field: "legs[0].amount",
      legs: [.debit(Counter.cash, cny(-5)), .credit(Counter.ann, cny(-5))]),
    Rung(
      code: "amount-not-positive", field: "legs[0].amount",
      legs: [.debit(Counter.cash, cny(Int64.min)), .credit(Counter.ann, cny(Int64.min))]),
    Rung(
      code: "amount-too-large", field: "legs[0].amount",
      legs: [
        .debit(Counter.cash, cny(Money.largestMinor + 1)), .credit(Counter.ann, cny(Money.largestMinor + 1)),
      ]),
    Rung(
      code: "amount-too-large", field: "legs[0].amount",
      legs: [.debit(Counter.cash, cny(Int64.max)), .credit(Counter.ann, cny(Int64.max))]),
    Rung(
      code: "same-account-both-sides", field: "legs",
      legs: [.debit(Counter.ann, cny(5)), .credit(Counter.ann, cny(5))]),
    Rung(
      code: "unbalanced", field: "legs", legs: [.debit(Counter.cash, cny(5)), .credit(Counter.ann, cny(6))]),
    Rung(
      code: "unbalanced", field: "legs", legs: [.debit(Counter.cash, cny(5)), .debit(Counter.capital, cny(5))]),
    Rung(
      code: "unbalanced", field: "legs",
      legs: [.debit(Counter.cash, cny(5)), .credit(Counter.koruna, Money(minor: 5, .czk))]),
    Rung(
      code: "period-closed", field: "businessDate",
      legs: [.debit(Counter.cash, cny(5)), .credit(Counter.ann, cny(5))], date: Counter.day.adding(days: -1)),
    Rung(
      code: "account-unknown", field: "account",
      legs: [.debit(Counter.cash, cny(5)), .credit(Counter.nobody, cny(5))]),
    Rung(
      code: "account-closed", field: "account",
      legs: [.debit(Counter.cash, cny(5)), .credit(Counter.closed, cny(5))]),
    Rung(
      code: "before-opening", field: "businessDate",
      legs: [.debit(Counter.cash, cny(5)), .credit(Counter.later, cny(5))]),
    Rung(
      code: "currency-mismatch", field: "legs[1].amount",
      legs: [.debit(Counter.cash, cny(5)), .credit(Counter.koruna, cny(5))]),
    Rung(
      code: "insufficient-funds", field: "amount",
      legs: [.debit(Counter.ann, cny(600_01)), .credit(Counter.bob, cny(600_01))]),
    Rung(
      code: "would-overdraw", field: "amount",
      legs: [.debit(Counter.capital, cny(1_000_01)), .credit(Counter.cash, cny(1_000_01))]),
  ]

  @Test("an order that breaks a rule is refused by that rule and changes nothing", arguments: rungs)
  func ladder(_ rung: Rung) async throws {
    let counter = try await Counter.open()
    let books = counter.books
    try await counter.database.write {
      try books.closePeriod(through: Counter.day.adding(days: -1), of: Counter.home, in: $0)
    }
    let before = try await counter.trialBalance()
    let order = counter.order(rung.legs, businessDate: rung.date)
    let posted = try await refusal { try await counter.post(order) }
    #expect(posted?.code == "ledger.\(rung.code)")
    #expect(posted?.field == rung.field)
    let reserved = try await refusal {
      try await counter.database.write { tx in
        _ = try books.reserve(order, id: counter.id(), deadline: Counter.start.adding(seconds: 60), in: tx)
      }
    }
    #expect(reserved == posted)
    #expect(try await counter.trialBalance() == before)
    #expect(try await counter.check().isSound)
    // The key of a refused order is free again.
    let good = counter.order([.debit(Counter.cash, cny(1)), .credit(Counter.ann, cny(1))], key: order.key)
    try await counter.post(good)
    await counter.database.close()
  }

  @Test("the very last fen can be taken, and not one more")
  func boundary() async throws {
    let counter = try await Counter.open()
    try await counter.post(counter.order([.debit(Counter.ann, cny(600_00)), .credit(Counter.bob, cny(600_00))]))
    let no = try await refusal {
      try await counter.post(counter.order([.debit(Counter.ann, cny(1)), .credit(Counter.bob, cny(1))]))
    }
    #expect(no?.code == "ledger.insufficient-funds" && no?.limit == "0.00")
    #expect(try await counter.account(Counter.ann).balance == cny(0))
    await counter.database.close()
  }

  @Test("a refusal speaks both languages and says what to do", arguments: rungs)
  func sentences(_ rung: Rung) async throws {
    let counter = try await Counter.open()
    guard let no = try await refusal({ try await counter.post(counter.order(rung.legs)) }) else { return }
    for text in [no.zh, no.en, no.remedyZh, no.remedyEn] { #expect(text.count > 4) }
    #expect(no.zh.hasSuffix("。") && no.en.hasSuffix("."))
    await counter.database.close()
  }

  @Test("totals that would leave the range of the books are refused, not wrapped")
  func overflow() async throws {
    let counter = try await Counter.open()
    let big = LedgerAccountID(Counter.home, sequence: 500)
    let books = counter.books
    try await counter.database.write { tx in
      try books.openAccount(
        NewAccount(id: big, currency: .cny, kind: .asset, mayOverdraw: true, openedOn: Counter.day), in: tx)
      try tx.execute(
        "UPDATE ledger_account SET settled_debit = $2 WHERE id = $1", [.account(big), .int(Int64(1) << 61 - 5)])
    }
    let no = try await refusal {
      try await counter.post(counter.order([.debit(big, cny(6)), .credit(Counter.ann, cny(6))]))
    }
    #expect(no?.code == "ledger.total-too-large")
    await counter.database.close()
  }

  @Test("a reversal mirrors its journal, once")
  func reversal() async throws {
    let counter = try await Counter.open()
    let legs: [Leg] = [.debit(Counter.cash, cny(70)), .credit(Counter.ann, cny(70))]
    let mirrored: [Leg] = [.credit(Counter.cash, cny(70)), .debit(Counter.ann, cny(70))]
    let original = try await counter.post(counter.order(legs))
    let unknown = counter.order(mirrored, reverses: counter.id())
    #expect(try await refusal { try await counter.post(unknown) }?.code == "ledger.journal-unknown")
    let other = counter.order([.credit(Counter.cash, cny(69)), .debit(Counter.ann, cny(69))], reverses: original.id)
    #expect(try await refusal { try await counter.post(other) }?.code == "ledger.reversal-differs")
    let reversed = try await counter.post(counter.order(mirrored.reversed(), reverses: original.id))
    #expect(reversed.reverses == original.id)
    let again = counter.order(mirrored, reverses: original.id)
    #expect(try await refusal { try await counter.post(again) }?.code == "ledger.already-reversed")
    #expect(try await counter.account(Counter.ann).balance == cny(600_00))
    #expect(try await counter.check().isSound)
    await counter.database.close()
  }

  @Test("accounts are opened once, below the inter-branch numbers, and closed only when empty")
  func accounts() async throws {
    let counter = try await Counter.open()
    let books = counter.books
    func no(_ body: @escaping @Sendable (any WriteTransaction) throws -> Void) async throws -> String? {
      try await refusal { try await counter.database.write(body) }?.code
    }
    let again = NewAccount(id: Counter.ann, currency: .cny, kind: .liability, openedOn: Counter.day)
    #expect(try await no { try books.openAccount(again, in: $0) } == "ledger.account-exists")
    let kept = NewAccount(
      id: .interBranch(Counter.home, .cny), currency: .cny, kind: .asset, openedOn: Counter.day)
    #expect(try await no { try books.openAccount(kept, in: $0) } == "ledger.account-number-kept")
    #expect(
      try await no { try books.closeAccount(Counter.nobody, on: Counter.day, in: $0) } == "ledger.account-unknown")
    #expect(try await no { try books.closeAccount(Counter.closed, on: Counter.day, in: $0) } == "ledger.account-closed")
    #expect(try await no { try books.closeAccount(Counter.ann, on: Counter.day, in: $0) } == "ledger.account-not-empty")
    let reservation: ReservationID = counter.id()
    let deposit = counter.order([.debit(Counter.cashAway, cny(1)), .credit(Counter.eve, cny(1))])
    _ = try await counter.database.write {
      try books.reserve(deposit, id: reservation, deadline: Counter.start.adding(seconds: 9), in: $0)
    }
    #expect(
      try await no { try books.closeAccount(Counter.eve, on: Counter.day, in: $0) } == "ledger.account-has-reservations"
    )
    try await counter.database.write { tx in
      try books.release(reservation, reason: "test", at: Counter.start, in: tx)
      try books.closeAccount(Counter.eve, on: Counter.day, in: tx)
    }
    #expect(try await counter.account(Counter.eve).isClosed)
    await counter.database.close()
  }

  @Test("closed books stay closed")
  func periods() async throws {
    let counter = try await Counter.open()
    let books = counter.books
    try await counter.database.write { try books.closePeriod(through: Counter.day, of: Counter.away, in: $0) }
    let back = try await refusal {
      try await counter.database.write {
        try books.closePeriod(through: Counter.day.adding(days: -1), of: Counter.away, in: $0)
      }
    }
    #expect(back?.code == "ledger.period-backwards")
    // Also for an order of another outlet that touches the closed one.
    let order = counter.order([.debit(Counter.cash, cny(5)), .credit(Counter.eve, cny(5))])
    #expect(try await refusal { try await counter.post(order) }?.code == "ledger.period-closed")
    await counter.database.close()
  }
}
