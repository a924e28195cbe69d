import Primitives
import Yams

/// The problems found so far in one file.
final class Findings {
  let file: String
  private(set) var problems: [CatalogProblem] = []

  init(file: String) { self.file = file }

  func add(_ line: Int, _ reason: String) {
    problems.append(CatalogProblem(file: file, line: line, reason: reason))
  }

  /// The root of a file, or nil with the reason noted.
  func root(of text: String) -> Node? {
    guard text.utf8.count <= ServiceCatalog.largestFile else {
      add(1, "the file is larger than \(ServiceCatalog.largestFile) bytes")
      return nil
    }
    do {
      guard let node = try Yams.compose(yaml: text) else {
        add(1, "the file is empty")
        return nil
      }
      return node
    } catch let error as YamlError {
      let (line, reason) = Self.place(error)
      add(line, reason)
    } catch {
      add(1, "\(error)")
    }
    return nil
  }

  private static func place(_ error: YamlError) -> (Int, String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      (context.mark.line, "the key \(duplicates.sorted().joined(separator: ", ")) stands twice")
    case .reader(let problem, _, _, _): (1, "not YAML: \(problem)")
    default: (1, "not YAML")
    }
  }
}

/// One mapping of a definition, read key by key. Whatever is wrong is noted in `findings` and a harmless
/// value is returned, so that one reading finds every problem; a file with problems is never used.
struct Sheet {
  let findings: Findings
  let line: Int
  private let what: String
  private let entries: [String: Node]

  /// - Parameters:
  ///   - what: the sentence names it so: `field amount`.
  ///   - keys: every key that may stand here.
  init(_ node: Node, _ findings: Findings, _ what: String, keys: Set<String>, needed: Set<String> = []) {
    self.findings = findings
    self.what = what
    line = node.mark?.line ?? 1
    guard let mapping = node.mapping else {
      findings.add(line, "\(what) must be a mapping of keys to values")
      entries = [:]
      return
    }
    var entries: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? "?"
      if keys.contains(name) {
        entries[name] = value
      } else {
        let known = keys.sorted().joined(separator: ", ")
        findings.add(key.mark?.line ?? line, "\(what) has the unknown key “\(name)”; known are \(known)")
      }
    }
    self.entries = entries
    for name in needed.sorted() where entries[name] == nil { findings.add(line, "\(what) lacks “\(name)”") }
  }

  func has(_ key: String) -> Bool { entries[key] != nil }

  func node(_ key: String) -> Node? { entries[key] }

  func line(of key: String) -> Int { entries[key]?.mark?.line ?? line }

  func problem(_ key: String, _ reason: String) { findings.add(line(of: key), "\(what): \(reason)") }

  /// Text; empty text is a problem.
  func text(_ key: String) -> String { optionalText(key) ?? "" }

  func optionalText(_ key: String) -> String? {
    guard let node = entries[key] else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      problem(key, "“\(key)” must be text")
      return nil
    }
    return text
  }

  func whole(_ key: String, _ range: ClosedRange<Int>, default fallback: Int = 0) -> Int {
    guard let text = optionalText(key) else { return fallback }
    guard let value = Int(text), range.contains(value) else {
      problem(key, "“\(key)” must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      return fallback
    }
    return value
  }

  func flag(_ key: String, default fallback: Bool) -> Bool {
    guard let text = optionalText(key) else { return fallback }
    guard let value = ["true": true, "false": false][text] else {
      problem(key, "“\(key)” must be true or false")
      return fallback
    }
    return value
  }

  func choice<T: RawRepresentable & CaseIterable>(
    _ key: String, _ type: T.Type, or fallback: T
  ) -> T where T.RawValue == String {
    guard let text = optionalText(key) else { return fallback }
    guard let value = T(rawValue: text) else {
      let known = T.allCases.map(\.rawValue).joined(separator: ", ")
      problem(key, "“\(text)” is not a known \(key); known are \(known)")
      return fallback
    }
    return value
  }

  /// `{zh: …, en: …}`, both needed.
  func bilingual(_ key: String) -> Bilingual {
    guard let node = entries[key] else { return Bilingual(zh: "", en: "") }
    let keys: Set<String> = ["zh", "en"]
    let sheet = Sheet(node, findings, "\(what): “\(key)”", keys: keys, needed: keys)
    let text = Bilingual(zh: sheet.text("zh"), en: sheet.text("en"))
    if text.placeholders == nil { problem(key, "“\(key)” has a brace without its partner") }
    return text
  }

  func list(_ key: String) -> [Node] {
    guard let node = entries[key] else { return [] }
    guard let sequence = node.sequence else {
      problem(key, "“\(key)” must be a list")
      return []
    }
    return Array(sequence)
  }

  func texts(_ key: String) -> [String] {
    list(key).compactMap { node in
      guard let text = node.scalar?.string, !text.isEmpty else {
        findings.add(node.mark?.line ?? line, "\(what): every item of “\(key)” must be text")
        return nil
      }
      return text
    }
  }

  /// Text to text: a form, expected values, a condition.
  func pairs(_ key: String) -> [(key: String, value: String, line: Int)] {
    guard let node = entries[key] else { return [] }
    guard let mapping = node.mapping else {
      problem(key, "“\(key)” must be a mapping")
      return []
    }
    return mapping.compactMap { name, value in
      guard let name = name.scalar?.string, let text = value.scalar?.string else {
        findings.add(value.mark?.line ?? line, "\(what): “\(key)” must map text to text")
        return nil
      }
      return (name, text, value.mark?.line ?? line)
    }
  }
}
