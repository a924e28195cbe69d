import Foundation
import Primitives
import Seals
import Testing

@Suite struct KeyRingTests {
  private let folder: Folder
  private let path: String
  private let entropy = SystemEntropy()
  private static let names = [
    "archive.key", "bank-cert.pem", "bank.pem", "blind.key", "ca-cert.pem", "ca.pem", "checkpoint.pem", "field.key",
    "receipt.key",
  ]

  init() throws {
    folder = try Folder()
    path = folder.path + "/keys"
    try KeyRing.create(directory: path, bankName: "测试银行", now: House.now, entropy: entropy)
  }

  private func mode(_ file: String) throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int)
  }

  @Test("the ring is one file per role that only the owner can read, and nothing else is left behind")
  func files() throws {
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == Self.names)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["keys"])
    #expect(try mode(path) == 0o700)
    for name in Self.names { #expect(try mode("\(path)/\(name)") == 0o600) }
  }

  @Test("opened twice it gives the same keys; another ring has others")
  func reopen() throws {
    let (first, second) = (try KeyRing(directory: path), try KeyRing(directory: path))
    let sealed = try first.field.seal([1, 2, 3], context: "a", entropy: entropy)
    #expect(try second.field.open(sealed, context: "a") == [1, 2, 3])
    #expect(throws: Fault.self) { try first.archive.open(sealed, context: "a") }
    #expect(first.blind.of("name", "张三") == second.blind.of("name", "张三"))
    #expect(first.receipt == second.receipt)
    #expect(first.receipt.count == 32)
    #expect(first.checkpoint.publicKeyDER == second.checkpoint.publicKeyDER)
    #expect(first.bank.certificate.isSigned(by: first.authority.certificate))
    #expect(first.bank.certificate.commonName == "测试银行")
    let other = folder.path + "/other"
    try KeyRing.create(
      directory: other, bankName: "测试银行", now: House.now, entropy: entropy, bankAlgorithm: .rsa2048)
    let third = try KeyRing(directory: other)
    #expect(third.receipt != first.receipt)
    #expect(third.bank.key.algorithm == .rsa2048)
  }

  @Test("an existing ring, file or link is never overwritten")
  func existing() throws {
    let before = try Data(contentsOf: URL(fileURLWithPath: path + "/field.key"))
    let fault = #expect(throws: Fault.self) {
      try KeyRing.create(directory: path, bankName: "B", now: House.now, entropy: entropy)
    }
    #expect(fault?.code == "seals.keyring-exists")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/field.key")) == before)
    let file = try folder.write("file", "x")
    #expect(throws: Fault.self) {
      try KeyRing.create(directory: file, bankName: "B", now: House.now, entropy: entropy)
    }
    let orphan = #expect(throws: Fault.self) {
      try KeyRing.create(directory: folder.path + "/no/keys", bankName: "B", now: House.now, entropy: entropy)
    }
    #expect(orphan?.code == "seals.keyring")
  }

  @Test("keys that others could read are refused, with what to do", arguments: [0o750, 0o705, 0o770])
  func openDirectory(mode: Int) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    let fault = #expect(throws: Fault.self) { try KeyRing(directory: path) }
    #expect(fault?.code == "seals.keyring-open")
    #expect(fault?.detail.contains("chmod 700") == true)
  }

  @Test("one file too open, missing, linked or damaged is refused and named", arguments: names)
  func eachFile(name: String) throws {
    let file = "\(path)/\(name)"
    let code = { (#expect(throws: Fault.self) { try KeyRing(directory: path) })?.code }
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    #expect(code() == "seals.keyring-open")
    try FileManager.default.moveItem(atPath: file, toPath: folder.path + "/aside")
    #expect(code() == "seals.keyring-missing")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path + "/aside")
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: folder.path + "/aside")
    #expect(code() == "seals.keyring-open")
    try FileManager.default.removeItem(atPath: file)
    #expect(
      FileManager.default.createFile(atPath: file, contents: Data("x".utf8), attributes: [.posixPermissions: 0o600]))
    #expect(code() != nil)
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.moveItem(atPath: folder.path + "/aside", toPath: file)
    _ = try KeyRing(directory: path)
  }

  @Test("a key that does not belong to its certificate is refused")
  func mismatch() throws {
    for name in ["ca.pem", "bank.pem"] {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      let right = try Data(contentsOf: file)
      let handle = try FileHandle(forWritingTo: file)
      try handle.truncate(atOffset: 0)
      try handle.write(contentsOf: Data(try SigningKey.generate(.p256).pem().utf8))
      try handle.close()
      let fault = #expect(throws: Fault.self) { try KeyRing(directory: path) }
      #expect(fault?.code == "seals.keyring-damaged")
      let again = try FileHandle(forWritingTo: file)
      try again.truncate(atOffset: 0)
      try again.write(contentsOf: right)
      try again.close()
    }
    _ = try KeyRing(directory: path)
  }

  @Test("every teller has one identity of their own, also when many ask at once")
  func tellers() async throws {
    let ring = try KeyRing(directory: path)
    let all = try await withThrowingTaskGroup(of: X509.self) { group in
      for _ in 0..<16 {
        group.addTask {
          try ring.teller(name: "王芳", number: "T0001", outlet: "城东支行", now: House.now, entropy: SystemEntropy())
            .certificate
        }
      }
      return try await group.reduce(into: Set<X509>()) { $0.insert($1) }
    }
    let first = try #require(all.first)
    #expect(all.count == 1)
    #expect(first.commonName == "王芳 (T0001)")
    #expect(first.organization == "测试银行")
    #expect(first.organizationalUnit == "城东支行")
    let second = try ring.teller(name: "李娜", number: "T0002", outlet: "城东支行", now: House.now, entropy: entropy)
    #expect(second.certificate.publicKeyDER != first.publicKeyDER)
  }

  @Test("a case's customer signs with a new key whose certificate carries the hash of the document (DECISIONS 9)")
  func caseCustomer() throws {
    let ring = try KeyRing(directory: path)
    let hash = Digest.sha256(Array("revision 1".utf8))
    let make = { try ring.caseCustomer(documentHash: hash, caseNumber: "C-1", now: House.now, entropy: entropy) }
    let (first, second) = (try make(), try make())
    #expect(first.certificate.documentHash == hash)
    #expect(first.certificate.notAfter == ring.authority.certificate.notAfter)
    #expect(first.certificate.publicKeyDER != second.certificate.publicKeyDER)
    let digest = Digest.sha256(Array("revision 2".utf8))
    for identity in [first, ring.bank] {
      let cms = try CAdES.sign(contentDigest: digest, by: identity)
      let verdict = CAdES.verify(
        cms, contentDigest: digest, trust: [ring.authority.certificate], at: House.now.adding(seconds: 1))
      #expect(verdict.isGood)
    }
  }
}
