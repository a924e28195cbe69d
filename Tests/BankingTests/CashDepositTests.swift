import Banking
import Ledger
import Primitives
import Storage
import Testing

@Suite struct CashDepositTests {
  @Test("a deposit reserves, then posts once: money, notes, number and detail page agree (BC-011, BC-049, BC-052)")
  func journey() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let account = try await rig.account()
    try await rig.openTill()
    let order = try rig.deposit(account, "350", "100*4", change: "50*1", valueDate: BusinessDate("2026-11-20"))
    let facts = try await rig.prepare(order)
    #expect(facts.plan.holder.name == "王小明" && facts.plan.holder.card.nameMasked == "王*明")
    #expect(facts.plan.shown.map(\.titleZh) == ["柜员尾箱 1", "个人活期存款"])
    let waiting = try await rig.database.read { try books.accounts.balance(account, in: $0) }
    #expect(waiting.balance.minor == 0 && waiting.available.minor == 0)
    let held = try await rig.database.read { try books.tills.view(of: rig.teller.staff, in: $0) }
    #expect(held.drawer(.cny)?.text == "100*10,50*1,10*20")
    let journal = try await rig.settle(order)
    #expect(journal.reference == order.caseID)
    let (after, page, number) = try await rig.database.read { tx in
      (
        try books.tills.view(of: rig.teller.staff, in: tx), try books.accounts.details(account, in: tx),
        try books.numbers.find(facts.number, in: tx)
      )
    }
    #expect(after.drawer(.cny)?.text == "100*14,10*20")
    #expect(number?.state == .settled && number?.journal == journal.id)
    let line = try #require(page.lines.first)
    #expect(page.lines.count == 1 && page.balance.balance.minor == 35_000 && line.balance.minor == 35_000)
    #expect(line.number == facts.number && line.code == 1201 && line.side == .credit)
    #expect(line.businessDate == BankRig.today && line.valueDate == BusinessDate("2026-11-20"))
    #expect(line.otherSide == BankChart.till(BankRig.outlet, box: 1, .cny) && line.otherSideZh == "柜员尾箱 1")
    #expect(try await rig.tillsAgree())
    let again = try await refused { try await rig.settle(order) }
    #expect(again == "case.already-ended")
  }

  @Test("refusals come in their order, each at its field, and change nothing")
  func ladder() async throws {
    let rig = try await BankRig()
    let account = try await rig.account()
    let crowns = try await rig.account(.czk)
    let stranger = rig.actor("T0002")
    let away = rig.actor("T0003", at: BankRig.other)
    try await rig.openTill()
    let missing = AccountNumber(BankRig.outlet, sequence: 999)
    let tomorrow = BankRig.today.adding(days: 1)
    let steps: [(CashOrder, String, String?)] = [
      (try rig.deposit(missing, "0", "7*1"), "account.unknown", "account"),
      (try rig.deposit(account, "0", "7*1"), "amount.not-positive", "amount"),
      (try rig.deposit(account, "5", "7*1", .czk), "deposit.currency", "currency"),
      (try rig.deposit(account, "5", "7*1", valueDate: tomorrow), "value-date.after-business-date", "valueDate"),
      (try rig.deposit(account, "5", "7*1", by: stranger), "till.closed", "till"),
      (try rig.deposit(account, "5", "7*1", by: away), "till.closed", "till"),
      (try rig.deposit(crowns, "5", "7*1", .czk), "till.no-currency", "currency"),
      (try rig.deposit(account, "5", "7*1"), "cash.unknown-denomination", "denominations"),
      (try rig.deposit(account, "5", "10*1", change: "7*1"), "cash.unknown-denomination", "change"),
      (try rig.deposit(account, "100", "50*1"), "deposit.cash-differs", "denominations"),
      (try rig.deposit(account, "80", "100*1", change: "20*1"), "till.change-missing", "change"),
    ]
    let before = try await rig.counts()
    for (order, code, field) in steps {
      let refusal = await #expect(throws: Refusal.self, "\(code)") { try await rig.prepare(order) }
      #expect(refusal?.code == code && refusal?.field == field)
      #expect(refusal?.remedyZh.isEmpty == false && refusal?.remedyEn.isEmpty == false)
    }
    let differs = await #expect(throws: Refusal.self) { try await rig.prepare(steps[9].0) }
    #expect(differs?.zh.contains("100.00") == true && differs?.zh.contains("50.00") == true)
    #expect(try await rig.counts() == before)
  }

  @Test("an account that is frozen, closed or not yet signed for takes no cash")
  func states() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let account = try await rig.account()
    try await rig.openTill()
    func code() async throws -> String {
      try await refused { _ = try await rig.prepare(try rig.deposit(account, "100", "100*1")) }
    }
    try await rig.database.write { try books.accounts.freeze(account, in: $0) }
    #expect(try await code() == "account.frozen")
    try await rig.database.write { try books.accounts.unfreeze(account, in: $0) }
    try await rig.database.write { try books.accounts.close(account, in: $0) }
    #expect(try await code() == "account.closed")
    let reopened = try await refused { try await rig.database.write { try books.accounts.freeze(account, in: $0) } }
    #expect(reopened == "account.state")
    let pending = rig.opening(try rig.draft(name: nil, phone: nil))
    let number = try await rig.database.write { try books.accountOpening.prepare(pending, in: $0).account }
    let early = try await refused { _ = try await rig.prepare(try rig.deposit(number, "100", "100*1")) }
    #expect(early == "account.unknown")
  }

  @Test("an account with money or money under way cannot be closed")
  func closing() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let account = try await rig.account()
    try await rig.openTill()
    let order = try rig.deposit(account, "100", "100*1")
    _ = try await rig.prepare(order)
    let underWay = try await refused { try await rig.database.write { try books.accounts.close(account, in: $0) } }
    try await rig.settle(order)
    let full = try await refused { try await rig.database.write { try books.accounts.close(account, in: $0) } }
    #expect([underWay, full] == ["account.not-empty", "account.not-empty"])
  }

  @Test("settlement looks at account, till and day again; a refusal leaves a case that can be released")
  func settlementRefused() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let account = try await rig.account()
    try await rig.openTill()
    let frozen = try rig.deposit(account, "100", "100*1")
    _ = try await rig.prepare(frozen)
    try await rig.database.write { try books.accounts.freeze(account, in: $0) }
    #expect(try await refused { try await rig.settle(frozen) } == "account.frozen")
    try await rig.release(frozen)
    try await rig.database.write { try books.accounts.unfreeze(account, in: $0) }

    let late = try rig.deposit(account, "100", "100*1")
    _ = try await rig.prepare(late)
    try await rig.database.write {
      try $0.execute(SQL("UPDATE bank_calendars SET business_date = business_date + 1"), [])
    }
    #expect(try await refused { try await rig.settle(late) } == "case.business-date-passed")
    try await rig.release(late)
    try await rig.database.write {
      try $0.execute(SQL("UPDATE bank_calendars SET business_date = business_date - 1"), [])
    }

    let moved = try rig.deposit(account, "100", "100*1")
    _ = try await rig.prepare(moved)
    try await rig.database.write { try $0.execute(SQL("UPDATE till_boxes SET session = session + 1"), []) }
    #expect(try await refused { try await rig.settle(moved) } == "till.changed")
    try await rig.release(moved)
    let balance = try await rig.database.read { try books.accounts.balance(account, in: $0) }
    #expect(balance.balance.minor == 0)
    #expect(try await rig.check().isSound)
  }

  @Test("a hand-back is recorded once, only after a release, and moves nothing (DECISIONS 12)")
  func handBack() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let now = rig.time.now
    let account = try await rig.account()
    try await rig.openTill()
    let order = try rig.deposit(account, "350", "100*4", change: "50*1")
    _ = try await rig.prepare(order)
    func record() async throws -> HandBack {
      try await rig.database.write {
        try books.bookings.recordHandBack(order.caseID, by: rig.teller, now: now, in: $0)
      }
    }
    #expect(try await refused { _ = try await record() } == "hand-back.not-due")
    try await rig.release(order)
    let back = try await record()
    #expect(back.received.text == "100*4" && back.changeReturned.text == "50*1")
    #expect(try await refused { _ = try await record() } == "hand-back.recorded")
    let kept = try await rig.database.read {
      try books.bookings.handBack(order.caseID, at: BankRig.outlet, in: $0)
    }
    #expect(kept == back)
    let view = try await rig.database.read { try books.tills.view(of: rig.teller.staff, in: $0) }
    #expect(view.drawer(.cny)?.text == "100*10,50*1,10*20")
    let settled = try rig.deposit(account, "100", "100*1")
    _ = try await rig.prepare(settled)
    try await rig.settle(settled)
    let paid = try await refused {
      _ = try await rig.database.write {
        try books.bookings.recordHandBack(settled.caseID, by: rig.teller, now: now, in: $0)
      }
    }
    #expect(paid == "hand-back.not-due")
  }

  @Test("cash for another outlet's account is booked through inter-branch accounts; each outlet balances (BC-004)")
  func otherOutlet() async throws {
    let rig = try await BankRig()
    let ledger = rig.ledger
    let account = try await rig.account(at: BankRig.other)
    try await rig.openTill()
    let order = try rig.deposit(account, "500", "100*5")
    let facts = try await rig.prepare(order)
    let journal = try await rig.settle(order)
    let shown = facts.plan.shown.map { "\($0.account) \($0.side) \($0.amount.minor)" }
    #expect(Set(shown) == Set(journal.entries.map { "\($0.leg.account) \($0.leg.side) \($0.leg.amount.minor)" }))
    for place in [BankRig.outlet, BankRig.other] {
      let own = journal.entries.map(\.leg).filter { $0.account.institution == place }
      let sum = own.reduce(0) { $0 + ($1.side == .debit ? $1.amount.minor : -$1.amount.minor) }
      #expect(own.count == 2 && sum == 0)
    }
    let balance = try await rig.database.read { try ledger.account(BankChart.customer(account), in: $0).balance }
    #expect(balance.minor == 50_000)
    #expect(facts.number.outlet == BankRig.outlet)
    #expect(try await rig.check().isSound)
  }

  @Test("journal numbers run 1, 2, 3 … per outlet and are never reused, released ones included (DECISIONS 11)")
  func numbers() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let account = try await rig.account()
    try await rig.openTill()
    var seen: [JournalNumber] = []
    for index in 0..<6 {
      let order = try rig.deposit(account, "100", "100*1")
      seen.append(try await rig.prepare(order).number)
      if index % 2 == 0 { try await rig.release(order) } else { try await rig.settle(order) }
      // A body that fails after allotting gives its number back: nobody has seen it.
      let failed = try rig.deposit(account, "100", "100*1")
      _ = try await refused {
        _ = try await rig.database.write { tx in
          _ = try books.cashDeposit.prepare(failed, in: tx)
          throw Refusal(.invalid, "test", zh: "", en: "", remedyZh: "", remedyEn: "")
        }
      }
    }
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $1.sequence == $0.sequence + 1 })
    let first = seen[0].sequence
    let page = try await rig.database.read {
      try books.numbers.page(BankRig.outlet, BankRig.today, after: first - 1, limit: 100, in: $0)
    }
    #expect(page.map(\.number) == seen)
    #expect(page.map(\.state) == [.released, .settled, .released, .settled, .released, .settled])
  }

  @Test("one case is prepared once, and a key used before is refused by what differs")
  func twice() async throws {
    let rig = try await BankRig()
    let account = try await rig.account()
    try await rig.openTill()
    let order = try rig.deposit(account, "100", "100*1")
    _ = try await rig.prepare(order)
    #expect(try await refused { _ = try await rig.prepare(order) } == "case.already-prepared")
    let fresh = try rig.deposit(account, "100", "100*1")
    let own = fresh.counter
    let stolen = CashOrder(
      CounterOrder(
        caseID: own.caseID, institution: own.institution, teller: own.teller, code: own.code, journal: own.journal,
        reservation: own.reservation, key: order.counter.key, deadline: own.deadline, at: own.at),
      account: fresh.account, amount: fresh.amount, received: fresh.received, given: fresh.given)
    let refusal = await #expect(throws: Refusal.self) { try await rig.prepare(stolen) }
    #expect(refusal?.code == "ledger.key-reused")
  }
}

extension BankRig {
  /// Rows of every table a refused deposit might touch.
  func counts() async throws -> [Int64] {
    let tables = [
      "counter_bookings", "journal_numbers", "demand_accounts", "till_notes", "cash_hand_backs", "account_openings",
    ]
    return try await database.read { tx in
      try tables.map { try tx.query(SQL("SELECT COUNT(*) FROM \($0)"))[0].int(0) }
    }
  }
}
