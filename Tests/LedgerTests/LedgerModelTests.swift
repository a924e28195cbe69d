import Ledger
import Primitives
import Storage
import Testing

/// Random work, done by the ledger and by the paper model: same refusals, same totals.
@Suite struct LedgerModelTests {
  @Test("four hundred random operations: the ledger and the model never differ", arguments: UInt64(1)...6)
  func random(_ seed: UInt64) async throws {
    let counter = try await Counter.bare(seed: seed)
    let entropy = counter.entropy
    let books = counter.books
    var model = BookModel()
    for index in 0..<6 {
      let kinds: [AccountKind] = [.asset, .liability, .liability, .income, .expense, .equity]
      let new = NewAccount(
        id: LedgerAccountID(Counter.home, sequence: Int64(index + 1)), currency: .cny, kind: kinds[index],
        mayOverdraw: index >= 4, openedOn: Counter.day)
      model.accounts.append(
        BookModel.Account(id: new.id, kind: new.kind, normal: new.normalSide, mayOverdraw: new.mayOverdraw))
      _ = try await counter.database.write { try books.openAccount(new, in: $0) }
    }
    var reservations: [ReservationID] = []
    for _ in 0..<400 {
      let roll = entropy.below(10)
      let (real, predicted): (String?, String?)
      switch roll {
      case 0...3:
        let order = counter.order(legs(counter, model))
        real = try await refusal { try await counter.post(order) }?.code
        predicted = model.post(order.legs)
      case 4...6:
        let order = counter.order(legs(counter, model))
        let id: ReservationID = counter.id()
        reservations.append(id)
        real = try await refusal {
          _ = try await counter.database.write {
            try books.reserve(order, id: id, deadline: Counter.start.adding(seconds: 60), in: $0)
          }
        }?.code
        predicted = model.reserve(order.legs, id)
      default:
        guard !reservations.isEmpty else { continue }
        let id = reservations[entropy.below(reservations.count)]
        let way = ["settled", "released", "expired"][roll - 7]
        real = try await refusal { try await end(counter, id, way) }?.code
        predicted = model.end(id, way)
      }
      #expect(real == predicted)
      if real != predicted { break }
    }
    try await compare(counter, model)
    await counter.database.close()
  }

  /// Two to four legs, balanced, amounts small enough that money runs short now and then.
  private func legs(_ counter: Counter, _ model: BookModel) -> [Leg] {
    let entropy = counter.entropy
    func account() -> LedgerAccountID { model.accounts[entropy.below(model.accounts.count)].id }
    let (one, two) = (Int64(entropy.below(90) + 1), Int64(entropy.below(90) + 1))
    let side: Side = entropy.below(2) == 0 ? .debit : .credit
    var legs = [Leg(account: account(), side: side, amount: cny(one + two))]
    if entropy.below(2) == 0 {
      legs.append(Leg(account: account(), side: side.opposite, amount: cny(one + two)))
    } else {
      legs.append(Leg(account: account(), side: side.opposite, amount: cny(one)))
      legs.append(Leg(account: account(), side: side.opposite, amount: cny(two)))
    }
    return legs
  }

  private func end(_ counter: Counter, _ id: ReservationID, _ way: String) async throws {
    let books = counter.books
    try await counter.database.write { tx in
      switch way {
      case "settled": try books.settle(id, at: Counter.start, businessDate: Counter.day, in: tx)
      case "released": try books.release(id, reason: "random", at: Counter.start, in: tx)
      default: try books.expire(id, at: Counter.start.adding(seconds: 61), in: tx)
      }
    }
  }

  private func compare(_ counter: Counter, _ model: BookModel) async throws {
    let books = counter.books
    for expected in model.accounts {
      let account = try await counter.account(expected.id)
      #expect(account.settledDebit == model.settled(expected.id, .debit))
      #expect(account.settledCredit == model.settled(expected.id, .credit))
      #expect(account.reservedDebit == model.reserved(expected.id, .debit))
      #expect(account.reservedCredit == model.reserved(expected.id, .credit))
      // Walked from the newest, the statement is the account's history and ends in its balance.
      var walked: [StatementLine] = []
      var next: EntryPlace?
      repeat {
        let from = next
        let page = try await counter.database.read {
          try books.entries(of: expected.id, before: from, limit: 7, in: $0)
        }
        walked += page.lines
        next = page.next
      } while next != nil
      let history = Array(walked.reversed())
      #expect(history.map(\.entry.leg) == model.posted.filter { $0.account == expected.id })
      var balance: Int64 = 0
      for line in history {
        balance += line.entry.leg.side == expected.normal ? line.entry.leg.amount.minor : -line.entry.leg.amount.minor
        #expect(line.entry.balance == cny(balance))
      }
      #expect(account.balance == cny(balance))
    }
    let check = try await counter.check()
    #expect(check.isSound, "\(check.findings)")
    #expect(try await counter.trialBalance().isBalanced)
  }
}
