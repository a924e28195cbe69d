import Access
import Audit
import Banking
import Desk
import Documents
import Foundation
import Primitives
import TestCounter
import Testing

@Suite("statements leave the house (BC-025)") struct StatementDeskTests {
  @Test("a file opens in a spreadsheet and runs nothing; the export stands in the audit chain")
  func csv() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let account = try await counter.account()
    let opened = try await counter.bank.desks.cases.open(
      service: "cash-deposit", key: counter.key(), by: counter.signOn)
    _ = try await counter.bank.desks.cases.submit(
      opened.id, form: TestCounter.deposit(account, notes: 12), by: counter.signOn)
    _ = try await counter.customerAgrees()
    _ = try await counter.bank.desks.cases.end(opened.id, by: counter.signOn)
    let desk = counter.bank.desks.statements
    let (from, to) = (BusinessDate("2026-11-01")!, BusinessDate("2026-11-20")!)
    let bytes = try await desk.csv(account, .full, from: from, to: to, by: counter.signOn)
    #expect(Array(bytes.prefix(3)) == [0xEF, 0xBB, 0xBF])
    let lines = String(decoding: bytes.dropFirst(3), as: UTF8.self).components(separatedBy: "\r\n")
    #expect(lines.contains("期初余额 Opening,0.00") && lines.contains("期末余额 Closing,1200.00"))
    #expect(lines.contains { $0.hasPrefix("2026-11-20,110101-20261120-") && $0.hasSuffix(",1200.00,1200.00") })
    #expect(!lines.joined().contains("王小明"), "the holder stands masked")
    let auditor = try await desk.house.door.signOn(
      number: "U0001", password: TestBank.password, stationToken: nil
    ).signOn
    var filter = AuditFilter()
    filter.actionPrefix = "statement.exported"
    let found = try await counter.bank.desks.records.audit(filter, limit: 10, before: nil, by: auditor)
    #expect(found.count == 1 && found.first?.entry.subject == "account:\(account)")
    await #expect(throws: Refusal.self, "an auditor takes nothing out") {
      _ = try await desk.csv(account, .full, from: from, to: to, by: auditor)
    }
  }

  @Test(
    "a cell that a spreadsheet would run gets an apostrophe",
    arguments: [
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@A1", "'@A1"), (" =1", "' =1"), ("\t=1", "\"'\t=1\""),
      ("＝1", "'＝1"), ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
      ("=\"a\",b", "\"'=\"\"a\"\",b\""), ("12.30", "12.30"), ("", ""), ("a\r\nb", "\"a\r\nb\""),
    ] as [(String, String)])
  func injection(_ text: String, _ expected: String) { #expect(CSVText.cell(text) == expected) }

  @Test("a statement of 500 lines pages properly: headings on every page, every line once, all sealed")
  func long() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let account = try await counter.account()
    let house = counter.bank.desks.house
    let actor = CounterActor(
      staff: counter.signOn.staff.id, number: "T0001", institution: counter.bank.outlet, chain: counter.signOn.chain)
    for _ in 0..<500 {
      let order = CashOrder(
        CounterOrder(
          caseID: CaseID(at: counter.bank.time.now, from: house.entropy), institution: actor.institution,
          teller: actor.staff, code: 1201, journal: JournalID(at: counter.bank.time.now, from: house.entropy),
          reservation: ReservationID(at: counter.bank.time.now, from: house.entropy), key: counter.key(),
          deadline: counter.bank.time.now.adding(seconds: 600), at: counter.bank.time.now),
        account: try AccountNumber(parsing: account), amount: Money(minor: 100_00, .cny),
        received: try CashCount(parsing: "100*1", .cny), given: CashCount(.cny))
      try await counter.bank.database.write { tx in
        _ = try house.banking.cashDeposit.prepare(order, in: tx)
        _ = try house.banking.bookings.settle(
          order.counter.caseID, at: actor.institution, now: order.counter.at, in: tx)
      }
    }
    let cases = counter.bank.desks.cases
    let opened = try await cases.open(service: "statement", key: counter.key(), by: counter.signOn)
    let form = ["account": account, "statementKind": "full", "from": "2026-11-01", "to": "2026-11-20"]
    _ = try await cases.submit(opened.id, form: form, by: counter.signOn)
    let pages = house.live.sight(display: counter.display).stage.play?.pages ?? 0
    #expect(pages > 10 && pages < 20, "\(pages)")
    let settled = try await counter.customerAgrees()
    #expect(settled.facts["lineCount"] == "500" && settled.facts["closingBalance"] == "50,000.00 CNY")
    let report = try await counter.bank.desks.archive.verify(settled.document!, by: counter.signOn)
    #expect(report.verdict == .valid, "\(report.problems)")
    let file = try await counter.bank.desks.archive.file(settled.document!, purpose: "view", by: counter.signOn)
    try JourneyTests.keep(file, "statement-500", trust: house.keys.authority.certificate.pem)
  }
}
