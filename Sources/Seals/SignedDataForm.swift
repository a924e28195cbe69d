import Primitives
import SwiftASN1

/// The one shape of CMS SignedData (RFC 5652) that we write and accept: detached, one signer, SHA-256,
/// and exactly the signed attributes that PAdES-B-B asks for (ETSI EN 319 142-1 table 1: content-type,
/// message-digest, signing-certificate-v2, no signing-time), no unsigned ones.
///
/// Reading and writing are inverse: whoever reads one writes it again and compares the bytes, so that
/// nothing can hide in an encoding.
struct SignedDataForm {
  var messageDigest: [UInt8]
  /// SHA-256 of the signer's certificate (ESSCertIDv2, RFC 5035).
  var certificateHash: [UInt8]
  var certificates: [[UInt8]]
  var signerIssuer: [UInt8]
  /// Content bytes of the INTEGER.
  var signerSerial: [UInt8]
  var signatureIdentifier: [UInt8]
  var signature: [UInt8]

  /// Signed attributes as the elements of their SET OF, in order.
  private var attributes: [[UInt8]] {
    let certificateIdentifier = DERForm.sequence(DERForm.octets(certificateHash))
    return DERForm.sorted([
      Self.attribute(ObjectNames.contentType, DERForm.oid(ObjectNames.data)),
      Self.attribute(ObjectNames.messageDigest, DERForm.octets(messageDigest)),
      Self.attribute(
        ObjectNames.signingCertificateV2, DERForm.sequence(DERForm.sequence(certificateIdentifier))),
    ])
  }

  /// What is signed: the attributes with the tag of SET OF in place of [0] (RFC 5652, 5.4).
  var signedBytes: [UInt8] { DERForm.set(of: attributes) }

  func encoded() -> [UInt8] {
    let signer = DERForm.sequence(
      DERForm.integer(1), DERForm.sequence(signerIssuer, DERForm.primitive(.integer, signerSerial)),
      ObjectNames.sha256Identifier, DERForm.tagged(0, attributes), signatureIdentifier, DERForm.octets(signature))
    let signedData = DERForm.sequence(
      DERForm.integer(1), DERForm.set(of: [ObjectNames.sha256Identifier]),
      DERForm.sequence(DERForm.oid(ObjectNames.data)), DERForm.tagged(0, DERForm.sorted(certificates)),
      DERForm.set(of: [signer]))
    return DERForm.sequence(DERForm.oid(ObjectNames.signedData), DERForm.tagged(0, [signedData]))
  }

  private static func attribute(_ name: ASN1ObjectIdentifier, _ value: [UInt8]) -> [UInt8] {
    DERForm.sequence(DERForm.oid(name), DERForm.set(of: [value]))
  }
}

/// One thing wrong with a signature, by its stable code (see `CAdESVerdict.problems`).
struct CAdESProblem: Error {
  let code: String
  init(_ code: String) { self.code = code }
}

extension SignedDataForm {
  /// - Throws: `CAdESProblem` at the first departure from the shape.
  init(reading cms: [UInt8]) throws {
    do { try StrictDER.check(cms) } catch { throw CAdESProblem("der") }
    guard let root = try? DER.parse(cms) else { throw CAdESProblem("der") }
    let outer = try Self.children(root, .sequence, "content-type")
    guard outer.count == 2, Self.bytes(outer[0]) == DERForm.oid(ObjectNames.signedData) else {
      throw CAdESProblem("content-type")
    }
    let wrapped = try Self.children(outer[1], Self.tag(0), "content-type")
    guard wrapped.count == 1 else { throw CAdESProblem("content-type") }
    let fields = try Self.children(wrapped[0], .sequence, "signed-data")
    guard fields.count >= 4 else { throw CAdESProblem("signed-data") }
    guard Self.bytes(fields[0]) == DERForm.integer(1) else { throw CAdESProblem("version") }
    guard Self.bytes(fields[1]) == DERForm.set(of: [ObjectNames.sha256Identifier]) else {
      throw CAdESProblem("digest-algorithm")
    }
    guard Self.bytes(fields[2]) == DERForm.sequence(DERForm.oid(ObjectNames.data)) else {
      throw CAdESProblem("econtent")
    }
    guard fields[3].identifier == Self.tag(0) else { throw CAdESProblem("certificates-missing") }
    if fields.count > 4, fields[4].identifier == Self.tag(1) { throw CAdESProblem("revocation-lists") }
    guard fields.count == 5 else { throw CAdESProblem("signed-data") }
    let certificates = try Self.children(fields[3], Self.tag(0), "certificates-missing").map(Self.bytes)
    let signers = try Self.children(fields[4], .set, "signer-count")
    guard signers.count == 1 else { throw CAdESProblem("signer-count") }
    try self.init(signer: signers[0], certificates: certificates)
    guard encoded() == cms else { throw CAdESProblem("not-canonical") }
  }

  private init(signer: ASN1Node, certificates: [[UInt8]]) throws {
    let fields = try Self.children(signer, .sequence, "signer")
    guard fields.count >= 6 else { throw CAdESProblem("signer") }
    guard Self.bytes(fields[0]) == DERForm.integer(1) else { throw CAdESProblem("signer-version") }
    let name = try Self.children(fields[1], .sequence, "signer-name")
    guard name.count == 2, name[0].identifier == .sequence else { throw CAdESProblem("signer-name") }
    guard Self.bytes(fields[2]) == ObjectNames.sha256Identifier else { throw CAdESProblem("digest-algorithm") }
    let attributes = try Self.attributes(fields[3])
    guard fields.count == 6 else { throw CAdESProblem("unsigned-attributes") }
    self.init(
      messageDigest: try Self.content(attributes.digest, .octetString, "message-digest"),
      certificateHash: attributes.certificateHash, certificates: certificates, signerIssuer: Self.bytes(name[0]),
      signerSerial: try Self.content(name[1], .integer, "signer-name"),
      signatureIdentifier: Self.bytes(fields[4]),
      signature: try Self.content(fields[5], .octetString, "signature"))
  }

  private static func attributes(_ node: ASN1Node) throws -> (digest: ASN1Node, certificateHash: [UInt8]) {
    var values: [[UInt8]: ASN1Node] = [:]
    let all = try children(node, tag(0), "attributes")
    for one in all {
      let parts = try children(one, .sequence, "attributes")
      guard parts.count == 2 else { throw CAdESProblem("attributes") }
      let value = try children(parts[1], .set, "attributes")
      guard value.count == 1 else { throw CAdESProblem("attributes") }
      values[bytes(parts[0])] = value[0]
    }
    guard all.count == 3, let type = values[DERForm.oid(ObjectNames.contentType)],
      let digest = values[DERForm.oid(ObjectNames.messageDigest)],
      let ess = values[DERForm.oid(ObjectNames.signingCertificateV2)]
    else { throw CAdESProblem("attributes") }
    guard bytes(type) == DERForm.oid(ObjectNames.data) else { throw CAdESProblem("attribute-content-type") }
    let code = "signing-certificate"
    let identifiers = try children(ess, .sequence, code)
    guard identifiers.count == 1 else { throw CAdESProblem(code) }
    let list = try children(identifiers[0], .sequence, code)
    guard list.count == 1 else { throw CAdESProblem(code) }
    let fields = try children(list[0], .sequence, code)
    guard fields.count == 1 else { throw CAdESProblem(code) }
    return (digest, try content(fields[0], .octetString, code))
  }

  private static func tag(_ number: UInt) -> ASN1Identifier {
    ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
  }

  private static func bytes(_ node: ASN1Node) -> [UInt8] { Array(node.encodedBytes) }

  private static func children(_ node: ASN1Node, _ identifier: ASN1Identifier, _ problem: String) throws -> [ASN1Node] {
    guard node.identifier == identifier, case .constructed(let nodes) = node.content else {
      throw CAdESProblem(problem)
    }
    return Array(nodes)
  }

  private static func content(_ node: ASN1Node, _ identifier: ASN1Identifier, _ problem: String) throws -> [UInt8] {
    guard node.identifier == identifier, case .primitive(let bytes) = node.content else {
      throw CAdESProblem(problem)
    }
    return Array(bytes)
  }
}
