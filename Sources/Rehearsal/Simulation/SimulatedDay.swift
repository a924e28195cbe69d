import Access
import Banking
import Desk
import Ledger
import Primitives
import Storage

/// How a simulated day begins and ends.
extension Simulation {
  private static let password = ScratchBank.password

  /// Workstations are enrolled, displays paired, clearing accounts opened.
  func furnish() async throws {
    let door = desks.door
    let boss = try await door.signOn(number: "A0001", password: Self.password, stationToken: nil).signOn
    for (place, outlet) in ScratchBank.outlets.enumerated() {
      for teller in 1...2 {
        let person = bank.person("T00\(place + 1)\(teller)")
        let box = Int64((place + 1) * 10 + teller)
        let code = try await door.issueEnrolmentCode(for: outlet, by: boss)
        let station = try await door.enrol(code: code, name: "窗口 \(box)")
        let signOn = try await door.signOn(
          number: person.number, password: Self.password, stationToken: station.stationToken
        ).signOn
        let asked = try await desks.counter.askPairing(displayToken: nil)
        try await desks.counter.pair(code: asked.sight.pairingCode ?? "", by: signOn)
        counters.append(
          SimulatedCounter(
            person, box: box, station: station.stationToken,
            display: try await desks.counter.display(token: asked.token), signOn: signOn))
        model.boxes[box] = BankModel.Box(outlet: outlet, box: box, teller: person.id)
      }
      let accountant = try await door.signOn(
        number: "K000\(place + 1)", password: Self.password, stationToken: nil
      ).signOn
      let clearing = try await desks.posting.openAccounts(1..<(Self.clearingAccounts + 1), .cny, by: accountant)
      for account in clearing { model.clearing[account] = 0 }
      model.vault[outlet] = ScratchBank.firstCash.minor
      model.journals += 1
    }
  }

  func morning() async throws {
    what = "morning"
    bank.clock.goOn(to: SimulatedClock.morning(of: today))
    let door = desks.door
    for (place, outlet) in ScratchBank.outlets.enumerated() {
      supervisors[outlet] = try await door.signOn(
        number: "S000\(place + 1)", password: Self.password, stationToken: nil
      ).signOn
      accountants[outlet] = try await door.signOn(
        number: "K000\(place + 1)", password: Self.password, stationToken: nil
      ).signOn
    }
    for counter in counters {
      counter.signOn = try await door.signOn(
        number: counter.person.number, password: Self.password, stationToken: counter.station
      ).signOn
      let date = try await desks.records.businessDate(by: counter.signOn)
      guard date == today else { throw Broken("the business date is \(date) and should be \(today)") }
      let count = try cash([
        (10000, 2000), (5000, 500), (2000, 500), (1000, 500), (500, 200), (100, 500), (50, 100), (10, 100),
      ])
      try await certain {
        _ = try await desks.counter.openTill(box: counter.box, counts: Self.counts(count), by: counter.signOn)
      }
      model.boxes[counter.box]?.isOpen = true
      model.cash(into: counter.box, received: count, given: CashCount(.cny))
      model.vault(counter.outlet, -count.total.minor)
      model.journals += 1
    }
    try await inspect()
  }

  func evening() async throws {
    for counter in counters where counter.waiting != nil {
      what = "waiting case"
      try await takeUp(counter)
    }
    what = "cut-off"
    if let supervisor = supervisors[ScratchBank.outlets[0]], chance.oneIn(3) {
      try await mustRefuse(["day-end.till-open"]) { _ = try await desks.dayEnd.cutOff(today, by: supervisor) }
    }
    for counter in counters {
      what = "till closed"
      try await close(counter)
      counter.settled = []
      try await inspect()
    }
    what = "day end"
    try await endDay()
    try await inspectAll()
  }

  func mustRefuse(_ codes: Set<String>, _ deed: () async throws -> Void) async throws {
    do {
      try await deed()
    } catch let refusal as Refusal where codes.contains(refusal.code) {
      report.refused[refusal.code, default: 0] += 1
      return
    }
    throw Broken("something was done that \(codes.sorted()) should have refused")
  }

  // MARK: Boxes

  /// The teller counts what really lies there, without seeing what should.
  private func close(_ counter: SimulatedCounter) async throws {
    guard let box = model.boxes[counter.box] else { return }
    let book = try count(box)
    let isDifferent = plan.withFaults && chance.oneIn(6)
    let found = isDifferent ? try tampered(box) : book
    let closing = { [self] (count: CashCount) in
      _ = try await desks.tills.close(counts: Self.counts(count), by: counter.signOn)
    }
    if isDifferent {
      report.cashDifferences += 1
      for _ in 0..<2 { try await mustRefuse(["till.count-differs"]) { try await closing(found) } }
      try await write(difference: found, from: book, counter)
    } else {
      if chance.oneIn(6) {
        let wrong = try tampered(box)
        try await mustRefuse(["till.count-differs"]) { try await closing(wrong) }
      }
      try await certain { try await closing(book) }
    }
    model.vault(counter.outlet, found.total.minor)
    model.boxes[counter.box]?.pieces = [:]
    model.boxes[counter.box]?.isOpen = false
    model.touch(BankChart.till(counter.outlet, box: counter.box, .cny))
    model.journals += 1
  }

  private func write(difference found: CashCount, from book: CashCount, _ counter: SimulatedCounter) async throws {
    let outlet = counter.outlet
    let supervisor = bank.people.first { $0.place == outlet && $0.posts == [.supervisor] }?.number ?? ""
    _ = try await desks.tills.closeWithDifference(
      supervisor: supervisor, password: Self.password, reason: "模拟长短款", by: counter.signOn)
    let house = bank.house
    let listed = try await house.database.read { tx in
      try house.banking.tillDifferences.list(at: outlet, openOnly: true, in: tx)
    }
    guard listed.contains(where: { $0.box == counter.box && $0.counted == found && $0.expected == book }) else {
      throw Broken("box \(counter.box) was closed with \(found.text) instead of \(book.text), and nobody wrote it down")
    }
    let difference = found.total.minor - book.total.minor
    if difference < 0 {
      model.short[outlet, default: 0] -= difference
      model.touch(BankChart.cashShort(outlet, .cny))
    } else if difference > 0 {
      model.over[outlet, default: 0] += difference
      model.touch(BankChart.cashOver(outlet, .cny))
    }
  }

  // MARK: The batch

  private func endDay() async throws {
    let (date, next) = (today, calendar.days[day + 1])
    for outlet in ScratchBank.outlets {
      guard let supervisor = supervisors[outlet] else { return }
      try await certain { _ = try await desks.dayEnd.cutOff(date, by: supervisor) }
      if chance.oneIn(3) {
        try await mustRefuse(["day-end.other-day"]) { _ = try await desks.dayEnd.cutOff(date, by: supervisor) }
      }
    }
    for outlet in ScratchBank.outlets {
      let foreseen = foreseeDayEnd(outlet, date, next)
      try await run(outlet, date)
      let house = bank.house
      let end = try await house.database.read { tx in try house.banking.dayEnds.find(outlet, date, in: tx) }
      guard let end, end.isDone, end.next == next else { throw Broken("the batch of \(date) is not done") }
      guard end.interest == foreseen else {
        throw Broken(
          "the batch of \(date) at \(outlet) booked \(end.interest) fen of interest, by the model \(foreseen)")
      }
      try await inspect()
    }
  }

  /// The batch, killed and started again wherever chance wills.
  private func run(_ outlet: InstitutionID, _ date: BusinessDate) async throws {
    if plan.withFaults, chance.oneIn(3) {
      bank.store.plan(SimulatedStore.Fate.allCases[chance.below(4)], at: 1 + chance.below(4))
    }
    while true {
      do {
        let house = bank.house
        let end = try await house.database.read { tx in try house.banking.dayEnds.find(outlet, date, in: tx) }
        guard let end else { throw Broken("the batch of \(date) is not on record") }
        _ = try await desks.dayEnd.run(end)
        break
      } catch is InDoubt {
        report.doubts += 1
      } catch {
        guard bank.store.hasCrashed else { throw error }
        try await restart()
        if chance.oneIn(2) { try await desks.dayEnd.resume() }
      }
    }
    bank.store.calm()
  }

  /// What the batch must book: interest of the quarter, and deposits that mature.
  ///
  /// - Returns: the interest in fen.
  private func foreseeDayEnd(_ outlet: InstitutionID, _ date: BusinessDate, _ next: BusinessDate) -> Int64 {
    var sum: Int64 = 0
    let settled = (date.daysSince1970..<next.daysSince1970).map { date.adding(days: $0 - date.daysSince1970) }
      .first(where: SimulatedCalendar.isSettlementDay)
    model.accrue(outlet, through: settled ?? next.adding(days: -1))
    if let settled {
      var blocks: Set<Int64> = []
      for number in model.demandOrder where number.institution == outlet {
        guard let account = model.demands[number] else { continue }
        let interest = InterestModel.quarter(yuanDays: account.course.yuanDays(through: settled))
        model.demands[number]?.course.settle(through: settled)
        guard interest > 0 else { continue }
        model.move(number, interest, valued: settled.adding(days: 1))
        model.payInterest(interest, at: outlet)
        model.settleDemand(interest, at: outlet)
        blocks.insert((number.sequence - 1) / 128)
        report.demandInterest += interest
        sum += interest
      }
      model.journals += blocks.count
    }
    for number in model.termOrder where number.institution == outlet {
      guard let term = model.terms[number], let matures = term.maturesOn, matures <= next, term.instruction != "payOut"
      else { continue }
      sum += mature(term, matures)
    }
    return sum
  }

  private func mature(_ term: BankModel.Term, _ matures: BusinessDate) -> Int64 {
    let interest = InterestModel.term(term.principal, months: term.tenorMonths)
    report.matured += 1
    report.termInterest += interest
    model.payInterest(interest, at: term.number.institution)
    model.touch(BankChart.term(term.number))
    if interest > 0 || term.instruction == "toDemand" { model.journals += 1 }
    switch term.instruction {
    case "toDemand":
      model.mature(term, renewed: nil)
      model.move(term.linked, term.principal + interest, valued: matures)
      model.endTerm(term.number)
      return interest
    case "renewPrincipal": if interest > 0 { model.move(term.linked, interest, valued: matures) }
    default: model.terms[term.number]?.principal += interest
    }
    model.terms[term.number]?.openedOn = matures
    model.terms[term.number]?.maturesOn = InterestModel.adding(months: term.tenorMonths, to: matures)
    model.terms[term.number]?.partsDrawn = 0
    model.mature(term, renewed: model.terms[term.number])
    return interest
  }
}
