import Access
import Banking
import Desk
import Primitives
import TestCounter
import TestHouse
import Testing

@Suite("cases of a period, counted (BC-018)") struct ReportTests {
  /// Two openings, three deposits, one of them refused by the customer, and one form that nobody went on with.
  private func day() async throws -> TestCounter {
    let counter = try await TestCounter.open(try await TestBank.open())
    let cases = counter.bank.desks.cases
    let account = try await counter.account()
    var other = TestCounter.openingForm
    other["documentNumber"] = "110105198001010016"
    other["customerName"] = "李小红"
    _ = try await counter.account(other)
    for notes in [1, 2, 4] {
      let opened = try await cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
      _ = try await cases.submit(opened.id, form: TestCounter.deposit(account, notes: notes), by: counter.signOn)
      if notes == 4 {
        try await cases.refuse(on: counter.display)
        _ = try await cases.handBack(opened.id, count: "100*4", by: counter.signOn)
      } else {
        _ = try await counter.customerAgrees()
      }
      _ = try await cases.end(opened.id, by: counter.signOn)
    }
    _ = try await cases.open(service: "cash-withdrawal", key: counter.key(), by: counter.signOn)
    return counter
  }

  @Test("by service: settled, released and open, with the amounts that were settled")
  func byService() async throws {
    let counter = try await day()
    let reports = counter.bank.desks.reports
    let today = try await counter.bank.desks.records.businessDate(by: counter.signOn)
    let activity = try await reports.activity(.service, from: today, to: today, by: counter.signOn)
    let figures = activity.rows.map { [$0.key, "\($0.settled)", "\($0.released)", "\($0.open)"] }
    #expect(figures == [["1101", "2", "0", "0"], ["1201", "2", "1", "0"], ["1202", "0", "0", "1"]])
    #expect(activity.rows.map { $0.amounts[.cny] } == [nil, 30_000, nil])
    #expect(activity.total.releasedShare == 2000, "one of five that ended")
    #expect(activity.currencies == [.cny])
    let file = String(
      decoding: try await reports.csv(.service, from: today, to: today, by: counter.signOn).dropFirst(3), as: UTF8.self)
    #expect(file.split(separator: "\r\n").first == "service,settled,released,open,CNY")
    #expect(file.contains("1201,2,1,0,300.00"))
  }

  @Test("however it is grouped the sums are those of the journal", arguments: Activity.Grouping.allCases)
  func sameSums(_ grouping: Activity.Grouping) async throws {
    let counter = try await day()
    let desks = counter.bank.desks
    let today = try await desks.records.businessDate(by: counter.signOn)
    let activity = try await desks.reports.activity(
      grouping, from: today.adding(days: -3), to: today, by: counter.signOn)
    let journal = try await desks.records.journal(
      JournalFilter(institution: counter.signOn.institution.id, from: today, to: today, limit: 100), by: counter.signOn)
    #expect(activity.total.settled == Int64(journal.count { $0.state == .settled }))
    #expect(activity.total.released == Int64(journal.count { $0.state == .released }))
    #expect(activity.total.open == Int64(journal.count { $0.state == .opened }))
    #expect(
      activity.total.amounts[.cny] == journal.filter { $0.state == .settled }.compactMap(\.amount?.minor).reduce(0, +))
    let key =
      switch grouping {
      case .service: "1201"
      case .teller: counter.signOn.staff.number
      case .outlet: "\(counter.signOn.institution.id)"
      case .day: "\(today.compact)"
      case .hour: "\(journal[0].openedAt.parts(offsetMinutes: 480).hour)"
      }
    #expect(activity.rows.contains { $0.key == key }, "\(activity.rows.map(\.key))")
    let before = try await desks.reports.activity(
      grouping, from: today.adding(days: -3), to: today.adding(days: -1), by: counter.signOn)
    #expect(before.rows.isEmpty && before.total.releasedShare == nil)
  }

  @Test("a period that is none, or too long, is refused; so is who may not read the journal")
  func refused() async throws {
    let counter = try await TestCounter.open(try await TestBank.open())
    let reports = counter.bank.desks.reports
    let today = try await counter.bank.desks.records.businessDate(by: counter.signOn)
    for (from, to) in [(today, today.adding(days: -1)), (today.adding(days: -366), today)] {
      let refusal = await #expect(throws: Refusal.self) {
        try await reports.activity(.day, from: from, to: to, by: counter.signOn)
      }
      #expect(refusal?.code == "report.period")
    }
    _ = try await reports.activity(.day, from: today.adding(days: -365), to: today, by: counter.signOn)
  }
}
