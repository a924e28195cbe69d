import Access
import Banking
import Desk
import Documents
import Foundation
import Ledger
import Primitives
import Seals
import Synchronization
import TestCounter
import Testing

@Suite("Journey of a case")
struct JourneyTests {
  @Test("a deposit goes from the form to a sealed voucher, posted once (BC-032…036, BC-048, BC-049, BC-052)")
  func deposit() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let desks = counter.bank.desks
    let account = try await counter.account()
    let opened = try await desks.cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
    #expect(opened.state == .opened)
    let form = TestCounter.deposit(account, notes: 12)
    let check = try await desks.cases.check(opened.id, form: form, by: counter.signOn)
    #expect(check.refusals.isEmpty && check.rule == .allow && check.booked.count == 2)
    #expect(check.findings["account"]?.zh.contains("王*明") == true)
    #expect(check.amountCapitals == "人民币壹仟贰佰元整")

    let drafted = try await desks.cases.submit(opened.id, form: form, by: counter.signOn)
    #expect(drafted.state == .drafted && drafted.number?.hasPrefix("110101-") == true)
    let again = try await desks.cases.submit(opened.id, form: form, by: counter.signOn)
    #expect(again == drafted)
    let stage = desks.house.live.sight(display: counter.display).stage
    #expect(stage.phase == .reading)
    #expect(stage.play?.keyFacts.first { $0.value == "王小明" }?.bold == true)
    #expect(stage.play?.speech.zh.contains("壹仟贰佰元整") == true)

    let settled = try await counter.customerAgrees()
    #expect(settled.state == .settled && settled.handBack == .none)
    #expect(try await counter.customerConfirmsOnce() == settled)
    let sight = try await desks.records.account(account, by: counter.signOn)
    #expect(sight.balance.balance == Money(minor: 120_000, .cny))
    let till = try await desks.counter.till(by: counter.signOn)
    #expect(till?.drawer(.cny)?.total == Money(minor: 1_610_000 + 120_000, .cny))

    let document = try #require(settled.document)
    let report = try await desks.archive.verify(document, by: counter.signOn)
    #expect(report.verdict == .valid, "\(report.problems)")
    #expect(report.signatures.map(\.role) == ["teller", "customer", "bank"])
    #expect(report.article13.count == 4 && report.article13.allSatisfy(\.isMet))
    let ink = Ink.scripted(name: "王小明", seed: 7)
    #expect(report.signatures[1].evidence?.samples == ink.pointCount)
    #expect(report.signatures[1].evidence?.milliseconds == ink.durationMilliseconds)
    let file = try await desks.archive.file(document, purpose: "view", by: counter.signOn)
    #expect(file.count < 120_000)
    let ended = try await desks.cases.end(opened.id, by: counter.signOn)
    #expect(ended.endedAt != nil)
    #expect(desks.house.live.sight(display: counter.display).stage.play == nil)
    #expect(try await counter.isClean())
  }

  @Test(
    "both vouchers fit on one page, with long names too (PC-007)",
    arguments: ["王小明", "阿卜杜热西提·买买提伊敏·吾布力喀斯木江", "Maria Margaretha Konstantinopolitanskaya-Württemberger"])
  func onePage(name: String) async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let desks = counter.bank.desks
    func sealed(_ service: String, _ form: [String: String]) async throws -> Case {
      let opened = try await desks.cases.open(service: service, key: counter.key(), by: counter.signOn)
      _ = try await desks.cases.submit(opened.id, form: form, by: counter.signOn)
      #expect(desks.house.live.sight(display: counter.display).stage.play?.pages == 1, "\(service)")
      let settled = try await counter.customerAgrees()
      _ = try await desks.cases.end(opened.id, by: counter.signOn)
      let file = try await desks.archive.file(try #require(settled.document), purpose: "view", by: counter.signOn)
      try Self.keep(file, "\(service)-\(name.count)", trust: desks.house.keys.authority.certificate.pem)
      return settled
    }
    var form = TestCounter.openingForm
    form["customerName"] = name
    let account = try #require(try await sealed("account-open", form).accountNumber)
    let wordy = String(repeating: "备注", count: 30)
    var cash = TestCounter.deposit(account, notes: 0)
    cash["amount"] = "1166.6"
    cash["denominations"] = "100*10,50*3,10*1,5*1,1*1,0.5*1,0.1*1"
    cash["note"] = wordy
    _ = try await sealed("cash-deposit", cash)
  }

  /// For people and other programs to look at, when `GUICHET_SAMPLE_DIR` says where.
  static func keep(_ file: [UInt8], _ name: String, trust: String) throws {
    guard let directory = ProcessInfo.processInfo.environment["GUICHET_SAMPLE_DIR"] else { return }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try Data(file).write(to: URL(fileURLWithPath: "\(directory)/\(name).pdf"))
    try Data(trust.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name).pem"))
  }

  @Test("the customer refuses: nothing is posted, the cash is recorded as handed back")
  func customerRefuses() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let cases = counter.bank.desks.cases
    let account = try await counter.account()
    let opened = try await cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
    _ = try await cases.submit(opened.id, form: TestCounter.deposit(account, notes: 3), by: counter.signOn)
    try await cases.refuse(on: counter.display)
    await #expect(throws: CaseRefusal.handBackDue) { try await cases.end(opened.id, by: counter.signOn) }
    await #expect(throws: Refusal.self) { try await cases.handBack(opened.id, count: "100*2", by: counter.signOn) }
    let unfinished = try await counter.bank.desks.records.unfinished(by: counter.signOn)
    #expect(unfinished.map(\.id) == [opened.id])
    let back = try await cases.handBack(opened.id, count: "100*3", by: counter.signOn)
    #expect(back.handBack == .done && back.release == .customerRefused)
    _ = try await cases.end(opened.id, by: counter.signOn)
    let sight = try await counter.bank.desks.records.account(account, by: counter.signOn)
    #expect(sight.balance.balance.minor == 0)
    #expect(try await counter.isClean())
  }

  @Test("pages cannot be skipped, a foreign nonce or hash is not signed, scripted ink needs its permission")
  func gates() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let cases = counter.bank.desks.cases
    let opened = try await cases.open(service: "account-open", key: counter.key(), by: counter.signOn)
    _ = try await cases.submit(opened.id, form: TestCounter.openingForm, by: counter.signOn)
    let early = try counter.capture()
    await #expect(throws: Refusal.self) { try await cases.sign(early, on: counter.display) }
    await #expect(throws: Refusal.self) { try await cases.confirmFinally(on: counter.display) }
    try await counter.customerReads()
    let good = try counter.capture()
    let foreign = InkCapture(binary: good.binary, nonce: "x" + good.nonce, shownHash: good.shownHash, scripted: false)
    await #expect(throws: CaseRefusal.wrongNonce) { try await cases.sign(foreign, on: counter.display) }
    let other = InkCapture(
      binary: good.binary, nonce: good.nonce, shownHash: String(repeating: "0", count: 64), scripted: false)
    await #expect(throws: CaseRefusal.wrongShownHash) { try await cases.sign(other, on: counter.display) }
    let scripted = try counter.capture(scripted: true)
    await #expect(throws: CaseRefusal.scriptedInkForbidden) { try await cases.sign(scripted, on: counter.display) }
    try await cases.sign(good, on: counter.display)
    try await cases.signAgain(on: counter.display)
    await #expect(throws: Refusal.self) { try await cases.confirmFinally(on: counter.display) }
    try await cases.sign(try counter.capture(), on: counter.display)
    #expect(try await cases.confirmFinally(on: counter.display).state == .settled)
  }

  @Test("another person's terminal, another key's content, a missing display, a closed till are refused by name")
  func refusals() async throws {
    let bank = try await TestBank.open()
    let counter = try await TestCounter.open(bank)
    let colleague = try await TestCounter.open(bank, teller: "T0002", box: 2)
    let cases = bank.desks.cases
    let key = counter.key()
    let opened = try await cases.open(service: "account-open", key: key, by: counter.signOn)
    #expect(try await cases.open(service: "account-open", key: key, by: counter.signOn).id == opened.id)
    await #expect(throws: CaseRefusal.keyUsedForOther("service")) {
      try await cases.open(service: "cash-deposit", key: key, by: counter.signOn)
    }
    await #expect(throws: CaseRefusal.otherTerminal) {
      try await cases.submit(opened.id, form: TestCounter.openingForm, by: colleague.signOn)
    }
    try await bank.desks.counter.unpair(by: counter.signOn)
    await #expect(throws: CaseRefusal.noDisplay) {
      try await cases.submit(opened.id, form: TestCounter.openingForm, by: counter.signOn)
    }
    await #expect(throws: RefusalList.self) {
      try await cases.submit(opened.id, form: ["documentNumber": "110105194912310021"], by: counter.signOn)
    }
    #expect(try await cases.view(opened.id, by: counter.signOn).state == .opened)
  }

  @Test("an account that nobody has is named alone, at its field (PC-025)")
  func unknownAccount() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let cases = counter.bank.desks.cases
    let opened = try await cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
    let form = TestCounter.deposit("\(AccountNumber(counter.bank.outlet, sequence: 777))", notes: 1)
    let list = await #expect(throws: RefusalList.self) {
      try await cases.submit(opened.id, form: form, by: counter.signOn)
    }
    #expect(list?.refusals.map(\.code) == ["account.unknown"] && list?.refusals.first?.field == "account")
  }

  @Test("above the lower limit the amount is typed twice; above the upper one it waits for an approval")
  func limits() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let cases = counter.bank.desks.cases
    let account = try await counter.account()
    let opened = try await cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
    var form = TestCounter.deposit(account, notes: 501)
    await #expect(throws: RefusalList.self) { try await cases.submit(opened.id, form: form, by: counter.signOn) }
    form["amountAgain"] = "50100"
    #expect(try await cases.submit(opened.id, form: form, by: counter.signOn).state == .drafted)
    _ = try await cases.release(opened.id, by: counter.signOn)
    let large = try await cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
    var above = TestCounter.deposit(account, notes: 2001)
    above["amountAgain"] = "200100"
    #expect(try await cases.submit(large.id, form: above, by: counter.signOn).state == .waiting)
  }

  @Test("a thousand second clicks at once settle one case once")
  func clicks() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let cases = counter.bank.desks.cases
    let account = try await counter.account()
    let opened = try await cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
    let form = TestCounter.deposit(account, notes: 1)
    let drafted = try await withThrowingTaskGroup(of: Case.self) { group in
      for _ in 0..<50 { group.addTask { try await cases.submit(opened.id, form: form, by: counter.signOn) } }
      return try await group.reduce(into: Set<String?>()) { $0.insert($1.number) }
    }
    #expect(drafted.count == 1)
    try await counter.customerReads()
    try await cases.sign(try counter.capture(), on: counter.display)
    let documents = try await withThrowingTaskGroup(of: Case.self) { group in
      for _ in 0..<200 { group.addTask { try await cases.confirmFinally(on: counter.display) } }
      return try await group.reduce(into: Set<DocumentID?>()) { $0.insert($1.document) }
    }
    #expect(documents.count == 1)
    let sight = try await counter.bank.desks.records.account(account, by: counter.signOn)
    #expect(sight.balance.balance == Money(minor: 10_000, .cny))
    #expect(try await counter.isClean())
  }

  @Test("after a restart a drafted case is shown again; past its deadline it is released")
  func restart() async throws {
    let bank = try await TestBank.open()
    let counter = try await TestCounter.open(bank)
    let account = try await counter.account()
    let opened = try await bank.desks.cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
    let form = TestCounter.deposit(account, notes: 2)
    _ = try await bank.desks.cases.submit(opened.id, form: form, by: counter.signOn)
    let nonce = bank.desks.house.live.sight(display: counter.display).stage.play?.nonce
    await bank.database.close()

    let again = try await TestBank.reopen(bank.folder, time: bank.time)
    let kept = try await CaseKeeper(again.desks.cases).resume()
    #expect(kept.resumed == 1 && kept.released == 0)
    let signOn = try await again.desks.door.session(counter.token)
    #expect(try await again.desks.counter.station(by: signOn)?.paired == true)
    let play = again.desks.house.live.sight(display: counter.display).stage.play
    #expect(play?.id == opened.id && play?.nonce != nonce && play?.confirmed == [])
    #expect(try await CaseKeeper(again.desks.cases).sweep() == 0)
    again.time.advance(seconds: 1801)
    #expect(try await CaseKeeper(again.desks.cases).sweep() == 1)
    let record = try await again.desks.records.journal(opened.id, by: signOn)
    #expect(record.state == .released && record.release == .deadlinePassed && record.handBack == .due)
    #expect(again.desks.house.live.sight(display: counter.display).stage.play == nil)
    let check = try await again.database.read { tx in try LedgerBooks().check(in: tx) }
    #expect(check.isSound)
  }

  @Test("what was settled waits in the outbox until it was delivered, and only then is gone (HOUSE rule 10)")
  func outbox() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let keeper = CaseKeeper(counter.bank.desks.cases)
    _ = try await counter.account()
    struct Unreachable: Error {}
    await #expect(throws: Unreachable.self) { try await keeper.deliver { _ in throw Unreachable() } }
    let notices = Mutex<[String]>([])
    let count = try await keeper.deliver { message in
      notices.withLock { $0.append(String(decoding: message.body, as: UTF8.self)) }
    }
    #expect(count == 1)
    #expect(notices.withLock { $0.first?.contains("account-open") == true && $0.first?.contains("王") == false })
    #expect(try await keeper.deliver { _ in } == 0)
  }

  @Test("the receipt link counts only after settlement and shows no more than it must (PC-057)")
  func receipt() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let desks = counter.bank.desks
    let opened = try await desks.cases.open(service: "account-open", key: counter.key(), by: counter.signOn)
    let drafted = try await desks.cases.submit(opened.id, form: TestCounter.openingForm, by: counter.signOn)
    let token = try #require(drafted.facts["receiptUrl"]?.split(separator: "/").last.map(String.init))
    #expect(try await desks.records.receipt(token: token) == nil)
    _ = try await counter.customerAgrees()
    let sight = try #require(try await desks.records.receipt(token: token))
    #expect(sight.number == drafted.number && sight.accountMasked.contains("*"))
    #expect(try await desks.records.receipt(token: String(token.reversed())) == nil)
  }
}

extension TestCounter {
  func customerConfirmsOnce() async throws -> Case { try await bank.desks.cases.confirmFinally(on: display) }

  /// Ledger and audit chains hold.
  func isClean() async throws -> Bool {
    let key = bank.desks.house.keys.checkpoint.publicKeyDER
    return try await bank.database.read { tx in
      try LedgerBooks().check(in: tx).isSound && bank.desks.house.audit.verify(key: key, in: tx).isGood
    }
  }
}
