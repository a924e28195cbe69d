import Primitives
import Seals
import Testing

@Suite struct DigestTests {
  @Test("SHA-256 gives the examples of FIPS 180-4")
  func sha256() {
    #expect(
      Hex.encode(Digest.sha256(Array("abc".utf8)))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      Hex.encode(Digest.sha256([]))
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    #expect(
      Hex.encode(Digest.sha256(Array(long.utf8)))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }

  @Test("the digest of parts is the digest of the whole, however it is cut")
  func parts() {
    let entropy = SeededEntropy(seed: 1)
    for _ in 0..<100 {
      let whole = entropy.bytes(entropy.below(500))
      let (first, second) = (entropy.below(whole.count + 1), entropy.below(whole.count + 1))
      let (low, high) = (min(first, second), max(first, second))
      #expect(Digest.sha256(parts: [whole[..<low], whole[low..<high], whole[high...]]) == Digest.sha256(whole))
    }
  }

  @Test("a running digest begins afresh after each record")
  func running() {
    let run = Digest.RunningDigest()
    for text in ["abc", "", "abc"] {
      run.update(Array(text.utf8))
      #expect(run.finish() == Digest.sha256(Array(text.utf8)))
    }
  }

  @Test(
    "HMAC-SHA-256 gives the vectors of RFC 4231",
    arguments: [
      (
        String(repeating: "0b", count: 20), Hex.encode("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Hex.encode("Jefe".utf8), Hex.encode("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        String(repeating: "aa", count: 131),
        Hex.encode("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
    ])
  func hmac(key: String, data: String, expected: String) throws {
    let key = try #require(Hex.decode(key))
    let data = try #require(Hex.decode(data))
    #expect(Hex.encode(Digest.hmac(key: key, data)) == expected)
  }

  @Test("an HMAC with an empty key does not use the key of the call before")
  func emptyKey() {
    _ = Digest.hmac(key: Array("secret".utf8), Array("x".utf8))
    #expect(
      Hex.encode(Digest.hmac(key: [], [])) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }

  @Test("equality needs the same length and the same bytes")
  func equality() {
    #expect(Digest.equal([], []))
    #expect(Digest.equal([1, 2, 3], [1, 2, 3]))
    #expect(!Digest.equal([1, 2, 3], [1, 2, 4]))
    #expect(!Digest.equal([1, 2, 3], [1, 2]))
  }

  @Test("the system gives as many random bytes as asked, and never the same")
  func entropy() {
    let source = SystemEntropy()
    #expect(source.bytes(0).isEmpty)
    #expect(source.bytes(33).count == 33)
    #expect(Set((0..<1000).map { _ in source.bytes(16) }).count == 1000)
  }
}
