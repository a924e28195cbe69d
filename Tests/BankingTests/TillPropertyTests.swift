import Banking
import Ledger
import Primitives
import SQLiteStorage
import Storage
import Testing

/// Random days at two counters: whatever happens, notes equal ledger at every commit.
@Suite struct TillPropertyTests {
  @Test(
    "notes = till account after every commit, over random openings, deposits, releases and hand-ins", arguments: 1...4)
  func random(seed: Int) async throws {
    let rig = try await BankRig(seed: UInt64(seed) &* 977)
    var day = RandomDay(rig: rig, chance: SeededEntropy(seed: UInt64(seed)))
    day.accounts = [try await rig.account(), try await rig.account(at: BankRig.other)]
    for _ in 0..<120 {
      try await day.step()
      #expect(try await rig.tillsAgree())
    }
    for order in day.open { try await rig.release(order) }
    let books = rig.books
    let accounts = day.accounts
    let balances = try await rig.database.read { tx in
      try accounts.map { try books.accounts.balance($0, in: tx).balance.minor }
    }
    #expect(balances.reduce(0, +) == day.settled)
    #expect(day.done.count > 4, "the day was too quiet: \(day.done)")
    #expect(try await rig.check().isSound)
  }
}

private struct RandomDay {
  let rig: BankRig
  let chance: SeededEntropy
  let tellers: [CounterActor]
  var accounts: [AccountNumber] = []
  var open: [CashOrder] = []
  var settled: Int64 = 0
  var done: Set<String> = []

  init(rig: BankRig, chance: SeededEntropy) {
    self.rig = rig
    self.chance = chance
    tellers = [rig.teller, rig.actor("T0002")]
  }

  mutating func step() async throws {
    let teller = tellers[chance.below(2)]
    do {
      switch chance.below(10) {
      case 0: try await openTill(teller)
      case 1: try await handIn(teller)
      case 2...5: try await prepare(teller)
      case 6...8: try await settle()
      default: try await release()
      }
    } catch let refusal as Refusal {
      done.insert(refusal.code)
    }
  }

  private func pieces(_ most: Int) throws -> CashCount {
    let faces: [Int64] = [10000, 5000, 2000, 1000, 500, 100, 50, 10]
    let lines = (0..<chance.below(4)).map { _ in
      (denomination: faces[chance.below(faces.count)], pieces: Int64(chance.below(most)))
    }
    return try CashCount(.cny, pieces: lines)
  }

  private mutating func openTill(_ teller: CounterActor) async throws {
    let move = rig.move([try pieces(20)], box: Int64(1 + chance.below(2)), by: teller)
    let books = rig.books
    _ = try await rig.database.write { try books.tills.open(move, in: $0) }
    done.insert("opened")
  }

  private mutating func handIn(_ teller: CounterActor) async throws {
    let books = rig.books
    let view = try await rig.database.read { try books.tills.view(of: teller.staff, in: $0) }
    let count = chance.below(3) == 0 ? [try pieces(3)] : view.drawers
    let move = rig.move(count, box: view.box.box, by: teller)
    _ = try await rig.database.write { try books.tills.close(move, in: $0) }
    done.insert("handed in")
  }

  private mutating func prepare(_ teller: CounterActor) async throws {
    let (received, change) = (try pieces(9), try pieces(2))
    let net = received.total - change.total
    let order = CashOrder(
      CounterOrder(
        caseID: rig.id(), institution: teller.institution, teller: teller.staff, code: 1201, journal: rig.id(),
        reservation: rig.id(), key: rig.id(), deadline: rig.time.now.adding(seconds: 60), at: rig.time.now),
      account: accounts[chance.below(accounts.count)],
      amount: chance.below(8) == 0 ? Money(minor: net.minor + 10, .cny) : net, received: received, given: change)
    _ = try await rig.prepare(order)
    open.append(order)
    done.insert("prepared")
  }

  private mutating func settle() async throws {
    guard !open.isEmpty else { return }
    let order = open[chance.below(open.count)]
    try await rig.settle(order)
    open.removeAll { $0.caseID == order.caseID }
    settled += order.amount.minor
    done.insert("settled")
  }

  private mutating func release() async throws {
    guard !open.isEmpty else { return }
    let order = open.remove(at: chance.below(open.count))
    try await rig.release(order)
    let (books, teller, now) = (rig.books, rig.teller, rig.time.now)
    _ = try await rig.database.write {
      try books.bookings.recordHandBack(order.caseID, by: teller, now: now, in: $0)
    }
    done.insert("handed back")
  }
}
