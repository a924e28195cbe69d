import Primitives
import Seals
import Testing

private struct ZeroEntropy: Entropy {
  func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}

@Suite struct FieldCipherTests {
  private let cipher = FieldCipher(key: SeededEntropy(seed: 3).bytes(32))

  @Test("AES-256-GCM gives test cases 13 and 14 of the GCM specification")
  func vectors() throws {
    let cipher = FieldCipher(key: [UInt8](repeating: 0, count: 32))
    let nonce = String(repeating: "00", count: 12)
    let empty = try cipher.seal([], context: "", entropy: ZeroEntropy())
    #expect(Hex.encode(empty) == nonce + "530f8afbc74536b9a963b4f1c4cb738b")
    let block = try cipher.seal([UInt8](repeating: 0, count: 16), context: "", entropy: ZeroEntropy())
    #expect(Hex.encode(block) == nonce + "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919")
  }

  @Test("what is sealed opens again, for every length")
  func roundTrip() throws {
    let entropy = SeededEntropy(seed: 4)
    for length in 0..<100 {
      let plain = entropy.bytes(length)
      let sealed = try cipher.seal(plain, context: "customer.name/\(length)", entropy: entropy)
      #expect(sealed.count == length + FieldCipher.overhead)
      #expect(try cipher.open(sealed, context: "customer.name/\(length)") == plain)
    }
  }

  @Test("any changed bit, a cut, another context or another key: it does not open")
  func tampering() throws {
    let entropy = SeededEntropy(seed: 5)
    let sealed = try cipher.seal(Array("110101199003078515".utf8), context: "customer.id/1", entropy: entropy)
    for index in sealed.indices {
      for bit in 0..<8 {
        var changed = sealed
        changed[index] ^= 1 << UInt8(bit)
        #expect(throws: Fault.self) { try cipher.open(changed, context: "customer.id/1") }
      }
    }
    for length in 0..<sealed.count {
      #expect(throws: Fault.self) { try cipher.open(Array(sealed.prefix(length)), context: "customer.id/1") }
    }
    #expect(throws: Fault.self) { try cipher.open(sealed, context: "customer.id/2") }
    let other = FieldCipher(key: entropy.bytes(32))
    #expect(throws: Fault.self) { try other.open(sealed, context: "customer.id/1") }
  }

  @Test("a fault of the cipher tells nothing of the value")
  func noLeak() throws {
    let sealed = try cipher.seal(Array("张三".utf8), context: "customer.name/9", entropy: SeededEntropy(seed: 6))
    let fault = #expect(throws: Fault.self) { try cipher.open(sealed, context: "other") }
    #expect(fault?.code == "seals.open")
    #expect(fault?.detail.contains("张三") == false)
  }

  @Test("a blind index depends on the key, the kind and the text, and kind and text do not run together")
  func blindIndex() {
    let index = BlindIndex(key: [UInt8](repeating: 1, count: 32))
    let value = index.of("phone", "13800138000")
    #expect(value.count == 16)
    #expect(value == index.of("phone", "13800138000"))
    #expect(value != index.of("resident-id", "13800138000"))
    #expect(value != index.of("phone", "13800138001"))
    #expect(index.of("phone1", "3800138000") != value)
    #expect(value != BlindIndex(key: [UInt8](repeating: 2, count: 32)).of("phone", "13800138000"))
  }
}
