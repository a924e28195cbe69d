import CPostgres
import Primitives
import Storage

/// Values in PostgreSQL's binary format, both ways. Only the types of the portable schema occur, and what
/// counting and summing make of them.
enum PostgresType {
  static let bytea: Oid = 17
  static let name: Oid = 19
  static let int8: Oid = 20
  static let int2: Oid = 21
  static let int4: Oid = 23
  static let text: Oid = 25
  static let varchar: Oid = 1043
  static let numeric: Oid = 1700
  static let uuid: Oid = 2950
  static let int8Array: Oid = 1016
  static let byteaArray: Oid = 1001
  static let textArray: Oid = 1009
  static let uuidArray: Oid = 2951

  /// The element of an array type; nil for all others.
  static func element(of array: Oid) -> Oid? {
    switch array {
    case int8Array: int8
    case byteaArray: bytea
    case textArray: text
    case uuidArray: uuid
    default: nil
    }
  }
}

/// The values of one execution, in one buffer.
struct PostgresParameters {
  private(set) var bytes: [UInt8] = []
  /// Start and length of each value; nil: NULL.
  private(set) var places: [(start: Int, count: Int)?] = []

  mutating func append(_ value: Value, as type: Oid) throws {
    let start = bytes.count
    guard try put(value, type) else { return places.append(nil) }
    places.append((start, bytes.count - start))
  }

  /// One array of one dimension.
  mutating func append(column: [Value], element: Oid) throws {
    let start = bytes.count
    let hasNull = column.contains(.null)
    for word in [1, hasNull ? 1 : 0, Int32(bitPattern: element), Int32(column.count), 1] as [Int32] { put32(word) }
    for value in column {
      let head = bytes.count
      put32(-1)
      guard try put(value, element) else { continue }
      let count = UInt32(bytes.count - head - 4)
      for offset in 0..<4 { bytes[head + offset] = UInt8(truncatingIfNeeded: count >> (24 - 8 * UInt32(offset))) }
    }
    places.append((start, bytes.count - start))
  }

  /// - Returns: false for NULL.
  private mutating func put(_ value: Value, _ type: Oid) throws -> Bool {
    switch (value, type) {
    case (.null, _): return false
    case (.int(let number), PostgresType.int8): put64(number)
    case (.int(let number), PostgresType.int4):
      guard let small = Int32(exactly: number) else { throw wrong("\(number) does not fit") }
      put32(small)
    case (.int(let number), PostgresType.int2):
      guard let small = Int16(exactly: number) else { throw wrong("\(number) does not fit") }
      bytes.append(UInt8(truncatingIfNeeded: small >> 8))
      bytes.append(UInt8(truncatingIfNeeded: small))
    case (.text(let text), PostgresType.text), (.text(let text), PostgresType.varchar):
      guard !text.utf8.contains(0) else { throw StorageAnswer.unusableText() }
      bytes += text.utf8
    case (.bytes(let raw), PostgresType.bytea): bytes += raw
    case (.bytes(let raw), PostgresType.uuid):
      guard raw.count == 16 else { throw wrong("an id has 16 bytes, not \(raw.count)") }
      bytes += raw
    default: throw wrong("type \(type) was expected")
    }
    return true
  }

  private mutating func put64(_ number: Int64) {
    for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  private mutating func put32(_ number: Int32) {
    for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  private func wrong(_ detail: String) -> PostgresFailure {
    .answered(state: "42804", message: "value \(places.count + 1): \(detail)")
  }

  /// Calls `body` with what libpq wants: pointers, lengths and formats (all binary).
  func pass<T>(_ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) throws -> T) rethrows -> T {
    try bytes.withUnsafeBytes { raw in
      // An empty value is not NULL: it needs some address.
      var none: CChar = 0
      return try withUnsafePointer(to: &none) { empty in
        let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self) ?? empty
        let pointers = places.map { place in place.map { $0.count == 0 ? empty : base + $0.start } }
        return try body(
          pointers, places.map { Int32($0?.count ?? 0) }, [Int32](repeating: 1, count: places.count))
      }
    }
  }
}

/// Rows of a result in binary format.
enum PostgresRows {
  static func read(_ result: OpaquePointer) throws -> [Row] {
    let columns = PQnfields(result)
    let types = (0..<columns).map { PQftype(result, $0) }
    return try (0..<PQntuples(result)).map { row in
      var values: [Value] = []
      values.reserveCapacity(Int(columns))
      for column in 0..<columns {
        values.append(try value(result, row, column, types[Int(column)]))
      }
      return Row(values)
    }
  }

  private static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32, _ type: Oid) throws -> Value {
    if PQgetisnull(result, row, column) == 1 { return .null }
    let bytes = UnsafeRawBufferPointer(
      start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
    switch type {
    case PostgresType.int8, PostgresType.int4, PostgresType.int2: return .int(integer(bytes))
    case PostgresType.text, PostgresType.varchar, PostgresType.name:
      return .text(String(decoding: bytes, as: UTF8.self))
    case PostgresType.bytea, PostgresType.uuid: return .bytes([UInt8](bytes))
    case PostgresType.numeric: return .int(try whole(bytes))
    default: throw Fault("storage.row", "column \(column) has the type \(type), which no room uses")
    }
  }

  /// Two's complement, most significant byte first.
  private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    var number: Int64 = bytes.first.map { $0 & 0x80 != 0 } == true ? -1 : 0
    for byte in bytes { number = number << 8 | Int64(byte) }
    return number
  }

  /// What `SUM` of integers gives: digits to the base 10,000 (PostgreSQL source, `numeric_send`).
  private static func whole(_ bytes: UnsafeRawBufferPointer) throws -> Int64 {
    func word(_ index: Int) -> Int64 {
      Int64(Int16(truncatingIfNeeded: Int(bytes[index * 2]) << 8 | Int(bytes[index * 2 + 1])))
    }
    guard bytes.count >= 8, bytes.count == 8 + 2 * Int(word(0)) else {
      throw Fault("storage.row", "a sum cannot be read")
    }
    let (digits, weight, sign) = (Int(word(0)), Int(word(1)), UInt16(truncatingIfNeeded: word(2)))
    guard sign == 0 || sign == 0x4000, digits <= weight + 1 else { throw Fault("storage.row", "a sum is not whole") }
    var number: Int64 = 0
    for place in 0..<max(0, weight + 1) {
      let (scaled, high) = number.multipliedReportingOverflow(by: 10_000)
      let (sum, carry) = scaled.subtractingReportingOverflow(place < digits ? word(4 + place) : 0)
      guard !high, !carry else { throw Fault("storage.row", "a sum is larger than 64 bits") }
      number = sum
    }
    // Counted downwards, so that the smallest number fits too.
    if sign == 0x4000 { return number }
    guard number != .min else { throw Fault("storage.row", "a sum is larger than 64 bits") }
    return -number
  }
}
