import Banking
import Primitives
import Storage
import Testing

@Suite struct TillTests {
  @Test("a box is opened with a count by denomination out of the vault, and handed in whole")
  func journey() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let ledger = rig.ledger
    let counts = [try CashCount(parsing: "100*10,1*3", .cny), CashCount(.czk)]
    let open = rig.move(counts, box: 7)
    let receipt = try await rig.database.write { try books.tills.open(open, in: $0) }
    #expect(receipt.view.box.teller == rig.teller.staff && receipt.view.box.session == 1)
    #expect(receipt.view.drawers == counts)
    #expect(receipt.journal == open.journal && receipt.number != nil)
    let (vault, till) = try await rig.database.read { tx in
      (
        try ledger.account(BankChart.vault(BankRig.outlet, .cny), in: tx).balance.minor,
        try ledger.account(BankChart.till(BankRig.outlet, box: 7, .cny), in: tx).balance.minor
      )
    }
    #expect(vault == 10_000_000_00 - 100_300 && till == 100_300)
    let close = rig.move(counts, box: 7)
    let closed = try await rig.database.write { try books.tills.close(close, in: $0) }
    #expect(closed.journal == close.journal)
    let back = try await rig.database.read { tx in
      (
        try ledger.account(BankChart.vault(BankRig.outlet, .cny), in: tx).balance.minor,
        try books.tills.box(of: rig.teller.staff, in: tx), try books.tills.boxes(BankRig.outlet, in: tx)
      )
    }
    #expect(back.0 == 10_000_000_00 && back.1 == nil && back.2.map(\.isOpen) == [false])
    try await rig.openTill(box: 7)
    #expect(try await rig.tillsAgree())
    #expect(try await rig.check().isSound)
  }

  @Test("one box per teller, one teller per box")
  func exclusive() async throws {
    let rig = try await BankRig()
    try await rig.openTill()
    let colleague = rig.actor("T0002")
    #expect(try await refused { try await rig.openTill(box: 2) } == "till.teller-has-one")
    #expect(try await refused { try await rig.openTill(box: 1, by: colleague) } == "till.taken")
    try await rig.openTill(box: 2, by: colleague)
    // The same number at another outlet is another box.
    let away = rig.actor("T0009", at: BankRig.other)
    #expect(try await refused { try await rig.openTill(box: 1, by: away) } == "till.vault-short")
    try await rig.openTill("", box: 1, by: away)
  }

  @Test("an opening count is refused by its own name")
  func openingRefused() async throws {
    let rig = try await BankRig()
    let books = rig.books
    func code(_ counts: [CashCount], box: Int64 = 1) async throws -> String {
      let move = rig.move(counts, box: box)
      return try await refused { _ = try await rig.database.write { try books.tills.open(move, in: $0) } }
    }
    let hundred = try CashCount(parsing: "100*1", .cny)
    #expect(try await code([]) == "till.no-drawers")
    #expect(try await code([hundred, hundred]) == "till.no-drawers")
    #expect(try await code([hundred], box: 0) == "till.box-number")
    #expect(try await code([hundred], box: 10_000) == "till.box-number")
    #expect(try await code([try CashCount(parsing: "3*1", .cny)]) == "cash.unknown-denomination")
    #expect(try await code([try CashCount(parsing: "100*1", .usd)]) == "cash.no-denominations")
    #expect(try await code([try CashCount(parsing: "100*200000", .cny)]) == "till.vault-short")
    #expect(try await rig.counts() == [0, 2, 0, 0, 0, 0])
  }

  @Test("a hand-in counts blind: the refusal names no figure, and open work keeps the box")
  func handIn() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let account = try await rig.account()
    try await rig.openTill("100*10")
    func code(_ text: String, by actor: CounterActor? = nil) async throws -> Refusal? {
      let move = rig.move([try CashCount(parsing: text, .cny)], by: actor)
      return await #expect(throws: Refusal.self) {
        try await rig.database.write { try books.tills.close(move, in: $0) }
      }
    }
    for wrong in ["100*9", "100*11", "50*20", ""] {
      let refusal = try await code(wrong)
      #expect(refusal?.code == "till.count-differs" && refusal?.limit == nil)
      #expect(refusal?.description.contains(where: \.isNumber) == false)
    }
    #expect(try await code("100*10", by: rig.actor("T0002"))?.code == "till.closed")
    let order = try rig.deposit(account, "100", "100*1")
    _ = try await rig.prepare(order)
    #expect(try await code("100*10")?.code == "till.work-open")
    try await rig.release(order)
    let good = rig.move([try CashCount(parsing: "100*10", .cny)])
    _ = try await rig.database.write { try books.tills.close(good, in: $0) }
    let closed = try await refused { _ = try await rig.prepare(try rig.deposit(account, "100", "100*1")) }
    #expect(closed == "till.closed")
  }

  @Test("a key of an earlier opening opens nothing")
  func keyReused() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let count = try CashCount(parsing: "100*10", .cny)
    let first = rig.move([count])
    _ = try await rig.database.write { try books.tills.open(first, in: $0) }
    let handIn = rig.move([count])
    _ = try await rig.database.write { try books.tills.close(handIn, in: $0) }
    let again = TillMove(
      actor: rig.teller, box: 1, counts: [count], journal: rig.id(), key: first.key, at: rig.time.now)
    let code = try await refused { _ = try await rig.database.write { try books.tills.open(again, in: $0) } }
    #expect(code == "banking.key-reused")
    #expect(try await rig.tillsAgree())
  }

  @Test("funding the vault again under the same key gives the first number and no second money")
  func fundingTwice() async throws {
    let rig = try await BankRig()
    let (books, ledger) = (rig.books, rig.ledger)
    let key: IdempotencyKey = rig.id()
    var numbers: [JournalNumber] = []
    for _ in 0..<2 {
      let funding = VaultFunding(
        actor: rig.teller, amount: Money(minor: 500, .cny), journal: rig.id(), key: key, at: rig.time.now)
      numbers.append(try await rig.database.write { try books.tills.fundVault(funding, in: $0) })
    }
    #expect(numbers[0] == numbers[1])
    let vault = try await rig.database.read {
      try ledger.account(BankChart.vault(BankRig.outlet, .cny), in: $0).balance.minor
    }
    #expect(vault == 10_000_000_00 + 500)
  }

  @Test("notes that do not equal the ledger stop the transaction: nothing of it is kept")
  func broken() async throws {
    let rig = try await BankRig()
    let books = rig.books
    let account = try await rig.account()
    try await rig.openTill("100*10")
    try await rig.database.write { try $0.execute(SQL("UPDATE till_notes SET pieces = pieces + 1"), []) }
    let found = try await rig.database.read { try books.tills.differences(at: BankRig.outlet, in: $0) }
    #expect(found.count == 1 && found[0].contains("the ledger says"))
    let order = try rig.deposit(account, "100", "100*1")
    _ = try await rig.prepare(order)
    let fault = await #expect(throws: Fault.self) { try await rig.settle(order) }
    #expect(fault?.code == "till.broken")
    let balance = try await rig.database.read { try books.accounts.balance(account, in: $0).balance }
    #expect(balance.minor == 0)
    try await rig.database.write { try $0.execute(SQL("UPDATE till_notes SET pieces = pieces - 1"), []) }
    try await rig.settle(order)
    #expect(try await rig.tillsAgree())
  }
}
