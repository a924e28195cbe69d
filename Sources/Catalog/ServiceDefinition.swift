import Primitives

/// One service of the counter, as data: read from `Services/<id>/`.
package struct ServiceDefinition: Sendable, Equatable {
  /// A fact that the customer must see; bold ones are those that matter most (name, account, amount).
  package struct KeyFact: Sendable, Equatable {
    package let fact: String
    package let label: Bilingual
    package let bold: Bool
  }

  /// Who signs, in which field of the PDF (DECISIONS 9: a list, prepared for more).
  package struct SignatureRole: Sendable, Equatable {
    package enum Role: String, Sendable, CaseIterable {
      case teller, customer, bank
      case secondTeller = "second-teller"
      case approver, proxy
      case secondCustomer = "second-customer"
    }

    package let role: Role
    /// Name of the form field in the PDF: `Teller`.
    package let field: String
    package let label: Bilingual
  }

  /// Thresholds of one currency. Both say *above*: the limit itself still passes.
  package struct Limits: Sendable, Equatable {
    package let smallest: Money
    /// Above it the amount is typed a second time.
    package let confirmAbove: Money
    /// Above it somebody else must agree.
    package let approveAbove: Money
  }

  /// Received less change must be the amount.
  package struct CashRule: Sendable, Equatable {
    package let received: String
    package let change: String?
    package let amount: String
  }

  package let id: String
  /// Raised with every change of meaning; pinned in the case.
  package let version: Int
  /// Transaction code, 1000–9999.
  package let code: Int
  package let name: Bilingual
  /// Pinyin initials under which tellers look for it.
  package let initials: [String]
  /// Further words under which it is found.
  package let words: [String]
  package let effect: ServiceEffect
  /// What fixes the effect for this service: `kind: lump-sum`.
  package let settings: [String: String]
  package let permission: String
  package let fields: [FieldDefinition]
  package let cashRule: CashRule?
  /// The field whose account (or deposit, by the account it is paid to) is guarded by a password: the customer types it
  /// on his own screen before he reads. An account without a password asks for nothing.
  package let password: String?
  /// The field with the amount that the limits are about.
  package let amountField: String?
  /// By ISO code; also the list of currencies that the service is offered in.
  package let limits: [String: Limits]
  /// Rules beyond the limits: who else must agree, and when.
  package let approval: [ApprovalRule]
  /// Papers of the customer that are kept as images with the case, in the order in which they are asked for.
  package let papers: [PaperDemand]
  /// What it books when it settles; empty when no money moves.
  package let entries: [BookEntry]
  /// Every fact that sentence, speech, key facts and page may use.
  package let facts: [String]
  package let keyFacts: [KeyFact]
  /// What is about to happen, large on the customer's screen.
  package let sentence: Bilingual
  package let speech: Bilingual
  package let signatures: [SignatureRole]
  package let document: DocumentLayout
  package let examples: [ServiceExample]

  /// Whether any case of it may ask the customer for a password.
  package var asksPassword: Bool { password != nil || effect.newPassword != .never }

  /// What the customer may complete on his own screen, in the order of the form.
  package var customerFields: [FieldDefinition] { fields.filter(\.byCustomer) }

  package func field(_ name: String) -> FieldDefinition? { fields.first { $0.name == name } }

  /// Currencies in the order of `Currency.known`.
  package var currencies: [Currency] { Currency.known.filter { limits[$0.code] != nil } }
}

/// A form with what must come out of it; tests and `services check` run them.
package struct ServiceExample: Sendable, Equatable {
  package struct Expected: Sendable, Equatable, Hashable {
    package let field: String?
    package let code: String
  }

  package enum Outcome: String, Sendable, CaseIterable {
    case allow
    case confirmTwice = "allow-confirmed-twice"
    case approval, refused
  }

  package let name: String
  package let line: Int
  package let context: FormContext
  package let form: [String: String]
  package let values: [String: String]
  package let outcome: Outcome
  /// What an approval must be; nil: any.
  package let needs: ApprovalNeed?
  package let refusals: Set<Expected>
}
