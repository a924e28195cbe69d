import Primitives
import Seals
import Testing

/// Shapes that other verifiers forgive (DECISIONS 9; attack list of the reference notes).
@Suite struct CAdESShapeTests {
  private let house = House.shared
  private let digest = Digest.sha256(Array("content".utf8))
  private let cms: [UInt8]

  init() throws { cms = try CAdES.sign(contentDigest: digest, by: House.shared.teller) }

  private func problems(_ cms: [UInt8]) -> [String] {
    CAdES.verify(cms, contentDigest: digest, trust: [house.authority.certificate], at: House.now).problems
  }

  private func problems(_ change: (inout DERNode) -> Void) -> [String] {
    var node = DERNode(cms)
    change(&node.children[1].children[0])
    return problems(node.bytes)
  }

  private func signerProblems(_ change: (inout DERNode) -> Void) -> [String] {
    problems { change(&$0.children[4].children[0]) }
  }

  private func oid(_ hex: String) -> DERNode { DERNode(tag: 6, content: Hex.decode(hex)!) }

  @Test("taking apart and putting together changes nothing, so that the cases below test one change each")
  func identity() {
    #expect(problems(cms) == [])
    #expect(problems { _ in } == [])
  }

  @Test("exactly one DER object: nothing before, after or missing, no BER")
  func wholeInput() {
    let node = DERNode(cms)
    for bytes in [
      [], [0], cms + [0], cms + cms, [0] + cms, Array(cms.dropLast()), Array(cms.dropFirst()), node.indefinite,
      node.longLength, Array("-----BEGIN CMS-----".utf8),
    ] {
      #expect(problems(bytes) == ["der"])
    }
  }

  @Test("the object comes out of its padding only when nothing else is in there")
  func padding() {
    let padded = cms + [UInt8](repeating: 0, count: 100)
    #expect(CAdES.unpadded(padded) == cms)
    #expect(CAdES.unpadded(cms) == cms)
    #expect(problems(padded) == ["der"])
    for index in cms.count..<padded.count {
      var changed = padded
      changed[index] = 1
      #expect(CAdES.unpadded(changed) == nil)
    }
    for bad in [
      [], [0x30], Array(cms.dropLast()), [0x30, 0x80, 0, 0], [0x30, 0x85, 0, 0, 0, 0, 1, 0], [0x30, 0x82, 1],
    ] {
      #expect(CAdES.unpadded(bad) == nil)
    }
  }

  @Test("BER hidden inside is found too")
  func innerBER() {
    var node = DERNode(cms)
    let inner = node.children[1].children[0]
    for form in [inner.indefinite, inner.longLength] {
      node.children[1] = DERNode(tag: 0x80, content: form)
      let bytes = node.bytes
      // Put the constructed bit back on the outer tag: [0] EXPLICIT around the BER form.
      let place = bytes.count - form.count - DERNode.length(form.count).count - 1
      var changed = bytes
      changed[place] = 0xA0
      #expect(problems(changed) == ["der"])
    }
  }

  @Test("versions, algorithms and the kind of content are fixed")
  func fixedParts() {
    #expect(problems { $0.children[0].content = [3] } == ["version"])
    #expect(signerProblems { $0.children[0].content = [3] } == ["signer-version"])
    // SHA-512, and SHA-256 with NULL parameters.
    #expect(problems { $0.children[1].children[0].children[0] = oid("608648016503040203") } == ["digest-algorithm"])
    #expect(problems { $0.children[1].children[0].children.append(DERNode(tag: 5)) } == ["digest-algorithm"])
    #expect(problems { $0.children[1].children.append($0.children[1].children[0]) } == ["digest-algorithm"])
    #expect(problems { $0.children[1].children = [] } == ["digest-algorithm"])
    #expect(signerProblems { $0.children[2].children[0] = oid("608648016503040203") } == ["digest-algorithm"])
    #expect(signerProblems { $0.children[4].children[0] = oid("2a8648ce3d040303") } == ["signature"])
    #expect(problems { $0.children[2].children[0] = oid("2a864886f70d010702") } == ["econtent"])
    let content = DERNode(tag: 0xA0, children: [DERNode(tag: 4, content: [1])])
    #expect(problems { $0.children[2].children.append(content) } == ["econtent"])
  }

  @Test("one signer only, and no certificate lists")
  func counts() {
    #expect(problems { $0.children[4].children = [] } == ["signer-count"])
    #expect(problems { $0.children[4].children.append($0.children[4].children[0]) } == ["signer-count"])
    #expect(problems { $0.children.remove(at: 3) } == ["certificates-missing"])
    #expect(problems { $0.children.insert(DERNode(tag: 0xA1), at: 4) } == ["revocation-lists"])
    #expect(problems { $0.children[3].children = [] } == ["signer-unknown"])
    #expect(problems { $0.children[3].children.reverse() } == ["not-canonical"])
  }

  @Test("exactly three signed attributes, none unsigned")
  func attributes() {
    let signingTime = DERNode(
      tag: 0x30,
      children: [
        oid("2a864886f70d010905"),
        DERNode(tag: 0x31, children: [DERNode(tag: 23, content: Array("261120013000Z".utf8))]),
      ])
    #expect(signerProblems { $0.children[3].children.append(signingTime) } == ["attributes"])
    for index in 0..<3 {
      #expect(signerProblems { $0.children[3].children.remove(at: index) } == ["attributes"])
      #expect(signerProblems { $0.children[3].children.append($0.children[3].children[index]) } == ["attributes"])
    }
    #expect(signerProblems { $0.children[3].children.reverse() } == ["not-canonical"])
    let unsigned = DERNode(tag: 0xA1, children: [signingTime])
    #expect(signerProblems { $0.children.append(unsigned) } == ["unsigned-attributes"])
    #expect(signerProblems { $0.children.append(DERNode(tag: 0xA1)) } == ["unsigned-attributes"])
  }

  @Test("the signer is named by issuer and serial number of an enclosed certificate")
  func signerName() {
    #expect(signerProblems { $0.children[1].children[1].content[5] ^= 1 } == ["signer-unknown"])
    #expect(signerProblems { $0.children[1] = DERNode(tag: 0x80, content: [1, 2]) } == ["signer-name"])
    #expect(signerProblems { $0.children[1].children[1].content.insert(0, at: 0) } == ["der"])
  }
}
