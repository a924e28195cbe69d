import Access
import Banking
import Desk
import Primitives
import TestCounter
import TestHouse
import Testing

@Suite("corrections of earlier days and the register, by the desk's doors (BC-027, EC-014, EC-015)")
struct LaterCorrectionDeskTests {
  private struct Scene {
    let counter: TestCounter
    let account: String
    let settled: Case
    let boss: SignOn
    var desks: Desks { counter.bank.desks }

    /// A deposit of 300 that was made three days ago; the till stayed open.
    static func open() async throws -> Scene {
      let bank = try await TestBank.open()
      let counter = try await TestCounter.open(bank)
      let account = try await counter.account()
      let cases = bank.desks.cases
      let opened = try await cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
      _ = try await cases.submit(opened.id, form: TestCounter.deposit(account, notes: 3), by: counter.signOn)
      let settled = try await counter.customerAgrees()
      _ = try await cases.end(opened.id, by: counter.signOn)
      let scene = Scene(
        counter: counter, account: account, settled: settled, boss: try await Self.signOn("S0001", bank))
      try await scene.day("2026-11-23")
      return scene
    }

    static func signOn(_ number: String, _ bank: TestBank) async throws -> SignOn {
      try await bank.desks.door.signOn(number: number, password: TestBank.password, stationToken: nil).signOn
    }

    func day(_ day: String) async throws {
      try await counter.bank.database.write {
        try $0.execute("UPDATE bank_calendars SET business_date = $1", [.date(BusinessDate(day)!)])
      }
    }

    func ask(
      account: String? = nil, amount: String? = nil, given: String = "", key: IdempotencyKey? = nil,
      by signOn: SignOn? = nil
    ) async throws -> CorrectionRequest {
      try await desks.corrections.ask(
        settled.id, .wrongAmount, .customer, reason: "金额多录", account: account, amount: amount, given: given,
        key: key ?? counter.key(), by: signOn ?? counter.signOn)
    }

    func balance() async throws -> Int64 {
      try await desks.records.account(account, by: counter.signOn).balance.balance.minor
    }
  }

  private func code(_ body: () async throws -> Void) async -> String {
    do {
      try await body()
      return "none"
    } catch let refusal as Refusal {
      return Wording.verdict(refusal)
    } catch {
      return "\(error)"
    }
  }

  @Test("asked at the counter, agreed to elsewhere: money and notes follow, the entry closes by a third hand")
  func journey() async throws {
    let scene = try await Scene.open()
    let request = try await scene.ask(amount: "100", given: "100*2")
    #expect(try await scene.balance() == 30_000, "nothing is booked by asking")
    #expect(try await scene.desks.corrections.waiting(by: scene.boss) == [request])
    try await scene.desks.corrections.decide(request.id, agrees: true, note: "", by: scene.boss)
    #expect(try await scene.balance() == 10_000)
    #expect(try await scene.desks.corrections.waiting(by: scene.boss).isEmpty)
    let postings = try await scene.desks.corrections.postings(of: scene.settled)
    #expect(postings.map(\.kind) == [.red, .blue])
    // Both ways: from the case to what was booked, from each booking to the case.
    for posting in postings {
      let booking = try await scene.desks.corrections.booking(posting.journal, by: scene.boss)
      #expect(booking.original.id == scene.settled.id && booking.kind == posting.kind)
    }
    #expect(
      await code { _ = try await scene.desks.corrections.booking(scene.settled.journal!, by: scene.boss) }
        == "case.unknown")
    let entries = try await scene.desks.errors.entries(of: scene.settled, by: scene.counter.signOn)
    let entry = try #require(entries.first)
    #expect(entries.count == 1 && entry.state == .handled && entry.discovery == .customer)
    try await scene.desks.errors.close(entry.id, "已核对两笔分录", by: scene.boss)
    let file = try await scene.desks.errors.entry(entry.id, by: scene.boss)
    #expect(file.entry.state == .closed && file.originalNumber == scene.settled.number)
    #expect(file.steps.map(\.kind) == [.registered, .asked, .agreed, .corrected, .closed] && file.requests.count == 1)
    let sound = try await scene.desks.house.database.read { [ledger = scene.desks.house.ledger] in
      try ledger.check(in: $0).isSound
    }
    #expect(sound)
  }

  @Test("maker is never checker: not who asks, not who made it, not without the post")
  func persons() async throws {
    let scene = try await Scene.open()
    let key = scene.counter.key()
    let request = try await scene.ask(amount: "100", given: "100*2", key: key)
    #expect(try await scene.ask(amount: "100", given: "100*2", key: key) == request)
    let corrections = scene.desks.corrections
    #expect(
      await code { try await corrections.decide(request.id, agrees: true, note: "", by: scene.counter.signOn) }
        == "access.forbidden")
    let auditor = try await Scene.signOn("U0001", scene.counter.bank)
    #expect(
      await code { try await corrections.decide(request.id, agrees: true, note: "", by: auditor) } == "access.forbidden"
    )
    #expect(await code { _ = try await scene.ask(by: scene.boss) } == "access.forbidden")
    // The same teller as a supervisor of tomorrow.
    let chief = try await Scene.signOn("A0001", scene.counter.bank)
    try await scene.desks.door.setPosts([.teller, .supervisor], of: "T0001", by: chief)
    let both = try await scene.desks.door.signOn(
      number: "T0001", password: TestBank.password, stationToken: scene.counter.stationToken
    ).signOn
    #expect(
      await code { try await corrections.decide(request.id, agrees: true, note: "", by: both) }
        == "correction.own-decision")
    #expect(
      await code { try await corrections.decide(request.id, agrees: false, note: "x", by: both) }
        == "correction.own-decision")
    // A supervisor of another institution does not find it.
    let far = try await Scene.signOn("S0002", scene.counter.bank)
    #expect(
      await code { try await corrections.decide(request.id, agrees: true, note: "", by: far) } == "correction.unknown")
    #expect(try await scene.balance() == 30_000)
    try await corrections.decide(request.id, agrees: true, note: "", by: scene.boss)
    let entry = try #require(try await scene.desks.errors.entries(of: scene.settled, by: both).first)
    #expect(await code { try await scene.desks.errors.close(entry.id, "自己销号", by: both) } == "error.own-closing")
    #expect(await code { try await scene.desks.errors.close(entry.id, "x", by: auditor) } == "access.forbidden")
    try await scene.desks.errors.close(entry.id, "已复核", by: far)
  }

  @Test("a teller sees what concerns him; supervisors and auditors see their institutions; the file is audited")
  func views() async throws {
    let scene = try await Scene.open()
    let request = try await scene.ask(amount: "100", given: "100*2")
    let errors = scene.desks.errors
    let entry = try await errors.register(
      .unverifiedCustomer, .audit, finding: "代理开户未留影像", happenedOn: BusinessDate("2026-11-19"), concerned: "t0002",
      key: scene.counter.key(), by: scene.boss)
    #expect(entry.concernedNumber == "T0002")
    #expect(
      await code {
        try await errors.register(
          .other, .audit, finding: "x", concerned: "T9999", key: scene.counter.key(), by: scene.boss)
      } == "error.person")
    let filter = ErrorFilter(from: BusinessDate("2026-11-01")!, to: BusinessDate("2026-11-30")!)
    let auditor = try await Scene.signOn("U0001", scene.counter.bank)
    let other = try await TestCounter.open(scene.counter.bank, teller: "T0002", box: 2)
    #expect(try await errors.list(filter, by: scene.counter.signOn).map(\.id) == [request.error])
    #expect(try await errors.list(filter, by: other.signOn).map(\.id) == [entry.id])
    #expect(await code { _ = try await errors.entry(request.error, by: other.signOn) } == "error.unknown")
    for person in [scene.boss, auditor] {
      #expect(try await errors.list(filter, by: person).map(\.id) == [request.error, entry.id])
    }
    #expect(
      await code { try await errors.register(.other, .audit, finding: "x", key: scene.counter.key(), by: auditor) }
        == "access.forbidden")
    let administrator = try await Scene.signOn("A0001", scene.counter.bank)
    #expect(await code { _ = try await errors.list(filter, by: administrator) } == "access.forbidden")
    let file = String(decoding: try await errors.csv(filter, by: auditor), as: UTF8.self)
    #expect(file.contains("\(entry.id),unverified-customer,audit,2026-11-19,2026-11-23,代理开户未留影像,T0002,S0001,open"))
    let exports = try await scene.counter.bank.database.read {
      try $0.first("SELECT COUNT(*) FROM audit_entry WHERE action = 'error.exported'")?.int(0)
    }
    #expect(exports == 1)
  }

  @Test("errors per 10,000 cases, by the month in which they were made, half up")
  func rates() async throws {
    let scene = try await Scene.open()
    _ = try await scene.ask(amount: "100", given: "100*2")
    try await scene.day("2026-12-01")
    try await scene.desks.errors.register(.system, .batch, finding: "批处理重复", key: scene.counter.key(), by: scene.boss)
    let months = try await scene.desks.errors.months(2, by: scene.boss)
    #expect(months.map { "\($0.month)" } == ["2026-11-01", "2026-12-01"])
    // An account opened and a deposit, one error; then an error without any case.
    #expect(months[0].cases == 2 && months[0].errors == [.wrongAmount: 1] && months[0].rate == 500_000)
    #expect(months[1].cases == 0 && months[1].errors == [.system: 1] && months[1].rate == nil)
    #expect(ErrorMonth.text(months[0].rate) == "5000.00" && ErrorMonth.text(months[1].rate) == "—")
    #expect(ErrorMonth.rate(1, 30_000) == 33 && ErrorMonth.rate(1, 16_000) == 63 && ErrorMonth.text(3) == "0.03")
    #expect(try await scene.desks.errors.months(99, by: scene.boss).count == ErrorDesk.mostMonths)
  }

  @Test("a cancellation of the same day is an entry too, handled by it")
  func cancellation() async throws {
    let scene = try await Scene.open()
    try await scene.day("2026-11-20")
    #expect(await code { _ = try await scene.ask() } == "correction.same-day")
    #expect(
      try await scene.desks.errors.entries(of: scene.settled, by: scene.boss).isEmpty, "a refused wish leaves nothing")
    let made = try await scene.desks.corrections.cancel(
      scene.settled.id, .cash, reason: "少找零钱", number: "S0001", password: TestBank.password, key: scene.counter.key(),
      by: scene.counter.signOn)
    let entry = try #require(try await scene.desks.errors.entries(of: scene.settled, by: scene.boss).first)
    #expect(entry.state == .handled && entry.errorClass == .cash && entry.handledNumber == "T0001")
    let booking = try await scene.desks.corrections.booking(made.journal, by: scene.boss)
    #expect(booking.kind == nil && booking.original.id == scene.settled.id)
    try await scene.desks.errors.close(entry.id, "已核对", by: scene.boss)
  }
}
