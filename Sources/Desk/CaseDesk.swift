import Access
import Audit
import Catalog
import Primitives
import Seals
import Storage
import Synchronization

/// The front door of cases: the only room that knows the whole journey (HOUSE, "The journey of a case").
///
/// Refusals of every operation: those of `CaseRefusal`; `access.…` when the person or screen may not.
package final class CaseDesk: Sendable {
  package let house: House
  let tables: CaseTables
  let approvals: ApprovalTables
  let effects: EffectList
  private let sessions = Mutex<[CaseID: CaseSession]>([:])

  /// So many unfinished cases are resumed at start and watched for deadlines.
  static let unfinishedLimit = 10_000

  package init(_ house: House) {
    self.house = house
    tables = CaseTables(field: house.keys.field, entropy: house.entropy)
    approvals = ApprovalTables(field: house.keys.field, entropy: house.entropy)
    effects = EffectList(house)
  }

  // MARK: Teller

  /// Opens a case. The same key and service give the same case again; another service is refused.
  package func open(service id: String, key: IdempotencyKey, by signOn: SignOn) async throws -> Case {
    try await opening(service: id, key: key, by: signOn).record
  }

  /// The same, with whether this very call opened it.
  package func opening(
    service id: String, key: IdempotencyKey, by signOn: SignOn
  ) async throws -> (record: Case, isNew: Bool) {
    guard let definition = house.catalog.service(id) else { throw CaseRefusal.noService(id) }
    let terminal = try Self.station(signOn)
    try signOn.require(.caseWork)
    if let permission = Permission(rawValue: definition.permission) { try signOn.require(permission) }
    let now = house.time.now
    let caseID = CaseID(at: now, from: house.entropy)
    let opened = try await house.database.write { [tables, house] tx in
      let date = try house.banking.calendar.businessDate(of: signOn.institution.id, in: tx)
      var record = Case(
        id: caseID, institution: signOn.institution.id, service: definition.id, serviceVersion: definition.version,
        serviceCode: definition.code, key: key, teller: signOn.staff.id, tellerNumber: signOn.staff.number,
        terminal: terminal, businessDate: date, openedAt: now)
      // A form nobody goes on with ends with the sign-on at the latest.
      record.deadline = now.adding(seconds: AccessOffice.longestSignOnSeconds)
      if try tables.add(record, in: tx) {
        try house.audit.append(CaseTrail.entry("case.opened", record, actor: signOn.staff.number, at: now), in: tx)
        return record
      }
      guard let known = try tables.find(key: key, at: record.institution, in: tx) else {
        throw Fault("desk.case-key", "a case could neither be added nor found by its key")
      }
      guard known.service == record.service else { throw CaseRefusal.keyUsedForOther("service") }
      guard known.teller == record.teller else { throw CaseRefusal.keyUsedForOther("teller") }
      return known
    }
    let isNew = opened.id == caseID
    if !isNew, opened.terminal == terminal { await adopt(opened).attended(by: signOn) }
    return (opened, isNew)
  }

  /// What the form says so far: findings, refusals, what would be booked. Changes nothing.
  package func check(_ id: CaseID, form: [String: String], by signOn: SignOn) async throws -> CaseCheck {
    let session = try await own(id, signOn)
    let record = await session.record
    let definition = try await session.definition
    let reading = CaseForm(house: house, effects: effects, definition: definition, signOn: signOn)
    let found = try await reading.check(form, record)
    guard !found.prefill.isEmpty else { return found }
    // What the bank knows of a customer is filled in for those who may see it, and that look is on record.
    guard signOn.may(.customerReveal) else { return found.withoutPrefill }
    if await session.isFirstLook(at: found.prefill) {
      let now = house.time.now
      try await house.database.write { [house] tx in
        try house.access.recordReveal(subject: "case:\(id)", by: signOn, at: now, in: tx)
      }
    }
    return found
  }

  /// Checks, reserves, draws, certifies and pushes to the customer's screen. The same fields again give
  /// the same case; other fields are refused `case.stale-page`.
  package func submit(_ id: CaseID, form: [String: String], by signOn: SignOn) async throws -> Case {
    try await own(id, signOn).submit(form, by: signOn)
  }

  package func release(_ id: CaseID, by signOn: SignOn) async throws -> Case {
    let session = try await own(id, signOn, anywhere: true)
    try await session.releaseByTeller()
    return await session.record
  }

  /// Records that the customer's cash was handed back.
  ///
  /// - Parameter count: `100*3,50*1`; must come to the amount of the case.
  package func handBack(_ id: CaseID, count: String, by signOn: SignOn) async throws -> Case {
    try await own(id, signOn, anywhere: true).handBack(count, by: signOn)
  }

  /// The explicit end of the business (PC-028).
  package func end(_ id: CaseID, by signOn: SignOn) async throws -> Case {
    let record = try await own(id, signOn, anywhere: true).end()
    _ = sessions.withLock { $0.removeValue(forKey: id) }
    return record
  }

  package func view(_ id: CaseID, by signOn: SignOn) async throws -> Case {
    try await visible(id, signOn)
  }

  // MARK: Customer

  package func confirmPage(_ page: Int, on display: TerminalID) async throws {
    try await shown(on: display).confirmPage(page)
  }

  /// The PNG of a page: revision 1 while reading, revision 2 once the ink is in it.
  package func page(_ page: Int, on display: TerminalID) async throws -> [UInt8] {
    try await pagePicture(page, session: shown(on: display))
  }

  /// The same page for the teller's mirror.
  package func page(_ page: Int, of id: CaseID, by signOn: SignOn) async throws -> [UInt8] {
    try await pagePicture(page, session: own(id, signOn))
  }

  private func pagePicture(_ page: Int, session: CaseSession) async throws -> [UInt8] {
    guard let showing = await session.showing else { throw CaseRefusal.noCaseShown }
    guard (1...showing.pages.count).contains(page) else { throw CaseRefusal.noSuchPage(page, showing.pages.count) }
    if await session.signed != nil { return try await session.signedPage(page) }
    return showing.pages[page - 1]
  }

  /// Strokes as they flow, for the teller's mirror only: nothing of it is kept.
  package func mirror(_ strokes: [[Stage.StrokePoint]], nonce: String, on display: TerminalID) async throws {
    guard let station = house.live.station(of: display), let play = house.live.stage(of: station).play else {
      throw CaseRefusal.noCaseShown
    }
    guard Digest.equal(Array(nonce.utf8), Array(play.nonce.utf8)) else { throw CaseRefusal.wrongNonce }
    house.live.change(station) { $0.play?.strokes = strokes }
  }

  package func sign(_ capture: InkCapture, on display: TerminalID) async throws {
    try await shown(on: display).sign(capture)
  }

  package func signAgain(on display: TerminalID) async throws { try await shown(on: display).signAgain() }

  /// The customer confirms again: sealed, settled and archived when this returns.
  package func confirmFinally(on display: TerminalID) async throws -> Case {
    try await shown(on: display).confirmFinally()
  }

  package func refuse(on display: TerminalID) async throws { try await shown(on: display).refuse() }

  package func rate(_ rating: Int, on display: TerminalID) async throws { try await shown(on: display).rate(rating) }

  // MARK: Finding sessions

  private static func station(_ signOn: SignOn) throws -> TerminalID {
    guard let terminal = signOn.terminal else { throw CaseRefusal.otherTerminal }
    return terminal
  }

  /// The session of a case of this teller at this terminal.
  ///
  /// - Parameter anywhere: ending a case and giving cash back also work at another workstation, should the
  ///   first one be out of order.
  func own(_ id: CaseID, _ signOn: SignOn, anywhere: Bool = false) async throws -> CaseSession {
    try signOn.require(.caseWork)
    let session = try await session(id, at: signOn.institution.id)
    let record = await session.record
    guard record.teller == signOn.staff.id, anywhere || record.terminal == signOn.terminal else {
      throw CaseRefusal.otherTerminal
    }
    await session.attended(by: signOn)
    return session
  }

  func shown(on display: TerminalID) async throws -> CaseSession {
    guard let station = house.live.station(of: display), let play = house.live.stage(of: station).play else {
      throw CaseRefusal.noCaseShown
    }
    guard let session = sessions.withLock({ $0[play.id] }) else { throw CaseRefusal.noCaseShown }
    try await session.refresh()
    return session
  }

  private func visible(_ id: CaseID, _ signOn: SignOn) async throws -> Case {
    if let session = sessions.withLock({ $0[id] }) {
      try await session.refresh()
      let record = await session.record
      guard record.institution == signOn.institution.id else { throw CaseRefusal.unknown }
      return record
    }
    let found = try await house.database.read { [tables, institution = signOn.institution.id] tx in
      try tables.find(id, at: institution, in: tx)
    }
    guard let found else { throw CaseRefusal.unknown }
    return found
  }

  /// One session per case for as long as it is unfinished.
  func session(_ id: CaseID, at institution: InstitutionID) async throws -> CaseSession {
    if let session = sessions.withLock({ $0[id] }) {
      try await session.refresh()
      return session
    }
    let found = try await house.database.read { [tables] tx in try tables.find(id, at: institution, in: tx) }
    guard let found else { throw CaseRefusal.unknown }
    return adopt(found)
  }

  func adopt(_ record: Case) -> CaseSession {
    sessions.withLock { sessions in
      if let session = sessions[record.id] { return session }
      let session = CaseSession(record, house: house, tables: tables, approvals: approvals, effects: effects)
      sessions[record.id] = session
      return session
    }
  }

  // MARK: Approvals

  /// The case of a decided round: back to its teller, or at its end. In the transaction of the decision.
  ///
  /// - Throws: `Refusal` `approval.over` when the case does not wait any more.
  func move(
    _ approval: Approval, to state: Approval.State, by decision: ApprovalDecision, at now: Moment,
    in tx: any WriteTransaction
  ) throws {
    guard var record = try tables.find(approval.caseID, at: approval.institution, lock: true, in: tx),
      record.state == .waiting
    else { throw ApprovalRefusal.over }
    if state == .refused {
      record.state = .released
      record.release = .approvalRefused
      record.reached("released", now)
      try house.audit.append(CaseTrail.release(record, .approvalRefused, at: now), in: tx)
    } else {
      record.state = .opened
      record.deadline = now.adding(seconds: house.settings.caseDeadlineSeconds)
      record.reached(state == .passed ? "approved" : "returned", now)
    }
    try tables.save(record, in: tx)
  }

  /// A row was changed beside its session: the session reads it again.
  func reread(_ id: CaseID, at institution: InstitutionID) async {
    guard let session = sessions.withLock({ $0[id] }) else { return }
    // Should it fail, the session stays stale and reads the row before anything else is done with it.
    try? await session.rowChanged()
    house.live.change(await session.record.terminal) { _ in }
  }

  /// Every unfinished case that somebody has worked on.
  var allSessions: [CaseSession] { sessions.withLock { Array($0.values) } }

  /// Sessions whose cases have ended and been explicitly closed need no memory.
  func forget(_ id: CaseID) { _ = sessions.withLock { $0.removeValue(forKey: id) } }
}
