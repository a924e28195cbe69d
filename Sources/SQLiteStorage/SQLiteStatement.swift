import GRDBSQLite
import Primitives
import Storage

/// Binds, steps and reads one prepared statement of the C API.
enum SQLiteStatement {
  // SQLite copies what it is given: the arrays do not outlive the call.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  static func prepare(_ text: String, on connection: OpaquePointer) throws -> OpaquePointer {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw SQLiteFailure(connection) }
    return statement
  }

  /// Runs the statement to its end and leaves it ready for the next use.
  static func run(_ statement: OpaquePointer, _ values: [Value], on connection: OpaquePointer) throws -> [Row] {
    try bind(values, to: statement, on: connection)
    defer { sqlite3_reset(statement) }
    var rows: [Row] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: rows.append(try row(statement))
      case SQLITE_DONE: return rows
      default: throw SQLiteFailure(connection)
      }
    }
  }

  private static func bind(_ values: [Value], to statement: OpaquePointer, on connection: OpaquePointer) throws {
    let wanted = Int(sqlite3_bind_parameter_count(statement))
    precondition(wanted == values.count, "a statement takes \(wanted) values and was given \(values.count)")
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let code =
        switch value {
        case .null: sqlite3_bind_null(statement, place)
        case .int(let number): sqlite3_bind_int64(statement, place, number)
        case .text(let text) where text.utf8.contains(0): throw StorageAnswer.unusableText()
        case .text(let text):
          text.utf8.withContiguousStorageIfAvailable { bindText($0, statement, place) }
            ?? Array(text.utf8).withUnsafeBufferPointer { bindText($0, statement, place) }
        case .bytes(let bytes):
          bytes.isEmpty
            ? sqlite3_bind_zeroblob(statement, place, 0)
            : bytes.withUnsafeBytes {
              sqlite3_bind_blob64(statement, place, $0.baseAddress, UInt64($0.count), copied)
            }
        }
      guard code == SQLITE_OK else { throw SQLiteFailure(connection) }
    }
  }

  private static func bindText(_ bytes: UnsafeBufferPointer<UInt8>, _ statement: OpaquePointer, _ place: Int32) -> Int32
  {
    guard let base = bytes.baseAddress, !bytes.isEmpty else {
      return sqlite3_bind_text(statement, place, "", 0, copied)
    }
    return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
      sqlite3_bind_text(statement, place, $0, Int32(bytes.count), copied)
    }
  }

  private static func row(_ statement: OpaquePointer) throws -> Row {
    let count = sqlite3_column_count(statement)
    var values: [Value] = []
    values.reserveCapacity(Int(count))
    for column in 0..<count {
      switch sqlite3_column_type(statement, column) {
      case SQLITE_INTEGER: values.append(.int(sqlite3_column_int64(statement, column)))
      case SQLITE_NULL: values.append(.null)
      case SQLITE_TEXT:
        let start = sqlite3_column_text(statement, column)
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        values.append(.text(String(decoding: bytes, as: UTF8.self)))
      case SQLITE_BLOB:
        let start = sqlite3_column_blob(statement, column)
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        values.append(.bytes([UInt8](bytes)))
      default: throw Fault("storage.row", "column \(column) holds a floating-point number")
      }
    }
    return Row(values)
  }
}
