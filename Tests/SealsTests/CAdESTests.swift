import Primitives
import Seals
import Testing

@Suite struct CAdESTests {
  private let house = House.shared
  private let content = Array("%PDF-1.7 凭证".utf8)
  private var digest: [UInt8] { Digest.sha256(content) }

  private func judge(_ cms: [UInt8], at moment: Moment? = House.now.adding(seconds: 60)) -> CAdESVerdict {
    CAdES.verify(cms, contentDigest: digest, trust: [house.authority.certificate], at: moment)
  }

  @Test("a good signature has no problems and a chain to the authority", arguments: SigningKey.Algorithm.allCases)
  func good(algorithm: SigningKey.Algorithm) throws {
    let signer = try House.signer(house.authority, algorithm)
    let verdict = judge(try CAdES.sign(contentDigest: digest, by: signer))
    #expect(verdict.problems == [])
    #expect(verdict.isGood)
    #expect(verdict.signer == signer.certificate)
    #expect(verdict.chain == [signer.certificate, house.authority.certificate])
    #expect(verdict.digest == digest)
  }

  @Test("OpenSSL verifies our signatures, finds no signingTime, and refuses other content")
  func openSSL() throws {
    let folder = try Folder()
    let ca = try folder.write("ca.pem", house.authority.certificate.pem)
    let (file, other) = (try folder.write("content", content), try folder.write("other", content + [10]))
    for algorithm in SigningKey.Algorithm.allCases {
      let cms = try CAdES.sign(contentDigest: digest, by: try House.signer(house.authority, algorithm))
      let signature = try folder.write("signature.der", cms)
      let command = [
        "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature, "-CAfile", ca, "-purpose", "any",
        "-attime", "\(House.now.seconds + 60)", "-out", "/dev/null", "-content",
      ]
      guard let verdict = try OpenSSLTool.run(command + [file]) else { return }
      #expect(verdict.status == 0, "\(verdict.output)")
      #expect(try OpenSSLTool.run(command + [other])?.status != 0)
      let shown = try #require(
        try OpenSSLTool.run(["cms", "-cmsout", "-print", "-inform", "DER", "-in", signature])
      ).output
      #expect(shown.contains("id-smime-aa-signingCertificateV2"))
      #expect(shown.contains("messageDigest"))
      #expect(!shown.contains("signingTime"))
      #expect(shown.filter { !$0.isWhitespace }.contains("unsignedAttrs:<ABSENT>"))
    }
  }

  @Test("a change of any single bit of a signature is found", arguments: [SigningKey.Algorithm.p256, .rsa2048])
  func bitFlips(algorithm: SigningKey.Algorithm) throws {
    let cms = try CAdES.sign(contentDigest: digest, by: try House.signer(house.authority, algorithm))
    for index in cms.indices {
      // Every bit of the shorter one; one bit of each byte of the longer one.
      for bit in algorithm == .p256 ? 0..<8 : (index % 8)..<(index % 8 + 1) {
        var changed = cms
        changed[index] ^= 1 << UInt8(bit)
        #expect(!judge(changed).isGood, "bit \(bit) of byte \(index) of \(cms.count)")
      }
    }
  }

  @Test("random damage is found: bytes changed, cut out, doubled or exchanged")
  func randomDamage() throws {
    let cms = try CAdES.sign(contentDigest: digest, by: house.teller)
    let entropy = SeededEntropy(seed: 21)
    for round in 0..<1000 {
      var changed = cms
      for _ in 0...entropy.below(3) {
        let place = entropy.below(changed.count)
        switch entropy.below(4) {
        case 0: changed[place] = entropy.bytes(1)[0]
        case 1: changed.remove(at: place)
        case 2: changed.insert(changed[place], at: place)
        default: changed.swapAt(place, entropy.below(changed.count))
        }
      }
      #expect(changed == cms || !judge(changed).isGood, "round \(round)")
    }
  }

  @Test("other content, another trust or another time is named")
  func contentTrustTime() throws {
    let cms = try CAdES.sign(contentDigest: digest, by: house.teller)
    let trust = [house.authority.certificate]
    #expect(CAdES.verify(cms, contentDigest: Digest.sha256([]), trust: trust).problems == ["message-digest"])
    let foreign = CAdES.verify(cms, contentDigest: digest, trust: [house.other.certificate])
    #expect(foreign.problems == ["chain"])
    #expect(CAdES.verify(cms, contentDigest: digest, trust: []).problems == ["chain"])
    #expect(judge(cms, at: House.now.adding(seconds: -1)).problems == ["validity"])
    #expect(judge(cms, at: house.authority.certificate.notAfter.adding(seconds: 1)).problems == ["validity"])
    #expect(judge(cms, at: nil).isGood)
    let brief = try House.signer(house.authority, .p256, until: House.now.adding(seconds: 30))
    let late = try CAdES.sign(contentDigest: digest, by: brief)
    #expect(judge(late, at: House.now.adding(seconds: 31)).problems == ["validity"])
    #expect(judge(late, at: House.now.adding(seconds: 30)).isGood)
  }

  @Test("an authority of the same name with another key does not stand in")
  func impostor() throws {
    let cms = try CAdES.sign(contentDigest: digest, by: try House.signer(house.other, .p256))
    let problems = judge(cms).problems
    #expect(problems == ["chain"])
  }

  @Test("a certificate without a part in the proof is named")
  func extraCertificates() throws {
    let teller = house.teller
    for issuers in [[], [house.authority.certificate]] {
      let signer = SignerIdentity(key: teller.key, certificate: teller.certificate, issuers: issuers)
      #expect(judge(try CAdES.sign(contentDigest: digest, by: signer)).isGood)
    }
    for extra in [house.other.certificate, house.authority.certificate, teller.certificate] {
      let signer = SignerIdentity(
        key: teller.key, certificate: teller.certificate, issuers: [house.authority.certificate, extra])
      #expect(judge(try CAdES.sign(contentDigest: digest, by: signer)).problems == ["certificate-extra"])
    }
  }

  @Test("another certificate for the same key, issuer and serial number cannot be slipped in (ESS)")
  func swappedCertificate() throws {
    let key = try SigningKey.generate(.p256)
    let certificates = try ["王芳 (T0001)", "李娜 (T0002)"].map { name in
      try house.authority.issue(
        subject: Subject(commonName: name, organization: "测试银行"), publicKeyDER: key.publicKeyDER,
        notBefore: House.now, notAfter: house.authority.certificate.notAfter, entropy: SeededEntropy(seed: 5))
    }
    #expect(certificates[0].serialHex == certificates[1].serialHex)
    let signer = SignerIdentity(key: key, certificate: certificates[0], issuers: [house.authority.certificate])
    var cms = DERNode(try CAdES.sign(contentDigest: digest, by: signer))
    let place = try #require(
      cms.children[1].children[0].children[3].children.firstIndex { $0.bytes == certificates[0].der })
    cms.children[1].children[0].children[3].children[place] = DERNode(certificates[1].der)
    cms.children[1].children[0].children[3].children.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    #expect(judge(cms.bytes).problems == ["signing-certificate"])
  }

  @Test("an authority's own key may not sign documents, nor a signer's key certify others")
  func roles() throws {
    let authority = house.authority
    let direct = SignerIdentity(key: authority.identity.key, certificate: authority.certificate, issuers: [])
    let problems = judge(try CAdES.sign(contentDigest: digest, by: direct)).problems
    #expect(problems == ["certificate-signer", "key-usage"])
  }

  @Test("the high s of an ECDSA signature is refused")
  func highS() throws {
    var cms = DERNode(try CAdES.sign(contentDigest: digest, by: house.teller))
    var signature = DERNode(cms.children[1].children[0].children[4].children[0].children[5].content)
    let s = Array(signature.children[1].content.drop { $0 == 0 })
    signature.children[1].content = SigningKeyTests.negated([UInt8](repeating: 0, count: 32 - s.count) + s)
    cms.children[1].children[0].children[4].children[0].children[5].content = signature.bytes
    #expect(judge(cms.bytes).problems == ["signature"])
  }
}
