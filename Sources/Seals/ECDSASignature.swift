import Primitives
import SwiftASN1

/// An ECDSA signature on P-256: r and s, each 32 bytes, big-endian.
///
/// Both (r, s) and (r, n − s) satisfy the equation, so a signature could be altered and still verify;
/// we write and accept only the smaller s.
struct ECDSASignature: Equatable {
  let r: [UInt8]
  let s: [UInt8]

  /// The order of the group (SEC 2, secp256r1) and half of it.
  private static let order = Hex.decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")!
  private static let half = Hex.decode("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8")!

  init(r: [UInt8], s: [UInt8]) {
    self.r = r
    self.s = s
  }

  /// - Throws: `Fault` `seals.signature-form` unless exact DER with 0 < r, s < n.
  init(der: [UInt8]) throws {
    do {
      try StrictDER.check(der)
      let numbers = try DER.sequence(try DER.parse(der), identifier: .sequence) { nodes in
        [try Self.number(nodes.next()), try Self.number(nodes.next())]
      }
      self.init(r: numbers[0], s: numbers[1])
    } catch {
      throw Fault("seals.signature-form", "the ECDSA signature is not exact DER of two numbers below the order")
    }
  }

  var isLowS: Bool { !Self.half.lexicographicallyPrecedes(s) }

  /// The same signature with s or n − s, whichever is smaller.
  var lowS: ECDSASignature {
    if isLowS { return self }
    var (out, borrow) = ([UInt8](repeating: 0, count: 32), 0)
    for index in (0..<32).reversed() {
      let value = Int(Self.order[index]) - Int(s[index]) - borrow
      out[index] = UInt8(truncatingIfNeeded: value)
      borrow = value < 0 ? 1 : 0
    }
    return ECDSASignature(r: r, s: out)
  }

  var der: [UInt8] { DERForm.sequence(DERForm.integer(r), DERForm.integer(s)) }

  private static func number(_ node: ASN1Node?) throws -> [UInt8] {
    guard let node, node.identifier == .integer, case .primitive(let content) = node.content,
      let first = content.first, first < 0x80
    else { throw Fault("seals.signature-form", "not a positive number") }
    let digits = content.drop { $0 == 0 }
    guard (1...32).contains(digits.count) else { throw Fault("seals.signature-form", "number out of range") }
    let padded = [UInt8](repeating: 0, count: 32 - digits.count) + digits
    guard padded.lexicographicallyPrecedes(order) else { throw Fault("seals.signature-form", "number out of range") }
    return padded
  }
}
