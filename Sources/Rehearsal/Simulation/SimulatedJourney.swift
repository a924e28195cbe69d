import Access
import Banking
import Catalog
import Desk
import Documents
import Primitives

/// A case from its opening to its end, with second clicks, doubts, crashes and customers who change their minds.
extension Simulation {
  /// What no hand drew; one for all, since composing it is not what is looked at here.
  private static let ink = Ink.scripted(name: "王小明", seed: 7).binary

  func walk(_ business: Business, at counter: SimulatedCounter) async throws {
    let endings: [CaseInHand.Ending] =
      plan.withFaults
      ? [.agrees, .signsTwice, .refuses, .released, .waits, .deadline] : [.agrees, .signsTwice, .refuses, .released]
    let weights = [88, 3, 3, 2, 3, 1]
    let ending = endings[chance.weighted(Array(weights.prefix(endings.count)))]
    let hand = CaseInHand(
      business, key: chance.key(at: bank.clock.now), ending: ending,
      clicksTwice: plan.withFaults && chance.oneIn(10))
    if business.need >= .review {
      hand.triesOwnApproval = chance.oneIn(4)
      hand.verdict = chance.oneIn(12) ? .refuse : chance.oneIn(12) ? .giveBack : .pass
    }
    if plan.withFaults, business.mustMeet.isEmpty {
      if chance.oneIn(150) { hand.point = chance.pick(Self.points(hand)) }
      if hand.point == nil, chance.oneIn(60) { hand.doubt = chance.oneIn(2) ? .doubtLost : .doubtCommitted }
    }
    try await play(hand, at: counter)
  }

  /// The places that a case with this end passes for certain.
  private static func points(_ hand: CaseInHand) -> [CrashPoint] {
    guard hand.verdict == .pass else { return [] }
    switch hand.ending {
    case .agrees, .signsTwice: return CrashPoint.allCases.filter { $0 != .insideRelease && $0 != .afterRelease }
    case .refuses, .released: return [.insideRelease, .afterRelease]
    case .waits, .deadline: return [.beforeReserve, .afterReserve, .afterDrawing, .afterDraft]
    }
  }

  /// A case that waited is taken up again.
  func takeUp(_ counter: SimulatedCounter) async throws {
    try await sweep()
    guard let hand = counter.waiting else { return }
    counter.waiting = nil
    hand.ending = chance.oneIn(5) ? .refuses : .agrees
    try await play(hand, at: counter)
  }

  /// Goes on with a case through whatever crashes, until it has ended or waits.
  func play(_ hand: CaseInHand, at counter: SimulatedCounter) async throws {
    if let point = hand.point { bank.store.plan(point) }
    while true {
      do {
        try await go(on: hand, counter)
        if !bank.store.hasCrashed { break }
      } catch let broken as Broken {
        throw broken
      } catch {
        guard bank.store.hasCrashed else { throw error }
      }
      try await restart()
      try await lookAfterCrash(hand, counter)
      hand.point = nil
    }
    bank.store.calm()
  }

  /// What was committed is there, and nothing else.
  private func lookAfterCrash(_ hand: CaseInHand, _ counter: SimulatedCounter) async throws {
    guard let point = hand.point, let id = hand.id else { return }
    let record = try await desks.cases.view(id, by: counter.signOn)
    let isOverdue = record.deadline.map { $0 <= bank.clock.now } ?? false
    if isOverdue, record.state == .released { return }
    let allowed: [CaseMachine.State] =
      switch point {
      case .beforeReserve: [.opened]
      case .afterReserve, .afterDrawing, .afterRelease: [.released]
      case .afterDraft, .afterPages, .afterInk, .afterSeal, .insideSettle: [.drafted]
      case .afterSettle: [.settled]
      case .insideRelease: [.drafted, .opened, .waiting]
      }
    guard allowed.contains(record.state) else {
      throw Broken("after a crash at \(point.rawValue) the case is \(record.state)")
    }
  }

  // MARK: One attempt

  private func go(on hand: CaseInHand, _ counter: SimulatedCounter) async throws {
    let cases = desks.cases
    var record = try await cases.open(service: hand.business.service, key: hand.key, by: counter.signOn)
    hand.id = record.id
    if hand.clicksTwice {
      report.secondClicks += 1
      let again = try await cases.open(service: hand.business.service, key: hand.key, by: counter.signOn)
      guard again.id == record.id else { throw Broken("one key opened two cases") }
    }
    if record.state == .opened || record.state == .waiting {
      guard let drafted = try await submit(hand, record, counter) else { return }
      record = drafted
    }
    if record.state == .drafted {
      hand.deadline = record.deadline
      guard let ended = try await end(hand, record, counter) else { return }
      record = ended
    }
    try await conclude(hand, record, counter)
  }

  /// - Returns: the case as it stands then; nil when it was refused, as it had to be, and has ended.
  private func submit(_ hand: CaseInHand, _ opened: Case, _ counter: SimulatedCounter) async throws -> Case? {
    let (cases, form) = (desks.cases, hand.business.form)
    var record = opened
    do {
      if record.state == .opened {
        if chance.oneIn(20) { _ = try await cases.check(opened.id, form: form, by: counter.signOn) }
        record = try await cases.submit(opened.id, form: form, by: counter.signOn)
      }
      for _ in 0..<3 where record.state == .waiting {
        try await approve(hand, record, counter)
        record = try await cases.view(record.id, by: counter.signOn)
        if record.state == .opened { record = try await cases.submit(opened.id, form: form, by: counter.signOn) }
      }
      if hand.clicksTwice, record.state == .drafted {
        let again = try await cases.submit(opened.id, form: form, by: counter.signOn)
        guard again.number == record.number else { throw Broken("a second click drew another number") }
      }
    } catch let refusal as Refusal {
      return try await refused(hand, opened.id, [refusal], counter)
    } catch let list as RefusalList {
      return try await refused(hand, opened.id, list.refusals, counter)
    }
    guard hand.business.mustMeet.isEmpty || record.state != .drafted else {
      throw Broken("\(hand.business.service) was accepted and should have met \(hand.business.mustMeet.sorted())")
    }
    return record
  }

  private func refused(
    _ hand: CaseInHand, _ id: CaseID, _ refusals: [Refusal], _ counter: SimulatedCounter
  ) async throws -> Case? {
    let codes = refusals.map(\.code)
    guard !hand.business.mustMeet.isDisjoint(with: codes) else {
      throw Broken("\(hand.business.service) \(hand.business.form) was refused: \(codes)")
    }
    for code in codes { report.refused[code, default: 0] += 1 }
    _ = try await desks.cases.release(id, by: counter.signOn)
    _ = try await desks.cases.end(id, by: counter.signOn)
    report.released += 1
    return nil
  }

  private func approve(_ hand: CaseInHand, _ record: Case, _ counter: SimulatedCounter) async throws {
    let approvals = desks.approvals
    if hand.triesOwnApproval {
      hand.triesOwnApproval = false
      do {
        try await approvals.decide(record.id, .pass, reason: nil, by: counter.signOn)
        throw Broken("a teller approved his own work")
      } catch let refusal as Refusal where refusal.code == "approval.own-work" {
        report.refused[refusal.code, default: 0] += 1
      }
    }
    guard let supervisor = supervisors[counter.outlet],
      let colleague = counters.first(where: { $0.outlet == counter.outlet && $0 !== counter })
    else { return }
    let verdict = hand.verdict
    hand.verdict = .pass
    if verdict != .pass {
      try await approvals.decide(record.id, verdict, reason: "模拟", by: supervisor)
      return
    }
    if hand.business.need == .review || hand.business.need == .twoPersons {
      try await approvals.decide(record.id, .pass, reason: nil, by: colleague.signOn)
    }
    if hand.business.need == .supervisor || hand.business.need == .twoPersons {
      try await approvals.decide(record.id, .pass, reason: nil, by: supervisor)
    }
  }

  // MARK: Ends

  /// - Returns: nil when the case waits.
  private func end(_ hand: CaseInHand, _ record: Case, _ counter: SimulatedCounter) async throws -> Case? {
    switch hand.ending {
    case .agrees, .signsTwice: return try await agree(hand, counter)
    case .refuses:
      try await desks.cases.refuse(on: counter.display)
      return try await desks.cases.view(record.id, by: counter.signOn)
    case .released: return try await desks.cases.release(record.id, by: counter.signOn)
    case .waits:
      hold(hand, true)
      counter.waiting = hand
      return nil
    case .deadline:
      bank.clock.advance(milliseconds: 1_801_000)
      hold(hand, true)
      counter.waiting = hand
      try await sweep()
      return nil
    }
  }

  private func agree(_ hand: CaseInHand, _ counter: SimulatedCounter) async throws -> Case {
    let (cases, display) = (desks.cases, counter.display)
    let stage = desks.house.live.sight(display: display).stage
    guard let play = stage.play, play.id == hand.id else { throw Broken("the display does not show the case") }
    let capture = InkCapture(binary: Self.ink, nonce: play.nonce, shownHash: play.shownHash, scripted: true)
    if stage.phase == .reading { for page in 1...play.pages { try await cases.confirmPage(page, on: display) } }
    if stage.phase != .confirming { try await cases.sign(capture, on: display) }
    if hand.ending == .signsTwice {
      try await cases.signAgain(on: display)
      try await cases.sign(capture, on: display)
    }
    if let doubt = hand.doubt { bank.store.plan(doubt) }
    var settled: Case
    do {
      settled = try await cases.confirmFinally(on: display)
    } catch let refusal as Refusal where refusal == CaseRefusal.confirmAgain && hand.doubt == .doubtLost {
      settled = try await cases.confirmFinally(on: display)
    }
    if hand.doubt != nil, !bank.store.hasCrashed {
      report.doubts += 1
      hand.doubt = nil
    }
    if hand.clicksTwice, !bank.store.hasCrashed {
      let document = settled.document
      settled = try await cases.confirmFinally(on: display)
      guard settled.document == document else { throw Broken("a second click settled twice") }
    }
    return settled
  }

  private func hold(_ hand: CaseInHand, _ isHeld: Bool) {
    guard hand.isHeld != isHeld else { return }
    hand.isHeld = isHeld
    let (sign, business) = (isHeld ? 1 : -1, hand.business)
    if business.hasMoney { model.reservations += sign }
    if let payer = business.payer { model.demands[payer]?.held += Int64(sign) * business.held }
    for account in business.others + [business.payer].compactMap({ $0 }) { model.demands[account]?.waiting += sign }
    if let term = business.term { model.terms[term]?.isBusy = isHeld }
    if let account = business.changes { model.demands[account]?.isChanging = isHeld }
  }

  /// The case is over: the model books it once, cash goes back, the screen is cleared.
  func conclude(_ hand: CaseInHand, _ record: Case, _ counter: SimulatedCounter) async throws {
    hold(hand, false)
    if !hand.isBooked {
      hand.isBooked = true
      switch record.state {
      case .settled:
        try hand.business.apply(record)
        model.archived += 1
        if hand.business.hasMoney { model.journals += 1 }
        report.settled += 1
      case .released: report.released += 1
      default: throw Broken("a case that should be over is \(record.state)")
      }
    }
    ended.append((record, hand.business))
    if record.handBack == .due, let amount = record.amount,
      let count = CashCount.greedy(amount, denominations: Self.faces)
    {
      _ = try await desks.cases.handBack(record.id, count: count.text, by: counter.signOn)
    }
    _ = try await desks.cases.end(record.id, by: counter.signOn)
  }

  // MARK: What the server does by itself

  /// Cases past their deadline end.
  func sweep() async throws {
    let now = bank.clock.now
    guard counters.contains(where: { ($0.waiting?.deadline).map { $0 <= now } ?? false }) else { return }
    try await bank.keeper.sweep()
    try await bookOverdue()
  }

  private func bookOverdue() async throws {
    let now = bank.clock.now
    for counter in counters {
      guard let hand = counter.waiting, let id = hand.id, let deadline = hand.deadline, deadline <= now else {
        continue
      }
      let record = try await desks.cases.view(id, by: counter.signOn)
      guard record.state == .released, record.release == .deadlinePassed else {
        throw Broken("a case past its deadline is \(record.state)")
      }
      counter.waiting = nil
      try await conclude(hand, record, counter)
    }
  }

  /// The killed program starts again: displays and workstations find each other, waiting cases are shown anew.
  func restart() async throws {
    report.crashes += 1
    try await bank.reopen()
    for counter in counters {
      guard try await desks.counter.station(by: counter.signOn)?.paired == true else {
        throw Broken("after a restart a display has lost its workstation")
      }
    }
    try await bookOverdue()
  }
}
