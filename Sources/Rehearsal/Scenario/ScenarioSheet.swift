import Interest
import Primitives
import Yams

/// One mapping of a scenario, read key by key. Whatever is wrong is noted with its line and what to do, and a harmless
/// value is returned, so that one reading finds every problem; a file with problems is never played.
struct ScenarioSheet {
  let notes: ScenarioNotes
  let line: Int
  private let what: Bilingual
  private let entries: [String: Node]

  init(_ node: Node, _ notes: ScenarioNotes, _ what: Bilingual, keys: [String], needed: [String] = []) {
    self.notes = notes
    self.what = what
    line = node.mark?.line ?? 1
    guard let mapping = node.mapping else {
      notes.add(
        line, zh: "\(what.zh)须为“键: 值”。", en: "\(what.en) must be a mapping of keys to values.",
        doZh: "可用的键：\(keys.joined(separator: "、"))。", doEn: "Use the keys \(keys.joined(separator: ", ")).")
      entries = [:]
      return
    }
    var entries: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? "?"
      guard keys.contains(name) else {
        notes.add(
          key.mark?.line ?? line, zh: "\(what.zh)没有“\(name)”这个键。", en: "\(what.en) has no key “\(name)”.",
          doZh: "请改正或删去；可用的键：\(keys.joined(separator: "、"))。",
          doEn: "Correct or delete it; known are \(keys.joined(separator: ", ")).")
        continue
      }
      entries[name] = value
    }
    self.entries = entries
    for name in needed where entries[name] == nil {
      notes.add(
        line, zh: "\(what.zh)缺少“\(name)”。", en: "\(what.en) lacks “\(name)”.", doZh: "请补上“\(name)”。",
        doEn: "Add “\(name)”.")
    }
  }

  func has(_ key: String) -> Bool { entries[key] != nil }

  func line(of key: String) -> Int { entries[key]?.mark?.line ?? line }

  /// The keys that are there, in the order of their lines.
  var keys: [String] { entries.keys.sorted { (line(of: $0), $0) < (line(of: $1), $1) } }

  func node(_ key: String) -> Node? { entries[key] }

  func list(_ key: String) -> [Node] {
    guard let node = entries[key] else { return [] }
    guard let sequence = node.sequence else {
      notes.add(
        line(of: key), zh: "“\(key)”须为列表。", en: "“\(key)” must be a list.", doZh: "请每项以“- ”开头，或写成 [甲, 乙]。",
        doEn: "Begin each item with “- ”, or write [one, two].")
      return []
    }
    return Array(sequence)
  }

  /// Text; empty text is a problem.
  func text(_ key: String) -> String { optionalText(key) ?? "" }

  func optionalText(_ key: String) -> String? {
    guard let node = entries[key] else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty, text.count <= 200 else {
      notes.add(
        line(of: key), zh: "“\(key)”须为 1 至 200 字的文字。", en: "“\(key)” must be text of 1 to 200 characters.",
        doZh: "请填写一个值。", doEn: "Write one value.")
      return nil
    }
    return text
  }

  func date(_ key: String) -> BusinessDate? {
    guard let text = optionalText(key) else { return nil }
    return Self.date(text, line(of: key), notes)
  }

  static func date(_ text: String, _ line: Int, _ notes: ScenarioNotes) -> BusinessDate? {
    if let date = BusinessDate(text), (1000...9000).contains(date.year) { return date }
    notes.add(
      line, zh: "“\(text)”不是日期。", en: "“\(text)” is no date.", doZh: "请写成 2026-03-20，且当月须有该日。",
      doEn: "Write 2026-03-20, a day that its month has.")
    return nil
  }

  /// In CNY: the deposits of this bank's contracts are kept in it.
  func money(_ key: String) -> Money? {
    guard let text = optionalText(key) else { return nil }
    return Self.money(text, line(of: key), notes)
  }

  static func money(_ text: String, _ line: Int, _ notes: ScenarioNotes) -> Money? {
    do {
      return try Money(parsing: text, .cny)
    } catch {
      let why = (error as? Refusal).map { Bilingual(zh: $0.zh, en: $0.en) } ?? Bilingual(zh: "", en: "")
      notes.add(
        line, zh: "“\(text)”不是金额。\(why.zh)", en: "“\(text)” is no amount. \(why.en)", doZh: "请写成 10000 或 1234.50。",
        doEn: "Write 10000 or 1234.50.")
      return nil
    }
  }

  /// A value out of a list of texts.
  func choice<T>(_ key: String, _ known: [(String, T)]) -> T? {
    guard let text = optionalText(key) else { return nil }
    if let found = known.first(where: { $0.0 == text }) { return found.1 }
    let list = known.map(\.0)
    notes.add(
      line(of: key), zh: "“\(key)”没有“\(text)”这个值。", en: "“\(text)” is no “\(key)”.",
      doZh: "可选：\(list.joined(separator: "、"))。", doEn: "Choose one of \(list.joined(separator: ", ")).")
    return nil
  }

  /// Runs what reads a value of one key; a refusal becomes a problem of its line.
  func read<T>(_ key: String, _ body: (String) throws -> T) -> T? {
    guard let text = optionalText(key) else { return nil }
    do {
      return try body(text)
    } catch let refusal as Refusal {
      notes.add(line(of: key), refusal)
    } catch {
      notes.add(
        line(of: key), zh: "“\(text)”无法读取。", en: "“\(text)” cannot be read.", doZh: "请改正。", doEn: "Correct it.")
    }
    return nil
  }
}
