import Primitives

/// Why PostgreSQL could not be opened, in plain sentences.
enum PostgresRefusal {
  /// libpq tells of a failed connection in words only, in the server's language; what is certain is told by
  /// what the words are about.
  static func connecting(_ message: String, _ address: PostgresAddress) -> Fault {
    let lines = message.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let told = lines.first { $0.contains("FATAL") } ?? lines.first ?? "no reason was given"
    let place = "\(address)"
    if told.contains("password authentication failed") || told.contains("no password supplied") {
      return Fault("storage.credentials", "PostgreSQL does not accept role or password for \(place) (\(told))")
    }
    if told.contains("does not exist") {
      return Fault("storage.no-database", "role or database of \(place) does not exist: create it first (\(told))")
    }
    if told.contains("read-only") || told.contains("recovery") || told.contains("session is not read-write") {
      return Fault("storage.standby", "\(place) is a standby and only reads: name the primary (\(told))")
    }
    return Fault("storage.unreachable", "PostgreSQL at \(place) cannot be reached: is it running? (\(told))")
  }

  static func version(_ number: Int32, _ address: PostgresAddress) -> Fault {
    Fault("storage.version", "\(address) is PostgreSQL \(number / 10_000); version 15 or newer is needed")
  }

  static func setting(_ name: String, _ found: String, _ wanted: String) -> Fault {
    Fault("storage.setting", "\(name) of PostgreSQL is \(found) and must be \(wanted): refusing to open")
  }

  static func noSchema(_ path: String) -> Fault {
    Fault("storage.no-schema", "the schema “\(path)” does not exist and this role may not make it")
  }

  static let inUse = Fault("storage.in-use", "another program has opened this data; close it first")
}
