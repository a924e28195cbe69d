import Banking
import Interest
import Ledger
import Primitives
import Storage

extension DayEndBench {
  private static let chunk = 5000
  private static let entriesPerJournal = 100

  /// Outlets, accounts and their money, in bulk; the business date is the day before the settlement day.
  func found() async throws {
    for outlet in outlets {
      try await database.write { [books, ledger] tx in
        try books.calendar.start(outlet, on: Self.eve, in: tx)
        try ledger.openAccount(
          NewAccount(
            id: StandingAccount.otherBanks.account(outlet, .cny), currency: .cny, kind: .liability, mayOverdraw: true,
            openedOn: Self.founded), in: tx)
      }
    }
    let entropy = SeededEntropy(seed: 42)
    let owner = CustomerID(at: BenchTime().now, from: entropy)
    var done = 0
    for (index, outlet) in outlets.enumerated() {
      let (all, demand) = (count(of: index), count(of: index) * 4 / 5)
      for start in stride(from: 0, to: all, by: Self.chunk) {
        let deposits = (start..<min(start + Self.chunk, all)).map { number in
          number < demand
            ? Self.money(entropy, below: 10_000_000).map { _ in demandDeposit(owner) }
            : Self.money(entropy, below: 50_000_000).map { contract($0, number, demand, outlet, owner, entropy) }
        }
        try await enter(deposits, at: outlet, entropy)
        done += deposits.count
        progress(done, accounts, "accounts")
      }
    }
  }

  /// An amount with what it becomes.
  struct Funded<Content: Sendable>: Sendable {
    let amount: Money
    let content: Content

    func map<Other>(_ change: (Money) -> Other) -> Funded<Other> {
      Funded<Other>(amount: amount, content: change(amount))
    }
  }

  private static func money(_ entropy: SeededEntropy, below most: Int) -> Funded<Void> {
    Funded(amount: Money(minor: Int64(10_000 + entropy.below(most)), .cny), content: ())
  }

  private func demandDeposit(_ owner: CustomerID) -> MigrationIntake.Deposit {
    MigrationIntake.Deposit(owner: owner, openedOn: Self.founded, .demand)
  }

  /// A twentieth was opened three months before the day after the settlement day.
  private func contract(
    _ principal: Money, _ number: Int, _ demand: Int, _ outlet: InstitutionID, _ owner: CustomerID,
    _ entropy: SeededEntropy
  ) -> MigrationIntake.Deposit {
    let ripe = number % 20 == 0
    let opened = ripe ? BusinessDate(year: 2026, month: 9, day: 21) : Self.founded.adding(days: -entropy.below(300))
    let tenor: Tenor = ripe ? .threeMonths : [.oneYear, .twoYears, .threeYears][entropy.below(3)]
    let instructions: [MaturityInstruction] = [.renewBoth, .renewPrincipal, .toDemand]
    return MigrationIntake.Deposit(
      owner: owner, openedOn: opened ?? Self.founded,
      .lumpSum(
        tenor, (try? InterestRate(units: 1_500_000)) ?? .zero, instructions[entropy.below(3)], principal: principal,
        linked: AccountNumber(outlet, sequence: Int64(number % demand) + 1)))
  }

  private func enter(
    _ deposits: [Funded<MigrationIntake.Deposit>], at outlet: InstitutionID, _ entropy: SeededEntropy
  ) async throws {
    let now = BenchTime().now
    let keys = (0...deposits.count / Self.entriesPerJournal).map { _ in
      (JournalID(at: now, from: entropy), IdempotencyKey(at: now, from: entropy))
    }
    let clearing = StandingAccount.otherBanks.account(outlet, .cny)
    try await database.write(.keyed) { [books, ledger] tx in
      let ids = try books.intake.openDeposits(deposits.map(\.content), at: outlet, in: tx)
      let legs = zip(ids, deposits).map { Leg.credit($0, $1.amount) }
      let orders = stride(from: 0, to: legs.count, by: Self.entriesPerJournal).enumerated().map { index, start in
        let credits = Array(legs[start..<min(start + Self.entriesPerJournal, legs.count)])
        let sum = Money(minor: credits.reduce(0) { $0 + $1.amount.minor }, .cny)
        return PostingOrder(
          journal: keys[index].0, key: keys[index].1, institution: outlet, code: 9100,
          legs: [.debit(clearing, sum)] + credits, businessDate: Self.founded, recordedAt: now)
      }
      for posted in try ledger.post(orders, in: tx) { _ = try posted.get() }
    }
  }
}
