import Access
import Audit
import Primitives
import Testing

@Suite struct PermissionTests {
  @Test("no post holds business and the management of staff together (separation of duties)")
  func separation() {
    for post in Post.allCases {
      let permissions = post.permissions
      let managesStaff = permissions.contains(.staffManage)
      #expect(!(managesStaff && permissions.contains { $0.isBusiness }), "\(post)")
      #expect(!(managesStaff && permissions.contains(.auditRead)), "\(post)")
      #expect(permissions.contains(.sessionOwn), "\(post)")
    }
  }

  @Test("no combination that may be held joins business, staff management and audit")
  func combinations() {
    let all = Post.allCases
    for bits in 1..<(1 << all.count) {
      let posts = Set(all.indices.filter { bits & (1 << $0) != 0 }.map { all[$0] })
      guard Post.fit(posts) else { continue }
      let permissions = posts.reduce(into: Set<Permission>()) { $0.formUnion($1.permissions) }
      let roles = [
        permissions.contains { $0.isBusiness }, permissions.contains(.staffManage), permissions.contains(.auditRead),
      ]
      #expect(roles.filter { $0 }.count <= 1, "\(posts)")
    }
    #expect(!Post.fit([]))
  }

  @Test("every permission is held by some post, and the auditor changes nothing")
  func coverage() {
    let held = Post.allCases.reduce(into: Set<Permission>()) { $0.formUnion($1.permissions) }
    #expect(held == Set(Permission.allCases))
    #expect(!Post.auditor.permissions.contains { $0.isBusiness || $0 == .staffManage || $0 == .terminalManage })
    #expect(!Post.teller.permissions.contains(.valueDateSet) && !Post.teller.permissions.contains(.inkScripted))
    #expect(Post.allCases.filter { $0.permissions.contains(.inkScripted) } == [.rehearsal])
  }

  @Test("counter work needs an enrolled workstation, and each no has its own code")
  func terminal() async throws {
    let branch = try await TestBranch()
    try await branch.hire("T0001")
    let away = try await branch.signOn("T0001")
    #expect(try await branch.refusal { try away.require(.caseWork) } == "access.terminal-needed")
    #expect(try await branch.refusal { try away.require(.journalRead) } == nil)
    #expect(try await branch.refusal { try away.require(.staffManage) } == "access.forbidden")
    let here = try await branch.signOn("T0001", at: try await branch.station())
    #expect(try await branch.refusal { try here.require(.caseWork) } == nil)
    try await branch.door.recordDenied(.staffManage, route: "/administration/staff", by: here)
    #expect(try await branch.audited("access.denied") == 1)
  }

  @Test("the rehearsal post exists in demo banks only; posts that do not fit are refused")
  func rehearsal() async throws {
    let real = try await TestBranch()
    #expect(try await real.refusal { try await real.hire("T0001", [.teller, .rehearsal]) } == "access.rehearsal-post")
    #expect(try await real.refusal { try await real.hire("T0002", [.teller, .auditor]) } == "access.posts")
    #expect(try await real.refusal { try await real.hire("T0003", []) } == "access.posts")
    let demo = try await TestBranch(isDemo: true)
    let signOn = try await demo.teller("T0001", [.teller, .rehearsal])
    #expect(signOn.may(.inkScripted) && signOn.may(.valueDateSet) && signOn.may(.depositCash))
  }
}
