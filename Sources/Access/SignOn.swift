import Audit
import Primitives
import Storage

/// One person at one place, from sign-on to sign-off. What every request that needs a person carries.
package struct SignOn: Sendable, Equatable {
  package let staff: Staff
  package let institution: Institution
  /// nil: signed on away from a workstation; counter work is refused then.
  package let terminal: TerminalID?
  /// SHA-256 of the token that the client holds.
  package let tokenHash: [UInt8]
  package let startedAt: Moment
  package let endsAt: Moment

  package init(
    staff: Staff, institution: Institution, terminal: TerminalID?, tokenHash: [UInt8], startedAt: Moment, endsAt: Moment
  ) {
    self.staff = staff
    self.institution = institution
    self.terminal = terminal
    self.tokenHash = tokenHash
    self.startedAt = startedAt
    self.endsAt = endsAt
  }

  /// What may be done now: by the posts, at this place; only `session.own` until a first password is changed.
  package var permissions: Set<Permission> {
    guard !staff.mustChangePassword else { return [.sessionOwn] }
    return terminal == nil ? staff.permissions.filter { !$0.needsTerminal } : staff.permissions
  }

  /// The audit chain of what this person does here (DECISIONS 7).
  package var chain: ChainName { terminal.map { .terminal($0) } ?? .server("sign-on") }

  package func may(_ permission: Permission) -> Bool {
    guard !staff.mustChangePassword else { return permission == .sessionOwn }
    return (terminal != nil || !permission.needsTerminal) && staff.may(permission)
  }

  /// - Throws: `Refusal` `access.change-password-first`, `access.terminal-needed`, `access.forbidden`, each
  ///   naming the permission as its limit.
  package func require(_ permission: Permission) throws {
    guard !may(permission) else { return }
    if staff.mustChangePassword { throw AccessRefusal.changePasswordFirst(permission) }
    if staff.may(permission) { throw AccessRefusal.terminalNeeded(permission) }
    throw AccessRefusal.forbidden(permission)
  }
}

/// What a password is compared with.
package struct Credential: Sendable, Equatable {
  package let staff: Staff
  package let passwordHash: String
  /// Failures since the last success or lock.
  package let failures: Int64
  package let lockedUntil: Moment?

  func isOpen(at now: Moment) -> Bool {
    staff.state == .active && (lockedUntil.map { $0 <= now } ?? true)
  }
}

/// Drawn before the transaction that starts a sign-on.
package struct SignOnDraft: Sendable {
  package let tokenHash: [UInt8]
  /// Hash of the workstation's token; nil away from a workstation.
  package let stationTokenHash: [UInt8]?
  package let at: Moment

  package init(tokenHash: [UInt8], stationTokenHash: [UInt8]?, at: Moment) {
    self.tokenHash = tokenHash
    self.stationTokenHash = stationTokenHash
    self.at = at
  }
}

extension AccessOffice {
  /// First phase: what to compare the password with, outside any transaction that waits for Argon2.
  package func credential(_ number: String, in tx: any ReadTransaction) throws -> Credential? {
    guard let staff = try staff(number: number, in: tx),
      let row = try tx.first(AccessTables.credential, [.institution(staff.institution), .id(staff.id)])
    else { return nil }
    return Credential(
      staff: staff, passwordHash: try row.text(0), failures: try row.int(1), lockedUntil: try row.optionalMoment(2))
  }

  /// Second phase, the password was right: starts the sign-on unless the person is locked or blocked.
  /// Somebody else's sign-on at the same workstation ends.
  ///
  /// - Returns: the sign-on, or `access.sign-on-failed`, `access.unknown-terminal`, `access.other-institution`.
  package func recordSuccess(
    _ credential: Credential, _ draft: SignOnDraft, in tx: any WriteTransaction
  ) throws -> Result<SignOn, Refusal> {
    guard let now = try self.credential(credential.staff.number, in: tx),
      now.passwordHash == credential.passwordHash, now.isOpen(at: draft.at),
      let institution = try institution(now.staff.institution, in: tx)
    else { return .failure(AccessRefusal.signOnFailed) }
    var station: Terminal?
    if let hash = draft.stationTokenHash {
      guard let found = try terminal(tokenHash: hash, in: tx) else { return .failure(AccessRefusal.unknownTerminal) }
      guard found.institution == now.staff.institution else {
        try note(
          "sign-on.refused", now.staff.number, ["terminal": "\(found.id)"], at: now.staff.institution, draft.at,
          AccessActor.server("sign-on"), in: tx)
        return .failure(AccessRefusal.otherInstitution)
      }
      station = found
    }
    let signOn = SignOn(
      staff: now.staff, institution: institution, terminal: station?.id, tokenHash: draft.tokenHash,
      startedAt: draft.at, endsAt: draft.at.adding(seconds: Self.longestSignOnSeconds))
    let person: [Value] = [.institution(institution.id), .id(now.staff.id), .moment(draft.at)]
    try tx.execute(AccessTables.endExpired, person)
    try tx.execute(AccessTables.endOldest, person + [.int(Self.mostSignOns - 1)])
    if let station {
      try tx.execute(
        AccessTables.endOthersAtTerminal,
        [.institution(station.institution), .id(station.id), .id(now.staff.id), .moment(draft.at)])
    }
    try tx.execute(
      AccessTables.addSignOn,
      [
        .institution(institution.id), .bytes(draft.tokenHash), .id(now.staff.id), .id(station?.id),
        .moment(signOn.startedAt), .moment(signOn.endsAt),
      ])
    try tx.execute(AccessTables.clearFailures, [.institution(institution.id), .id(now.staff.id)])
    try note(
      "sign-on.started", now.staff.number, at: institution.id, draft.at, AccessActor(signOn), in: tx)
    return .success(signOn)
  }

  /// Second phase, the password was wrong: counts, and locks at the fifth. A locked or blocked person is
  /// not counted further. Returns the one answer that a wrong number gets as well.
  package func recordFailure(
    _ credential: Credential, at now: Moment, in tx: any WriteTransaction
  ) throws -> Refusal {
    guard let found = try self.credential(credential.staff.number, in: tx), found.isOpen(at: now) else {
      return AccessRefusal.signOnFailed
    }
    let failures = found.failures + 1
    let locks = failures >= Self.failuresUntilLock
    let until = locks ? now.adding(seconds: Self.lockSeconds) : nil
    try tx.execute(
      AccessTables.setFailures,
      [.institution(found.staff.institution), .id(found.staff.id), .int(locks ? 0 : failures), .moment(until)])
    try note(
      locks ? "sign-on.locked" : "sign-on.failed", found.staff.number, ["failures": "\(failures)"],
      at: found.staff.institution, now, AccessActor.server("sign-on"), in: tx)
    return AccessRefusal.signOnFailed
  }

  /// The sign-on behind a token; nil when there is none, it ended, or the person or workstation may no longer work.
  package func session(_ tokenHash: [UInt8], at now: Moment, in tx: any ReadTransaction) throws -> SignOn? {
    let rows = try tx.query(AccessTables.signOn, [.bytes(tokenHash), .moment(now)])
    guard let row = rows.first else { return nil }
    let staff = try Self.staff(row, posts: rows.compactMap { try $0.optionalText(14) })
    guard staff.state == .active else { return nil }
    return SignOn(
      staff: staff, institution: try Self.institution(row, from: 6), terminal: try row.optionalID(11),
      tokenHash: tokenHash, startedAt: try row.moment(12), endsAt: try row.moment(13))
  }

  package func signOff(_ signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws {
    let ended = try tx.query(
      AccessTables.endSignOn, [.bytes(signOn.tokenHash), .moment(now), .text("signed-off")])
    guard !ended.isEmpty else { return }
    try note("sign-on.ended", signOn.staff.number, at: signOn.institution.id, now, AccessActor(signOn), in: tx)
  }

  /// Replaces the password if it is still the one that was compared; the person's other sign-ons end.
  ///
  /// - Throws: `Refusal` `access.password-changed-meanwhile`.
  package func changePassword(
    _ credential: Credential, newHash: String, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction
  ) throws {
    let changed = try tx.query(
      AccessTables.replacePassword,
      [
        .institution(credential.staff.institution), .id(credential.staff.id), .text(credential.passwordHash),
        .text(newHash), .moment(now),
      ])
    guard !changed.isEmpty else { throw AccessRefusal.passwordChangedMeanwhile }
    try endSignOns(of: credential.staff, because: "password-changed", except: signOn.tokenHash, at: now, in: tx)
    try note(
      "staff.password-changed", credential.staff.number, at: credential.staff.institution, now, AccessActor(signOn),
      in: tx)
  }

  func endSignOns(
    of staff: Staff, because reason: String, except kept: [UInt8] = [], at now: Moment, in tx: any WriteTransaction
  ) throws {
    try tx.execute(
      AccessTables.endSignOnsOfStaff,
      [.institution(staff.institution), .id(staff.id), .bytes(kept), .moment(now), .text(reason)])
  }
}
