import Access
import Banking
import Desk
import Primitives
import Storage
import TestCounter
import TestHouse
import Testing

@Suite("tills and vault at the desk") struct TillDeskTests {
  static let held = "CNY 100*100,50*100,10*100,1*100"

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

  private func boss(_ bank: TestBank) async throws -> SignOn {
    try await bank.desks.door.signOn(number: "S0001", password: TestBank.password, stationToken: nil).signOn
  }

  @Test("a differing count is refused and stays on record; after two a supervisor agrees beside the teller")
  func difference() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let (tills, signOn) = (counter.bank.desks.tills, counter.signOn)
    let wrong = ["CNY 100*99,50*100,10*100,1*100", "CZK 1000*10"]
    func agree(_ number: String, _ password: String = TestBank.password) async throws {
      _ = try await tills.closeWithDifference(
        supervisor: number, password: password, reason: "清点两次均少一张", by: signOn)
    }
    #expect(await code { _ = try await tills.close(counts: wrong, by: signOn) } == "till.count-differs")
    #expect(try await tills.differingCounts(by: signOn) == 1)
    #expect(await code { try await agree("S0001") } == "till.count-again")
    #expect(await code { _ = try await tills.close(counts: wrong, by: signOn) } == "till.count-differs")
    #expect(await code { try await agree("S0001", "wrong-Password-1") } == "access.sign-on-failed")
    #expect(await code { try await agree("T0002") } == "till.authority")
    #expect(await code { try await agree("T0001") } == "till.authority")
    try await agree("S0001")
    #expect(try await counter.bank.desks.counter.till(by: signOn) == nil)
    let boss = try await boss(counter.bank)
    let view = try await tills.vault(by: boss)
    #expect(view.differences.map(\.kind) == [.short] && view.differences[0].amount.minor == 100_00)
    #expect(view.hindrance == nil)
    #expect(await code { _ = try await tills.vault(by: signOn) } == "access.forbidden")
    try await tills.resolve(box: 1, session: 1, currency: "CNY", note: "在点钞机中找到", by: boss)
    #expect(try await tills.vault(by: boss).differences.isEmpty)
  }

  @Test("cash goes from teller to teller, a box is sealed and taken over, and the outlet balances")
  func handOver() async throws {
    let bank = try await TestBank.open()
    let one = try await TestCounter.open(bank)
    let two = try await TestCounter.open(bank, teller: "T0002", box: 2)
    let tills = bank.desks.tills
    let boss = try await boss(bank)
    #expect(await code { _ = try await tills.balance(by: boss) } == "outlet.box-open")
    #expect(try await tills.colleagues(by: one.signOn).map(\.staff.number) == ["T0002"])
    let offer = try await tills.offer(count: "CNY 100*100", to: "T0002", by: one.signOn)
    #expect(try await tills.offers(by: two.signOn).map(\.id) == [offer.id])
    #expect(try await tills.change("100", "CNY", by: one.signOn)?.text == "50*2")
    try await tills.answer(offer.id, .accept, by: two.signOn)
    try await tills.draw(counts: ["CNY 5*1"], by: one.signOn)
    try await tills.exchange(received: "CNY 50*1", given: "CNY 10*5", by: one.signOn)
    try await tills.handUp(counts: ["CNY 5*1"], by: one.signOn)
    #expect(try await tills.book(by: one.signOn).moves.map(\.kind) == [.transfer, .draw, .exchange, .handUp])
    let left = ["CNY 50*101,10*95,1*100", "CZK 1000*10"]
    #expect(!(try await tills.check(box: 1, counts: ["CNY 50*101"], by: boss).agrees))
    #expect(try await tills.check(box: 1, counts: left, by: boss).agrees)
    _ = try await tills.seal(counts: left, seal: "F-1", by: one.signOn)
    _ = try await tills.close(counts: ["CNY 100*200,50*100,10*100,1*100", "CZK 1000*10"], by: two.signOn)
    let lines = try await tills.balance(by: boss)
    #expect(lines.allSatisfy { $0.agrees } && lines.contains { $0.sealed.minor == 6_100_00 })
    #expect(try await tills.sealedBoxes(by: two.signOn).map(\.currencies) == [[.cny, .czk]])
    let wrong = await code { _ = try await tills.openSealed(box: 1, counts: ["CNY 50*101"], by: two.signOn) }
    #expect(wrong == "till.count-differs")
    #expect(try await tills.openSealed(box: 1, counts: left, by: two.signOn).box.teller == two.signOn.staff.id)
  }

  @Test("vault moves and counterfeits need a second person who proves himself")
  func twoPersons() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let tills = counter.bank.desks.tills
    let boss = try await boss(counter.bank)
    func move(_ second: String, _ place: Int64? = nil) async throws {
      try await tills.moveVault(
        .out, counterparty: place.map { InstitutionID($0) }, count: "CNY 100*50", second: second,
        password: TestBank.password, by: boss)
    }
    #expect(await code { try await move("S0001") } == "till.second-person")
    #expect(await code { try await move("A0001") } == "till.authority")
    #expect(await code { try await move("T0001", 999_999) } == "vault.counterparty")
    try await move("T0001", 110_102)
    #expect(try await tills.vault(by: boss).underWay == [Money(minor: 5_000_00, .cny)])
    func takeIn(_ second: String) async throws {
      _ = try await tills.takeInCounterfeits(
        [.init(denomination: "100", serial: "HD90000001", kind: .forged)], currency: "CNY",
        document: (.residentID, "11010519491231002X"), name: "王小明", second: second, password: TestBank.password,
        by: counter.signOn)
    }
    #expect(await code { try await takeIn("T0001") } == "till.second-person")
    try await takeIn("T0002")
    #expect(try await tills.counterfeits(serial: "HD90000001", by: boss).map(\.secondNumber) == ["T0002"])
  }

  @Test("blank vouchers: received, handed to a teller of the outlet, used, voided, counted blind, destroyed by two")
  func blankVouchers() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let (tills, teller) = (counter.bank.desks.tills, counter.signOn)
    let boss = try await boss(counter.bank)
    let kind = "certificate"
    #expect(await code { try await tills.receiveVouchers(kind, first: 1, last: 9, by: teller) } == "access.forbidden")
    #expect(await code { try await tills.receiveVouchers(kind, first: 9, last: 1, by: boss) } == "voucher.range")
    try await tills.receiveVouchers(kind, first: 101, last: 150, by: boss)
    #expect(
      await code { try await tills.handVouchers(kind, pieces: 3, to: "A0001", by: boss) } == "voucher.holder")
    #expect(
      await code { try await tills.handVouchers(kind, pieces: 3, to: "T0003", by: boss) } == "voucher.holder",
      "a teller of another outlet")
    #expect(try await tills.handVouchers(kind, pieces: 3, to: "T0001", by: boss) == 101...103)
    try await tills.endVoucher(kind, number: 101, .used, purpose: "开立存单", by: teller)
    try await tills.endVoucher(kind, number: 102, .void, purpose: "打印错位", by: teller)
    // One kind that differs: nothing of the count is recorded.
    #expect(
      await code { try await tills.countVouchers([(kind, 1), ("passbook", 1)], by: teller) }
        == "voucher.count-differs")
    #expect(try await tills.vouchers(by: teller).counted.isEmpty)
    try await tills.countVouchers([(kind, 1)], by: teller)
    func destroy(_ second: String) async throws {
      try await tills.destroyVoucher(
        kind, number: 102, second: second, password: TestBank.password, by: boss)
    }
    let before = try await tills.vouchers(by: boss)
    #expect(before.voided.map(\.use.number) == [102] && before.voided.map(\.teller) == ["T0001"])
    #expect(before.tellers.map(\.number).contains("T0001") && !before.tellers.map(\.number).contains("T0003"))
    #expect(await code { try await destroy("S0001") } == "till.second-person")
    try await destroy("T0002")
    #expect(try await tills.handVouchersIn(kind, by: teller) == 103...103)
    let view = try await tills.vouchers(by: teller)
    #expect(view.voided.isEmpty && view.ended.map(\.use.state) == [.used, .destroyed])
    #expect(view.counted.map(\.pieces) == [1] && view.lots.allSatisfy { $0.holder == nil })
    #expect(view.sheets.map(\.left) == [48] && view.sheets.allSatisfy(\.agrees))
  }
}
