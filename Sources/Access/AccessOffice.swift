import Audit
import Primitives
import Storage

/// Who acts in an administrative step: a person signed on, or the program itself at `init`.
package struct AccessActor: Sendable, Equatable {
  package let number: String
  package let staff: StaffID?
  /// What lies below it may be managed; nil: everything (the program itself).
  package let institution: InstitutionID?
  package let chain: ChainName

  package init(_ signOn: SignOn) {
    number = signOn.staff.number
    staff = signOn.staff.id
    institution = signOn.institution.id
    chain = signOn.chain
  }

  private init(server: String) {
    number = server
    staff = nil
    institution = nil
    chain = .server(server)
  }

  /// `guichet init` and jobs: no person, no limits of place.
  package static func server(_ name: String) -> AccessActor { AccessActor(server: name) }
}

/// The front door of Access inside transactions: institutions, staff, sign-ons, terminals, displays.
/// `AccessDoor` beside it opens the transactions of sign-on and administration and runs Argon2.
///
/// Steps whose failure must be remembered (a wrong password, a wrong pairing code) do not throw but
/// return `Result`: a thrown refusal would roll back the count of failures with it.
package struct AccessOffice: Sendable {
  /// A sign-on ends after so long, whatever happens.
  package static let longestSignOnSeconds: Int64 = 12 * 3600
  /// So many sign-ons of one person run at once; one more ends the oldest.
  package static let mostSignOns = 100
  package static let failuresUntilLock: Int64 = 5
  package static let lockSeconds: Int64 = 15 * 60

  let audit: AuditBook
  /// A demo bank may have the post `rehearsal`.
  let isDemo: Bool

  package init(audit: AuditBook, isDemo: Bool) {
    self.audit = audit
    self.isDemo = isDemo
  }

  /// Appends to the actor's chain.
  func note(
    _ action: String, _ subject: String, _ detail: [String: String] = [:], at institution: InstitutionID, _ now: Moment,
    _ actor: AccessActor, in tx: any WriteTransaction
  ) throws {
    try audit.append(
      AuditEntry(
        chain: actor.chain, institution: institution, at: now, actor: actor.number, action: action, subject: subject,
        detail: detail), in: tx)
  }

  /// Somebody signed on asked for what the posts do not allow (issue 2, item 5: 403 and an audit entry).
  ///
  /// - Parameter route: the pattern, never the address: `/archive/{id}`.
  package func recordDenied(
    _ permission: Permission, route: String, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction
  ) throws {
    try note(
      "access.denied", permission.rawValue, ["route": String(route.prefix(128))], at: signOn.institution.id, now,
      AccessActor(signOn), in: tx)
  }

  /// Somebody looked at personal data in full.
  package func recordReveal(
    subject: String, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction
  ) throws {
    try signOn.require(.customerReveal)
    try note("customer.revealed", subject, at: signOn.institution.id, now, AccessActor(signOn), in: tx)
  }
}
