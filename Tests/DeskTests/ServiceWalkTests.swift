import Access
import Banking
import Catalog
import Desk
import Documents
import Ledger
import Primitives
import TestCounter
import Testing

@Suite("every service walks the same journey from its data (PC-060, BC-022, BC-023)") struct ServiceWalkTests {
  struct Walk {
    let counter: TestCounter
    let account: String
    var desks: Desks { counter.bank.desks }

    /// Submits, has it approved by whoever must, signs, and looks at the voucher.
    ///
    /// - Parameter typed: what the customer types first, one after the other; a new password twice.
    func go(
      _ service: String, _ form: [String: String], pages: Int = 1, typed: [String] = []
    ) async throws -> Case {
      let opened = try await desks.cases.open(service: service, key: counter.key(), by: counter.signOn)
      try await takePapers(opened)
      var state = try await desks.cases.submit(opened.id, form: form, by: counter.signOn)
      if state.state == .waiting {
        for number in ["S0001", "T0002"] {
          let checker = try await desks.door.signOn(number: number, password: TestBank.password, stationToken: nil)
            .signOn
          guard try await desks.approvals.own(state)?.state == .open else { break }
          try await desks.approvals.decide(opened.id, .pass, reason: nil, by: checker)
        }
        state = try await desks.cases.submit(opened.id, form: form, by: counter.signOn)
      }
      #expect(state.state == .drafted, "\(service)")
      #expect(desks.house.live.sight(display: counter.display).stage.play?.pages == pages, "\(service)")
      let asked = desks.house.live.sight(display: counter.display).stage
      #expect((asked.phase == .password) == !typed.isEmpty, "\(service) \(asked.phase)")
      for word in typed {
        let isNew = desks.house.live.sight(display: counter.display).stage.play?.password?.step == .new
        try await counter.customerTypes(word, again: isNew ? word : nil)
      }
      let settled = try await counter.customerAgrees()
      let report = try await desks.archive.verify(settled.document!, by: counter.signOn)
      #expect(report.verdict == .valid, "\(service) \(report.problems)")
      try await booksAreAsExplained(settled)
      let file = try await desks.archive.file(settled.document!, purpose: "view", by: counter.signOn)
      try JourneyTests.keep(file, service, trust: desks.house.keys.authority.certificate.pem)
      _ = try await desks.cases.end(opened.id, by: counter.signOn)
      return settled
    }

    /// The entries on the help page are those that were made: nothing else, and nothing booked without a line.
    func booksAreAsExplained(_ settled: Case) async throws {
      let explained = desks.help.service(code: settled.serviceCode)!.definition.entries
      let legs = try await counter.bank.database.read { [desks] tx in
        try settled.journal.flatMap { try desks.house.ledger.journal($0, in: tx) }?.legs ?? []
      }
      #expect(legs.isEmpty == explained.isEmpty, "\(settled.service): booked \(legs.count)")
      for leg in legs {
        let book = Self.book(leg.account)
        let named = explained.map { leg.side == .debit ? $0.debit : $0.credit }
        #expect(book.map(named.contains) == true, "\(settled.service): \(leg.side) \(leg.account) is not explained")
      }
    }

    private static func book(_ account: LedgerAccountID) -> BookName? {
      switch account.sequence / 1_000_000 {
      case 1100...1109: .till
      case 2001, 2011: .demand
      case 2002: .term
      case 5001: .interestExpense
      case 5002: .cashRounding
      default: nil
      }
    }

    /// Whatever the service asks for, as the teller takes it.
    func takePapers(_ opened: Case) async throws {
      for (seed, paper) in (desks.house.catalog.service(opened.service)?.papers ?? []).enumerated()
      where paper.required {
        _ = try await desks.images.add(
          try TestImage.jpeg(seed: seed), kind: paper.kind, source: .camera, to: opened.id, by: counter.signOn)
      }
    }

    func refused(
      _ service: String, _ form: [String: String], withPapers: Bool = true
    ) async throws -> [String] {
      let opened = try await desks.cases.open(service: service, key: counter.key(), by: counter.signOn)
      if withPapers { try await takePapers(opened) }
      defer { Task { [desks, counter] in _ = try? await desks.cases.release(opened.id, by: counter.signOn) } }
      do {
        _ = try await desks.cases.submit(opened.id, form: form, by: counter.signOn)
        return []
      } catch let refusal as Refusal {
        return [refusal.code]
      } catch let list as RefusalList {
        return list.refusals.map(\.code)
      }
    }
  }

  @Test("a day of one customer: every service with its own voucher; the books balance")
  func walk() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let walk = Walk(counter: counter, account: try await counter.account())
    var done: Set<String> = ["account-open"]
    func go(_ service: String, _ form: [String: String], pages: Int = 1) async throws -> Case {
      done.insert(service)
      return try await walk.go(service, form, pages: pages)
    }
    let account = walk.account
    var cash = TestCounter.deposit(account, notes: 4000)
    cash["amountAgain"] = cash["amount"]
    _ = try await go("cash-deposit", cash)
    _ = try await go("cash-withdrawal", TestCounter.deposit(account, notes: 100))

    let time = try await go(
      "time-open", ["account": account, "amount": "10000", "tenor": "1y", "instruction": "renewBoth"])
    #expect(time.facts["termRate"] == "1.5%" && time.facts["termMatures"] == "2027-11-20")
    let deposit = time.facts["depositNumber"]!
    let part = try await go("time-draw", ["deposit": deposit, "amount": "4000"])
    #expect(part.facts["newCertificate"] == "110101-00000002")
    #expect(part.facts["termRest"] == "6,000.00 CNY" && part.facts["interest"] == "0.00 CNY")

    let notice = try await go("notice-open", ["account": account, "amount": "50000", "period": "7"])
    let noticed = notice.facts["depositNumber"]!
    let given = try await go("notice-give", ["deposit": noticed, "amount": "50000"])
    #expect(given.facts["requestUntil"] == "2026-11-27")
    #expect(try await walk.refused("notice-give", ["deposit": noticed, "amount": "50000"]) == ["term.notice-runs"])
    _ = try await go("notice-cancel", ["deposit": noticed])
    let drawn = try await go("notice-draw", ["deposit": noticed, "amount": "50000"])
    #expect(drawn.facts["interestSource"]?.contains("存期短于通知期限") == true)

    let either = try await go("demand-or-time-open", ["account": account, "amount": "500"])
    _ = try await go("demand-or-time-draw", ["deposit": either.facts["depositNumber"]!, "amount": "500"])

    _ = try await go("loss-report", ["deposit": deposit, "lossMode": "written"])
    #expect(try await walk.refused("time-draw", ["deposit": deposit, "amount": "6000"]) == ["term.lost"])
    #expect(try await walk.refused("certificate-replace", ["deposit": deposit]) == ["loss.replacement-early"])
    _ = try await go("loss-cancel", ["deposit": deposit])
    #expect(try await walk.refused("loss-cancel", ["deposit": deposit]) == ["loss.none"])

    var other = TestCounter.openingForm
    (other["documentNumber"], other["customerName"]) = ("440524188001010014", "李雷")
    let payee = try await counter.account(other)
    _ = try await go("transfer", ["account": account, "payeeAccount": payee, "payeeName": "李雷", "amount": "12.34"])
    _ = try await go("account-freeze", ["account": payee, "reason": "本人申请"])
    #expect(
      try await walk.refused(
        "transfer", ["account": account, "payeeAccount": payee, "payeeName": "李雷", "amount": "1"])
        == ["account.frozen"])
    _ = try await go("account-release", ["account": payee, "reason": "本人申请"])

    try await counter.bank.database.write {
      try $0.execute("UPDATE bank_calendars SET business_date = $1", [.date(BusinessDate("2026-12-01")!)])
    }
    _ = try await go("loss-report", ["deposit": deposit, "lossMode": "written"])
    try await counter.bank.database.write {
      try $0.execute("UPDATE bank_calendars SET business_date = $1", [.date(BusinessDate("2026-12-08")!)])
    }
    _ = try await go("certificate-replace", ["deposit": deposit])
    let rest = try await go("time-draw", ["deposit": deposit, "amount": "6000"])
    // 6,000 × 18 days × 0.35 % ÷ 360
    #expect(rest.facts["interest"] == "1.05 CNY", "\(rest.facts["interestWorking"] ?? "")")

    done.formUnion(try await papers(walk, other: payee))
    try await walkAccounts(walk) { try await go($0, $1) }
    done.formUnion(try await walkPasswords(walk, other: payee))
    let all = Set(counter.bank.desks.house.catalog.services.map(\.id))
    #expect(done == all, "not walked: \(all.subtracting(done).sorted())")
    let check = try await counter.bank.database.read { try counter.bank.desks.house.ledger.check(in: $0) }
    #expect(check.isSound)
  }

  /// Instalments, pledge, proofs, large cash, the statement; from 2026-12-08 on.
  private func papers(_ walk: Walk, other: String) async throws -> Set<String> {
    var done: Set<String> = []
    func go(_ service: String, _ form: [String: String], pages: Int = 1) async throws -> Case {
      done.insert(service)
      return try await walk.go(service, form, pages: pages)
    }
    func day(_ text: String) async throws {
      try await walk.counter.bank.database.write {
        try $0.execute("UPDATE bank_calendars SET business_date = $1", [.date(BusinessDate(text)!)])
      }
    }
    let account = walk.account
    let instalment = try await go("instalment-open", ["account": account, "amount": "200", "tenor": "1y"])
    #expect(instalment.facts["termRate"] == "1.35%" && instalment.facts["instalmentPaid"] == "1 / 12")
    let number = instalment.facts["depositNumber"]!
    try await day("2027-01-31")
    let paid = try await go("instalment-pay", ["deposit": number, "amount": "200"])
    #expect(paid.facts["instalmentState"] == "按约存入 on time")
    #expect(try await walk.refused("instalment-draw", ["deposit": number, "amount": "100"]) == ["term.whole-only"])
    let drawn = try await go("instalment-draw", ["deposit": number, "amount": "400"])
    // 200 × 54 days × 0.35 % ÷ 360
    #expect(drawn.facts["interest"] == "0.11 CNY" && drawn.facts["interestWorking"]?.contains("0.35%") == true)

    let time = try await go(
      "time-open", ["account": account, "amount": "10000", "tenor": "1y", "instruction": "payOut"])
    let deposit = time.facts["depositNumber"]!
    let pledged = try await go("pledge", ["deposit": deposit, "pledgee": "建设银行建国路支行"])
    #expect(pledged.facts["paperNumber"] == "ZY-110101-00000001")
    #expect(try await walk.refused("time-draw", ["deposit": deposit, "amount": "1"]) == ["term.pledged"])
    #expect(
      try await walk.refused("loss-report", ["deposit": deposit, "lossMode": "written"]) == ["pledge.loss-consent"])
    let free = try await go("pledge-release", ["deposit": deposit, "consent": "同字 2027-18"])
    #expect(free.facts["consent"] == "同字 2027-18")

    let moment = try await go("proof-moment", ["holding": deposit, "purpose": "签证"])
    #expect(moment.facts["amount"] == "10,000.00 CNY" && moment.facts["paperNumber"] == "ZM-110101-00000001")
    let period = try await go("proof-period", ["holding": account, "until": "2027-02-10", "amount": "350000"])
    #expect(
      try await walk.refused(
        "transfer", ["account": account, "payeeAccount": other, "payeeName": "李雷", "amount": "50000"])
        == ["account.funds-short"])
    _ = try await go("proof-return", ["proofNumber": period.facts["paperNumber"]!])

    try await walk.counter.bank.database.write { [banking = walk.desks.house.banking] in
      try banking.parameters.set(
        CounterPapers.appointmentKey(.cny), "5000000", from: BusinessDate("2027-01-31")!, in: $0)
    }
    let cash = TestCounter.deposit(account, notes: 500)
    #expect(try await walk.refused("cash-withdrawal", cash) == ["cash.appointment-needed"])
    _ = try await go("cash-appointment", ["account": account, "amount": "50000", "until": "2027-02-01"])
    try await day("2027-02-01")
    _ = try await go("cash-withdrawal", cash)

    let desk = walk.desks.records
    let by = walk.counter.signOn
    let known = try await desk.payees(of: account, by: by)
    #expect(known.map { "\($0.number)" } == [other] && known.first?.nameMasked.contains("李雷") == false)
    try await desk.removePayee(other, of: account, by: by)
    #expect(try await desk.payees(of: account, by: by).isEmpty)
    let gone = await #expect(throws: Refusal.self) { try await desk.removePayee(other, of: account, by: by) }
    #expect(gone?.code == "payee.unknown")

    let made = try await go(
      "statement", ["account": account, "statementKind": "full", "from": "2026-11-01", "to": "2027-02-01"], pages: 2)
    #expect(made.facts["openingBalance"] == "0.00 CNY")
    _ = try await go("time-draw", ["deposit": deposit, "amount": "10000"])
    return done
  }
}
