import Primitives
import Seals
import Storage

/// A workstation at a counter, enrolled by an administrator's one-time code (DECISIONS 23).
package struct Terminal: Sendable, Equatable {
  package let id: TerminalID
  package let institution: InstitutionID
  package let name: String
  package let enrolledAt: Moment
  package let withdrawnAt: Moment?
}

/// A code that an administrator reads to whoever sets up a workstation.
package struct EnrolmentCode: Sendable, Equatable {
  /// So long may it be typed.
  package static let lifeSeconds: Int64 = 30 * 60
  /// Without letters that look like digits.
  private static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)

  /// Twelve characters (60 random bits), shown as `7K3F-9QXM-2TPA`.
  package let text: String

  package init(from entropy: any Entropy) {
    let letters = entropy.bytes(12).map { Self.alphabet[Int($0 & 31)] }
    text = String(decoding: letters, as: UTF8.self)
  }

  /// nil unless twelve characters of the alphabet; case, spaces and hyphens do not matter.
  package init?(_ typed: String) {
    let letters = Array(typed.utf8).filter { $0 != 32 && $0 != 45 }.map { (97...122).contains($0) ? $0 - 32 : $0 }
    guard letters.count == 12, letters.allSatisfy({ Self.alphabet.contains($0) }) else { return nil }
    text = String(decoding: letters, as: UTF8.self)
  }

  package var shown: String {
    "\(text.prefix(4))-\(text.dropFirst(4).prefix(4))-\(text.dropFirst(8))"
  }

  package var hash: [UInt8] { Digest.sha256(Array(text.utf8)) }
}

extension AccessOffice {
  /// Lets one workstation be enrolled at an institution, within half an hour.
  ///
  /// - Throws: `Refusal` `access.no-institution`, `access.outside-institution`.
  package func issueEnrolmentCode(
    _ code: EnrolmentCode, for institution: InstitutionID, at now: Moment, by actor: AccessActor,
    in tx: any WriteTransaction
  ) throws {
    guard try self.institution(institution, in: tx) != nil else { throw AccessRefusal.noInstitution(institution) }
    try requireWithin(institution, actor, in: tx)
    try tx.execute(
      AccessTables.addEnrolment,
      [
        .institution(institution), .bytes(code.hash), .moment(now),
        .moment(now.adding(seconds: EnrolmentCode.lifeSeconds)),
      ])
    try note("terminal.code-issued", "\(institution)", at: institution, now, actor, in: tx)
  }

  /// Enrols the workstation that typed the code; the code is used up.
  ///
  /// - Throws: `Refusal` `access.enrolment-code` for a wrong, used or expired code alike, `access.terminal-name`.
  package func enrol(
    _ code: String, name: String, id: TerminalID, tokenHash: [UInt8], at now: Moment, in tx: any WriteTransaction
  ) throws -> Terminal {
    let plain = name.filter { !$0.isNewline }
    guard (1...40).contains(plain.count), plain.contains(where: { !$0.isWhitespace }) else {
      throw AccessRefusal.terminalName
    }
    guard let code = EnrolmentCode(code),
      let used = try tx.first(AccessTables.useEnrolment, [.bytes(code.hash), .moment(now), .id(id)])
    else { throw AccessRefusal.enrolmentCode }
    let institution = try used.institution(0)
    try tx.execute(
      AccessTables.addTerminal, [.institution(institution), .id(id), .text(plain), .bytes(tokenHash), .moment(now)])
    let terminal = Terminal(id: id, institution: institution, name: plain, enrolledAt: now, withdrawnAt: nil)
    try audit.append(
      .init(
        chain: .terminal(id), institution: institution, at: now, actor: "enrolment", action: "terminal.enrolled",
        subject: "\(id)"), in: tx)
    return terminal
  }

  /// The workstation behind a token, unless withdrawn.
  package func terminal(tokenHash: [UInt8], in tx: any ReadTransaction) throws -> Terminal? {
    try tx.first(AccessTables.terminalByToken, [.bytes(tokenHash)]).map(Self.terminal)
  }

  package func terminals(
    at institutions: [InstitutionID], limit: Int = 1000, in tx: any ReadTransaction
  ) throws -> [Terminal] {
    var found: [Terminal] = []
    for institution in institutions.sorted() where found.count < limit {
      found += try tx.query(
        AccessTables.terminalsOfInstitution, [.institution(institution), .int(limit - found.count)]
      ).map(Self.terminal)
    }
    return found
  }

  /// Takes a workstation out of use: its token, its sign-ons and its display end.
  ///
  /// - Throws: `Refusal` `access.no-terminal`, `access.outside-institution`.
  package func withdraw(
    _ id: TerminalID, of institution: InstitutionID, at now: Moment, by actor: AccessActor, in tx: any WriteTransaction
  ) throws {
    try requireWithin(institution, actor, in: tx)
    let key: [Value] = [.institution(institution), .id(id)]
    guard try !tx.query(AccessTables.withdrawTerminal, key + [.moment(now)]).isEmpty else {
      throw AccessRefusal.noTerminal
    }
    try tx.execute(AccessTables.endSignOnsAtTerminal, key + [.moment(now)])
    try tx.execute(AccessTables.removeDisplayOf, key)
    try note("terminal.withdrawn", "\(id)", at: institution, now, actor, in: tx)
  }

  private static func terminal(_ row: Row) throws -> Terminal {
    Terminal(
      id: try row.id(1), institution: try row.institution(0), name: try row.text(2), enrolledAt: try row.moment(3),
      withdrawnAt: try row.optionalMoment(4))
  }
}
