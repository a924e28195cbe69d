import Access
import Catalog
import Desk
import Documents
import Primitives
import TestCounter
import Testing

@Suite("every service walks the same journey from its data (PC-060, BC-022, BC-023)") struct ServiceWalkTests {
  struct Walk {
    let counter: TestCounter
    let account: String
    var desks: Desks { counter.bank.desks }

    /// Submits, has it approved by whoever must, signs, and looks at the voucher.
    func go(_ service: String, _ form: [String: String]) async throws -> Case {
      let opened = try await desks.cases.open(service: service, key: counter.key(), by: counter.signOn)
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
      #expect(desks.house.live.sight(display: counter.display).stage.play?.pages == 1, "\(service) fits one page")
      let settled = try await counter.customerAgrees()
      let report = try await desks.archive.verify(settled.document!, by: counter.signOn)
      #expect(report.verdict == .valid, "\(service) \(report.problems)")
      let file = try await desks.archive.file(settled.document!, purpose: "view", by: counter.signOn)
      try JourneyTests.keep(file, service, trust: desks.house.keys.authority.certificate.pem)
      _ = try await desks.cases.end(opened.id, by: counter.signOn)
      return settled
    }

    func refused(_ service: String, _ form: [String: String]) async throws -> [String] {
      let opened = try await desks.cases.open(service: service, key: counter.key(), by: counter.signOn)
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

  @Test("a day of one customer: every service, each with its own voucher; the books balance")
  func walk() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let walk = Walk(counter: counter, account: try await counter.account())
    var done: Set<String> = ["account-open"]
    func go(_ service: String, _ form: [String: String]) async throws -> Case {
      done.insert(service)
      return try await walk.go(service, form)
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

    try await walkAccounts(walk, go)

    let all = Set(counter.bank.desks.house.catalog.services.map(\.id))
    #expect(done == all, "not walked: \(all.subtracting(done).sorted())")
    let check = try await counter.bank.database.read { try counter.bank.desks.house.ledger.check(in: $0) }
    #expect(check.isSound)
  }
}
