import Foundation
import Primitives

/// The dictionary of the pages, from `texts.yaml`: one line per text, `key: {zh: "…", en: "…"}`, a subset of
/// YAML whose values are JSON strings.
struct Texts: Sendable {
  let zh: [String: String]
  let en: [String: String]

  /// - Throws: `Fault` `web.texts` naming the line of a broken, empty or double entry.
  init(_ text: String) throws {
    var zh: [String: String] = [:]
    var en: [String: String] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmingSpace
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let entry = Self.entry(line), !entry.zh.isEmpty, !entry.en.isEmpty else {
        throw Fault("web.texts", "texts.yaml line \(index + 1) is not `key: {zh: \"…\", en: \"…\"}`")
      }
      guard zh.updateValue(entry.zh, forKey: entry.key) == nil else {
        throw Fault("web.texts", "texts.yaml line \(index + 1): \(entry.key) comes twice")
      }
      en[entry.key] = entry.en
    }
    self.zh = zh
    self.en = en
  }

  private static func entry(_ line: String) -> (key: String, zh: String, en: String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let key = String(line[..<colon])
    let rest = line[line.index(after: colon)...].trimmingSpace
    guard rest.hasPrefix("{zh: \""), rest.hasSuffix("\"}"), let gap = rest.firstRange(of: "\", en: \"") else {
      return nil
    }
    let first = rest[rest.index(rest.startIndex, offsetBy: 5)...gap.lowerBound]
    let second = rest[rest.index(before: gap.upperBound)...].dropLast()
    guard case .text(let zh)? = try? JSONText(Array(first.utf8)),
      case .text(let en)? = try? JSONText(Array(second.utf8))
    else { return nil }
    return (key, zh, en)
  }

  func of(_ language: String) -> [String: String] { language == "en" ? en : zh }

  /// The text of a key in both languages; the key itself when the dictionary lacks it.
  func callAsFunction(_ key: String) -> Bilingual { Bilingual(zh: zh[key] ?? key, en: en[key] ?? key) }
}
