import Access
import Primitives
import Seals
import Testing

@Suite struct TerminalTests {
  @Test("an enrolment code: however typed, once, within half an hour")
  func enrolment() async throws {
    let branch = try await TestBranch()
    try await branch.hire("A0001", [.administrator], at: InstitutionID(1))
    let administrator = try await branch.signOn("A0001")
    let door = branch.door
    let code = try await door.issueEnrolmentCode(for: TestBranch.outlet, by: administrator)
    let typed = code.lowercased().replacing("-", with: " ")
    let (token, terminal) = try await door.enrol(code: typed, name: "1 号柜台")
    #expect(terminal.institution == TestBranch.outlet)
    #expect(try await door.terminal(token) == terminal)
    #expect(try await branch.refusal { _ = try await door.enrol(code: code, name: "Two") } == "access.enrolment-code")
    let late = try await door.issueEnrolmentCode(for: TestBranch.outlet, by: administrator)
    branch.time.advance(seconds: EnrolmentCode.lifeSeconds)
    #expect(try await branch.refusal { _ = try await door.enrol(code: late, name: "Two") } == "access.enrolment-code")
    for odd in ["", "AAAA-BBBB-CCCC", "AAAA-BBBB-CCC1", "!!!!"] {
      #expect(try await branch.refusal { _ = try await door.enrol(code: odd, name: "Two") } == "access.enrolment-code")
    }
    let nowhere = try await branch.refusal {
      _ = try await door.issueEnrolmentCode(for: InstitutionID(4711), by: administrator)
    }
    #expect(nowhere == "access.no-institution")
    let named = try await branch.refusal { _ = try await door.enrol(code: late, name: " ") }
    #expect(named == "access.terminal-name")
  }

  @Test("two workstations with one code at the same moment: one is enrolled")
  func race() async throws {
    let branch = try await TestBranch()
    let code = EnrolmentCode(from: SystemEntropy())
    let (office, now) = (branch.office, branch.time.now)
    try await branch.database.write { tx in
      try office.issueEnrolmentCode(code, for: TestBranch.outlet, at: now, by: .server("init"), in: tx)
    }
    let enrolled = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<10 { group.addTask { (try? await branch.door.enrol(code: code.shown, name: "C")) != nil } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(enrolled == 1)
  }

  @Test("a withdrawn workstation: its token, its sign-on and its display end")
  func withdrawn() async throws {
    let branch = try await TestBranch()
    try await branch.hire("A0001", [.administrator], at: InstitutionID(100))
    try await branch.hire("A0002", [.administrator], at: InstitutionID(200))
    try await branch.hire("T0001")
    let station = try await branch.station()
    let (token, signOn) = try await branch.door.signOn(
      number: "T0001", password: TestBranch.password, stationToken: station)
    let (display, waiting) = try await branch.door.askPairing(displayToken: nil)
    _ = try await branch.door.pair(code: waiting.pairingCode ?? "", by: signOn)
    let terminal = try #require(signOn.terminal)
    let stranger = try await branch.signOn("A0002")
    let outside = try await branch.refusal {
      try await branch.door.withdraw(terminal, of: TestBranch.outlet, by: stranger)
    }
    #expect(outside == "access.outside-institution")
    let administrator = try await branch.signOn("A0001")
    try await branch.door.withdraw(terminal, of: TestBranch.outlet, by: administrator)
    #expect(try await branch.door.terminal(station) == nil)
    #expect(try await branch.refusal { _ = try await branch.door.session(token) } == "access.not-signed-on")
    #expect(try await branch.refusal { _ = try await branch.door.display(display) } == "access.unknown-display")
    let again = try await branch.refusal {
      try await branch.door.withdraw(terminal, of: TestBranch.outlet, by: administrator)
    }
    #expect(again == "access.no-terminal")
    #expect(try await branch.door.terminals(by: administrator).map { $0.withdrawnAt != nil } == [true])
  }
}

@Suite struct PairingTests {
  @Test("six digits, typed at the workstation, used once (DECISIONS 23)")
  func pairs() async throws {
    let branch = try await TestBranch()
    let teller = try await branch.teller()
    let (token, waiting) = try await branch.door.askPairing(displayToken: nil)
    let code = try #require(waiting.pairingCode)
    #expect(code.count == 6 && code.allSatisfy { $0.isASCII && $0.isNumber })
    #expect(waiting.station == nil)
    let paired = try await branch.door.pair(code: "\(code.prefix(3)) \(code.suffix(3))", by: teller)
    #expect(paired.station == teller.terminal)
    let seen = try await branch.door.display(token)
    #expect(seen.id == paired.id && seen.pairingCode == nil && seen.institution == TestBranch.outlet)
    #expect(
      try await branch.refusal { _ = try await branch.door.pair(code: code, by: teller) } == "access.pairing-code")
    // Asking again while paired keeps the pairing.
    let again = try await branch.door.askPairing(displayToken: token)
    #expect(again.displayToken == token && again.display.station == teller.terminal)
    #expect(try await branch.door.display(by: teller)?.id == paired.id)
  }

  @Test("two minutes and not a moment longer; the display asks again and gets new digits")
  func expiry() async throws {
    let branch = try await TestBranch()
    let teller = try await branch.teller()
    let (token, waiting) = try await branch.door.askPairing(displayToken: nil)
    let code = try #require(waiting.pairingCode)
    branch.time.advance(seconds: AccessOffice.pairingSeconds)
    #expect(
      try await branch.refusal { _ = try await branch.door.pair(code: code, by: teller) } == "access.pairing-code")
    let (same, renewed) = try await branch.door.askPairing(displayToken: token)
    #expect(same == token && renewed.id == waiting.id && renewed.pairingCode != code)
    branch.time.advance(seconds: AccessOffice.pairingSeconds - 1)
    _ = try await branch.door.pair(code: try #require(renewed.pairingCode), by: teller)
  }

  @Test("five wrong entries stop the workstation, also for the right digits; another goes on")
  func tries() async throws {
    let branch = try await TestBranch()
    let teller = try await branch.teller()
    let neighbour = try await branch.teller("T0002")
    let (_, waiting) = try await branch.door.askPairing(displayToken: nil)
    let code = try #require(waiting.pairingCode)
    let wrong = code == "000000" ? "000001" : "000000"
    func attempt(_ code: String, _ signOn: SignOn) async throws -> String? {
      try await branch.refusal { _ = try await branch.door.pair(code: code, by: signOn) }
    }
    for _ in 0..<4 { #expect(try await attempt(wrong, teller) == "access.pairing-code") }
    #expect(try await attempt(wrong, teller) == "access.pairing-tries")
    #expect(try await attempt(code, teller) == "access.pairing-tries")
    #expect(try await attempt(code, neighbour) == nil)
    branch.time.advance(seconds: AccessOffice.pairingSeconds)
    let (_, next) = try await branch.door.askPairing(displayToken: nil)
    #expect(try await attempt(try #require(next.pairingCode), teller) == nil)
    #expect(try await branch.audited("display.pairing-failed") == 5)
  }

  @Test("one display per workstation: a new one takes the place, the old token is worth nothing")
  func replaced() async throws {
    let branch = try await TestBranch()
    let teller = try await branch.teller()
    let first = try await branch.door.askPairing(displayToken: nil)
    _ = try await branch.door.pair(code: try #require(first.display.pairingCode), by: teller)
    let second = try await branch.door.askPairing(displayToken: nil)
    _ = try await branch.door.pair(code: try #require(second.display.pairingCode), by: teller)
    #expect(
      try await branch.refusal { _ = try await branch.door.display(first.displayToken) } == "access.unknown-display")
    #expect(try await branch.door.display(by: teller)?.id == second.display.id)
    try await branch.door.unpair(by: teller)
    #expect(try await branch.door.display(by: teller) == nil)
    #expect(
      try await branch.refusal { _ = try await branch.door.display(second.displayToken) } == "access.unknown-display")
    try await branch.door.unpair(by: teller)
    #expect(try await branch.audited("display.unpaired") == 1)
  }

  @Test("without a workstation or the post nothing is paired; a display token is no sign-on")
  func rights() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    try await branch.hire("X0001", [.auditor])
    let away = try await branch.signOn("T0001")
    let auditor = try await branch.signOn("X0001", at: try await branch.station())
    let (token, waiting) = try await branch.door.askPairing(displayToken: nil)
    let code = try #require(waiting.pairingCode)
    #expect(
      try await branch.refusal { _ = try await branch.door.pair(code: code, by: away) } == "access.terminal-needed")
    #expect(try await branch.refusal { _ = try await branch.door.pair(code: code, by: auditor) } == "access.forbidden")
    #expect(try await branch.refusal { _ = try await branch.door.session(token) } == "access.not-signed-on")
    #expect(try await branch.door.terminal(token) == nil)
  }

  @Test("no more displays wait than the limit; those nobody paired are forgotten after a day")
  func limit() async throws {
    let branch = try await TestBranch()
    let (office, now) = (branch.office, branch.time.now)
    try await branch.database.write { tx in
      let entropy = SeededEntropy(seed: 77)
      for _ in 0..<AccessOffice.mostWaitingDisplays {
        _ = try office.askPairing(
          PairingDraft(tokenHash: AccessToken(from: entropy).hash, at: now, from: entropy), in: tx)
      }
    }
    #expect(
      try await branch.refusal { _ = try await branch.door.askPairing(displayToken: nil) } == "access.displays-waiting")
    branch.time.advance(seconds: AccessOffice.pairingSeconds)
    let (token, _) = try await branch.door.askPairing(displayToken: nil)
    branch.time.advance(seconds: 25 * 3600)
    _ = try await branch.door.askPairing(displayToken: nil)
    #expect(try await branch.refusal { _ = try await branch.door.display(token) } == "access.unknown-display")
  }
}
