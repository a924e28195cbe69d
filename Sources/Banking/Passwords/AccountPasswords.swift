import Primitives
import Seals
import Storage

/// What a case asks the customer to type on his own screen, in this order.
package struct PasswordDemand: Sendable, Equatable {
  package enum Step: String, Sendable {
    /// The password that the account has.
    case current
    /// A new one, typed twice.
    case new
  }

  package let account: AccountNumber
  package let steps: [Step]

  package init(account: AccountNumber, steps: [Step]) {
    self.account = account
    self.steps = steps
  }
}

/// An account's password as it is kept, for the slow comparison outside any transaction.
package struct KeptPassword: Sendable {
  let account: AccountNumber
  let sealed: [UInt8]
  let version: Int64
}

package enum PasswordVerdict: Sendable, Equatable {
  case right
  /// So many tries are left today.
  case wrong(left: Int)
  case locked
}

/// The transaction passwords (交易密码) of persons' demand accounts.
///
/// Kept as argon2id, as the passwords of staff are. Six digits alone can be tried out in hours, so what is hashed is a
/// keyed hash of account and digits (the key of the blind indexes), and the result stands encrypted for its account:
/// without the key files a stolen database is of no use. A case that asks for a password has a row of its own; its
/// settlement needs the entry in that row, uses it up, and finds it void when the password was changed meanwhile.
package struct AccountPasswords: Sendable {
  static let triesKey = "password.tries"
  static let minutesKey = "password.minutes"

  let ground: BankGround
  let field: FieldCipher
  let blind: BlindIndex

  /// Whether this account has a password.
  package func isSet(_ account: AccountNumber, in tx: any ReadTransaction) throws -> Bool {
    try tx.first(PasswordTables.find, Self.place(account)) != nil
  }

  /// - Throws: `Refusal` `password.locked` at this field.
  package func checkUnlocked(
    _ account: AccountNumber, at institution: InstitutionID, field: String, in tx: any ReadTransaction
  ) throws {
    guard let row = try tx.first(PasswordTables.find, Self.place(account)) else { return }
    guard try wrong(row, at: institution, in: tx) < tries(at: institution, in: tx) else {
      throw PasswordRefusal.locked(field)
    }
  }

  // MARK: The case

  /// Notes what a case will ask for.
  ///
  /// - Parameter personal: document number and phone of the customer, which a new password must not repeat; sealed, and
  ///   gone when the case ends. Empty: those of the account's holder.
  package func ask(
    _ demand: PasswordDemand, of caseID: CaseID, at institution: InstitutionID, personal: [String] = [],
    entropy: any Entropy, in tx: any WriteTransaction
  ) throws {
    var known = personal
    if known.isEmpty, demand.steps.contains(.new) {
      let holder = try ground.customers.reveal(try ground.accounts.find(demand.account, in: tx).customer, in: tx)
      known = [holder.documentNumber] + (holder.phone.map { [$0] } ?? [])
    }
    let sealed =
      try demand.steps.contains(.new)
      ? field.seal(Array(known.joined(separator: "\n").utf8), context: Self.context(caseID), entropy: entropy) : nil
    try tx.execute(
      PasswordTables.ask,
      Self.place(caseID, institution) + Self.place(demand.account) + [
        .text(demand.steps.map(\.rawValue).joined(separator: ",")), .bytes(sealed),
      ])
  }

  /// nil for a case that asks for nothing, and once its entry was used.
  package func demand(
    of caseID: CaseID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> PasswordDemand? {
    guard let row = try tx.first(PasswordTables.entry, Self.place(caseID, institution)) else { return nil }
    let entry = try Entry(row)
    return entry.usedAt == nil ? entry.demand : nil
  }

  // MARK: An entry

  /// - Throws: `Refusal` `password.none`.
  package func kept(_ account: AccountNumber, in tx: any ReadTransaction) throws -> KeptPassword {
    guard let row = try tx.first(PasswordTables.find, Self.place(account)) else { throw PasswordRefusal.none }
    return KeptPassword(account: account, sealed: try row.bytes(0), version: try row.int(1))
  }

  /// Slow, on purpose: run it on a Press. Compares in constant time.
  package func matches(_ digits: PasswordDigits, _ kept: KeptPassword) throws -> Bool {
    let form = try field.open(kept.sealed, context: Self.context(kept.account))
    return PasswordSeal.matches(peppered(digits, kept.account), String(decoding: form, as: UTF8.self))
  }

  /// Writes down how an entry came out. Tries are counted under the lock of the account's row, so that no two entries
  /// at once get more of them; a locked password does not say whether the entry was right.
  ///
  /// - Throws: `Refusal` `password.none`, `password.needed` (the password was changed since it was read),
  ///   `case.unknown`.
  package func count(
    _ matches: Bool, _ kept: KeptPassword, of caseID: CaseID, at institution: InstitutionID, now: Moment,
    in tx: any WriteTransaction
  ) throws -> PasswordVerdict {
    guard let row = try tx.first(PasswordTables.find, Self.place(kept.account), lock: true) else {
      throw PasswordRefusal.none
    }
    let today = try ground.calendar.businessDate(of: institution, in: tx)
    let (used, limit) = (try wrong(row, at: institution, in: tx), try tries(at: institution, in: tx))
    guard used < limit else { return .locked }
    guard try row.int(1) == kept.version else { throw PasswordRefusal.needed }
    guard matches else {
      let day = max(today, try row.optionalInt(3).flatMap { BusinessDate(compact: $0) } ?? today)
      try tx.execute(PasswordTables.count, Self.place(kept.account) + [.int(used + 1), .date(day)])
      return used + 1 < limit ? .wrong(left: Int(limit - used - 1)) : .locked
    }
    // Whoever knows the password has all tries again.
    try tx.execute(PasswordTables.count, Self.place(kept.account) + [.int(0), .int(nil as Int64?)])
    let minutes = try ground.parameters.number(Self.minutesKey, at: institution, on: today, in: tx) ?? 15
    let proved = try tx.query(
      PasswordTables.prove,
      Self.place(caseID, institution) + [.int(kept.version), .moment(now.adding(seconds: minutes * 60))])
    guard !proved.isEmpty else { throw BankingRefusal.caseUnknown }
    return .right
  }

  /// What a new password must not repeat.
  package func personal(
    of caseID: CaseID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> [String] {
    guard let row = try tx.first(PasswordTables.entry, Self.place(caseID, institution)),
      let sealed = try row.optionalBytes(3)
    else { throw BankingRefusal.caseUnknown }
    let plain = try field.open(sealed, context: Self.context(caseID))
    return String(decoding: plain, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The kept form of a new password. Slow, on purpose: run it on a Press.
  ///
  /// - Throws: `Refusal` `password.weak`, `password.personal`.
  package func seal(
    _ chosen: PasswordDigits, for account: AccountNumber, personal: [String], entropy: any Entropy
  ) throws -> [UInt8] {
    try PasswordRules.check(chosen, personal: personal)
    let form = try PasswordSeal.hash(peppered(chosen, account), entropy: entropy)
    return try field.seal(Array(form.utf8), context: Self.context(account), entropy: entropy)
  }

  /// Keeps the new password until the case settles.
  ///
  /// - Throws: `Refusal` `case.unknown`.
  package func choose(
    _ sealed: [UInt8], of caseID: CaseID, at institution: InstitutionID, in tx: any WriteTransaction
  ) throws {
    let kept = try tx.query(PasswordTables.choose, Self.place(caseID, institution) + [.bytes(sealed)])
    guard !kept.isEmpty else { throw BankingRefusal.caseUnknown }
  }
}

// MARK: - The end of a case

extension AccountPasswords {
  /// Uses up the entry of a case, and lets a new password hold. Nothing happens for a case that asks for none.
  ///
  /// - Throws: `Refusal` `password.needed`, `password.expired`, `password.locked`.
  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws {
    guard let row = try tx.first(PasswordTables.entry, Self.place(caseID, institution), lock: true) else { return }
    let entry = try Entry(row)
    let account = entry.demand.account
    if entry.demand.steps.contains(.current) {
      guard let version = entry.provedVersion, let until = entry.provedUntil,
        let kept = try tx.first(PasswordTables.find, Self.place(account), lock: true), try kept.int(1) == version
      else { throw PasswordRefusal.needed }
      guard now <= until else { throw PasswordRefusal.expired }
      try checkUnlocked(account, at: institution, field: "account", in: tx)
    }
    if entry.demand.steps.contains(.new) {
      guard let sealed = entry.newSealed else { throw PasswordRefusal.needed }
      let today = try ground.calendar.businessDate(of: institution, in: tx)
      try tx.execute(PasswordTables.put, Self.place(account) + [.bytes(sealed), .date(today), .id(caseID)])
    }
    let used = try tx.query(PasswordTables.use, Self.place(caseID, institution) + [.moment(now)])
    guard !used.isEmpty else { throw PasswordRefusal.needed }
  }

  /// The case ends otherwise: what it asked for, and a new password, are gone. Wrong entries stay counted.
  package func release(_ caseID: CaseID, at institution: InstitutionID, in tx: any WriteTransaction) throws {
    try tx.execute(PasswordTables.drop, Self.place(caseID, institution))
  }
}

// MARK: - Rows

extension AccountPasswords {
  private struct Entry {
    let demand: PasswordDemand
    let provedVersion: Int64?
    let provedUntil: Moment?
    let newSealed: [UInt8]?
    let usedAt: Moment?

    init(_ row: Row) throws {
      demand = PasswordDemand(
        account: AccountNumber(try row.institution(0), sequence: try row.int(1)),
        steps: try row.text(2).split(separator: ",").compactMap { PasswordDemand.Step(rawValue: String($0)) })
      provedVersion = try row.optionalInt(4)
      provedUntil = try row.optionalMoment(5)
      newSealed = try row.optionalBytes(6)
      usedAt = try row.optionalMoment(7)
    }
  }

  /// Wrong entries that count today. Outlets may stand at different days: the later one holds.
  private func wrong(_ row: Row, at institution: InstitutionID, in tx: any ReadTransaction) throws -> Int64 {
    let today = try ground.calendar.businessDate(of: institution, in: tx)
    guard let day = try row.optionalInt(3), day >= today.compact else { return 0 }
    return try row.int(2)
  }

  private func tries(at institution: InstitutionID, in tx: any ReadTransaction) throws -> Int64 {
    let today = try ground.calendar.businessDate(of: institution, in: tx)
    return try ground.parameters.number(Self.triesKey, at: institution, on: today, in: tx) ?? 3
  }

  /// The digits under the bank's key, for this account only.
  private func peppered(_ digits: PasswordDigits, _ account: AccountNumber) -> String {
    Hex.encode(blind.of("account-password", "\(account)/\(digits.digits)"))
  }

  private static func place(_ account: AccountNumber) -> [Value] {
    [.institution(account.institution), .int(account.sequence)]
  }

  private static func place(_ caseID: CaseID, _ institution: InstitutionID) -> [Value] {
    [.institution(institution), .id(caseID)]
  }

  private static func context(_ account: AccountNumber) -> String { "account_passwords.sealed.\(account)" }
  private static func context(_ caseID: CaseID) -> String { "password_entries.personal_sealed.\(caseID)" }
}
