import Access
import Primitives
import Testing

@Suite("posts are looked through once a year (SC-092)") struct PostReviewTests {
  @Test("due a year after the person came or the last review; confirming moves it; taking a post ends the sign-ons")
  func year() async throws {
    let branch = try await TestBranch()
    try await branch.hire("A0001", [.administrator], at: InstitutionID(1))
    let admin = try await branch.signOn("A0001")
    let teller = try await branch.hire("T0001", [.teller, .supervisor])
    let signedOn = try await branch.signOn("T0001")
    let first = try #require(try await branch.door.reviews(by: admin)[teller.id])
    let now = branch.time.now
    #expect(first.lastAt == nil && first.dueAt == now.adding(seconds: PostReview.everySeconds))
    #expect(!first.isOverdue(at: first.dueAt.adding(seconds: -1)) && first.isOverdue(at: first.dueAt))

    branch.time.advance(seconds: 60)
    try await branch.door.reviewPosts([.teller, .supervisor], of: "T0001", by: admin)
    let kept = try #require(try await branch.door.reviews(by: admin)[teller.id])
    #expect(kept.reviewer == "A0001" && kept.dueAt == branch.time.now.adding(seconds: PostReview.everySeconds))
    #expect(try await branch.door.staff(by: admin).first { $0.id == teller.id }?.posts == [.teller, .supervisor])
    #expect(try await branch.audited("staff.posts-reviewed") == 1)
    #expect(try await branch.audited("staff.posts-set") == 0)

    branch.time.advance(seconds: 60)
    try await branch.door.reviewPosts([.teller], of: "T0001", by: admin)
    #expect(try await branch.door.staff(by: admin).first { $0.id == teller.id }?.posts == [.teller])
    #expect(try await branch.audited("staff.posts-set") == 1)
    _ = signedOn
  }

  @Test("never one's own, never elsewhere's, never posts that do not fit")
  func refused() async throws {
    let branch = try await TestBranch()
    try await branch.hire("A0001", [.administrator])
    try await branch.hire("T0002", [.teller], at: TestBranch.otherOutlet)
    let admin = try await branch.signOn("A0001")
    try await branch.hire("T0001", [.teller])
    let door = branch.door
    func refusal(_ posts: Set<Post>, _ number: String) async throws -> String? {
      try await branch.refusal { try await door.reviewPosts(posts, of: number, by: admin) }
    }
    #expect(try await refusal([.administrator], "A0001") == "access.own-record")
    #expect(try await refusal([.teller], "T0002") == "access.outside-institution")
    #expect(try await refusal([.teller, .auditor], "T0001") == "access.posts")
    #expect(try await refusal([.teller], "T0009") == "access.no-staff")
    #expect(try await branch.audited("staff.posts-reviewed") == 0)
  }
}
