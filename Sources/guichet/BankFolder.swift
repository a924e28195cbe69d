import Desk
import Foundation
import Primitives

/// One bank on disk: `bank.json`, `bank.sqlite`, `keys/`, `checkpoint.json`, `feed/`, and for a demo
/// `credentials.json`.
struct BankFolder {
  let url: URL

  init(path: String) { url = URL(fileURLWithPath: path) }

  var database: String { url.appending(path: "bank.sqlite").path }
  var keys: String { url.appending(path: "keys").path }
  var checkpoint: URL { url.appending(path: "checkpoint.json") }
  var credentials: URL { url.appending(path: "credentials.json") }
  private var settingsFile: URL { url.appending(path: "bank.json") }

  /// What is fixed when the bank is made.
  struct Settings: Codable {
    var format = 1
    let bankNameZh: String
    let bankNameEn: String
    let publicAddress: String
    let demo: Bool
    /// `postgres://…` without a password; nil: `bank.sqlite` in the folder.
    var store: String?

    var house: HouseSettings {
      HouseSettings(
        bankName: Bilingual(zh: bankNameZh, en: bankNameEn), publicAddress: publicAddress, isDemo: demo)
    }
  }

  var exists: Bool { FileManager.default.fileExists(atPath: settingsFile.path) }

  /// True when the folder is there and not empty.
  var isOccupied: Bool { (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.isEmpty == false }

  /// - Throws: `Fault` `roof.no-bank`, `roof.bank-file`.
  func settings() throws -> Settings {
    guard let data = FileManager.default.contents(atPath: settingsFile.path) else {
      throw Fault(
        "roof.no-bank", "\(url.path) holds no bank: make one with `guichet demo --data DIR` or `guichet init`")
    }
    do {
      let settings = try JSONDecoder().decode(Settings.self, from: data)
      guard settings.format == 1 else { throw Fault("roof.bank-file", "bank.json was written by a newer program") }
      return settings
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault("roof.bank-file", "\(settingsFile.path) cannot be read: \(error)")
    }
  }

  /// Where the data lie: as the command says, or as the bank's settings do, or in the folder itself.
  func store(_ named: String?) throws -> StorePlace {
    if let named { return try StorePlace(named) }
    return try settings().store.map { try StorePlace($0) } ?? .file(database)
  }

  /// Names another store from now on.
  func move(to place: StorePlace) throws {
    var settings = try settings()
    switch place {
    case .file(let path)
    where URL(fileURLWithPath: path).standardizedFileURL.path
      == url.appending(path: "bank.sqlite").standardizedFileURL.path:
      settings.store = nil
    case .file(let path): settings.store = "sqlite:" + URL(fileURLWithPath: path).standardizedFileURL.path
    case .server(let address): settings.store = address.text
    }
    try write(settings)
  }

  /// Makes the folder, private to its owner.
  ///
  /// - Throws: `Fault` `roof.bank-exists` when one is there already.
  func create(_ settings: Settings) throws {
    guard !exists else { throw Fault("roof.bank-exists", "\(url.path) already holds a bank; choose another --data") }
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: url.path)
    try write(settings)
  }

  private func write(_ settings: Settings) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try Self.writePrivately(try encoder.encode(settings), to: settingsFile)
  }

  /// Whole or not at all, mode 0600, on the disk when this returns.
  static func writePrivately(_ data: Data, to file: URL) throws {
    let folder = file.deletingLastPathComponent()
    let draft = folder.appending(path: ".\(file.lastPathComponent).new")
    try? FileManager.default.removeItem(at: draft)
    guard FileManager.default.createFile(atPath: draft.path, contents: data, attributes: [.posixPermissions: 0o600]),
      sync(draft.path), rename(draft.path, file.path) == 0, sync(folder.path)
    else { throw Fault("roof.write", "cannot write \(file.path)") }
  }

  private static func sync(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }
}
