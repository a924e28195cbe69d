import Primitives

/// A JSON value as it was read (RFC 8259), strictly: no member twice, no depth beyond 32, numbers as their text.
indirect enum JSONText: Sendable, Equatable {
  case null
  case flag(Bool)
  case number(String)
  case text(String)
  case list([JSONText])
  case object([String: JSONText])

  /// - Throws: `Refusal` `web.json` naming line and column.
  init(_ bytes: [UInt8]) throws(Refusal) {
    var reader = JSONReader(bytes: bytes)
    self = try reader.document()
  }
}

private struct JSONReader {
  let bytes: [UInt8]
  var at = 0
  static let deepest = 32

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(Refusal) -> JSONText {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw broken("不是 UTF-8 文本", "not UTF-8") }
    skipSpace()
    let value = try value(depth: 0)
    skipSpace()
    guard at == bytes.count else { throw broken("结尾多出内容", "something follows the value") }
    return value
  }

  private func broken(_ zh: String, _ en: String) -> Refusal {
    let before = bytes[..<min(at, bytes.count)]
    let line = before.count { $0 == 10 } + 1
    let column = before.reversed().prefix { $0 != 10 }.count + 1
    return WebRefusal.json(line: line, column: column, reasonZh: zh, reason: en)
  }

  private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte, byte == 32 || byte == 9 || byte == 10 || byte == 13 { at += 1 }
  }

  private mutating func value(depth: Int) throws(Refusal) -> JSONText {
    guard depth <= Self.deepest else { throw broken("嵌套过深", "nested too deep") }
    switch byte {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .list(try list(depth: depth))
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t"): return try word("true", .flag(true))
    case UInt8(ascii: "f"): return try word("false", .flag(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case .some(let first) where first == 45 || (48...57).contains(first): return .number(try number())
    case .some: throw broken("意外的字符", "unexpected character")
    case nil: throw broken("内容不完整", "unexpected end")
    }
  }

  private mutating func word(_ word: String, _ value: JSONText) throws(Refusal) -> JSONText {
    guard bytes[at...].starts(with: word.utf8) else { throw broken("意外的字符", "unexpected character") }
    at += word.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(Refusal) -> [String: JSONText] {
    at += 1
    var members: [String: JSONText] = [:]
    skipSpace()
    if byte == UInt8(ascii: "}") {
      at += 1
      return members
    }
    while true {
      skipSpace()
      guard byte == UInt8(ascii: "\"") else { throw broken("应为成员名", "a member name is expected") }
      let name = try text()
      guard members[name] == nil else { throw broken("成员重复", "a member comes twice") }
      skipSpace()
      guard byte == UInt8(ascii: ":") else { throw broken("缺少冒号", "a colon is expected") }
      at += 1
      skipSpace()
      members[name] = try value(depth: depth + 1)
      skipSpace()
      if byte == UInt8(ascii: "}") {
        at += 1
        return members
      }
      guard byte == UInt8(ascii: ",") else { throw broken("缺少逗号或右括号", "a comma or brace is expected") }
      at += 1
    }
  }

  private mutating func list(depth: Int) throws(Refusal) -> [JSONText] {
    at += 1
    var items: [JSONText] = []
    skipSpace()
    if byte == UInt8(ascii: "]") {
      at += 1
      return items
    }
    while true {
      skipSpace()
      items.append(try value(depth: depth + 1))
      skipSpace()
      if byte == UInt8(ascii: "]") {
        at += 1
        return items
      }
      guard byte == UInt8(ascii: ",") else { throw broken("缺少逗号或右括号", "a comma or bracket is expected") }
      at += 1
    }
  }

  private mutating func number() throws(Refusal) -> String {
    let start = at
    if byte == 45 { at += 1 }
    let whole = at
    skipDigits()
    guard at > whole, !(bytes[whole] == 48 && at > whole + 1) else { throw broken("数字有误", "not a number") }
    if byte == UInt8(ascii: ".") {
      at += 1
      let fraction = at
      skipDigits()
      guard at > fraction else { throw broken("数字有误", "not a number") }
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      at += 1
      if byte == UInt8(ascii: "+") || byte == 45 { at += 1 }
      let exponent = at
      skipDigits()
      guard at > exponent else { throw broken("数字有误", "not a number") }
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func skipDigits() { while let byte, (48...57).contains(byte) { at += 1 } }

  private mutating func text() throws(Refusal) -> String {
    at += 1
    let start = at
    while at < bytes.count, bytes[at] >= 32, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") {
      at += 1
    }
    if byte == UInt8(ascii: "\"") {
      at += 1
      return String(decoding: bytes[start..<at - 1], as: UTF8.self)
    }
    var out = Array(bytes[start..<at])
    while let byte {
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"):
        at += 1
        out += try escape()
      case 0..<32: throw broken("文字中有控制字符", "a control character in a text")
      default:
        out.append(byte)
        at += 1
      }
    }
    throw broken("文字没有结束", "the text does not end")
  }

  private mutating func escape() throws(Refusal) -> [UInt8] {
    let simple: [UInt8: UInt8] = [34: 34, 92: 92, 47: 47, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9]
    guard let byte else { throw broken("文字没有结束", "the text does not end") }
    if let plain = simple[byte] {
      at += 1
      return [plain]
    }
    guard byte == UInt8(ascii: "u") else { throw broken("转义有误", "no such escape") }
    at += 1
    let first = try unit()
    if (0xD800..<0xDC00).contains(first) {
      guard bytes[at...].starts(with: [92, 117]) else { throw broken("代理对不完整", "half a surrogate pair") }
      at += 2
      let second = try unit()
      guard (0xDC00..<0xE000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      else { throw broken("代理对不完整", "half a surrogate pair") }
      return Array(String(Character(scalar)).utf8)
    }
    guard let scalar = Unicode.Scalar(first) else { throw broken("代理对不完整", "half a surrogate pair") }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func unit() throws(Refusal) -> UInt32 {
    guard at + 4 <= bytes.count else { throw broken("转义有误", "no such escape") }
    var value: UInt32 = 0
    for byte in bytes[at..<at + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw broken("转义有误", "no such escape") }
      value = value << 4 | UInt32(digit)
    }
    at += 4
    return value
  }
}
