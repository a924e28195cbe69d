import CPostgres
import Primitives

/// Where a vault lies: a `postgres://` address as libpq reads it, with one or several hosts
/// (PostgreSQL documentation, "Connection Strings"). A schema other than the role's own is named by
/// `?options=-csearch_path=NAME`.
package struct PostgresAddress: Sendable, Equatable, CustomStringConvertible {
  package let text: String
  /// The address without its password, for people and files.
  package let description: String
  /// A password stands in the address itself.
  package let holdsPassword: Bool

  /// True for what is meant as an address of PostgreSQL.
  package static func isAddress(_ text: String) -> Bool {
    text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
  }

  /// - Throws: `Fault` `storage.address` with libpq's reason.
  package init(_ text: String) throws {
    guard Self.isAddress(text) else {
      throw Fault("storage.address", "an address of PostgreSQL begins with postgres://")
    }
    var complaint: UnsafeMutablePointer<CChar>?
    guard let parts = PQconninfoParse(text, &complaint) else {
      // libpq's message repeats the address, and with it a password.
      PQfreemem(complaint)
      throw Fault("storage.address", "the address of PostgreSQL cannot be read: postgres://role@host:5432/database")
    }
    defer { PQconninfoFree(parts) }
    var found: [String: String] = [:]
    var part = parts
    while let keyword = part.pointee.keyword {
      if let value = part.pointee.val { found[String(cString: keyword)] = String(cString: value) }
      part += 1
    }
    self.text = text
    holdsPassword = found["password"] != nil
    description = Self.shown(text, password: found["password"] != nil)
  }

  private static func shown(_ text: String, password: Bool) -> String {
    guard password, let scheme = text.firstRange(of: "://") else { return text }
    let rest = text[scheme.upperBound...]
    guard let at = rest.firstIndex(of: "@"), let colon = rest[..<at].firstIndex(of: ":") else {
      return text.prefix { $0 != "?" } + "?…"
    }
    return String(text[..<colon]) + String(rest[at...])
  }
}
