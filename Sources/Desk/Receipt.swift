import Primitives
import Seals

/// The link behind the QR of a voucher: 128 bits that only the bank's key can make, stored hashed, and
/// without effect until the case is settled (DECISIONS 28, PC-057).
package enum Receipt {
  /// 22 characters.
  static func token(for id: CaseID, key: [UInt8]) -> String {
    Base64URL.encode(Array(Digest.hmac(key: key, Array("receipt/".utf8) + id.bytes).prefix(16)))
  }

  static func hash(_ token: String) -> [UInt8] { Digest.sha256(Array(token.utf8)) }

  static func address(_ text: String?) -> String? { text?.isEmpty == false ? text : nil }
}

/// What the receipt page shows: time, kind, account, amount; nothing else.
package struct ReceiptSight: Sendable, Equatable {
  package let number: String
  package let service: Bilingual
  package let settledAt: Moment
  package let businessDate: BusinessDate
  package let accountMasked: String
  package let amount: Money?
  package let outlet: Bilingual
  /// SHA-256 of the sealed file, to be compared with the file itself; nil before it is in the archive.
  package let documentHash: [UInt8]?
}
