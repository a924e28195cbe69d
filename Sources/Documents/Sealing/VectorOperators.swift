/// Content of a signature's look: path, colour and state operators with their numbers and nothing else
/// (ISO 32000-1 table 51), so that no text, image or external object can hide in it.
package enum VectorOperators {
  private static let known: Set<String> = [
    "q", "Q", "cm", "w", "J", "j", "M", "d", "i", "m", "l", "c", "v", "y", "h", "re", "S", "s", "f", "F", "f*", "B",
    "B*", "b", "b*", "n", "W", "W*", "g", "G", "rg", "RG", "k", "K",
  ]

  package static func areOnly(_ content: [UInt8]) -> Bool {
    var at = 0
    var saved = 0
    while at < content.count {
      let byte = content[at]
      if byte == 0x20 || byte == 0x0A || byte == 0x5B || byte == 0x5D {
        at += 1
        continue
      }
      let start = at
      while at < content.count, content[at] != 0x20, content[at] != 0x0A, content[at] != 0x5B, content[at] != 0x5D {
        at += 1
      }
      if isNumber(content[start..<at]) { continue }
      guard at - start <= 2 else { return false }
      let name = String(decoding: content[start..<at], as: UTF8.self)
      guard known.contains(name) else { return false }
      if name == "q" { saved += 1 }
      if name == "Q" { saved -= 1 }
      guard saved >= 0 else { return false }
    }
    return saved == 0
  }

  private static func isNumber(_ token: ArraySlice<UInt8>) -> Bool {
    var digits = 0
    var points = 0
    for (index, byte) in token.enumerated() {
      switch byte {
      case 0x30...0x39: digits += 1
      case 0x2E: points += 1
      case 0x2D where index == 0: continue
      default: return false
      }
    }
    return digits > 0 && points <= 1
  }
}
