import Foundation
import Primitives
import Rehearsal
import TestHouse
import Testing

/// Every kind of wrong file is refused with its line and what to do, before anything is played.
@Suite("scenario files that are wrong") struct ScenarioFileTests {
  struct Wrong: Sendable, CustomTestStringConvertible {
    let name: String
    let events: String
    var head = "scenario: x\ntitle: {zh: 甲, en: a}\n"
    let line: Int
    let says: String
    var testDescription: String { name }
  }

  private static let open = "  - {on: 2026-03-02, do: open, account: main, product: demand}\n"

  static let wrong: [Wrong] = [
    Wrong(
      name: "unknown key of the file", events: open, head: "scenario: x\ntitel: a\ntitle: {zh: 甲, en: a}\n", line: 2,
      says: "titel"),
    Wrong(
      name: "unknown key of an event",
      events: "  - on: 2026-03-02\n    do: open\n    account: main\n    product: demand\n    colour: red\n", line: 8,
      says: "colour"),
    Wrong(
      name: "unknown expectation", events: "  - {on: 2026-03-02, do: day-end, expect: {profit: 1}}\n", line: 4,
      says: "profit"),
    Wrong(
      name: "a key that is missing", events: "  - {on: 2026-03-02, do: deposit, amount: 1}\n", line: 4, says: "account"),
    Wrong(name: "an event without what is done", events: "  - {on: 2026-03-02}\n", line: 4, says: "do"),
    Wrong(name: "an unknown deed", events: "  - {on: 2026-03-02, do: rob}\n", line: 4, says: "rob"),
    Wrong(
      name: "a day that does not exist", events: "  - {on: 2026-02-30, do: day-end}\n", line: 4, says: "2026-02-30"),
    Wrong(
      name: "an amount that is none", events: open + "  - {on: 2026-03-02, do: deposit, account: main, amount: ten}\n",
      line: 5, says: "ten"),
    Wrong(
      name: "an amount too fine", events: open + "  - {on: 2026-03-02, do: deposit, account: main, amount: 1.005}\n",
      line: 5, says: "1.005"),
    Wrong(
      name: "an expected amount that is none", events: "  - {on: 2026-03-02, do: day-end, expect: {interest: much}}\n",
      line: 4, says: "much"),
    Wrong(
      name: "events out of order", events: open + "  - {on: 2026-03-01, do: deposit, account: main, amount: 1}\n",
      line: 5, says: "2026-03-01"),
    Wrong(
      name: "an event after the end of its day",
      events: open + "  - {on: 2026-03-02, do: day-end}\n  - {on: 2026-03-02, do: show, account: main}\n", line: 6,
      says: "2026-03-02"),
    Wrong(
      name: "an event on a holiday", events: open, head: "scenario: x\ntitle: {zh: 甲, en: a}\nholidays: [2026-03-02]\n",
      line: 5, says: "2026-03-02"),
    Wrong(
      name: "a span too long", events: open + "  - {on: 2046-03-02, do: show, account: main}\n", line: 5, says: "5500"),
    Wrong(
      name: "an unknown account", events: open + "  - {on: 2026-03-02, do: deposit, account: mian, amount: 1}\n",
      line: 5, says: "mian"),
    Wrong(
      name: "an unknown account of a balance",
      events: "  - {on: 2026-03-02, do: day-end, expect: {balance: {main: 1}}}\n", line: 4, says: "main"),
    Wrong(name: "a name used twice", events: open + open, line: 5, says: "main"),
    Wrong(
      name: "a rate that is none", events: open,
      head: "scenario: x\ntitle: {zh: 甲, en: a}\nrates:\n  - {from: 2026-01-01, demand: cheap}\n", line: 4,
      says: "1.35%"),
    Wrong(
      name: "an unknown rate", events: open,
      head: "scenario: x\ntitle: {zh: 甲, en: a}\nrates:\n  - {from: 2026-01-01, lump-sum 4m: 1%}\n", line: 4,
      says: "lump-sum 4m"),
    Wrong(
      name: "a tenor that is not offered",
      events: open
        + "  - {on: 2026-03-02, do: open, account: t, product: lump-sum, tenor: 4m, from: main, amount: 1}\n", line: 5,
      says: "3m"),
    Wrong(
      name: "a lump sum without its tenor",
      events: open + "  - {on: 2026-03-02, do: open, account: t, product: lump-sum, from: main, amount: 1}\n", line: 5,
      says: "tenor"),
    Wrong(
      name: "a key of another product",
      events: "  - {on: 2026-03-02, do: open, account: main, product: demand, tenor: 3m}\n", line: 4, says: "tenor"),
    Wrong(
      name: "an unknown product", events: "  - {on: 2026-03-02, do: open, account: main, product: gold}\n", line: 4,
      says: "gold"),
    Wrong(
      name: "a breach that does not exist", events: "  - {on: 2026-03-02, do: day-end, expect: {breaches: [rude]}}\n",
      line: 4, says: "rude"),
    Wrong(
      name: "a calculation without its rate",
      events:
        "  - {on: 2026-03-02, do: calculate, what: plain, principal: 1, since: 2026-01-01, until: 2026-02-01, method: actual/360}\n",
      line: 4, says: "rate"),
    Wrong(
      name: "a key of another calculation",
      events: "  - {on: 2026-03-02, do: calculate, what: luhn, number: 18, amount: 1}\n", line: 4, says: "amount"),
    Wrong(name: "no events", events: "  []\n", line: 4, says: "events"),
    Wrong(
      name: "the same key twice", events: open, head: "scenario: x\nscenario: y\ntitle: {zh: 甲, en: a}\n", line: 1,
      says: "scenario"),
    Wrong(name: "no YAML at all", events: "  - {on: 2026-03-02", line: 5, says: "YAML"),
  ]

  @Test("refused with file, line, what is wrong and what to do, in both languages", arguments: wrong)
  func refused(wrong: Wrong) throws {
    let text = wrong.head + "events:\n" + wrong.events
    let found = #expect(throws: ScenarioProblems.self) { try ScenarioReader.read(text, file: "x.yaml") }
    let problem = try #require(found?.problems.first)
    #expect(problem.file == "x.yaml" && problem.line == wrong.line, "\(problem)")
    #expect("\(problem)".contains(wrong.says), "\(problem)")
    let han = /\p{Han}/
    for zh in [problem.text.zh, problem.remedy.zh] { #expect(zh.contains(han), "\(problem)") }
    for en in [problem.text.en, problem.remedy.en] { #expect(!en.isEmpty && !en.contains(han), "\(problem)") }
  }

  @Test("every problem of a file is told at once, in the order of its lines")
  func all() throws {
    let text = """
      scenario: x
      title: {zh: 甲, en: a}
      events:
        - {on: 2026-03-02, do: rob}
        - {on: 2026-02-30, do: day-end}
        - {on: 2026-03-02, do: deposit, account: nobody, amount: x}
      """
    let found = #expect(throws: ScenarioProblems.self) { try ScenarioReader.read(text, file: "x.yaml") }
    #expect(found?.problems.map(\.line) == [4, 5, 6])
  }

  @Test("a rate posted twice for one day is refused at its line, and the scratch bank is removed")
  func twice() async throws {
    let text = """
      scenario: x
      title: {zh: 甲, en: a}
      rates:
        - {from: 2026-01-01, demand: 1%}
        - {from: 2026-01-01, demand: 2%}
      events:
        - {on: 2026-03-02, do: day-end}
      """
    let folder = try TestVault.directory()
    let scenario = try ScenarioReader.read(text, file: "x.yaml")
    let found = await #expect(throws: ScenarioProblems.self) {
      _ = try await ScenarioPlay.run(scenario, in: URL(fileURLWithPath: folder)) { _ in }
    }
    #expect(found?.problems.map(\.line) == [5])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test("a file that is not there, is empty or is too large")
  func unreadable() throws {
    #expect(ScenarioReader.unreadable("x.yaml").description.contains("x.yaml:1:"))
    for text in ["", "# nothing\n", String(repeating: "#", count: ScenarioReader.largestFile + 1)] {
      #expect(throws: ScenarioProblems.self) { try ScenarioReader.read(text, file: "x.yaml") }
    }
  }
}
