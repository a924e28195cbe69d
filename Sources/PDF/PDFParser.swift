import Primitives

/// Reads values from bytes, strictly: what ISO 32000-1 leaves to the reader's mercy is refused.
struct PDFParser {
  let bytes: [UInt8]
  let end: Int
  var at: Int
  private var depth = 0

  /// Deeper nesting is refused.
  static let deepest = 48

  init(_ bytes: [UInt8], at: Int, end: Int? = nil) {
    self.bytes = bytes
    self.at = at
    self.end = end ?? bytes.count
  }

  func peek(_ ahead: Int = 0) -> UInt8? { at + ahead < end ? bytes[at + ahead] : nil }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x0C || byte == 0
  }

  static func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x28, 0x29, 0x3C, 0x3E, 0x5B, 0x5D, 0x7B, 0x7D, 0x2F, 0x25: true
    default: false
    }
  }

  func isRegular(_ byte: UInt8) -> Bool { !Self.isSpace(byte) && !Self.isDelimiter(byte) }

  mutating func skipSpace() {
    while let byte = peek() {
      if Self.isSpace(byte) {
        at += 1
      } else if byte == 0x25 {
        while let inside = peek(), inside != 0x0A, inside != 0x0D { at += 1 }
      } else {
        return
      }
    }
  }

  func stands(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard at >= 0, at + count <= end else { return false }
    let pointer = text.utf8Start
    for index in 0..<count where bytes[at + index] != pointer[index] { return false }
    return true
  }

  /// Passes exactly these bytes.
  mutating func expect(_ text: StaticString) throws {
    guard stands(text) else { throw PDFRefusal.syntax(at, "\(text)".replacingControls) }
    at += text.utf8CodeUnitCount
  }

  /// Passes a keyword that ends there.
  mutating func keyword(_ text: StaticString) throws {
    try expect(text)
    if let next = peek(), isRegular(next) { throw PDFRefusal.syntax(at, "\(text)") }
  }

  /// Digits only, no sign, at most 15 of them.
  mutating func digits() throws -> Int {
    var value = 0
    let start = at
    while let byte = peek(), (0x30...0x39).contains(byte), at - start < 16 {
      value = value * 10 + Int(byte - 0x30)
      at += 1
    }
    guard at > start, at - start < 16 else { throw PDFRefusal.syntax(start, "number") }
    return value
  }

  mutating func value() throws -> PDFValue {
    skipSpace()
    guard let byte = peek() else { throw PDFRefusal.syntax(at, "end") }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw PDFRefusal.syntax(at, "depth") }
    switch byte {
    case 0x2F: return .name(try name())
    case 0x28: return .string(try literalString())
    case 0x5B: return .array(try array())
    case 0x3C: return peek(1) == 0x3C ? .dictionary(try dictionary()) : .string(try hexString())
    case 0x30...0x39, 0x2B, 0x2D, 0x2E: return try numberOrReference()
    case 0x74:
      try keyword("true")
      return .boolean(true)
    case 0x66:
      try keyword("false")
      return .boolean(false)
    case 0x6E:
      try keyword("null")
      return .null
    default: throw PDFRefusal.syntax(at, "value")
    }
  }

  mutating func dictionary() throws -> PDFDictionary {
    let start = at
    try expect("<<")
    var entries: [PDFDictionary.Entry] = []
    while true {
      skipSpace()
      if stands(">>") { break }
      guard peek() == 0x2F else { throw PDFRefusal.syntax(at, "key") }
      let key = try name()
      guard !entries.contains(where: { $0.key == key }) else { throw PDFRefusal.duplicateKey(key, start) }
      skipSpace()
      let from = at
      let value = try value()
      entries.append(.init(key: key, value: value, range: from..<at))
    }
    at += 2
    return PDFDictionary(entries: entries)
  }

  private mutating func array() throws -> [PDFValue] {
    at += 1
    var values: [PDFValue] = []
    while true {
      skipSpace()
      if peek() == 0x5D { break }
      values.append(try value())
    }
    at += 1
    return values
  }

  mutating func name() throws -> String {
    let start = at
    at += 1
    var out: [UInt8] = []
    while let byte = peek(), isRegular(byte) {
      if byte == 0x23 {
        guard let high = peek(1).flatMap(Hex.nibble), let low = peek(2).flatMap(Hex.nibble) else {
          throw PDFRefusal.syntax(at, "name")
        }
        out.append(high << 4 | low)
        at += 3
      } else {
        out.append(byte)
        at += 1
      }
    }
    guard out.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), out.count <= 127 else { throw PDFRefusal.syntax(start, "name") }
    return String(decoding: out, as: UTF8.self)
  }

  private mutating func hexString() throws -> [UInt8] {
    let start = at
    at += 1
    var out: [UInt8] = []
    var high: UInt8?
    while let byte = peek(), byte != 0x3E {
      at += 1
      if Self.isSpace(byte) { continue }
      guard let nibble = Hex.nibble(byte) else { throw PDFRefusal.syntax(at - 1, "hex") }
      if let first = high {
        out.append(first << 4 | nibble)
        high = nil
      } else {
        high = nibble
      }
    }
    guard peek() == 0x3E, high == nil else { throw PDFRefusal.syntax(start, "hex") }
    at += 1
    return out
  }

  private mutating func literalString() throws -> [UInt8] {
    let start = at
    at += 1
    var out: [UInt8] = []
    var open = 1
    while let byte = peek() {
      at += 1
      switch byte {
      case 0x28: open += 1
      case 0x29:
        open -= 1
        if open == 0 { return out }
      case 0x5C:
        if let escaped = try escape() { out.append(escaped) }
        continue
      default: break
      }
      out.append(byte)
    }
    throw PDFRefusal.syntax(start, "string")
  }

  /// After a backslash (§7.3.4.2); nil for a line continued.
  private mutating func escape() throws -> UInt8? {
    guard let byte = peek() else { throw PDFRefusal.syntax(at, "string") }
    at += 1
    switch byte {
    case 0x6E: return 0x0A
    case 0x72: return 0x0D
    case 0x74: return 0x09
    case 0x62: return 0x08
    case 0x66: return 0x0C
    case 0x28, 0x29, 0x5C: return byte
    case 0x0A: return nil
    case 0x30...0x37:
      var value = Int(byte - 0x30)
      var count = 1
      while count < 3, let next = peek(), (0x30...0x37).contains(next) {
        value = value * 8 + Int(next - 0x30)
        at += 1
        count += 1
      }
      guard value < 256 else { throw PDFRefusal.syntax(at, "string") }
      return UInt8(value)
    default: throw PDFRefusal.syntax(at - 1, "string")
    }
  }

  private mutating func numberOrReference() throws -> PDFValue {
    let start = at
    while let byte = peek(), isRegular(byte) {
      guard (0x30...0x39).contains(byte) || byte == 0x2E || ((byte == 0x2B || byte == 0x2D) && at == start) else {
        throw PDFRefusal.syntax(start, "number")
      }
      at += 1
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard text.count <= 20 else { throw PDFRefusal.syntax(start, "number") }
    if text.contains(".") {
      guard text.filter({ $0 == "." }).count == 1, text.contains(where: \.isNumber) else {
        throw PDFRefusal.syntax(start, "number")
      }
      return .real(text)
    }
    guard let number = Int(text) else { throw PDFRefusal.syntax(start, "number") }
    guard let first = bytes[start...].first, (0x30...0x39).contains(first) else { return .integer(number) }
    return reference(number) ?? .integer(number)
  }

  /// `N G R` when what follows makes it one; otherwise nothing is passed.
  private mutating func reference(_ number: Int) -> PDFValue? {
    let mark = at
    guard peek() == 0x20, let digit = peek(1), (0x30...0x39).contains(digit) else { return nil }
    at += 1
    guard let generation = try? digits(), generation <= 65_535, peek() == 0x20, peek(1) == 0x52,
      peek(2).map({ !isRegular($0) }) ?? true
    else {
      at = mark
      return nil
    }
    at += 2
    return .reference(PDFReference(number, generation))
  }
}

extension String {
  /// Line ends made visible, for messages.
  var replacingControls: String { String(map { $0.isNewline ? "␊" : $0 }) }
}
