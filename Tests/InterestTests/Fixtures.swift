import Interest
import Primitives
import TestHouse
import Testing

/// Yuan and fen as text: `yuan("13.84")`.
func yuan(_ text: String) throws -> Money { try Money(parsing: text, .cny) }

func day(_ text: String) throws -> BusinessDate { try #require(BusinessDate(text)) }

func rate(_ text: String) throws -> InterestRate { try InterestRate(parsing: text) }

/// Rates that hold from 1990 on.
func table(_ rates: [RateKey: String]) throws -> RateTable {
  var table = RateTable()
  for (key, text) in rates { try table.set(rate(text), for: key, from: day("1990-01-01")) }
  return table
}

/// The balances of cases D1 and D2.
func exampleBalances() throws -> DailyBalances {
  try DailyBalances(
    movements: [
      BalanceMovement(day("2007-01-02"), yuan("10000")),
      BalanceMovement(day("2007-02-03"), Money(minor: -3_000_00, .cny)),
      BalanceMovement(day("2007-03-11"), yuan("5000")),
    ], .cny)
}

func expectRefusal(_ code: String, _ field: String? = nil, _ body: () throws -> Void) {
  let refusal = #expect(throws: Refusal.self) { try body() }
  #expect(refusal?.code == "interest.\(code)")
  if let field { #expect(refusal?.field == field) }
  #expect(refusal?.limit?.isEmpty == false, "\(code) names no limit")
  #expect(refusal.map(Wording.faults) == [], "\(code)")
}
