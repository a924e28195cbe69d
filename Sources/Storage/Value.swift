import Primitives

/// What a column holds: the portable subset of both engines.
package enum Value: Hashable, Sendable {
  case null
  case int(Int64)
  case text(String)
  case bytes([UInt8])

  package static func bool(_ value: Bool) -> Value { .int(value ? 1 : 0) }
  package static func id<Kind>(_ value: EntityID<Kind>) -> Value { .bytes(value.bytes) }
  package static func id<Kind>(_ value: EntityID<Kind>?) -> Value { value.map { .bytes($0.bytes) } ?? .null }
  package static func int(_ value: Int64?) -> Value { value.map { .int($0) } ?? .null }
  package static func int(_ value: Int) -> Value { .int(Int64(value)) }
  package static func text(_ value: String?) -> Value { value.map { .text($0) } ?? .null }
  package static func bytes(_ value: [UInt8]?) -> Value { value.map { .bytes($0) } ?? .null }
  package static func moment(_ value: Moment) -> Value { .int(value.milliseconds) }
  package static func moment(_ value: Moment?) -> Value { value.map { .int($0.milliseconds) } ?? .null }
  package static func date(_ value: BusinessDate) -> Value { .int(value.compact) }
  package static func institution(_ value: InstitutionID) -> Value { .int(value.code) }
  package static func account(_ value: LedgerAccountID) -> Value { .int(value.number) }
}

/// One row of a result. Columns are read by their place in the SELECT; a wrong type or a NULL where
/// none may be is our bug or damaged data: `Fault` `storage.row`.
package struct Row: Sendable {
  package let values: [Value]

  package init(_ values: [Value]) { self.values = values }

  package func int(_ column: Int) throws -> Int64 {
    guard case .int(let value) = values[column] else { throw wrong(column, "integer") }
    return value
  }

  package func text(_ column: Int) throws -> String {
    guard case .text(let value) = values[column] else { throw wrong(column, "text") }
    return value
  }

  package func bytes(_ column: Int) throws -> [UInt8] {
    switch values[column] {
    case .bytes(let value): return value
    default: throw wrong(column, "bytes")
    }
  }

  package func bool(_ column: Int) throws -> Bool { try int(column) != 0 }
  package func isNull(_ column: Int) -> Bool { values[column] == .null }
  package func optionalInt(_ column: Int) throws -> Int64? { isNull(column) ? nil : try int(column) }
  package func optionalText(_ column: Int) throws -> String? { isNull(column) ? nil : try text(column) }
  package func optionalBytes(_ column: Int) throws -> [UInt8]? { isNull(column) ? nil : try bytes(column) }

  package func id<Kind>(_ column: Int, _ kind: EntityID<Kind>.Type = EntityID<Kind>.self) throws -> EntityID<Kind> {
    guard let id = EntityID<Kind>(bytes: try bytes(column)) else { throw wrong(column, "16 bytes") }
    return id
  }

  package func optionalID<Kind>(
    _ column: Int, _ kind: EntityID<Kind>.Type = EntityID<Kind>.self
  ) throws -> EntityID<Kind>? {
    isNull(column) ? nil : try id(column, kind)
  }

  package func moment(_ column: Int) throws -> Moment { Moment(milliseconds: try int(column)) }
  package func optionalMoment(_ column: Int) throws -> Moment? {
    try optionalInt(column).map { Moment(milliseconds: $0) }
  }
  package func institution(_ column: Int) throws -> InstitutionID { InstitutionID(try int(column)) }
  package func account(_ column: Int) throws -> LedgerAccountID { LedgerAccountID(number: try int(column)) }

  package func date(_ column: Int) throws -> BusinessDate {
    guard let date = BusinessDate(compact: try int(column)) else { throw wrong(column, "a date") }
    return date
  }

  package func currency(_ column: Int) throws -> Currency {
    guard let currency = Currency(code: try text(column)) else { throw wrong(column, "a currency") }
    return currency
  }

  private func wrong(_ column: Int, _ wanted: String) -> Fault {
    Fault("storage.row", "column \(column) does not hold \(wanted)")
  }
}
