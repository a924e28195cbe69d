import Banking
import Foundation
import Interest
import Ledger
import Primitives

/// Plays one scenario from its first day to its last and compares what came out with what the file expects. The books
/// are those of a bank; every posting that is told of was read back from its ledger.
package struct ScenarioPlay {
  let scenario: Scenario
  let bank: ScenarioBank
  private let tell: (ScenarioLine) -> Void

  var today: BusinessDate
  var accounts: [ScenarioAccount] = []
  var tillIsOpen = false
  /// What the batch booked last for an account, and on which day it was credited.
  var batches: [String: (day: BusinessDate, working: InterestWorking)] = [:]
  private var journals: ScenarioJournals
  private var result = ScenarioResult()

  /// - Parameters:
  ///   - place: `sqlite`, or an address of PostgreSQL.
  ///   - folder: where the scratch bank lies while it is needed; it is removed in any case.
  ///   - tell: is given each line of the report as it happens.
  /// - Throws: `ScenarioProblems` for a rate posted twice; `Fault` when the books are not sound.
  package static func run(
    _ scenario: Scenario, on place: String = "sqlite", in folder: URL, tell: @escaping (ScenarioLine) -> Void
  ) async throws -> ScenarioResult {
    let bank = try await ScenarioBank(place, in: folder)
    do {
      var play = ScenarioPlay(scenario, bank, tell)
      let result = try await play.all()
      try await bank.store.remove()
      return result
    } catch {
      try? await bank.store.remove()
      throw error
    }
  }

  private init(_ scenario: Scenario, _ bank: ScenarioBank, _ tell: @escaping (ScenarioLine) -> Void) {
    self.scenario = scenario
    self.bank = bank
    self.tell = tell
    today = scenario.begins
    journals = ScenarioJournals(bank: bank)
  }

  private mutating func all() async throws -> ScenarioResult {
    tell(.scenario(ScenarioHead(scenario)))
    try await bank.begin(scenario)
    try await tellPostings()
    for event in scenario.events {
      guard try await happen(event) else { break }
    }
    try await handIn()
    tell(.books(try await journals.close()))
    return result
  }

  // MARK: Events

  /// - Returns: false when something was refused that the file did not expect: what follows would rest on it.
  private mutating func happen(_ event: ScenarioEvent) async throws -> Bool {
    var facts = try await outcome(of: event)
    if let refusal = facts.refusal { tell(.refusal(ScenarioRefusalLine(refusal))) }
    try await tellPostings(facts.journal.flatMap { journal in facts.working.map { [journal: [$0]] } } ?? [:])
    if let working = facts.working, facts.journal == nil, !facts.isTold { tell(.working(try ScenarioWorking(working))) }
    if let name = event.action.account { try await look(at: name, &facts) }
    for expectation in event.expectations { try await check(expectation, facts) }
    guard let refusal = facts.refusal, !event.isRefused else { return true }
    note(event.line, Bilingual(zh: "拒绝代码", en: "refusal"), expected: "none", found: refusal.code)
    return false
  }

  private mutating func outcome(of event: ScenarioEvent) async throws -> ScenarioFacts {
    do {
      while today < event.date { try await endDay() }
      tell(.event(ScenarioEventLine(event)))
      return try await perform(event.action)
    } catch let refusal as Refusal {
      return ScenarioFacts(refusal: refusal)
    }
  }

  private mutating func check(_ expected: ScenarioExpectation, _ facts: ScenarioFacts) async throws {
    var found = facts.values[expected.kind]
    if expected.kind == .balance, let account = accounts.first(where: { $0.name == expected.account }) {
      found = try await bank.balance(account).decimal
    }
    if expected.kind == .refusal { found = found ?? "none" }
    note(expected.line, expected.title, expected: expected.text, found: found ?? ScenarioExpectation.none)
  }

  private mutating func note(_ line: Int, _ what: Bilingual, expected: String, found: String) {
    let check = ScenarioCheck(file: scenario.file, line: line, what: what, expected: expected, found: found)
    result.checks.append(check)
    tell(.check(check))
  }

  // MARK: Days

  mutating func handIn() async throws {
    guard tillIsOpen else { return }
    try await bank.handIn(today)
    tillIsOpen = false
    try await tellPostings()
  }

  /// The end of the day that is today: the till is handed in, the batch books what is due, the next day begins.
  mutating func endDay() async throws {
    try await handIn()
    let due = try await due()
    let end = try await bank.endDay(today)
    if end.booked > 0 {
      tell(.batch(ScenarioBatchLine(end)))
      for (name, interest) in due { batches[name] = (end.next, interest.working) }
      try await tellPostings(
        Dictionary(due.map { ($0.interest.journal, [$0.interest.working]) }, uniquingKeysWith: +))
      for account in accounts { try await refresh(account.name) }
    }
    try await tellPostings()
    today = end.next
  }

  /// Interest that the batch of today will book, worked out before it runs.
  private func due() async throws -> [(name: String, interest: BatchInterest)] {
    var due: [(String, BatchInterest)] = []
    for account in accounts {
      if let matures = account.maturesOn, matures <= today.adding(days: 31),
        let interest = try await bank.maturityInterest(account, endOf: today)
      {
        due.append((account.name, interest))
      }
      if !account.isTerm, let interest = try await bank.demandInterest(account, endOf: today),
        interest.working.total.minor > 0
      {
        due.append((account.name, interest))
      }
    }
    return due
  }

  private mutating func tellPostings(_ workings: [JournalID: [InterestWorking]] = [:]) async throws {
    for posting in try await journals.fresh(accounts, workings) { tell(.posting(posting)) }
  }
}
