import Primitives

/// The number of a customer's account: 19 digits = prefix of the bank (6), institution (6), sequence
/// within the institution (6), Luhn digit (ISO/IEC 7812-1).
///
/// The prefix starts with 9, ISO's "for national assignment", and 156, China, so no card network routes
/// such a number (domestic cards begin with 62). Since the institution stands in the number, the row is
/// found by its key without asking an index of the whole bank.
package struct AccountNumber: Hashable, Sendable, CustomStringConvertible {
  package static let bankPrefix = "915600"
  package static let length = 19
  /// The last sequence an institution can give: six digits.
  package static let lastSequence: Int64 = 999_999

  package let institution: InstitutionID
  package let sequence: Int64

  package init(_ institution: InstitutionID, sequence: Int64) {
    precondition((1...Self.lastSequence).contains(sequence), "account sequence out of range")
    precondition((1...999_999).contains(institution.code), "institution out of range")
    self.institution = institution
    self.sequence = sequence
  }

  /// Reads what a person typed: spaces between the groups are taken away.
  ///
  /// - Throws: `Refusal` `account.number-format`, `account.check-digit`, `account.other-bank`.
  package init(parsing text: String, field: String = "account") throws {
    let digits = text.filter { $0 != " " }
    guard digits.utf8.count == Self.length, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw BankingRefusal.accountFormat(field)
    }
    guard CheckDigits.luhnIsValid(digits) else { throw BankingRefusal.accountCheckDigit(field) }
    guard digits.hasPrefix(Self.bankPrefix), let institution = Int64(digits.dropFirst(6).prefix(6)),
      let sequence = Int64(digits.dropFirst(12).prefix(6)), institution > 0, sequence > 0
    else { throw BankingRefusal.accountOtherBank(field) }
    self.init(InstitutionID(institution), sequence: sequence)
  }

  /// 19 digits without spaces.
  package var description: String {
    let body = "\(Self.bankPrefix)\(institution)\(padded(sequence, to: 6))"
    return "\(body)\(CheckDigits.luhnDigit(for: body))"
  }

  /// `9156 0001 0001 0000 010`: groups of four for the eye.
  package var grouped: String { Masking.grouped(description) }
}
