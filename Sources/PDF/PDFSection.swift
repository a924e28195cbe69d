import Primitives

/// One cross-reference table with its trailer (ISO 32000-1 §7.5.4, §7.5.5), written exactly in the
/// classic form: 20-byte entries, trailer, `startxref`, its own offset, `%%EOF` and a line feed.
struct PDFSection {
  let offset: Int
  let end: Int
  /// Number → offset of the object.
  let entries: [(number: Int, offset: Int)]
  let trailer: PDFDictionary

  /// The section whose `%%EOF` line ends at `end`.
  static func read(_ bytes: [UInt8], endingAt end: Int) throws -> PDFSection {
    let offset = try startOffset(bytes, endingAt: end)
    let section = try parse(bytes, at: offset)
    guard section.end == end else { throw PDFRefusal.crossReference(offset, "startxref") }
    return section
  }

  /// Where the section at `offset` ends; it lies wholly before `limit`.
  static func end(_ bytes: [UInt8], of offset: Int, before limit: Int) throws -> Int {
    let end = try parse(bytes, at: offset).end
    guard end <= limit else { throw PDFRefusal.crossReference(offset, "/Prev") }
    return end
  }

  /// Passes `%PDF-1.n` and the comment of four high bytes; gives the offset of the first object.
  static func header(_ bytes: [UInt8]) throws -> Int {
    var parser = PDFParser(bytes, at: 0)
    guard parser.stands("%PDF-1."), let minor = parser.peek(7), (0x33...0x37).contains(minor), parser.peek(8) == 0x0A,
      parser.peek(9) == 0x25, parser.peek(14) == 0x0A, (10...13).allSatisfy({ bytes[$0] >= 0x80 })
    else { throw PDFRefusal.header() }
    parser.at = 15
    return 15
  }

  private static func startOffset(_ bytes: [UInt8], endingAt end: Int) throws -> Int {
    let marker = Array("%%EOF\n".utf8)
    guard end >= marker.count, bytes[(end - marker.count)..<end].elementsEqual(marker) else {
      guard let last = lastMarker(bytes, before: end), last + marker.count <= end else { throw PDFRefusal.noEnd() }
      throw PDFRefusal.trailingBytes(last + marker.count)
    }
    var digit = end - marker.count - 2
    while digit > 0, (0x30...0x39).contains(bytes[digit]) { digit -= 1 }
    var parser = PDFParser(bytes, at: digit + 1, end: end)
    let offset = try parser.digits()
    try parser.expect("\n%%EOF\n")
    guard parser.at == end, offset < end else { throw PDFRefusal.crossReference(end, "startxref") }
    return offset
  }

  private static func lastMarker(_ bytes: [UInt8], before end: Int) -> Int? {
    let marker = Array("%%EOF".utf8)
    var at = end - marker.count
    while at >= 0 {
      if bytes[at] == 0x25, bytes[at..<(at + marker.count)].elementsEqual(marker) { return at }
      at -= 1
    }
    return nil
  }

  private static func parse(_ bytes: [UInt8], at offset: Int) throws -> PDFSection {
    var parser = PDFParser(bytes, at: offset)
    if let first = parser.peek(), (0x30...0x39).contains(first) { throw PDFRefusal.crossReferenceStream(offset) }
    guard parser.stands("xref\n") else { throw PDFRefusal.crossReference(offset, "xref") }
    parser.at += 5
    let entries = try readEntries(&parser, offset)
    try parser.expect("trailer\n")
    let trailer = try parser.dictionary()
    try parser.expect("\nstartxref\n")
    guard try parser.digits() == offset else { throw PDFRefusal.crossReference(offset, "startxref") }
    try parser.expect("\n%%EOF\n")
    guard trailer["Encrypt"] == nil else { throw PDFRefusal.encrypted() }
    guard trailer["XRefStm"] == nil else { throw PDFRefusal.crossReferenceStream(offset) }
    return PDFSection(offset: offset, end: parser.at, entries: entries, trailer: trailer)
  }

  private static func readEntries(_ parser: inout PDFParser, _ offset: Int) throws -> [(number: Int, offset: Int)] {
    var entries: [(number: Int, offset: Int)] = []
    var next = 0
    while !parser.stands("trailer\n") {
      let first = try parser.digits()
      try parser.expect(" ")
      let count = try parser.digits()
      try parser.expect("\n")
      guard first >= next, count > 0, entries.count + count <= PDFFile.mostObjects else {
        throw PDFRefusal.crossReference(offset, "subsection")
      }
      next = first + count
      for number in first..<next {
        let mark = parser.at
        let place = try parser.digits()
        try parser.expect(" ")
        let generation = try parser.digits()
        try parser.expect(" ")
        guard parser.at == mark + 17 else { throw PDFRefusal.crossReference(mark, "entry") }
        if number == 0 {
          guard place == 0, generation == 65_535 else { throw PDFRefusal.crossReference(mark, "entry") }
          try parser.expect("f \n")
        } else {
          guard !parser.stands("f") else { throw PDFRefusal.freedObject(number) }
          guard generation == 0 else { throw PDFRefusal.crossReference(mark, "generation") }
          try parser.expect("n \n")
          entries.append((number, place))
        }
      }
    }
    return entries
  }
}
