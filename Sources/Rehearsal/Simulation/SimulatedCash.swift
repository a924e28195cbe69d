import Access
import Banking
import Desk
import Ledger
import Primitives

/// Cash that no customer stands before, and cancellations.
extension Simulation {
  static func counts(_ count: CashCount) -> [String] { ["CNY \(count.text)"] }

  /// Something without a client's key: after a crash the store knows whether it happened, and only what did not is
  /// done again.
  func certain(_ deed: () async throws -> Void) async throws {
    var fate: SimulatedStore.Fate?
    if plan.withFaults, chance.oneIn(60) {
      fate = chance.oneIn(2) ? .crashBefore : .crashAfter
      fate.map { bank.store.plan($0) }
    }
    do {
      try await deed()
    } catch {
      guard bank.store.hasCrashed else { throw error }
      try await restart()
      if fate == .crashBefore { try await deed() }
    }
    bank.store.calm()
  }

  func moveCash(_ operation: SimulatedOperation, _ counter: SimulatedCounter) async throws {
    guard let box = model.boxes[counter.box], box.isOpen else { return }
    let face = Self.faces[chance.below(Self.faces.count)]
    let (outlet, held) = (counter.outlet, box.pieces[face] ?? 0)
    switch operation {
    case .handUp where held > 1:
      let count = try cash([(face, 1 + Int64(chance.below(Int(held / 2))))])
      try await certain { try await desks.tills.handUp(counts: Self.counts(count), by: counter.signOn) }
      model.cash(into: counter.box, received: CashCount(.cny), given: count)
      model.vault(outlet, count.total.minor)
      model.journals += 1
    case .exchange where held >= 10_000 / face && face < 10_000:
      let (received, given) = (try cash([(10_000, 1)]), try cash([(face, 10_000 / face)]))
      try await certain {
        try await desks.tills.exchange(
          received: "CNY \(received.text)", given: "CNY \(given.text)", by: counter.signOn)
      }
      model.cash(into: counter.box, received: received, given: given)
    default:
      let count = try cash([(face, Int64(chance.among(1...200)))])
      try await certain { try await desks.tills.draw(counts: Self.counts(count), by: counter.signOn) }
      model.cash(into: counter.box, received: count, given: CashCount(.cny))
      model.vault(outlet, -count.total.minor)
      model.journals += 1
    }
  }

  /// A supervisor counts; what somebody took or put there must be seen.
  func surpriseCheck(_ counter: SimulatedCounter) async throws {
    guard let supervisor = supervisors[counter.outlet], let box = model.boxes[counter.box] else { return }
    let isWrong = plan.withFaults && chance.oneIn(3)
    let found = try isWrong ? tampered(box) : count(box)
    let check = try await desks.tills.check(box: counter.box, counts: Self.counts(found), by: supervisor)
    guard check.agrees != isWrong else {
      throw Broken(isWrong ? "a check did not see a difference" : "a check saw a difference where there is none")
    }
  }

  func count(_ box: BankModel.Box) throws -> CashCount {
    try cash(box.pieces.filter { $0.value > 0 }.map { (denomination: $0.key, pieces: $0.value) })
  }

  /// What lies in the box after somebody took a piece out of it, put one in, or changed one for others.
  func tampered(_ box: BankModel.Box) throws -> CashCount {
    var box = box
    let face = Self.faces.first { (box.pieces[$0] ?? 0) > 0 } ?? 100
    switch chance.below(3) {
    case 0 where (box.pieces[face] ?? 0) > 0: box.pieces[face, default: 0] -= 1
    case 1 where face == 10_000:
      box.pieces[face, default: 0] -= 1
      box.pieces[5000, default: 0] += 2
    default: box.pieces[face, default: 0] += 1
    }
    return try count(box)
  }

  func moveVault(at counter: SimulatedCounter) async throws {
    let outlet = counter.outlet
    guard let supervisor = supervisors[outlet] else { return }
    let count = try cash([(10_000, Int64(chance.among(1...5000)))])
    let isOut = chance.oneIn(2)
    try await certain {
      try await desks.tills.moveVault(
        isOut ? .out : .into, counterparty: nil, count: "CNY \(count.text)", second: counter.person.number,
        password: ScratchBank.password, by: supervisor)
    }
    let fen = isOut ? count.total.minor : -count.total.minor
    model.vault(outlet, -fen)
    model.centralBank[outlet, default: 0] += fen
    model.touch(BankChart.centralBank(outlet, .cny))
    model.journals += 1
  }

  // MARK: Cancellations

  func cancel(at counter: SimulatedCounter) async throws {
    guard let index = counter.settled.indices.last(where: { canCancel(counter.settled[$0], counter) }) else {
      what = SimulatedOperation.posting.rawValue
      return try await post(at: counter.outlet)
    }
    let old = counter.settled.remove(at: index)
    let key = chance.key(at: bank.clock.now)
    let supervisor = bank.people.first { $0.place == counter.outlet && $0.posts == [.supervisor] }?.number ?? ""
    let desk = desks.corrections
    let made = try await desk.cancel(
      old.caseID, .wrongAmount, reason: "模拟抹账", number: supervisor, password: ScratchBank.password, key: key,
      by: counter.signOn)
    if let to = old.to { model.move(to, -old.amount, valued: old.valued) }
    if let from = old.from { model.move(from, old.amount, valued: old.valued) }
    if old.to == nil || old.from == nil { model.cash(into: counter.box, received: old.given, given: old.received) }
    model.journals += 1
    if chance.oneIn(2) {
      report.secondClicks += 1
      let again = try await desk.cancel(
        old.caseID, .wrongAmount, reason: "模拟抹账", number: supervisor, password: ScratchBank.password, key: key,
        by: counter.signOn)
      guard again == made else { throw Broken("a second click cancelled otherwise") }
    }
    posted.news.append(made.journal)
  }

  private func canCancel(_ old: SettledToday, _ counter: SimulatedCounter) -> Bool {
    guard let box = model.boxes[counter.box] else { return false }
    for number in [old.to, old.from].compactMap({ $0 }) where model.demands[number]?.isOpen != true { return false }
    if let to = old.to {
      guard let account = model.demands[to], account.balance - account.held >= old.amount else { return false }
    }
    return old.received.lines.allSatisfy { (box.pieces[$0.denomination] ?? 0) >= $0.pieces }
  }
}
