import Access
import Audit
import Catalog
import Desk
import Documents
import Primitives
import Seals
import TestCounter
import TestHouse
import Testing

@Suite("papers of the customer as images (SC-023, SC-039, SC-044, SC-046, BC-055)") struct CaseImageTests {
  static let changed: [String: String] = [
    "documentType": "resident-id", "documentNumber": "11010519491231002X", "phone": "13900139000",
    "identityCheck": "original-seen", "identityResult": "agrees",
  ]

  /// A counter with a customer, and an information change that was begun.
  struct Scene {
    let counter: TestCounter
    let opened: Case
    var desks: Desks { counter.bank.desks }
    var images: CaseImageDesk { desks.images }

    static func open(_ bank: TestBank? = nil) async throws -> Scene {
      let bank = if let bank { bank } else { try await TestBank.open() }
      let counter = try await TestCounter.open(bank)
      _ = try await counter.account()
      let opened = try await counter.bank.desks.cases.open(
        service: "information-change", key: counter.key(), by: counter.signOn)
      return Scene(counter: counter, opened: opened)
    }

    @discardableResult
    func add(_ seed: Int, _ kind: PaperKind = .identityFront, by signOn: SignOn? = nil) async throws -> CaseImage {
      try await images.add(
        try TestImage.jpeg(seed: seed), kind: kind, source: .file, to: opened.id, by: signOn ?? counter.signOn
      ).image
    }

    func submit(_ form: [String: String] = changed) async throws -> Case {
      try await desks.cases.submit(opened.id, form: form, by: counter.signOn)
    }

    func signOn(_ number: String) async throws -> SignOn {
      try await desks.door.signOn(number: number, password: TestBank.password, stationToken: nil).signOn
    }

    func trail() async throws -> [AuditRecord] {
      let auditor = try await signOn("U0001")
      var filter = AuditFilter()
      filter.subject = "\(opened.id)"
      return try await desks.records.audit(filter, limit: 100, before: nil, by: auditor).reversed()
    }

    func code(_ body: () async throws -> Void) async -> String {
      do {
        try await body()
        return "none"
      } catch let refusal as Refusal {
        return Wording.verdict(refusal)
      } catch let list as RefusalList {
        return list.refusals.map(Wording.verdict).joined(separator: " ")
      } catch {
        return "\(error)"
      }
    }
  }

  @Test("a case whose papers are missing is not submitted and says which; with them it goes to its end")
  func demanded() async throws {
    let scene = try await Scene.open()
    let missing = await #expect(throws: RefusalList.self) { _ = try await scene.submit() }
    #expect(missing?.refusals.map(Wording.verdict) == ["papers.missing"])
    #expect(missing?.refusals.first?.limit == "identity-front")
    #expect(missing?.refusals.first?.zh.contains("身份证件正面") == true)
    try await scene.add(1, .other)
    #expect(await scene.code { _ = try await scene.submit() } == "papers.missing")
    let image = try await scene.add(2)
    #expect(try await scene.submit().state == .waiting)
    #expect(try await scene.images.list(scene.opened.id, by: scene.counter.signOn).allSatisfy(\.isFixed))
    let boss = try await scene.signOn("S0001")
    try await scene.desks.approvals.decide(scene.opened.id, .pass, reason: nil, by: boss)
    #expect(try await scene.submit().state == .drafted)
    let settled = try await scene.counter.customerAgrees()
    _ = try await scene.desks.cases.end(settled.id, by: scene.counter.signOn)
    // Kept when the case is over, for those who read the archive; every look in full is on record.
    let auditor = try await scene.signOn("U0001")
    #expect(try await scene.images.list(scene.opened.id, by: auditor).map(\.number) == [1, 2])
    let file = try await scene.images.file(2, of: scene.opened.id, by: auditor)
    #expect(Digest.sha256(file) == image.hash)
    #expect(try await !scene.images.thumbnail(2, of: scene.opened.id, by: auditor).isEmpty)
    let trail = try await scene.trail().map(\.entry)
    let added = trail.filter { $0.action == "case.image-added" }
    #expect(added.map { $0.detail["kind"] } == ["other", "identity-front"])
    #expect(added.last?.detail["sha256"] == Hex.encode(image.hash))
    for action in ["case.approval-asked", "case.reserved"] {
      let entry = trail.first { $0.action == action }
      #expect(entry?.detail["images"] == "2" && entry?.detail["images-sha256"]?.count == 64, "\(action)")
    }
    let looks = trail.filter { $0.action == "case.image-read" }
    #expect(looks.map(\.actor) == ["U0001"] && looks.first?.detail["image"] == "2")
  }

  @Test("only the maker adds and removes, only before the submission; what was submitted stays")
  func maker() async throws {
    let scene = try await Scene.open()
    let colleague = try await TestCounter.open(scene.counter.bank, teller: "T0002", box: 2).signOn
    #expect(await scene.code { _ = try await scene.add(1, by: colleague) } == "case.other-terminal")
    try await scene.add(1)
    try await scene.add(2, .identityBack)
    #expect(
      await scene.code { try await scene.images.remove(2, of: scene.opened.id, by: colleague) }
        == "case.other-terminal")
    try await scene.images.remove(2, of: scene.opened.id, by: scene.counter.signOn)
    #expect(
      await scene.code { try await scene.images.remove(2, of: scene.opened.id, by: scene.counter.signOn) }
        == "image.unknown")
    _ = try await scene.submit()
    #expect(await scene.code { _ = try await scene.add(3) } == "papers.closed")
    #expect(
      await scene.code { try await scene.images.remove(1, of: scene.opened.id, by: scene.counter.signOn) }
        == "papers.closed")
    // Returned for supplement: another image may come, the submitted one stays, and the next round is a new one.
    let boss = try await scene.signOn("S0001")
    try await scene.desks.approvals.decide(scene.opened.id, .giveBack, reason: "证件反光", by: boss)
    #expect(
      await scene.code { try await scene.images.remove(1, of: scene.opened.id, by: scene.counter.signOn) }
        == "image.fixed")
    try await scene.add(4, .identityFront)
    #expect(try await scene.submit().state == .waiting)
    #expect(try await scene.desks.approvals.own(scene.opened)?.round == 2)
    #expect(try await scene.images.list(scene.opened.id, by: boss).map(\.number) == [1, 3])
  }

  @Test("an approval is about these very images: another image asks for another round")
  func otherImages() async throws {
    let scene = try await Scene.open()
    try await scene.add(1)
    _ = try await scene.submit()
    let boss = try await scene.signOn("S0001")
    try await scene.desks.approvals.decide(scene.opened.id, .pass, reason: nil, by: boss)
    try await scene.add(2, .form)
    #expect(try await scene.submit().state == .waiting)
    #expect(try await scene.desks.approvals.own(scene.opened)?.round == 2)
  }

  @Test("who may see the case sees its images, nobody else: not before somebody was asked, not from elsewhere")
  func sight() async throws {
    let scene = try await Scene.open()
    try await scene.add(1)
    let (id, boss) = (scene.opened.id, try await scene.signOn("S0001"))
    let elsewhere = try await scene.signOn("T0003")
    let auditor = try await scene.signOn("U0001")
    for person in [boss, elsewhere, auditor] {
      #expect(await scene.code { _ = try await scene.images.list(id, by: person) } == "case.unknown")
      #expect(await scene.code { _ = try await scene.images.file(1, of: id, by: person) } == "case.unknown")
    }
    _ = try await scene.submit()
    #expect(try await scene.images.list(id, by: boss).count == 1)
    #expect(try await !scene.images.file(1, of: id, by: boss).isEmpty)
    for person in [elsewhere, auditor] {
      #expect(await scene.code { _ = try await scene.images.thumbnail(1, of: id, by: person) } == "case.unknown")
    }
    #expect(await scene.code { _ = try await scene.images.file(7, of: id, by: boss) } == "image.unknown")
  }

  @Test("an image that comes in between the look of a submission and its commit is noticed; nothing was submitted")
  func between() async throws {
    let (bank, vault) = try await TestBank.openDoubtful()
    let scene = try await Scene.open(bank)
    try await scene.add(1)
    vault.interpose { try await scene.add(2, .form) }
    #expect(await scene.code { _ = try await scene.submit() } == "papers.changed")
    #expect(try await scene.images.list(scene.opened.id, by: scene.counter.signOn).map(\.isFixed) == [false, false])
    #expect(try await scene.submit().state == .waiting)
  }

  @Test("a commit in doubt: sent again it is the same image, once")
  func doubt() async throws {
    let (bank, vault) = try await TestBank.openDoubtful()
    let scene = try await Scene.open(bank)
    vault.next([.committed])
    await #expect(throws: InDoubt.self) { try await scene.add(1) }
    #expect(try await scene.add(1).number == 1)
    #expect(try await scene.images.list(scene.opened.id, by: scene.counter.signOn).count == 1)
  }
}
