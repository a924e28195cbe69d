/// How personal data is shown where the full value is not needed.
package enum Masking {
  /// `王小明` → `王*明`, `王明` → `王*`; longer names keep first and last.
  package static func name(_ name: String) -> String {
    let letters = Array(name)
    guard letters.count > 1 else { return name }
    if letters.count == 2 { return "\(letters[0])*" }
    return "\(letters[0])\(String(repeating: "*", count: min(letters.count - 2, 6)))\(letters[letters.count - 1])"
  }

  /// Keeps the first `head` and last `tail` characters: `110105********002X`.
  package static func middle(_ text: String, head: Int, tail: Int) -> String {
    guard text.count > head + tail else { return String(repeating: "*", count: text.count) }
    return text.prefix(head) + String(repeating: "*", count: text.count - head - tail) + text.suffix(tail)
  }

  /// `6228 4804 0256 4890 018`: groups of four for reading aloud.
  package static func grouped(_ number: String) -> String {
    var out = ""
    for (index, character) in number.enumerated() {
      if index > 0 && index % 4 == 0 { out.append(" ") }
      out.append(character)
    }
    return out
  }
}
