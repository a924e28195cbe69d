import Banking
import Primitives
import Storage
import TestHouse
import Testing

@Suite("cards and dormant accounts (BC-021, BC-008)") struct CardTests {
  private func rig() async throws -> (BankRig, AccountNumber) {
    let rig = try await BankRig()
    try await rig.set(AccountCards.bin, "621999")
    return (rig, try await rig.account())
  }

  private func card(_ rig: BankRig, _ number: String) async throws -> AccountCard {
    try await rig.database.read { [books = rig.books] in
      try books.cards.find(try CardNumber(parsing: number), in: $0)
    }
  }

  @Test("issued, activated, replaced, cancelled: each number once, each with its check digit")
  func life() async throws {
    let (rig, account) = try await rig()
    let order = rig.deed(.issueCard, ["account": "\(account)"])
    let number = try await rig.prepare(order).sight.facts["cardGrouped"]!
    #expect(CheckDigits.luhnIsValid(number.filter { $0 != " " }) && number.hasPrefix("6219 99"))
    #expect(try await refused { _ = try await card(rig, number) } == "card.unknown")
    try await rig.settle(order)
    #expect(try await card(rig, number).state == .issued)
    #expect(try await refused { try await rig.perform(.issueCard, ["account": "\(account)"]) } == "card.exists")
    try await rig.perform(.activateCard, ["card": number])
    #expect(try await card(rig, number).state == .active)
    #expect(try await refused { try await rig.perform(.activateCard, ["card": number]) } == "card.state")
    let replaced = try await rig.perform(.replaceCard, ["card": number, "reason": "lost"])
    let second = replaced.sight.facts["cardGrouped"]!
    #expect(second != number && replaced.sight.facts["formerCardMasked"]?.hasPrefix("621999") == true)
    #expect(try await card(rig, number).state == .cancelled)
    #expect(try await card(rig, second).state == .issued)
    try await rig.perform(.cancelCard, ["card": second])
    #expect(try await refused { try await rig.perform(.cancelCard, ["card": second]) } == "card.state")
    let third = try await rig.perform(.issueCard, ["account": "\(account)"]).sight.facts["cardGrouped"]!
    #expect(Set([number, second, third]).count == 3)
  }

  @Test("a released issue gives no card, and its number is not given again")
  func released() async throws {
    let (rig, account) = try await rig()
    let order = rig.deed(.issueCard, ["account": "\(account)"])
    let first = try await rig.prepare(order).sight.facts["cardGrouped"]!
    try await rig.release(order)
    #expect(try await refused { _ = try await card(rig, first) } == "card.unknown")
    let second = try await rig.perform(.issueCard, ["account": "\(account)"]).sight.facts["cardGrouped"]!
    #expect(second != first)
  }

  @Test("two issues under way for one account: the second to be signed is refused")
  func race() async throws {
    let (rig, account) = try await rig()
    let (first, second) = (
      rig.deed(.issueCard, ["account": "\(account)"]), rig.deed(.issueCard, ["account": "\(account)"])
    )
    try await rig.prepare(first)
    try await rig.prepare(second)
    try await rig.settle(first)
    #expect(try await refused { try await rig.settle(second) } == "card.exists")
    try await rig.release(second)
  }

  @Test("no issuer number, no identity, a frozen account, a wrong number: refused")
  func refusals() async throws {
    let rig = try await BankRig()
    let account = try await rig.account()
    let fields = ["account": "\(account)"]
    #expect(try await refused { try await rig.perform(.issueCard, fields) } == "card.none-issued")
    try await rig.set(AccountCards.bin, "621999")
    #expect(
      try await refused { try await rig.perform(.issueCard, fields.merging(["identityResult": "doubtful"]) { $1 }) }
        == "identity.doubtful")
    for number in ["6219990000000010", "621999000000001", "6228480402564890018"] {
      #expect(try await refused { try await rig.perform(.cancelCard, ["card": number]) } == "card.number")
    }
    try await rig.database.write { [books = rig.books] in try books.accounts.freeze(account, in: $0) }
    #expect(try await refused { try await rig.perform(.issueCard, fields) } == "account.frozen")
  }

  @Test("when the issuer's numbers are used up no card is made")
  func exhausted() async throws {
    let rig = try await BankRig()
    let account = try await rig.account()
    try await rig.set(AccountCards.bin, "621999")
    try await rig.database.write {
      try $0.execute("INSERT INTO card_counters (bin, last_number) VALUES ('621999', 999999999)", [])
    }
    #expect(
      try await refused { try await rig.perform(.issueCard, ["account": "\(account)"]) } == "card.numbers-exhausted")
  }

  @Test("an account without business for the bank's months is dormant: money comes in, and goes out once it is woken")
  func dormant() async throws {
    let rig = try await BankRig()
    try await rig.openTill()
    let account = try await rig.account()
    try await rig.payIn(account, yuan: 500)
    let wake = ["account": "\(account)"]
    try await rig.today("2027-11-21")
    #expect(try await refused { try await rig.perform(.activateAccount, wake) } == "account.not-dormant")
    try await rig.set("account.dormant.months", "12")
    #expect(try await refused { try await rig.perform(.activateAccount, wake) } == "account.not-dormant")
    try await rig.today("2027-11-22")
    #expect(
      try await refused { try await rig.prepareWithdrawal(rig.withdrawal(account, "100", "100*1")) }
        == "account.dormant")
    let woken = try await rig.perform(.activateAccount, wake)
    #expect(woken.sight.facts["lastMoved"] == "2026-11-22")
    try await rig.prepareWithdrawal(rig.withdrawal(account, "100", "100*1"))
    #expect(try await refused { try await rig.perform(.activateAccount, wake) } == "account.not-dormant")
    try await rig.today("2028-11-22")
    #expect(
      try await refused { try await rig.prepareWithdrawal(rig.withdrawal(account, "100", "100*1")) }
        == "account.dormant")
  }
}
