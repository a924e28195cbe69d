import Audit
import Banking
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("the error register (BC-027, EC-014, EC-015, EP-001, EP-009)") struct ErrorRegisterTests {
  private struct Scene {
    let rig: BankRig
    let supervisor: CounterActor

    static func open() async throws -> Scene {
      let rig = try await BankRig()
      return Scene(rig: rig, supervisor: rig.actor("S0001"))
    }

    func register(
      _ errorClass: ErrorClass = .unverifiedCustomer, on day: String = "2026-11-20", finding: String = "代理人证件未核对",
      key: IdempotencyKey? = nil
    ) async throws -> ErrorEntry {
      let report = ErrorReport(
        actor: supervisor, key: key ?? rig.id(), errorClass: errorClass, discovery: .audit,
        happenedOn: BusinessDate(day)!, finding: finding, original: nil, concerned: rig.teller.staff,
        concernedNumber: rig.teller.number, at: rig.time.now)
      return try await rig.database.write { [books = rig.books] in try books.errors.register(report, in: $0) }
    }

    @discardableResult
    func handle(_ entry: ErrorEntry, _ text: String = "已补核并留存影像", by actor: CounterActor? = nil) async throws
      -> ErrorEntry
    {
      try await rig.database.write { [books = rig.books, now = rig.time.now, teller = actor ?? rig.teller] in
        try books.errors.handle(entry.id, text, by: teller, at: now, in: $0)
      }
    }

    @discardableResult
    func close(_ entry: ErrorEntry, by actor: CounterActor? = nil, _ text: String = "已复核") async throws -> ErrorEntry {
      try await rig.database.write { [books = rig.books, now = rig.time.now, closer = actor ?? supervisor] in
        try books.errors.close(entry.id, text, by: closer, at: now, in: $0)
      }
    }
  }

  @Test("found, handled, closed: each step once, in its order, with who and when")
  func life() async throws {
    let scene = try await Scene.open()
    let key = scene.rig.id(IdempotencyKey.self)
    let entry = try await scene.register(key: key)
    #expect("\(entry.id)" == "010001-1" && entry.state == .open && "\(entry.discoveredOn)" == "2026-11-22")
    #expect(try await scene.register(key: key) == entry, "a second click is the same entry")
    #expect("\(try await scene.register().id)" == "010001-2")
    #expect(try await refused { try await scene.close(entry) } == "error.state")
    let handled = try await scene.handle(entry)
    #expect(handled.handling == "已补核并留存影像" && handled.handledNumber == "T0001")
    #expect(try await refused { try await scene.handle(entry) } == "error.state")
    let closed = try await scene.close(entry)
    #expect(closed.state == .closed && closed.closedNumber == "S0001")
    #expect(try await refused { try await scene.close(entry) } == "error.state")
    let (steps, audit) = try await scene.rig.database.read { [books = scene.rig.books] tx in
      (
        try books.errors.steps(of: entry.id, in: tx),
        try tx.first("SELECT COUNT(*) FROM audit_entry WHERE subject = $1", [.text("error:\(entry.id)")])?.int(0)
      )
    }
    #expect(
      steps.map(\.kind) == [.registered, .handled, .closed] && steps.map(\.actorNumber) == ["S0001", "T0001", "S0001"])
    #expect(audit == 3)
  }

  @Test("whoever made it or handled it does not close it, by the rule and by the table")
  func persons() async throws {
    let scene = try await Scene.open()
    let entry = try await scene.register()
    try await scene.handle(entry, by: scene.supervisor)
    for person in [scene.rig.teller, scene.supervisor] {
      #expect(try await refused { try await scene.close(entry, by: person) } == "error.own-closing")
      await #expect(throws: (any Error).self, "the table refuses whatever the rule says") {
        try await scene.rig.database.write {
          try $0.execute("UPDATE error_entries SET state = 'closed', closed_by = $1", [.id(person.staff)])
        }
      }
    }
    try await scene.close(entry, by: scene.rig.actor("S0002"))
  }

  @Test("texts of 1 to 500 characters, no day to come, no entry that is not there")
  func boundaries() async throws {
    let scene = try await Scene.open()
    #expect(try await refused { _ = try await scene.register(finding: " \n") } == "error.text")
    let long = String(repeating: "错", count: 500)
    #expect(try await scene.register(finding: long).finding == long)
    #expect(try await refused { _ = try await scene.register(finding: long + "错") } == "error.text")
    _ = try await scene.register(on: "2026-11-22")
    #expect(
      try await refused { _ = try await scene.register(on: "2026-11-23") } == "error.date")
    let entry = try await scene.register()
    #expect(try await refused { try await scene.handle(entry, "") } == "error.text")
    try await scene.handle(entry)
    #expect(try await refused { try await scene.close(entry, "") } == "error.text")
    let nowhere = ErrorNumber(BankRig.outlet, 99)
    #expect(
      try await refused {
        _ = try await scene.rig.database.write {
          [books = scene.rig.books, actor = scene.supervisor, now = scene.rig.time.now] in
          try books.errors.handle(nowhere, "x", by: actor, at: now, in: $0)
        }
      } == "error.unknown")
    for text in ["", "10001", "10001-0", "10001--1", "0-1", "1000000-1", "10001-1-1", "a-1", "10001-９"] {
      #expect(ErrorNumber(text) == nil, "\(text)")
    }
    #expect(ErrorNumber("10001-12") == ErrorNumber(BankRig.outlet, 12))
  }

  @Test("looked for by class, state, person and day; counted by the month in which they were made")
  func search() async throws {
    let scene = try await Scene.open()
    let old = try await scene.register(.cash, on: "2026-10-31")
    let entry = try await scene.register(.cash, on: "2026-11-01")
    _ = try await scene.register(.fraud, on: "2026-11-02")
    try await scene.handle(entry)
    func found(_ change: (inout ErrorFilter) -> Void) async throws -> [String] {
      var filter = ErrorFilter(from: BusinessDate("2026-11-01")!, to: BusinessDate("2026-11-30")!)
      change(&filter)
      return try await scene.rig.database.read { [books = scene.rig.books, filter] in
        try books.errors.list(filter, at: BankRig.outlet, in: $0).map { "\($0.id)" }
      }
    }
    #expect(try await found { _ in } == ["010001-3", "010001-2"])
    #expect(try await found { $0.errorClass = .cash } == ["010001-2"])
    #expect(try await found { $0.state = .handled } == ["010001-2"])
    #expect(try await found { $0.person = "T0001" } == ["010001-3", "010001-2"])
    #expect(try await found { $0.person = "T0009" }.isEmpty)
    #expect(try await found { $0.from = old.happenedOn }.count == 3)
    let counts = try await scene.rig.database.read { [books = scene.rig.books] in
      try books.errors.counts(
        from: BusinessDate("2026-10-01")!, to: BusinessDate("2026-11-30")!, at: BankRig.outlet, in: $0)
    }
    #expect(
      Set(counts.map { "\($0.month) \($0.errorClass.rawValue) \($0.count)" })
        == ["202610 cash 1", "202611 cash 1", "202611 fraud 1"])
  }

  @Test("what was cancelled before there was a register is in it from then on, numbered by time, waiting to be closed")
  func before() async throws {
    let path = try TestVault.directory() + "/bank.db"
    let steps = BankBooks.schema.steps.prefix { !$0.statements.contains { $0.contains("TABLE error_entries") } }
    #expect(steps.count >= 9 && steps.count < BankBooks.schema.steps.count)
    let rooms = [AuditBook.schema, LedgerBooks.schema]
    let entropy = SeededEntropy(seed: 3)
    let old = try await TestVault.open(path, schemas: rooms + [Schema(room: "banking", steps: Array(steps))])
    try await old.write { tx in
      for (day, at) in [("2026-11-21", Int64(2000)), ("2026-11-20", 1000)] {
        func id() -> Value { .id(CaseID(at: Moment(milliseconds: at), from: entropy)) }
        try tx.execute(
          """
          INSERT INTO corrections (institution, case_id, business_date, original_number, journal_number, journal_id, teller,
            teller_number, supervisor, supervisor_number, error_class, reason, currency, amount, made_at)
          VALUES (10001, $1, $2, 1, 2, $3, $4, 'T0001', $5, 'S0001', 'wrong-amount', '多录一零', 'CNY', 100, $6)
          """, [id(), .date(BusinessDate(day)!), id(), id(), id(), .int(at)])
      }
    }
    await old.close()
    let new = try await TestVault.open(path, schemas: rooms + [BankBooks.schema])
    let books = try await BankRig().books
    let filter = ErrorFilter(from: BusinessDate("2026-11-01")!, to: BusinessDate("2026-11-30")!)
    let (entries, history) = try await new.read { tx in
      let entries = try books.errors.list(filter, at: BankRig.outlet, in: tx)
      return (entries, try entries.map { try books.errors.steps(of: $0.id, in: tx).map(\.kind) })
    }
    #expect(
      entries.map { "\($0.id) \($0.happenedOn) \($0.state)" } == [
        "010001-2 2026-11-21 handled", "010001-1 2026-11-20 handled",
      ])
    #expect(entries.allSatisfy { $0.concernedNumber == "T0001" && $0.handling == "多录一零" })
    #expect(history == [[.cancelled], [.cancelled]])
    let next = try await new.read { try $0.first("SELECT last_number FROM error_counters")?.int(0) }
    #expect(next == 2)
    await new.close()
  }

  @Test("an entry waits for the correction that was asked for")
  func waits() async throws {
    let bank = try await CorrectionRig.open()
    let sent = try await bank.transfer(bank.first, bank.third, "李四", 700)
    _ = try await bank.base.run("2026-11-23")
    let request = try await bank.ask(sent)
    let handle = {
      try await bank.rig.database.write { [books = bank.rig.books, actor = bank.rig.teller, now = bank.rig.time.now] in
        _ = try books.errors.handle(request.error, "与客户协商", by: actor, at: now, in: $0)
      }
    }
    #expect(try await refused { try await handle() } == "error.correction-waits")
    try await bank.decide(request.id, agrees: false, note: "无须冲正")
    try await handle()
    #expect(try await bank.steps(request.error).map(\.kind) == [.registered, .asked, .refused, .handled])
  }
}
