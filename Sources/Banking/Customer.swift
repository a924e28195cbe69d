import Foundation
import Primitives

/// What a customer shows to prove who he is.
package enum DocumentType: String, Sendable, CaseIterable {
  /// Resident identity card (居民身份证), number by GB 11643-1999.
  case residentID = "resident-id"
  /// Any other document: passport, foreign card, a number of a migrated bank.
  case other
  /// The unified social credit code of an enterprise (统一社会信用代码, GB 32100-2015).
  case creditCode = "credit-code"

  package var titleZh: String {
    switch self {
    case .residentID: "居民身份证"
    case .other: "其他证件"
    case .creditCode: "统一社会信用代码"
    }
  }
  package var titleEn: String {
    switch self {
    case .residentID: "Resident identity card"
    case .other: "Other document"
    case .creditCode: "Unified social credit code"
    }
  }

  /// In the register's column: an enterprise is told by its row of its own, its code by the blind index of its kind.
  var stored: String { self == .creditCode ? Self.other.rawValue : rawValue }
}

/// A customer as screens may show him without a special permission: every personal value masked.
package struct CustomerCard: Sendable, Equatable {
  package let id: CustomerID
  /// Where the customer was first met.
  package let institution: InstitutionID
  package let documentType: DocumentType
  package let documentMasked: String
  package let nameMasked: String
  package let phoneMasked: String?
  package let openedAt: Moment
}

/// A customer in clear. Whoever asks for it is written into the audit chain by the desk
/// (permission `customer.reveal`); it never goes into a log or an address.
package struct CustomerDetail: Sendable, Equatable {
  package let card: CustomerCard
  package let documentNumber: String
  package let name: String
  package let phone: String?
}

/// What the counter knows of a person who asks for an account, checked and sealed before any transaction
/// begins: the ciphertexts are bound to the row they will stand in.
package struct CustomerDraft: Sendable {
  package let id: CustomerID
  package let documentType: DocumentType
  /// In the form it is compared by: no spaces, upper case.
  package let documentNumber: String
  /// nil: a known customer's own name is meant.
  package let name: String?
  /// nil: none was given; a known customer keeps the one on record.
  package let phone: String?
  let sealed: SealedCustomer
}

/// The columns of a customer's row.
struct SealedCustomer: Sendable {
  let document: [UInt8]
  let documentBlind: [UInt8]
  let name: [UInt8]?
  let nameBlind: [UInt8]?
  let phone: [UInt8]?
  let phoneBlind: [UInt8]?
}

/// Forms of names, numbers and phones by which two writings of the same thing are equal.
enum CustomerText {
  /// NFC, one space between words, the middle dot of names (间隔号) always U+00B7.
  static func name(_ text: String, field: String = "customerName") throws -> String {
    let dots: Set<Character> = ["•", "‧", "・", "．"]
    let name = words(String(text.map { dots.contains($0) ? "·" : $0 }).precomposedStringWithCanonicalMapping)
    guard (1...60).contains(name.count), name.utf8.count <= 240,
      name.unicodeScalars.allSatisfy({
        !$0.properties.isNoncharacterCodePoint && $0.properties.generalCategory != .control
      })
    else { throw BankingRefusal.customerName(field) }
    return name
  }

  /// Whether a name as somebody wrote it is this name on record.
  static func sameName(_ written: String, _ known: String) -> Bool {
    (try? name(written))?.lowercased() == (try? name(known))?.lowercased()
  }

  static func document(
    _ type: DocumentType, _ text: String, field: String = "documentNumber"
  ) throws -> String {
    if type == .residentID { return try ResidentID(text, field: field).text }
    if type == .creditCode { return try CreditCode(text, field: field).text }
    let number = words(text).uppercased()
    guard (1...40).contains(number.utf8.count),
      number.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) || [32, 45, 47].contains($0) })
    else { throw BankingRefusal.documentNumber(field) }
    return number
  }

  /// Digits with a leading `+` where one was given. A number of 11 digits beginning with 1 is a mobile
  /// number of mainland China and must begin with 13 to 19.
  static func phone(_ text: String) throws -> String? {
    let body = text.filter { !" -()（）".contains($0) }
    if body.isEmpty { return nil }
    let digits = body.first == "+" ? body.dropFirst() : body[...]
    guard (5...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw BankingRefusal.phone
    }
    if body.utf8.count == 11, body.hasPrefix("1"), !("3"..."9").contains(String(body.dropFirst().prefix(1))) {
      throw BankingRefusal.phone
    }
    return body
  }

  private static func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// `110105********002X`; other documents keep two characters at each end.
  static func maskedDocument(_ type: DocumentType, _ number: String) -> String {
    type == .residentID
      ? Masking.middle(number, head: 6, tail: 4)
      : Masking.middle(number, head: number.count > 6 ? 2 : 0, tail: number.count > 3 ? 2 : 0)
  }

  static func maskedPhone(_ phone: String) -> String {
    Masking.middle(phone, head: phone.count >= 9 ? 3 : 0, tail: phone.count >= 9 ? 4 : 2)
  }

  static func maskedName(_ name: String) -> String { name.count == 1 ? "*" : Masking.name(name) }
}
