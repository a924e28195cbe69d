import Access
import Audit
import Primitives
import Seals
import TestHouse
import Testing

@Suite struct SignOnTests {
  @Test("signing on, being recognised, signing off")
  func plain() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    let station = try await branch.station()
    let (token, signOn) = try await branch.door.signOn(
      number: " t0001", password: TestBranch.password, stationToken: station)
    #expect(signOn.institution.id == TestBranch.outlet)
    #expect(signOn.staff.number == "T0001")
    #expect(try await branch.door.session(token) == signOn)
    try await branch.door.signOff(token)
    #expect(try await branch.refusal { _ = try await branch.door.session(token) } == "access.not-signed-on")
    #expect(try await branch.audited("sign-on.") == 2)
  }

  @Test("an unknown number, a wrong password, a blocked person, a lock-out: one and the same answer")
  func sameAnswer() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    try await branch.hire("T0002")
    try await branch.hire("A0001", [.administrator], at: InstitutionID(1))
    let administrator = try await branch.signOn("A0001")
    try await branch.door.setState(.blocked, of: "T0002", by: administrator)
    var answers: Set<String> = []
    for (number, password) in [
      ("T9999", TestBranch.password), ("", ""), ("T0001' OR 1=1", "x"), ("T0001", "wrong"), ("T0001", ""),
      ("T0002", TestBranch.password), ("T0001", String(repeating: "x", count: 5000)),
    ] {
      do {
        _ = try await branch.signOn(number, password)
      } catch let refusal as Refusal {
        answers.insert("\(refusal)")
      }
    }
    #expect(answers.count == 1)
    #expect(answers.first?.hasPrefix("access.sign-on-failed") == true)
  }

  @Test("an unknown number costs the same work: a decoy is compared on the press")
  func decoy() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    // A stopped press refuses any comparison: that both are refused shows that both would compare.
    branch.press.stop(threads: 2)
    #expect(try await branch.refusal { _ = try await branch.signOn("T9999") } == "press.busy")
    #expect(try await branch.refusal { _ = try await branch.signOn("T0001") } == "press.busy")
  }

  @Test("five wrong passwords lock for 15 minutes, also for the right one; four do not (BC-004)")
  func lockOut() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    for _ in 0..<4 { _ = try await branch.refusal { _ = try await branch.signOn("T0001", "wrong") } }
    _ = try await branch.signOn("T0001")
    for _ in 0..<5 { _ = try await branch.refusal { _ = try await branch.signOn("T0001", "wrong") } }
    #expect(try await branch.refusal { _ = try await branch.signOn("T0001") } == "access.sign-on-failed")
    branch.time.advance(seconds: AccessOffice.lockSeconds - 1)
    #expect(try await branch.refusal { _ = try await branch.signOn("T0001") } == "access.sign-on-failed")
    branch.time.advance(seconds: 1)
    _ = try await branch.signOn("T0001")
    #expect(try await branch.audited("sign-on.locked") == 1)
    #expect(try await branch.audited("sign-on.failed") == 8)
  }

  @Test("an administrator's new first password lifts the lock-out and must be changed")
  func reset() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    try await branch.hire("A0001", [.administrator], at: InstitutionID(100))
    for _ in 0..<5 { _ = try await branch.refusal { _ = try await branch.signOn("T0001", "wrong") } }
    let administrator = try await branch.signOn("A0001")
    let first = try await branch.door.resetPassword(of: "T0001", by: administrator)
    #expect(try await branch.refusal { _ = try await branch.signOn("T0001") } == "access.sign-on-failed")
    let signOn = try await branch.signOn("T0001", first)
    #expect(signOn.staff.mustChangePassword)
    #expect(try await branch.refusal { try signOn.require(.journalRead) } == "access.change-password-first")
    try await branch.door.changePassword(signOn, old: first, new: "Another-Cow-9")
    let after = try await branch.signOn("T0001", "Another-Cow-9")
    #expect(!after.staff.mustChangePassword && after.may(.journalRead))
  }

  @Test("changing a password: wrong old, weak new, the same again; other sign-ons end")
  func change() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    let (other, _) = try await branch.door.signOn(number: "T0001", password: TestBranch.password, stationToken: nil)
    let (own, signOn) = try await branch.door.signOn(number: "T0001", password: TestBranch.password, stationToken: nil)
    func change(_ old: String, _ new: String) async throws -> String? {
      try await branch.refusal { try await branch.door.changePassword(signOn, old: old, new: new) }
    }
    #expect(try await change("wrong", "Another-Cow-9") == "access.password-old")
    #expect(try await change(TestBranch.password, "short1A") == "access.password-short")
    #expect(try await change(TestBranch.password, TestBranch.password) == "access.password-same")
    #expect(try await change(TestBranch.password, "Another-Cow-9") == nil)
    #expect(try await branch.refusal { _ = try await branch.door.session(other) } == "access.not-signed-on")
    #expect(try await branch.door.session(own).staff.number == "T0001")
  }

  @Test("the policy: length, classes, own number and name, control characters")
  func policy() {
    func codes(_ password: String) -> [String] {
      PasswordPolicy.refusals(password, number: "T0001", name: "王小明").map { String($0.code.dropFirst(16)) }
    }
    #expect(codes("Abcdefgh12") == [])
    #expect(codes("Abcdefgh1") == ["short"])
    #expect(codes("abcdefghijkl1") == ["classes"])
    #expect(codes("abcdefgh-12") == [])
    #expect(codes("xxT0001yyZ") == ["own-number"])
    #expect(codes("xxt0001yyZ-") == ["own-number"])
    #expect(codes("王小明Abc123-x") == ["own-number"])
    #expect(codes("Abcdefgh12\u{7}") == ["characters"])
    #expect(codes("") == ["short", "classes"])
    #expect(codes("Ab1-" + String(repeating: "x", count: 130)) == ["long"])
    let entropy = SeededEntropy(seed: 8)
    let made = (0..<500).map { _ in PasswordPolicy.first(from: entropy) }
    #expect(Set(made).count == 500 && made.allSatisfy { codes($0) == [] && $0.count == 16 })
  }

  @Test("a sign-on belongs to a terminal of the same institution (DECISIONS 23)")
  func otherInstitution() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    let elsewhere = try await branch.station(at: TestBranch.otherOutlet)
    #expect(
      try await branch.refusal { _ = try await branch.signOn("T0001", at: elsewhere) } == "access.other-institution")
    #expect(try await branch.refusal { _ = try await branch.signOn("T0001", at: "junk") } == "access.unknown-terminal")
    let stranger = AccessToken(from: SystemEntropy()).text
    #expect(
      try await branch.refusal { _ = try await branch.signOn("T0001", at: stranger) } == "access.unknown-terminal")
    // With a wrong password nothing is told about the workstation.
    #expect(
      try await branch.refusal { _ = try await branch.signOn("T0001", "no", at: elsewhere) } == "access.sign-on-failed")
  }

  @Test("twelve hours end a sign-on, whatever was done; ten idle minutes lock it until the password is given")
  func life() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    let (token, _) = try await branch.door.signOn(number: "T0001", password: TestBranch.password, stationToken: nil)
    branch.time.advance(seconds: IdleClock.idleSeconds - 1)
    _ = try await branch.door.session(token)
    branch.time.advance(seconds: IdleClock.idleSeconds - 1)
    // Live events see the sign-on but keep nobody awake.
    _ = try await branch.door.session(token, isDeed: false)
    branch.time.advance(seconds: 1)
    #expect(try await branch.refusal { _ = try await branch.door.session(token, isDeed: false) } == "access.idle-lock")
    #expect(try await branch.refusal { _ = try await branch.door.session(token) } == "access.idle-lock")
    #expect(try await branch.refusal { _ = try await branch.door.session(token) } == "access.idle-lock")
    let wrong = try await branch.refusal { _ = try await branch.door.unlock(token, password: "wrong") }
    #expect(wrong == "access.sign-on-failed")
    #expect(try await branch.refusal { _ = try await branch.door.session(token) } == "access.idle-lock")
    _ = try await branch.door.unlock(token, password: TestBranch.password)
    _ = try await branch.door.session(token)
    branch.time.advance(seconds: AccessOffice.longestSignOnSeconds)
    #expect(try await branch.refusal { _ = try await branch.door.session(token) } == "access.not-signed-on")
    let dead = try await branch.refusal { _ = try await branch.door.unlock(token, password: TestBranch.password) }
    #expect(dead == "access.not-signed-on")
  }

  @Test("guessing the password of a locked screen locks the person out and ends the sign-on")
  func unlockGuessing() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    let (token, _) = try await branch.door.signOn(number: "T0001", password: TestBranch.password, stationToken: nil)
    for _ in 0..<4 {
      let code = try await branch.refusal { _ = try await branch.door.unlock(token, password: "wrong") }
      #expect(code == "access.sign-on-failed")
    }
    let fifth = try await branch.refusal { _ = try await branch.door.unlock(token, password: "wrong") }
    #expect(fifth == "access.not-signed-on")
    #expect(try await branch.refusal { _ = try await branch.door.session(token) } == "access.not-signed-on")
    #expect(try await branch.refusal { _ = try await branch.signOn("T0001") } == "access.sign-on-failed")
  }

  @Test("blocking somebody, changing posts and another person at the workstation end running sign-ons")
  func ended() async throws {
    let branch = try await TestBranch()
    for number in ["T0001", "T0002", "T0003"] { try await branch.hire(number) }
    try await branch.hire("A0001", [.administrator], at: InstitutionID(1))
    let administrator = try await branch.signOn("A0001")
    let station = try await branch.station()
    func token(_ number: String, _ station: String?) async throws -> String {
      try await branch.door.signOn(number: number, password: TestBranch.password, stationToken: station).token
    }
    let first = try await token("T0001", station)
    let again = try await token("T0001", station)
    _ = try await branch.door.session(first)
    _ = try await token("T0002", station)
    for old in [first, again] {
      #expect(try await branch.refusal { _ = try await branch.door.session(old) } == "access.not-signed-on")
    }
    let third = try await token("T0003", nil)
    try await branch.door.setPosts([.supervisor], of: "T0003", by: administrator)
    #expect(try await branch.refusal { _ = try await branch.door.session(third) } == "access.not-signed-on")
    let fourth = try await branch.door.signOn(number: "T0003", password: TestBranch.password, stationToken: nil)
    #expect(fourth.signOn.may(.trialBalanceRead) && !fourth.signOn.may(.depositCash))
    try await branch.door.setState(.left, of: "T0003", by: administrator)
    #expect(try await branch.refusal { _ = try await branch.door.session(fourth.token) } == "access.not-signed-on")
    #expect(try await branch.refusal { _ = try await branch.signOn("T0003") } == "access.sign-on-failed")
  }

  @Test("tokens of another shape are no sign-on, and no token or password is stored in clear")
  func tokens() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    let (token, signOn) = try await branch.door.signOn(
      number: "T0001", password: TestBranch.password, stationToken: nil)
    #expect(signOn.tokenHash == AccessToken.hash(token))
    for odd in ["", "x", token + "A", String(token.dropLast()), token + "=", String(repeating: "é", count: 43)] {
      #expect(try await branch.refusal { _ = try await branch.door.session(odd) } == "access.not-signed-on")
    }
    let credential = try await branch.database.read { [office = branch.office] tx in
      try office.credential("T0001", in: tx)
    }
    #expect(credential?.passwordHash.hasPrefix("$argon2id$") == true)
  }

  @Test("a person's sign-ons are limited: one more ends the oldest")
  func limited() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    let first = try await branch.door.signOn(number: "T0001", password: TestBranch.password, stationToken: nil).token
    let office = branch.office
    let found = try await branch.database.read { tx in try office.credential("T0001", in: tx) }
    let credential = try #require(found)
    func more(_ count: Int) async throws {
      branch.time.advance(seconds: 1)
      let now = branch.time.now
      try await branch.database.write { tx in
        for _ in 0..<count {
          let hash = AccessToken(from: SystemEntropy()).hash
          let draft = SignOnDraft(tokenHash: hash, stationTokenHash: nil, at: now)
          _ = try office.recordSuccess(credential, draft, in: tx).get()
        }
      }
    }
    try await more(AccessOffice.mostSignOns - 1)
    _ = try await branch.door.session(first)
    try await more(1)
    #expect(try await branch.refusal { _ = try await branch.door.session(first) } == "access.not-signed-on")
  }

  @Test("concurrent wrong passwords are all counted")
  func concurrent() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { _ = try? await branch.signOn("T0001", "wrong") } }
    }
    #expect(try await branch.refusal { _ = try await branch.signOn("T0001") } == "access.sign-on-failed")
    #expect(try await branch.audited("sign-on.") == 5)
  }
}
