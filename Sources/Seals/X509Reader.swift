import Primitives
import SwiftASN1

/// Takes a certificate apart (RFC 5280, 4.1).
struct X509Reader {
  struct Name {
    var der: [UInt8] = []
    var commonName = ""
    var organization = ""
    var organizationalUnit = ""
  }

  private(set) var signedPart: [UInt8] = []
  private(set) var signatureIdentifier: [UInt8] = []
  private(set) var signature: [UInt8] = []
  private(set) var serial: [UInt8] = []
  private(set) var issuer = Name()
  private(set) var subject = Name()
  private(set) var notBefore = Moment(milliseconds: 0)
  private(set) var notAfter = Moment(milliseconds: 0)
  private(set) var publicKey: [UInt8] = []
  private(set) var isAuthority = false
  private(set) var pathLength: Int?
  private(set) var keyUsage: X509.KeyUsage?
  private(set) var documentHash: [UInt8]?
  private(set) var subjectKeyIdentifier: [UInt8]?
  private(set) var unknownCritical = false

  init(_ der: [UInt8]) throws {
    try StrictDER.check(der)
    let root = try DER.parse(der)
    // A second opinion on strictness, by the general library: writing it again gives the same bytes.
    var again = DER.Serializer()
    again.serialize(root)
    guard again.serializedBytes == der else { throw Self.broken("it is not in DER") }
    let outer = try DER.sequence(root, identifier: .sequence) { nodes in
      (try Self.next(&nodes), try Self.next(&nodes), try ASN1BitString(derEncoded: &nodes))
    }
    guard outer.2.paddingBits == 0 else { throw Self.broken("its signature is not of whole bytes") }
    signedPart = Array(outer.0.encodedBytes)
    signatureIdentifier = Array(outer.1.encodedBytes)
    signature = Array(outer.2.bytes)
    try readSignedPart(outer.0)
  }

  static func broken(_ what: String) -> Fault { Fault("seals.certificate", "a certificate is refused: \(what)") }

  static func next(_ nodes: inout ASN1NodeCollection.Iterator) throws -> ASN1Node {
    guard let node = nodes.next() else { throw broken("it is cut short") }
    return node
  }

  static func content(_ node: ASN1Node, _ identifier: ASN1Identifier) throws -> [UInt8] {
    guard node.identifier == identifier, case .primitive(let bytes) = node.content else {
      throw broken("a field has another type")
    }
    return Array(bytes)
  }

  private mutating func readSignedPart(_ node: ASN1Node) throws {
    let fields = try DER.sequence(node, identifier: .sequence) { nodes in
      var all: [ASN1Node] = []
      while let node = nodes.next() { all.append(node) }
      return all
    }
    guard fields.count == 8, Array(fields[0].encodedBytes) == DERForm.tagged(0, [DERForm.integer(2)]) else {
      throw Self.broken("it is not version 3 with extensions and without unique identifiers")
    }
    serial = try Self.content(fields[1], .integer)
    guard let first = serial.first, first < 0x80, serial.count <= 20, serial != [0] else {
      throw Self.broken("its serial number is not positive or too long")
    }
    guard Array(fields[2].encodedBytes) == signatureIdentifier else {
      throw Self.broken("its two signature algorithms differ")
    }
    issuer = try Self.name(fields[3])
    (notBefore, notAfter) = try DER.sequence(fields[4], identifier: .sequence) { nodes in
      (try Self.time(try Self.next(&nodes)), try Self.time(try Self.next(&nodes)))
    }
    subject = try Self.name(fields[5])
    publicKey = Array(fields[6].encodedBytes)
    try readExtensions(fields[7])
  }

  private static func name(_ node: ASN1Node) throws -> Name {
    var name = Name(der: Array(node.encodedBytes))
    try DER.sequence(node, identifier: .sequence) { nodes in
      while let set = nodes.next() {
        try DER.set(set, identifier: .set) { attributes in
          while let attribute = attributes.next() {
            try DER.sequence(attribute, identifier: .sequence) { parts in
              let kind = try ASN1ObjectIdentifier(derEncoded: &parts)
              let value = try next(&parts)
              switch kind {
              case ObjectNames.commonName: name.commonName = try text(value)
              case ObjectNames.organization: name.organization = try text(value)
              case ObjectNames.organizationalUnit: name.organizationalUnit = try text(value)
              default: break
              }
            }
          }
        }
      }
    }
    return name
  }

  private static func text(_ node: ASN1Node) throws -> String {
    let wide = ASN1Identifier(tagWithNumber: 30, tagClass: .universal)
    guard case .primitive(let bytes) = node.content else { throw broken("a name is no text") }
    switch node.identifier {
    case .utf8String, .printableString, .ia5String:
      guard let text = String(validating: bytes, as: UTF8.self) else { throw broken("a name is no text") }
      return text
    case wide where bytes.count % 2 == 0:
      let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map {
        UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
      }
      guard let text = String(validating: units, as: UTF16.self) else { throw broken("a name is no text") }
      return text
    default: throw broken("a name is in an unknown alphabet")
    }
  }

  /// UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280, 4.1.2.5).
  private static func time(_ node: ASN1Node) throws -> Moment {
    let short = node.identifier == .utcTime
    let digits = try content(node, short ? .utcTime : .generalizedTime).dropLast().map { Int($0) - 48 }
    guard digits.count == (short ? 12 : 14) else { throw broken("a time is not to the second") }
    var pairs = stride(from: 0, to: digits.count, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
    if short { pairs.insert(pairs[0] >= 50 ? 19 : 20, at: 0) }
    let year = pairs[0] * 100 + pairs[1]
    guard short || year >= 2050, let date = BusinessDate(year: year, month: pairs[2], day: pairs[3]),
      pairs[4] < 24, pairs[5] < 60, pairs[6] < 60
    else { throw broken("a time is none") }
    let seconds = date.daysSince1970 * 86_400 + pairs[4] * 3600 + pairs[5] * 60 + pairs[6]
    return Moment(milliseconds: Int64(seconds) * 1000)
  }
}

extension X509Reader {
  fileprivate mutating func readExtensions(_ node: ASN1Node) throws {
    var seen: Set<ASN1ObjectIdentifier> = []
    let list = try DER.explicitlyTagged(node, tagNumber: 3, tagClass: .contextSpecific) { $0 }
    let all = try DER.sequence(list, identifier: .sequence) { nodes in
      var all: [ASN1Node] = []
      while let node = nodes.next() { all.append(node) }
      return all
    }
    for one in all {
      let (kind, critical, value) = try DER.sequence(one, identifier: .sequence) { parts in
        let kind = try ASN1ObjectIdentifier(derEncoded: &parts)
        let critical = try DER.decodeDefault(&parts, defaultValue: false)
        return (kind, critical, Array(try ASN1OctetString(derEncoded: &parts).bytes))
      }
      guard seen.insert(kind).inserted else { throw Self.broken("an extension appears twice") }
      try read(kind, critical: critical, value)
    }
  }

  private mutating func read(_ kind: ASN1ObjectIdentifier, critical: Bool, _ value: [UInt8]) throws {
    switch kind {
    case ObjectNames.basicConstraints: try readConstraints(value)
    case ObjectNames.keyUsage: try readUsage(value)
    case ObjectNames.subjectKeyIdentifier:
      try StrictDER.check(value)
      subjectKeyIdentifier = try Self.content(try DER.parse(value), .octetString)
    case ObjectNames.documentHash:
      try StrictDER.check(value)
      let hash = try Self.content(try DER.parse(value), .octetString)
      guard hash.count == 32 else { throw Self.broken("its document hash is no SHA-256") }
      documentHash = hash
    default: unknownCritical = unknownCritical || critical
    }
  }

  private mutating func readConstraints(_ value: [UInt8]) throws {
    try StrictDER.check(value)
    (isAuthority, pathLength) = try DER.sequence(try DER.parse(value), identifier: .sequence) { parts in
      let authority = try DER.decodeDefault(&parts, defaultValue: false)
      guard let node = parts.next() else { return (authority, nil) }
      let digits = try Self.content(node, .integer)
      guard authority, digits.count == 1, digits[0] < 0x80 else { throw Self.broken("its path length is none") }
      return (authority, Int(digits[0]))
    }
  }

  private mutating func readUsage(_ value: [UInt8]) throws {
    try StrictDER.check(value)
    let bits = try ASN1BitString(derEncoded: value)
    var usage = 0
    for (index, byte) in bits.bytes.enumerated() {
      for bit in 0..<8 where byte & (0x80 >> UInt8(bit)) != 0 { usage |= 1 << (index * 8 + bit) }
    }
    keyUsage = X509.KeyUsage(rawValue: usage)
  }
}
