import Foundation
import PostgresStorage
import Primitives
import SQLiteStorage
import Storage

/// Where a bank's data lie: a file in its folder, or a PostgreSQL database.
enum StorePlace: CustomStringConvertible {
  case file(String)
  case server(PostgresAddress)

  /// - Parameter text: `postgres://…`, or a path (with or without `sqlite:` before it).
  /// - Throws: `Fault` `storage.address`; `roof.store-password`, since an argument can be read by everybody on
  ///   the machine and `bank.json` is no place for a secret.
  init(_ text: String) throws {
    guard PostgresAddress.isAddress(text) else {
      guard !text.contains("://") else {
        throw Fault(
          "storage.address", "a store is postgres://… or a file; “\(text.prefix { $0 != ":" })” is not known here")
      }
      self = .file(text.hasPrefix("sqlite:") ? String(text.dropFirst(7)) : text)
      return
    }
    let address = try PostgresAddress(text)
    guard !address.holdsPassword else {
      throw Fault(
        "roof.store-password",
        "no password in the address of the store: put it into ~/.pgpass, or name another file with PGPASSFILE")
    }
    self = .server(address)
  }

  var description: String {
    switch self {
    case .file(let path): path
    case .server(let address): address.description
    }
  }

  /// Opens for business, or for moving: takes the lock.
  func open() throws -> any Database {
    switch self {
    case .file(let path): try SQLiteDatabase(path: path)
    case .server(let address): try PostgresDatabase(address)
    }
  }

  /// Looks at data that another program may be serving.
  func view() throws -> any Database {
    switch self {
    case .file(let path): return try SQLiteViewer(path: path)
    case .server(let address):
      var options = PostgresOptions()
      (options.viewing, options.writers, options.readers) = (true, 1, 2)
      return try PostgresDatabase(address, options: options)
    }
  }
}
