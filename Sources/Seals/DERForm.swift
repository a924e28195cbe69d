import SwiftASN1

/// Writes DER (X.690) piece by piece: every function gives the full encoding of one value.
enum DERForm {
  static func sequence(_ parts: [UInt8]...) -> [UInt8] { constructed(.sequence, parts) }

  static func sequence(of parts: [[UInt8]]) -> [UInt8] { constructed(.sequence, parts) }

  /// SET OF: the elements in ascending order of their encodings (X.690 11.6).
  static func set(of parts: [[UInt8]]) -> [UInt8] { constructed(.set, sorted(parts)) }

  static func sorted(_ parts: [[UInt8]]) -> [[UInt8]] { parts.sorted { $0.lexicographicallyPrecedes($1) } }

  /// `[number]` with the given values inside: EXPLICIT, or IMPLICIT over a constructed type.
  static func tagged(_ number: UInt, _ parts: [[UInt8]]) -> [UInt8] {
    constructed(ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific), parts)
  }

  /// `[number]` IMPLICIT over a primitive type.
  static func taggedPrimitive(_ number: UInt, _ content: [UInt8]) -> [UInt8] {
    primitive(ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific), content)
  }

  /// A non-negative integer from its big-endian digits.
  static func integer(_ digits: some Collection<UInt8>) -> [UInt8] {
    var content = Array(digits.drop { $0 == 0 })
    if content.first.map({ $0 >= 0x80 }) ?? true { content.insert(0, at: 0) }
    return primitive(.integer, content)
  }

  static func integer(_ value: UInt8) -> [UInt8] { integer([value]) }

  static func oid(_ name: ASN1ObjectIdentifier) -> [UInt8] {
    var serializer = DER.Serializer()
    // Only a name with fewer than two parts cannot be written, and ours are constants.
    do { try serializer.serialize(name) } catch { preconditionFailure("object identifier \(name)") }
    return serializer.serializedBytes
  }

  static func octets(_ bytes: [UInt8]) -> [UInt8] { primitive(.octetString, bytes) }

  static func bits(_ bytes: [UInt8], unused: UInt8 = 0) -> [UInt8] { primitive(.bitString, [unused] + bytes) }

  static func bool(_ value: Bool) -> [UInt8] { primitive(.boolean, [value ? 0xFF : 0]) }

  static let null: [UInt8] = [5, 0]

  static func utf8(_ text: String) -> [UInt8] { primitive(.utf8String, Array(text.utf8)) }

  static func printable(_ text: String) -> [UInt8] { primitive(.printableString, Array(text.utf8)) }

  static func primitive(_ identifier: ASN1Identifier, _ content: [UInt8]) -> [UInt8] {
    var serializer = DER.Serializer()
    serializer.appendPrimitiveNode(identifier: identifier) { $0.append(contentsOf: content) }
    return serializer.serializedBytes
  }

  private static func constructed(_ identifier: ASN1Identifier, _ parts: [[UInt8]]) -> [UInt8] {
    var serializer = DER.Serializer()
    serializer.appendConstructedNode(identifier: identifier) { inner in
      for part in parts { inner.serializeRawBytes(part) }
    }
    return serializer.serializedBytes
  }
}
