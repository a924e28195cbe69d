import Access
import Audit
import Banking
import Catalog
import Primitives
import Seals
import Storage

/// Which password a case asks for: by the definition's `password`, and by effects that give a new one.
struct PasswordGate: Sendable {
  let house: House
  let definition: ServiceDefinition

  /// Why the customer cannot be asked now: his password is locked.
  func refusal(_ values: FieldValues, at institution: InstitutionID, in tx: any ReadTransaction) throws -> Refusal? {
    do {
      guard let (field, account) = try guarded(values, in: tx) else { return nil }
      try house.banking.passwords.checkUnlocked(account, at: institution, field: field, in: tx)
      return nil
    } catch let refusal as Refusal {
      return refusal
    }
  }

  /// Notes in the case's own transaction what its customer will type.
  ///
  /// - Returns: nil when nothing is asked.
  /// - Throws: `Refusal` `password.locked`.
  func ask(
    _ record: Case, _ values: FieldValues, _ facts: EffectFacts, in tx: any WriteTransaction
  ) throws -> PasswordDemand? {
    var steps: [PasswordDemand.Step] = []
    var account = try facts.accountNumber.map { try AccountNumber(parsing: $0) }
    if let (field, named) = try guarded(values, in: tx), try house.banking.passwords.isSet(named, in: tx) {
      try house.banking.passwords.checkUnlocked(named, at: record.institution, field: field, in: tx)
      account = named
      steps.append(.current)
    }
    if isNew(values) { steps.append(.new) }
    guard let account, !steps.isEmpty else { return nil }
    let demand = PasswordDemand(account: account, steps: steps)
    try house.banking.passwords.ask(
      demand, of: record.id, at: record.institution, personal: facts.personal, entropy: house.entropy, in: tx)
    return demand
  }

  private func isNew(_ values: FieldValues) -> Bool {
    switch definition.effect.newPassword {
    case .never: false
    case .always: true
    case .when(let field, let value): values.text(field) == value
    }
  }

  /// The account whose password guards what the form names; a deposit is guarded by the account it is paid to.
  private func guarded(
    _ values: FieldValues, in tx: any ReadTransaction
  ) throws -> (field: String, account: AccountNumber)? {
    guard let name = definition.password, let field = definition.field(name), let text = values.text(name) else {
      return nil
    }
    let number = try AccountNumber(parsing: text, field: name)
    switch field.type {
    case .deposit: return (name, try house.banking.terms.find(number, in: tx).linked)
    case .holding:
      do {
        return (name, try house.banking.terms.find(number, in: tx).linked)
      } catch let refusal as Refusal where refusal.code == "term.unknown" {
        return (name, number)
      }
    default: return (name, number)
    }
  }
}

// MARK: - The customer

extension CaseDesk {
  /// The customer has typed what his screen asked for.
  ///
  /// - Parameters:
  ///   - again: the second entry of a new password.
  ///   - nonce: of what is shown; an entry for a former page is none.
  /// - Throws: `Refusal` `case.not-now`, `case.wrong-nonce`, `case.entry-running`, `password.…`.
  package func enterPassword(
    _ digits: PasswordDigits, again: PasswordDigits?, nonce: String, on display: TerminalID
  ) async throws {
    try await shown(on: display).enterPassword(digits, again: again, nonce: nonce)
  }
}

extension CaseSession {
  /// What the customer's screen asks for now; nil when nothing is to be typed.
  var passwordSight: Stage.PasswordSight? {
    guard let demand, case .entering(let right, _, _) = machine.phase, right < demand.steps.count else { return nil }
    return Stage.PasswordSight(
      step: demand.steps[right], account: Masking.middle("\(demand.account)", head: 4, tail: 4))
  }

  func enterPassword(_ digits: PasswordDigits, again: PasswordDigits?, nonce: String) async throws {
    guard let showing, let demand, let sight = passwordSight else { throw CaseRefusal.notNow }
    guard Digest.equal(Array(nonce.utf8), Array(showing.nonce.utf8)) else { throw CaseRefusal.wrongNonce }
    guard !isEntering else { throw CaseRefusal.entryRunning }
    isEntering = true
    defer { isEntering = false }
    switch sight.step {
    case .current: try await compare(digits, demand)
    case .new: try await choose(digits, again, demand)
    }
    let steps = try machine.take(.passwordTaken)
    if steps == [.show] { record.reached("password", house.time.now) }
    let next = passwordSight
    house.live.change(record.terminal) { stage in
      stage.play?.password = next
      if next == nil { stage.phase = .reading }
    }
  }

  /// - Throws: `Refusal` `password.wrong`, `password.locked`.
  private func compare(_ digits: PasswordDigits, _ demand: PasswordDemand) async throws {
    let passwords = house.banking.passwords
    let kept = try await house.database.read { tx in try passwords.kept(demand.account, in: tx) }
    let isRight = try await house.press.run { try passwords.matches(digits, kept) }
    let now = house.time.now
    let verdict = try await trusting {
      try await house.database.write { [house, record] tx in
        let verdict = try passwords.count(isRight, kept, of: record.id, at: record.institution, now: now, in: tx)
        try house.audit.append(Self.trail(verdict, record, at: now), in: tx)
        return verdict
      }
    }
    switch verdict {
    case .right: return
    case .wrong(let left):
      house.live.change(record.terminal) { $0.play?.password?.left = left }
      throw PasswordRefusal.wrong(left: left)
    case .locked:
      let refusal = PasswordRefusal.locked(nil)
      _ = try await leave(.passwordLocked, .passwordLocked)
      showRefusal(refusal)
      throw refusal
    }
  }

  /// - Throws: `Refusal` `password.differs`, `password.weak`, `password.personal`, `password.same`.
  private func choose(_ digits: PasswordDigits, _ again: PasswordDigits?, _ demand: PasswordDemand) async throws {
    guard digits == again else { throw PasswordRefusal.differs }
    let (house, passwords) = (house, house.banking.passwords)
    let (personal, former) = try await house.database.read { [record] tx in
      (
        try passwords.personal(of: record.id, at: record.institution, in: tx),
        try demand.steps.contains(.current) ? passwords.kept(demand.account, in: tx) : nil
      )
    }
    let sealed = try await house.press.run {
      if let former, try passwords.matches(digits, former) { throw PasswordRefusal.same }
      return try passwords.seal(digits, for: demand.account, personal: personal, entropy: house.entropy)
    }
    let now = house.time.now
    try await trusting {
      try await house.database.write { [record] tx in
        try passwords.choose(sealed, of: record.id, at: record.institution, in: tx)
        try house.audit.append(CaseTrail.entry("case.password-chosen", record, actor: "customer", at: now), in: tx)
      }
    }
  }

  /// What the audit chain hears of an entry: how it came out.
  private static func trail(_ verdict: PasswordVerdict, _ record: Case, at now: Moment) -> AuditEntry {
    switch verdict {
    case .right: CaseTrail.entry("case.password-right", record, actor: "customer", at: now)
    case .wrong(let left):
      CaseTrail.entry("case.password-wrong", record, actor: "customer", at: now, detail: ["left": "\(left)"])
    case .locked: CaseTrail.entry("case.password-locked", record, actor: "customer", at: now)
    }
  }
}
