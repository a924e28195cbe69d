import Access
import Primitives
import TestHouse
import Testing

@Suite("DECISIONS 22, decision 0018: sign-ons on a shelf") struct SignOnShelfTests {
  private func signOn(_ branch: TestBranch) async throws -> SignOn {
    try await branch.hire("T0001")
    return try await branch.signOn("T0001")
  }

  @Test("what was read is given out for a second and no longer, and not past its own end")
  func age() async throws {
    let branch = try await TestBranch()
    let signOn = try await signOn(branch)
    let shelf = SignOnShelf()
    let now = branch.time.now
    shelf.keep(signOn, readAt: now, mark: shelf.mark)
    let last = Moment(milliseconds: now.milliseconds + SignOnShelf.longestMilliseconds - 1)
    #expect(shelf.find(signOn.tokenHash, at: last) == signOn)
    #expect(shelf.find(signOn.tokenHash, at: Moment(milliseconds: last.milliseconds + 1)) == nil)
    #expect(shelf.find(signOn.tokenHash, at: Moment(milliseconds: now.milliseconds - 1)) == nil, "the clock went back")
    let nearEnd = Moment(milliseconds: signOn.endsAt.milliseconds - 1)
    shelf.keep(signOn, readAt: nearEnd, mark: shelf.mark)
    #expect(shelf.find(signOn.tokenHash, at: nearEnd) == signOn)
    #expect(shelf.find(signOn.tokenHash, at: signOn.endsAt) == nil)
  }

  @Test("what was being read while something changed is not kept")
  func overlap() async throws {
    let branch = try await TestBranch()
    let signOn = try await signOn(branch)
    let shelf = SignOnShelf()
    let mark = shelf.mark
    shelf.clear()
    shelf.keep(signOn, readAt: branch.time.now, mark: mark)
    #expect(shelf.find(signOn.tokenHash, at: branch.time.now) == nil)
  }

  @Test("every change counts at the very next request, although the clock stands still")
  func changes() async throws {
    let branch = try await TestBranch()
    try await branch.hire("A0001", [.administrator], at: InstitutionID(1))
    let administrator = try await branch.signOn("A0001")
    let door = branch.door
    let changes: [(String, @Sendable (String) async throws -> Void)] = [
      ("posts", { number in try await door.setPosts([.supervisor], of: number, by: administrator) }),
      ("state", { number in try await door.setState(.blocked, of: number, by: administrator) }),
      ("password", { number in _ = try await door.resetPassword(of: number, by: administrator) }),
    ]
    for (index, (name, change)) in changes.enumerated() {
      let number = "T000\(index + 1)"
      try await branch.hire(number)
      let (token, _) = try await door.signOn(number: number, password: TestBranch.password, stationToken: nil)
      _ = try await door.session(token)
      _ = try await door.session(token)
      try await change(number)
      #expect(try await branch.refusal { _ = try await door.session(token) } == "access.not-signed-on", "\(name)")
    }
  }

  @Test("a change that came another way counts after a second")
  func anotherWay() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    let (token, signOn) = try await branch.door.signOn(
      number: "T0001", password: TestBranch.password, stationToken: nil)
    _ = try await branch.door.session(token)
    let (office, now) = (branch.office, branch.time.now)
    try await branch.database.write { tx in try office.signOff(signOn, at: now, in: tx) }
    #expect(try await branch.door.session(token) == signOn, "on the shelf: this test sees it work")
    branch.time.advance(seconds: 1)
    #expect(try await branch.refusal { _ = try await branch.door.session(token) } == "access.not-signed-on")
  }
}
