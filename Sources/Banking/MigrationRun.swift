import Primitives

/// One taking over of one source: what was handed over, to which outlets, and how far it has come.
package struct MigrationRun: Sendable, Equatable {
  package enum State: String, Sendable, Codable {
    case loading
    /// Everything is there; the way back is open.
    case loaded
    /// This bank leads from the recorded day on; there is no way back.
    case cutOver = "cut-over"
    case takingBack = "taking-back"
    case takenBack = "taken-back"
  }

  /// What the source is called, such as `berka`.
  package let source: String
  /// 1, and one more after each way back.
  package let generation: Int64
  /// SHA-256 of what was handed over, hexadecimal: a run is continued with the same files only.
  package let digest: String
  /// The outlets among which the accounts are spread, in their order, as they were at the start.
  package let outlets: [InstitutionID]
  package let state: State
  /// The first day on which this bank leads.
  package let cutOver: BusinessDate?

  package init(
    source: String, generation: Int64, digest: String, outlets: [InstitutionID], state: State = .loading,
    cutOver: BusinessDate? = nil
  ) {
    self.source = source
    self.generation = generation
    self.digest = digest
    self.outlets = outlets
    self.state = state
    self.cutOver = cutOver
  }
}

/// A part of a run that is committed whole or not at all.
package struct MigrationBatch: Sendable, Hashable {
  /// In the order in which they are done; the last two are the way back.
  package enum Phase: String, Sendable, CaseIterable {
    case customers, accounts, transactions, reversals, closures
  }

  package let phase: Phase
  package let institution: InstitutionID
  /// 1, 2, 3 … within the outlet's phase.
  package let number: Int

  package init(_ phase: Phase, _ institution: InstitutionID, _ number: Int) {
    self.phase = phase
    self.institution = institution
    self.number = number
  }
}
