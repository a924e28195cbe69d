import Primitives

/// The tables of one room, as numbered steps that are only ever appended.
///
/// Column types are tokens that each engine renders: `{int}` 64-bit, `{id}` 16 bytes, `{bytes}`,
/// `{text}`; `{clustered}` after the closing bracket of a table whose primary key orders its rows.
package struct Schema: Sendable {
  package struct Step: Sendable {
    package let number: Int
    package let statements: [String]

    package init(_ number: Int, _ statements: [String]) {
      self.number = number
      self.statements = statements
    }
  }

  package let room: String
  package let steps: [Step]

  /// - Parameter steps: numbered 1, 2, 3 … without gaps.
  package init(room: String, steps: [Step]) {
    precondition(steps.map(\.number) == Array(1...steps.count), "steps of \(room) are not 1…n")
    self.room = room
    self.steps = steps
  }
}

extension Schema {
  /// A table that a step makes.
  package struct Table: Sendable {
    package let name: String
    /// One of its rows may refer to another one.
    package let refersToItself: Bool
  }

  package static let versionTable = "schema_version"

  /// The tables of this room, in the order in which they are made; without those that a later step drops.
  package var tables: [Table] {
    var tables: [Table] = []
    for statement in steps.flatMap(\.statements) {
      if let name = statement.firstMatch(of: #/^\s*CREATE TABLE (\w+)/#)?.output.1 {
        tables.append(Table(name: String(name), refersToItself: statement.contains("REFERENCES \(name) ")))
      } else if let name = statement.firstMatch(of: #/^\s*DROP TABLE (\w+)/#)?.output.1 {
        tables.removeAll { $0.name == name }
      }
    }
    return tables
  }

  /// Tables into which the steps themselves put rows.
  package var seededTables: [String] {
    steps.flatMap(\.statements).compactMap { $0.firstMatch(of: #/^\s*INSERT INTO (\w+)/#).map { String($0.output.1) } }
  }
}

/// The vault's own tables: which steps have been taken, and the outbox.
package enum StorageSchema {
  /// Engines create this one before anything else.
  package static let versions =
    "CREATE TABLE IF NOT EXISTS schema_version (room {text} NOT NULL PRIMARY KEY, step {int} NOT NULL)"

  package static let schema = Schema(
    room: "storage",
    steps: [
      Schema.Step(
        1,
        [
          """
          CREATE TABLE outbox (
            id {id} NOT NULL PRIMARY KEY, institution {int} NOT NULL, topic {text} NOT NULL,
            body {bytes} NOT NULL, created_at {int} NOT NULL) {clustered}
          """
        ])
    ])
}
