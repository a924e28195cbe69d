import Access
import Audit
import Catalog
import Primitives
import Storage

/// The front door of approvals: who waits, and what is decided, from the queue or at the teller's own screen.
package struct ApprovalDesk: Sendable {
  private let cases: CaseDesk
  private var house: House { cases.house }
  /// So many rounds are listed at once.
  package static let mostListed = 200

  package init(_ cases: CaseDesk) { self.cases = cases }

  /// What waits at the institution of the person signed on and below it, the oldest first.
  ///
  /// - Throws: `Refusal` `access.forbidden` without the authority to review or approve.
  package func queue(by signOn: SignOn) async throws -> [Approval] {
    try Self.requireAuthority(signOn)
    return try await house.database.read { [house, tables = cases.approvals] tx in
      let places = try house.access.institutions(below: signOn.institution.id, in: tx)
      let all = try places.flatMap { try tables.queue(at: $0.id, limit: Self.mostListed, in: tx) }
      return Array(all.sorted { $0.askedAt < $1.askedAt }.prefix(Self.mostListed))
    }
  }

  /// How many wait at the person's own institution; 0 for those who may not decide.
  package func waiting(by signOn: SignOn) async throws -> Int {
    guard signOn.may(.caseReview) || signOn.may(.caseApprove) else { return 0 }
    return try await house.database.read { [tables = cases.approvals] tx in
      try tables.count(at: signOn.institution.id, in: tx)
    }
  }

  /// The newest round of a case for whoever may decide on it.
  ///
  /// - Throws: `Refusal` `approval.unknown`, `access.forbidden`.
  package func view(_ id: CaseID, by signOn: SignOn) async throws -> Approval {
    try Self.requireAuthority(signOn)
    return try await house.database.read { tx in try find(id, below: signOn.institution.id, lock: false, in: tx) }
  }

  /// The newest round of the teller's own case, to see how it stands.
  package func own(_ record: Case) async throws -> Approval? {
    try await house.database.read { [tables = cases.approvals] tx in
      try tables.find(record.id, at: record.institution, in: tx)
    }
  }

  /// Decides from the queue.
  ///
  /// - Throws: `Refusal` `approval.unknown`, `approval.over`, `approval.own-work`, `approval.authority`,
  ///   `approval.decided`, `approval.reason`, `access.forbidden`.
  @discardableResult
  package func decide(
    _ id: CaseID, _ verdict: ApprovalDecision.Verdict, reason: String?, by signOn: SignOn
  ) async throws -> Approval {
    try Self.requireAuthority(signOn)
    return try await decide(
      id, verdict, reason: reason, by: Checker(signOn.staff, signOn.chain, .remote), below: signOn.institution.id)
  }

  /// Decides at the teller's screen: the approver gives number and password there (授权弹窗).
  ///
  /// - Throws: as `decide`, and `access.sign-on-failed`, `access.outside-institution`.
  @discardableResult
  package func decideHere(
    _ id: CaseID, _ verdict: ApprovalDecision.Verdict, reason: String?, number: String, password: String,
    beside teller: SignOn
  ) async throws -> Approval {
    try teller.require(.caseWork)
    let staff = try await house.door.vouch(number: number, password: password, at: teller.institution.id)
    guard staff.may(.caseReview) || staff.may(.caseApprove) else { throw ApprovalRefusal.authority(.review) }
    return try await decide(
      id, verdict, reason: reason, by: Checker(staff, teller.chain, .local), below: teller.institution.id)
  }

  private struct Checker: Sendable {
    let staff: Staff
    let chain: ChainName
    let mode: ApprovalDecision.Mode

    init(_ staff: Staff, _ chain: ChainName, _ mode: ApprovalDecision.Mode) {
      self.staff = staff
      self.chain = chain
      self.mode = mode
    }
  }

  private static func requireAuthority(_ signOn: SignOn) throws {
    if signOn.may(.caseReview) || signOn.may(.caseApprove) { return }
    try signOn.require(.caseApprove)
  }

  private func find(
    _ id: CaseID, below top: InstitutionID, lock: Bool, in tx: any ReadTransaction
  ) throws -> Approval {
    for place in try house.access.institutions(below: top, in: tx) {
      if let found = try cases.approvals.find(id, at: place.id, lock: lock, in: tx) { return found }
    }
    throw ApprovalRefusal.unknown
  }

  private func decide(
    _ id: CaseID, _ verdict: ApprovalDecision.Verdict, reason: String?, by checker: Checker, below top: InstitutionID
  ) async throws -> Approval {
    let reason = reason.map { String($0.prefix(201)) }.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    if verdict != .pass, reason == nil { throw ApprovalRefusal.reasonNeeded }
    if let reason, reason.count > 200 { throw ApprovalRefusal.reasonNeeded }
    let now = house.time.now
    let ended = try await house.database.write { [house, cases] tx in
      let approval = try find(id, below: top, lock: true, in: tx)
      guard approval.state == .open, now < approval.expiresAt else { throw ApprovalRefusal.over }
      guard approval.maker != checker.staff.id else { throw ApprovalRefusal.own }
      guard !approval.decisions.contains(where: { $0.checker == checker.staff.id }) else { throw ApprovalRefusal.twice }
      let lender = try Self.lender(checker, approval, house, at: now, in: tx)
      let decision = ApprovalDecision(
        checker: checker.staff.id, checkerNumber: checker.staff.number, checkerName: checker.staff.name,
        authorityOf: lender, asSupervisor: checker.staff.may(.caseApprove) || lender != nil, verdict: verdict,
        reason: reason, mode: checker.mode, at: now)
      guard decision.asSupervisor || approval.need != .supervisor else {
        throw ApprovalRefusal.authority(approval.need)
      }
      try cases.approvals.decide(approval, decision, in: tx)
      guard let after = try cases.approvals.find(id, at: approval.institution, in: tx) else {
        throw ApprovalRefusal.unknown
      }
      let state: Approval.State? =
        switch verdict {
        case .pass: after.isSatisfied ? .passed : nil
        case .refuse: .refused
        case .giveBack: .returned
        }
      if let state {
        try cases.approvals.end(after, state, at: now, in: tx)
        try cases.move(after, to: state, by: decision, at: now, in: tx)
      }
      var detail = [
        "need": approval.need.rawValue, "verdict": verdict.rawValue, "maker": approval.makerNumber,
        "mode": checker.mode.rawValue,
      ]
      if let lender { detail["authority-of"] = "\(lender)" }
      try house.audit.append(
        AuditEntry(
          chain: checker.chain, institution: approval.institution, at: now, actor: checker.staff.number,
          action: "case.decided", subject: "\(id)", detail: detail), in: tx)
      return (approval: after, state: state)
    }
    if ended.state != nil { await cases.reread(id, at: ended.approval.institution) }
    return try await house.database.read { [tables = cases.approvals] tx in
      guard let now = try tables.find(id, at: ended.approval.institution, in: tx) else { throw ApprovalRefusal.unknown }
      return now
    }
  }

  /// Whose authority this person uses, if it is not his own: the supervisor's who lent it for now, and who is not
  /// the maker himself.
  private static func lender(
    _ checker: Checker, _ approval: Approval, _ house: House, at now: Moment, in tx: any ReadTransaction
  ) throws -> StaffID? {
    if checker.staff.may(.caseApprove) { return nil }
    guard let loan = try house.access.loan(to: checker.staff.id, at: now, in: tx) else { return nil }
    guard loan.lender != approval.maker else { throw ApprovalRefusal.own }
    return loan.lender
  }
}
