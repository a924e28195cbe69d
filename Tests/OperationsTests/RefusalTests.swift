import Foundation
import Operations
import Primitives
import TestHouse
import Testing

@Suite("refusals of backup and restore") struct RefusalTests {
  @Test("neither a copy nor a bank is ever written over")
  func exists() async throws {
    let folder = URL(fileURLWithPath: try TestVault.directory())
    let (bank, file) = (folder.appending(path: "bank"), folder.appending(path: "copy.tar"))
    try FileManager.default.createDirectory(at: bank.appending(path: "keys"), withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: bank.appending(path: "bank.json"))
    try Data("kept".utf8).write(to: file)
    #expect(try await met { try await BankCopy().make(of: bank, to: file) { _ in } } == "backup.exists")
    #expect(try Data(contentsOf: file) == Data("kept".utf8))
    #expect(try await met { try BankCopy().unpack(file, into: bank) } == "restore.exists")
  }
}
