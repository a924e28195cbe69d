import Access
import Primitives
import Seals
import TestHouse
import Testing

/// What Access refuses and no other test meets, with its words.
@Suite("refusals of Access (PC-003)") struct RefusalTests {
  @Test(
    "a new password and what is wrong with it",
    arguments: [
      ("Ab1-", "access.password-short"), (String(repeating: "Ab1-", count: 80), "access.password-long"),
      ("Right\u{7}Horse-77", "access.password-characters"), ("only-small-letters", "access.password-classes"),
      ("My-t0001-Horse", "access.password-own-number"), (TestBranch.password, "access.password-same"),
    ])
  func passwords(new: String, code: String) async throws {
    let branch = try await TestBranch()
    let teller = try await branch.teller()
    let found = try await met { try await branch.door.changePassword(teller, old: TestBranch.password, new: new) }
    #expect(found == code)
    #expect(try await met { _ = try await branch.signOn("T0001") } == "none", "the old password still holds")
  }

  @Test("a password that was changed between the comparison and the change")
  func meanwhile() async throws {
    let branch = try await TestBranch()
    let teller = try await branch.teller()
    let office = branch.office
    let read = try await branch.database.read { tx in try office.credential("T0001", in: tx) }
    let credential = try #require(read)
    try await branch.door.changePassword(teller, old: TestBranch.password, new: "Other-Horse-8")
    let (now, hash) = (branch.time.now, try PasswordSeal.hash("Third-Horse-9", entropy: SeededEntropy(seed: 3)))
    let late = try await met {
      try await branch.database.write {
        try office.changePassword(credential, newHash: hash, by: teller, at: now, in: $0)
      }
    }
    #expect(late == "access.password-changed-meanwhile")
    #expect(try await met { _ = try await branch.signOn("T0001", "Other-Horse-8") } == "none")
  }

  @Test("a person without a name is not hired")
  func name() async throws {
    let branch = try await TestBranch()
    try await branch.hire("A0001", [.administrator], at: InstitutionID(100))
    let administrator = try await branch.signOn("A0001")
    for name in ["", "  ", String(repeating: "长", count: 41)] {
      let found = try await met {
        _ = try await branch.door.addStaff(
          number: "T0009", name: name, posts: [.teller], institution: TestBranch.outlet, by: administrator)
      }
      #expect(found == "access.staff-name")
    }
  }
}
