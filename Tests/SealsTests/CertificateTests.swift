import Primitives
import Seals
import Testing

@Suite struct CertificateTests {
  private let house = House.shared

  @Test("a signer's certificate says who, by whom, how long and what for")
  func fields() throws {
    let hash = Digest.sha256(Array("revision 1".utf8))
    let until = House.now.adding(seconds: 86_400)
    let signer = try House.signer(house.authority, .p256, until: until, documentHash: hash)
    let certificate = signer.certificate
    #expect(certificate.commonName == "王芳 (T0001)")
    #expect(certificate.organization == "测试银行")
    #expect(certificate.organizationalUnit == "城东支行")
    #expect(certificate.issuerCommonName == "Guichet CA")
    #expect(certificate.serialHex.count == 32)
    #expect(certificate.notBefore.iso8601 == House.now.iso8601)
    #expect(certificate.notAfter == until)
    #expect(!certificate.isAuthority)
    #expect(certificate.keyUsage == [.digitalSignature, .nonRepudiation])
    #expect(certificate.documentHash == hash)
    #expect(certificate.publicKeyDER == signer.key.publicKeyDER)
    #expect(!certificate.hasUnknownCriticalExtension)
    #expect(certificate.isSigned(by: house.authority.certificate))
    #expect(!certificate.isSigned(by: house.other.certificate))
    #expect(try X509(pem: certificate.pem) == certificate)
    #expect(house.teller.certificate.documentHash == nil)
  }

  @Test("the authority signs itself, may sign signers and no further authorities, for 20 years")
  func authority() {
    let certificate = house.authority.certificate
    #expect(certificate.isAuthority)
    #expect(certificate.pathLength == 0)
    #expect(certificate.keyUsage == [.certificateSign, .listSign])
    #expect(certificate.isSigned(by: certificate))
    #expect(certificate.notAfter.seconds - certificate.notBefore.seconds == 20 * 365 * 86_400)
  }

  @Test("validity includes its first and its last second")
  func validity() throws {
    let until = House.now.adding(seconds: 10)
    let certificate = try House.signer(house.authority, .p256, until: until).certificate
    #expect(!certificate.isValid(at: House.now.adding(seconds: -1)))
    #expect(certificate.isValid(at: House.now))
    #expect(certificate.isValid(at: Moment(milliseconds: until.milliseconds + 999)))
    #expect(!certificate.isValid(at: until.adding(seconds: 1)))
  }

  @Test("no certificate may outlive its authority, end before it begins or bear an impossible name")
  func refused() throws {
    let end = house.authority.certificate.notAfter
    for (from, until) in [
      (House.now, end.adding(seconds: 1)), (House.now.adding(seconds: -10), end), (House.now, House.now),
    ] {
      let fault = #expect(throws: Fault.self) {
        try House.signer(house.authority, .p256, from: from, until: until)
      }
      #expect(fault?.code == "seals.certificate-window")
    }
    for name in ["", "a\u{0}b", "line\nfeed", String(repeating: "柜", count: 65)] {
      let fault = #expect(throws: Fault.self) { try House.signer(house.authority, .p256, name: name) }
      #expect(fault?.code == "seals.subject")
    }
    _ = try House.signer(house.authority, .p256, name: String(repeating: "柜", count: 64))
  }

  @Test("times are UTCTime through 2049 and GeneralizedTime from 2050, and read back the same")
  func centuries() throws {
    let in2040 = Moment(milliseconds: 2_208_988_800_000)
    let late = try CertificateAuthority.create(commonName: "CA", organization: "B", now: in2040)
    #expect(late.certificate.notBefore == in2040)
    #expect(late.certificate.notAfter == in2040.adding(seconds: 20 * 365 * 86_400))
    #expect(late.certificate.notAfter.iso8601.hasPrefix("2059-"))
  }

  @Test("no bit of a certificate can change without its reading or its proof failing")
  func bitFlips() {
    let (der, issuer) = (house.teller.certificate.der, house.authority.certificate)
    for index in der.indices {
      for bit in 0..<8 {
        var changed = der
        changed[index] ^= 1 << UInt8(bit)
        let accepted = (try? X509(der: changed))?.isSigned(by: issuer) ?? false
        #expect(!accepted, "bit \(bit) of byte \(index)")
      }
    }
  }

  @Test("a certificate that is cut, padded or in BER is refused")
  func otherForms() {
    let node = DERNode(house.teller.certificate.der)
    #expect(throws: Fault.self) { try X509(der: []) }
    #expect(throws: Fault.self) { try X509(der: node.bytes + [0]) }
    #expect(throws: Fault.self) { try X509(der: Array(node.bytes.dropLast())) }
    #expect(throws: Fault.self) { try X509(der: node.indefinite) }
    #expect(throws: Fault.self) { try X509(der: node.longLength) }
    #expect(throws: Fault.self) { try X509(pem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----") }
  }

  @Test("OpenSSL accepts our certificates and shows what we say of them")
  func openSSL() throws {
    let folder = try Folder()
    let ca = try folder.write("ca.pem", house.authority.certificate.pem)
    let hash = Digest.sha256(Array("revision 1".utf8))
    for algorithm in [SigningKey.Algorithm.p256, .rsa2048] {
      let signer = try House.signer(house.authority, algorithm, documentHash: hash)
      let file = try folder.write("signer.pem", signer.certificate.pem)
      let time = "\(House.now.seconds + 60)"
      guard let verdict = try OpenSSLTool.run(["verify", "-x509_strict", "-attime", time, "-CAfile", ca, file]) else {
        return
      }
      #expect(verdict.status == 0, "\(verdict.output)")
      let shown = try #require(try OpenSSLTool.run(["x509", "-noout", "-text", "-nameopt", "utf8", "-in", file])).output
      #expect(shown.contains("CN=王芳 (T0001)"))
      #expect(shown.contains("X509v3 Basic Constraints: critical\n                CA:FALSE"))
      #expect(shown.contains("X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation"))
      #expect(shown.contains("1.3.6.1.4.1.59999.1.1"))
    }
    let foreign = try folder.write("foreign.pem", try House.signer(house.other, .p256).certificate.pem)
    #expect(try OpenSSLTool.run(["verify", "-CAfile", ca, foreign])?.status != 0)
  }

  @Test("certificates made by OpenSSL are read alike")
  func foreign() throws {
    let folder = try Folder()
    let made = try OpenSSLTool.run([
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder.path + "/key.pem", "-out",
      folder.path + "/cert.pem", "-subj", "/C=CN/O=Other Bank/OU=Unit/CN=Other CA", "-days", "30", "-sha256",
    ])
    guard let made else { return }
    #expect(made.status == 0, "\(made.output)")
    let text = try #require(try OpenSSLTool.run(["x509", "-in", folder.path + "/cert.pem"])).output
    let certificate = try X509(pem: text)
    #expect(certificate.commonName == "Other CA")
    #expect(certificate.organization == "Other Bank")
    #expect(certificate.isAuthority)
    #expect(certificate.isSigned(by: certificate))
    #expect(certificate.keyUsage == nil)
  }
}
