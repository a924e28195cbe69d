import Audit
import Primitives
import Seals
import Storage

/// Sign-on and administration as whole operations: draws tokens, runs Argon2 on the Press, and opens the
/// transactions (DECISIONS 1: sign-on is among the few that may). What a client does is one call.
package struct AccessDoor: Sendable {
  package let office: AccessOffice
  package let idle: IdleClock
  private let shelf = SignOnShelf()
  let database: any Database
  let press: Press
  let time: any Timekeeper
  let entropy: any Entropy
  /// Compared when the number is unknown, so that the answer takes as long as for a known one.
  private let decoy: String

  /// - Throws: `Fault` `seals.password`.
  package init(
    office: AccessOffice, database: any Database, press: Press, time: any Timekeeper, entropy: any Entropy
  ) throws {
    self.office = office
    self.database = database
    self.press = press
    self.time = time
    self.entropy = entropy
    idle = IdleClock(startedAt: time.now)
    decoy = try PasswordSeal.hash(Base64URL.encode(entropy.bytes(24)), entropy: entropy)
  }

  // MARK: Signing on

  /// Signs on with number and password, at a workstation if its token is given.
  ///
  /// - Returns: the token for the client and the sign-on; `staff.mustChangePassword` tells what comes next.
  /// - Throws: `Refusal` `access.sign-on-failed` for every reason a stranger must not tell apart,
  ///   `access.unknown-terminal`, `access.other-institution`, `press.busy`.
  package func signOn(
    number: String, password: String, stationToken: String?
  ) async throws -> (token: String, signOn: SignOn) {
    let office = office
    let credential = try await database.read { tx in try office.credential(number, in: tx) }
    let matches = try await compare(password, credential?.passwordHash)
    let now = time.now
    guard let credential else { throw AccessRefusal.signOnFailed }
    guard matches else {
      throw try await change { tx in try office.recordFailure(credential, at: now, in: tx) }
    }
    let token = AccessToken(from: entropy)
    var stationHash: [UInt8]?
    if let stationToken {
      guard let hash = AccessToken.hash(stationToken) else { throw AccessRefusal.unknownTerminal }
      stationHash = hash
    }
    let draft = SignOnDraft(tokenHash: token.hash, stationTokenHash: stationHash, at: now)
    let outcome = try await change { tx in try office.recordSuccess(credential, draft, in: tx) }
    let signOn = try outcome.get()
    idle.unlock(signOn.tokenHash, at: now)
    return (token.text, signOn)
  }

  /// The sign-on behind a token.
  ///
  /// - Parameter isDeed: a request by a person's hand; live events and polling are none and keep nobody awake.
  /// - Throws: `Refusal` `access.not-signed-on`, `access.idle-lock` (then `unlock`).
  package func session(_ token: String, isDeed: Bool = true) async throws -> SignOn {
    let signOn = try await sleeping(token)
    let now = time.now
    let awake = isDeed ? idle.touch(signOn.tokenHash, at: now) : !idle.isLocked(signOn.tokenHash, at: now)
    guard awake else { throw AccessRefusal.idle }
    return signOn
  }

  /// The sign-on behind a token, locked or not: for the unlock page and for signing off.
  package func sleeping(_ token: String) async throws -> SignOn {
    guard let hash = AccessToken.hash(token) else { throw AccessRefusal.notSignedOn }
    let (office, now, mark) = (office, time.now, shelf.mark)
    if let signOn = shelf.find(hash, at: now) { return signOn }
    guard let signOn = try await database.read({ tx in try office.session(hash, at: now, in: tx) }) else {
      idle.forget(hash)
      throw AccessRefusal.notSignedOn
    }
    shelf.keep(signOn, readAt: now, mark: mark)
    return signOn
  }

  /// Goes on after the idle lock. Wrong passwords count towards the lock-out, which ends the sign-on too.
  package func unlock(_ token: String, password: String) async throws -> SignOn {
    let signOn = try await sleeping(token)
    _ = try await proven(signOn, password, AccessRefusal.signOnFailed)
    idle.unlock(signOn.tokenHash, at: time.now)
    return signOn
  }

  /// Somebody proves beside the person signed on who he is, without signing on himself. Wrong passwords count as
  /// at sign-on.
  ///
  /// - Parameter institution: where it happens; the person must work there or above it.
  /// - Throws: `Refusal` `access.sign-on-failed` for every reason a stranger must not tell apart, `press.busy`,
  ///   `access.change-password-first`, `access.outside-institution`.
  package func vouch(number: String, password: String, at institution: InstitutionID) async throws -> Staff {
    let office = office
    let credential = try await database.read { tx in try office.credential(number, in: tx) }
    let matches = try await compare(password, credential?.passwordHash)
    let now = time.now
    guard let credential else { throw AccessRefusal.signOnFailed }
    guard matches else {
      throw try await change { tx in try office.recordFailure(credential, at: now, in: tx) }
    }
    guard credential.isOpen(at: now) else { throw AccessRefusal.signOnFailed }
    let staff = credential.staff
    guard !staff.mustChangePassword else { throw AccessRefusal.changePasswordFirst(.sessionOwn) }
    let below = try await database.read { tx in try office.institutions(below: staff.institution, in: tx) }
    guard below.contains(where: { $0.id == institution }) else { throw AccessRefusal.outsideInstitution }
    return staff
  }

  /// Lends one's authority to approve (授权下放), as `AccessOffice.lendAuthority`.
  package func lendAuthority(to number: String, until: Moment, by signOn: SignOn) async throws {
    let (office, now) = (office, time.now)
    try await change { tx in try office.lendAuthority(to: number, until: until, by: signOn, at: now, in: tx) }
  }

  @discardableResult
  package func takeAuthorityBack(by signOn: SignOn) async throws -> Int {
    let (office, now) = (office, time.now)
    return try await change { tx in try office.takeAuthorityBack(by: signOn, at: now, in: tx) }
  }

  package func loans(by signOn: SignOn) async throws -> [AuthorityLoan] {
    try signOn.require(.authorityLend)
    let (office, place) = (office, signOn.institution.id)
    return try await database.read { tx in try office.loans(at: place, in: tx) }
  }

  package func signOff(_ token: String) async throws {
    let signOn = try await sleeping(token)
    let (office, now) = (office, time.now)
    try await change { tx in try office.signOff(signOn, at: now, in: tx) }
    idle.forget(signOn.tokenHash)
  }

  /// Changes one's own password; other sign-ons of the same person end.
  ///
  /// - Throws: `Refusal` `access.password-old`, `access.password-…` (first of `passwordRefusals`).
  package func changePassword(_ signOn: SignOn, old: String, new: String) async throws {
    try signOn.require(.sessionOwn)
    let credential = try await proven(signOn, old, AccessRefusal.passwordOld)
    if let refusal = passwordRefusals(new, of: signOn).first { throw refusal }
    let entropy = entropy
    let hash = try await press.run {
      guard !PasswordSeal.matches(new, credential.passwordHash) else { throw AccessRefusal.passwordSame }
      return try PasswordSeal.hash(new, entropy: entropy)
    }
    let (office, now) = (office, time.now)
    try await change { tx in
      try office.changePassword(credential, newHash: hash, by: signOn, at: now, in: tx)
    }
  }

  /// Everything that is wrong with a new password of this person.
  package func passwordRefusals(_ new: String, of signOn: SignOn) -> [Refusal] {
    PasswordPolicy.refusals(new, number: signOn.staff.number, name: signOn.staff.name)
  }

  /// A 403 is remembered on the person's chain.
  package func recordDenied(_ permission: Permission, route: String, by signOn: SignOn) async throws {
    let (office, now) = (office, time.now)
    try await change { tx in
      try office.recordDenied(permission, route: route, by: signOn, at: now, in: tx)
    }
  }

  /// Every change of staff, posts, workstations and sign-ons goes this way, and ends what the shelf holds: also
  /// when its fate is not known.
  func change<T: Sendable>(_ body: @escaping @Sendable (any WriteTransaction) throws -> T) async throws -> T {
    defer { shelf.clear() }
    return try await database.write(body)
  }

  /// Proves that the person signed on knows the password; failures count.
  private func proven(_ signOn: SignOn, _ password: String, _ refusal: Refusal) async throws -> Credential {
    let (office, number) = (office, signOn.staff.number)
    let found = try await database.read { tx in try office.credential(number, in: tx) }
    let matches = try await compare(password, found?.passwordHash)
    let now = time.now
    guard let credential = found, credential.isOpen(at: now) else { throw AccessRefusal.notSignedOn }
    guard !matches else { return credential }
    let locked = try await change { tx in
      _ = try office.recordFailure(credential, at: now, in: tx)
      guard let after = try office.credential(number, in: tx), !after.isOpen(at: now) else { return false }
      try office.signOff(signOn, at: now, in: tx)
      return true
    }
    throw locked ? AccessRefusal.notSignedOn : refusal
  }

  private func compare(_ password: String, _ hash: String?) async throws -> Bool {
    let decoy = decoy
    return try await press.run {
      // A password beyond the policy's length can be nobody's; the work is done all the same.
      let fits = password.utf8.count <= PasswordPolicy.longest
      let matches = PasswordSeal.matches(fits ? password : "", hash ?? decoy)
      return matches && fits && hash != nil
    }
  }
}
