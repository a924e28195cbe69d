import GRDB
import GRDBSQLite
import Primitives
import Storage

/// An error code of SQLite with the message that goes with it; becomes a `Fault` at the door.
struct SQLiteFailure: Error {
  /// Extended result code.
  let code: Int32
  let message: String

  init(code: Int32, message: String) {
    self.code = code
    self.message = message
  }

  init(_ connection: OpaquePointer) {
    code = sqlite3_extended_errcode(connection)
    message = String(cString: sqlite3_errmsg(connection))
  }

  var primary: Int32 { code & 0xFF }

  /// The data file, the disk or memory let us down: nothing that follows may be trusted (DECISIONS 3).
  var isFatal: Bool {
    [
      SQLITE_FULL, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_NOMEM, SQLITE_CANTOPEN, SQLITE_READONLY,
      SQLITE_PROTOCOL, SQLITE_INTERNAL, SQLITE_AUTH,
    ].contains(primary)
  }

  var fault: Fault {
    switch primary {
    case SQLITE_FULL: Fault("storage.disk-full", "the disk is full (\(code): \(message))")
    case SQLITE_CONSTRAINT: StorageAnswer.constraint("\(code): \(message)")
    default: Fault("storage.sqlite", "SQLite error \(code): \(message)")
    }
  }
}

/// What a caller is told.
enum Answer {
  static func error(_ error: any Error) -> any Error {
    switch error {
    case is Refusal, is Fault, is InDoubt, is CancellationError: error
    case let failure as SQLiteFailure: failure.fault
    case let failure as DatabaseError:
      SQLiteFailure(code: failure.extendedResultCode.rawValue, message: failure.message ?? "").fault
    default: StorageAnswer.body(error)
    }
  }
}
