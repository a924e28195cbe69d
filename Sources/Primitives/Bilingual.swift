/// A text in both languages of the house, Chinese first.
package struct Bilingual: Hashable, Sendable {
  package let zh: String
  package let en: String

  package init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  /// The text in `zh` or `en`; Chinese for any other language.
  package func callAsFunction(_ language: String) -> String { language == "en" ? en : zh }

  /// Puts each fact in the place of its `{name}`, in one pass: a fact that itself holds `{…}` stays as it is.
  /// A placeholder without a fact stays visible.
  package func filled(_ facts: [String: String]) -> Bilingual {
    Bilingual(zh: Self.fill(zh, facts), en: Self.fill(en, facts))
  }

  /// The names in `{…}`, in both languages; nil when a brace has no partner.
  package var placeholders: Set<String>? {
    guard let first = Self.names(zh), let second = Self.names(en) else { return nil }
    return first.union(second)
  }

  private static func fill(_ text: String, _ facts: [String: String]) -> String {
    var out = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      out += rest[..<open]
      let name = String(rest[rest.index(after: open)..<close])
      out += facts[name] ?? "{\(name)}"
      rest = rest[rest.index(after: close)...]
    }
    return out + rest
  }

  private static func names(_ text: String) -> Set<String>? {
    var names: Set<String> = []
    var rest = text[...]
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard rest[brace] == "{", let close = rest[brace...].firstIndex(of: "}") else { return nil }
      let name = rest[rest.index(after: brace)..<close]
      guard !name.contains("{"), !name.isEmpty else { return nil }
      names.insert(String(name))
      rest = rest[rest.index(after: close)...]
    }
    return names
  }
}
