import Primitives

/// What a field accepts.
package enum FieldType: String, Sendable, CaseIterable {
  case account, money, denominations
  /// The number of a deposit under a contract; has the form of an account number.
  case deposit
  /// A demand account or a deposit under a contract; the number itself says which.
  case holding
  case residentID = "resident-id"
  /// The number of an identity document whose kind stands in the field `kindField`.
  case documentNumber = "document-number"
  case choice, currency, text, date, phone, name
  /// 统一社会信用代码, checked by `CreditCode`.
  case creditCode = "credit-code"
  /// A card number of this bank: digits with a Luhn check digit.
  case card
}

/// One field of a form.
package struct FieldDefinition: Sendable, Equatable {
  package struct Choice: Sendable, Equatable {
    package let value: String
    package let label: Bilingual
  }

  /// The field counts only while another holds this value.
  package struct Condition: Sendable, Equatable {
    package let field: String
    package let value: String
  }

  package let name: String
  package let label: Bilingual
  package let hint: Bilingual
  package let type: FieldType
  package let required: Bool
  /// Longest input, in characters.
  package let maxLength: Int
  /// Only for `choice`.
  package let choices: [Choice]
  /// A fixed value, or a fact of the customer or account already known, written `{name}`.
  package let prefill: String?
  /// Who may fill it at all; nil for everyone who may use the service.
  package let permission: String?
  /// The money field whose amount is typed here a second time above `confirmAbove` (双敲).
  package let repeats: String?
  /// The field is asked for only then, and then it is required if `required` says so.
  package let when: Condition?
  /// For `document-number`: the field that says which kind of document.
  package let kindField: String?
  /// For `date`: may not lie after the business date.
  package let notInFuture: Bool
  /// The customer may complete it on his own screen, once the teller hands the form over (BC-019).
  package let byCustomer: Bool

  package static let defaultMaxLength: [FieldType: Int] = [
    .account: 32, .deposit: 32, .holding: 32, .money: 24, .denominations: 400, .residentID: 24, .documentNumber: 40,
    .choice: 40,
    .currency: 3,
    .text: 200, .date: 10, .phone: 20, .name: 64, .creditCode: 24, .card: 24,
  ]
}
