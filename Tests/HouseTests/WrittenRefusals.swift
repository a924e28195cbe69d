import Foundation

/// Every refusal as the sources write it: its code and the texts that stand in its call.
struct WrittenRefusal {
  let code: String
  let path: String
  /// As written, with quotes and interpolations; empty where the call hands them on from elsewhere.
  let zh: [String]
  let en: [String]
}

/// Finds the calls that make refusals: `Refusal(.kind, "code", …)`, and the helpers of a few rooms that call it.
struct WrittenRefusals {
  private struct Argument {
    let label: String?
    let text: String

    /// The text of a plain literal; nil for anything else.
    var literal: String? {
      guard text.hasPrefix("\""), text.hasSuffix("\""), text.count >= 2 else { return nil }
      return String(text.dropFirst().dropLast())
    }
  }

  let all: [WrittenRefusal]

  init(_ sources: [HousePlan.SourceFile]) {
    all = sources.flatMap(Self.refusals)
  }

  var codes: Set<String> { Set(all.map(\.code)) }

  private static func refusals(_ file: HousePlan.SourceFile) -> [WrittenRefusal] {
    let text = file.lines.filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }.joined(separator: "\n")
    let calls = text.matches(of: /\b(Refusal|no|refusal|refused|malformed)\(/).map { match in
      (String(match.output.1), arguments(text[match.range.upperBound...]))
    }
    // `Refusal(kind, "ledger.\(code)", …)`: the helper `no` of that file puts the room before its codes.
    let prefix = calls.lazy.compactMap { name, arguments in
      name == "Refusal"
        ? arguments.dropFirst().first?.literal.flatMap { $0.firstMatch(of: /^([a-z-]+\.)\\\(code\)$/) } : nil
    }.first.map { String($0.output.1) }
    return calls.compactMap { name, arguments in
      let isHelper = ["refusal", "refused", "malformed"].contains(name)
      let place = isHelper ? arguments.prefix(2).firstIndex { $0.literal != nil } ?? 0 : 1
      guard arguments.count > place, let literal = arguments[place].literal else { return nil }
      let code = name == "no" ? (prefix ?? "") + literal : literal
      guard code.wholeMatch(of: /[a-z]+[a-z-]*(\.[a-z-]+)?/) != nil, name == "Refusal" || code.contains(".") else {
        return nil
      }
      return written(code, name, Array(arguments.dropFirst(place + 1)), file)
    }
  }

  private static func written(
    _ code: String, _ name: String, _ rest: [Argument], _ file: HousePlan.SourceFile
  ) -> WrittenRefusal {
    func labelled(_ labels: [String]) -> [String] {
      rest.filter { labels.contains($0.label ?? "") }.map(\.text)
    }
    var (zh, en) = (labelled(["zh", "remedyZh"]), labelled(["en", "remedyEn"]))
    if zh.isEmpty {
      let plain = rest.filter { $0.label == nil }.map(\.text)
      let texts = name == "no" ? Array(plain.suffix(4)) : Array(plain.prefix(2))
      zh = texts.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
      en = texts.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
    }
    return WrittenRefusal(code: code, path: file.path, zh: zh, en: en)
  }

  /// The arguments of a call up to its closing bracket; strings with interpolations are passed over whole.
  private static func arguments(_ text: Substring) -> [Argument] {
    var found: [Argument] = []
    var current = ""
    var depth = 0
    var rest = text
    while let character = rest.first {
      if character == "\"" {
        let literal = string(rest)
        current += literal
        rest = rest.dropFirst(literal.count)
        continue
      }
      if depth == 0, character == ")" || character == "," {
        found.append(argument(current))
        current = ""
        if character == ")" { return found }
      } else {
        current.append(character)
      }
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      rest = rest.dropFirst()
    }
    return found
  }

  /// A string literal with its quotes.
  private static func string(_ text: Substring) -> String {
    var out = "\""
    var rest = text.dropFirst()
    while let character = rest.first {
      rest = rest.dropFirst()
      out.append(character)
      if character == "\"" { return out }
      guard character == "\\", let next = rest.first else { continue }
      out.append(next)
      rest = rest.dropFirst()
      guard next == "(" else { continue }
      var depth = 1
      while depth > 0, let inner = rest.first {
        if inner == "\"" {
          let literal = string(rest)
          out += literal
          rest = rest.dropFirst(literal.count)
          continue
        }
        if inner == "(" { depth += 1 }
        if inner == ")" { depth -= 1 }
        out.append(inner)
        rest = rest.dropFirst()
      }
    }
    return out
  }

  private static func argument(_ text: String) -> Argument {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let match = trimmed.firstMatch(of: /^([A-Za-z]+):\s*/) else { return Argument(label: nil, text: trimmed) }
    return Argument(label: String(match.output.1), text: String(trimmed[match.range.upperBound...]))
  }
}
