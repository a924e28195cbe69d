import Desk
import Foundation
import Primitives

/// One bank on disk: `bank.json`, `bank.sqlite`, `keys/`, `checkpoint.json`, and for a demo
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

    var house: HouseSettings {
      HouseSettings(
        bankName: Bilingual(zh: bankNameZh, en: bankNameEn), publicAddress: publicAddress, isDemo: demo)
    }
  }

  var exists: Bool { FileManager.default.fileExists(atPath: settingsFile.path) }

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

  /// Makes the folder, private to its owner.
  ///
  /// - Throws: `Fault` `roof.bank-exists` when one is there already.
  func create(_ settings: Settings) throws {
    guard !exists else { throw Fault("roof.bank-exists", "\(url.path) already holds a bank; choose another --data") }
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: url.path)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try Self.writePrivately(try encoder.encode(settings), to: settingsFile)
  }

  /// Whole or not at all, mode 0600.
  static func writePrivately(_ data: Data, to file: URL) throws {
    let draft = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).new")
    try? FileManager.default.removeItem(at: draft)
    guard FileManager.default.createFile(atPath: draft.path, contents: data, attributes: [.posixPermissions: 0o600])
    else { throw Fault("roof.write", "cannot write \(file.path)") }
    guard rename(draft.path, file.path) == 0 else { throw Fault("roof.write", "cannot write \(file.path)") }
  }
}
