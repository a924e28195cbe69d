import Primitives

/// One revision: the objects it brought, its table and its trailer.
package struct PDFRevision: Sendable {
  /// From the end of the revision before to just after its `%%EOF` line.
  package let range: Range<Int>
  /// In the order of the file.
  package let objects: [PDFObject]
  /// Where its cross-reference table begins.
  package let crossReference: Int
  package let trailer: PDFDictionary
  private let places: [Int: Int]

  package func object(_ number: Int) -> PDFObject? { places[number].map { objects[$0] } }

  /// Reads the objects; together they must fill the space from `start` to the table without a gap.
  static func read(_ bytes: [UInt8], section: PDFSection, from start: Int, isBase: Bool) throws -> PDFRevision {
    let sorted = section.entries.sorted { $0.offset < $1.offset }
    let offsets = Dictionary(uniqueKeysWithValues: section.entries.map { ($0.number, $0.offset) })
    var objects: [PDFObject] = []
    objects.reserveCapacity(sorted.count)
    var places: [Int: Int] = [:]
    var at = start
    for entry in sorted {
      guard entry.offset == at else { throw PDFRefusal.gap(min(at, entry.offset)) }
      let object = try object(bytes, entry.number, at: at, before: section.offset, offsets: offsets)
      places[entry.number] = objects.count
      objects.append(object)
      at = object.range.upperBound
    }
    guard at == section.offset else { throw PDFRefusal.gap(at) }
    guard let size = section.trailer["Size"]?.integer, section.entries.allSatisfy({ $0.number < size }) else {
      throw PDFRefusal.crossReference(section.offset, "Size")
    }
    return PDFRevision(
      range: (isBase ? 0 : start)..<section.end, objects: objects, crossReference: section.offset,
      trailer: section.trailer, places: places)
  }

  private static func object(
    _ bytes: [UInt8], _ number: Int, at start: Int, before limit: Int, offsets: [Int: Int]
  ) throws -> PDFObject {
    var parser = PDFParser(bytes, at: start, end: limit)
    guard try parser.digits() == number else { throw PDFRefusal.crossReference(start, "number") }
    try parser.expect(" 0 obj\n")
    let value = try parser.value()
    parser.skipSpace()
    var stream: Range<Int>?
    if parser.stands("stream") {
      try parser.expect("stream\n")
      guard let dictionary = value.dictionary else { throw PDFRefusal.syntax(start, "stream") }
      if let type = dictionary["Type"]?.name {
        if type == "ObjStm" { throw PDFRefusal.objectStream(start) }
        if type == "XRef" { throw PDFRefusal.crossReferenceStream(start) }
      }
      let length = try streamLength(bytes, dictionary["Length"], before: limit, offsets: offsets)
      guard length <= limit - parser.at else { throw PDFRefusal.syntax(start, "Length") }
      stream = parser.at..<(parser.at + length)
      parser.at += length
      try parser.expect("\nendstream\n")
    }
    try parser.expect("endobj\n")
    return PDFObject(reference: PDFReference(number), value: value, range: start..<parser.at, stream: stream)
  }

  private static func streamLength(
    _ bytes: [UInt8], _ value: PDFValue?, before limit: Int, offsets: [Int: Int]
  ) throws -> Int {
    switch value {
    case .integer(let length) where length >= 0: return length
    case .reference(let reference):
      guard let offset = offsets[reference.number] else { throw PDFRefusal.missingObject(reference.number) }
      var parser = PDFParser(bytes, at: offset, end: limit)
      guard try parser.digits() == reference.number else { throw PDFRefusal.syntax(offset, "Length") }
      try parser.expect(" 0 obj\n")
      guard case .integer(let length) = try parser.value(), length >= 0 else {
        throw PDFRefusal.syntax(offset, "Length")
      }
      return length
    default: throw PDFRefusal.syntax(0, "Length")
    }
  }
}
