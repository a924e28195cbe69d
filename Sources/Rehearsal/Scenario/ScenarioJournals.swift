import Banking
import Interest
import Ledger
import Primitives

/// Finds what was posted since it looked last, by reading the ledger: every journal touches the vault or an account of
/// the scenario, and at the end their number is compared with that of the books.
struct ScenarioJournals {
  let bank: ScenarioBank
  private var seen: Set<JournalID> = []

  init(bank: ScenarioBank) { self.bank = bank }

  /// The new journals in their order, each with its working where it has one. What the ends of the days accrue is seen
  /// and not told one by one.
  ///
  /// - Throws: `Fault` `scenario.working` when what was booked is not what was worked out.
  mutating func fresh(
    _ accounts: [ScenarioAccount], _ workings: [JournalID: [InterestWorking]]
  ) async throws -> [ScenarioPosting] {
    let watched =
      [BankChart.vault(ScenarioBank.outlet, .cny)] + accounts.map(\.ledgerAccount)
      + Self.interest.map { $0.account(ScenarioBank.outlet, .cny) }
    let names = Dictionary(accounts.map { ($0.ledgerAccount, $0.name) }, uniquingKeysWith: { first, _ in first })
    let found = try await bank.database.read { [bank, seen] tx in
      var found: [JournalID: (Journal, JournalNumber?)] = [:]
      for account in watched where try bank.ledger.find(account, in: tx) != nil {
        var before: EntryPlace?
        walk: repeat {
          let page = try bank.ledger.entries(of: account, before: before, limit: 50, in: tx)
          for line in page.lines {
            let id = line.entry.place.journal
            if seen.contains(id) { break walk }
            guard found[id] == nil, let journal = try bank.ledger.journal(id, in: tx) else { continue }
            found[id] = (journal, try bank.books.numbers.find(journal: id, in: tx)?.number)
          }
          before = page.next
        } while before != nil
      }
      return found.values.sorted { ($0.0.recordedAt, $0.0.id) < ($1.0.recordedAt, $1.0.id) }
    }
    seen.formUnion(found.map(\.0.id))
    for id in workings.keys where !seen.contains(id) {
      throw Fault("scenario.working", "interest was worked out and journal \(id) is not in the ledger")
    }
    return try found.filter { !InterestAccruals.isAccrual($0.0.code) }.map { journal, number in
      let workings = workings[journal.id] ?? []
      try Self.compare(workings, journal)
      return ScenarioPosting(
        journal, number, names: names, workings: try workings.map { try ScenarioWorking($0) })
    }
  }

  private static let interest: [StandingAccount] = [.interestExpense, .demandInterestPayable, .termInterestPayable]

  /// Interest comes out of expense, or out of what was accrued.
  private static func compare(_ workings: [InterestWorking], _ journal: Journal) throws {
    guard !workings.isEmpty else { return }
    let total = workings.reduce(0) { $0 + $1.total.minor }
    let sources = interest.map { $0.account(journal.institution, .cny) }
    let booked = journal.legs.filter { sources.contains($0.account) }.reduce(0) {
      $0 + ($1.side == .debit ? $1.amount.minor : -$1.amount.minor)
    }
    guard booked == total else {
      throw Fault("scenario.working", "journal \(journal.id) books \(booked) and its working says \(total)")
    }
  }

  /// The books as a whole, when all is played.
  ///
  /// - Throws: `Fault` `scenario.books` when they are not sound, or hold a posting that was not told.
  func close() async throws -> ScenarioBooks {
    let (check, balance) = try await bank.database.read { [ledger = bank.ledger] tx in
      (try ledger.check(in: tx), try ledger.trialBalance(in: tx))
    }
    guard check.isSound, balance.isBalanced, check.journals == seen.count else {
      throw Fault(
        "scenario.books",
        "\(check.journals) journals, \(seen.count) told, \(check.findings.count) findings, balanced: \(balance.isBalanced)"
      )
    }
    return ScenarioBooks(
      journals: check.journals, debit: balance.totals.first?.debit.decimal ?? "0.00",
      credit: balance.totals.first?.credit.decimal ?? "0.00")
  }
}

/// Questions that the play asks of the books.
extension ScenarioBank {
  func balance(_ account: ScenarioAccount) async throws -> Money {
    try await database.read { [ledger] in try ledger.account(account.ledgerAccount, in: $0).balance }
  }

  func demandInterest(_ account: ScenarioAccount, endOf day: BusinessDate) async throws -> BatchInterest? {
    try await database.read { [books] in try books.dayEnds.demandInterest(of: account.number, endOf: day, in: $0) }
  }

  func maturityInterest(_ account: ScenarioAccount, endOf day: BusinessDate) async throws -> BatchInterest? {
    try await database.read { [books] in try books.dayEnds.maturityInterest(of: account.number, endOf: day, in: $0) }
  }

  /// The name that a payer must write for this account; empty when there is none.
  func holder(of number: AccountNumber) async throws -> String {
    try await database.read { [books] tx in
      guard let account = try? books.accounts.find(number, in: tx) else { return "" }
      return try books.customers.reveal(account.customer, in: tx).name
    }
  }
}
