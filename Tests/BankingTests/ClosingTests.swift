import Banking
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("an account is closed with interest to the day (BC-008; PBOC 2005-129)") struct ClosingTests {
  /// 50,000 yuan paid in on 2026-11-22, closed on `day`: 18 days at 0.35 % to 2026-12-10 are 8.75.
  private func rig(_ day: String = "2026-12-10") async throws -> (BankRig, AccountNumber) {
    let rig = try await BankRig()
    try await rig.openTill("100*100,10*100,1*500,0.5*20,0.1*50")
    let account = try await rig.account()
    try await rig.payIn(account, yuan: 50_000)
    try await rig.today(day)
    return (rig, account)
  }

  private func close(
    _ rig: BankRig, _ account: AccountNumber, _ payout: ClosingOrder.Payout, by actor: CounterActor? = nil
  ) async throws -> (ClosingOrder, PreparedClosing) {
    let order = ClosingOrder(rig.counter(1113, by: actor), account: account, payout: payout)
    let prepared = try await rig.database.write { [books = rig.books] in try books.closing.prepare(order, in: $0) }
    return (order, prepared)
  }

  private func settle(_ rig: BankRig, _ order: ClosingOrder) async throws {
    try await rig.database.write { [books = rig.books, now = rig.time.now] in
      try books.closing.settle(order.counter.caseID, at: order.counter.institution, now: now, in: $0)
    }
  }

  private func cash(_ given: String) throws -> ClosingOrder.Payout {
    .cash(received: CashCount(.cny), given: try CashCount(parsing: given, .cny))
  }

  private func state(_ rig: BankRig, _ account: AccountNumber) async throws -> DemandAccount.State {
    try await rig.database.read { [books = rig.books] in try books.accounts.find(account, in: $0).state }
  }

  @Test("in cash, rounded up to the smallest coin at the bank's expense; the books balance")
  func inCash() async throws {
    let (rig, account) = try await rig()
    #expect(
      try await refused { _ = try await close(rig, account, cash("100*500,1*8,0.5*1,0.1*2")) }
        == "deposit.cash-differs")
    let (order, prepared) = try await close(rig, account, cash("100*500,1*8,0.5*1,0.1*3"))
    #expect(prepared.sum.interest == Money(minor: 8_75, .cny), "\(prepared.sum)")
    #expect(prepared.sum.rounding == Money(minor: 5, .cny))
    #expect(prepared.plan?.shown.map(\.titleZh) == ["个人活期存款", "利息支出", "现金尾差", "柜员尾箱 1"])
    #expect(try await rig.available(account) == 0)
    try await settle(rig, order)
    #expect(try await state(rig, account) == .closed)
    #expect(try await rig.tillsAgree())
    #expect(try await rig.check().isSound)
    #expect(try await refused { try await rig.payIn(account, yuan: 1) } == "account.closed")
  }

  @Test("to another own account to the fen; to nobody else's")
  func transferred() async throws {
    let (rig, account) = try await rig()
    let own = try await rig.account()
    let other = try await rig.account("440524188001010014", name: "李雷")
    for payee in [other, account] {
      #expect(try await refused { _ = try await close(rig, account, .transfer(payee)) } == "closing.payee")
    }
    let (order, _) = try await close(rig, account, .transfer(own))
    try await settle(rig, order)
    #expect(try await rig.available(own) == 50_008_75)
    #expect(try await state(rig, account) == .closed)
    #expect(try await rig.check().isSound)
    #expect(try await refused { try await settle(rig, order) } == "case.already-ended")
  }

  @Test("interest begins anew after a settlement day; on the settlement day itself the quarter is paid by the closing")
  func quarter() async throws {
    // 2026-12-20: 28 days to the 19th inclusive. 2026-12-21: the quarter begins, no day yet.
    for (day, interest) in [("2026-12-20", 13_61), ("2026-12-21", 0), ("2026-12-22", 49)] as [(String, Int64)] {
      let (rig, account) = try await rig(day)
      let sum = try await rig.database.read { [books = rig.books] in
        try books.closing.look(account, at: BankRig.outlet, inCash: false, in: $0).sum
      }
      #expect(sum.interest.minor == interest, "\(day): \(sum)")
    }
  }

  @Test("an empty account is closed without a booking, and a released closing leaves everything as it was")
  func empty() async throws {
    let rig = try await BankRig()
    let account = try await rig.account()
    #expect(try await refused { _ = try await close(rig, account, cash("100*1")) } == "closing.nothing")
    let (dropped, _) = try await close(rig, account, .none)
    try await rig.database.write { [books = rig.books, now = rig.time.now] in
      try books.closing.release(
        dropped.counter.caseID, at: BankRig.outlet, reason: "customer-refused", now: now, in: $0)
    }
    #expect(try await state(rig, account) == .active)
    let (order, prepared) = try await close(rig, account, .none)
    #expect(prepared.plan == nil && prepared.number.sequence > 0)
    try await settle(rig, order)
    #expect(try await state(rig, account) == .closed)
  }

  @Test("money that came in since the page was drawn: nothing is paid, nothing is closed")
  func meanwhile() async throws {
    let (rig, account) = try await rig()
    let own = try await rig.account()
    let (order, _) = try await close(rig, account, .transfer(own))
    try await rig.payIn(account, yuan: 1)
    #expect(try await refused { try await settle(rig, order) } == "account.not-empty")
    #expect(try await state(rig, account) == .active)
    try await rig.database.write { [books = rig.books, now = rig.time.now] in
      try books.closing.release(order.counter.caseID, at: BankRig.outlet, reason: "settle-refused", now: now, in: $0)
    }
    #expect(try await rig.available(account) == 50_001_00)
    #expect(try await rig.check().isSound)
  }

  @Test("refused while frozen, held, with deposits, a card, bound accounts, or money under way; elsewhere too")
  func refusals() async throws {
    let (rig, account) = try await rig()
    let own = try await rig.account()
    func code(by actor: CounterActor? = nil) async throws -> String {
      try await refused { _ = try await close(rig, account, .transfer(own), by: actor) }
    }
    #expect(try await code(by: rig.actor("T0003", at: BankRig.other)) == "closing.other-outlet")
    #expect(try await refused { _ = try await close(rig, account, .none) } == "closing.payout")
    let open = try rig.deposit(account, "100", "100*1")
    _ = try await rig.prepare(open)
    #expect(try await code() == "closing.under-way")
    try await rig.release(open)
    try await rig.database.write { [books = rig.books] in try books.accounts.freeze(account, in: $0) }
    #expect(try await code() == "account.frozen")
    try await rig.database.write { [books = rig.books] in try books.accounts.unfreeze(account, in: $0) }
    let hold = ["account": "\(account)", "orderNumber": "A-1", "authority": "某法院", "amount": "1"]
    try await rig.perform(.placeHold, hold.merging(["until": "2027-01-31"]) { $1 }, ["kind": "freeze"])
    #expect(try await code() == "account.held")
    try await rig.perform(.liftHold, hold.merging(["reason": "结案"]) { $1 }, ["kind": "freeze"])
    let two = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 2, linked: account)
    #expect(try await code() == "closing.linked")
    let (unbound, _) = try await close(rig, two, .none)
    try await settle(rig, unbound)
    try await rig.set(AccountCards.bin, "621999")
    let card = try await rig.perform(.issueCard, ["account": "\(account)"]).sight.facts["cardGrouped"]!
    #expect(try await code() == "closing.card")
    try await rig.perform(.cancelCard, ["card": card])
    let deposit = TermOpening(
      rig.counter(1401), .demandOrTime, payer: account, amount: Money(minor: 100_00, .cny))
    try await rig.database.write { [books = rig.books, now = rig.time.now] tx in
      _ = try books.terms.prepare(deposit, in: tx)
      _ = try books.terms.settle(deposit.counter.caseID, at: BankRig.outlet, now: now, in: tx)
    }
    #expect(try await code() == "closing.deposits")
  }

  @Test("an enterprise's basic account goes last; a proof that holds the balance goes first")
  func order() async throws {
    let rig = try await BankRig()
    let form = EnterpriseTests.form
    let basic = try await rig.perform(.openEnterprise, form).sight.account!
    let there = rig.actor("T0003", at: BankRig.other)
    let general = form.merging(["accountNature": "general", "basicNumber": "J3910000000101"]) { $1 }
    let second = try await rig.perform(.openEnterprise, general, by: there).sight.account!
    #expect(try await refused { _ = try await close(rig, basic, .none) } == "closing.basic-last")
    let (order, _) = try await close(rig, second, .none, by: there)
    try await settle(rig, order)
    let (last, _) = try await close(rig, basic, .none)
    try await settle(rig, last)

    let papers = try await PaperRig.open()
    try await papers.make(
      papers.order(.provePeriod, papers.account, amount: papers.yuan(500), until: "2026-12-31"))
    #expect(
      try await refused { _ = try await close(papers.rig, papers.account, .none) } == "term.proved")
  }

  @Test("an open closing without a booking keeps the day from ending")
  func dayEnd() async throws {
    let rig = try await BankRig()
    let account = try await rig.account()
    _ = try await close(rig, account, .none)
    #expect(
      try await refused {
        _ = try await rig.database.write { [books = rig.books, now = rig.time.now] in
          try books.dayEnds.cutOff(BankRig.outlet, BankRig.today, at: now, in: $0)
        }
      } == "day-end.business-open")
  }
}
