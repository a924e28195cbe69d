import Foundation
import PostgresStorage
import Primitives

/// Which engine the rooms' tests run on: SQLite, or with `GUICHET_TEST_ENGINE=postgresql` the private server that
/// `GUICHET_TEST_POSTGRES` names (`script/test` starts it and runs the rooms on both).
package enum TestEngine: String, Sendable, CustomStringConvertible {
  case sqlite, postgresql

  package var description: String { rawValue }

  package static let chosen: TestEngine = {
    guard let name = environment["GUICHET_TEST_ENGINE"] else { return .sqlite }
    guard let engine = TestEngine(rawValue: name) else { fatalError("GUICHET_TEST_ENGINE names no engine: \(name)") }
    return engine
  }()

  /// Address of a server for tests; nil: everything that needs one is left out, and says so.
  package static let server: String? = {
    let server = environment["GUICHET_TEST_POSTGRES"]
    if server == nil { print("SKIPPED: no PostgreSQL (GUICHET_TEST_POSTGRES): this run says nothing about it") }
    return server
  }()

  package static let isLong = environment["GUICHET_LONG"] == "1"

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// A schema of its own for this path.
  package static func address(for path: String) throws -> PostgresAddress {
    guard let server else { throw Fault("test.no-server", "GUICHET_TEST_POSTGRES is not set") }
    let name = "v" + path.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.suffix(60)
    return try PostgresAddress(server + "?options=-csearch_path%3D\(name)")
  }

  package static var postgresOptions: PostgresOptions {
    var options = PostgresOptions()
    (options.writers, options.readers) = (4, 1)
    return options
  }
}
