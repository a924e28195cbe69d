import Primitives
import Seals
import Testing

@Suite struct SigningKeyTests {
  static let message = Array("每一笔都要客户确认。".utf8)
  /// The order of P-256 (SEC 2).
  static let order = Hex.decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")!

  @Test("a signature holds for its message and key only", arguments: SigningKey.Algorithm.allCases)
  func signAndVerify(algorithm: SigningKey.Algorithm) throws {
    let key = try House.key(algorithm)
    #expect(key.algorithm == algorithm)
    let signature = try key.sign(Self.message)
    let holds = { (signature: [UInt8], message: [UInt8], key: [UInt8]) in
      SigningKey.verify(signature: signature, message: message, publicKeyDER: key)
    }
    #expect(holds(signature, Self.message, key.publicKeyDER))
    #expect(!holds(signature, Self.message + [0], key.publicKeyDER))
    #expect(!holds(signature, [], key.publicKeyDER))
    #expect(!holds(signature + [0], Self.message, key.publicKeyDER))
    #expect(!holds([], Self.message, key.publicKeyDER))
    #expect(!holds(signature, Self.message, []))
    #expect(!holds(signature, Self.message, try SigningKey.generate(.p256).publicKeyDER))
    for index in signature.indices {
      var changed = signature
      changed[index] ^= 1 << UInt8(index % 8)
      #expect(!holds(changed, Self.message, key.publicKeyDER))
    }
  }

  @Test("a key survives its PEM form", arguments: [SigningKey.Algorithm.p256, .rsa2048])
  func pem(algorithm: SigningKey.Algorithm) throws {
    let key = try House.key(algorithm)
    let text = try key.pem()
    #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
    let again = try SigningKey(pem: text)
    #expect(again.algorithm == algorithm)
    #expect(again.publicKeyDER == key.publicKeyDER)
    let signature = try again.sign(Self.message)
    #expect(SigningKey.verify(signature: signature, message: Self.message, publicKeyDER: key.publicKeyDER))
  }

  @Test("what is no key, or a kind we do not take, is refused")
  func refused() throws {
    #expect(throws: Fault.self) { try SigningKey(pem: "") }
    #expect(throws: Fault.self) {
      try SigningKey(pem: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    }
    for arguments in [
      ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], ["genrsa", "1024"],
      ["genpkey", "-algorithm", "ED25519"],
    ] {
      guard let made = try OpenSSLTool.run(arguments) else { return }
      #expect(made.status == 0)
      #expect(throws: Fault.self) { try SigningKey(pem: made.output) }
    }
  }

  @Test("ECDSA signatures have one form: always the low s, the high one is refused")
  func lowS() throws {
    let key = try SigningKey.generate(.p256)
    for _ in 0..<64 {
      let signature = try key.sign(Self.message)
      var node = DERNode(signature)
      var s = Array(node.children[1].content.drop { $0 == 0 })
      s = [UInt8](repeating: 0, count: 32 - s.count) + s
      #expect(s[0] < 0x80)
      node.children[1].content = Self.negated(s)
      #expect(
        !SigningKey.verify(signature: node.bytes, message: Self.message, publicKeyDER: key.publicKeyDER))
    }
  }

  @Test("many threads may sign with one key")
  func concurrency() async throws {
    let key = try SigningKey.generate(.p256)
    let good = try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          try (0..<50).allSatisfy { round in
            let message = Array("\(task) \(round)".utf8)
            let signature = try key.sign(message)
            return SigningKey.verify(signature: signature, message: message, publicKeyDER: key.publicKeyDER)
          }
        }
      }
      return try await group.reduce(true) { $0 && $1 }
    }
    #expect(good)
  }

  /// n − s as the content of an INTEGER.
  static func negated(_ s: [UInt8]) -> [UInt8] {
    var (out, borrow) = ([UInt8](repeating: 0, count: 32), 0)
    for index in (0..<32).reversed() {
      let value = Int(order[index]) - Int(s[index]) - borrow
      out[index] = UInt8(truncatingIfNeeded: value)
      borrow = value < 0 ? 1 : 0
    }
    return out[0] >= 0x80 ? [0] + out : out
  }
}
