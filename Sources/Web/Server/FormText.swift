import Primitives

/// Names and values of a query or of an `application/x-www-form-urlencoded` body, strictly read.
struct FormText: Sendable, Equatable {
  static let mostFields = 400

  private(set) var fields: [(name: String, value: String)] = []

  init() {}

  init(_ fields: [(name: String, value: String)]) { self.fields = fields }

  /// - Throws: `Refusal` `web.form` for a broken escape or too many fields.
  init(_ text: some StringProtocol) throws(Refusal) {
    let parts = text.split(separator: "&")
    guard parts.count <= Self.mostFields else { throw WebRefusal.form("项目过多", "too many fields") }
    for part in parts {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(halves[0]), let value = halves.count == 2 ? Self.decode(halves[1]) : "" else {
        throw WebRefusal.form("转义有误", "a broken escape")
      }
      fields.append((name, value))
    }
  }

  static func == (left: FormText, right: FormText) -> Bool {
    left.fields.count == right.fields.count && zip(left.fields, right.fields).allSatisfy { $0 == $1 }
  }

  /// The first value of a name.
  subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  /// Every value of a name, in order.
  func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

  /// Trimmed; nil when absent or empty.
  func filled(_ name: String) -> String? {
    guard let value = self[name] else { return nil }
    let text = value.trimmingSpace
    return text.isEmpty ? nil : text
  }

  /// By name; the last value of a name counts. Names that begin with `_` are the page's own.
  var values: [String: String] {
    fields.reduce(into: [:]) { if !$1.name.hasPrefix("_") { $0[$1.name] = $1.value } }
  }

  /// `%E7%8E%8B+x` → `王 x`; nil for a broken escape, bytes that are not UTF-8, or a NUL.
  static func decode(_ text: some StringProtocol) -> String? {
    var out: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): out.append(32)
      case UInt8(ascii: "%"):
        guard let high = hex(rest.popFirst()), let low = hex(rest.popFirst()) else { return nil }
        out.append(high << 4 | low)
      default: out.append(byte)
      }
    }
    guard !out.contains(0) else { return nil }
    return String(validating: out, as: UTF8.self)
  }

  private static func hex(_ byte: UInt8?) -> UInt8? {
    guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
    return UInt8(digit)
  }

  /// Percent-encodes everything but letters, digits and `-._~`.
  static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { out, byte in
      let scalar = Unicode.Scalar(byte)
      if byte < 128,
        scalar.properties.isAlphabetic || (48...57).contains(byte) || "-._~".unicodeScalars.contains(scalar)
      {
        out.unicodeScalars.append(scalar)
      } else {
        out += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}

extension StringProtocol {
  var trimmingSpace: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
