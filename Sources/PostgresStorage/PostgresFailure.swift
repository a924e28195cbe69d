import CPostgres
import Primitives
import Storage

/// What went wrong on a connection; becomes a `Fault` at the door.
enum PostgresFailure: Error {
  /// The server answered a statement with an error: that transaction is void.
  case answered(state: String, message: String)
  /// The connection is gone, or was given up when its time had passed; what the server did is not known.
  case lost(String)

  /// Another body was in the way: running this one again may succeed. Only these two states are ever tried
  /// again (PostgreSQL documentation, "Serialization Failure Handling").
  var isConflict: Bool {
    if case .answered(let state, _) = self { return state == "40001" || state == "40P01" }
    return false
  }

  var isLost: Bool {
    if case .lost = self { return true }
    return false
  }

  /// Disk or data let the server down: nothing that follows may be trusted (DECISIONS 3).
  var isFatal: Bool {
    guard case .answered(let state, _) = self else { return false }
    return ["53100", "58030", "XX001", "XX002"].contains(state)
  }

  var fault: Fault {
    switch self {
    case .lost(let why): return Fault("storage.connection-lost", "the connection to PostgreSQL was lost: \(why)")
    case .answered(let state, let message):
      let detail = "\(state): \(message)"
      switch state {
      case "53100": return Fault("storage.disk-full", "the disk of PostgreSQL is full (\(detail))")
      case "25006": return Fault("storage.read-only", "this PostgreSQL only reads: it is a standby (\(detail))")
      case "42501":
        return Fault("storage.rights", "the role lacks a right (\(detail)); see docs/operations/postgresql.md")
      case "42804", "22P02", "22P03", "22003", "22021": return StorageAnswer.constraint(detail)
      case _ where state.hasPrefix("23"): return StorageAnswer.constraint(detail)
      default: return Fault("storage.sql", "PostgreSQL error \(detail)")
      }
    }
  }

  /// Of a result that is an error. A FATAL or PANIC means that the server process ends with it.
  init(_ result: OpaquePointer?) {
    let state = guichet_sqlstate(result).map { String(cString: $0) } ?? ""
    let message =
      guichet_message(result).map { String(cString: $0) }
      ?? PQresultErrorMessage(result).map { String(cString: $0) } ?? "no message"
    let severity = guichet_severity(result).map { String(cString: $0) } ?? "FATAL"
    self =
      severity == "ERROR" && !state.isEmpty ? .answered(state: state, message: message) : .lost("\(state) \(message)")
  }

  /// What a caller is told.
  static func answer(_ error: any Error) -> any Error {
    switch error {
    case is Refusal, is Fault, is InDoubt, is CancellationError: error
    case let failure as PostgresFailure: failure.fault
    default: StorageAnswer.body(error)
    }
  }
}
