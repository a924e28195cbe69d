import Access
import Audit
import Desk
import Foundation
import Ledger
import Primitives
import Storage
import TestCounter
import TestHouse
import Testing
import Web

/// Bookings between clearing accounts, over the API and in the desk.
@Suite("Internal bookings", .serialized)
struct PostingTests {
  private func hire(_ bank: TestBank) async throws {
    let boss = try await bank.desks.door.signOn(number: "A0001", password: TestBank.password, stationToken: nil).signOn
    let first = try await bank.desks.door.addStaff(
      number: "K0001", name: "会计", posts: [.accountant], institution: bank.outlet, by: boss)
    let signOn = try await bank.desks.door.signOn(
      number: "K0001", password: first.firstPassword, stationToken: nil
    ).signOn
    try await bank.desks.door.changePassword(signOn, old: first.firstPassword, new: TestBank.password)
  }

  private func accountant(_ bank: TestBank) async throws -> SignOn {
    try await hire(bank)
    return try await bank.desks.door.signOn(number: "K0001", password: TestBank.password, stationToken: nil).signOn
  }

  private func request(
    _ bank: TestBank, _ from: LedgerAccountID, _ to: LedgerAccountID, _ minor: Int64, key: IdempotencyKey? = nil,
    code: Int = 9101
  ) -> PostingDesk.Request {
    let key = key ?? IdempotencyKey(at: bank.time.now, from: bank.desks.house.entropy)
    return PostingDesk.Request(
      key: key, code: code, legs: [.debit(from, Money(minor: minor, .cny)), .credit(to, Money(minor: minor, .cny))])
  }

  private func refused(_ body: () async throws -> Void) async throws -> String {
    do { try await body() } catch let no as Refusal { return no.code }
    return "none"
  }

  @Test("five hundred at once share commits, each posted and audited once; a repeated key gives the first journal")
  func many() async throws {
    let bank = try await TestBank.open()
    let signOn = try await accountant(bank)
    let desk = bank.desks.posting
    let accounts = try await desk.openAccounts(1..<21, .cny, by: signOn)
    let requests = (0..<500).map { request(bank, accounts[$0 % 20], accounts[($0 + 7) % 20], Int64($0 + 1)) }
    let journals = try await withThrowingTaskGroup(of: (Journal, Bool).self) { group in
      // Each twice: one of the two posts.
      for one in requests + requests { group.addTask { try await desk.post(one, by: signOn) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(journals.filter(\.1).count == 500 && Set(journals.map(\.0.id)).count == 500)
    let key = bank.desks.house.keys.checkpoint.publicKeyDER
    let (check, verdict, entries) = try await bank.database.read { tx in
      (
        try LedgerBooks().check(in: tx), try AuditBook().verify(key: key, in: tx),
        try AuditBook().page(AuditFilter(chain: PostingDesk.chain), limit: 500, in: tx)
      )
    }
    #expect(check.isSound && verdict.isGood)
    #expect(entries.count == 500 && Set(entries.map(\.entry.subject)).count == 500)
    await bank.database.close()
  }

  @Test("an order that may not be made is refused by name and leaves nothing")
  func refusals() async throws {
    let bank = try await TestBank.open()
    let signOn = try await accountant(bank)
    let desk = bank.desks.posting
    let accounts = try await desk.openAccounts(1..<3, .cny, by: signOn)
    let vault = LedgerAccountID(bank.outlet, sequence: 1_001_000_156)
    let away = LedgerAccountID(bank.other, sequence: 3_001_000_001)
    let unknown = LedgerAccountID(bank.outlet, sequence: 3_001_000_999)
    let key = IdempotencyKey(at: bank.time.now, from: bank.desks.house.entropy)
    _ = try await desk.post(request(bank, accounts[0], accounts[1], 5, key: key), by: signOn)
    let cases: [(String, PostingDesk.Request)] = [
      ("posting.account", request(bank, vault, accounts[0], 5)),
      ("posting.account", request(bank, accounts[0], away, 5)),
      ("posting.code", request(bank, accounts[0], accounts[1], 5, code: 1201)),
      ("ledger.account-unknown", request(bank, accounts[0], unknown, 5)),
      ("ledger.amount-not-positive", request(bank, accounts[0], accounts[1], 0)),
      ("ledger.key-reused", request(bank, accounts[0], accounts[1], 6, key: key)),
    ]
    for (code, request) in cases {
      #expect(try await refused { _ = try await desk.post(request, by: signOn) } == code)
    }
    #expect(try await refused { _ = try await desk.openAccounts(1..<3, .cny, by: signOn) } == "ledger.account-exists")
    #expect(try await refused { _ = try await desk.openAccounts(0..<2, .cny, by: signOn) } == "clearing.numbers")
    let teller = try await bank.desks.door.signOn(number: "T0001", password: TestBank.password, stationToken: nil)
      .signOn
    #expect(
      try await refused { _ = try await desk.post(request(bank, accounts[0], accounts[1], 1), by: teller) }
        == "access.forbidden")
    let audited = try await bank.database.read { tx in
      try AuditBook().page(AuditFilter(chain: PostingDesk.chain), limit: 500, in: tx).count
    }
    #expect(audited == 1)
    await bank.database.close()
  }

  @Test("a batch whose commit is in doubt is asked again by its keys: posted and audited once")
  func doubt() async throws {
    let (bank, vault) = try await TestBank.openDoubtful()
    let signOn = try await accountant(bank)
    let desk = bank.desks.posting
    let accounts = try await desk.openAccounts(1..<3, .cny, by: signOn)
    let one = request(bank, accounts[0], accounts[1], 100)
    vault.next([.committed])
    await #expect(throws: InDoubt.self) { _ = try await desk.post(one, by: signOn) }
    let again = try await desk.post(one, by: signOn)
    #expect(!again.isNew)
    let (balance, audited) = try await bank.database.read { tx in
      (
        try LedgerBooks().account(accounts[1], in: tx).balance.minor,
        try AuditBook().page(AuditFilter(chain: PostingDesk.chain), limit: 500, in: tx).count
      )
    }
    #expect(balance == 100 && audited == 1)
    await bank.database.close()
  }

  @Test("over the API: 201, then 200 for the same key; every wrong member is named in both languages")
  func api() async throws {
    let rig = try await WebRig.open()
    try await hire(rig.bank)
    let token = try await rig.signOn("K0001")
    let opened = try await rig.json(
      "POST", "/api/v1/clearing-accounts", #"{"currency":"CNY","first":1,"count":2}"#, token: token)
    #expect(opened.status == 201, "\(opened.text)")
    func body(_ amount: String, key: String = "0123456789abcdef0123456789abcdef", to: String = "1101013001000002")
      -> String
    {
      #"{"idempotencyKey":"\#(key)","code":9101,"currency":"CNY","legs":[{"account":"1101013001000001","side":"debit","amount":"\#(amount)"},{"account":"\#(to)","side":"credit","amount":"\#(amount)"}]}"#
    }
    let first = try await rig.json("POST", "/api/v1/postings", body("12.50"), token: token)
    #expect(first.status == 201, "\(first.text)")
    let again = try await rig.json("POST", "/api/v1/postings", body("12.50"), token: token)
    #expect(again.status == 200 && again.member("journal") == first.member("journal"))
    let other = try await rig.json("POST", "/api/v1/postings", body("12.51"), token: token)
    #expect(other.status == 409 && other.member("code") == "ledger.key-reused", "\(other.text)")
    let fresh = "00000000000000000000000000000001"
    for (text, status) in [
      (body("1.234", key: fresh), 422), (body("-1", key: fresh), 422), (body("x", key: fresh), 422),
      (body("1", key: "short"), 422), (body("1", key: fresh, to: "1"), 422),
      (body("1", key: fresh, to: "1101011001000156"), 403),
    ] {
      let no = try await rig.json("POST", "/api/v1/postings", text, token: token)
      #expect(no.status == status, "\(text) → \(no.status) \(no.text)")
      #expect(no.text.contains("\"zh\"") && no.text.contains("\"en\"") && no.member("code") != nil)
    }
    let teller = try await rig.signOn("T0001")
    #expect(try await rig.json("POST", "/api/v1/postings", body("1", key: fresh), token: teller).status == 403)
    #expect(try await rig.json("POST", "/api/v1/postings", body("1", key: fresh)).status == 401)
    rig.close()
  }
}
