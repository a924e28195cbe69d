import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("corrections of earlier days (BC-027; 红字冲正, 蓝字补账, 调整积数)") struct LaterCorrectionTests {
  @Test("what was booked to a wrong account moves with its days: nothing differs from a bank without the error")
  func wrongAccount() async throws {
    let (wrong, right) = (try await CorrectionRig.open(), try await CorrectionRig.open())
    let made = try await wrong.atTheTill { try await wrong.deposit(wrong.first, 30_000) }
    _ = try await right.atTheTill { try await right.deposit(right.second, 30_000) }
    for day in ["2026-11-23", "2026-11-24"] {
      _ = try await wrong.base.run(day)
      _ = try await right.base.run(day)
    }
    #expect(try await wrong.standing() != right.standing())
    let postings = try await wrong.atTheTill("100*1") {
      try await wrong.correct(made, wrong.right(wrong.second, 30_000))
    }
    #expect(postings.map(\.kind) == [.red, .blue])
    #expect(postings.allSatisfy { "\($0.valueDate)" == "2026-11-23" && "\($0.number.businessDate)" == "2026-11-25" })
    #expect(
      postings.map(\.account) == [wrong.first, wrong.second] && postings.map(\.amount.minor) == [-3_000_000, 3_000_000])
    for bank in [wrong, right] { _ = try await bank.base.run("2026-11-25") }
    #expect(try await wrong.standing() == right.standing())
    #expect(
      try await wrong.base.payable(.demandInterestPayable) == right.base.payable(.demandInterestPayable))
    #expect(try await wrong.isSound())
  }

  @Test("quarters settled meanwhile are put right too, one after another, over a change of the rate and of the year")
  func settledQuarters() async throws {
    let (wrong, right) = (try await CorrectionRig.open(), try await CorrectionRig.open())
    let made = try await wrong.atTheTill { try await wrong.deposit(wrong.first, 300_000) }
    _ = try await right.atTheTill { try await right.deposit(right.second, 300_000) }
    for bank in [wrong, right] {
      try await bank.rig.database.write { [rates = bank.rig.books.terms.rates] in
        try rates.post("1.05%", for: .demand, .cny, from: BusinessDate("2027-01-15")!, in: $0)
      }
      for day in ["2026-11-23", "2026-12-20", "2027-03-19", "2027-03-20"] {
        try await bank.base.day(day)
        _ = try await bank.base.run(day)
      }
    }
    let postings = try await wrong.atTheTill("100*1") {
      try await wrong.correct(made, wrong.right(wrong.second, 300_000))
    }
    #expect(postings.map(\.kind) == [.reverseBlue, .blue, .interest, .interest, .interest, .interest])
    let interest = postings.filter { $0.kind == .interest }
    #expect(interest.map { "\($0.valueDate)" } == ["2026-12-21", "2027-03-21", "2026-12-21", "2027-03-21"])
    // 300,000 × 28 days × 0.35 % ÷ 360, by hand.
    #expect(interest[2].amount.minor == 8167)
    #expect(try await wrong.standing().map(\.[0]) == right.standing().map(\.[0]), "what the quarters paid is alike")
    for bank in [wrong, right] { _ = try await bank.base.run("2027-03-21") }
    #expect(try await wrong.standing() == right.standing())
    #expect(try await wrong.base.payable(.demandInterestPayable) == right.base.payable(.demandInterestPayable))
    #expect(try await wrong.isSound())
  }

  @Test("a second correction of the same account starts from the first: to the fen what one bank without errors has")
  func twice() async throws {
    let (wrong, right) = (try await CorrectionRig.open(), try await CorrectionRig.open())
    let made = try await wrong.atTheTill {
      [try await wrong.deposit(wrong.first, 33_300), try await wrong.deposit(wrong.first, 47_700)]
    }
    _ = try await right.atTheTill {
      [try await right.deposit(right.second, 33_300), try await right.deposit(right.third, 47_700)]
    }
    for bank in [wrong, right] {
      for day in ["2026-11-23", "2026-12-20"] {
        try await bank.base.day(day)
        _ = try await bank.base.run(day)
      }
    }
    try await wrong.atTheTill("100*1") {
      try await wrong.correct(made[0], wrong.right(wrong.second, 33_300))
      try await wrong.correct(made[1], wrong.right(wrong.third, 47_700))
    }
    #expect(try await wrong.standing().map(\.[0]) == right.standing().map(\.[0]))
    for bank in [wrong, right] { _ = try await bank.base.run("2026-12-21") }
    #expect(try await wrong.standing() == right.standing())
    #expect(try await wrong.isSound())
  }

  @Test("a wrong amount: the difference goes over the counter, and no more than that")
  func wrongAmount() async throws {
    let (wrong, right) = (try await CorrectionRig.open(), try await CorrectionRig.open())
    let made = try await wrong.atTheTill { try await wrong.deposit(wrong.second, 30_000) }
    _ = try await right.atTheTill { try await right.deposit(right.second, 3000) }
    for bank in [wrong, right] { _ = try await bank.base.run("2026-11-23") }
    try await wrong.atTheTill("100*270") {
      let blue = wrong.right(wrong.second, 3000)
      #expect(try await refused { _ = try await wrong.ask(made, blue) } == "correction.cash-differs")
      try await wrong.correct(made, blue, given: "100*270")
    }
    for bank in [wrong, right] { _ = try await bank.base.run("2026-11-24") }
    #expect(try await wrong.standing() == right.standing())
    #expect(try await wrong.isSound())
  }

  @Test("a withdrawal and a transfer are put right; the mirror names what it takes back, once")
  func others() async throws {
    let (wrong, right) = (try await CorrectionRig.open(), try await CorrectionRig.open())
    let drawn = try await wrong.atTheTill { try await wrong.withdraw(wrong.first, 5000) }
    let sent = try await wrong.transfer(wrong.first, wrong.second, "张三", 2000)
    let short = try await wrong.transfer(wrong.first, wrong.third, "李四", 100)
    _ = try await right.atTheTill { try await right.withdraw(right.first, 500) }
    _ = try await right.transfer(right.first, right.third, "李四", 2000)
    _ = try await right.transfer(right.first, right.third, "李四", 300)
    for bank in [wrong, right] { _ = try await bank.base.run("2026-11-23") }
    let postings = try await wrong.atTheTill("100*1") {
      let postings = try await wrong.correct(drawn, wrong.right(wrong.first, 500), received: "100*45")
      try await wrong.correct(sent, wrong.right(wrong.third, 2000))
      try await wrong.correct(short, wrong.right(wrong.third, 300))
      return postings
    }
    let (mirror, original) = try await wrong.rig.database.read {
      [books = wrong.rig.books, ledger = wrong.rig.ledger] tx in
      let record = try books.bookings.record(drawn, at: BankRig.outlet, in: tx)
      return (
        try ledger.journal(postings[0].journal, in: tx),
        try ledger.reservation(record.reservation, in: tx).order.journal
      )
    }
    #expect(mirror?.reverses == original && mirror?.code == 1902 && mirror?.reference == drawn)
    for bank in [wrong, right] { _ = try await bank.base.run("2026-11-24") }
    #expect(try await wrong.standing() == right.standing())
    #expect(try await refused { _ = try await wrong.ask(sent) } == "correction.done")
    #expect(try await wrong.isSound())
  }

  @Test("without a right booking the money only goes back, in the same pieces")
  func onlyBack() async throws {
    let bank = try await CorrectionRig.open()
    let made = try await bank.atTheTill { try await bank.deposit(bank.second, 1000) }
    _ = try await bank.base.run("2026-11-23")
    let postings = try await bank.atTheTill("100*10") { try await bank.correct(made) }
    #expect(postings.map(\.kind) == [.red])
    #expect(try await bank.standing()[1][0] == 0)
    #expect(try await bank.isSound())
  }

  @Test("refused: own day, spent money, held money, used money, cash that is gone, a till of somebody else")
  func refusals() async throws {
    let bank = try await CorrectionRig.open()
    let (made, sent) = try await bank.atTheTill {
      let made = try await bank.deposit(bank.second, 1000)
      #expect(try await refused { _ = try await bank.ask(made) } == "correction.same-day")
      return (made, try await bank.transfer(bank.first, bank.third, "李四", 700))
    }
    _ = try await bank.base.run("2026-11-23")
    #expect(try await refused { _ = try await bank.ask(made) } == "correction.till")
    try await bank.rig.openTill("100*9")
    #expect(try await refused { _ = try await bank.ask(made) } == "correction.cash-gone")
    #expect(try await refused { _ = try await bank.ask(made, by: bank.rig.actor("T0002")) } == "correction.till")
    let same = bank.right(bank.second, 1000)
    #expect(try await refused { _ = try await bank.ask(made, same) } == "correction.same")
    #expect(try await refused { _ = try await bank.ask(made, reason: " ") } == "correction.reason")
    #expect(
      try await refused { _ = try await bank.ask(sent, bank.right(bank.first, 700)) }
        == "transfer.same-account")
    let late = try await bank.rig.account("E0000001", name: "赵六", type: .other)
    #expect(
      try await refused { _ = try await bank.ask(made, bank.right(late, 1000)) }
        == "correction.account-later")
    // The payee has spent it, and has it again later: on that day it would have been below zero.
    _ = try await bank.transfer(bank.third, bank.first, "王小明", 700)
    #expect(try await refused { _ = try await bank.ask(sent) } == "account.funds-short")
    try await DayEndRig.handIn(bank.rig)
    _ = try await bank.base.run("2026-11-24")
    _ = try await bank.transfer(bank.first, bank.third, "李四", 700)
    let request = try await bank.ask(sent)
    #expect(
      try await refused { try await bank.decide(request.id) } == "correction.drawn-meanwhile")
    #expect(try await bank.postings(sent).isEmpty)
    #expect(try await bank.isSound())
  }

  @Test("the till must be the same session and hold the cash when it is agreed to; a running day's end refuses")
  func laterThanAsked() async throws {
    let bank = try await CorrectionRig.open()
    let made = try await bank.atTheTill { try await bank.deposit(bank.second, 1000) }
    let sent = try await bank.transfer(bank.first, bank.third, "李四", 700)
    let far = try await bank.rig.account("E9999999", name: "孙七", type: .other, at: BankRig.other)
    let away = try await bank.transfer(bank.first, far, "孙七", 300)
    _ = try await bank.base.run("2026-11-23")
    #expect(
      try await refused { _ = try await bank.ask(away) } == "correction.day-end-running",
      "the other outlet is still on its day before")
    let request = try await bank.atTheTill("100*10") { try await bank.ask(made) }
    #expect(try await refused { try await bank.decide(request.id) } == "till.changed")
    try await bank.rig.openTill("100*10")
    #expect(try await refused { try await bank.decide(request.id) } == "till.changed", "another session")
    try await bank.decide(request.id, agrees: false, note: "请重新申请")
    let again = try await bank.ask(made)
    _ = try await bank.withdraw(bank.first, 100)
    #expect(try await refused { try await bank.decide(again.id) } == "correction.cash-gone")
    try await DayEndRig.handIn(bank.rig)
    let end = try await bank.base.cutOff("2026-11-24")
    #expect(try await refused { _ = try await bank.ask(sent) } == "correction.day-end-running")
    var running = end
    while !running.isDone { running = try await bank.base.step(running) }
    try await bank.correct(sent)
    #expect(try await bank.isSound())
  }

  @Test("nobody decides on his own request or his own error, by the rule and by the table; each is decided once")
  func persons() async throws {
    let bank = try await CorrectionRig.open()
    let sent = try await bank.transfer(bank.first, bank.third, "李四", 700)
    _ = try await bank.base.run("2026-11-23")
    let other = bank.rig.actor("T0002")
    let key = bank.rig.id(IdempotencyKey.self)
    let request = try await bank.ask(sent, by: other, key: key)
    #expect(try await bank.ask(sent, by: other, key: key) == request, "a second click is the same wish")
    #expect(try await refused { _ = try await bank.ask(sent) } == "correction.asked")
    for person in [other, bank.rig.teller] {
      #expect(try await refused { try await bank.decide(request.id, by: person) } == "correction.own-decision")
      await #expect(throws: (any Error).self, "the table refuses whatever the rule says") {
        try await bank.rig.database.write {
          try $0.execute(
            "UPDATE correction_requests SET state = 'agreed', checker = $1, decided_at = 1", [.id(person.staff)])
        }
      }
    }
    #expect(try await refused { try await bank.decide(bank.rig.id()) } == "correction.unknown")
    #expect(try await refused { try await bank.decide(request.id, agrees: false) } == "correction.reason")
    try await bank.decide(request.id)
    #expect(try await refused { try await bank.decide(request.id) } == "correction.decided")
    let entry = try await bank.entry(request)
    #expect(entry.state == .handled && entry.handledNumber == "T0002" && entry.concernedNumber == "T0001")
    #expect(try await bank.steps(entry.id).map(\.kind) == [.registered, .asked, .agreed, .corrected])
  }
}
