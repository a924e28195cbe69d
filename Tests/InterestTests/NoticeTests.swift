import Interest
import Primitives
import Testing

@Suite("Notice deposits") struct NoticeTests {
  let terms = NoticeTerms.personal

  /// At 1.08% 100,000 earn 3.00 a day, at demand 0.36% 1.00.
  func rates() throws -> RateTable {
    try table([.demand: "0.36%", .notice(.sevenDays): "1.08%", .notice(.oneDay): "0.72%"])
  }

  /// 200,000 from 2026-03-02, seven days' notice.
  func deposit(_ amount: String = "200000", _ period: NoticePeriod = .sevenDays) throws -> NoticeDeposit {
    try terms.open(yuan(amount), period, on: day("2026-03-02"))
  }

  func notice(_ amount: String, _ givenOn: String) throws -> WithdrawalNotice {
    WithdrawalNotice(try yuan(amount), givenOn: try day(givenOn))
  }

  func draw(
    _ amount: String, _ deposit: NoticeDeposit, on date: String, _ notice: WithdrawalNotice?
  ) throws -> NoticeDrawing {
    try terms.draw(yuan(amount), from: deposit, on: day(date), notice: notice, rates: rates())
  }

  @Test("as notified, whole: the notice rate of that day for the actual days")
  func asNotified() throws {
    var rates = try rates()
    try rates.set(rate("2.16%"), for: .notice(.sevenDays), from: day("2026-04-01"))
    let drawing = try terms.draw(
      yuan("200000"), from: deposit(), on: day("2026-04-01"), notice: notice("200000", "2026-03-25"), rates: rates)
    #expect(try drawing.working.total == yuan("360.00"))
    #expect(drawing.breaches.isEmpty && drawing.rest == nil)
    #expect(drawing.working.parts.map(\.rule) == [.notice])
  }

  @Test(
    "the days around the agreed one: early and late earn demand rate",
    arguments: [
      ("2026-03-31", "58.00", NoticeBreach.drawnEarly), ("2026-04-01", "180.00", nil),
      ("2026-04-02", "62.00", .drawnLate),
    ] as [(String, String, NoticeBreach?)])
  func agreedDay(date: String, total: String, breach: NoticeBreach?) throws {
    let drawing = try draw("200000", deposit(), on: date, notice("200000", "2026-03-25"))
    #expect(try drawing.working.total == yuan(total))
    #expect(drawing.breaches.first == breach)
  }

  @Test("a term of exactly the notice earns the notice rate, one day less demand rate")
  func shortTerm() throws {
    #expect(try draw("200000", deposit(), on: "2026-03-09", notice("200000", "2026-03-02")).breaches == [])
    let short = try draw("200000", deposit(), on: "2026-03-08", notice("200000", "2026-03-01"))
    #expect(short.breaches == [.termTooShort])
    #expect(try short.working.total == yuan("12.00"))
    let oneDay = try deposit("200000", .oneDay)
    #expect(try draw("200000", oneDay, on: "2026-03-03", notice("200000", "2026-03-02")).breaches == [])
    #expect(try draw("200000", oneDay, on: "2026-03-03", notice("200000", "2026-03-02")).working.total == yuan("4.00"))
    let sameDay = try draw("200000", oneDay, on: "2026-03-02", notice("200000", "2026-03-01"))
    #expect(sameDay.breaches == [.termTooShort])
    #expect(try sameDay.working.total == yuan("0"))
  }

  @Test("drawn without notice: demand rate for what is drawn, the rest keeps its date")
  func withoutNotice() throws {
    let drawing = try draw("100000", deposit(), on: "2026-04-01", nil)
    #expect(drawing.breaches == [.withoutNotice])
    #expect(try drawing.working.total == yuan("30.00"))
    #expect(try drawing.rest == deposit("100000"))
  }

  @Test("more than notified: only the difference at demand rate")
  func above() throws {
    let drawing = try draw("130000", deposit(), on: "2026-04-01", notice("100000", "2026-03-25"))
    #expect(drawing.breaches == [.aboveNotified])
    #expect(drawing.working.parts.map(\.rounded.description) == ["90.000", "9.000"])
    #expect(drawing.working.parts.map(\.rule) == [.notice, .noticeDifference])
    #expect(try drawing.working.total == yuan("99.00"))
    #expect(try drawing.rest?.principal == yuan("70000"))
  }

  @Test("less than notified: the difference that stays earns demand rate up to that day")
  func below() throws {
    let first = try draw("70000", deposit(), on: "2026-04-01", notice("100000", "2026-03-25"))
    #expect(first.breaches.isEmpty)
    #expect(try first.working.total == yuan("63.00"))
    let rest = try #require(first.rest)
    #expect(
      try rest.lapses
        == [NoticeLapse(yuan("30000"), from: day("2026-03-02"), until: day("2026-04-01"), earning: .demandRate)])
    // Ten days later 130,000: 100,000 for 40 days and 30,000 for 10 at 1.08%, 30,000 for 30 at 0.36%.
    let last = try draw("130000", rest, on: "2026-04-11", notice("130000", "2026-04-04"))
    #expect(last.working.parts.map(\.rounded.description) == ["129.000", "9.000"])
    #expect(try last.working.total == yuan("138.00"))
  }

  @Test("exactly the minimum withdrawal earns the notice rate, one fen below demand rate")
  func minimumDraw() throws {
    let exact = try draw("50000", deposit(), on: "2026-04-01", notice("50000", "2026-03-25"))
    #expect(exact.breaches.isEmpty)
    #expect(try exact.working.total == yuan("45.00"))
    let below = try draw("49999.99", deposit(), on: "2026-04-01", notice("49999.99", "2026-03-25"))
    #expect(below.breaches == [.belowMinimum])
    #expect(try below.working.total == yuan("15.00"))
  }

  @Test("exactly the minimum left is re-issued from the original date; one fen less is closed at demand rate")
  func minimumLeft() throws {
    let stays = try draw("150000", deposit(), on: "2026-04-01", notice("150000", "2026-03-25"))
    #expect(try stays.rest == deposit("50000"))
    #expect(try stays.drawn == yuan("150000"))
    let closes = try draw("150000.01", deposit(), on: "2026-04-01", notice("150000.01", "2026-03-25"))
    #expect(closes.rest == nil && closes.breaches == [.restBelowMinimum])
    #expect(try closes.drawn == yuan("200000"))
    // 150,000 × 30 × 1.08% ÷ 360 = 135.00 and 49,999 × 30 × 0.36% ÷ 360 = 14.9997.
    #expect(closes.working.parts.map(\.rounded.description) == ["135.000", "15.000"])
    #expect(try closes.working.total == yuan("150.00"))
  }

  @Test("a notice not used or cancelled: its days earn nothing on its amount")
  func unused() throws {
    let lapsed = try deposit().lapsing(notice("80000", "2026-03-10"))
    let drawing = try draw("200000", lapsed, on: "2026-04-01", notice("200000", "2026-03-25"))
    // 200,000 × 30 days less 80,000 × 7 days at 1.08%.
    #expect(try drawing.working.total == yuan("163.20"))
    #expect(drawing.working.parts.map(\.rule) == [.notice, .noticeUnused])
    #expect(drawing.working.parts[1].days == 7 && drawing.working.parts[1].exact == .zero)
    #expect(try drawing.working.parts[0].dayProduct() == Fraction(5_440_000))
  }

  @Test("the money drawn first bears the lapse; the rest keeps what is left of it")
  func lapseOfParts() throws {
    let lapsed = try deposit().lapsing(notice("80000", "2026-03-10"))
    let first = try draw("60000", lapsed, on: "2026-04-01", notice("60000", "2026-03-25"))
    #expect(try first.working.total == yuan("41.40"))
    let rest = try #require(first.rest)
    #expect(try rest.lapses.map(\.amount) == [yuan("20000")])
    let second = try draw("140000", rest, on: "2026-04-01", notice("140000", "2026-03-25"))
    #expect(try second.working.total == yuan("121.80"))
    #expect(try first.working.total + second.working.total == yuan("163.20"))
  }

  @Test("lapses that overlap never take more than the money there is; drawn inside the notice only its days")
  func overlaps() throws {
    let twice = try deposit().lapsing(notice("200000", "2026-03-10")).lapsing(notice("200000", "2026-03-12"))
    let drawing = try draw("200000", twice, on: "2026-04-01", notice("200000", "2026-03-25"))
    #expect(try drawing.working.parts[0].dayProduct() == Fraction(200_000 * 21))
    let huge = Money(minor: .max, .cny)
    let lapse = WithdrawalNotice(huge, givenOn: try day("2026-03-10"))
    let most = try terms.open(huge, .sevenDays, on: day("2026-03-02")).lapsing(lapse).lapsing(lapse)
    let all30 = try terms.draw(huge, from: most, on: day("2026-04-01"), notice: nil, rates: rates())
    #expect(all30.working.parts[0].days == 23)
    let inside = try deposit().lapsing(notice("200000", "2026-03-30"))
    #expect(try draw("200000", inside, on: "2026-04-01", nil).working.parts[0].days == 28)
    let all = try deposit().lapsing(notice("200000", "2026-03-02"))
    let nothing = try draw("200000", all, on: "2026-03-09", nil)
    #expect(nothing.working.parts.map(\.rule) == [.noticeUnused])
    #expect(try nothing.working.total == yuan("0"))
  }

  @Test("a lapse of other days joins the stretches around it again")
  func joined() throws {
    let lapsed = try deposit().lapsing(notice("60000", "2026-03-10"))
    let first = try draw("60000", lapsed, on: "2026-04-01", notice("60000", "2026-03-25"))
    #expect(first.rest?.lapses == [])
    let closing = try terms.draw(
      yuan("100000"),
      from: NoticeDeposit(
        principal: yuan("140000"), period: .sevenDays, openedOn: day("2026-03-02"),
        lapses: [NoticeLapse(yuan("100000"), from: day("2026-03-10"), until: day("2026-03-17"), earning: .nothing)]),
      on: day("2026-04-01"), notice: nil, rates: rates())
    // 100,000 bear the lapse; the 40,000 closed with them lie through.
    #expect(closing.working.parts.last?.stretches.count == 1)
    #expect(closing.working.parts.last?.days == 30)
  }

  @Test("corporate minima: 500,000 to open and remain, 100,000 to draw")
  func corporate() throws {
    let terms = NoticeTerms.corporate
    expectRefusal("below-minimum", "principal") {
      _ = try terms.open(yuan("499999.99"), .oneDay, on: day("2026-03-02"))
    }
    let deposit = try terms.open(yuan("700000"), .oneDay, on: day("2026-03-02"))
    func breaches(_ amount: String) throws -> [NoticeBreach] {
      try terms.draw(
        yuan(amount), from: deposit, on: day("2026-04-01"), notice: notice(amount, "2026-03-31"), rates: rates()
      ).breaches
    }
    #expect(try breaches("100000") == [])
    #expect(try breaches("99999.99") == [.belowMinimum])
    #expect(try breaches("200000") == [])
    #expect(try breaches("200000.01") == [.restBelowMinimum])
  }

  @Test("openings and draws that cannot be")
  func refusals() throws {
    #expect(try deposit("50000").principal == yuan("50000"))
    expectRefusal("below-minimum") { _ = try deposit("49999.99") }
    let held = try deposit()
    expectRefusal("amount-too-large") { _ = try draw("200000.01", held, on: "2026-04-01", nil) }
    expectRefusal("amount-not-positive") { _ = try draw("0", held, on: "2026-04-01", nil) }
    expectRefusal("amount-not-positive", "notice.amount") {
      _ = try draw("1", held, on: "2026-04-01", notice("0", "2026-03-25"))
    }
    expectRefusal("dates-reversed") { _ = try draw("1", held, on: "2026-03-01", nil) }
    expectRefusal("dates-reversed") { _ = try held.lapsing(notice("1", "2026-03-01")) }
    expectRefusal("currencies-differ") {
      _ = try held.lapsing(WithdrawalNotice(Money(minor: 1, .usd), givenOn: day("2026-03-05")))
    }
    expectRefusal("negative-principal") {
      _ = try NoticeDeposit(principal: Money(minor: -1, .cny), period: .oneDay, openedOn: day("2026-03-05"))
    }
    expectRefusal("no-rate") {
      _ = try terms.draw(yuan("1"), from: held, on: day("2026-04-01"), notice: nil, rates: RateTable())
    }
  }

  @Test("every breach has a title in both languages", arguments: NoticeBreach.allCases)
  func titles(breach: NoticeBreach) { #expect(!breach.title.zh.isEmpty && !breach.title.en.isEmpty) }
}
