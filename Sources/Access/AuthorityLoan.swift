import Primitives
import Storage

/// A supervisor's authority to approve, lent to somebody of the same institution for a time (授权下放). Who borrows
/// decides under both names; neither may be the maker of what is approved.
package struct AuthorityLoan: Sendable, Equatable {
  package let lender: StaffID
  package let lenderNumber: String
  package let borrower: StaffID
  package let borrowerNumber: String
  package let from: Moment
  package let until: Moment
  package let takenBackAt: Moment?

  /// An authority is lent for a working day at most.
  package static let longestSeconds: Int64 = 12 * 3600

  package func holds(at now: Moment) -> Bool { takenBackAt == nil && from <= now && now < until }
}

extension AccessOffice {
  /// Lends the authority to approve.
  ///
  /// - Throws: `Refusal` `access.forbidden` without the authority, `access.no-staff`, `access.loan-self`,
  ///   `access.loan-borrower` unless the other may review at the same institution, `access.loan-time`,
  ///   `access.loan-runs` while one runs already.
  package func lendAuthority(
    to number: String, until: Moment, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction
  ) throws {
    try signOn.require(.authorityLend)
    guard until > now, until <= now.adding(seconds: AuthorityLoan.longestSeconds) else {
      throw AccessRefusal.loanTime
    }
    guard let other = try staff(number: number, in: tx) else { throw AccessRefusal.noStaff }
    guard other.id != signOn.staff.id else { throw AccessRefusal.loanSelf }
    guard other.institution == signOn.institution.id, other.state == .active, other.may(.caseReview) else {
      throw AccessRefusal.loanBorrower
    }
    guard try loan(to: other.id, at: now, in: tx) == nil else { throw AccessRefusal.loanRuns }
    try tx.execute(
      AccessTables.lend,
      [
        .institution(signOn.institution.id), .id(signOn.staff.id), .text(signOn.staff.number), .id(other.id),
        .text(other.number), .moment(now), .moment(until),
      ])
    try note(
      "authority.lent", other.number, ["until": "\(until.milliseconds)"], at: signOn.institution.id, now,
      AccessActor(signOn), in: tx)
  }

  /// Takes back whatever the person has lent.
  ///
  /// - Returns: how many loans ended by it.
  @discardableResult
  package func takeAuthorityBack(by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws -> Int {
    try signOn.require(.authorityLend)
    let ended = try tx.query(
      AccessTables.takeBack, [.institution(signOn.institution.id), .id(signOn.staff.id), .moment(now)])
    if !ended.isEmpty {
      try note(
        "authority.taken-back", signOn.staff.number, ["loans": "\(ended.count)"], at: signOn.institution.id, now,
        AccessActor(signOn), in: tx)
    }
    return ended.count
  }

  /// The authority that this person has borrowed and may use now. A lender who left or lost his post lends nothing.
  package func loan(to borrower: StaffID, at now: Moment, in tx: any ReadTransaction) throws -> AuthorityLoan? {
    guard let row = try tx.first(AccessTables.loanTo, [.id(borrower), .moment(now)]) else { return nil }
    let loan = try Self.loan(row)
    guard let lender = try staff(number: loan.lenderNumber, in: tx), lender.state == .active, lender.may(.caseApprove)
    else { return nil }
    return loan
  }

  /// Loans of an institution that run now or ran lately, the newest first.
  package func loans(at institution: InstitutionID, limit: Int = 50, in tx: any ReadTransaction) throws
    -> [AuthorityLoan]
  {
    try tx.query(AccessTables.loans, [.institution(institution), .int(limit)]).map(Self.loan)
  }

  private static func loan(_ row: Row) throws -> AuthorityLoan {
    AuthorityLoan(
      lender: try row.id(0), lenderNumber: try row.text(1), borrower: try row.id(2), borrowerNumber: try row.text(3),
      from: try row.moment(4), until: try row.moment(5), takenBackAt: try row.optionalMoment(6))
  }
}
