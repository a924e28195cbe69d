import ArgumentParser
import Foundation
import Primitives
import Rehearsal

struct ScenarioCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenario", abstract: "演算剧本 Play dated rates and events through the bank's own rooms.",
    discussion: """
      Each file is played on a scratch bank of its own, day by day with real ends of day; every posting is printed with \
      its working. Exit 1 when something expected does not hold (both figures are told with file and line), 2 when a \
      file is wrong (nothing is played then). The format: docs/scenarios.md.
      Example: guichet scenario Scenarios/T3-half-year.yaml
      """)

  @Argument(help: "Scenario files (YAML) 剧本文件.") var files: [String]
  @Option(help: "Where the scratch banks lie: sqlite, or postgres://… (a schema is made and dropped).")
  var store = "sqlite"
  @Option(help: "Folder for their SQLite data; default: in memory where there is room.") var folder: String?
  @Flag(help: "JSON, one object a line.") var json = false

  func run() async throws {
    let scenarios = try readAll()
    var failures: [ScenarioCheck] = []
    var checks = 0
    for scenario in scenarios {
      do {
        let result = try await ScenarioPlay.run(scenario, on: store, in: scratch) { line in tell(line, line.text) }
        checks += result.checks.count
        failures += result.failures
      } catch let problems as ScenarioProblems {
        refuse(problems.problems)
        throw ExitCode(2)
      }
    }
    if !json {
      let verdict = failures.isEmpty ? "全部相符 all hold ✓" : "\(failures.count) 项不符 do not hold ✗"
      Terminal.say("\(scenarios.count) 个剧本 scenarios, \(checks) 项核对 expectations: \(verdict)")
    }
    for failure in failures { Terminal.complain(failure.sentence) }
    guard failures.isEmpty else { throw ExitCode(1) }
  }

  /// Everything is read before anything is played.
  private func readAll() throws -> [Scenario] {
    var (scenarios, problems) = ([Scenario](), [ScenarioProblem]())
    for file in files {
      do {
        guard let data = FileManager.default.contents(atPath: file), let text = String(data: data, encoding: .utf8)
        else { throw ScenarioReader.unreadable(file) }
        scenarios.append(try ScenarioReader.read(text, file: file))
      } catch let found as ScenarioProblems {
        problems += found.problems
      }
    }
    guard problems.isEmpty else {
      refuse(problems)
      throw ExitCode(2)
    }
    return scenarios
  }

  private func refuse(_ problems: [ScenarioProblem]) {
    for problem in problems {
      if json { tell(ScenarioProblemLine(problem), "") }
      Terminal.complain(problem.description)
    }
  }

  private func tell(_ line: some Encodable, _ text: String) {
    guard json else { return Terminal.say(text) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A line of texts and numbers can always be written.
    if let data = try? encoder.encode(line) { print(String(decoding: data, as: UTF8.self)) }
  }

  private var scratch: URL {
    if let folder { return URL(fileURLWithPath: folder) }
    let memory = "/dev/shm"
    return FileManager.default.isWritableFile(atPath: memory)
      ? URL(fileURLWithPath: memory) : FileManager.default.temporaryDirectory
  }
}
