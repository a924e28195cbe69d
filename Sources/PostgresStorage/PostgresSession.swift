import Primitives
import Storage

/// Makes a new connection fit for money: version, durability, encoding and schema are looked at each time,
/// since a fail-over may have led to a server that is set up otherwise.
enum PostgresSession {
  private static let settings: SQL = """
    SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('server_encoding'),
      current_setting('synchronous_commit'), CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END, current_schema(),
      current_setting('search_path')
    """
  private static let synchronousCommit: SQL = "SELECT current_setting('synchronous_commit')"
  static let oldest: Int32 = 150_000

  static func open(_ address: PostgresAddress, _ options: PostgresOptions, viewing: Bool) throws -> PostgresLine {
    let line = try PostgresLine(address, options: options, readWrite: !viewing)
    guard line.version >= oldest else { throw PostgresRefusal.version(line.version, address) }
    do {
      try prepare(line, options, viewing: viewing)
    } catch let failure as PostgresFailure {
      throw failure.fault
    }
    return line
  }

  private static func prepare(_ line: PostgresLine, _ options: PostgresOptions, viewing: Bool) throws {
    try line.begin("BEGIN")
    let found = try line.query(settings, [])[0]
    for (index, name) in ["fsync", "full_page_writes"].enumerated() where try found.text(index) != "on" {
      throw PostgresRefusal.setting(name, try found.text(index), "on")
    }
    guard try found.text(2) == "UTF8" else {
      throw PostgresRefusal.setting("server_encoding", try found.text(2), "UTF8")
    }
    if try found.int(4) == 1, !viewing { throw PostgresFailure.answered(state: "25006", message: "in recovery") }
    if found.isNull(5) {
      let path = try found.text(6)
      guard !viewing, path.wholeMatch(of: #/[a-z_][a-z0-9_]{0,62}/#) != nil else {
        throw PostgresRefusal.noSchema(path)
      }
      try line.execute(SQL("CREATE SCHEMA IF NOT EXISTS \(path)"), [])
    }
    if !["on", "remote_apply"].contains(try found.text(3)) {
      try line.execute("SET synchronous_commit = on", [])
      let now = try line.query(synchronousCommit, [])[0].text(0)
      guard now == "on" else { throw PostgresRefusal.setting("synchronous_commit", now, "on") }
    }
    // A wait for a row ends on the server's side before our patience does.
    try line.execute(SQL("SET lock_timeout = \(options.statementSeconds * 500)"), [])
    try line.commit(within: options.statementSeconds)
  }
}
