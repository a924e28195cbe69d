import Foundation
import Primitives
import Rehearsal
import TestHouse
import Testing

/// The files under Scenarios/ on the bank's own rooms, each on a scratch bank of its own.
@Suite("scenarios (BC-012, BC-022, BC-023)") struct ScenarioTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Scenarios")

  static let files: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  static func text(_ file: String) throws -> String {
    try String(contentsOf: folder.appending(path: file), encoding: .utf8)
  }

  /// Plays a text; the lines are as the command prints them.
  static func play(_ text: String, file: String) async throws -> (ScenarioResult, [ScenarioLine]) {
    let scenario = try ScenarioReader.read(text, file: file)
    var lines: [ScenarioLine] = []
    let folder = try TestVault.directory()
    let result = try await ScenarioPlay.run(scenario, in: URL(fileURLWithPath: folder)) { lines.append($0) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty, "the scratch bank is gone")
    return (result, lines)
  }

  @Test("every file holds, and its books are sound", arguments: files)
  func holds(file: String) async throws {
    let (result, lines) = try await Self.play(try Self.text(file), file: "Scenarios/\(file)")
    #expect(result.failures.map(\.sentence) == [])
    #expect(!result.checks.isEmpty, "a scenario that expects nothing proves nothing")
    guard case .books(let books)? = lines.last else {
      Issue.record("the report does not end with the books")
      return
    }
    #expect(books.debit == books.credit && books.journals > 0)
  }

  @Test("each worked row of the reference is a file that cites it, and every file says where it comes from")
  func rows() throws {
    let sources = try Self.files.map { try ScenarioReader.read(try Self.text($0), file: $0).source }
    #expect(sources.allSatisfy { !$0.isEmpty })
    let rows = ["D1", "D2", "D3", "D4", "T1", "T2", "T3", "E1", "O1", "N1", "N2", "Z1", "Z2", "Z3"]
    for row in rows { #expect(sources.contains { $0.hasSuffix("3a, row \(row)") }, "\(row)") }
    for section in ["3b", "3c", "3e"] { #expect(sources.contains { $0.contains("branch domain \(section)") }) }
  }

  @Test("a changed expectation fails with both figures, its file and its line")
  func changed() async throws {
    let text = try Self.text("T3-half-year.yaml")
    let line = try #require(
      text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("interest: 121.50") })
    let (result, lines) = try await Self.play(
      text.replacingOccurrences(of: "interest: 121.50", with: "interest: 121.51"), file: "bent.yaml")
    let failure = try #require(result.failures.first)
    #expect(result.failures.count == 1)
    #expect(failure.file == "bent.yaml" && failure.line == line + 1)
    #expect(failure.expected == "121.51" && failure.found == "121.50")
    #expect(failure.sentence == "bent.yaml:\(line + 1): 利息 interest: 应为 expected 121.51, 实为 found 121.50")
    #expect(lines.contains { $0.text.contains("✗ " + failure.sentence) })
  }

  @Test("what is refused without being expected ends the play; an expected refusal that does not come fails")
  func refusals() async throws {
    let head = """
      scenario: x
      title: {zh: 甲, en: a}
      events:
        - {on: 2026-03-02, do: open, account: main, product: demand}

      """
    let (refused, lines) = try await Self.play(
      head + """
          - {on: 2026-03-02, do: withdraw, account: main, amount: 100}
          - {on: 2026-03-02, do: deposit, account: main, amount: 100, expect: {balance: {main: 100}}}
        """, file: "x.yaml")
    #expect(refused.failures.map(\.found) == ["account.funds-short"])
    #expect(refused.failures.map(\.line) == [5])
    #expect(refused.checks.count == 1, "the event after it was not played")
    #expect(lines.contains { if case .refusal = $0 { true } else { false } })
    let (accepted, _) = try await Self.play(
      head + "  - {on: 2026-03-02, do: deposit, account: main, amount: 1, expect: {refusal: account.frozen}}\n",
      file: "x.yaml")
    #expect(accepted.failures.map(\.expected) == ["account.frozen"] && accepted.failures.map(\.found) == ["none"])
  }

  @Test("the report of O1: every posting with accounts and amounts, the interest with days, rate, parts and source")
  func report() async throws {
    let (_, lines) = try await Self.play(try Self.text("O1-overdue.yaml"), file: "O1.yaml")
    let postings = lines.compactMap { if case .posting(let posting) = $0 { posting } else { nil } }
    // Vault funded, cash in, term opened, till handed in, term drawn.
    #expect(postings.map(\.code) == [1001, 1201, 1401, 1464, 1402])
    for posting in postings {
      let sides = Dictionary(grouping: posting.legs, by: \.side).mapValues { legs in
        legs.reduce(Int64(0)) { $0 + ((try? Money(parsing: $1.amount, .cny))?.minor ?? 0) }
      }
      #expect(sides["debit"] == sides["credit"], "\(posting.code)")
    }
    let drawn = try #require(postings.last)
    #expect(drawn.number == "010001-20070911-000001")
    #expect(drawn.legs.map(\.amount) == ["10000.00", "123.50", "10123.50"])
    #expect(drawn.legs.map(\.name) == ["time", nil, "main"])
    let working = try #require(drawn.workings.first)
    #expect(working.parts.map(\.rounded) == ["121.500", "2.000"] && working.total == "123.50")
    #expect(working.parts[1].stretches.map(\.days) == [10] && working.parts[1].rate == "0.72%")
    #expect(working.parts.map(\.sourceEn) == ["Savings Rules art. 26", "Savings Rules art. 25"])
    #expect(working.roundingEn.contains("li"))
    #expect(lines.map(\.text).joined().contains("10,000.00 × 10天 × 0.72% ÷ 360 = 2"))
  }

  @Test("a second run writes the same books; every line is one JSON object with its kind")
  func reproducible() async throws {
    let text = try Self.text("D1-demand-quarter.yaml")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    func run() async throws -> [String] {
      try await Self.play(text, file: "D1.yaml").1.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    }
    let first = try await run()
    #expect(try await run() == first)
    let kinds = try first.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return try #require(object?["kind"] as? String)
    }
    #expect(Set(kinds) == ["scenario", "event", "batch", "posting", "check", "books"])
    #expect(kinds.first == "scenario" && kinds.last == "books")
  }
}
