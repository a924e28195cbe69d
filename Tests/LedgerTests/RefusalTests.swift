import Ledger
import Primitives
import Storage
import TestHouse
import Testing

/// A reservation that has ended says how, in both languages.
@Suite("refusals of the ledger") struct RefusalTests {
  @Test(
    "settled, released, expired: each end has a code of its own",
    arguments: ["ledger.reservation-settled", "ledger.reservation-released", "ledger.reservation-expired"])
  func ended(code: String) async throws {
    let counter = try await Counter.open()
    let (books, id): (LedgerBooks, ReservationID) = (counter.books, counter.id())
    let order = counter.order([.debit(Counter.ann, cny(1)), .credit(Counter.bob, cny(1))])
    let deadline = Counter.start.adding(seconds: 300)
    try await counter.database.write { tx in
      _ = try books.reserve(order, id: id, deadline: deadline, in: tx)
      switch code {
      case "ledger.reservation-settled": _ = try books.settle(id, at: deadline, businessDate: Counter.day, in: tx)
      case "ledger.reservation-released": try books.release(id, reason: "customer-refused", at: Counter.start, in: tx)
      default: try books.expire(id, at: deadline.adding(seconds: 1), in: tx)
      }
    }
    let again = try await met {
      try await counter.database.write { _ = try books.settle(id, at: deadline, businessDate: Counter.day, in: $0) }
    }
    #expect(again == code)
    await counter.database.close()
  }
}
