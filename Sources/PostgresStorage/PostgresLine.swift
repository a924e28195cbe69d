import CPostgres
import Foundation
import Primitives
import Storage

/// One connection in pipeline mode: statements are sent without waiting, answers are read when somebody needs
/// them (PostgreSQL documentation, "Pipeline Mode"). Used by one thread only.
final class PostgresLine {
  /// What the server owes us, in order.
  private enum Owed {
    case nothing
    case rows
    case prepared(SQL)
    case described(SQL)
    case commit
    case sync
  }

  private struct Prepared {
    let name: String
    var types: [Oid]
  }

  private let connection: OpaquePointer
  private let notices: Notices
  private var statements: [SQL: Prepared] = [:]
  private var names = 0
  private var owed: [Owed] = []
  private var rows: [[Row]] = []
  private var commitTag = ""
  /// The first row of this round that no room could read.
  private var unreadable: (any Error)?
  /// The first error of the running transaction: all that follows is skipped by the server.
  private(set) var failure: PostgresFailure?
  /// Answers with rows since the last BEGIN.
  private(set) var answers = 0
  private let statementSeconds: Int
  /// So many statements may wait unread; then their answers are fetched, or both sides would block on full
  /// buffers.
  private static let mostOwed = 256

  /// What the server says besides answers.
  private final class Notices {
    var waitCancelled = false
  }

  /// Connects, or tries each host of the address in turn.
  ///
  /// - Parameter forced: libpq keywords that the address cannot change.
  init(_ address: PostgresAddress, options: PostgresOptions, readWrite: Bool) throws {
    var words: [(String, String)] = [
      ("connect_timeout", "5"), ("tcp_user_timeout", "10000"), ("keepalives_idle", "5"), ("keepalives_interval", "2"),
      ("keepalives_count", "3"),
    ]
    if readWrite { words.append(("target_session_attrs", "read-write")) }
    // An address after the defaults: it may change them.
    words += [("dbname", address.text), ("application_name", "guichet"), ("client_encoding", "UTF8")]
    let keywords = words.map { strdup($0.0) }
    let values = words.map { strdup($0.1) }
    defer { for word in keywords + values { free(word) } }
    let made = PQconnectdbParams(
      keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
    guard let made else { throw PostgresFailure.lost("no memory") }
    guard PQstatus(made) == CONNECTION_OK else {
      defer { PQfinish(made) }
      throw PostgresRefusal.connecting(PQerrorMessage(made).map { String(cString: $0) } ?? "", address)
    }
    connection = made
    notices = Notices()
    statementSeconds = options.statementSeconds
    PQsetNoticeReceiver(
      made,
      { context, result in
        // Said by the server when a wait for its standbys was cut short: COMMIT then "succeeds" although no
        // standby may have it. The name of the function is never translated, unlike the text.
        guard let context, let source = guichet_source(result) else { return }
        if String(cString: source) == "SyncRepWaitForLSN" {
          Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue().waitCancelled = true
        }
      }, Unmanaged.passUnretained(notices).toOpaque())
    guard PQsetnonblocking(made, 1) == 0, PQenterPipelineMode(made) == 1 else {
      throw PostgresFailure.lost("no pipeline mode")
    }
  }

  /// Closes without a word to the server: what it is doing is not to be cancelled.
  deinit {
    shutdown(PQsocket(connection), Int32(SHUT_RDWR))
    PQfinish(connection)
  }

  var isBroken: Bool { PQstatus(connection) != CONNECTION_OK || (failure?.isLost ?? false) }
  var version: Int32 { PQserverVersion(connection) }

  // MARK: Transactions

  func begin(_ sql: SQL) throws {
    (failure, answers, notices.waitCancelled) = (nil, 0, false)
    try send(sql, [], owing: .nothing)
  }

  /// Sends COMMIT behind what is still under way; the server skips it if anything before it failed.
  ///
  /// - Throws: `PostgresFailure` when the transaction certainly did not happen; `InDoubt` otherwise.
  func commit(within seconds: Int) throws {
    try send("COMMIT", [], owing: .commit)
    commitTag = ""
    do {
      try sync(within: seconds)
    } catch let lost as PostgresFailure {
      if let failure, !failure.isLost { throw failure }
      throw InDoubt("the connection was lost during COMMIT (\(lost))")
    }
    if let failure {
      try rollBack()
      throw failure
    }
    guard commitTag == "COMMIT" else {
      throw PostgresFailure.answered(state: "25P02", message: "COMMIT answered “\(commitTag)”")
    }
    if notices.waitCancelled { throw InDoubt("PostgreSQL stopped waiting for its standby") }
  }

  /// Leaves the transaction; afterwards the line is ready for the next one, or broken.
  ///
  /// - Returns: the error that the server had answered meanwhile.
  @discardableResult
  func rollBack() throws -> PostgresFailure? {
    try sync(within: statementSeconds)
    let found = failure
    failure = nil
    if PQtransactionStatus(connection) != PQTRANS_IDLE {
      try send("ROLLBACK", [], owing: .nothing)
      try sync(within: statementSeconds)
      failure = nil
    }
    return found
  }

  // MARK: Statements

  func execute(_ sql: SQL, _ values: [Value]) throws {
    try check()
    try send(sql, values, owing: .nothing)
    if owed.count >= Self.mostOwed { try fetch() }
  }

  func query(_ sql: SQL, _ values: [Value]) throws -> [Row] { try queryAll([(sql, values)])[0] }

  /// All questions in one round trip.
  func queryAll(_ questions: [(SQL, [Value])]) throws -> [[Row]] {
    try check()
    var answers: [[Row]] = []
    for part in stride(from: 0, to: questions.count, by: Self.mostOwed / 2) {
      let some = questions[part..<min(part + Self.mostOwed / 2, questions.count)]
      rows = []
      for (sql, values) in some { try send(sql, values, owing: .rows) }
      try fetch()
      answers += rows
    }
    rows = []
    return answers
  }

  /// One statement with a column of values per parameter.
  func sendColumns(_ sql: SQL, _ columns: [[Value]], wantsRows: Bool) throws {
    try check()
    let prepared = try prepare(sql, columns.map { _ in Value.null })
    var parameters = PostgresParameters()
    for (column, type) in zip(columns, prepared.types) {
      guard let element = PostgresType.element(of: type) else {
        throw PostgresFailure.answered(state: "42804", message: "\(type) is no array")
      }
      try parameters.append(column: column, element: element)
    }
    try send(prepared, parameters, owing: wantsRows ? .rows : .nothing)
    if !wantsRows, owed.count >= Self.mostOwed { try fetch() }
  }

  func queryColumns(_ sql: SQL, _ columns: [[Value]]) throws -> [Row] {
    rows = []
    try sendColumns(sql, columns, wantsRows: true)
    try fetch()
    defer { rows = [] }
    return rows.first ?? []
  }

  private func check() throws {
    if let failure { throw failure }
  }

  private func send(_ sql: SQL, _ values: [Value], owing: Owed) throws {
    let prepared = try prepare(sql, values)
    guard prepared.types.count == values.count else {
      preconditionFailure("a statement takes \(prepared.types.count) values and was given \(values.count)")
    }
    var parameters = PostgresParameters()
    for (value, type) in zip(values, prepared.types) { try parameters.append(value, as: type) }
    try send(prepared, parameters, owing: owing)
  }

  private func send(_ prepared: Prepared, _ parameters: PostgresParameters, owing: Owed) throws {
    let sent = parameters.pass { pointers, lengths, formats in
      PQsendQueryPrepared(connection, prepared.name, Int32(pointers.count), pointers, lengths, formats, 1)
    }
    guard sent == 1 else { throw lost() }
    owed.append(owing)
  }

  /// The prepared statement; a new one costs a round trip once per connection, which tells the types that
  /// the server gives to its parameters.
  private func prepare(_ sql: SQL, _ values: [Value]) throws -> Prepared {
    if let known = statements[sql] { return known }
    names += 1
    let made = Prepared(name: "s\(names)", types: [])
    let types = values.map { value -> Oid in
      switch value {
      case .int: PostgresType.int8
      case .text: PostgresType.text
      // A byte string or an id: the server knows.
      case .bytes, .null: 0
      }
    }
    guard PQsendPrepare(connection, made.name, sql.text, Int32(types.count), types) == 1,
      PQsendDescribePrepared(connection, made.name) == 1
    else { throw lost() }
    statements[sql] = made
    owed += [.prepared(sql), .described(sql)]
    try fetch()
    guard let known = statements[sql] else { throw failure ?? lost() }
    return known
  }

  // MARK: Answers

  /// Reads everything that is owed.
  private func fetch() throws {
    guard PQsendFlushRequest(connection) == 1 else { throw lost() }
    unreadable = nil
    try receive(within: statementSeconds)
    try check()
    if let unreadable { throw unreadable }
  }

  private func sync(within seconds: Int) throws {
    guard PQpipelineSync(connection) == 1 else { throw lost() }
    owed.append(.sync)
    try receive(within: seconds)
  }

  private func receive(within seconds: Int) throws {
    let deadline = DispatchTime.now().uptimeNanoseconds + UInt64(seconds) * 1_000_000_000
    var index = 0
    defer { owed.removeFirst(min(index, owed.count)) }
    while index < owed.count {
      let what = owed[index]
      index += 1
      while let result = try next(deadline) {
        defer { PQclear(result) }
        if try take(result, for: what) { break }
      }
    }
  }

  /// - Returns: true when nothing else belongs to this answer.
  private func take(_ result: OpaquePointer, for what: Owed) throws -> Bool {
    switch PQresultStatus(result) {
    case PGRES_PIPELINE_SYNC:
      return true
    case PGRES_TUPLES_OK:
      if case .rows = what {
        answers += 1
        do {
          rows.append(try PostgresRows.read(result))
        } catch {
          // Told once the answers behind it have been read too, or they would be taken for others.
          unreadable = unreadable ?? error
          rows.append([])
        }
      }
    case PGRES_COMMAND_OK:
      switch what {
      case .rows: rows.append([])
      case .commit: commitTag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
      case .described(let sql): statements[sql]?.types = (0..<PQnparams(result)).map { PQparamtype(result, $0) }
      case .nothing, .prepared, .sync: break
      }
    case PGRES_PIPELINE_ABORTED:
      forget(what)
    default:
      let found = PostgresFailure(result)
      failure = failure ?? found
      forget(what)
      if found.isLost { throw found }
    }
    return false
  }

  private func forget(_ what: Owed) {
    switch what {
    case .prepared(let sql), .described(let sql): statements[sql] = nil
    default: break
    }
  }

  /// The next result; nil at the end of one answer.
  private func next(_ deadline: UInt64) throws -> OpaquePointer? {
    while true {
      let unsent = PQflush(connection)
      guard unsent >= 0 else { throw lost() }
      if PQisBusy(connection) == 0 { return PQgetResult(connection) }
      let now = DispatchTime.now().uptimeNanoseconds
      guard now < deadline else { throw lost("no answer in time") }
      var waiting = pollfd(
        fd: PQsocket(connection), events: Int16(POLLIN | (unsent == 1 ? POLLOUT : 0)), revents: 0)
      let left = min((deadline - now) / 1_000_000 + 1, 1000)
      guard poll(&waiting, 1, Int32(left)) >= 0 || errno == EINTR else { throw lost() }
      if waiting.revents & Int16(POLLIN | POLLERR | POLLHUP) != 0, PQconsumeInput(connection) == 0 { throw lost() }
    }
  }

  private func lost(_ why: String? = nil) -> PostgresFailure {
    let told = why ?? PQerrorMessage(connection).map { String(cString: $0) } ?? ""
    let found = PostgresFailure.lost(told.split(separator: "\n").first.map(String.init) ?? "closed")
    failure = failure ?? found
    if !(failure?.isLost ?? false) { failure = found }
    return found
  }
}
