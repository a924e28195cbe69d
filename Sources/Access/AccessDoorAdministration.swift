import Primitives
import Seals

// Administration and terminals, each as one call with its own transaction.
extension AccessDoor {
  // MARK: Staff

  /// Adds a person and gives the first password, which is shown once and must be changed.
  package func addStaff(
    number: String, name: String, posts: Set<Post>, institution: InstitutionID, by signOn: SignOn
  ) async throws -> (staff: Staff, firstPassword: String) {
    try signOn.require(.staffManage)
    guard let number = Staff.number(number) else { throw AccessRefusal.staffNumber }
    let (password, hash) = try await firstPassword()
    let (office, now) = (office, time.now)
    let staff = Staff(
      id: StaffID(at: now, from: entropy), institution: institution, number: number, name: name, posts: posts,
      state: .active, mustChangePassword: true)
    try await change { tx in
      try office.addStaff(staff, passwordHash: hash, at: now, by: AccessActor(signOn), in: tx)
    }
    return (staff, password)
  }

  /// Gives a new first password, shown once; lifts a lock-out.
  package func resetPassword(of number: String, by signOn: SignOn) async throws -> String {
    try signOn.require(.staffManage)
    let (password, hash) = try await firstPassword()
    let (office, now) = (office, time.now)
    try await change { tx in
      try office.resetPassword(of: number, passwordHash: hash, at: now, by: AccessActor(signOn), in: tx)
    }
    return password
  }

  package func setPosts(_ posts: Set<Post>, of number: String, by signOn: SignOn) async throws {
    try signOn.require(.staffManage)
    let (office, now) = (office, time.now)
    try await change { tx in
      try office.setPosts(posts, of: number, at: now, by: AccessActor(signOn), in: tx)
    }
  }

  package func setState(_ state: Staff.State, of number: String, by signOn: SignOn) async throws {
    try signOn.require(.staffManage)
    let (office, now) = (office, time.now)
    try await change { tx in
      try office.setState(state, of: number, at: now, by: AccessActor(signOn), in: tx)
    }
  }

  /// Everybody at the institution of the person signed on and below it.
  package func staff(by signOn: SignOn) async throws -> [Staff] {
    try signOn.require(.staffManage)
    let (office, top) = (office, signOn.institution.id)
    return try await database.read { tx in
      try office.staff(at: try office.institutions(below: top, in: tx).map(\.id), in: tx)
    }
  }

  /// The institution of the person signed on and everything below it.
  package func institutions(by signOn: SignOn) async throws -> [Institution] {
    let (office, top) = (office, signOn.institution.id)
    return try await database.read { tx in try office.institutions(below: top, in: tx) }
  }

  private func firstPassword() async throws -> (String, String) {
    let password = PasswordPolicy.first(from: entropy)
    let entropy = entropy
    return (password, try await press.run { try PasswordSeal.hash(password, entropy: entropy) })
  }

  // MARK: Workstations

  /// A one-time code for setting up a workstation, as it is read out: `7K3F-9QXM-2TPA`.
  package func issueEnrolmentCode(for institution: InstitutionID, by signOn: SignOn) async throws -> String {
    try signOn.require(.terminalManage)
    let code = EnrolmentCode(from: entropy)
    let (office, now) = (office, time.now)
    try await change { tx in
      try office.issueEnrolmentCode(code, for: institution, at: now, by: AccessActor(signOn), in: tx)
    }
    return code.shown
  }

  /// Enrols this workstation; its token is shown once.
  package func enrol(code: String, name: String) async throws -> (stationToken: String, terminal: Terminal) {
    let token = AccessToken(from: entropy)
    let (office, now) = (office, time.now)
    let id = TerminalID(at: now, from: entropy)
    let terminal = try await change { tx in
      try office.enrol(code, name: name, id: id, tokenHash: token.hash, at: now, in: tx)
    }
    return (token.text, terminal)
  }

  /// The workstation behind a token; nil when it is unknown or withdrawn.
  package func terminal(_ stationToken: String) async throws -> Terminal? {
    guard let hash = AccessToken.hash(stationToken) else { return nil }
    let office = office
    return try await database.read { tx in try office.terminal(tokenHash: hash, in: tx) }
  }

  package func terminals(by signOn: SignOn) async throws -> [Terminal] {
    try signOn.require(.terminalManage)
    let (office, top) = (office, signOn.institution.id)
    return try await database.read { tx in
      try office.terminals(at: try office.institutions(below: top, in: tx).map(\.id), in: tx)
    }
  }

  package func withdraw(_ terminal: TerminalID, of institution: InstitutionID, by signOn: SignOn) async throws {
    try signOn.require(.terminalManage)
    let (office, now) = (office, time.now)
    try await change { tx in
      try office.withdraw(terminal, of: institution, at: now, by: AccessActor(signOn), in: tx)
    }
  }

  // MARK: Displays

  /// A display asks for its six digits; `displayToken` is what it got the last time, nil the first time.
  package func askPairing(displayToken: String?) async throws -> (displayToken: String, display: Display) {
    let (office, now) = (office, time.now)
    if let displayToken, let hash = AccessToken.hash(displayToken) {
      let known = try await database.read { tx in try office.display(tokenHash: hash, in: tx) }
      if known != nil {
        let draft = PairingDraft(tokenHash: hash, at: now, from: entropy)
        return (displayToken, try await change { tx in try office.askPairing(draft, in: tx) })
      }
    }
    let token = AccessToken(from: entropy)
    let draft = PairingDraft(tokenHash: token.hash, at: now, from: entropy)
    return (token.text, try await change { tx in try office.askPairing(draft, in: tx) })
  }

  /// The display behind a token, paired or waiting.
  ///
  /// - Throws: `Refusal` `access.unknown-display`.
  package func display(_ displayToken: String) async throws -> Display {
    guard let hash = AccessToken.hash(displayToken) else { throw AccessRefusal.unknownDisplay }
    let office = office
    guard let found = try await database.read({ tx in try office.display(tokenHash: hash, in: tx) }) else {
      throw AccessRefusal.unknownDisplay
    }
    return found
  }

  /// The display paired with the workstation of this sign-on.
  package func display(by signOn: SignOn) async throws -> Display? {
    guard let station = signOn.terminal else { return nil }
    let (office, institution) = (office, signOn.institution.id)
    return try await database.read { tx in try office.display(of: station, at: institution, in: tx) }
  }

  /// The teller types the six digits.
  ///
  /// - Throws: `Refusal` `access.pairing-code`, `access.pairing-tries`, those of `require(.displayPair)`.
  package func pair(code: String, by signOn: SignOn) async throws -> Display {
    let (office, now) = (office, time.now)
    return try await change { tx in try office.pair(code, by: signOn, at: now, in: tx) }.get()
  }

  package func unpair(by signOn: SignOn) async throws {
    let (office, now) = (office, time.now)
    try await change { tx in try office.unpair(by: signOn, at: now, in: tx) }
  }
}
