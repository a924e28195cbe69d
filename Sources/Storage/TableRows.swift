import Primitives

/// Columns of one table, for statements over many rows at once. Keep it in a `static let` of the room's
/// `…Tables.swift`: engines cache what they make of it.
package struct TableRows: Hashable, Sendable {
  package struct Column: Hashable, Sendable {
    package let name: String
    package let type: ColumnType

    package init(_ name: String, _ type: ColumnType) {
      self.name = name
      self.type = type
    }
  }

  /// The tokens of a schema: `{int} {id} {bytes} {text}`.
  package enum ColumnType: String, Hashable, Sendable {
    case int, id, bytes, text
  }

  package let table: String
  /// Columns of the primary key, in its order.
  package let key: [String]
  package let columns: [Column]

  /// - Parameter key: names among the columns.
  package init(_ table: String, key: [String], _ columns: [Column]) {
    precondition(!key.isEmpty && Set(key).isSubset(of: columns.map(\.name)), "\(table): a key column is missing")
    self.table = table
    self.key = key
    self.columns = columns
  }

  /// `a, b, c`
  package var names: String { columns.map(\.name).joined(separator: ", ") }

  /// Where a column stands among the columns.
  package func place(of name: String) -> Int {
    guard let place = columns.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(table) has no column \(name) here")
    }
    return place
  }
}

extension TableRows {
  /// The tables that an engine's catalogue lists: rows of table, column, type, and place in the primary key from 1
  /// (0: not in it), in the order of tables and columns.
  ///
  /// - Throws: `Fault` `storage.table` for a type that no room uses.
  package static func list(_ rows: [Row], types: [String: ColumnType]) throws -> [TableRows] {
    var tables: [(name: String, key: [(Int64, String)], columns: [Column])] = []
    for row in rows {
      let (table, name, place) = (try row.text(0), try row.text(1), try row.int(3))
      guard let type = types[try row.text(2)] else {
        throw Fault("storage.table", "\(table).\(name) has a type that no room uses")
      }
      if tables.last?.name != table { tables.append((table, [], [])) }
      tables[tables.count - 1].columns.append(Column(name, type))
      if place > 0 { tables[tables.count - 1].key.append((place, name)) }
    }
    return tables.map { TableRows($0.name, key: $0.key.sorted { $0.0 < $1.0 }.map(\.1), $0.columns) }
  }
}
