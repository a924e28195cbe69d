import Banking
import Interest
import Primitives

/// What the rules give where no counter of this bank books it. Nothing is posted, and the report says so.
extension ScenarioPlay {
  func calculate(_ calculation: ScenarioCalculation) async throws -> ScenarioFacts {
    switch calculation {
    case .plain(let principal, let from, let until, let rate, let method):
      return try ScenarioFacts(
        working: PlainInterest(method).working(principal, from: from, until: until, rate: rate))
    case .closing(let name):
      let number = try account(name).number
      let working = try await bank.database.read { [books = bank.books, today] in
        try books.dayEnds.closingInterest(of: number, on: today, in: $0)
      }
      return try ScenarioFacts(working: working)
    case .instalment(let monthly, let tenor, let from, let missed):
      return try await instalment(monthly, tenor, from, missed)
    case .capitals(let amount):
      var facts = ScenarioFacts()
      facts.values[.capitals] = ChineseCapitals.amount(amount)
      return facts
    case .capitalsOfDate(let day):
      var facts = ScenarioFacts()
      facts.values[.capitals] = ChineseCapitals.date(day)
      return facts
    case .luhn(let number):
      var facts = ScenarioFacts()
      facts.values[.valid] = CheckDigits.luhnIsValid(number) ? "yes" : "no"
      return facts
    }
  }

  private func instalment(
    _ monthly: Money, _ tenor: Tenor, _ from: BusinessDate, _ missed: Set<Int>
  ) async throws -> ScenarioFacts {
    let rates = try await bank.database.read { [books = bank.books] in try books.terms.rates.table(.cny, in: $0) }
    let plan = try InstalmentPlan(
      monthly: monthly, tenor: tenor, openedOn: from, rate: try rates.rate(of: .instalment(tenor), on: from))
    let payments = try plan.regularPayments().filter { !missed.contains(plan.month(of: $0.date)) && $0.date <= today }
    let working = try Instalment.personal.close(plan, payments, on: today, rates: rates)
    var facts = try ScenarioFacts(working: working)
    facts.values[.paid] = payments.reduce(working.total) { $0 + $1.amount }.decimal
    facts.values[.maturity] = "\(plan.maturesOn)"
    return facts
  }
}
