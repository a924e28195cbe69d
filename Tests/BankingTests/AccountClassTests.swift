import Banking
import Primitives
import Storage
import TestHouse
import Testing

@Suite("accounts of class I, II and III and their limits (BC-008; PBOC 2015-392, 2016-302, 2018-16)")
struct AccountClassTests {
  private func rig() async throws -> (BankRig, one: AccountNumber) {
    let rig = try await BankRig()
    try await rig.openTill("100*2000,10*100,1*500,0.1*50")
    let one = try await rig.account()
    try await rig.payIn(one, yuan: 500_000)
    return (rig, one)
  }

  @Test("one class I account by parameter, at most five of class II; the classes are counted apart")
  func counts() async throws {
    let (rig, one) = try await rig()
    try await rig.set(BankParameters.classOneLimit, "1")
    #expect(
      try await refused { _ = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 1) }
        == "account.class-one-limit")
    for _ in 1...5 { _ = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 2, linked: one) }
    #expect(
      try await refused { _ = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 2) }
        == "account.class-limit")
    let three = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 3)
    let found = try await rig.database.read { [books = rig.books] in try books.accounts.find(three, in: $0) }
    #expect(found.traits.accountClass == 3 && found.product.zh.contains("III 类"))
  }

  @Test("what it is bound to is one's own class I account")
  func links() async throws {
    let (rig, one) = try await rig()
    let other = try await rig.account("440524188001010014", name: "李雷")
    let two = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 2, linked: one)
    #expect(
      try await refused {
        _ = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 2, linked: one, currency: .usd)
      } == "account.class")
    for (accountClass, linked) in [(2, other), (2, two), (1, one)] {
      #expect(
        try await refused {
          _ = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: accountClass, linked: linked)
        } == "account.link")
    }
  }

  @Test("class II out: 6,000 and 4,000 pass, one fen more does not, the next day it does")
  func secondOut() async throws {
    let (rig, one) = try await rig()
    let two = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 2, linked: one)
    let payee = try await rig.account("440524188001010014", name: "李雷")
    // From the account it is bound to, beyond every limit.
    try await rig.transfer(one, two, "王小明", "50000")
    try await rig.transfer(two, payee, "李雷", "6000")
    let cash = try rig.withdrawal(two, "4000", "100*40")
    try await rig.prepareWithdrawal(cash)
    #expect(try await refused { try await rig.transfer(two, payee, "李雷", "0.01") } == "account.over-limit")
    // A released piece of business gives its part back, back to the bound account costs nothing.
    try await rig.release(cash)
    try await rig.transfer(two, one, "王小明", "20000")
    try await rig.transfer(two, payee, "李雷", "4000")
    let refusal = await #expect(throws: Refusal.self) { try await rig.transfer(two, payee, "李雷", "0.01") }
    #expect(refusal?.field == "amount" && refusal?.limit == "10,000.00" && refusal?.zh.contains("0.00") == true)
    try await rig.today("2026-11-23")
    try await rig.transfer(two, payee, "李雷", "0.01")
  }

  @Test("class II in: 10,000 a day from others and in cash, 200,000.00 a year and not a fen more")
  func secondIn() async throws {
    let (rig, one) = try await rig()
    let two = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 2)
    try await rig.payIn(two, yuan: 4_000)
    try await rig.transfer(one, two, "王小明", "6000")
    #expect(try await refused { try await rig.transfer(one, two, "王小明", "0.01") } == "account.over-limit")
    #expect(try await refused { try await rig.payIn(two, yuan: 1) } == "account.over-limit")
    for day in 1...18 {
      try await rig.today("2026-12-\(day < 10 ? "0" : "")\(day)")
      try await rig.transfer(one, two, "王小明", "10000")
    }
    try await rig.today("2026-12-19")
    try await rig.transfer(one, two, "王小明", "9999.99")
    try await rig.today("2026-12-20")
    #expect(try await refused { try await rig.transfer(one, two, "王小明", "0.02") } == "account.over-limit")
    try await rig.transfer(one, two, "王小明", "0.01")
    try await rig.today("2027-01-01")
    try await rig.transfer(one, two, "王小明", "10000")
  }

  @Test("class III holds 2,000: 1,500 and 500 pass, 500.01 does not; open deposits count")
  func third() async throws {
    let (rig, one) = try await rig()
    let three = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 3, linked: one)
    try await rig.payIn(three, yuan: 1_500)
    #expect(try await refused { try await rig.transfer(one, three, "王小明", "500.01") } == "account.over-limit")
    let open = try rig.deposit(three, "100", "100*1")
    _ = try await rig.prepare(open)
    #expect(try await refused { try await rig.transfer(one, three, "王小明", "400.01") } == "account.over-limit")
    try await rig.transfer(one, three, "王小明", "400")
    try await rig.settle(open)
    #expect(try await rig.available(three) == 2_000_00)
    let payee = try await rig.account("440524188001010014", name: "李雷")
    try await rig.transfer(three, payee, "李雷", "2000")
    try await rig.transfer(one, three, "王小明", "1000")
    #expect(try await refused { try await rig.transfer(three, payee, "李雷", "0.01") } == "account.over-limit")
    #expect(try await rig.check().isSound)
  }

  @Test("before 2018-02-01 the limits of class III were others: parameters are dated")
  func dated() async throws {
    let (rig, one) = try await rig()
    let three = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 3, linked: one)
    let limit = try await rig.database.read { [books = rig.books] tx in
      try ["2018-01-31", "2018-02-01"].map { day in
        try books.parameters.number(
          "account.class-three.balance", at: three.institution, on: BusinessDate(day)!, in: tx)
      }
    }
    #expect(limit == [1_000_00, 2_000_00])
  }

  @Test("a cancelled piece of business does not count; a deposit out of class III is refused")
  func others() async throws {
    let (rig, one) = try await rig()
    let three = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 3, linked: one)
    let two = try await rig.account(BankRig.idNumber, name: "王小明", accountClass: 2)
    let deposit = try await rig.payIn(two, yuan: 10_000)
    #expect(try await refused { try await rig.payIn(two, yuan: 1) } == "account.over-limit")
    let cancel = CancelOrder(
      original: deposit.caseID, actor: rig.teller, supervisor: rig.id(), supervisorNumber: "S0001",
      errorClass: .wrongAmount, reason: "金额输错", journal: rig.id(), key: rig.id(), at: rig.time.now)
    _ = try await rig.database.write { [books = rig.books] in try books.corrections.cancel(cancel, in: $0) }
    try await rig.payIn(two, yuan: 10_000)
    let opening = TermOpening(
      rig.counter(1401), .demandOrTime, payer: three, amount: Money(minor: 100_00, .cny))
    try await rig.payIn(three, yuan: 200)
    #expect(
      try await refused {
        _ = try await rig.database.write { [books = rig.books] in try books.terms.prepare(opening, in: $0) }
      } == "account.class-three")
  }
}
