import Banking
import Primitives
import Storage
import TestHouse
import Testing

@Suite("accounts held by an authority or stopped (EC-001; PBOC 2002-1)") struct HoldTests {
  private static let order = [
    "authority": "某市中级人民法院", "orderNumber": "(2026)01执100号", "until": "2027-05-20", "officerName": "张执行",
    "officerNumber": "01-1001", "secondOfficerName": "李执行", "secondOfficerNumber": "01-1002",
  ]

  private func rig() async throws -> (BankRig, AccountNumber, AccountNumber) {
    let rig = try await BankRig()
    try await rig.openTill("100*100,10*100,1*100")
    let account = try await rig.account()
    let other = try await rig.account("440524188001010014", name: "李雷")
    try await rig.payIn(account, yuan: 10_000)
    return (rig, account, other)
  }

  private func fields(_ account: AccountNumber, _ more: [String: String] = [:]) -> [String: String] {
    Self.order.merging(["account": "\(account)"]) { $1 }.merging(more) { $1 }
  }

  @Test("the whole account: money comes in, nothing goes out; lifted by its own number")
  func whole() async throws {
    let (rig, account, other) = try await rig()
    let placed = try await rig.perform(.placeHold, fields(account), ["kind": "freeze"])
    #expect(placed.sight.signer == "张执行" && placed.sight.facts["holdAmount"]?.contains("全部") == true)
    #expect(placed.sight.facts["officers"] == "张执行 01-1001、李执行 01-1002")
    #expect(
      try await refused { try await rig.prepareWithdrawal(rig.withdrawal(account, "100", "100*1")) }
        == "account.frozen-by-authority")
    #expect(
      try await refused { try await rig.transfer(account, other, "李雷", "0.01") } == "account.frozen-by-authority")
    try await rig.payIn(account, yuan: 100)
    for (kind, number) in [("stop", "(2026)01执100号"), ("freeze", "(2026)01执101号")] {
      let fields = ["account": "\(account)", "orderNumber": number, "authority": "某法院", "reason": "结案"]
      #expect(
        try await refused { try await rig.perform(.liftHold, fields, ["kind": kind]) } == "hold.unknown")
    }
    let lift = ["account": "\(account)", "orderNumber": "(2026) 01执100号", "authority": "某法院", "reason": "结案"]
    try await rig.perform(.liftHold, lift, ["kind": "freeze"])
    try await rig.transfer(account, other, "李雷", "0.01")
    #expect(try await refused { try await rig.perform(.liftHold, lift, ["kind": "freeze"]) } == "hold.unknown")
  }

  @Test("the bank's own stop of the whole account is told as what it is")
  func stopped() async throws {
    let (rig, account, other) = try await rig()
    try await rig.perform(.placeHold, fields(account), ["kind": "stop"])
    #expect(try await refused { try await rig.transfer(account, other, "李雷", "0.01") } == "account.stopped")
  }

  @Test("part of it: what is free may be drawn to the fen; two holds add up")
  func part() async throws {
    let (rig, account, other) = try await rig()
    try await rig.perform(.placeHold, fields(account, ["amount": "6000"]), ["kind": "freeze"])
    let refusal = await #expect(throws: Refusal.self) { try await rig.transfer(account, other, "李雷", "4000.01") }
    #expect(refusal?.code == "account.funds-held" && refusal?.limit == "4,000.00" && refusal?.field == "amount")
    try await rig.transfer(account, other, "李雷", "1000")
    try await rig.perform(
      .placeHold, fields(account, ["amount": "2500", "orderNumber": "S-1"]), ["kind": "stop"])
    #expect(try await refused { try await rig.transfer(account, other, "李雷", "500.01") } == "account.funds-held")
    try await rig.transfer(account, other, "李雷", "500")
    #expect(try await refused { try await rig.transfer(account, other, "李雷", "0.01") } == "account.funds-held")
  }

  @Test("it holds on its last day and lapses on the next")
  func timed() async throws {
    let (rig, account, other) = try await rig()
    try await rig.perform(.placeHold, fields(account, ["until": "2026-11-25"]), ["kind": "freeze"])
    try await rig.today("2026-11-25")
    #expect(
      try await refused { try await rig.transfer(account, other, "李雷", "1") } == "account.frozen-by-authority")
    try await rig.today("2026-11-26")
    try await rig.transfer(account, other, "李雷", "1")
  }

  @Test("an order that comes after the page was drawn goes first")
  func meanwhile() async throws {
    let (rig, account, _) = try await rig()
    let first = try rig.withdrawal(account, "5000", "100*50")
    try await rig.prepareWithdrawal(first)
    try await rig.perform(.placeHold, fields(account, ["amount": "5000"]), ["kind": "freeze"])
    // What is left covers the order.
    try await rig.settle(first)
    try await rig.payIn(account, yuan: 1_000)
    let second = try rig.withdrawal(account, "1000", "100*10")
    try await rig.prepareWithdrawal(second)
    try await rig.perform(.placeHold, fields(account, ["amount": "1", "orderNumber": "B-2"]), ["kind": "freeze"])
    #expect(try await refused { try await rig.settle(second) } == "account.funds-held")
    try await rig.release(second)
    #expect(try await rig.available(account) == 6_000_00)
    #expect(try await rig.tillsAgree())
    #expect(try await rig.check().isSound)
  }

  @Test(
    "refusals, each at its field",
    arguments: [
      (["until": "2026-11-21"], "freeze", "hold.past", "until"),
      (["until": "2027-11-23"], "freeze", "hold.too-long", "until"),
      (["until": "2027-05-23"], "stop", "hold.too-long", "until"),
      (["amount": "0"], "freeze", "amount.not-positive", "amount"),
      (["account": "9156000100010999994"], "freeze", "account.check-digit", "account"),
    ] as [([String: String], String, String, String)])
  func refusals(more: [String: String], kind: String, code: String, field: String) async throws {
    let (rig, account, _) = try await rig()
    let refusal = await #expect(throws: Refusal.self) {
      try await rig.prepare(rig.deed(.placeHold, fields(account, more), ["kind": kind]))
    }
    #expect(refusal?.code == code && refusal?.field == field)
  }

  @Test("the longest holds still pass; the same order is not taken twice; no order's number stands in clear")
  func boundaries() async throws {
    let (rig, account, _) = try await rig()
    try await rig.perform(.placeHold, fields(account, ["until": "2027-11-22"]), ["kind": "freeze"])
    try await rig.perform(.placeHold, fields(account, ["until": "2027-05-22"]), ["kind": "stop"])
    #expect(
      try await refused { try await rig.perform(.placeHold, fields(account), ["kind": "freeze"]) } == "hold.known")
    #expect(try await rig.found([Array("(2026)01执100号".utf8)]).isEmpty)
  }

  @Test("the bank's own freeze of everything works as before, beside a hold")
  func both() async throws {
    let (rig, account, other) = try await rig()
    try await rig.perform(.placeHold, fields(account, ["amount": "1"]), ["kind": "freeze"])
    try await rig.database.write { [books = rig.books] in try books.accounts.freeze(account, in: $0) }
    #expect(try await refused { try await rig.payIn(account, yuan: 1) } == "account.frozen")
    try await rig.database.write { [books = rig.books] in try books.accounts.unfreeze(account, in: $0) }
    #expect(try await refused { try await rig.transfer(account, other, "李雷", "10000") } == "account.funds-held")
    try await rig.transfer(account, other, "李雷", "9999")
  }
}
