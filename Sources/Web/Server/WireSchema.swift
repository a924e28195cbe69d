import Primitives

/// The characters a text on the wire may hold; the OpenAPI pattern and the check come from the same place.
enum WireAlphabet: String, Sendable {
  case any
  case digits = "[0-9]"
  case hex = "[0-9a-f]"
  /// Letters, digits, `.`, `_`, `-`.
  case name = "[A-Za-z0-9._-]"

  func holds(_ text: String) -> Bool {
    text.utf8.allSatisfy { byte in
      let digit = (48...57).contains(byte)
      return switch self {
      case .any: true
      case .digits: digit
      case .hex: digit || (97...102).contains(byte)
      case .name:
        digit || (65...90).contains(byte) || (97...122).contains(byte) || byte == 46 || byte == 95 || byte == 45
      }
    }
  }
}

/// One description of a value on the wire: input is checked against it and OpenAPI is made from it.
indirect enum WireSchema: Sendable, Equatable {
  case text(WireAlphabet = .any, length: ClosedRange<Int> = 0...4000)
  case oneOf([String])
  /// `2026-11-22`, a day that exists.
  case date
  case integer(ClosedRange<Int64>)
  case flag
  case list(WireSchema, most: Int = 10_000)
  /// Text by name, such as the fields of a form.
  case texts(most: Int, length: Int)
  case shape(WireShape)
  /// Only in answers: an object described elsewhere.
  case anything
}

struct WireMember: Sendable, Equatable {
  let name: String
  let schema: WireSchema
  let note: String
  let required: Bool

  init(_ name: String, _ schema: WireSchema, _ note: String, required: Bool = true) {
    self.name = name
    self.schema = schema
    self.note = note
    self.required = required
  }
}

/// A named object on the wire; becomes `#/components/schemas/<name>`.
struct WireShape: Sendable, Equatable {
  let name: String
  let note: Bilingual
  let members: [WireMember]

  init(_ name: String, _ note: Bilingual, _ members: [WireMember]) {
    self.name = name
    self.note = note
    self.members = members
  }

  /// This shape and every shape inside it.
  var all: [WireShape] { [self] + members.flatMap { $0.schema.shapes } }
}

extension WireSchema {
  var shapes: [WireShape] {
    switch self {
    case .list(let inner, _): inner.shapes
    case .shape(let shape): shape.all
    default: []
    }
  }

  /// Every problem of `value`, each at its field.
  func problems(of value: JSONText, at field: String) -> [Refusal] {
    switch (self, value) {
    case (.text(let alphabet, let length), .text(let text)):
      guard length.contains(text.unicodeScalars.count), alphabet.holds(text), !text.unicodeScalars.contains("\0") else {
        return [textRefusal(field, alphabet, length)]
      }
      return []
    case (.date, .text(let text)) where BusinessDate(text) != nil: return []
    case (.oneOf(let choices), .text(let text)) where choices.contains(text): return []
    case (.integer(let range), .number(let digits)):
      guard let number = Int64(digits), range.contains(number) else { break }
      return []
    case (.flag, .flag), (.anything, _): return []
    case (.list(let inner, let most), .list(let items)):
      guard items.count <= most else {
        return [WebRefusal.wrongForm(field, "至多 \(most) 项", "at most \(most) items", limit: "\(most)")]
      }
      return items.enumerated().flatMap { inner.problems(of: $0.element, at: "\(field)[\($0.offset)]") }
    case (.texts(let most, let length), .object(let members)):
      guard members.count <= most else {
        return [WebRefusal.wrongForm(field, "至多 \(most) 项", "at most \(most) members", limit: "\(most)")]
      }
      return members.flatMap { WireSchema.text(length: 0...length).problems(of: $0.value, at: "\(field).\($0.key)") }
    case (.shape(let shape), .object(let members)): return shape.problems(of: members, at: field)
    default: break
    }
    return [wrongKind(field)]
  }

  private func textRefusal(_ field: String, _ alphabet: WireAlphabet, _ length: ClosedRange<Int>) -> Refusal {
    let (low, high) = (length.lowerBound, length.upperBound)
    let span = low == high ? "\(low)" : "\(low)–\(high)"
    return switch alphabet {
    case .any: WebRefusal.wrongForm(field, " \(span) 个字符", "\(span) characters", limit: span)
    case .digits: WebRefusal.wrongForm(field, " \(span) 位数字", "\(span) digits", limit: span)
    case .hex: WebRefusal.wrongForm(field, " \(span) 位小写十六进制", "\(span) lower-case hex digits", limit: span)
    case .name: WebRefusal.wrongForm(field, " \(span) 个字母、数字或 . _ -", "\(span) letters, digits or . _ -", limit: span)
    }
  }

  private func wrongKind(_ field: String) -> Refusal {
    switch self {
    case .text: WebRefusal.wrongForm(field, "文字", "text")
    case .date: WebRefusal.wrongForm(field, "日期，例如 2026-11-22", "a date such as 2026-11-22")
    case .oneOf(let choices):
      WebRefusal.wrongForm(
        field, "以下之一：" + choices.joined(separator: "、"), "one of " + choices.joined(separator: ", "),
        limit: choices.joined(separator: ","))
    case .integer(let range):
      WebRefusal.wrongForm(
        field, " \(range.lowerBound) 到 \(range.upperBound) 的整数",
        "a whole number from \(range.lowerBound) to \(range.upperBound)",
        limit: "\(range.lowerBound)–\(range.upperBound)")
    case .flag: WebRefusal.wrongForm(field, "true 或 false", "true or false")
    case .anything: WebRefusal.wrongForm(field, "任意内容", "anything")
    case .list: WebRefusal.wrongForm(field, "数组", "an array")
    case .texts, .shape: WebRefusal.wrongForm(field, "对象", "an object")
    }
  }
}

extension WireShape {
  func problems(of members: [String: JSONText], at field: String) -> [Refusal] {
    let prefix = field.isEmpty ? "" : field + "."
    var problems: [Refusal] = []
    for member in self.members {
      guard let value = members[member.name] else {
        if member.required { problems.append(WebRefusal.missing(prefix + member.name)) }
        continue
      }
      problems += member.schema.problems(of: value, at: prefix + member.name)
    }
    let known = Set(self.members.map(\.name))
    for name in members.keys.sorted() where !known.contains(name) {
      problems.append(WebRefusal.unknownField(prefix + String(name.prefix(64))))
    }
    return problems
  }
}
