import Banking
import Foundation
import Primitives
import Storage
import TestHouse
import Testing

@Suite struct SecrecyTests {
  @Test("no file of the bank holds a number, name or phone in clear; a planted one is found")
  func atRest() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let (number, name, phone) = ("CZ-MARKER-4711", "Ludmila Nováková", "+420777123456")
    let draft = try rig.draft(number, type: .other, name: name, phone: phone)
    let order = rig.opening(draft)
    _ = try await rig.database.write { try books.accountOpening.prepare(order, in: $0) }
    let secrets = [number, name, phone, "4711", "Nováková", "777123456"].map { Array($0.utf8) }
    #expect(try await rig.found(secrets).isEmpty)
    let now = rig.time.now
    _ = try await rig.database.write {
      try books.accountOpening.settle(order.caseID, at: BankRig.outlet, now: now, in: $0)
    }
    #expect(try await rig.found(secrets).isEmpty)
    try await rig.database.write {
      try books.parameters.set("planted", number, from: BankRig.today, in: $0)
    }
    #expect(try await rig.found(secrets).contains(secrets[0]))
  }

  @Test("a blind index finds by equality alone, and its values tell nothing of the text")
  func blind() async throws {
    let rig = try await BankRig()
    let books = rig.books
    _ = try await rig.account("CZ-1", name: "Client 1", type: .other)
    _ = try await rig.account("CZ-2", name: "Client 1", type: .other)
    _ = try await rig.account("CZ-12", name: "Client 12", type: .other)
    let (exact, prefix, named, part) = try await rig.database.read { tx in
      (
        try books.customers.find(.other, "cz-1", in: tx), try books.customers.find(.other, "CZ-", in: tx),
        try books.customers.find(name: " Client  1 ", in: tx), try books.customers.find(name: "Client", in: tx)
      )
    }
    #expect(exact?.documentMasked == "**-1")
    #expect(prefix == nil && part.isEmpty)
    #expect(named.count == 2)
    let columns = try await rig.database.read {
      try $0.query(SQL("SELECT document_blind, name_blind FROM customers")).map { (try $0.bytes(0), try $0.bytes(1)) }
    }
    #expect(columns.allSatisfy { $0.0.count == 16 && $0.1.count == 16 })
    #expect(Set(columns.map(\.0)).count == 3 && Set(columns.map(\.1)).count == 2)
  }

  @Test("the same number under another document type is another customer")
  func types() async throws {
    let rig = try await BankRig()
    let books = rig.books
    _ = try await rig.account()
    _ = try await rig.account(BankRig.idNumber, name: "别人", type: .other)
    let names = try await rig.database.read { tx in
      try [DocumentType.residentID, .other].map { try books.customers.detail($0, BankRig.idNumber, in: tx)?.name }
    }
    #expect(names == ["王小明", "别人"])
  }

  @Test("a ciphertext moved to another row or column does not open")
  func moved() async throws {
    let rig = try await BankRig()
    let books = rig.books
    _ = try await rig.account()
    _ = try await rig.account("440524188001010014", name: "李四")
    try await rig.database.write {
      try $0.execute(
        SQL("UPDATE customers SET name_sealed = (SELECT name_sealed FROM customers ORDER BY name_sealed DESC LIMIT 1)"),
        [])
    }
    var opened = 0
    for number in [BankRig.idNumber, "440524188001010014"] {
      do {
        _ = try await rig.database.read { try books.customers.detail(.residentID, number, in: $0) }
        opened += 1
      } catch let fault as Fault {
        #expect(fault.code == "seals.open")
      }
    }
    #expect(opened == 1)
  }

  @Test(
    "masks keep little: nothing of a short text",
    arguments: [("CZ-12345", "CZ****45"), ("CZ-1", "**-1"), ("AB1", "***")])
  func masks(number: String, masked: String) async throws {
    let rig = try await BankRig()
    let books = rig.books
    _ = try await rig.account(number, name: "A", type: .other)
    let card = try await rig.database.read { try books.customers.find(.other, number, in: $0) }
    #expect(card?.documentMasked == masked && card?.nameMasked == "*")
  }
}

extension BankRig {
  /// Which of the texts stand in the database file or its write-ahead log; on another engine: in any column
  /// of any row.
  func found(_ secrets: [[UInt8]]) async throws -> [[UInt8]] {
    var bytes = Data()
    if TestEngine.chosen != .sqlite {
      let tables = try await database.tables()
      let values = try await database.read { tx in
        try tables.flatMap { try tx.query(SQL("SELECT \($0.names) FROM \($0.table)")).flatMap(\.values) }
      }
      for value in values {
        switch value {
        case .text(let text): bytes.append(contentsOf: Array(text.utf8) + [0])
        case .bytes(let raw): bytes.append(contentsOf: raw + [0])
        default: break
        }
      }
      return secrets.filter { bytes.range(of: Data($0)) != nil }
    }
    for end in ["", "-wal"] {
      if let part = FileManager.default.contents(atPath: path + end) { bytes.append(part) }
    }
    #expect(bytes.count > 8192)
    return secrets.filter { bytes.range(of: Data($0)) != nil }
  }
}
