import Primitives

/// Why a file cannot be played, with its place and what to do.
package struct ScenarioProblem: Error, Sendable, Equatable, CustomStringConvertible {
  package let file: String
  /// Counted from 1.
  package let line: Int
  package let text: Bilingual
  package let remedy: Bilingual

  package var description: String {
    "\(file):\(line): \(text.zh) \(text.en)\n  → \(remedy.zh) \(remedy.en)"
  }
}

/// Everything that is wrong in one file; it is played with none of it.
package struct ScenarioProblems: Error, Sendable, Equatable, CustomStringConvertible {
  package let problems: [ScenarioProblem]

  package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// The problems found so far in one file.
final class ScenarioNotes {
  let file: String
  private(set) var problems: [ScenarioProblem] = []

  init(file: String) { self.file = file }

  func add(_ line: Int, _ text: Bilingual, _ remedy: Bilingual) {
    problems.append(ScenarioProblem(file: file, line: line, text: text, remedy: remedy))
  }

  func add(_ line: Int, zh: String, en: String, doZh: String, doEn: String) {
    add(line, Bilingual(zh: zh, en: en), Bilingual(zh: doZh, en: doEn))
  }

  /// What a room says to a value of the file.
  func add(_ line: Int, _ refusal: Refusal) {
    add(
      line, Bilingual(zh: refusal.zh, en: refusal.en), Bilingual(zh: refusal.remedyZh, en: refusal.remedyEn))
  }
}

/// A problem as a line of JSON.
package struct ScenarioProblemLine: Sendable, Encodable {
  package let kind = "problem"
  package let file: String
  package let line: Int
  package let zh: String
  package let en: String
  package let remedyZh: String
  package let remedyEn: String

  package init(_ problem: ScenarioProblem) {
    (file, line) = (problem.file, problem.line)
    (zh, en) = (problem.text.zh, problem.text.en)
    (remedyZh, remedyEn) = (problem.remedy.zh, problem.remedy.en)
  }
}
