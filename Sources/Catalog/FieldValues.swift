import Primitives

/// What a field holds once it is checked.
package enum FieldValue: Sendable, Equatable {
  /// An account number without spaces.
  case account(String)
  case money(Money)
  /// Largest face first, no face twice, no zero counts.
  case denominations([DenominationCount])
  /// A choice, a number of a document, a name, a phone number or a note.
  case text(String)
  case currency(Currency)
  case date(BusinessDate)

  /// One text for one value: what fingerprints are made of and what the form shows again.
  package var canonical: String {
    switch self {
    case .account(let text), .text(let text): text
    case .money(let money): money.decimal
    case .denominations(let counts): counts.map(\.description).joined(separator: " ")
    case .currency(let currency): currency.code
    case .date(let date): date.description
    }
  }
}

/// So many notes or coins of one face value.
package struct DenominationCount: Sendable, Equatable, CustomStringConvertible {
  package let face: Money
  package let count: Int64

  package init(face: Money, count: Int64) {
    self.face = face
    self.count = count
  }

  /// `100.00x3`.
  package var description: String { "\(face.decimal)x\(count)" }
}

/// The checked values of a form, by field name. Fields left empty are absent.
package struct FieldValues: Sendable, Equatable {
  package private(set) var values: [String: FieldValue]

  package init(_ values: [String: FieldValue] = [:]) { self.values = values }

  package subscript(_ name: String) -> FieldValue? {
    get { values[name] }
    set { values[name] = newValue }
  }

  package func money(_ name: String) -> Money? {
    if case .money(let money) = values[name] { money } else { nil }
  }

  package func denominations(_ name: String) -> [DenominationCount] {
    if case .denominations(let counts) = values[name] { counts } else { [] }
  }

  package func currency(_ name: String) -> Currency? {
    if case .currency(let currency) = values[name] { currency } else { nil }
  }

  package func date(_ name: String) -> BusinessDate? {
    if case .date(let date) = values[name] { date } else { nil }
  }

  /// The text of an account, choice, name, number or note.
  package func text(_ name: String) -> String? {
    switch values[name] {
    case .account(let text), .text(let text): text
    default: nil
    }
  }

  /// Field by field in order of names, for the fingerprint of a request (DECISIONS 16).
  package var canonical: [(name: String, value: String)] {
    values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.canonical) }
  }
}

/// What a form is checked against beside its definition.
package struct FormContext: Sendable, Equatable {
  /// The currency of the account; nil when the form itself names one or none is known yet.
  package let currency: Currency?
  /// Raw names of the permissions of the person at the counter.
  package let permissions: Set<String>
  /// Raw names of the maker's posts.
  package let posts: Set<String>
  package let risk: RiskLevel
  package let businessDate: BusinessDate?
  /// Face values that exist in this currency, minor units; empty: any face is taken.
  package let faces: Set<Int64>

  package init(
    currency: Currency? = nil, permissions: Set<String> = [], posts: Set<String> = [], risk: RiskLevel = .normal,
    businessDate: BusinessDate? = nil, faces: Set<Int64> = []
  ) {
    self.currency = currency
    self.permissions = permissions
    self.posts = posts
    self.risk = risk
    self.businessDate = businessDate
    self.faces = faces
  }
}
