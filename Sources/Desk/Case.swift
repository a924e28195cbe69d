import Primitives

/// One request of a customer, from opening to receipt: the row that survives everything.
package struct Case: Sendable, Equatable {
  package let id: CaseID
  /// The outlet that serves the customer.
  package let institution: InstitutionID
  package let service: String
  /// The definition is pinned: a case ends under the rules it began with.
  package let serviceVersion: Int
  package let serviceCode: Int
  package let key: IdempotencyKey
  package let teller: StaffID
  package let tellerNumber: String
  package let terminal: TerminalID
  package let businessDate: BusinessDate
  package let openedAt: Moment

  package var state: CaseMachine.State = .opened
  /// SHA-256 of the submitted fields; nil until submitted.
  package var fingerprint: [UInt8]?
  /// `010001-20261122-000123`; nil until prepared. Never reused, also when released.
  package var number: String?
  package var deadline: Moment?
  package var accountNumber: String?
  package var customer: CustomerID?
  package var amount: Money?
  package var reservation: ReservationID?
  package var journal: JournalID?
  /// SHA-256 of revision 1.
  package var draft: [UInt8]?
  package var document: DocumentID?
  package var receipt: [UInt8]?
  package var release: CaseMachine.Release?
  package var handBack: HandBack = .none
  package var rating: Int?
  package var endedAt: Moment?
  package var scripted = false
  /// What is on the page and the screens, by name; encrypted at rest (HOUSE rule 13).
  package var facts: [String: String] = [:]
  /// When each step was reached (DECISIONS 18).
  package var steps: [StepTime] = []

  /// Cash that the customer had already put on the counter when the case ended otherwise.
  package enum HandBack: Int64, Sendable {
    case none = 0
    case due = 1
    case done = 2
  }

  package struct StepTime: Sendable, Equatable, Codable {
    package let step: String
    package let at: Int64

    package init(_ step: String, _ at: Moment) {
      self.step = step
      self.at = at.milliseconds
    }
  }

  package init(
    id: CaseID, institution: InstitutionID, service: String, serviceVersion: Int, serviceCode: Int,
    key: IdempotencyKey, teller: StaffID, tellerNumber: String, terminal: TerminalID, businessDate: BusinessDate,
    openedAt: Moment
  ) {
    self.id = id
    self.institution = institution
    self.service = service
    self.serviceVersion = serviceVersion
    self.serviceCode = serviceCode
    self.key = key
    self.teller = teller
    self.tellerNumber = tellerNumber
    self.terminal = terminal
    self.businessDate = businessDate
    self.openedAt = openedAt
    steps = [StepTime("opened", openedAt)]
  }

  package mutating func reached(_ step: String, _ at: Moment) { steps.append(StepTime(step, at)) }
}
