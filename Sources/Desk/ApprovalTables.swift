import Catalog
import Foundation
import Primitives
import Seals
import Storage

/// All SQL of the approvals. That nobody approves his own work is a rule of the tables themselves: the maker of a
/// round is copied from the case's row by the statement that asks, and a decision whose checker, or whose lender
/// of authority, is that maker cannot be stored.
struct ApprovalTables: Sendable {
  let field: FieldCipher
  let entropy: any Entropy

  static let steps = [
    """
    CREATE TABLE desk_approval (
      institution {int} NOT NULL, case_id {id} NOT NULL, round {int} NOT NULL CHECK (round > 0),
      service {text} NOT NULL, service_code {int} NOT NULL, need {text} NOT NULL
        CHECK (need IN ('review', 'supervisor', 'two-persons')),
      maker {id} NOT NULL, maker_number {text} NOT NULL, amount {int}, currency {text}, fingerprint {bytes} NOT NULL,
      asked_at {int} NOT NULL, expires_at {int} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('open', 'passed', 'refused', 'returned', 'expired')),
      ended_at {int}, papers {bytes} NOT NULL,
      PRIMARY KEY (institution, case_id, round), UNIQUE (institution, case_id, round, maker),
      FOREIGN KEY (institution, case_id) REFERENCES desk_case (institution, id),
      CHECK ((state = 'open') = (ended_at IS NULL))) {clustered}
    """,
    "CREATE UNIQUE INDEX desk_approval_one_open ON desk_approval (institution, case_id) WHERE state = 'open'",
    "CREATE INDEX desk_approval_queue ON desk_approval (institution, asked_at) WHERE state = 'open'",
    """
    CREATE TABLE desk_decision (
      institution {int} NOT NULL, case_id {id} NOT NULL, round {int} NOT NULL, maker {id} NOT NULL,
      checker {id} NOT NULL, checker_number {text} NOT NULL, checker_name {bytes} NOT NULL, authority_of {id},
      as_supervisor {int} NOT NULL CHECK (as_supervisor IN (0, 1)),
      verdict {text} NOT NULL CHECK (verdict IN ('pass', 'refuse', 'return')), reason {text},
      mode {text} NOT NULL CHECK (mode IN ('local', 'remote')), decided_at {int} NOT NULL,
      PRIMARY KEY (institution, case_id, round, checker),
      FOREIGN KEY (institution, case_id, round, maker)
        REFERENCES desk_approval (institution, case_id, round, maker),
      CHECK (checker <> maker), CHECK (authority_of IS NULL OR authority_of <> maker),
      CHECK (verdict = 'pass' OR reason IS NOT NULL)) {clustered}
    """,
  ]

  private static let columns = """
    institution, case_id, round, service, service_code, need, maker, maker_number, amount, currency, fingerprint,
    asked_at, expires_at, state, papers
    """
  private static let ask: SQL = """
    INSERT INTO desk_approval (institution, case_id, round, service, service_code, need, maker, maker_number, amount,
      currency, fingerprint, asked_at, expires_at, state, papers)
    SELECT institution, id, $3, service, service_code, $4, teller, teller_number, $5, $6, $7, $8, $9, 'open', $10
    FROM desk_case WHERE institution = $1 AND id = $2
    """
  private static let last = SQL(
    "SELECT \(columns) FROM desk_approval WHERE institution = $1 AND case_id = $2 ORDER BY round DESC LIMIT 1")
  private static let queue = SQL(
    "SELECT \(columns) FROM desk_approval WHERE institution = $1 AND state = 'open' ORDER BY asked_at LIMIT $2")
  private static let count: SQL = "SELECT COUNT(*) FROM desk_approval WHERE institution = $1 AND state = 'open'"
  private static let decisions: SQL = """
    SELECT checker, checker_number, checker_name, authority_of, as_supervisor, verdict, reason, mode, decided_at
    FROM desk_decision WHERE institution = $1 AND case_id = $2 AND round = $3 ORDER BY decided_at, checker
    """
  private static let decide: SQL = """
    INSERT INTO desk_decision (institution, case_id, round, maker, checker, checker_number, checker_name, authority_of,
      as_supervisor, verdict, reason, mode, decided_at)
    SELECT institution, case_id, round, maker, $4, $5, $6, $7, $8, $9, $10, $11, $12
    FROM desk_approval WHERE institution = $1 AND case_id = $2 AND round = $3 AND state = 'open'
    """
  private static let end: SQL = """
    UPDATE desk_approval SET state = $4, ended_at = $5
    WHERE institution = $1 AND case_id = $2 AND round = $3 AND state = 'open'
    """

  /// Opens the next round of a case. The maker is whoever the case's row says.
  func ask(
    _ record: Case, _ need: ApprovalNeed, amount: Money?, fingerprint: [UInt8], papers: Approval.Papers,
    at now: Moment, expiresAt: Moment, in tx: any WriteTransaction
  ) throws {
    let round = (try find(record.id, at: record.institution, in: tx)?.round ?? 0) + 1
    let sealed = try field.seal(
      Array(try JSONEncoder().encode(papers)), context: Self.context(record.id, round), entropy: entropy)
    try tx.execute(
      Self.ask,
      [
        .institution(record.institution), .id(record.id), .int(round), .text(need.rawValue), .int(amount?.minor),
        .text(amount?.currency.code), .bytes(fingerprint), .moment(now), .moment(expiresAt), .bytes(sealed),
      ])
  }

  /// The newest round of a case; nil when nobody was ever asked.
  func find(
    _ caseID: CaseID, at institution: InstitutionID, lock: Bool = false, in tx: any ReadTransaction
  ) throws -> Approval? {
    try tx.first(Self.last, [.institution(institution), .id(caseID)], lock: lock).map { try read($0, in: tx) }
  }

  /// The round that agreed to these fields; nil when nobody has to.
  ///
  /// - Throws: `Refusal` `case.approval-needed`.
  func passed(
    _ caseID: CaseID, at institution: InstitutionID, _ fingerprint: [UInt8], _ need: ApprovalNeed,
    in tx: any ReadTransaction
  ) throws -> Approval? {
    guard need >= .review else { return nil }
    guard let found = try find(caseID, at: institution, in: tx), found.covers(fingerprint, need) else {
      throw CaseRefusal.approvalMissing
    }
    return found
  }

  /// What waits at an institution, the oldest first.
  func queue(at institution: InstitutionID, limit: Int, in tx: any ReadTransaction) throws -> [Approval] {
    try tx.query(Self.queue, [.institution(institution), .int(limit)]).map { try read($0, in: tx) }
  }

  func count(at institution: InstitutionID, in tx: any ReadTransaction) throws -> Int {
    Int(try tx.first(Self.count, [.institution(institution)])?.int(0) ?? 0)
  }

  func decide(_ approval: Approval, _ decision: ApprovalDecision, in tx: any WriteTransaction) throws {
    let name = try field.seal(
      Array(decision.checkerName.utf8), context: Self.context(approval.caseID, approval.round), entropy: entropy)
    try tx.execute(
      Self.decide,
      Self.key(approval) + [
        .id(decision.checker), .text(decision.checkerNumber), .bytes(name), .id(decision.authorityOf),
        .bool(decision.asSupervisor), .text(decision.verdict.rawValue), .text(decision.reason),
        .text(decision.mode.rawValue), .moment(decision.at),
      ])
  }

  func end(_ approval: Approval, _ state: Approval.State, at now: Moment, in tx: any WriteTransaction) throws {
    try tx.execute(Self.end, Self.key(approval) + [.text(state.rawValue), .moment(now)])
  }

  private static func key(_ approval: Approval) -> [Value] {
    [.institution(approval.institution), .id(approval.caseID), .int(approval.round)]
  }

  private static func context(_ caseID: CaseID, _ round: Int64) -> String { "desk_approval/\(caseID)/\(round)" }

  private func read(_ row: Row, in tx: any ReadTransaction) throws -> Approval {
    let (institution, caseID, round): (InstitutionID, CaseID, Int64) = (
      try row.institution(0), try row.id(1), try row.int(2)
    )
    guard let need = ApprovalNeed(rawValue: try row.text(5)), let state = Approval.State(rawValue: try row.text(13))
    else { throw Fault("desk.approval-row", "an approval of case \(caseID) cannot be read") }
    let papers = try field.open(try row.bytes(14), context: Self.context(caseID, round))
    let decisions = try tx.query(Self.decisions, [.institution(institution), .id(caseID), .int(round)])
    return Approval(
      caseID: caseID, institution: institution, round: round, service: try row.text(3),
      serviceCode: Int(try row.int(4)), need: need, maker: try row.id(6), makerNumber: try row.text(7),
      amount: try row.isNull(8) ? nil : Money(minor: row.int(8), row.currency(9)),
      fingerprint: try row.bytes(10), askedAt: try row.moment(11), expiresAt: try row.moment(12), state: state,
      papers: try JSONDecoder().decode(Approval.Papers.self, from: Data(papers)),
      decisions: try decisions.map { try decision($0, caseID, round) })
  }

  private func decision(_ row: Row, _ caseID: CaseID, _ round: Int64) throws -> ApprovalDecision {
    guard let verdict = ApprovalDecision.Verdict(rawValue: try row.text(5)),
      let mode = ApprovalDecision.Mode(rawValue: try row.text(7))
    else { throw Fault("desk.approval-row", "a decision on case \(caseID) cannot be read") }
    let name = try field.open(try row.bytes(2), context: Self.context(caseID, round))
    return ApprovalDecision(
      checker: try row.id(0), checkerNumber: try row.text(1), checkerName: String(decoding: name, as: UTF8.self),
      authorityOf: try row.optionalID(3), asSupervisor: try row.bool(4), verdict: verdict,
      reason: try row.optionalText(6), mode: mode, at: try row.moment(8))
  }
}
