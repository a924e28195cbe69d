import Banking
import Foundation
import Primitives
import Seals
import Storage
import TestHouse
import Testing

@Suite("The transaction password of an account (BC-070, SC-105, PC-019)") struct PasswordTests {
  private struct Bank {
    let rig: BankRig
    let account: AccountNumber
    var passwords: AccountPasswords { rig.books.passwords }

    /// An account with this password.
    static func open(_ password: String? = "271828") async throws -> Bank {
      let rig = try await BankRig()
      let bank = Bank(rig: rig, account: try await rig.account())
      if let password { try await bank.set(password) }
      return bank
    }

    func ask(_ steps: [PasswordDemand.Step], personal: [String] = [], at place: InstitutionID = BankRig.outlet)
      async throws -> CaseID
    {
      let caseID: CaseID = rig.id()
      let (rig, account) = (rig, account)
      try await rig.database.write { tx in
        try rig.books.passwords.ask(
          PasswordDemand(account: account, steps: steps), of: caseID, at: place, personal: personal,
          entropy: rig.entropy, in: tx)
      }
      return caseID
    }

    func choose(_ password: String, _ caseID: CaseID) async throws {
      let (rig, account) = (rig, account)
      let personal = try await rig.database.read {
        try rig.books.passwords.personal(of: caseID, at: BankRig.outlet, in: $0)
      }
      let sealed = try passwords.seal(
        try PasswordDigits(password), for: account, personal: personal, entropy: rig.entropy)
      try await rig.database.write { try rig.books.passwords.choose(sealed, of: caseID, at: BankRig.outlet, in: $0) }
    }

    func set(_ password: String) async throws {
      let caseID = try await ask([.new])
      try await choose(password, caseID)
      try await settle(caseID)
    }

    func kept() async throws -> KeptPassword {
      try await rig.database.read { [rig, account] in try rig.books.passwords.kept(account, in: $0) }
    }

    func enter(
      _ password: String, _ caseID: CaseID, at place: InstitutionID = BankRig.outlet, kept: KeptPassword? = nil
    )
      async throws -> PasswordVerdict
    {
      let known = if let kept { kept } else { try await self.kept() }
      let isRight = try passwords.matches(try PasswordDigits(password), known)
      return try await rig.database.write { [rig] in
        try rig.books.passwords.count(isRight, known, of: caseID, at: place, now: rig.time.now, in: $0)
      }
    }

    func settle(_ caseID: CaseID) async throws {
      try await rig.database.write { [rig] in
        try rig.books.passwords.settle(caseID, at: BankRig.outlet, now: rig.time.now, in: $0)
      }
    }

    /// Settles and takes it back.
    func probe(_ caseID: CaseID) async throws {
      do {
        try await rig.database.write { [rig] tx in
          try rig.books.passwords.settle(caseID, at: BankRig.outlet, now: rig.time.now, in: tx)
          _ = try PasswordDigits("undone")
        }
      } catch let refusal as Refusal where refusal.code == "password.format" {}
    }

    func isLocked(at place: InstitutionID = BankRig.outlet) async throws -> Bool {
      try await refused {
        try await rig.database.read { [rig, account] in
          try rig.books.passwords.checkUnlocked(account, at: place, field: "account", in: $0)
        }
      } == "password.locked"
    }
  }

  @Test(
    "six digits, nothing else",
    arguments: ["", "12345", "1234567", "12345a", "１２３４５６", " 271828", "271828\u{301}"])
  func form(text: String) {
    #expect { try PasswordDigits(text) } throws: { ($0 as? Refusal)?.code == "password.format" }
  }

  @Test("digits never describe themselves, whatever asks them to")
  func secrecy() throws {
    let digits = try PasswordDigits("271828")
    var dumped = ""
    dump(digits, to: &dumped)
    for text in ["\(digits)", String(reflecting: digits), String(describing: [digits]), dumped] {
      #expect(!text.contains("271828"), "\(text)")
    }
  }

  @Test(
    "weak ones are refused: equal digits, runs up and down, parts of birth date, phone and document",
    arguments: [
      ("000000", "password.weak"), ("777777", "password.weak"), ("123456", "password.weak"),
      ("456789", "password.weak"), ("890123", "password.weak"),
      ("654321", "password.weak"), ("210987", "password.weak"), ("194912", "password.personal"),
      ("491231", "password.personal"), ("311249", "password.personal"),
      ("123149", "password.personal"), ("110105", "password.personal"), ("231002", "password.personal"),
      ("138123", "password.personal"),
      ("345678", "password.weak"), ("812345", "password.personal"), ("123455", "none"), ("271828", "none"),
      ("112233", "none"),
      ("312490", "none"),
    ])
  func weak(password: String, code: String) async throws {
    let bank = try await Bank.open(nil)
    let caseID = try await bank.ask([.new], personal: [BankRig.idNumber, "13812345678"])
    let found = try await refused { try await bank.choose(password, caseID) }
    #expect(found == code, "\(password)")
  }

  @Test("what the holder's own record says is looked at when nothing else is given")
  func ownRecord() async throws {
    let bank = try await Bank.open(nil)
    let caseID = try await bank.ask([.new])
    #expect(try await refused { try await bank.choose("491231", caseID) } == "password.personal")
  }

  @Test("the right one opens, the next account's twin does not; two seals of one password differ")
  func right() async throws {
    let bank = try await Bank.open()
    let caseID = try await bank.ask([.current])
    #expect(try await bank.enter("271828", caseID) == .right)
    try await bank.settle(caseID)
    let first = try bank.passwords.seal(
      try PasswordDigits("271828"), for: bank.account, personal: [], entropy: bank.rig.entropy)
    let second = try bank.passwords.seal(
      try PasswordDigits("271828"), for: bank.account, personal: [], entropy: bank.rig.entropy)
    #expect(first != second && first.count > 90)
  }

  @Test("no file of the bank holds the digits, nor a plain argon2id form that could be tried out")
  func atRest() async throws {
    let bank = try await Bank.open("918273")
    let caseID = try await bank.ask([.current, .new])
    _ = try await bank.enter("918274", caseID)
    _ = try await bank.enter("918273", caseID)
    try await bank.choose("192837", caseID)
    #expect(try await bank.rig.found(["918273", "918274", "192837", "argon2id"].map { Array($0.utf8) }).isEmpty)
  }

  @Test("three wrong ones lock it until the next business day; each answer says how many tries are left")
  func lockout() async throws {
    let bank = try await Bank.open()
    let caseID = try await bank.ask([.current])
    #expect(try await bank.enter("111222", caseID) == .wrong(left: 2))
    #expect(try await bank.enter("111223", caseID) == .wrong(left: 1))
    #expect(try await bank.isLocked() == false)
    #expect(try await bank.enter("111224", caseID) == .locked)
    #expect(try await bank.isLocked())
    #expect(try await bank.enter("271828", caseID) == .locked, "locked says nothing of the right one")
    #expect(try await refused { try await bank.settle(caseID) } == "password.needed")
    #expect(try await bank.isLocked(at: BankRig.other), "at every outlet")
    try await bank.rig.today("2026-11-23")
    #expect(try await bank.isLocked() == false)
    #expect(try await bank.enter("111225", caseID) == .wrong(left: 2))
    #expect(try await bank.enter("271828", caseID) == .right)
    try await bank.settle(caseID)
  }

  @Test("an outlet that is a day behind gives no further tries")
  func twoDays() async throws {
    let bank = try await Bank.open()
    try await bank.rig.database.write {
      try $0.execute(
        "UPDATE bank_calendars SET business_date = $1 WHERE institution = $2",
        [.date(BusinessDate("2026-11-23")!), .institution(BankRig.other)])
    }
    let there = try await bank.ask([.current], at: BankRig.other)
    for _ in 1...3 { _ = try await bank.enter("111222", there, at: BankRig.other) }
    #expect(try await bank.isLocked())
    #expect(try await bank.isLocked(at: BankRig.other))
  }

  @Test("the right one gives back all tries; the number of tries is a dated parameter")
  func tries() async throws {
    let bank = try await Bank.open()
    let caseID = try await bank.ask([.current])
    _ = try await bank.enter("111222", caseID)
    #expect(try await bank.enter("271828", caseID) == .right)
    #expect(try await bank.enter("111222", caseID) == .wrong(left: 2))
    try await bank.rig.database.write { [books = bank.rig.books] in
      try books.parameters.set("password.tries", "2", from: BankRig.today, in: $0)
    }
    #expect(try await bank.enter("111222", caseID) == .locked)
  }

  @Test("two entries at once get no more tries than one after the other")
  func together() async throws {
    let bank = try await Bank.open()
    let caseID = try await bank.ask([.current])
    let kept = try await bank.kept()
    let verdicts = try await withThrowingTaskGroup(of: PasswordVerdict.self) { group in
      for number in 0..<6 { group.addTask { try await bank.enter("11122\(number)", caseID, kept: kept) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(verdicts.count { $0 == .locked } == 4 && verdicts.contains(.wrong(left: 2)))
    #expect(try await bank.enter("271828", caseID) == .locked)
  }

  @Test("an entry is for its own case, once, for fifteen minutes, and for the password it was compared with")
  func binding() async throws {
    let bank = try await Bank.open()
    let (mine, other) = (try await bank.ask([.current]), try await bank.ask([.current]))
    #expect(try await bank.enter("271828", other) == .right)
    #expect(try await refused { try await bank.settle(mine) } == "password.needed")
    try await bank.settle(other)
    #expect(try await refused { try await bank.settle(other) } == "password.needed")
    #expect(try await bank.enter("271828", mine) == .right)
    bank.rig.time.advance(seconds: 15 * 60)
    #expect(try await refused { try await bank.probe(mine) } == "none")
    bank.rig.time.advance(seconds: 1)
    #expect(try await refused { try await bank.settle(mine) } == "password.expired")
    #expect(try await bank.enter("271828", mine) == .right)
    try await bank.set("314159")
    #expect(try await refused { try await bank.settle(mine) } == "password.needed")
    #expect(try await bank.enter("271828", mine) == .wrong(left: 2))
  }

  @Test("an entry compared with a password that was changed meanwhile counts for nothing")
  func changedMeanwhile() async throws {
    let bank = try await Bank.open()
    let caseID = try await bank.ask([.current])
    let kept = try await bank.kept()
    try await bank.set("314159")
    #expect(
      try await refused { _ = try await bank.enter("271828", caseID, kept: kept) } == "password.needed")
  }

  @Test("a case without a new password does not settle; one that ends otherwise leaves nothing")
  func unfinished() async throws {
    let bank = try await Bank.open(nil)
    let caseID = try await bank.ask([.new])
    #expect(try await refused { try await bank.settle(caseID) } == "password.needed")
    try await bank.choose("271828", caseID)
    let rig = bank.rig
    try await rig.database.write { try rig.books.passwords.release(caseID, at: BankRig.outlet, in: $0) }
    #expect(try await rig.database.read { try rig.books.passwords.isSet(bank.account, in: $0) } == false)
    #expect(try await refused { try await bank.choose("271828", caseID) } == "case.unknown")
    #expect(try await refused { _ = try await bank.kept() } == "password.none")
  }

  @Test("the deeds: set once, change and reset what is there, for persons only; a reset opens what is locked")
  func deeds() async throws {
    let bank = try await Bank.open(nil)
    let fields = ["account": "\(bank.account)"]
    #expect(try await refused { try await bank.rig.perform(.changePassword, fields) } == "password.none")
    #expect(try await refused { try await bank.rig.perform(.resetPassword, fields) } == "password.none")
    let order = bank.rig.deed(.setPassword, fields)
    let prepared = try await bank.rig.prepare(order)
    #expect(prepared.sight.facts.values.allSatisfy { !$0.contains("271828") } && prepared.sight.signer == "王小明")
    try await bank.rig.settle(order)
    try await bank.set("271828")
    #expect(try await refused { try await bank.rig.perform(.setPassword, fields) } == "password.already-set")
    #expect(
      try await refused {
        try await bank.rig.perform(.resetPassword, fields.merging(["identityResult": "doubtful"]) { $1 })
      } == "identity.doubtful")
    let caseID = try await bank.ask([.current])
    for _ in 1...3 { _ = try await bank.enter("111222", caseID) }
    #expect(try await bank.isLocked())
    try await bank.rig.perform(.resetPassword, fields)
    try await bank.set("314159")
    #expect(try await bank.isLocked() == false)
    #expect(try await bank.enter("314159", caseID) == .right)
  }
}
