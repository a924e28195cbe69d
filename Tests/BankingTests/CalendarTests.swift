import Banking
import Primitives
import Testing

@Suite struct CalendarTests {
  @Test("each institution has its own business date, started once")
  func calendar() async throws {
    let rig = try await BankRig(calendar: false)
    let books = rig.books
    let early = BusinessDate("2026-11-21")!
    try await rig.database.write { tx in
      try books.calendar.start(BankRig.outlet, on: BankRig.today, in: tx)
      try books.calendar.start(BankRig.other, on: early, in: tx)
    }
    let dates = try await rig.database.read { tx in
      [
        try books.calendar.businessDate(of: BankRig.outlet, in: tx),
        try books.calendar.businessDate(of: BankRig.other, in: tx),
      ]
    }
    #expect(dates == [BankRig.today, early])
    let again = try await refused {
      try await rig.database.write { try books.calendar.start(BankRig.outlet, on: early, in: $0) }
    }
    #expect(again == "calendar.already-started")
    let unknown = try await refused {
      _ = try await rig.database.read { try books.calendar.businessDate(of: InstitutionID(99), in: $0) }
    }
    #expect(unknown == "calendar.not-started")
  }

  @Test("a value date may lie before the business date, never after it")
  func valueDate() throws {
    let calendar = BankCalendar()
    let old = BusinessDate("1993-01-01")!
    #expect(try calendar.valueDate(asked: nil, businessDate: BankRig.today) == BankRig.today)
    #expect(try calendar.valueDate(asked: old, businessDate: BankRig.today) == old)
    #expect(try calendar.valueDate(asked: BankRig.today, businessDate: BankRig.today) == BankRig.today)
    let refusal = #expect(throws: Refusal.self) {
      try calendar.valueDate(asked: BankRig.today.adding(days: 1), businessDate: BankRig.today)
    }
    #expect(refusal?.code == "value-date.after-business-date")
    #expect(refusal?.limit == "2026-11-22")
  }

  @Test("a parameter holds from its day on; an institution's own goes before the bank's")
  func parameters() async throws {
    let rig = try await BankRig(calendar: false)
    let parameters = rig.books.parameters
    let days = ["2026-01-01", "2026-06-30", "2026-07-01", "2027-01-01"].map { BusinessDate($0)! }
    try await rig.database.write { tx in
      try parameters.set("limit", "1", from: days[0], in: tx)
      try parameters.set("limit", "2", from: days[2], in: tx)
      try parameters.set("limit", "9", institution: BankRig.other, from: days[2], in: tx)
    }
    let seen = try await rig.database.read { tx in
      try [BankRig.outlet, BankRig.other].map { place in
        try days.map { try parameters.number("limit", at: place, on: $0, in: tx) }
      }
    }
    #expect(seen == [[1, 1, 2, 2], [1, 1, 9, 9]])
    let before = try await rig.database.read {
      try parameters.value(of: "limit", at: BankRig.outlet, on: BusinessDate("2025-12-31")!, in: $0)
    }
    #expect(before == nil)
    let twice = try await refused {
      try await rig.database.write { try parameters.set("limit", "3", from: days[0], in: $0) }
    }
    #expect(twice == "parameter.already-set")
  }

  @Test("denominations are those of the day: haléř coins end in 2008")
  func denominations() async throws {
    let rig = try await BankRig(calendar: false)
    let parameters = rig.books.parameters
    let lists = try await rig.database.read { tx in
      try ["1993-03-31", "2008-08-31", "2008-09-01"].map {
        try parameters.denominations(of: .czk, at: BankRig.outlet, on: BusinessDate($0)!, in: tx)
      }
    }
    #expect(lists[0].contains(50) && lists[1].contains(50) && !lists[2].contains(50))
    #expect(lists[2].first == 500_000)
    let none = try await refused {
      _ = try await rig.database.read {
        try parameters.denominations(of: .jpy, at: BankRig.outlet, on: BankRig.today, in: $0)
      }
    }
    #expect(none == "cash.no-denominations")
  }
}
