import Banking
import Primitives
import SQLiteStorage
import Storage
import Testing

@Suite("counts of a till: blind, sealed, checked, different") struct TillCountingTests {
  @Test(
    "two differing counts and a supervisor close the box: short is an asset, over a liability, a swap neither",
    arguments: [
      ("100*9,10*20", TillDifference.Kind.short, 100_00), ("100*10,50*1,10*20", .over, 50_00),
      ("100*9,10*30", .swap, 0), ("", .short, 1_200_00),
    ] as [(String, TillDifference.Kind, Int64)])
  func difference(_ counted: String, _ kind: TillDifference.Kind, _ amount: Int64) async throws {
    let rig = try await BankRig()
    let boss = rig.actor("S0001")
    try await rig.openTill("100*10,10*20")
    #expect(try await rig.close("1*1") == .differs(attempt: 1))
    let first = rig.deed()
    let early = try await refused {
      try await rig.write {
        _ = try $0.tillCounting.closeWithDifference(boss.second, reason: "清点两次", first, in: $1)
      }
    }
    #expect(early == "till.count-again")
    #expect(try await rig.close(counted) == .differs(attempt: 2))
    let own = rig.deed()
    let byHimself = try await refused {
      try await rig.write {
        _ = try $0.tillCounting.closeWithDifference(own.actor.second, reason: "清点两次", own, in: $1)
      }
    }
    #expect(byHimself == "till.own-work")
    let deed = rig.deed()
    let receipt = try await rig.write {
      try $0.tillCounting.closeWithDifference(boss.second, reason: "清点两次", deed, in: $1)
    }
    #expect(!receipt.view.box.isOpen)
    let short = try await rig.balance(BankChart.cashShort(BankRig.outlet, .cny))
    let over = try await rig.balance(BankChart.cashOver(BankRig.outlet, .cny))
    #expect(short == (kind == .short ? amount : 0) && over == (kind == .over ? amount : 0))
    let vault = try await rig.balance(BankChart.vault(BankRig.outlet, .cny))
    #expect(vault == 10_000_000_00 - short + over)
    let found = try await rig.read { try $0.tillDifferences.list(at: BankRig.outlet, openOnly: true, in: $1) }
    #expect(found.map(\.kind) == [kind] && found[0].amount.minor == amount && found[0].counted.text == counted)
    #expect(found[0].teller == rig.teller.staff && found[0].supervisorNumber == "S0001")
    let resolving = rig.deed(boss)
    try await rig.write {
      _ = try $0.tillDifferences.resolve(
        box: 1, session: 1, .cny, note: "监控回放查明", resolving, in: $1)
    }
    #expect(try await rig.balance(BankChart.vault(BankRig.outlet, .cny)) == 10_000_000_00)
    #expect(try await rig.read { try $0.tillDifferences.list(at: BankRig.outlet, openOnly: true, in: $1) }.isEmpty)
    #expect(try await rig.tillsAgree())
    #expect(try await rig.check().isSound)
  }

  @Test("cash that moved after the counts makes them void: the difference is counted anew")
  func moved() async throws {
    let rig = try await BankRig()
    let boss = rig.actor("S0001")
    try await rig.openTill("100*10")
    for attempt in 1...2 { #expect(try await rig.close("100*9") == .differs(attempt: attempt)) }
    try await rig.draw("1*1")
    let deed = rig.deed()
    let code = try await refused {
      try await rig.write { _ = try $0.tillCounting.closeWithDifference(boss.second, reason: "x", deed, in: $1) }
    }
    #expect(code == "till.count-again")
    #expect(try await rig.close("100*9") == .differs(attempt: 1))
    #expect(rig.isDone(try await rig.close("100*10,1*1")))
  }

  @Test("the table itself refuses a teller who agrees to his own difference or checks his own box")
  func tableRefuses() async throws {
    let rig = try await BankRig()
    try await rig.openTill("100*10")
    let teller = rig.teller
    await #expect(throws: (any Error).self) {
      try await rig.database.write { tx in
        try tx.execute(
          SQL(
            """
            INSERT INTO till_differences (institution, box, session, currency, business_date, journal_number, kind,
              amount, expected, counted, teller, supervisor, supervisor_number, reason, recorded_at)
            VALUES (10001, 1, 1, 'CNY', 20261122, 1, 'short', 1, 'a', 'b', $1, $1, 'T0001', 'x', 1)
            """), [.id(teller.staff)])
      }
    }
    await #expect(throws: (any Error).self) {
      try await rig.database.write { tx in
        try tx.execute(
          SQL(
            """
            INSERT INTO till_counts (institution, box, session, attempt, purpose, teller, counted_by, expected, counted,
              agrees, business_date, counted_at)
            VALUES (10001, 1, 1, 1, 'check', $1, $1, 'a', 'a', 1, 20261122, 1)
            """), [.id(teller.staff)])
      }
    }
  }

  @Test("a sealed box keeps its cash overnight and is taken over by another teller with a count that agrees")
  func sealed() async throws {
    let rig = try await BankRig()
    let heir = rig.actor("T0002")
    let boss = rig.actor("S0001")
    try await rig.openTill("100*10,1*3")
    #expect(try await refused { _ = try await rig.seal("100*10,1*3", "") } == "till.seal-number")
    #expect(try await rig.seal("100*10") == .differs(attempt: 1))
    #expect(rig.isDone(try await rig.seal("100*10,1*3")))
    #expect(try await rig.balance(BankChart.till(BankRig.outlet, box: 1, .cny)) == 1_003_00)
    #expect(try await refused { try await rig.openTill("1*1", box: 1, by: heir) } == "till.sealed")
    #expect(try await rig.openSealed("100*9,1*103", by: heir) == .differs(attempt: 1))
    #expect(try await refused { _ = try await rig.held(by: heir) } == "till.closed")
    #expect(rig.isDone(try await rig.openSealed("100*10,1*3", by: heir)))
    #expect(try await rig.held(by: heir) == "100*10,1*3")
    #expect(try await refused { _ = try await rig.openSealed("", by: boss) } == "till.not-sealed")
    let boxes = try await rig.read { try $0.tills.boxes(BankRig.outlet, in: $1) }
    #expect(boxes.map(\.session) == [2] && boxes.map(\.isSealed) == [false])
    #expect(rig.isDone(try await rig.close("100*10,1*3", by: heir)))
    #expect(try await rig.tillsAgree())
  }

  @Test("a supervisor's check finds a swap of equal sum, books nothing and leaves the box open")
  func check() async throws {
    let rig = try await BankRig()
    let boss = rig.actor("S0001")
    try await rig.openTill("100*10,50*2")
    func check(_ text: String, by actor: CounterActor) async throws -> TillCheck {
      let (counts, deed) = ([try rig.cny(text)], rig.deed(actor))
      return try await rig.write { try $0.tillCounting.check(1, counts, deed, in: $1) }
    }
    #expect(try await refused { _ = try await check("", by: rig.teller) } == "till.own-work")
    #expect(try await check("100*10,50*2", by: boss).agrees)
    let swap = try await check("100*9,50*4", by: boss)
    #expect(!swap.agrees && swap.lines[0].expected.total == swap.lines[0].counted.total)
    #expect(try await rig.held() == "100*10,50*2")
    #expect(rig.isDone(try await rig.close("100*10,50*2")))
  }
}
