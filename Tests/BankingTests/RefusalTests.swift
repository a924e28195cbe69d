import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

/// Refusals of Banking that no other test meets: each is provoked through the room's door, and speaks both languages.
@Suite("refusals of the bank's books") struct RefusalTests {
  @Test("cash that is written wrongly, and more pieces than there are")
  func cash() async throws {
    #expect(try await met { _ = try CashCount(parsing: "100", .cny) } == "cash.format")
    #expect(try await met { _ = try CashCount(parsing: "100*x", .cny) } == "cash.format")
    #expect(try await met { _ = try CashCount(parsing: "100*1000001", .cny) } == "cash.count")
    #expect(try await met { _ = try CashCount(.cny, pieces: [(100, -1)]) } == "cash.count")
  }

  @Test("customers: a number no document has, a customer nobody knows; accounts without a number left")
  func customers() async throws {
    let rig = try await BankRig()
    #expect(try await met { _ = try rig.draft("中文?", type: .other) } == "customer.document-number")
    let stranger: CustomerID = rig.id()
    #expect(try await met { _ = try await rig.read { try $0.customers.card(stranger, in: $1) } } == "customer.unknown")
    _ = try await rig.account()
    try await rig.database.write { try $0.execute("UPDATE account_counters SET last_number = 999999", []) }
    let next = rig.opening(try rig.draft("440524188001010014", name: "李雷"))
    #expect(
      try await met { _ = try await rig.write { try $0.accountOpening.prepare(next, in: $1) } }
        == "account.numbers-exhausted")
  }

  @Test("a transfer between currencies, a deposit under a contract in another than CNY")
  func currencies() async throws {
    let rig = try await BankRig()
    let (yuan, koruna) = (try await rig.account(), try await rig.account(BankRig.idNumber, .czk))
    let transfer = TransferOrder(
      rig.counter(1301), payer: yuan, payee: koruna, payeeName: "王小明", amount: Money(minor: 1, .cny))
    #expect(
      try await met { _ = try await rig.write { try $0.transfer.prepare(transfer, in: $1) } } == "transfer.currency")
    let opening = TermOpening(
      rig.counter(1401), .lumpSum, tenor: .oneYear, payer: koruna, amount: Money(minor: 100_00, .czk))
    #expect(try await met { _ = try await rig.write { try $0.terms.prepare(opening, in: $1) } } == "term.currency")
  }

  @Test("a lump sum has no notice, and is not drawn past a maturity that the batch has yet to renew")
  func terms() async throws {
    let rig = try await BankRig()
    let account = try await rig.account()
    try await rig.openTill("100*10")
    let deposit = try rig.deposit(account, "1000", "100*10")
    _ = try await rig.prepare(deposit)
    try await rig.settle(deposit)
    let opening = TermOpening(
      rig.counter(1401), .lumpSum, tenor: .threeMonths, payer: account, amount: Money(minor: 1000_00, .cny),
      instruction: .renewBoth)
    let number = try await rig.write { books, tx in
      let prepared = try books.terms.prepare(opening, in: tx)
      let order = opening.counter
      _ = try books.terms.settle(order.caseID, at: order.institution, now: order.at, in: tx)
      return prepared.plan.term?.deposit.number
    }
    let time = try #require(number)
    let all = Money(minor: 1000_00, .cny)
    #expect(
      try await met { _ = try await rig.write { try $0.terms.giveNotice(time, all, in: $1) } } == "term.not-notice")
    try await rig.database.write { try $0.execute("UPDATE bank_calendars SET business_date = 20270223", []) }
    let drawing = TermDrawing(rig.counter(1402), deposit: time, amount: all)
    #expect(try await met { _ = try await rig.write { try $0.terms.prepare(drawing, in: $1) } } == "term.renewal-due")
  }

  @Test("a cancellation of what was not booked, by oneself, of a kind that has its own way, of cash that is gone")
  func corrections() async throws {
    let rig = try await BankRig()
    let account = try await rig.account()
    try await rig.openTill("100*10")
    let boss = rig.actor("S0001")
    func cancel(_ caseID: CaseID, supervisor: CounterActor? = nil) async throws -> String {
      let order = CancelOrder(
        original: caseID, actor: rig.teller, supervisor: (supervisor ?? boss).staff, supervisorNumber: "S0001",
        errorClass: .wrongAmount, reason: "金额有误", journal: rig.id(), key: rig.id(), at: rig.time.now)
      return try await met { _ = try await rig.write { try $0.corrections.cancel(order, in: $1) } }
    }
    let deposit = try rig.deposit(account, "1000", "100*10")
    _ = try await rig.prepare(deposit)
    #expect(try await cancel(deposit.caseID) == "correction.not-settled")
    try await rig.settle(deposit)
    #expect(try await cancel(deposit.caseID, supervisor: rig.teller) == "correction.own-approval")
    let opening = TermOpening(
      rig.counter(1401), .lumpSum, tenor: .oneYear, payer: account, amount: Money(minor: 500_00, .cny))
    try await rig.write { books, tx in
      _ = try books.terms.prepare(opening, in: tx)
      let order = opening.counter
      _ = try books.terms.settle(order.caseID, at: order.institution, now: order.at, in: tx)
    }
    #expect(try await cancel(opening.counter.caseID) == "correction.kind")
    let second = try rig.deposit(account, "50", "50*1")
    _ = try await rig.prepare(second)
    try await rig.settle(second)
    try await rig.handUp("50*1")
    #expect(try await cancel(second.caseID) == "correction.cash-gone")
  }

  @Test("till: a box nobody has open is not checked, a difference wants its reason, an offer is made once")
  func tills() async throws {
    let rig = try await BankRig()
    let (boss, colleague) = (rig.actor("S0001"), rig.actor("T0002"))
    try await rig.openTill("100*10")
    try await rig.openTill("100*1", box: 2, by: colleague)
    let (counts, deed) = ([try rig.cny("100*10")], rig.deed(boss))
    #expect(
      try await met { _ = try await rig.write { try $0.tillCounting.check(7, counts, deed, in: $1) } }
        == "till.not-open")
    let own = rig.deed()
    #expect(
      try await met {
        _ = try await rig.write { try $0.tillCounting.closeWithDifference(boss.second, reason: " ", own, in: $1) }
      } == "till.reason")
    #expect(
      try await met {
        _ = try await rig.write {
          try $0.tillDifferences.resolve(box: 1, session: 9, .cny, note: "找到", deed, in: $1)
        }
      } == "difference.unknown")
    let (offer, pieces, now): (OfferID, CashCount, Moment) = (rig.id(), try rig.cny("100*1"), rig.time.now)
    func hold() async throws {
      try await rig.write {
        _ = try $0.tillOffers.offer(pieces, to: colleague.staff, id: offer, by: rig.teller, at: now, in: $1)
      }
    }
    try await hold()
    #expect(try await met { try await hold() } == "offer.exists")
  }

  @Test("blank vouchers: kind, range, purpose, none left, too few, recorded twice, used behind the register's back")
  func vouchers() async throws {
    let rig = try await BankRig()
    let (boss, teller, now) = (rig.actor("S0001"), rig.teller, rig.time.now)
    let ids: [LotID] = [rig.id(), rig.id(), rig.id()]
    func receive(_ kind: String, _ range: ClosedRange<Int64>, _ id: LotID) async throws -> String {
      try await met {
        try await rig.write { try $0.vouchers.receive(kind, range, id: id, by: boss, at: now, in: $1) }
      }
    }
    func hand(_ kind: String, _ pieces: Int64, _ id: LotID) async throws -> String {
      try await met {
        try await rig.write {
          _ = try $0.vouchers.hand(kind, pieces: pieces, to: teller.staff, id: id, by: boss, at: now, in: $1)
        }
      }
    }
    func end(_ purpose: String) async throws -> String {
      try await met {
        try await rig.write { try $0.vouchers.end("passbook", 1, .used, purpose: purpose, by: teller, at: now, in: $1) }
      }
    }
    #expect(try await receive("Passbook", 1...10, ids[0]) == "voucher.kind")
    #expect(try await receive("passbook", 0...10, ids[0]) == "voucher.range")
    #expect(try await hand("passbook", 1, ids[1]) == "voucher.none")
    #expect(try await receive("passbook", 1...10, ids[0]) == "none")
    #expect(try await receive("passbook", 11...20, ids[0]) == "voucher.exists")
    #expect(try await hand("passbook", 0, ids[1]) == "voucher.range")
    #expect(try await hand("passbook", 11, ids[1]) == "voucher.too-few")
    #expect(try await hand("passbook", 2, ids[1]) == "none")
    #expect(try await end("") == "voucher.purpose")
    // As if another hand had entered the number: the register itself says no.
    try await rig.database.write { tx in
      try tx.execute(
        """
        INSERT INTO voucher_uses (institution, kind, number, state, teller, purpose, business_date, ended_at)
        VALUES (10001, 'passbook', 1, 'used', $1, '试验', 20261122, 5)
        """, [.id(teller.staff)])
    }
    #expect(try await end("开户") == "voucher.changed")
  }

  @Test("a receipt of counterfeit money that does not exist")
  func registers() async throws {
    let rig = try await BankRig()
    let id: CounterfeitID = rig.id()
    #expect(
      try await met { _ = try await rig.read { try $0.counterfeits.find(id, at: BankRig.outlet, in: $1) } }
        == "counterfeit.unknown")
  }
}
