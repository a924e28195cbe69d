import Foundation
import Primitives
import SQLiteStorage
import TestHouse
import Testing

@Suite("refusals of a backup") struct BackupRefusalTests {
  @Test("a file that is there is not written over")
  func exists() async throws {
    let database = try await TestVault.temporaryFile()
    let target = try TestVault.directory() + "/bank.db"
    try Data("kept".utf8).write(to: URL(fileURLWithPath: target))
    #expect(try await met { try await database.backup(to: target) } == "storage.backup-exists")
    #expect(try Data(contentsOf: URL(fileURLWithPath: target)) == Data("kept".utf8))
    await database.close()
  }
}
