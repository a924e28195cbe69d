/// A number and a generation: `12 0 R` (ISO 32000-1 §7.3.10).
package struct PDFReference: Hashable, Sendable {
  package let number: Int
  package let generation: Int

  package init(_ number: Int, _ generation: Int = 0) {
    self.number = number
    self.generation = generation
  }
}

/// What may stand in a PDF (ISO 32000-1 §7.3). A stream's bytes belong to its `PDFObject`.
package indirect enum PDFValue: Equatable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// Kept as written: a sealed page is compared, never calculated with.
  case real(String)
  case name(String)
  case string([UInt8])
  case array([PDFValue])
  case dictionary(PDFDictionary)
  case reference(PDFReference)

  package static func reference(_ number: Int) -> PDFValue { .reference(PDFReference(number)) }
  package static func text(_ text: String) -> PDFValue { .string(Array(text.utf8)) }

  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  package var name: String? { if case .name(let value) = self { value } else { nil } }
  package var string: [UInt8]? { if case .string(let value) = self { value } else { nil } }
  package var array: [PDFValue]? { if case .array(let value) = self { value } else { nil } }
  package var dictionary: PDFDictionary? { if case .dictionary(let value) = self { value } else { nil } }
  package var reference: PDFReference? { if case .reference(let value) = self { value } else { nil } }
  package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }

  /// Calls `visit` with every reference inside.
  package func eachReference(_ visit: (PDFReference) throws -> Void) rethrows {
    switch self {
    case .reference(let reference): try visit(reference)
    case .array(let values): for value in values { try value.eachReference(visit) }
    case .dictionary(let dictionary): for entry in dictionary.entries { try entry.value.eachReference(visit) }
    default: return
    }
  }

  /// Calls `visit` with every dictionary key and every name inside.
  package func eachName(_ visit: (String) throws -> Void) rethrows {
    switch self {
    case .name(let name): try visit(name)
    case .array(let values): for value in values { try value.eachName(visit) }
    case .dictionary(let dictionary):
      for entry in dictionary.entries {
        try visit(entry.key)
        try entry.value.eachName(visit)
      }
    default: return
    }
  }
}

/// A dictionary in the order it was written; the reader refuses a key that stands twice.
package struct PDFDictionary: Sendable {
  package struct Entry: Sendable {
    package let key: String
    package let value: PDFValue
    /// Where the value stands in the file; empty for values that were not read.
    package let range: Range<Int>
  }

  package private(set) var entries: [Entry]

  package init(_ pairs: [(String, PDFValue)] = []) {
    entries = pairs.map { Entry(key: $0.0, value: $0.1, range: 0..<0) }
  }

  init(entries: [Entry]) { self.entries = entries }

  package subscript(key: String) -> PDFValue? { entries.first { $0.key == key }?.value }
  package func range(of key: String) -> Range<Int>? { entries.first { $0.key == key }?.range }
  package var keys: Set<String> { Set(entries.map(\.key)) }

  /// The same dictionary with more keys at its end.
  package func adding(_ pairs: [(String, PDFValue)]) -> PDFDictionary {
    PDFDictionary(entries: entries + pairs.map { Entry(key: $0.0, value: $0.1, range: 0..<0) })
  }

  /// The same dictionary without `keys`.
  package func without(_ keys: Set<String>) -> PDFDictionary {
    PDFDictionary(entries: entries.filter { !keys.contains($0.key) })
  }
}

extension PDFDictionary: Equatable {
  /// Order and place do not count.
  package static func == (left: PDFDictionary, right: PDFDictionary) -> Bool {
    left.entries.count == right.entries.count && left.entries.allSatisfy { right[$0.key] == $0.value }
  }
}

/// One numbered object of a file.
package struct PDFObject: Sendable {
  package let reference: PDFReference
  package let value: PDFValue
  /// From the first digit of its number to just after the line of `endobj`.
  package let range: Range<Int>
  /// The stream's bytes as stored (still encoded); nil when it is no stream.
  package let stream: Range<Int>?
}
