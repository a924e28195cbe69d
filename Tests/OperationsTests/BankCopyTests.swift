import Foundation
import Operations
import Primitives
import SQLiteStorage
import Storage
import TestHouse
import Testing

@Suite("Bank copy")
struct BankCopyTests {
  private func folder() throws -> URL {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory()).appending(path: "copy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test("data, keys and settings go into one private file and come back whole")
  func roundTrip() async throws {
    let home = try folder()
    defer { try? FileManager.default.removeItem(at: home) }
    let bank = home.appending(path: "bank")
    try FileManager.default.createDirectory(at: bank.appending(path: "keys"), withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: bank.appending(path: "bank.json"))
    try Data("secret".utf8).write(to: bank.appending(path: "keys/field.key"))
    let database = try SQLiteDatabase(path: bank.appending(path: "bank.sqlite").path)
    try await database.migrate([StorageSchema.schema])
    let message = OutboxMessage(
      id: EntityID(high: 1, low: 2), institution: InstitutionID(1), topic: "t", body: [1],
      createdAt: Moment(milliseconds: 5))
    try await database.write { tx in try Outbox.put(message, in: tx) }
    let file = home.appending(path: "copy.tar")
    try await BankCopy().make(of: bank, to: file) { try await database.backup(to: $0) }
    await database.close()
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)

    let back = home.appending(path: "back")
    try BankCopy().unpack(file, into: back)
    #expect(try Data(contentsOf: back.appending(path: "keys/field.key")) == Data("secret".utf8))
    let restored = try SQLiteDatabase(path: back.appending(path: "bank.sqlite").path)
    #expect(try await restored.read { tx in try Outbox.pending(limit: 9, in: tx) } == [message])
    await restored.close()
    await #expect(throws: Refusal.self) { try await BankCopy().make(of: bank, to: file) { _ in } }
    #expect(throws: Refusal.self) { try BankCopy().unpack(file, into: back) }
  }

  @Test("a file that is no copy of a bank is refused and leaves nothing behind")
  func foreign() throws {
    let home = try folder()
    defer { try? FileManager.default.removeItem(at: home) }
    let file = home.appending(path: "other.tar")
    try Data("not a tar".utf8).write(to: file)
    let target = home.appending(path: "target")
    #expect(throws: Fault.self) { try BankCopy().unpack(file, into: target) }
    #expect(!FileManager.default.fileExists(atPath: target.path))
  }
}
