import Audit
import Catalog
import Primitives
import Storage

/// What happens to a case beside its session: it waits for others, or its row knows more than the session does.
extension CaseSession {
  /// The case as its row says, once it can be read under lock: as after a restart, a drafted case is shown again
  /// from its first page, and one whose page was not kept is released.
  func refresh() async throws {
    guard isStale, submission == nil, settlement == nil else { return }
    let row = try await house.database.write { [tables, record] tx in
      try tables.find(record.id, at: record.institution, lock: true, in: tx)
    }
    guard let row, isStale else { return }
    isStale = false
    (record, machine) = (row, CaseMachine(restoring: row.state))
    (showing, signed, handed) = (nil, nil, nil)
    if row.state == .drafted { try await resumeOrRelease() }
    house.live.change(record.terminal) { stage in
      guard stage.play?.id == row.id else { return }
      switch record.state {
      case .released:
        stage.phase = .refused
        stage.play?.state = .released
        stage.play?.strokes = []
      case .drafted: break
      case .opened, .waiting, .settled:
        if record.endedAt != nil || record.state == .opened { (stage.phase, stage.play) = (.idle, nil) }
      }
    }
  }

  func isApproved(_ fingerprint: [UInt8], _ need: ApprovalNeed) async throws -> Bool {
    try await house.database.read { [approvals, record] tx in
      try approvals.find(record.id, at: record.institution, in: tx)?.covers(fingerprint, need) ?? false
    }
  }

  /// Puts the case into the queue of those who may agree to it. What it would do is checked first, so that nobody
  /// looks at what cannot be done anyway.
  func ask(
    _ accepted: AcceptedForm, _ form: [String: String], _ fingerprint: [UInt8], _ reading: CaseForm
  ) async throws -> Case {
    do {
      let check = try await reading.check(form, record)
      if !check.refusals.isEmpty { throw RefusalList(check.refusals) }
      let now = house.time.now
      let expires = now.adding(seconds: house.settings.caseDeadlineSeconds)
      let amount = try definition.amountField.flatMap { accepted.values.money($0) }
      let papers = Approval.Papers(form, accepted.reasons, check)
      var next = record
      (next.state, next.fingerprint, next.deadline) = (.waiting, fingerprint, expires)
      next.reached("waiting", now)
      try await trusting {
        try await house.database.write { [tables, approvals, house, next] tx in
          guard let row = try tables.find(next.id, at: next.institution, lock: true, in: tx), row.state == .opened
          else { throw CaseRefusal.notNow }
          let images = try Self.fix(accepted.images, of: next, house, at: now, in: tx)
          try tables.save(next, in: tx)
          try approvals.ask(
            next, accepted.need, amount: amount, fingerprint: fingerprint, papers: papers, at: now, expiresAt: expires,
            in: tx)
          try house.audit.append(
            CaseTrail.entry(
              "case.approval-asked", next, actor: next.tellerNumber, at: now,
              detail: ["need": accepted.need.rawValue].merging(images) { $1 }),
            in: tx)
        }
      }
      _ = try machine.take(.approvalNeeded)
      record = next
      if handed != nil {
        handed = nil
        clearScreen()
      }
      return record
    } catch {
      if machine.phase == .drawing { _ = try machine.take(.prepareRefused) }
      throw error
    }
  }

  /// The row was changed by a decision, not by this session.
  func rowChanged() async throws {
    isStale = true
    try await refresh()
  }
}
