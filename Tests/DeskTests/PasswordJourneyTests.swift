import Access
import Audit
import Banking
import Catalog
import Desk
import Documents
import Foundation
import Primitives
import Storage
import TestCounter
import TestHouse
import Testing

@Suite("The customer types his password on his own screen (BC-070, SC-096, SC-105)") struct PasswordJourneyTests {
  private struct Scene {
    let counter: TestCounter
    let account: String
    var desks: Desks { counter.bank.desks }

    /// An account with a password and money in it.
    static func open(_ bank: TestBank? = nil, password: String = "271828") async throws -> Scene {
      let bank = if let bank { bank } else { try await TestBank.open() }
      let counter = try await TestCounter.open(bank)
      let opened = try await bank.desks.cases.open(service: "account-open", key: counter.key(), by: counter.signOn)
      var form = TestCounter.openingForm
      form["password"] = "set"
      _ = try await bank.desks.cases.submit(opened.id, form: form, by: counter.signOn)
      try await counter.customerTypes(password, again: password)
      let account = try await counter.customerAgrees().accountNumber ?? ""
      _ = try await bank.desks.cases.end(opened.id, by: counter.signOn)
      let scene = Scene(counter: counter, account: account)
      try await scene.pay(notes: 10)
      return scene
    }

    private func pay(notes: Int) async throws {
      let opened = try await desks.cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
      _ = try await desks.cases.submit(
        opened.id, form: TestCounter.deposit(account, notes: notes), by: counter.signOn)
      _ = try await counter.customerAgrees()
      _ = try await desks.cases.end(opened.id, by: counter.signOn)
    }

    func withdraw(notes: Int = 1) async throws -> Case {
      let opened = try await desks.cases.open(service: "cash-withdrawal", key: counter.key(), by: counter.signOn)
      return try await desks.cases.submit(
        opened.id, form: TestCounter.deposit(account, notes: notes), by: counter.signOn)
    }

    var stage: Stage { desks.house.live.sight(display: counter.display).stage }

    func balance() async throws -> Int64 {
      try await desks.records.account(account, by: counter.signOn).balance.balance.minor
    }

    func code(_ body: () async throws -> Void) async throws -> String {
      do {
        try await body()
        return "none"
      } catch let refusal as Refusal {
        return Wording.verdict(refusal)
      }
    }

    func typing(_ password: String, again: String? = nil) async throws -> String {
      try await code { try await counter.customerTypes(password, again: again) }
    }
  }

  @Test("a withdrawal asks before it is read; a wrong entry says how many are left, the right one opens the page")
  func withdrawal() async throws {
    let scene = try await Scene.open()
    let before = try await scene.balance()
    let drafted = try await scene.withdraw()
    #expect(scene.stage.phase == .password && scene.stage.play?.password?.step == .current)
    #expect(scene.stage.play?.password?.account.contains("*") == true)
    let early = try await scene.code { try await scene.counter.customerReads() }
    #expect(early == "case.not-now")
    #expect(
      try await scene.code {
        try await scene.counter.bank.desks.cases.sign(scene.counter.capture(), on: scene.counter.display)
      } == "case.not-now")
    #expect(try await scene.typing("271829") == "password.wrong")
    #expect(scene.stage.play?.password?.left == 2)
    #expect(try await scene.typing("271828") == "none")
    #expect(scene.stage.phase == .reading && scene.stage.play?.password == nil)
    #expect(try await scene.typing("271828") == "case.not-now")
    let settled = try await scene.counter.customerAgrees()
    #expect(settled.id == drafted.id && settled.steps.contains { $0.step == "password" })
    #expect(try await scene.balance() == before - 100_00)
  }

  @Test("the third wrong entry ends the case: nothing is booked, and neither this nor a new case goes on that day")
  func locked() async throws {
    let scene = try await Scene.open()
    let before = try await scene.balance()
    let drafted = try await scene.withdraw()
    _ = try await scene.typing("111222")
    _ = try await scene.typing("111223")
    #expect(try await scene.typing("111224") == "password.locked")
    #expect(scene.stage.phase == .refused && scene.stage.play?.message?.zh.contains("锁定") == true)
    let record = try await scene.desks.cases.view(drafted.id, by: scene.counter.signOn)
    #expect(record.state == .released && record.release == .passwordLocked)
    let (after, clean) = (try await scene.balance(), try await scene.counter.isClean())
    #expect(after == before && clean)
    _ = try await scene.desks.cases.end(drafted.id, by: scene.counter.signOn)
    #expect(try await scene.code { _ = try await scene.withdraw() } == "password.locked")
    let opened = try await scene.desks.cases.open(
      service: "cash-withdrawal", key: scene.counter.key(), by: scene.counter.signOn)
    let check = try await scene.desks.cases.check(
      opened.id, form: TestCounter.deposit(scene.account, notes: 1), by: scene.counter.signOn)
    #expect(check.refusals.map(\.code) == ["password.locked"])
  }

  @Test("wrong entries stay counted over a restart of the server, and the case asks again from the beginning")
  func restart() async throws {
    let scene = try await Scene.open()
    let drafted = try await scene.withdraw()
    _ = try await scene.typing("111222")
    #expect(try await scene.typing("271828") == "none")
    let nonce = scene.stage.play?.nonce
    await scene.desks.house.database.close()
    let bank = try await TestBank.reopen(scene.counter.bank.folder, time: scene.counter.bank.time)
    _ = try await CaseKeeper(bank.desks.cases).resume()
    let counter = try await scene.counter.reopened(bank)
    let again = Scene(counter: counter, account: scene.account)
    #expect(again.stage.phase == Stage.Phase.password && again.stage.play?.nonce != nonce)
    #expect(try await again.typing("111222") == "password.wrong")
    #expect(try await again.typing("111222") == "password.wrong")
    #expect(try await again.typing("111222") == "password.locked")
    #expect(try await bank.desks.cases.view(drafted.id, by: counter.signOn).release == .passwordLocked)
  }

  @Test("a new password is typed twice, must not be weak, and when it is changed not the one that it was")
  func change() async throws {
    let scene = try await Scene.open()
    let opened = try await scene.desks.cases.open(
      service: "password-change", key: scene.counter.key(), by: scene.counter.signOn)
    let form = ["account": scene.account, "identityCheck": "original-seen", "identityResult": "agrees"]
    _ = try await scene.desks.cases.submit(opened.id, form: form, by: scene.counter.signOn)
    #expect(try await scene.typing("271828") == "none")
    #expect(scene.stage.phase == .password && scene.stage.play?.password?.step == .new)
    #expect(try await scene.typing("314159") == "password.differs")
    #expect(try await scene.typing("314159", again: "314158") == "password.differs")
    #expect(try await scene.typing("222222", again: "222222") == "password.weak")
    #expect(try await scene.typing("491231", again: "491231") == "password.personal")
    #expect(try await scene.typing("380013", again: "380013") == "password.personal")
    #expect(try await scene.typing("271828", again: "271828") == "password.same")
    #expect(try await scene.typing("314159", again: "314159") == "none")
    _ = try await scene.counter.customerAgrees()
    _ = try await scene.desks.cases.end(opened.id, by: scene.counter.signOn)
    _ = try await scene.withdraw()
    #expect(try await scene.typing("271828") == "password.wrong")
    #expect(try await scene.typing("314159") == "none")
  }

  @Test("a password chosen in a case that is refused does not hold")
  func refused() async throws {
    let scene = try await Scene.open()
    let opened = try await scene.desks.cases.open(
      service: "password-change", key: scene.counter.key(), by: scene.counter.signOn)
    let form = ["account": scene.account, "identityCheck": "original-seen", "identityResult": "agrees"]
    _ = try await scene.desks.cases.submit(opened.id, form: form, by: scene.counter.signOn)
    _ = try await scene.typing("271828")
    _ = try await scene.typing("314159", again: "314159")
    try await scene.desks.cases.refuse(on: scene.counter.display)
    _ = try await scene.desks.cases.end(opened.id, by: scene.counter.signOn)
    _ = try await scene.withdraw()
    #expect(try await scene.typing("314159") == "password.wrong")
    #expect(try await scene.typing("271828") == "none")
  }

  @Test("an entry for a former page is none, and only six digits are one")
  func nonce() async throws {
    let scene = try await Scene.open()
    _ = try await scene.withdraw()
    let old = try await scene.code {
      try await scene.desks.cases.enterPassword(
        PasswordDigits("271828"), again: nil, nonce: "of-yesterday", on: scene.counter.display)
    }
    #expect(old == "case.wrong-nonce")
    #expect(try await scene.typing("27182") == "password.format")
  }

  @Test("two entries at once: one is compared, the other told to wait; no try is lost")
  func atOnce() async throws {
    let scene = try await Scene.open()
    _ = try await scene.withdraw()
    let codes = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<4 { group.addTask { try await scene.typing("271828") } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.count { $0 == "none" } == 1)
    #expect(codes.filter { $0 != "none" }.allSatisfy { $0 == "case.entry-running" || $0 == "case.not-now" }, "\(codes)")
    #expect(scene.stage.phase == .reading)
  }

  @Test("an entry that has grown old does not settle: the case is released")
  func tooOld() async throws {
    let scene = try await Scene.open()
    let drafted = try await scene.withdraw()
    _ = try await scene.typing("271828")
    scene.counter.bank.time.advance(seconds: 15 * 60 + 1)
    #expect(try await scene.code { _ = try await scene.counter.customerAgrees() } == "password.expired")
    let record = try await scene.desks.cases.view(drafted.id, by: scene.counter.signOn)
    #expect(record.state == .released && record.release == .settleRefused)
  }

  @Test("the row alone decides: a case whose entry is missing there does not settle, whatever memory says")
  func rowDecides() async throws {
    let scene = try await Scene.open()
    let before = try await scene.balance()
    _ = try await scene.withdraw()
    _ = try await scene.typing("271828")
    try await scene.desks.house.database.write {
      try $0.execute("UPDATE password_entries SET proved_version = NULL, proved_until = NULL", [])
    }
    #expect(try await scene.code { _ = try await scene.counter.customerAgrees() } == "password.needed")
    #expect(try await scene.balance() == before)
  }

  @Test(
    "no digit reaches the teller's screen, the audit chain, the case's facts, the voucher or any column (SC-096, PC-019)"
  )
  func secrecy() async throws {
    let scene = try await Scene.open(password: "918273")
    let drafted = try await scene.withdraw()
    _ = try await scene.typing("918274")
    _ = try await scene.typing("918273")
    let teller = "\(scene.desks.house.live.sight(station: drafted.terminal))"
    let settled = try await scene.counter.customerAgrees()
    #expect(!teller.contains("918273") && !"\(settled)".contains("918273"))
    let file = try await scene.desks.archive.file(settled.document!, purpose: "view", by: scene.counter.signOn)
    #expect(Data(file).range(of: Data("918273".utf8)) == nil)
    let database = scene.desks.house.database
    let tables = try await database.tables()
    let looked = try await database.read { tx in
      var looked = 0
      for table in tables {
        for row in try tx.query(SQL("SELECT \(table.names) FROM \(table.table)")) {
          for value in row.values {
            looked += 1
            let bytes: [UInt8] =
              switch value {
              case .text(let text): Array(text.utf8)
              case .bytes(let raw): raw
              default: []
              }
            for secret in ["918273", "918274"] {
              #expect(Data(bytes).range(of: Data(secret.utf8)) == nil, "\(table.table)")
            }
          }
        }
      }
      return looked
    }
    #expect(looked > 1000)
  }
}
