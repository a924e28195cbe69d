import Banking
import Foundation
import Primitives
import Storage
import Testing

@Suite struct AccountOpeningTests {
  @Test("an opening allots both numbers, is no account until signed, and then is one (BC-019, BC-020, BC-048)")
  func journey() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let order = rig.opening(try rig.draft())
    let facts = try await rig.database.write { try books.accountOpening.prepare(order, in: $0) }
    #expect(facts.number.sequence > 0)
    #expect(facts.customer.card.nameMasked == "王*明")
    #expect(facts.customer.card.documentMasked == "110105********002X")
    #expect(facts.customer.card.phoneMasked == "138****5678")
    #expect(!facts.isKnownCustomer)
    let early = try await refused {
      _ = try await rig.database.read { try books.accounts.find(facts.account, in: $0) }
    }
    #expect(early == "account.unknown")
    let unknown = try await rig.database.read { try books.customers.find(.residentID, BankRig.idNumber, in: $0) }
    #expect(unknown == nil)
    let now = rig.time.now
    let account = try await rig.database.write {
      try books.accountOpening.settle(order.caseID, at: BankRig.outlet, now: now, in: $0)
    }
    #expect(account.state == .active && account.openedOn == BankRig.today)
    let (balance, detail, number) = try await rig.database.read { tx in
      (
        try books.accounts.balance(facts.account, in: tx), try books.customers.reveal(account.customer, in: tx),
        try books.numbers.find(facts.number, in: tx)
      )
    }
    #expect(balance.balance == .zero(.cny))
    #expect(detail.name == "王小明" && detail.documentNumber == BankRig.idNumber && detail.phone == "13812345678")
    #expect(number?.state == .settled && number?.caseID == order.caseID && number?.journal == nil)
    let again = try await refused {
      _ = try await rig.database.write {
        try books.accountOpening.settle(order.caseID, at: BankRig.outlet, now: now, in: $0)
      }
    }
    #expect(again == "case.already-ended")
  }

  @Test("a known document finds the customer: name and phone must agree, both may be left empty")
  func knownCustomer() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let first = try await rig.account()
    let order = rig.opening(try rig.draft("110105 19491231 002x", name: " ", phone: ""))
    let facts = try await rig.database.write { try books.accountOpening.prepare(order, in: $0) }
    #expect(facts.isKnownCustomer && facts.customer.name == "王小明")
    let now = rig.time.now
    let second = try await rig.database.write {
      try books.accountOpening.settle(order.caseID, at: BankRig.outlet, now: now, in: $0)
    }
    let list = try await rig.database.read { try books.accounts.accounts(of: second.customer, in: $0) }
    #expect(list.map(\.number) == [first, second.number])
    for (name, phone, code, field) in [
      ("王大明", nil, "customer.name-differs", "customerName"),
      ("王小明", "13900000000", "customer.phone-differs", "phone"),
    ] as [(String, String?, String, String)] {
      let wrong = rig.opening(try rig.draft(name: name, phone: phone))
      let refusal = await #expect(throws: Refusal.self) {
        try await rig.database.write { try books.accountOpening.prepare(wrong, in: $0) }
      }
      #expect(refusal?.code == code && refusal?.field == field)
    }
  }

  @Test(
    "bad data of a person are refused at their field",
    arguments: [
      ("110105194912310021", "王", "", "id.check-digit", "documentNumber"),
      ("11010519490230002X", "王", "", "id.birth-date", "documentNumber"),
      ("11010519491231002X", String(repeating: "长", count: 61), "", "customer.name", "customerName"),
      ("11010519491231002X", "王\u{7}", "", "customer.name", "customerName"),
      ("11010519491231002X", "王", "12012345678", "customer.phone", "phone"),
      ("11010519491231002X", "王", "1381234567890123", "customer.phone", "phone"),
    ])
  func badData(number: String, name: String, phone: String, code: String, field: String) async throws {
    let rig = try await BankRig(calendar: false)
    let refusal = #expect(throws: Refusal.self) { try rig.draft(number, name: name, phone: phone) }
    #expect(refusal?.code == code && refusal?.field == field)
  }

  @Test("a new customer needs a name, and a doubtful identity opens nothing")
  func refusals() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let nameless = rig.opening(try rig.draft(name: nil))
    let doubtful = rig.opening(try rig.draft(), result: .doubtful)
    let codes = try await [
      refused { _ = try await rig.database.write { try books.accountOpening.prepare(nameless, in: $0) } },
      refused { _ = try await rig.database.write { try books.accountOpening.prepare(doubtful, in: $0) } },
    ]
    #expect(codes == ["customer.name", "identity.doubtful"])
  }

  @Test("two openings of one new document under way at once end with one customer")
  func atOnce() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let now = rig.time.now
    let orders = [rig.opening(try rig.draft()), rig.opening(try rig.draft()), rig.opening(try rig.draft(name: "李四"))]
    for order in orders { _ = try await rig.database.write { try books.accountOpening.prepare(order, in: $0) } }
    var customers: [CustomerID] = []
    for order in orders.prefix(2) {
      customers.append(
        try await rig.database.write {
          try books.accountOpening.settle(order.caseID, at: BankRig.outlet, now: now, in: $0).customer
        })
    }
    #expect(customers[0] == customers[1])
    let third = try await refused {
      _ = try await rig.database.write {
        try books.accountOpening.settle(orders[2].caseID, at: BankRig.outlet, now: now, in: $0)
      }
    }
    #expect(third == "customer.name-differs")
    try await rig.database.write {
      try books.accountOpening.release(orders[2].caseID, at: BankRig.outlet, now: now, in: $0)
    }
  }

  @Test("a released opening keeps both numbers as released, gives neither again, and forgets the person")
  func release() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let now = rig.time.now
    let order = rig.opening(try rig.draft())
    let facts = try await rig.database.write { try books.accountOpening.prepare(order, in: $0) }
    try await rig.database.write {
      try books.accountOpening.release(order.caseID, at: BankRig.outlet, now: now, in: $0)
    }
    let next = rig.opening(try rig.draft())
    let after = try await rig.database.write { try books.accountOpening.prepare(next, in: $0) }
    #expect(after.account != facts.account && after.number.sequence == facts.number.sequence + 1)
    let (number, rest) = try await rig.database.read { tx in
      (
        try books.numbers.find(facts.number, in: tx),
        try tx.query(
          SQL(
            """
            SELECT document_sealed, document_blind, name_sealed, name_blind, phone_sealed, phone_blind
            FROM account_openings WHERE state = 'released'
            """))
      )
    }
    #expect(number?.state == .released)
    #expect(rest.count == 1 && rest[0].values.allSatisfy { $0 == .null })
    let unknown = try await refused {
      _ = try await rig.database.read { try books.accounts.find(facts.account, in: $0) }
    }
    #expect(unknown == "account.unknown")
  }

  @Test("an agent's data stand with the check, sealed for that case alone")
  func agent() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let caseID: CaseID = rig.id()
    let agent = try books.customers.agent(
      name: "赵六", documentType: .residentID, documentNumber: "440524188001010014", caseID: caseID, entropy: rig.entropy)
    let order = AccountOpeningOrder(
      caseID: caseID, institution: BankRig.outlet, customer: try rig.draft(), currency: .cny,
      identity: IdentityCheck(method: .registry, result: .agrees, checkedBy: rig.teller.staff, agent: agent),
      at: rig.time.now)
    _ = try await rig.database.write { try books.accountOpening.prepare(order, in: $0) }
    let record = try await rig.database.read {
      try books.accountOpening.identity(caseID, at: BankRig.outlet, in: $0)
    }
    #expect(record.actingAs == .agent && record.agentName == "赵六" && record.method == .registry)
    #expect(record.agentDocumentNumber == "440524188001010014" && agent.documentMasked == "440524********0014")
  }

  @Test("where the bank limits class I accounts, the next one is refused")
  func classOne() async throws {
    let rig = try await BankRig()
    let books = rig.books
    try await rig.database.write {
      try books.parameters.set(BankParameters.classOneLimit, "1", from: BankRig.today, in: $0)
    }
    _ = try await rig.account()
    let second = try await refused { _ = try await rig.account() }
    #expect(second == "account.class-one-limit")
    _ = try await rig.account(.czk)
  }

  @Test("two drafts of one person, both prepared under a limit of one, do not both become accounts")
  func classOneAtOnce() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let now = rig.time.now
    try await rig.database.write {
      try books.parameters.set(BankParameters.classOneLimit, "1", from: BankRig.today, in: $0)
    }
    let orders = [rig.opening(try rig.draft()), rig.opening(try rig.draft())]
    for order in orders { _ = try await rig.database.write { try books.accountOpening.prepare(order, in: $0) } }
    var codes: [String] = []
    for order in orders {
      codes.append(
        try await refused {
          _ = try await rig.database.write {
            try books.accountOpening.settle(order.caseID, at: BankRig.outlet, now: now, in: $0)
          }
        })
    }
    #expect(codes == ["none", "account.class-one-limit"])
  }
}

extension BankRig {
  func account(_ currency: Currency) async throws -> AccountNumber {
    try await account(BankRig.idNumber, name: "王小明", type: .residentID, currency)
  }
}
