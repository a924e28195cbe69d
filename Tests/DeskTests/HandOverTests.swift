import Access
import Audit
import Banking
import Desk
import Primitives
import TestCounter
import TestHouse
import Testing

@Suite("The customer completes the form on his own screen (BC-019, EC-009)") struct HandOverTests {
  private struct Scene {
    let counter: TestCounter
    let opened: Case
    var cases: CaseDesk { counter.bank.desks.cases }
    var stage: Stage { counter.bank.desks.house.live.sight(display: counter.display).stage }
    var nonce: String { stage.play?.nonce ?? "" }

    /// What the teller has typed: the customer's part is empty but for his name.
    static let typed: [String: String] = [
      "documentType": "resident-id", "documentNumber": "11010519491231002X", "customerName": "王小民",
      "identityCheck": "original-seen", "identityResult": "agrees", "actingAs": "holder",
    ]
    static let part = [
      "customerName": "王小明", "phone": "13800138000", "currency": "CNY", "accountClass": "1", "password": "none",
    ]

    static func open(_ service: String = "account-open") async throws -> Scene {
      let counter = try await TestCounter.open(try await TestBank.open())
      return Scene(
        counter: counter,
        opened: try await counter.bank.desks.cases.open(service: service, key: counter.key(), by: counter.signOn))
    }

    func handOver(_ form: [String: String] = typed) async throws {
      _ = try await cases.handOver(opened.id, form: form, by: counter.signOn)
    }

    func fill(_ part: [String: String] = part, done: Bool = true, nonce: String? = nil) async throws {
      try await cases.fillIn(part, isDone: done, nonce: nonce ?? self.nonce, on: counter.display)
    }

    func submit(_ form: [String: String]) async throws -> Case {
      try await cases.submit(opened.id, form: form, by: counter.signOn)
    }

    func code(_ body: () async throws -> Void) async throws -> [String] {
      do {
        try await body()
        return []
      } catch let list as RefusalList {
        return list.refusals.map { "\($0.field ?? "") \($0.code)" }
      } catch let refusal as Refusal {
        return [refusal.code]
      }
    }

    /// What the audit chain holds of the form.
    func trail() async throws -> [AuditEntry] {
      let house = counter.bank.desks.house
      return try await house.database.read { tx in
        try house.audit.page(AuditFilter(actionPrefix: "case.form"), limit: 20, in: tx).map(\.entry)
      }
    }
  }

  @Test("handed over with what stands there, completed, given back, submitted and signed as the customer wrote it")
  func journey() async throws {
    let scene = try await Scene.open()
    try await scene.handOver()
    #expect(scene.stage.phase == .filling)
    let form = try #require(scene.stage.play?.form)
    #expect(form.fields.map(\.name) == ["customerName", "phone", "currency", "accountClass", "password"])
    #expect(form.values["customerName"] == "王小民" && form.values["accountClass"] == "1")
    #expect(try await scene.code { _ = try await scene.submit(Scene.typed) } == ["case.form-out"])
    try await scene.fill(["customerName": "王小明", "phone": "138"], done: false)
    #expect(scene.stage.play?.form?.values["customerName"] == "王小明", "the teller follows every word")
    #expect(scene.stage.play?.form?.problems.keys.sorted() == ["phone"], "what is still empty is no fault yet")
    #expect(scene.stage.play?.form?.values["currency"] == nil, "a field that is not sent is empty")
    try await scene.fill()
    #expect(scene.stage.phase == .filled)
    let sight = try #require(try await scene.cases.handedForm(scene.opened.id, by: scene.counter.signOn))
    #expect(!sight.isOut && sight.form == Scene.typed.merging(Scene.part) { $1 })
    let drafted = try await scene.submit(sight.form)
    #expect(scene.stage.phase == .reading && drafted.facts["customerName"] == "王小明")
    #expect(try await scene.cases.handedForm(scene.opened.id, by: scene.counter.signOn) == nil)
    #expect(try await scene.counter.customerAgrees().state == .settled)
    let steps = try await scene.cases.view(scene.opened.id, by: scene.counter.signOn).steps.map(\.step)
    #expect(steps.contains("form-completed"))
  }

  @Test("the same rules as at the teller's: all that is wrong or missing is named, and nothing is lost")
  func rules() async throws {
    let scene = try await Scene.open()
    try await scene.handOver()
    let wrong = ["customerName": "王小明", "phone": "12", "currency": "XXX", "accountClass": "7"]
    let codes = try await scene.code { try await scene.fill(wrong) }
    #expect(codes.map { $0.split(separator: " ")[0] } == ["phone", "currency", "accountClass"], "\(codes)")
    #expect(scene.stage.phase == .filling)
    #expect(scene.stage.play?.form?.problems.count == 3 && scene.stage.play?.form?.values["phone"] == "12")
    #expect(
      try await scene.code { try await scene.fill(["customerName": " "]) } == [
        "customerName catalog.required", "currency catalog.required",
      ])
    #expect(try await scene.code { try await scene.fill(["identityResult": "agrees"]) } == ["case.not-customers-field"])
    #expect(try await scene.code { try await scene.fill(nonce: "00") } == ["case.wrong-nonce"])
    try await scene.fill()
    #expect(try await scene.code { try await scene.fill(nonce: "00") } == ["case.none-shown"])
  }

  @Test("taken back or given back with what was written so far; handed over again it goes on from there")
  func back() async throws {
    let scene = try await Scene.open()
    try await scene.handOver()
    try await scene.handOver(["customerName": "another"])
    #expect(scene.stage.play?.form?.values["customerName"] == "王小民", "a second click changes nothing")
    try await scene.fill(["customerName": "王小明"], done: false)
    _ = try await scene.cases.takeFormBack(scene.opened.id, by: scene.counter.signOn)
    _ = try await scene.cases.takeFormBack(scene.opened.id, by: scene.counter.signOn)
    #expect(scene.stage.phase == .idle && scene.stage.play == nil)
    let sight = try #require(try await scene.cases.handedForm(scene.opened.id, by: scene.counter.signOn))
    #expect(sight.form["customerName"] == "王小明" && !sight.isOut)
    try await scene.handOver(sight.form)
    try await scene.cases.giveFormBack(nonce: scene.nonce, on: scene.counter.display)
    #expect(scene.stage.phase == .idle)
    #expect(
      try await scene.trail().map(\.action).sorted() == [
        "case.form-given-back", "case.form-handed-over", "case.form-handed-over", "case.form-taken-back",
      ])
    try await scene.handOver()
    _ = try await scene.cases.release(scene.opened.id, by: scene.counter.signOn)
    #expect(scene.stage.phase == .idle && scene.stage.play == nil, "nothing personal stays on the screen")
  }

  @Test("a service without such fields, no display, a screen with another's case: refused before anything is shown")
  func refused() async throws {
    let deposit = try await Scene.open("cash-deposit")
    #expect(try await deposit.code { try await deposit.handOver([:]) } == ["case.nothing-for-customer"])
    let scene = try await Scene.open()
    try await scene.handOver()
    let other = try await scene.cases.open(service: "account-open", key: scene.counter.key(), by: scene.counter.signOn)
    let busy = try await scene.code {
      _ = try await scene.cases.handOver(other.id, form: Scene.typed, by: scene.counter.signOn)
    }
    #expect(busy == ["case.display-busy"])
    let submitted = try await scene.code {
      _ = try await scene.cases.submit(other.id, form: TestCounter.openingForm, by: scene.counter.signOn)
    }
    #expect(submitted == ["case.display-busy"])
  }

  @Test("a field whose condition does not hold any more is emptied: an agent sets no password")
  func conditions() async throws {
    let scene = try await Scene.open()
    var typed = Scene.typed
    typed["actingAs"] = "agent"
    try await scene.handOver(typed)
    try await scene.fill(Scene.part, done: false)
    #expect(scene.stage.play?.form?.values["password"] == nil)
    #expect(scene.stage.play?.form?.problems.isEmpty == true)
  }

  @Test("the audit names the fields that changed and nothing that was written")
  func silence() async throws {
    let scene = try await Scene.open()
    try await scene.handOver()
    try await scene.fill()
    let entry = try await scene.trail().first { $0.action == "case.form-completed" }
    #expect(entry?.actor == "customer" && entry?.detail["changed"] == "customerName,phone,currency,password")
    #expect(entry.map { "\($0)".contains("13800138000") || "\($0)".contains("王小明") } == false)
  }
}
