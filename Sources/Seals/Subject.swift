import Primitives
import SwiftASN1

/// Who a certificate speaks of. Never holds an ID number or phone: certificates travel with the paper.
package struct Subject: Sendable, Equatable {
  package let commonName: String
  package let organization: String
  package let organizationalUnit: String?
  /// X.520 serialNumber: a number that tells two people of one name apart, e.g. the teller's.
  package let serialNumber: String?

  package init(
    commonName: String, organization: String, organizationalUnit: String? = nil, serialNumber: String? = nil
  ) {
    self.commonName = commonName
    self.organization = organization
    self.organizationalUnit = organizationalUnit
    self.serialNumber = serialNumber
  }

  /// The Name of RFC 5280: organization, unit, number, common name.
  ///
  /// - Throws: `Fault` `seals.subject` when a part is empty, holds control characters, or is longer than
  ///   the 64 characters of RFC 5280 appendix A.1.
  func encoded() throws -> [UInt8] {
    var parts = [attribute(ObjectNames.organization, DERForm.utf8(try text(organization)))]
    if let organizationalUnit {
      parts.append(attribute(ObjectNames.organizationalUnit, DERForm.utf8(try text(organizationalUnit))))
    }
    if let serialNumber {
      let plain = serialNumber.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
      }
      guard plain else { throw Fault("seals.subject", "a subject's number has letters, digits and hyphens only") }
      parts.append(attribute(ObjectNames.serialNumber, DERForm.printable(try text(serialNumber))))
    }
    parts.append(attribute(ObjectNames.commonName, DERForm.utf8(try text(commonName))))
    return DERForm.sequence(of: parts)
  }

  private func attribute(_ name: ASN1ObjectIdentifier, _ value: [UInt8]) -> [UInt8] {
    DERForm.set(of: [DERForm.sequence(DERForm.oid(name), value)])
  }

  private func text(_ value: String) throws -> String {
    let control = value.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    guard (1...64).contains(value.unicodeScalars.count), !control else {
      throw Fault("seals.subject", "a part of a subject's name has 1 to 64 characters, none of them control characters")
    }
    return value
  }
}
