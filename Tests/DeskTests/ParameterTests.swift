import Access
import Audit
import Banking
import Desk
import Primitives
import TestCounter
import TestHouse
import Testing

@Suite("rates, limits and holidays: asked for by one, decided by another (SC-093, BC-022)") struct ParameterTests {
  private struct Scene {
    let bank: TestBank
    let maker: SignOn
    let checker: SignOn
    var desks: Desks { bank.desks }
    static let rate = "rate.lump-sum.1y.CNY"
    static let today = BusinessDate("2026-11-20")!

    static func open() async throws -> Scene {
      let bank = try await TestBank.open()
      return Scene(bank: bank, maker: try await person("K0002", bank), checker: try await person("S0002", bank))
    }

    static func person(_ number: String, _ bank: TestBank) async throws -> SignOn {
      try await bank.desks.door.signOn(number: number, password: TestBank.password, stationToken: nil).signOn
    }

    func propose(
      _ value: String = "1.25%", key: String = rate, at place: InstitutionID? = nil, days: Int = 1,
      reason: String = "利率通知 2026-12 号", by signOn: SignOn? = nil
    ) async throws -> ParameterChange {
      try await desks.parameters.propose(
        key, value, institution: place, from: Self.today.adding(days: days), reason: reason, by: signOn ?? maker)
    }

    func code(_ body: () async throws -> Void) async -> String {
      do {
        try await body()
        return "none"
      } catch let refusal as Refusal {
        #expect(!refusal.zh.isEmpty && !refusal.en.isEmpty && !refusal.remedyZh.isEmpty && !refusal.remedyEn.isEmpty)
        return refusal.code
      } catch {
        return "\(error)"
      }
    }
  }

  @Test("a rate is asked for, agreed by somebody else, and holds from its day on; the one before stays")
  func agreed() async throws {
    let scene = try await Scene.open()
    let change = try await scene.propose("1.2500 %")
    #expect(change.content == "1.25%" && change.before == "1.50%")
    let waiting = try await scene.desks.parameters.lines(by: scene.checker).first { $0.kind.key == Scene.rate }
    #expect(waiting?.next == nil, "nothing is set before somebody agreed")
    try await scene.desks.parameters.decide(change.id, agrees: true, reason: nil, by: scene.checker)
    let line = try await scene.desks.parameters.lines(by: scene.checker).first { $0.kind.key == Scene.rate }
    #expect(line?.today?.content == "1.50%" && line?.next?.content == "1.25%")
    #expect(line?.next?.from == Scene.today.adding(days: 1))
    let stored = try await scene.desks.parameters.changes(by: scene.maker).first
    #expect(stored?.state == .agreed && stored?.checkerNumber == "S0002")
    #expect(
      await scene.code {
        try await scene.desks.parameters.decide(change.id, agrees: true, reason: nil, by: scene.checker)
      }
        == "parameter.decided")
    #expect(await scene.code { _ = try await scene.propose("1.3%") } == "parameter.already-set")
    let auditor = try await Scene.person("U0001", scene.bank)
    let actions = try await scene.desks.records.audit(AuditFilter(), limit: 50, before: nil, by: auditor).map(
      \.entry.action)
    #expect(actions.contains("parameter.proposed") && actions.contains("parameter.agreed"))
  }

  @Test("nobody decides on his own wish: by the desk, and by the table itself")
  func own() async throws {
    let scene = try await Scene.open()
    let change = try await scene.propose(by: scene.checker)
    #expect(
      await scene.code {
        try await scene.desks.parameters.decide(change.id, agrees: true, reason: nil, by: scene.checker)
      }
        == "parameter.own-change")
    #expect(
      await scene.code {
        try await scene.desks.parameters.decide(change.id, agrees: true, reason: nil, by: scene.maker)
      }
        == "access.forbidden")
    await #expect(throws: Fault.self) {
      try await scene.bank.database.write { tx in
        try tx.execute(
          "UPDATE desk_parameter_change SET state = 'agreed', checker = maker, decided_at = 1 WHERE state = 'open'", [])
      }
    }
    let again = try await scene.desks.parameters.changes(by: scene.checker).first
    #expect(again?.state == .open)
  }

  @Test("what cannot be set is refused by name and leaves nothing")
  func refused() async throws {
    let scene = try await Scene.open()
    #expect(await scene.code { _ = try await scene.propose(key: "rate.gold") } == "parameter.unknown")
    #expect(await scene.code { _ = try await scene.propose("abc") } == "interest.rate-unreadable")
    #expect(await scene.code { _ = try await scene.propose("101%") } == "interest.rate-too-high")
    #expect(
      await scene.code { _ = try await scene.propose("0", key: "account.class-one.per-customer") } == "parameter.value")
    #expect(await scene.code { _ = try await scene.propose("0.00", key: "till.limit.CNY") } == "parameter.value")
    #expect(
      await scene.code { _ = try await scene.propose("2", key: "calendar.holiday.20270101") } == "parameter.value")
    #expect(
      await scene.code { _ = try await scene.propose("100,100", key: "cash.denominations.CNY") } == "parameter.value")
    #expect(await scene.code { _ = try await scene.propose(days: 0) } == "parameter.too-early")
    #expect(await scene.code { _ = try await scene.propose(reason: " 号 ") } == "parameter.reason")
    let outlet = try await Scene.person("K0003", scene.bank)
    #expect(await scene.code { _ = try await scene.propose(by: outlet) } == "parameter.head-office")
    let other = scene.bank.other
    #expect(
      await scene.code { _ = try await scene.propose("1000", key: "till.limit.CNY", at: other, by: outlet) }
        == "access.outside-institution")
    #expect(try await scene.desks.parameters.changes(by: scene.maker).isEmpty)
    _ = try await scene.propose()
    #expect(await scene.code { _ = try await scene.propose("1.3%") } == "parameter.change-open")
    let change = try #require(try await scene.desks.parameters.changes(by: scene.maker).first)
    #expect(
      await scene.code {
        try await scene.desks.parameters.decide(change.id, agrees: false, reason: nil, by: scene.checker)
      }
        == "parameter.reason")
    try await scene.desks.parameters.decide(change.id, agrees: false, reason: "利率写错了", by: scene.checker)
    _ = try await scene.propose("1.3%")
  }

  @Test("a limit of one outlet and a holiday take effect where they are read")
  func effect() async throws {
    let scene = try await Scene.open()
    let outlet = scene.bank.outlet
    let limit = try await scene.propose("200000.00", key: "till.limit.CNY", at: outlet)
    let day = BusinessDate("2026-11-21")!
    let holiday = try await scene.propose("1", key: ParameterKind.holiday(day).key)
    for change in [limit, holiday] {
      try await scene.desks.parameters.decide(change.id, agrees: true, reason: nil, by: scene.checker)
    }
    #expect(try await scene.desks.parameters.holidays(by: scene.maker) == [day])
    let banking = scene.desks.house.banking
    let stored = try await scene.bank.database.read {
      try banking.parameters.number("till.limit.CNY", at: outlet, on: day, in: $0)
    }
    #expect(stored == 200_000_00)
    let boss = try await Scene.person("S0001", scene.bank)
    let end = try await scene.desks.dayEnd.cutOff(Scene.today, by: boss)
    #expect(end.next == BusinessDate("2026-11-22"), "the holiday is passed over")
  }

  @Test("a new institution stands in the tree and has its business day")
  func institution() async throws {
    let scene = try await Scene.open()
    let admin = try await Scene.person("A0001", scene.bank)
    func add(_ id: Int64, _ level: Institution.Level, under parent: Int64) async throws {
      try await scene.desks.institutions.add(
        Institution(
          id: InstitutionID(id), level: level, parent: InstitutionID(parent), nameZh: "新支行", nameEn: "New outlet"),
        by: admin)
    }
    try await add(110_103, .outlet, under: 110_000)
    let house = scene.desks.house
    let date = try await scene.bank.database.read {
      try house.banking.calendar.businessDate(of: InstitutionID(110_103), in: $0)
    }
    #expect(date == Scene.today)
    #expect(await scene.code { try await add(110_103, .outlet, under: 110_000) } == "access.institution-exists")
    #expect(await scene.code { try await add(110_104, .outlet, under: 100_000) } == "access.institution-shape")
    #expect(
      await scene.code {
        try await scene.desks.institutions.add(
          Institution(id: InstitutionID(7), level: .branch, parent: InstitutionID(100_000), nameZh: "某", nameEn: "B"),
          by: scene.maker)
      } == "access.forbidden")
  }

  @Test(
    "what the bank reads can be set: every key it was founded with, and those that services wait for (BC-008, BC-021)")
  func reachable() async throws {
    let scene = try await Scene.open()
    let founded = try await scene.bank.database.read {
      try $0.query("SELECT DISTINCT parameter FROM bank_parameters", []).map { try $0.text(0) }
    }
    #expect(founded.count > 20)
    for key in founded { #expect(ParameterKind.find(key) != nil, "\(key) cannot be changed by anybody") }
    for (key, value, stored) in [
      (AccountCards.bin, "621 999", "621999"), ("account.dormant.months", "12", "12"),
      ("account.class-two.out-day", "8,000.00", "800000"), ("cash.appointment-from.CNY", "50000", "5000000"),
    ] {
      let change = try await scene.propose(value, key: key, reason: "\(key)")
      #expect(change.content == stored)
      try await scene.desks.parameters.decide(change.id, agrees: true, reason: nil, by: scene.checker)
      let line = try await scene.desks.parameters.lines(by: scene.checker).first { $0.kind.key == key }
      #expect(line?.next?.content == stored, "\(key)")
    }
    for value in ["62199", "6219990", "62199x", "６２１９９９", ""] {
      #expect(
        await scene.code { _ = try await scene.propose(value, key: AccountCards.bin) } == "parameter.value", "\(value)")
    }
  }
}
