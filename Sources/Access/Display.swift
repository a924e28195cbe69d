import Primitives
import Seals
import Storage

/// The customer's screen beside a workstation. Its token reads the paired case and nothing else.
package struct Display: Sendable, Equatable {
  package let id: TerminalID
  /// The workstation it belongs to; nil until paired.
  package let station: TerminalID?
  package let institution: InstitutionID?
  /// Six digits while it waits for a workstation.
  package let pairingCode: String?
  package let codeExpiresAt: Moment?
  package let pairedAt: Moment?
}

/// What a display's request for pairing draws before the transaction.
package struct PairingDraft: Sendable {
  package let display: TerminalID
  package let tokenHash: [UInt8]
  /// Six digits each; the first that no other display shows now is taken.
  package let codes: [String]
  package let at: Moment

  package init(tokenHash: [UInt8], at: Moment, from entropy: any Entropy) {
    display = TerminalID(at: at, from: entropy)
    self.tokenHash = tokenHash
    self.at = at
    codes = (0..<8).map { _ in
      let number = entropy.bytes(8).reduce(0) { $0 << 8 | UInt64($1) } % 1_000_000
      let text = String(number)
      return String(repeating: "0", count: 6 - text.count) + text
    }
  }
}

extension AccessOffice {
  package static let pairingSeconds: Int64 = 120
  package static let pairingTries: Int64 = 5
  /// So many displays may wait for pairing at once in the whole bank.
  package static let mostWaitingDisplays: Int64 = 500
  /// A display that nobody paired is forgotten after so long.
  static let forgetDisplaySeconds: Int64 = 24 * 3600

  /// Gives a display six digits to show: a new display, or the same one again when its digits ran out.
  /// A display that is paired keeps its pairing and gets no digits.
  ///
  /// - Throws: `Refusal` `access.displays-waiting` when too many wait.
  package func askPairing(_ draft: PairingDraft, in tx: any WriteTransaction) throws -> Display {
    if let known = try display(tokenHash: draft.tokenHash, in: tx), known.station != nil { return known }
    try tx.execute(
      AccessTables.forgetDisplays, [.moment(draft.at.adding(seconds: -Self.forgetDisplaySeconds))])
    let waiting = try tx.first(AccessTables.countWaiting, [.moment(draft.at)])?.int(0) ?? 0
    guard waiting < Self.mostWaitingDisplays else { throw AccessRefusal.displaysWaiting }
    let free = try draft.codes.first { code in
      try tx.first(AccessTables.displayByCode, [.text(code), .moment(draft.at)]) == nil
    }
    guard let code = free else { throw AccessRefusal.displaysWaiting }
    try tx.execute(
      AccessTables.putDisplay,
      [
        .id(draft.display), .bytes(draft.tokenHash), .text(code),
        .moment(draft.at.adding(seconds: Self.pairingSeconds)), .moment(draft.at),
      ])
    guard let display = try display(tokenHash: draft.tokenHash, in: tx) else {
      throw Fault("access.display", "a display cannot be read back")
    }
    return display
  }

  /// The display behind a token; digits that ran out are not shown.
  package func display(tokenHash: [UInt8], in tx: any ReadTransaction) throws -> Display? {
    try tx.first(AccessTables.displayByToken, [.bytes(tokenHash)]).map(Self.display)
  }

  /// The display paired with a workstation.
  package func display(
    of station: TerminalID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> Display? {
    try tx.first(AccessTables.displayOfStation, [.institution(institution), .id(station)]).map(Self.display)
  }

  /// Pairs the display that shows these digits with the teller's workstation. A display that was paired
  /// before lets go. Five wrong entries stop the workstation for two minutes, the life of any digits.
  ///
  /// - Returns: the display, or `access.pairing-code`, `access.pairing-tries`.
  /// - Throws: `Refusal` of `require(.displayPair)`.
  package func pair(
    _ code: String, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction
  ) throws -> Result<Display, Refusal> {
    try signOn.require(.displayPair)
    guard let station = signOn.terminal else { throw AccessRefusal.terminalNeeded(.displayPair) }
    let key: [Value] = [.institution(signOn.institution.id), .id(station)]
    guard let tries = try tx.first(AccessTables.pairingTries, key, lock: true) else { throw AccessRefusal.noTerminal }
    let since = try tries.optionalMoment(1) ?? now
    let running = since.adding(seconds: Self.pairingSeconds) > now ? try tries.int(0) : 0
    guard running < Self.pairingTries else { return .failure(AccessRefusal.pairingTries) }
    let digits = code.filter { $0 != " " }
    guard let row = try tx.first(AccessTables.displayByCode, [.text(digits), .moment(now)], lock: true) else {
      // Two minutes count from the newest wrong entry.
      try tx.execute(AccessTables.setPairingTries, key + [.int(running + 1), .moment(now)])
      try note(
        "display.pairing-failed", "\(station)", ["tries": "\(running + 1)"], at: signOn.institution.id, now,
        AccessActor(signOn), in: tx)
      return .failure(running + 1 >= Self.pairingTries ? AccessRefusal.pairingTries : AccessRefusal.pairingCode)
    }
    let waiting = try Self.display(row)
    try tx.execute(AccessTables.removeDisplayOf, key)
    try tx.execute(AccessTables.pairDisplay, [.id(waiting.id)] + key + [.moment(now)])
    try tx.execute(AccessTables.setPairingTries, key + [.int(0), .null])
    try note(
      "display.paired", "\(waiting.id)", ["station": "\(station)"], at: signOn.institution.id, now,
      AccessActor(signOn), in: tx)
    return .success(
      Display(
        id: waiting.id, station: station, institution: signOn.institution.id, pairingCode: nil, codeExpiresAt: nil,
        pairedAt: now))
  }

  /// Lets go of the display of the teller's workstation, if there is one.
  package func unpair(by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws {
    try signOn.require(.displayPair)
    guard let station = signOn.terminal,
      let display = try display(of: station, at: signOn.institution.id, in: tx)
    else { return }
    try tx.execute(AccessTables.removeDisplayOf, [.institution(signOn.institution.id), .id(station)])
    try note(
      "display.unpaired", "\(display.id)", ["station": "\(station)"], at: signOn.institution.id, now,
      AccessActor(signOn), in: tx)
  }

  private static func display(_ row: Row) throws -> Display {
    Display(
      id: try row.id(0), station: try row.optionalID(2), institution: try row.optionalInt(1).map { InstitutionID($0) },
      pairingCode: try row.optionalText(3), codeExpiresAt: try row.optionalMoment(4),
      pairedAt: try row.optionalMoment(5))
  }
}
