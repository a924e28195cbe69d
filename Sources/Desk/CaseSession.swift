import Access
import Audit
import Banking
import Catalog
import Documents
import Primitives
import Seals
import Storage

/// The shell around one `CaseMachine`: performs the steps, holds what lives in memory only (the shown
/// pages, the ink, the unsealed revisions). One actor per case, so two clicks never race: the machine
/// moves before the first suspension.
actor CaseSession {
  let house: House
  let tables: CaseTables
  let effects: EffectList
  var record: Case
  var machine: CaseMachine
  /// Revision 1 as it is shown; nil before drawing and after the end.
  var showing: Showing?
  /// Revision 2: never outside memory.
  var signed: [UInt8]?
  /// The teller of this case may hand in ink that no hand drew (demo banks).
  private var mayScript = false
  private var submission: (fingerprint: [UInt8], task: Task<Case, any Error>)?
  private var settlement: Task<Case, any Error>?

  struct Showing: Sendable {
    let revision1: [UInt8]
    let pages: [[UInt8]]
    let pageHashes: [[UInt8]]
    /// SHA-256 over the hash of revision 1 and the hashes of the page images.
    let shownHash: [UInt8]
    let nonce: String
  }

  init(_ record: Case, house: House, tables: CaseTables, effects: EffectList) {
    self.record = record
    self.house = house
    self.tables = tables
    self.effects = effects
    machine = CaseMachine(restoring: record.state)
  }

  var definition: ServiceDefinition {
    get throws {
      guard let definition = house.catalog.service(record.service) else {
        throw Fault("desk.no-definition", "case \(record.id) names the service \(record.service), which is not loaded")
      }
      return definition
    }
  }

  // MARK: Teller

  /// The teller of the case is at the counter with these permissions.
  func attended(by signOn: SignOn) { mayScript = signOn.may(.inkScripted) }

  /// Checks the form, reserves, draws, shows. The same fields again give the same answer.
  func submit(_ form: [String: String], by signOn: SignOn) async throws -> Case {
    let fingerprint = CaseForm.fingerprint(form)
    if let known = try await answered(fingerprint) { return known }
    let definition = try definition
    let values = try await CaseForm(house: house, effects: effects, definition: definition, signOn: signOn).accept(form)
    // A second click may have gone ahead while this one was being checked.
    if let known = try await answered(fingerprint) { return known }
    guard house.live.isPaired(record.terminal) else { throw CaseRefusal.noDisplay }
    let stage = house.live.stage(of: record.terminal)
    if let play = stage.play, play.id != record.id { throw CaseRefusal.displayBusy }
    _ = try machine.take(.submitted)
    let task = Task { try await prepare(values, fingerprint, definition, by: signOn) }
    submission = (fingerprint, task)
    defer { submission = nil }
    return try await task.value
  }

  /// The answer to fields that were submitted before; nil when none were.
  ///
  /// - Throws: `Refusal` `case.stale-page` when those were other fields.
  private func answered(_ fingerprint: [UInt8]) async throws -> Case? {
    if let submission {
      guard Digest.equal(submission.fingerprint, fingerprint) else { throw CaseRefusal.stalePage }
      return try await submission.task.value
    }
    guard let former = record.fingerprint, record.state != .opened else { return nil }
    guard Digest.equal(former, fingerprint) else { throw CaseRefusal.stalePage }
    return record
  }

  private func prepare(
    _ values: FieldValues, _ fingerprint: [UInt8], _ definition: ServiceDefinition, by signOn: SignOn
  ) async throws -> Case {
    do {
      house.crash(.beforeReserve)
      try await reserve(values, fingerprint, definition, by: signOn)
    } catch {
      _ = try machine.take(.prepareRefused)
      throw error
    }
    house.crash(.afterReserve)
    do {
      let drawn = try await CasePaper(house: house).draw(record, definition, by: signOn)
      house.crash(.afterDrawing)
      try await keepDraft(drawn)
      house.crash(.afterDraft)
      _ = try machine.take(.drawn(pages: drawn.pages.count))
      show(drawn, definition)
      return record
    } catch {
      _ = try machine.take(.drawingFailed)
      try await release(.drawingFailed)
      throw error
    }
  }

  private func reserve(
    _ values: FieldValues, _ fingerprint: [UInt8], _ definition: ServiceDefinition, by signOn: SignOn
  ) async throws {
    let effect = try effects.effect(definition.effect)
    let now = house.time.now
    var draft = record
    draft.fingerprint = fingerprint
    draft.deadline = now.adding(seconds: house.settings.caseDeadlineSeconds)
    draft.scripted = false
    let order = EffectOrder(
      record: draft, values: values, signOn: signOn, reservation: ReservationID(at: now, from: house.entropy),
      journal: JournalID(at: now, from: house.entropy), customer: CustomerID(at: now, from: house.entropy),
      deadline: now.adding(seconds: house.settings.caseDeadlineSeconds), now: now)
    let body = try effect.prepare(order)
    record = try await house.database.write { [tables, house, draft, key = house.keys.receipt] tx in
      guard let row = try tables.find(draft.id, at: draft.institution, lock: true, in: tx), row.state == .opened
      else { throw CaseRefusal.notNow }
      let facts = try body(tx)
      var next = draft
      next.state = .drafted
      next.number = facts.number
      next.amount = facts.amount
      next.accountNumber = facts.accountNumber
      next.customer = facts.customer
      next.reservation = facts.reserved ? order.reservation : nil
      next.journal = facts.reserved ? order.journal : nil
      next.handBack = facts.takesCash ? .due : .none
      next.receipt = Receipt.hash(Receipt.token(for: next.id, key: key))
      next.facts = CaseFacts.complete(facts, of: next, definition: definition, by: signOn, house: house)
      next.reached("reserved", now)
      try tables.save(next, in: tx)
      try house.audit.append(CaseTrail.entry("case.reserved", next, actor: signOn.staff.number, at: now), in: tx)
      return next
    }
  }

  private func keepDraft(_ drawn: Showing) async throws {
    let now = house.time.now
    var next = record
    next.draft = Digest.sha256(drawn.revision1)
    next.reached("drafted", now)
    let draft = try house.archive.sealDraft(drawn.revision1, keys: house.keys, entropy: house.entropy)
    try await house.database.write { [tables, house, next] tx in
      try house.archive.keepDraft(draft, institution: next.institution, case: next.id, at: now, in: tx)
      try tables.save(next, in: tx)
      try house.audit.append(CaseTrail.entry("case.drafted", next, actor: next.tellerNumber, at: now), in: tx)
    }
    record = next
  }

  /// Shows a drafted case again after a restart, from its first page and with a new nonce.
  func resume() async throws {
    guard record.state == .drafted, showing == nil, machine.phase == .drawing, submission == nil else { return }
    guard let hash = record.draft else {
      _ = try machine.take(.drawingFailed)
      return try await release(.interrupted)
    }
    let sealed = try await house.database.read { [house, institution = record.institution] tx in
      try house.archive.draft(hash, institution: institution, in: tx)
    }
    let revision1 = try house.archive.openDraft(sealed, keys: house.keys)
    let drawn = try await CasePaper(house: house).show(revision1)
    _ = try machine.take(.resumed(pages: drawn.pages.count))
    show(drawn, try definition)
  }

  func releaseByTeller() async throws {
    let steps = try machine.take(.tellerReleased)
    try await release(.tellerReleased)
    if steps.contains(.clearScreen) { clearScreen() }
  }

  func deadlinePassed() async throws {
    guard let deadline = record.deadline, house.time.now >= deadline else { return }
    let steps = try machine.take(.deadlinePassed)
    try await release(.deadlinePassed)
    if steps.contains(.clearScreen) { clearScreen() }
  }

  func handBack(_ form: String, by signOn: SignOn) async throws -> Case {
    guard record.state == .released, record.handBack == .due, let due = record.amount else {
      if record.handBack == .done { return record }
      throw CaseRefusal.handBackNotDue
    }
    let count = try CashCount(parsing: form, due.currency, field: "denominations")
    guard count.total == due else { throw CaseRefusal.handBackDiffers(due) }
    let now = house.time.now
    var next = record
    next.handBack = .done
    next.reached("handed-back", now)
    let effect = try effects.effect(try definition.effect)
    try await house.database.write { [tables, house, next] tx in
      try effect.recordHandBack(next, by: signOn, at: now, in: tx)
      try tables.save(next, in: tx)
      try house.audit.append(
        CaseTrail.entry("case.handed-back", next, actor: next.tellerNumber, at: now, detail: ["count": count.text]),
        in: tx)
    }
    record = next
    return record
  }

  /// The teller's explicit end (PC-028): the screen goes back to idle.
  func end() async throws -> Case {
    if record.endedAt != nil { return record }
    if record.state == .released && record.handBack == .due { throw CaseRefusal.handBackDue }
    _ = try machine.take(.ended)
    let now = house.time.now
    var next = record
    next.endedAt = now
    next.reached("ended", now)
    try await write(next, "case.ended")
    clearScreen()
    return record
  }

  // MARK: Customer

  func confirmPage(_ page: Int) throws {
    let steps = try machine.take(.pageConfirmed(page))
    if steps == [.openPad] { record.reached("read", house.time.now) }
    house.live.change(record.terminal) { stage in
      stage.play?.confirmed.insert(page)
      if steps == [.openPad] { stage.phase = .signing }
    }
    house.crash(.afterPages)
  }

  /// Takes the final strokes: nonce and hash must be those of what is shown (DECISIONS 24).
  func sign(_ capture: InkCapture) async throws {
    guard let showing else { throw CaseRefusal.noCaseShown }
    guard Digest.equal(Array(capture.nonce.utf8), Array(showing.nonce.utf8)) else { throw CaseRefusal.wrongNonce }
    guard Digest.equal(Array(capture.shownHash.utf8), Array(Hex.encode(showing.shownHash).utf8)) else {
      throw CaseRefusal.wrongShownHash
    }
    if capture.scripted && !(house.settings.isDemo && mayScript) { throw CaseRefusal.scriptedInkForbidden }
    _ = try machine.take(.inkGiven)
    do {
      signed = try await CasePaper(house: house).sign(showing, capture, record)
    } catch {
      _ = try machine.take(.inkRejected)
      throw error
    }
    _ = try machine.take(.inkAccepted)
    record.scripted = capture.scripted
    record.reached("signed", house.time.now)
    house.live.change(record.terminal) { $0.phase = .confirming }
    house.crash(.afterInk)
  }

  func signAgain() throws {
    _ = try machine.take(.signAgain)
    signed = nil
    house.live.change(record.terminal) { stage in
      stage.phase = .signing
      stage.play?.strokes = []
      stage.play?.resigns += 1
    }
  }

  /// Revision 2 as the customer sees it before confirming again; page images only.
  func signedPage(_ page: Int) async throws -> [UInt8] {
    guard let signed else { throw CaseRefusal.noCaseShown }
    return try await house.images.png(of: signed, page: page, dpi: CasePaper.dpi)
  }

  func confirmFinally() async throws -> Case {
    if let settlement { return try await settlement.value }
    if record.state == .settled { return record }
    _ = try machine.take(.finallyConfirmed)
    house.live.change(record.terminal) { $0.phase = .sealing }
    let task = Task { try await settle() }
    settlement = task
    defer { settlement = nil }
    return try await task.value
  }

  func refuse() async throws {
    _ = try machine.take(.customerRefused)
    try await release(.customerRefused)
    house.live.change(record.terminal) { $0.phase = .refused }
  }

  func rate(_ rating: Int) async throws {
    guard (1...5).contains(rating) else { throw CaseRefusal.rating }
    guard record.state == .settled else { throw CaseRefusal.notNow }
    var next = record
    next.rating = rating
    try await write(next, "case.rated", actor: "customer", detail: ["rating": "\(rating)"])
    house.live.change(record.terminal) { $0.play?.rated = true }
  }

  // MARK: Settlement and release

  private func settle() async throws -> Case {
    guard let signed, let definition = try? definition else { throw CaseRefusal.notNow }
    do {
      let sealed = try await CasePaper(house: house).seal(signed, record)
      house.crash(.afterSeal)
      let now = house.time.now
      var next = record
      next.state = .settled
      next.document = DocumentID(at: now, from: house.entropy)
      next.draft = nil
      next.handBack = .none
      next.reached("settled", now)
      try await commit(next, sealed, effect: try effects.effect(definition.effect), was: record, at: now)
      record = next
      _ = try machine.take(.settled)
    } catch let refusal as Refusal where refusal.kind != .busy {
      _ = try machine.take(.settleRefused)
      try await release(.settleRefused)
      showRefusal(refusal)
      throw refusal
    } catch let doubt as InDoubt {
      _ = try machine.take(.fateUnknown)
      try await lookUpFate()
      if machine.state != .settled { throw doubt }
    } catch {
      _ = try machine.take(.sealingFailed)
      house.live.change(record.terminal) { $0.phase = .confirming }
      throw error
    }
    house.crash(.afterSettle)
    thank()
    return record
  }

  private func commit(
    _ next: Case, _ sealed: [UInt8], effect: any BankEffect, was: Case, at now: Moment
  ) async throws {
    guard let document = next.document else { preconditionFailure("a settled case without a document") }
    let file = try house.archive.sealFile(sealed, keys: house.keys, entropy: house.entropy)
    let entry = NewArchiveEntry(
      id: document, institution: next.institution, caseID: next.id, journalNumber: next.number ?? "",
      service: next.service, customer: next.customer, account: next.accountNumber, businessDate: next.businessDate,
      teller: next.tellerNumber, archivedAt: now)
    let message = OutboxMessage(
      id: EntityID(at: now, from: house.entropy), institution: next.institution, topic: "case.settled",
      body: next.id.bytes, createdAt: now)
    try await house.database.write { [tables, house] tx in
      guard let row = try tables.find(next.id, at: next.institution, lock: true, in: tx), row.state == .drafted
      else { throw CaseRefusal.notNow }
      try effect.settle(next, at: now, in: tx)
      try house.archive.file(entry, file, in: tx)
      if let draft = was.draft { try house.archive.dropDraft(draft, institution: next.institution, in: tx) }
      try tables.save(next, in: tx)
      try house.audit.append(CaseTrail.entry("case.settled", next, actor: next.tellerNumber, at: now), in: tx)
      try Outbox.put(message, in: tx)
      house.crash(.insideSettle)
    }
  }

  /// After a commit of unknown fate: the row tells.
  private func lookUpFate() async throws {
    let row = try await house.database.read { [tables, record] tx in
      try tables.find(record.id, at: record.institution, in: tx)
    }
    guard let row else { throw Fault("desk.case-lost", "case \(record.id) is not in the database") }
    guard row.state == .settled else { return }
    record = row
    _ = try machine.take(.settled)
  }

  /// Writes the release; the machine has moved already.
  private func release(_ why: CaseMachine.Release) async throws {
    let now = house.time.now
    var next = record
    next.state = .released
    next.release = why
    next.draft = nil
    next.reached("released", now)
    let effect = try effects.effect(try definition.effect)
    try await house.database.write { [tables, house, was = record, next] tx in
      guard let row = try tables.find(next.id, at: next.institution, lock: true, in: tx),
        row.state != .settled, row.state != .released
      else { return }
      if row.state == .drafted { try effect.release(next, because: why, at: now, in: tx) }
      if let draft = was.draft { try house.archive.dropDraft(draft, institution: next.institution, in: tx) }
      try tables.save(next, in: tx)
      try house.audit.append(
        CaseTrail.entry("case.released", next, actor: next.tellerNumber, at: now, detail: ["why": why.rawValue]),
        in: tx)
      house.crash(.insideRelease)
    }
    record = next
    showing = nil
    signed = nil
    house.crash(.afterRelease)
  }

  private func write(
    _ next: Case, _ action: String, actor: String? = nil, detail: [String: String] = [:]
  ) async throws {
    let now = house.time.now
    try await house.database.write { [tables, house] tx in
      try tables.save(next, in: tx)
      try house.audit.append(
        CaseTrail.entry(action, next, actor: actor ?? next.tellerNumber, at: now, detail: detail), in: tx)
    }
    record = next
  }
}
