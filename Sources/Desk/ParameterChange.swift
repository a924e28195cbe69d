import Banking
import Primitives

/// A wish to set a parameter from a day on; somebody else agrees before it is set (SC-093: important changes are
/// made by one person and reviewed by another).
package struct ParameterChange: Sendable, Equatable {
  package enum State: String, Sendable { case open, agreed, refused }

  package let id: CaseID
  package let kind: ParameterKind
  /// nil: the whole bank.
  package let institution: InstitutionID?
  package let from: BusinessDate
  package let content: String
  /// What was in force when it was asked for; nil: nothing.
  package let before: String?
  package let reason: String
  package let maker: StaffID
  package let makerNumber: String
  package let madeAt: Moment
  package let state: State
  package let checkerNumber: String?
  package let checkerReason: String?
  package let decidedAt: Moment?
}

/// One parameter as back office sees it: every value that was ever set, and what holds today.
package struct ParameterLine: Sendable {
  package let kind: ParameterKind
  /// nil: the whole bank.
  package let institution: InstitutionID?
  /// By day.
  package let values: [ParameterValue]
  package let today: ParameterValue?
  /// Set already, but for a later day.
  package let next: ParameterValue?
}
