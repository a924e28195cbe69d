import Ledger
import Primitives
import Storage
import TestHouse
import Testing

/// `post(batch)` gives for every order what `post` would have given, and leaves the same books behind.
@Suite struct BatchTests {
  private static let institutions = [Counter.home, Counter.away]

  /// Orders as they come, good and bad: repeated keys with the same and with other content, reversals, other
  /// outlets, closed and unknown accounts, wrong days, money that is not there.
  private func orders(_ counter: Counter, _ count: Int, seed: UInt64) -> [PostingOrder] {
    let entropy = SeededEntropy(seed: seed)
    let accounts = [
      Counter.cash, Counter.capital, Counter.ann, Counter.bob, Counter.koruna, Counter.closed, Counter.later,
      Counter.nobody, Counter.cashAway, Counter.eve,
    ]
    var made: [PostingOrder] = []
    for _ in 0..<count {
      if entropy.below(5) == 0, let old = made.randomElement(entropy) {
        // The same key: same content, or another amount.
        let legs = entropy.below(2) == 0 ? old.legs : old.legs.map { $0.changed(by: 1) }
        made.append(
          counter.order(
            legs, key: old.key, businessDate: old.businessDate, valueDate: old.valueDate, reverses: old.reverses))
        continue
      }
      if entropy.below(6) == 0, let old = made.randomElement(entropy) {
        let legs = old.legs.map { Leg(account: $0.account, side: $0.side.opposite, amount: $0.amount) }
        made.append(counter.order(entropy.below(4) == 0 ? legs.map { $0.changed(by: 1) } : legs, reverses: old.journal))
        continue
      }
      let amount = Int64(entropy.below(300_00))
      let (from, to) = (accounts[entropy.below(10)], accounts[entropy.below(10)])
      let legs: [Leg] = [.debit(from, cny(amount)), .credit(to, cny(entropy.below(15) == 0 ? amount + 1 : amount))]
      let day = entropy.below(12) == 0 ? Counter.day.adding(days: -1) : Counter.day
      made.append(counter.order(entropy.below(20) == 0 ? [] : legs, businessDate: day))
    }
    return made
  }

  private func outcome(_ result: Result<Journal, Refusal>) -> String {
    switch result {
    case .success(let journal): "\(journal)"
    case .failure(let refusal): "\(refusal)"
    }
  }

  @Test("a batch gives what posting one by one gives, and the same books", arguments: 1...6 as ClosedRange<UInt64>)
  func same(seed: UInt64) async throws {
    let (one, many) = (try await Counter.open(seed: 5), try await Counter.open(seed: 5))
    let orders = orders(one, 240, seed: seed)
    var singly: [Result<Journal, Refusal>] = []
    for order in orders {
      do { singly.append(.success(try await one.post(order))) } catch let no as Refusal { singly.append(.failure(no)) }
    }
    let entropy = SeededEntropy(seed: seed + 100)
    var batched: [Result<Journal, Refusal>] = []
    while batched.count < orders.count {
      let part = orders[batched.count..<min(orders.count, batched.count + 1 + entropy.below(90))]
      let posted = try await many.database.write(.keyed) { [books = many.books] tx in
        try books.post(Array(part), in: tx)
      }
      batched += posted.map { $0.map(\.journal) }
    }
    #expect(batched.count == singly.count)
    for (index, (left, right)) in zip(singly, batched).enumerated() {
      #expect(outcome(left) == outcome(right), "order \(index)")
    }
    let refused = Set(singly.compactMap { if case .failure(let no) = $0 { no.code } else { nil } })
    #expect(refused.count >= 8, "the orders were too tame: \(refused.sorted())")
    #expect(singly.contains { if case .success = $0 { true } else { false } })
    for table in try await one.database.tables() where table.table != "schema_version" {
      let sql = SQL("SELECT \(table.names) FROM \(table.table) ORDER BY \(table.key.joined(separator: ", "))")
      let left = try await one.database.read { try $0.query(sql).map(\.values) }
      let right = try await many.database.read { try $0.query(sql).map(\.values) }
      #expect(left == right, "table \(table.table)")
    }
    for counter in [one, many] {
      let check = try await counter.check()
      #expect(check.isSound, "\(check.findings)")
      await counter.database.close()
    }
  }

  @Test("the same batch handed in twice, also at once, posts once")
  func twice() async throws {
    let counter = try await Counter.open()
    let orders = (0..<50).map { _ in counter.order([.debit(Counter.cash, cny(1)), .credit(Counter.ann, cny(1))]) }
    let results = try await withThrowingTaskGroup(of: [String].self) { group in
      for shift in 0..<6 {
        group.addTask {
          let mine = Array(orders[(shift * 8)...] + orders[..<(shift * 8)])
          let got = try await counter.database.write(.keyed) { [books = counter.books] tx in
            try books.post(mine, in: tx)
          }
          return got.map { outcome($0.map(\.journal)) }.sorted()
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(results).count == 1)
    #expect(try await counter.account(Counter.ann).balance == cny(600_50))
    #expect(try await counter.check().journals == 51)
    await counter.database.close()
  }

  @Test("an empty batch is nothing")
  func empty() async throws {
    let counter = try await Counter.open()
    let none = try await counter.database.write(.keyed) { [books = counter.books] tx in try books.post([], in: tx) }
    #expect(none.isEmpty)
    await counter.database.close()
  }
}

extension Array {
  fileprivate func randomElement(_ entropy: SeededEntropy) -> Element? { isEmpty ? nil : self[entropy.below(count)] }
}

extension Leg {
  fileprivate func changed(by minor: Int64) -> Leg {
    Leg(account: account, side: side, amount: Money(minor: amount.minor + minor, amount.currency))
  }
}
