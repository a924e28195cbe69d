import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("many accounts at once (BC-012)") struct WalkTests {
  @Test("figures and walks say what accounts and statements say; an outlet's trial balance is its part of the bank's")
  func sameAsStatements() async throws {
    let (ledger, entropy, now) = (LedgerBooks(), SeededEntropy(seed: 5), FixedTime().now)
    let database = try await TestVault.open(try TestVault.directory() + "/walk.db", schemas: [LedgerBooks.schema])
    let (place, day) = (InstitutionID(10001), BusinessDate("2026-11-22")!)
    let ids = [InstitutionID(10001), InstitutionID(10002)].flatMap { place in
      (1...4).map { LedgerAccountID(place, sequence: Int64($0)) }
    }
    try await database.write { tx in
      try ledger.openAccounts(
        ids.map { NewAccount(id: $0, currency: .cny, kind: .liability, mayOverdraw: true, openedOn: day) }, in: tx)
    }
    for _ in 0..<60 {
      let (from, to) = (ids[entropy.below(7)], ids[7])
      let amount = Money(minor: Int64(1 + entropy.below(500)), .cny)
      let order = PostingOrder(
        journal: JournalID(at: now, from: entropy), key: IdempotencyKey(at: now, from: entropy), institution: place,
        code: 1, legs: [.debit(from, amount), .credit(to, amount)], businessDate: day.adding(days: entropy.below(3)),
        valueDate: day, recordedAt: now)
      _ = try await database.write { try ledger.post(order, in: $0) }
    }
    try await database.read { tx in
      let figures = try ledger.figures(from: ids[0], through: ids[3], in: tx)
      #expect(figures.map(\.id) == Array(ids[0...3]))
      for figure in figures {
        let account = try ledger.account(figure.id, in: tx)
        #expect(figure.balance == account.balance.minor && figure.lastEntry == account.lastEntry)
      }
      for (id, figure) in zip(ids, figures) {
        let lines = try ledger.entries(of: id, limit: 500, in: tx).lines
        let newest = try #require(figure.lastEntry)
        for known in [nil, lines.last?.entry.place, lines[lines.count / 2].entry.place] {
          let walk = try ledger.walk([AccountWalk(from: newest, until: known)], in: tx)[0]
          let wanted = lines.prefix { $0.entry.place != known }
          #expect(walk.map(\.place) == wanted.map(\.entry.place))
          #expect(walk.map(\.balance) == wanted.map(\.entry.balance.minor))
          #expect(walk.map(\.businessDate) == wanted.map(\.businessDate))
          #expect(walk.reduce(0) { $0 + $1.credited } == wanted.reduce(0) { $0 - $1.entry.leg.amount.minor })
        }
      }
      let all = try ledger.trialBalance(in: tx).totals
      #expect(all.count == 2)
      for total in all { #expect(try ledger.trialBalance(of: total.institution, in: tx) == [total]) }
    }
  }
}
