import Primitives

/// Writes values in the one canonical form of this house: what reads the same is written the same, so
/// that an increment can be compared byte for byte with what this writer would have written.
struct PDFWriter {
  private(set) var bytes: [UInt8] = []
  /// Where the value of `/Contents` and `/ByteRange` of a signature dictionary stands.
  private(set) var marks: [String: Range<Int>] = [:]

  /// Room for three offsets of up to ten digits.
  static let byteRangeWidth = 40

  mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }
  mutating func raw(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

  mutating func value(_ value: PDFValue) {
    switch value {
    case .null: raw("null")
    case .boolean(let flag): raw(flag ? "true" : "false")
    case .integer(let number): raw(String(number))
    case .real(let text): raw(text)
    case .name(let text): name(text)
    case .string(let content): string(content)
    case .array(let values):
      raw("[")
      for (index, item) in values.enumerated() {
        if index > 0 { raw(" ") }
        self.value(item)
      }
      raw("]")
    case .dictionary(let content): dictionary(content)
    case .reference(let reference): raw("\(reference.number) \(reference.generation) R")
    }
  }

  mutating func dictionary(_ content: PDFDictionary) {
    let isSignature = content["ByteRange"] != nil
    raw("<<")
    for entry in content.entries {
      raw(" ")
      name(entry.key)
      raw(" ")
      let start = bytes.count
      if isSignature, entry.key == "ByteRange" {
        value(entry.value)
        let written = bytes.count - start
        bytes.removeLast()
        raw(String(repeating: " ", count: max(0, Self.byteRangeWidth - written)) + "]")
      } else if isSignature, entry.key == "Contents", case .string(let content) = entry.value {
        hex(content)
      } else {
        value(entry.value)
      }
      if isSignature { marks[entry.key] = start..<bytes.count }
    }
    raw(" >>")
  }

  private mutating func name(_ text: String) {
    bytes.append(0x2F)
    for byte in text.utf8 {
      if byte == 0x23 || PDFParser.isDelimiter(byte) || byte <= 0x20 || byte >= 0x7F {
        raw("#\(Hex.encode([byte]))")
      } else {
        bytes.append(byte)
      }
    }
  }

  private mutating func string(_ content: [UInt8]) {
    guard content.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x28 && $0 != 0x29 && $0 != 0x5C }) else {
      hex(content)
      return
    }
    raw("(")
    raw(content)
    raw(")")
  }

  private mutating func hex(_ content: [UInt8]) {
    let alphabet: StaticString = "0123456789abcdef"
    let digits = alphabet.utf8Start
    bytes.reserveCapacity(bytes.count + 2 * content.count + 2)
    bytes.append(0x3C)
    for byte in content {
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    }
    bytes.append(0x3E)
  }
}
