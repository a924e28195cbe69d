import Access
import Audit
import Primitives
import Seals
import Testing

@Suite struct AdministrationTests {
  @Test("three levels, each below the one above; anything else is refused (PC-003)")
  func tree() async throws {
    let branch = try await TestBranch()
    func add(_ id: Int64, _ level: Institution.Level, _ parent: Int64?, _ name: String = "新") async throws -> String? {
      let new = Institution(
        id: InstitutionID(id), level: level, parent: parent.map { InstitutionID($0) }, nameZh: name, nameEn: name)
      let (office, now) = (branch.office, branch.time.now)
      return try await branch.refusal {
        try await branch.database.write { tx in try office.addInstitution(new, at: now, by: .server("init"), in: tx) }
      }
    }
    #expect(try await add(2, .headOffice, 1) == "access.institution-shape")
    #expect(try await add(300, .outlet, 1) == "access.institution-shape")
    #expect(try await add(300, .branch, 10_001) == "access.institution-shape")
    #expect(try await add(300, .branch, 999) == "access.institution-shape")
    #expect(try await add(300, .branch, nil) == "access.institution-shape")
    #expect(try await add(0, .branch, 1) == "access.institution-shape")
    #expect(try await add(1_000_000, .branch, 1) == "access.institution-shape")
    #expect(try await add(300, .branch, 1, "") == "access.institution-shape")
    #expect(try await add(100, .branch, 1) == "access.institution-exists")
    #expect(try await add(300, .branch, 1) == nil)
    let below = try await branch.database.read { [office = branch.office] tx in
      try office.institutions(below: InstitutionID(100), in: tx).map(\.id.code)
    }
    #expect(below == [100, 10_001])
  }

  @Test("an administrator manages the own institution and those below, never the own record")
  func scope() async throws {
    let branch = try await TestBranch()
    try await branch.hire("A0001", [.administrator], at: InstitutionID(100))
    try await branch.hire("T0001")
    try await branch.hire("T0002", at: TestBranch.otherOutlet)
    let administrator = try await branch.signOn("A0001")
    let door = branch.door
    let added = try await door.addStaff(
      number: "t0003", name: "李华", posts: [.teller], institution: TestBranch.outlet, by: administrator)
    #expect(added.staff.number == "T0003" && added.staff.mustChangePassword)
    let first = try await branch.signOn("T0003", added.firstPassword)
    #expect(first.permissions == [.sessionOwn])
    func code(_ body: @escaping () async throws -> Void) async throws -> String? { try await branch.refusal(body) }
    let elsewhere = try await code {
      _ = try await door.addStaff(
        number: "T0004", name: "张三", posts: [.teller], institution: TestBranch.otherOutlet, by: administrator)
    }
    #expect(elsewhere == "access.outside-institution")
    #expect(
      try await code { try await door.setState(.blocked, of: "T0002", by: administrator) }
        == "access.outside-institution")
    #expect(
      try await code { _ = try await door.resetPassword(of: "T0002", by: administrator) }
        == "access.outside-institution")
    #expect(
      try await code { try await door.setPosts([.administrator], of: "A0001", by: administrator) }
        == "access.own-record")
    #expect(try await code { _ = try await door.resetPassword(of: "A0001", by: administrator) } == "access.own-record")
    #expect(try await code { try await door.setState(.left, of: "T7777", by: administrator) } == "access.no-staff")
    let taken = try await code {
      _ = try await door.addStaff(
        number: "T0002", name: "张三", posts: [.teller], institution: TestBranch.outlet, by: administrator)
    }
    #expect(taken == "access.staff-number-used")
    let odd = try await code {
      _ = try await door.addStaff(
        number: "0001", name: "张三", posts: [.teller], institution: TestBranch.outlet, by: administrator)
    }
    #expect(odd == "access.staff-number")
    #expect(try await door.staff(by: administrator).map(\.number) == ["A0001", "T0001", "T0003"])
    #expect(try await door.institutions(by: administrator).map(\.id.code) == [100, 10_001])
  }

  @Test("a teller manages nobody and issues no codes")
  func teller() async throws {
    let branch = try await TestBranch()
    let teller = try await branch.teller()
    #expect(try await branch.refusal { _ = try await branch.door.staff(by: teller) } == "access.forbidden")
    #expect(
      try await branch.refusal { _ = try await branch.door.resetPassword(of: "T0001", by: teller) }
        == "access.forbidden")
    let code = try await branch.refusal {
      _ = try await branch.door.issueEnrolmentCode(for: TestBranch.outlet, by: teller)
    }
    #expect(code == "access.forbidden")
    let adding = try await branch.refusal {
      _ = try await branch.door.addStaff(
        number: "T0009", name: "张三", posts: [.teller], institution: TestBranch.outlet, by: teller)
    }
    #expect(adding == "access.forbidden")
  }

  @Test("who was given which posts is on the chain, and the chain is whole")
  func chain() async throws {
    let branch = try await TestBranch()
    try await branch.hire("A0001", [.administrator], at: InstitutionID(1))
    try await branch.hire("T0001")
    let administrator = try await branch.signOn("A0001")
    try await branch.door.setPosts([.teller, .supervisor], of: "T0001", by: administrator)
    let entries = try await branch.database.read { tx in
      try AuditBook().page(AuditFilter(actionPrefix: "staff.posts-set"), limit: 10, in: tx)
    }
    #expect(entries.map(\.entry.actor) == ["A0001"])
    #expect(entries.first?.entry.detail == ["before": "teller", "after": "supervisor,teller"])
    let key = try SigningKey.generate(.p256)
    let verdict = try await branch.database.read { tx in
      try AuditBook().verify(key: key.publicKeyDER, in: tx)
    }
    #expect(verdict.problems.isEmpty)
  }
}
