import Access
import Catalog
import Desk
import Primitives
import Storage
import TestCounter
import TestHouse
import Testing

@Suite("approvals (BC-050, EC-019, EC-023, SC-044…046, SC-093, SC-094)") struct ApprovalTests {
  /// A counter whose customer has 300,000 in the account, and a second customer's account.
  struct Scene {
    let counter: TestCounter
    let account: String
    let payee: String
    var desks: Desks { counter.bank.desks }
    var approvals: ApprovalDesk { desks.approvals }

    static func open() async throws -> Scene {
      let counter = try await TestCounter.open(TestBank.open())
      let account = try await counter.account()
      var other = TestCounter.openingForm
      (other["documentNumber"], other["customerName"]) = ("440524188001010014", "李雷")
      let payee = try await counter.account(other)
      let scene = Scene(counter: counter, account: account, payee: payee)
      for _ in 0..<5 { try await scene.deposit(600) }
      return scene
    }

    func deposit(_ notes: Int) async throws {
      var form = TestCounter.deposit(account, notes: notes)
      form["amountAgain"] = form["amount"]
      let opened = try await desks.cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
      _ = try await desks.cases.submit(opened.id, form: form, by: counter.signOn)
      _ = try await counter.customerAgrees()
      _ = try await desks.cases.end(opened.id, by: counter.signOn)
    }

    func withdrawal(_ notes: Int) -> [String: String] {
      var form = TestCounter.deposit(account, notes: notes)
      form["amountAgain"] = form["amount"]
      return form
    }

    func transfer(_ amount: String, name: String = "李雷") -> [String: String] {
      [
        "account": account, "payeeAccount": payee, "payeeName": name, "amount": amount, "amountAgain": amount,
        "payeeAccountAgain": payee,
      ]
    }

    func submit(_ service: String, _ form: [String: String]) async throws -> Case {
      let opened = try await desks.cases.open(service: service, key: counter.key(), by: counter.signOn)
      return try await desks.cases.submit(opened.id, form: form, by: counter.signOn)
    }

    func again(_ record: Case, _ form: [String: String]) async throws -> Case {
      try await desks.cases.submit(record.id, form: form, by: counter.signOn)
    }

    func signOn(_ number: String) async throws -> SignOn {
      try await desks.door.signOn(number: number, password: TestBank.password, stationToken: nil).signOn
    }

    func code(_ body: () async throws -> Void) async -> String {
      do {
        try await body()
        return "none"
      } catch let refusal as Refusal {
        return Wording.verdict(refusal)
      } catch {
        return "\(error)"
      }
    }
  }

  @Test("a large withdrawal waits for the supervisor, and goes on to a voucher with both names and signatures")
  func remote() async throws {
    let scene = try await Scene.open()
    let form = scene.withdrawal(600)
    let waiting = try await scene.submit("cash-withdrawal", form)
    #expect(waiting.state == .waiting && waiting.number == nil)
    let boss = try await scene.signOn("S0001")
    let queue = try await scene.approvals.queue(by: boss)
    #expect(queue.map(\.caseID) == [waiting.id])
    #expect(queue[0].need == .supervisor && queue[0].makerNumber == "T0001" && queue[0].amount?.minor == 6_000_000)
    #expect(queue[0].papers.form == form && queue[0].papers.booked.count == 2)
    let passed = try await scene.approvals.decide(waiting.id, .pass, reason: nil, by: boss)
    #expect(passed.state == .passed)
    let drafted = try await scene.again(waiting, form)
    #expect(drafted.state == .drafted && drafted.facts["approvedBy"]?.contains("S0001") == true)
    let settled = try await scene.counter.customerAgrees()
    let report = try await scene.desks.archive.verify(settled.document!, by: scene.counter.signOn)
    #expect(report.verdict == .valid)
    #expect(report.signatures.map(\.role) == ["teller", "approver", "customer", "bank"])
    #expect(try await scene.approvals.queue(by: boss).isEmpty)
  }

  @Test("other fields than those that were approved need another approval")
  func otherFields() async throws {
    let scene = try await Scene.open()
    let waiting = try await scene.submit("cash-withdrawal", scene.withdrawal(600))
    _ = try await scene.approvals.decide(waiting.id, .pass, reason: nil, by: try await scene.signOn("S0001"))
    let more = try await scene.again(waiting, scene.withdrawal(601))
    #expect(more.state == .waiting)
    #expect(try await scene.approvals.own(more)?.round == 2)
  }

  @Test("returned for supplement: the teller has the form back with the reason, and asks again (SC-046)")
  func returned() async throws {
    let scene = try await Scene.open()
    let form = scene.withdrawal(600)
    let waiting = try await scene.submit("cash-withdrawal", form)
    let boss = try await scene.signOn("S0001")
    #expect(
      await scene.code { try await scene.approvals.decide(waiting.id, .giveBack, reason: " ", by: boss) }
        == "approval.reason")
    let given = try await scene.approvals.decide(waiting.id, .giveBack, reason: "请补充用途", by: boss)
    #expect(given.state == .returned)
    #expect(try await scene.desks.cases.view(waiting.id, by: scene.counter.signOn).state == .opened)
    var better = form
    better["note"] = "装修"
    #expect(try await scene.again(waiting, better).state == .waiting)
    _ = try await scene.approvals.decide(waiting.id, .pass, reason: nil, by: boss)
    #expect(try await scene.again(waiting, better).state == .drafted)
  }

  @Test("refused: the case is over, nothing was reserved")
  func refused() async throws {
    let scene = try await Scene.open()
    let form = scene.withdrawal(600)
    let waiting = try await scene.submit("cash-withdrawal", form)
    _ = try await scene.approvals.decide(
      waiting.id, .refuse, reason: "疑似受骗", by: try await scene.signOn("S0001"))
    let over = try await scene.desks.cases.view(waiting.id, by: scene.counter.signOn)
    #expect(over.state == .released && over.release == .approvalRefused && over.number == nil)
    #expect(await scene.code { _ = try await scene.again(waiting, form) } == "none", "the same answer again")
    #expect(try await scene.again(waiting, form).state == .released)
    #expect(
      await scene.code {
        try await scene.approvals.decide(waiting.id, .pass, reason: nil, by: try await scene.signOn("S0001"))
      } == "approval.over")
  }

  @Test("at the teller's screen the supervisor gives number and password; wrong ones count")
  func local() async throws {
    let scene = try await Scene.open()
    let form = scene.withdrawal(600)
    let waiting = try await scene.submit("cash-withdrawal", form)
    let (approvals, teller) = (scene.approvals, scene.counter.signOn)
    func here(_ number: String, _ password: String = TestBank.password) async -> String {
      await scene.code {
        try await approvals.decideHere(
          waiting.id, .pass, reason: nil, number: number, password: password, beside: teller)
      }
    }
    #expect(await here("S0001", "wrong") == "access.sign-on-failed")
    #expect(await here("T9999") == "access.sign-on-failed")
    #expect(await here("T0001") == "approval.own-work")
    #expect(await here("T0002") == "approval.authority")
    #expect(await here("T0003") == "access.outside-institution")
    #expect(await here("U0001") == "approval.authority")
    #expect(await here("S0001") == "none")
    #expect(try await scene.again(waiting, form).state == .drafted)
  }

  @Test("a wrong payee number that is somebody's account is caught by the name at any amount (EC-023)")
  func wrongPayee() async throws {
    let scene = try await Scene.open()
    for amount in ["1", "49999.99", "250000"] {
      let opened = try await scene.desks.cases.open(
        service: "transfer", key: scene.counter.key(), by: scene.counter.signOn)
      let form = scene.transfer(amount, name: "韩梅梅")
      let code: String
      do {
        _ = try await scene.desks.cases.submit(opened.id, form: form, by: scene.counter.signOn)
        code = "none"
      } catch let refusal as Refusal {
        code = refusal.code
      } catch let list as RefusalList {
        code = list.refusals.map(\.code).joined()
      }
      #expect(code == "transfer.payee-name", "\(amount)")
    }
    var typo = scene.transfer("60000")
    typo["payeeAccountAgain"] = scene.account
    let list = await #expect(throws: RefusalList.self) { _ = try await scene.submit("transfer", typo) }
    #expect(list?.refusals.map(\.code) == ["catalog.account-differs"])
  }

  @Test("a transfer above 50,000 is reviewed by a second teller; the money moves once")
  func review() async throws {
    let scene = try await Scene.open()
    let form = scene.transfer("60000")
    let waiting = try await scene.submit("transfer", form)
    #expect(try await scene.approvals.own(waiting)?.need == .review)
    _ = try await scene.approvals.decide(waiting.id, .pass, reason: nil, by: try await scene.signOn("T0002"))
    #expect(try await scene.again(waiting, form).state == .drafted)
    let settled = try await scene.counter.customerAgrees()
    let report = try await scene.desks.archive.verify(settled.document!, by: scene.counter.signOn)
    #expect(
      report.verdict == .valid && report.signatures.map(\.role) == ["teller", "second-teller", "customer", "bank"])
    let balances = try await [scene.account, scene.payee].asyncMap {
      try await scene.desks.records.account($0, by: scene.counter.signOn).balance.balance.minor
    }
    #expect(balances == [24_000_000, 6_000_000])
  }

  @Test("two persons: one supervisor is not enough, nor two tellers; the same person never twice")
  func twoPersons() async throws {
    let scene = try await Scene.open()
    let form = scene.withdrawal(2001)
    // The till holds enough: 3,000 notes came in above the opening.
    let waiting = try await scene.submit("cash-withdrawal", form)
    #expect(try await scene.approvals.own(waiting)?.need == .twoPersons)
    let (boss, second) = (try await scene.signOn("S0001"), try await scene.signOn("T0002"))
    #expect(try await scene.approvals.decide(waiting.id, .pass, reason: nil, by: boss).state == .open)
    #expect(
      await scene.code { try await scene.approvals.decide(waiting.id, .pass, reason: nil, by: boss) }
        == "approval.decided")
    let twin = try await scene.signOn("S0001")
    #expect(
      await scene.code { try await scene.approvals.decide(waiting.id, .pass, reason: nil, by: twin) }
        == "approval.decided", "a second sign-on is the same person")
    #expect(try await scene.again(waiting, form).state == .waiting)
    #expect(try await scene.approvals.decide(waiting.id, .pass, reason: nil, by: second).state == .passed)
    #expect(try await scene.again(waiting, form).state == .drafted)
    let settled = try await scene.counter.customerAgrees()
    let report = try await scene.desks.archive.verify(settled.document!, by: scene.counter.signOn)
    #expect(report.verdict == .valid)
    #expect(report.signatures.map(\.role) == ["teller", "second-teller", "approver", "customer", "bank"])
  }

  @Test("nobody approves his own work: by the queue, by lent authority, with another post, by SQL")
  func ownWork() async throws {
    let scene = try await Scene.open()
    let form = scene.withdrawal(600)
    let waiting = try await scene.submit("cash-withdrawal", form)
    let (approvals, door) = (scene.approvals, scene.desks.door)
    let boss = try await scene.signOn("S0001")
    #expect(
      await scene.code { try await approvals.decide(waiting.id, .pass, reason: nil, by: scene.counter.signOn) }
        == "approval.own-work")
    // Authority lent to the maker.
    let until = scene.counter.bank.time.now.adding(seconds: 3600)
    try await door.lendAuthority(to: "T0001", until: until, by: boss)
    #expect(
      await scene.code { try await approvals.decide(waiting.id, .pass, reason: nil, by: scene.counter.signOn) }
        == "approval.own-work")
    // The maker becomes a supervisor meanwhile: still the same person.
    let administrator = try await scene.signOn("A0001")
    try await door.setPosts([.teller, .supervisor], of: "T0001", by: administrator)
    let promoted = try await scene.signOn("T0001")
    #expect(promoted.may(.caseApprove))
    #expect(
      await scene.code { try await approvals.decide(waiting.id, .pass, reason: nil, by: promoted) }
        == "approval.own-work")
    // He lends what he has now: who borrows it decides with the maker's authority.
    try await door.lendAuthority(to: "T0002", until: until, by: promoted)
    let borrower = try await scene.signOn("T0002")
    #expect(
      await scene.code { try await approvals.decide(waiting.id, .pass, reason: nil, by: borrower) }
        == "approval.own-work")
    // The tables themselves refuse it.
    let maker = scene.counter.signOn.staff.id
    let database = scene.counter.bank.database
    for (checker, lender) in [(maker, nil), (borrower.staff.id, maker)] as [(StaffID, StaffID?)] {
      await #expect(throws: Fault.self) {
        try await database.write { tx in
          try tx.execute(
            """
            INSERT INTO desk_decision (institution, case_id, round, maker, checker, checker_number, checker_name,
              authority_of, as_supervisor, verdict, mode, decided_at)
            VALUES ($1, $2, 1, $3, $4, 'T0001', $5, $6, 1, 'pass', 'remote', 1)
            """,
            [
              .institution(waiting.institution), .id(waiting.id), .id(maker), .id(checker), .bytes([1]), .id(lender),
            ])
        }
      }
    }
    #expect(try await approvals.own(waiting)?.decisions.isEmpty == true)
    // Without a decision nothing is reserved, whatever the page says.
    #expect(try await scene.desks.cases.view(waiting.id, by: promoted).state == .waiting)
  }

  @Test("lent authority works for its time and under both names, and ends when it is taken back")
  func lent() async throws {
    let scene = try await Scene.open()
    let boss = try await scene.signOn("S0001")
    let time = scene.counter.bank.time
    let door = scene.desks.door
    #expect(
      await scene.code { try await door.lendAuthority(to: "S0001", until: time.now.adding(seconds: 60), by: boss) }
        == "access.loan-self")
    #expect(
      await scene.code { try await door.lendAuthority(to: "T0003", until: time.now.adding(seconds: 60), by: boss) }
        == "access.loan-borrower")
    #expect(
      await scene.code { try await door.lendAuthority(to: "T0002", until: time.now, by: boss) } == "access.loan-time")
    try await door.lendAuthority(to: "T0002", until: time.now.adding(seconds: 60), by: boss)
    #expect(
      await scene.code { try await door.lendAuthority(to: "T0002", until: time.now.adding(seconds: 60), by: boss) }
        == "access.loan-runs")
    let borrower = try await scene.signOn("T0002")
    let first = try await scene.submit("cash-withdrawal", scene.withdrawal(600))
    let passed = try await scene.approvals.decide(first.id, .pass, reason: nil, by: borrower)
    #expect(passed.state == .passed && passed.decisions[0].authorityOf == boss.staff.id)
    _ = try await scene.desks.cases.release(first.id, by: scene.counter.signOn)
    let next = try await scene.submit("cash-withdrawal", scene.withdrawal(601))
    time.advance(seconds: 61)
    #expect(
      await scene.code { try await scene.approvals.decide(next.id, .pass, reason: nil, by: borrower) }
        == "approval.authority")
    try await door.lendAuthority(to: "T0002", until: time.now.adding(seconds: 60), by: boss)
    #expect(try await door.takeAuthorityBack(by: boss) == 1)
    #expect(
      await scene.code { try await scene.approvals.decide(next.id, .pass, reason: nil, by: borrower) }
        == "approval.authority")
  }

  @Test("what nobody decides ends with its time, and the queue is empty again")
  func expires() async throws {
    let scene = try await Scene.open()
    let waiting = try await scene.submit("cash-withdrawal", scene.withdrawal(600))
    scene.counter.bank.time.advance(seconds: 1801)
    #expect(
      await scene.code {
        try await scene.approvals.decide(waiting.id, .pass, reason: nil, by: try await scene.signOn("S0001"))
      } == "approval.over")
    #expect(try await CaseKeeper(scene.desks.cases).sweep() == 1)
    #expect(try await scene.approvals.queue(by: try await scene.signOn("S0001")).isEmpty)
    #expect(try await scene.approvals.own(waiting)?.state == .expired)
  }
}

extension Sequence {
  fileprivate func asyncMap<T>(_ body: (Element) async throws -> T) async rethrows -> [T] {
    var all: [T] = []
    for element in self { all.append(try await body(element)) }
    return all
  }
}
