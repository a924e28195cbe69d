import Banking
import Primitives
import Storage
import Testing

@Suite("moves between tills and vault") struct TillMoveTests {
  let vault = BankChart.vault(BankRig.outlet, .cny)

  @Test("a teller draws more cash from the vault and hands cash up, each under a journal number")
  func drawAndHandUp() async throws {
    let rig = try await BankRig()
    try await rig.openTill("100*10")
    try await rig.draw("50*4,1*3")
    #expect(try await rig.held() == "100*10,50*4,1*3")
    try await rig.handUp("100*9,1*3")
    #expect(try await rig.held() == "100*1,50*4")
    #expect(try await rig.balance(vault) == 10_000_000_00 - 300_00)
    let teller = rig.teller.staff
    let book = try await rig.read { try $0.tillMoves.book(of: teller, at: BankRig.outlet, on: BankRig.today, in: $1) }
    #expect(book.map(\.kind) == [.draw, .handUp])
    #expect(book.map(\.number.sequence) == [4, 5])
    #expect(try await refused { try await rig.draw("100*200000") } == "till.vault-short")
    #expect(try await refused { try await rig.draw("3*1") } == "cash.unknown-denomination")
    #expect(try await refused { try await rig.draw("") } == "till.nothing")
    #expect(try await refused { try await rig.handUp("100*2") } == "till.pieces-missing")
    #expect(try await refused { try await rig.draw("1*1", by: rig.actor("T0002")) } == "till.closed")
    #expect(try await rig.tillsAgree())
    #expect(try await rig.check().isSound)
  }

  @Test("pieces held out to a colleague are promised; he takes them and both names are on record")
  func transfer() async throws {
    let rig = try await BankRig()
    let (giver, receiver) = (rig.teller, rig.actor("T0002"))
    try await rig.openTill("100*10", box: 1)
    try await rig.openTill("1*5", box: 2, by: receiver)
    let offer = try await rig.offer("100*6", to: receiver)
    #expect(try await rig.held() == "100*10")
    #expect(try await refused { try await rig.handUp("100*5") } == "till.pieces-missing")
    #expect(try await refused { _ = try await rig.offer("100*5", to: receiver) } == "till.pieces-missing")
    #expect(try await refused { _ = try await rig.close("100*10") } == "till.offer-open")
    let waiting = try await rig.read { try $0.tillOffers.waiting(for: receiver.staff, at: BankRig.outlet, in: $1) }
    #expect(waiting.map(\.id) == [offer] && waiting[0].giverNumber == "T0001")
    let own = rig.deed(giver)
    let byHimself = try await refused { try await rig.write { _ = try $0.tillOffers.accept(offer, own, in: $1) } }
    #expect(byHimself == "offer.unknown")
    let deed = rig.deed(receiver)
    try await rig.write { _ = try $0.tillOffers.accept(offer, deed, in: $1) }
    #expect(try await rig.held() == "100*4")
    #expect(try await rig.held(by: receiver) == "100*6,1*5")
    let again = rig.deed(receiver)
    let twice = try await refused { try await rig.write { _ = try $0.tillOffers.accept(offer, again, in: $1) } }
    #expect(twice == "offer.ended")
    let book = try await rig.read {
      try $0.tillMoves.book(of: receiver.staff, at: BankRig.outlet, on: BankRig.today, in: $1)
    }
    #expect(book.count == 1 && book[0].teller == giver.staff && book[0].otherTeller == receiver.staff)
    #expect(try await rig.tillsAgree())
    #expect(try await rig.check().isSound)
  }

  @Test("an offer refused or withdrawn leaves everything as it was and frees the pieces")
  func offerEnds() async throws {
    let rig = try await BankRig()
    let receiver = rig.actor("T0002")
    let now = rig.time.now
    try await rig.openTill("100*10", box: 1)
    #expect(try await refused { _ = try await rig.offer("100*1", to: receiver) } == "offer.receiver-closed")
    #expect(try await refused { _ = try await rig.offer("100*1", to: rig.teller) } == "offer.to-oneself")
    try await rig.openTill("1*5", box: 2, by: receiver)
    let (first, second) = (try await rig.offer("100*6", to: receiver), try await rig.offer("100*4", to: receiver))
    let wrong = try await refused {
      try await rig.write { try $0.tillOffers.withdraw(first, by: receiver, at: now, in: $1) }
    }
    #expect(wrong == "offer.unknown")
    let giver = rig.teller
    try await rig.write { try $0.tillOffers.refuse(first, by: receiver, at: now, in: $1) }
    try await rig.write { try $0.tillOffers.withdraw(second, by: giver, at: now, in: $1) }
    try await rig.handUp("100*10")
    #expect(try await rig.tillsAgree())
  }

  @Test("pieces promised to a colleague do not serve as a customer's change")
  func promisedToColleague() async throws {
    let rig = try await BankRig()
    let receiver = rig.actor("T0002")
    let account = try await rig.account()
    try await rig.openTill("50*2", box: 1)
    try await rig.openTill("", box: 2, by: receiver)
    _ = try await rig.offer("50*2", to: receiver)
    let order = try rig.deposit(account, "50", "100*1", change: "50*1")
    #expect(try await refused { _ = try await rig.prepare(order) } == "till.change-missing")
  }

  @Test("an exchange swaps pieces of equal worth without a posting, under a journal number")
  func exchange() async throws {
    let rig = try await BankRig()
    try await rig.openTill("100*1,10*20")
    let (in100, out10, deed) = (try rig.cny("100*2"), try rig.cny("10*10,100*1"), rig.deed())
    let number = try await rig.write { try $0.tillMoves.exchange(received: in100, given: out10, deed, in: $1) }
    #expect(try await rig.held() == "100*2,10*10")
    let found = try await rig.read { try $0.numbers.find(number, in: $1) }
    #expect(found?.journal == nil && found?.state == .settled)
    let (less, more, next) = (try rig.cny("100*1"), try rig.cny("10*11"), rig.deed())
    let uneven = try await refused {
      try await rig.write { _ = try $0.tillMoves.exchange(received: less, given: more, next, in: $1) }
    }
    #expect(uneven == "exchange.differs")
    let (big, small) = (try rig.cny("100*2"), try rig.cny("10*20"))
    let missing = try await refused {
      try await rig.write { _ = try $0.tillMoves.exchange(received: big, given: small, next, in: $1) }
    }
    #expect(missing == "till.pieces-missing")
    #expect(try await rig.tillsAgree())
    #expect(try await rig.check().isSound)
  }

  @Test("above its limit a box takes nothing by its teller's will, a customer's deposit always; it cannot be sealed")
  func limit() async throws {
    let rig = try await BankRig()
    let account = try await rig.account()
    try await rig.write {
      try $0.parameters.set(BankParameters.tillLimitKey(.cny), "100000", from: BusinessDate("2026-01-01")!, in: $1)
    }
    #expect(try await refused { try await rig.openTill("100*11") } == "till.limit")
    try await rig.openTill("100*9")
    try await rig.draw("100*1")
    #expect(try await refused { try await rig.draw("0.1*1") } == "till.limit")
    let other = rig.actor("T0002")
    try await rig.openTill("100*1", box: 2, by: other)
    let offer = try await rig.offer("100*1", to: rig.teller, by: other)
    let deed = rig.deed()
    let taken = try await refused { try await rig.write { _ = try $0.tillOffers.accept(offer, deed, in: $1) } }
    #expect(taken == "till.limit")
    let order = try rig.deposit(account, "300", "100*3")
    _ = try await rig.prepare(order)
    try await rig.settle(order)
    let teller = rig.teller.staff
    let excess = try await rig.read { try $0.tillMoves.excess($0.tills.view(of: teller, in: $1), in: $1) }
    #expect(excess == [Money(minor: 300_00, .cny)])
    #expect(try await refused { _ = try await rig.seal("100*13") } == "till.excess")
    try await rig.handUp("100*3")
    #expect(rig.isDone(try await rig.seal("100*10")))
    #expect(try await rig.tillsAgree())
  }

  @Test("vault cash goes out and comes in by two persons; what is under way to another institution arrives once")
  func vaultMoves() async throws {
    let rig = try await BankRig()
    let (boss, second) = (rig.actor("S0001"), rig.actor("T0002"))
    let away = rig.actor("S0009", at: BankRig.other)
    func move(
      _ direction: VaultMoves.Direction, _ other: InstitutionID?, _ text: String, _ by: CounterActor,
      _ second: CounterActor
    ) async throws {
      let (order, deed) = (
        VaultMoves.Order(direction, other, try rig.cny(text), second: second.second), rig.deed(by)
      )
      try await rig.write { _ = try $0.vault.move(order, deed, in: $1) }
    }
    #expect(try await refused { try await move(.out, nil, "100*1", boss, boss) } == "till.second-person")
    #expect(try await refused { try await move(.out, BankRig.outlet, "100*1", boss, second) } == "vault.counterparty")
    #expect(try await refused { try await move(.out, nil, "100*200000", boss, second) } == "till.vault-short")
    try await move(.out, BankRig.other, "100*50", boss, second)
    #expect(try await rig.balance(BankChart.transit(BankRig.outlet, .cny)) == 5_000_00)
    let more = try await refused { try await move(.into, BankRig.outlet, "100*51", away, second) }
    #expect(more == "vault.not-under-way")
    try await move(.into, BankRig.outlet, "100*50", away, second)
    #expect(try await rig.balance(BankChart.transit(BankRig.outlet, .cny)) == 0)
    #expect(try await rig.balance(BankChart.vault(BankRig.other, .cny)) == 5_000_00)
    try await move(.into, nil, "100*20", boss, second)
    #expect(try await rig.balance(vault) == 10_000_000_00 - 3_000_00)
    let book = try await rig.read { try $0.vault.book(at: BankRig.outlet, on: BankRig.today, in: $1) }
    #expect(book.map(\.direction) == [.out, .into] && book.map(\.secondNumber) == ["T0002", "T0002"])
    #expect(try await rig.check().isSound)
  }
}
