import Primitives

/// How the identity of the person at the counter was checked. The record is kept at least 10 years
/// (anti-money-laundering law in force 2025-01-01, articles 29 and 34).
package struct IdentityCheck: Sendable {
  package enum Method: String, Sendable, CaseIterable {
    /// The original document was held against the person.
    case originalSeen = "original-seen"
    /// The chip of the document was read.
    case chipRead = "chip-read"
    /// The national network check (联网核查) answered.
    case registry
  }
  package enum Actor: String, Sendable, CaseIterable {
    case holder, agent
  }
  package enum Result: String, Sendable, CaseIterable {
    case agrees, doubtful
  }

  package let method: Method
  package let result: Result
  package let checkedBy: StaffID
  /// nil: the holder himself is at the counter.
  package let agent: AgentDraft?

  package init(method: Method, result: Result, checkedBy: StaffID, agent: AgentDraft? = nil) {
    self.method = method
    self.result = result
    self.checkedBy = checkedBy
    self.agent = agent
  }

  package var actingAs: Actor { agent == nil ? .holder : .agent }
}

/// Who acts for the holder, checked and sealed for the row of his case.
package struct AgentDraft: Sendable {
  package let caseID: CaseID
  package let name: String
  package let documentType: DocumentType
  package let documentNumber: String
  let nameSealed: [UInt8]
  let documentSealed: [UInt8]

  package var documentMasked: String { CustomerText.maskedDocument(documentType, documentNumber) }
}

/// The record of an identity check, for whoever may see it. The caller audits the reading of an agent.
package struct IdentityRecord: Sendable, Equatable {
  package let method: IdentityCheck.Method
  package let actingAs: IdentityCheck.Actor
  package let result: IdentityCheck.Result
  package let checkedBy: StaffID
  package let agentName: String?
  package let agentDocumentType: DocumentType?
  package let agentDocumentNumber: String?
}
