import Storage
import Synchronization

/// Turns the portable SQL of the rooms into SQLite's.
enum PortableSQL {
  /// What has been rewritten once; readers share it.
  private static let rewritten = Mutex<[String: String]>([:])

  /// `$1` → `?1`. SQLite would number `$2 … $1` by first appearance; `?n` says which value is meant.
  static func parameters(_ text: String) -> String {
    if let known = rewritten.withLock({ $0[text] }) { return known }
    var out: [UInt8] = []
    var quoted = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "'") { quoted.toggle() }
      out.append(byte == UInt8(ascii: "$") && !quoted ? UInt8(ascii: "?") : byte)
    }
    let result = String(decoding: out, as: UTF8.self)
    rewritten.withLock { $0[text] = result }
    return result
  }

  /// Renders the type tokens of one schema statement. Every table is STRICT, so a wrong type is refused
  /// here as it would be by PostgreSQL (SQLite documentation, "STRICT Tables").
  static func schema(_ statement: String) -> String {
    var text = statement
    for (token, type) in [("{int}", "INTEGER"), ("{id}", "BLOB"), ("{bytes}", "BLOB"), ("{text}", "TEXT")] {
      text = replace(token, by: type, in: text)
    }
    let clustered = text.contains("{clustered}")
    text = replace("{clustered}", by: "WITHOUT ROWID", in: text)
    let isTable = text.drop { $0.isWhitespace }.uppercased().hasPrefix("CREATE TABLE")
    return isTable ? text + (clustered ? ", STRICT" : " STRICT") : text
  }

  private static func replace(_ token: String, by type: String, in text: String) -> String {
    text.split(separator: token, omittingEmptySubsequences: false).joined(separator: type)
  }
}
