import Primitives

/// The number of an entry for people and addresses: `110101-12`, the twelfth of outlet 110101.
package struct ErrorNumber: Hashable, Sendable, CustomStringConvertible {
  package let institution: InstitutionID
  package let number: Int64

  package init(_ institution: InstitutionID, _ number: Int64) {
    self.institution = institution
    self.number = number
  }

  /// nil for anything that is no such number.
  package init?(_ text: String) {
    let halves = text.split(separator: "-", omittingEmptySubsequences: false)
    guard halves.count == 2,
      halves.allSatisfy({ (1...18).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let place = Int64(halves[0]), (1...999_999).contains(place), let number = Int64(halves[1]), number > 0
    else { return nil }
    self.init(InstitutionID(place), number)
  }

  package var description: String { "\(institution)-\(number)" }
}

/// By whom or what an error came to light.
package enum Discovery: String, Sendable, CaseIterable {
  case teller, supervisor, customer, batch, audit

  package var title: Bilingual {
    switch self {
    case .teller: Bilingual(zh: "柜员自查", en: "teller")
    case .supervisor: Bilingual(zh: "主管复核", en: "supervisor")
    case .customer: Bilingual(zh: "客户反映", en: "customer")
    case .batch: Bilingual(zh: "日终批处理", en: "day's end")
    case .audit: Bilingual(zh: "审计检查", en: "audit")
    }
  }
}

/// What went wrong, as it is handed to the register (EC-014: discovery first).
package struct ErrorReport: Sendable {
  package let actor: CounterActor
  /// The client's: the same report again is the same entry.
  package let key: IdempotencyKey
  package let errorClass: ErrorClass
  package let discovery: Discovery
  /// When the error was made: the business date of the case, if there is one.
  package let happenedOn: BusinessDate
  package let finding: String
  package let original: CaseID?
  /// Whose error it was, if that is known.
  package let concerned: StaffID?
  package let concernedNumber: String?
  package let at: Moment

  package init(
    actor: CounterActor, key: IdempotencyKey, errorClass: ErrorClass, discovery: Discovery, happenedOn: BusinessDate,
    finding: String, original: CaseID?, concerned: StaffID?, concernedNumber: String?, at: Moment
  ) {
    self.actor = actor
    self.key = key
    self.errorClass = errorClass
    self.discovery = discovery
    self.happenedOn = happenedOn
    self.finding = finding
    self.original = original
    self.concerned = concerned
    self.concernedNumber = concernedNumber
    self.at = at
  }
}

/// An entry of the error register (差错登记簿): found, handled, closed by a supervisor whom it does not concern.
package struct ErrorEntry: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable { case open, handled, closed }

  package let id: ErrorNumber
  package let errorClass: ErrorClass
  package let discovery: Discovery
  package let discoveredOn: BusinessDate
  package let happenedOn: BusinessDate
  package let finding: String
  package let original: CaseID?
  package let concerned: StaffID?
  package let concernedNumber: String?
  package let openedNumber: String
  package let openedAt: Moment
  package let state: State
  package let handling: String?
  package let handledBy: StaffID?
  package let handledNumber: String?
  package let handledAt: Moment?
  package let closedNumber: String?
  package let closedAt: Moment?
}

/// One line of an entry's history.
package struct ErrorStep: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case registered, cancelled, asked, agreed, refused, corrected, handled, closed
  }

  package let kind: Kind
  package let actorNumber: String
  package let at: Moment
  package let note: String
}

/// Which entries are looked for; days are those on which the errors were made.
package struct ErrorFilter: Sendable {
  package var from: BusinessDate
  package var to: BusinessDate
  package var errorClass: ErrorClass?
  package var state: ErrorEntry.State?
  /// Staff number: whom it concerns, or who registered it.
  package var person: String?

  package init(
    from: BusinessDate, to: BusinessDate, errorClass: ErrorClass? = nil, state: ErrorEntry.State? = nil,
    person: String? = nil
  ) {
    self.from = from
    self.to = to
    self.errorClass = errorClass
    self.state = state
    self.person = person
  }
}

/// How many errors of one class were made in one month, `202611`.
package struct ErrorCount: Sendable, Equatable {
  package let month: Int64
  package let errorClass: ErrorClass
  package let count: Int64
}
