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
  let approvals: ApprovalTables
  let effects: EffectList
  var record: Case
  var machine: CaseMachine
  /// Revision 1 as it is shown; nil before drawing and after the end.
  var showing: ShownPaper?
  /// Revision 2: never outside memory.
  var signed: [UInt8]?
  /// What the customer must type before he reads; nil: nothing.
  var demand: PasswordDemand?
  /// The form as it stands since it was handed to the customer; nil once it was submitted.
  var handed: HandedForm?
  /// An entry is being compared: no second one beside it.
  var isEntering = false
  /// The teller of this case may hand in ink that no hand drew (demo banks).
  private var mayScript = false
  private var looked: Set<[UInt8]> = []
  private(set) var submission: (fingerprint: [UInt8], task: Task<Case, any Error>)?
  private(set) var settlement: Task<Case, any Error>?
  /// A step other than the settlement was left in doubt: the row knows more than this session does.
  var isStale = false

  init(_ record: Case, house: House, tables: CaseTables, approvals: ApprovalTables, effects: EffectList) {
    self.record = record
    self.house = house
    self.tables = tables
    self.approvals = approvals
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

  /// True the first time that these values are filled in for the teller: that look is then audited.
  func isFirstLook(at values: [String: String]) -> Bool { looked.insert(CaseForm.fingerprint(values)).inserted }

  /// Checks the form, reserves, draws, shows. The same fields again give the same answer.
  func submit(_ form: [String: String], by signOn: SignOn) async throws -> Case {
    if machine.phase == .filling { throw CaseRefusal.formOut }
    let images = try await images()
    let fingerprint = CaseForm.fingerprint(form, images)
    if let known = try await answered(fingerprint) { return known }
    let definition = try definition
    let reading = CaseForm(house: house, effects: effects, definition: definition, signOn: signOn)
    let accepted = try await reading.accept(form, images)
    // A second click may have gone ahead while this one was being checked.
    if let known = try await answered(fingerprint) { return known }
    try checkScreen()
    _ = try machine.take(.submitted)
    let task = Task {
      if accepted.need >= .review, try await !isApproved(fingerprint, accepted.need) {
        return try await ask(accepted, form, fingerprint, reading)
      }
      return try await prepare(accepted, fingerprint, definition, by: signOn)
    }
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
    _ accepted: AcceptedForm, _ fingerprint: [UInt8], _ definition: ServiceDefinition, by signOn: SignOn
  ) async throws -> Case {
    do {
      house.crash(.beforeReserve)
      try await reserve(accepted, fingerprint, definition, by: signOn)
    } catch {
      _ = try machine.take(.prepareRefused)
      throw error
    }
    house.crash(.afterReserve)
    do {
      let drawn = try await house.paper.draw(record, definition, by: signOn)
      house.crash(.afterDrawing)
      try await keepDraft(drawn)
      house.crash(.afterDraft)
      _ = try machine.take(.drawn(pages: drawn.pages.count, entries: demand?.steps.count ?? 0))
      show(drawn, definition)
      return record
    } catch {
      _ = try await leave(.drawingFailed, .drawingFailed)
      throw error
    }
  }

  /// Runs a write; should its fate be unknown, the row is read again before anything else is done here.
  func trusting<T: Sendable>(_ body: () async throws -> T) async throws -> T {
    do {
      return try await body()
    } catch let doubt as InDoubt {
      isStale = true
      throw doubt
    }
  }

  private func reserve(
    _ accepted: AcceptedForm, _ fingerprint: [UInt8], _ definition: ServiceDefinition, by signOn: SignOn
  ) async throws {
    let effect = try effects.effect(definition.effect)
    let now = house.time.now
    var draft = record
    draft.fingerprint = fingerprint
    draft.deadline = now.adding(seconds: house.settings.caseDeadlineSeconds)
    draft.scripted = false
    let order = EffectOrder(
      record: draft, values: accepted.values, signOn: signOn,
      settings: definition.settings, reservation: ReservationID(at: now, from: house.entropy),
      journal: JournalID(at: now, from: house.entropy), customer: CustomerID(at: now, from: house.entropy),
      deadline: now.adding(seconds: house.settings.caseDeadlineSeconds), now: now)
    let body = try effect.prepare(order)
    let gate = PasswordGate(house: house, definition: definition)
    (record, demand) = try await trusting {
      try await house.database.write { [tables, approvals, house, draft] tx in
        guard let row = try tables.find(draft.id, at: draft.institution, lock: true, in: tx), row.state == .opened
        else { throw CaseRefusal.notNow }
        let images = try Self.fix(accepted.images, of: draft, house, at: now, in: tx)
        let approval = try approvals.passed(draft.id, at: draft.institution, fingerprint, accepted.need, in: tx)
        let facts = try body(tx)
        let demand = try gate.ask(draft, accepted.values, facts, in: tx)
        var next = draft
        next.state = .drafted
        next.number = facts.number
        next.amount = facts.amount
        next.accountNumber = facts.accountNumber
        next.customer = facts.customer
        next.reservation = facts.reserved ? order.reservation : nil
        next.journal = facts.reserved ? order.journal : nil
        next.handBack = facts.takesCash ? .due : .none
        next.receipt = Receipt.hash(Receipt.token(for: next.id, key: house.keys.receipt))
        next.facts = CaseFacts.complete(facts, of: next, definition: definition, by: signOn, house: house)
          .merging(CaseFacts.approval(approval)) { $1 }
        next.reached("reserved", now)
        try tables.save(next, in: tx)
        try house.audit.append(
          CaseTrail.entry("case.reserved", next, actor: signOn.staff.number, at: now, detail: images), in: tx)
        return (next, demand)
      }
    }
  }

  private func keepDraft(_ drawn: ShownPaper) async throws {
    let now = house.time.now
    var next = record
    next.draft = Digest.sha256(drawn.revision1)
    next.reached("drafted", now)
    let draft = try house.archive.sealDraft(drawn.revision1, keys: house.keys, entropy: house.entropy)
    try await trusting {
      try await house.database.write { [tables, house, next] tx in
        try house.archive.keepDraft(draft, institution: next.institution, case: next.id, at: now, in: tx)
        try tables.save(next, in: tx)
        try house.audit.append(CaseTrail.entry("case.drafted", next, actor: next.tellerNumber, at: now), in: tx)
      }
    }
    record = next
  }

  /// Shows a drafted case again after a restart, from its first page and with a new nonce.
  func resume() async throws {
    guard record.state == .drafted, showing == nil, machine.phase == .drawing, submission == nil else { return }
    guard let hash = record.draft else {
      _ = try await leave(.drawingFailed, .interrupted)
      return
    }
    let (sealed, asked) = try await house.database.read { [house, record] tx in
      (
        try house.archive.draft(hash, institution: record.institution, in: tx),
        try house.banking.passwords.demand(of: record.id, at: record.institution, in: tx)
      )
    }
    demand = asked
    let revision1 = try house.archive.openDraft(sealed, keys: house.keys)
    let drawn = try await house.paper.show(revision1)
    _ = try machine.take(.resumed(pages: drawn.pages.count, entries: asked?.steps.count ?? 0))
    show(drawn, try definition)
  }

  /// The same, but a page that cannot be shown any more ends the case instead.
  func resumeOrRelease() async throws {
    do {
      try await resume()
    } catch {
      _ = try await leave(.drawingFailed, .interrupted)
    }
  }

  func releaseByTeller() async throws {
    let steps = try await leave(.tellerReleased, .tellerReleased)
    if steps.contains(.clearScreen) { clearScreen() }
  }

  func deadlinePassed() async throws {
    guard let deadline = record.deadline, house.time.now >= deadline else { return }
    let steps = try await leave(.deadlinePassed, .deadlinePassed)
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
    try await trusting {
      try await house.database.write { [tables, house, next] tx in
        try effect.recordHandBack(next, by: signOn, at: now, in: tx)
        try tables.save(next, in: tx)
        try house.audit.append(
          CaseTrail.entry("case.handed-back", next, actor: next.tellerNumber, at: now, detail: ["count": count.text]),
          in: tx)
      }
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
      signed = try await house.paper.sign(showing, capture, record)
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
    _ = try await leave(.customerRefused, .customerRefused)
    house.live.change(record.terminal) { stage in
      stage.phase = .refused
      stage.play?.state = .released
      stage.play?.strokes = []
    }
  }

  func rate(_ rating: Int) async throws {
    guard (1...5).contains(rating) else { throw CaseRefusal.rating }
    guard record.state == .settled else { throw CaseRefusal.notNow }
    var next = record
    next.rating = rating
    try await write(next, "case.rated", actor: "customer", detail: ["rating": "\(rating)"])
    house.live.change(record.terminal) { $0.play?.rated = true }
  }
}
