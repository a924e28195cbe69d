/// One thing that is wrong in a definition, with its place.
package struct CatalogProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// `cash-deposit/service.yaml`.
  package let file: String
  /// Counted from 1.
  package let line: Int
  package let reason: String

  package init(file: String, line: Int, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  package var description: String { "\(file):\(line): \(reason)" }
}

/// Everything that is wrong in the definitions; the house does not open with any.
package struct CatalogProblems: Error, Sendable, Equatable, CustomStringConvertible {
  package let problems: [CatalogProblem]

  package init(_ problems: [CatalogProblem]) { self.problems = problems }

  package var description: String { problems.map(\.description).joined(separator: "\n") }
}
