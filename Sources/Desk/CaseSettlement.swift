import Audit
import Catalog
import Documents
import Primitives
import Seals
import Storage

/// How a case ends: sealed, settled and archived in one transaction, or released.
extension CaseSession {
  func settle() async throws -> Case {
    guard let signed, let definition = try? definition else { throw CaseRefusal.notNow }
    do {
      let sealed = try await house.paper.seal(signed, record)
      house.crash(.afterSeal)
      let now = house.time.now
      var next = record
      next.state = .settled
      next.document = DocumentID(at: now, from: house.entropy)
      next.draft = nil
      next.handBack = .none
      next.reached("settled", now)
      try await commit(next, sealed, definition, was: record, at: now)
      record = next
      _ = try machine.take(.settled)
    } catch let refusal as Refusal where refusal.kind != .busy {
      _ = try await leave(.settleRefused, .settleRefused)
      showRefusal(refusal)
      throw refusal
    } catch let doubt as InDoubt {
      _ = try machine.take(.fateUnknown)
      showWaiting()
      // When this does not get through either, `CaseKeeper` asks again until somebody knows.
      do { try await resolveDoubt() } catch { throw doubt }
      guard machine.state == .settled else { throw CaseRefusal.confirmAgain }
      house.crash(.afterSettle)
      return record
    } catch {
      _ = try machine.take(.sealingFailed)
      house.live.change(record.terminal) { $0.phase = .confirming }
      throw error
    }
    house.crash(.afterSettle)
    thank()
    return record
  }

  func commit(
    _ next: Case, _ sealed: [UInt8], _ definition: ServiceDefinition, was: Case, at now: Moment
  ) async throws {
    let effect = try effects.effect(definition.effect)
    guard let document = next.document else { preconditionFailure("a settled case without a document") }
    let file = try house.archive.sealFile(sealed, keys: house.keys, entropy: house.entropy)
    let entry = NewArchiveEntry(
      id: document, institution: next.institution, caseID: next.id, journalNumber: next.number ?? "",
      service: next.service, customer: next.customer, account: next.accountNumber, businessDate: next.businessDate,
      teller: next.tellerNumber, archivedAt: now)
    let message = OutboxMessage(
      id: EntityID(at: now, from: house.entropy), institution: next.institution, topic: "case.settled",
      body: try CaseTrail.notice(next), createdAt: now)
    try await house.database.write { [tables, house] tx in
      guard let row = try tables.find(next.id, at: next.institution, lock: true, in: tx), row.state == .drafted
      else { throw CaseRefusal.notNow }
      try effect.settle(next, at: now, in: tx)
      if definition.asksPassword {
        try house.banking.passwords.settle(next.id, at: next.institution, now: now, in: tx)
      }
      try house.archive.file(entry, file, in: tx)
      if let draft = was.draft { try house.archive.dropDraft(draft, institution: next.institution, in: tx) }
      try tables.save(next, in: tx)
      try house.audit.append(CaseTrail.entry("case.settled", next, actor: next.tellerNumber, at: now), in: tx)
      try Outbox.put(message, in: tx)
      house.crash(.insideSettle)
    }
  }

  /// After a commit of unknown fate: the row tells. It is locked, so whoever still holds it ends first; and
  /// this commit, where a standby is waited for, is only answered when the row's state is safe there too.
  ///
  /// - Returns: true when the fate is known now.
  @discardableResult
  func resolveDoubt() async throws -> Bool {
    guard machine.phase == .doubtful else { return false }
    let row = try await house.database.write { [tables, record] tx in
      try tables.find(record.id, at: record.institution, lock: true, in: tx)
    }
    guard let row else { throw Fault("desk.case-lost", "case \(record.id) is not in the database") }
    guard machine.phase == .doubtful else { return false }
    if row.state == .settled {
      record = row
      _ = try machine.take(.settled)
      thank()
    } else {
      _ = try machine.take(.sealingFailed)
      house.live.change(record.terminal) { stage in
        stage.phase = .confirming
        stage.play?.message = nil
      }
    }
    return true
  }

  /// Ends the case without a posting. Should the release not be written, the machine stands where the case may
  /// be ended again: by the person, or by the deadline.
  func leave(_ event: CaseMachine.Event, _ why: CaseMachine.Release) async throws -> [CaseMachine.Step] {
    let before = machine
    let steps = try machine.take(event)
    do {
      try await release(why)
    } catch {
      machine = before
      if event == .settleRefused { _ = try machine.take(.sealingFailed) }
      if event == .drawingFailed { machine = CaseMachine(restoring: record.state) }
      throw error
    }
    return steps
  }

  /// Writes the release; the machine has moved already. A row that ended otherwise meanwhile is believed.
  func release(_ why: CaseMachine.Release) async throws {
    let now = house.time.now
    var next = record
    next.state = .released
    next.release = why
    next.draft = nil
    next.reached("released", now)
    let definition = try definition
    let effect = try effects.effect(definition.effect)
    let was = record
    record = try await trusting {
      try await house.database.write { [tables, approvals, house, next] tx in
        guard let row = try tables.find(next.id, at: next.institution, lock: true, in: tx) else {
          throw Fault("desk.case-lost", "case \(next.id) is not in the database")
        }
        guard row.state != .settled, row.state != .released else { return row }
        if row.state == .drafted {
          try effect.release(next, because: why, at: now, in: tx)
          if definition.asksPassword { try house.banking.passwords.release(next.id, at: next.institution, in: tx) }
        }
        if row.state == .waiting, let asked = try approvals.find(next.id, at: next.institution, in: tx) {
          try approvals.end(asked, .expired, at: now, in: tx)
        }
        if let draft = was.draft { try house.archive.dropDraft(draft, institution: next.institution, in: tx) }
        try tables.save(next, in: tx)
        try house.audit.append(CaseTrail.release(next, why, at: now), in: tx)
        house.crash(.insideRelease)
        return next
      }
    }
    if record.state == .settled { machine = CaseMachine(restoring: .settled) }
    showing = nil
    handed = nil
    signed = nil
    house.crash(.afterRelease)
  }

  /// Writes a small change. Memory moves first, so that a second change made meanwhile builds upon it; the
  /// writer keeps their order.
  func write(
    _ next: Case, _ action: String, actor: String? = nil, detail: [String: String] = [:]
  ) async throws {
    let (now, before) = (house.time.now, record)
    record = next
    do {
      try await trusting {
        try await house.database.write { [tables, house] tx in
          try tables.save(next, in: tx)
          try house.audit.append(
            CaseTrail.entry(action, next, actor: actor ?? next.tellerNumber, at: now, detail: detail), in: tx)
        }
      }
    } catch {
      record = before
      throw error
    }
  }
}
