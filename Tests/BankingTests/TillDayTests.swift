import Banking
import Ledger
import Primitives
import SQLiteStorage
import Storage
import TestHouse
import Testing

/// Many random days of three tellers: draws, hand-ups, transfers, exchanges, deposits, seals, checks, closings, with
/// cash that goes astray now and then. A model of the cash in each hand says what must be found.
@Suite("days of tills by chance") struct TillDayTests {
  @Test(
    "Σ denominations = till account at every commit, and every count finds every cash that went astray",
    arguments: 1...4)
  func days(seed: Int) async throws {
    let rig = try await BankRig(seed: UInt64(seed) &* 7919)
    var day = TillDay(rig: rig, chance: SeededEntropy(seed: UInt64(seed)), account: try await rig.account())
    let steps = TestEngine.isLong ? 25_000 : 2500
    for step in 0..<steps {
      try await day.step()
      #expect(try await rig.tillsAgree(), "step \(step)")
      if step % 250 == 0 { #expect(try await day.agrees(), "step \(step)") }
    }
    #expect(try await day.agrees())
    let missing = Set(TillDay.everything).subtracting(day.done.keys)
    #expect(missing.isEmpty, "the days were too quiet: \(missing)")
    #expect(day.found > 8)
    #expect(day.astray == day.found + day.stillAstray, "astray \(day.astray), found \(day.found)")
    #expect(try await rig.check().isSound)
  }
}

private struct TillDay {
  static let everything = [
    "open", "draw", "handUp", "offer", "accept", "refuse", "withdraw", "exchange", "deposit", "seal", "unseal", "check",
    "close", "difference", "astray", "change",
  ]
  static let faces: [Int64] = [10000, 5000, 2000, 1000, 500, 100, 50, 10]

  struct Hand {
    let actor: CounterActor
    var box: Int64?
    /// What really lies in the box, and what the books must say.
    var real: [Int64: Int64] = [:]
    var booked: [Int64: Int64] = [:]
  }

  let rig: BankRig
  let chance: SeededEntropy
  let account: AccountNumber
  let boss: CounterActor
  var hands: [Hand]
  var offers: [(id: OfferID, from: Int, to: Int, pieces: CashCount)] = []
  var sealed: [Int64: CashCount] = [:]
  var done: [String: Int] = [:]
  var astray = 0
  var found = 0

  init(rig: BankRig, chance: SeededEntropy, account: AccountNumber) {
    self.rig = rig
    self.chance = chance
    self.account = account
    boss = rig.actor("S0001")
    hands = [rig.teller, rig.actor("T0002"), rig.actor("T0003")].map { Hand(actor: $0) }
  }

  mutating func step() async throws {
    let hand = chance.below(3)
    do {
      guard hands[hand].box != nil else { return try await begin(hand) }
      switch chance.below(24) {
      case 0...3: try await draw(hand)
      case 4...6: try await handUp(hand)
      case 7...9: try await offer(hand)
      case 10...12: try await answer()
      case 13...15: try await exchange(hand)
      case 16...18: try await deposit(hand)
      case 19: try await check(hand)
      case 20: try await change(hand)
      case 21: try await close(hand)
      case 22: try await seal(hand)
      default: goAstray(hand)
      }
    } catch let refusal as Refusal {
      done[refusal.code, default: 0] += 1
    }
  }

  /// The books of every open box hold what the model says.
  func agrees() async throws -> Bool {
    for hand in hands where hand.box != nil {
      let staff = hand.actor.staff
      let view = try await rig.read { try $0.tills.view(of: staff, in: $1) }
      guard view.drawers == [count(hand.booked)] else { return false }
    }
    return true
  }

  /// Boxes still open whose cash is not what the books say.
  var stillAstray: Int { hands.filter { $0.box != nil && count($0.real) != count($0.booked) }.count }

  private func count(_ pieces: [Int64: Int64]) -> CashCount {
    let lines = pieces.map { (denomination: $0.key, pieces: $0.value) }
    guard let count = try? CashCount(.cny, pieces: lines) else { preconditionFailure("a model below zero") }
    return count
  }

  private func some(_ most: Int = 6) -> CashCount {
    count(
      Dictionary((0..<(1 + chance.below(3))).map { _ in (Self.faces[chance.below(8)], Int64(1 + chance.below(most))) })
      {
        $0 + $1
      })
  }

  private mutating func put(_ hand: Int, _ count: CashCount, _ sign: Int64) {
    for line in count.lines {
      hands[hand].real[line.denomination, default: 0] += sign * line.pieces
      hands[hand].booked[line.denomination, default: 0] += sign * line.pieces
    }
  }

  /// Cash that really lies there for this deed: a teller cannot give what went astray.
  private func has(_ hand: Int, _ count: CashCount) -> Bool {
    count.lines.allSatisfy { hands[hand].real[$0.denomination, default: 0] >= $0.pieces }
  }

  private mutating func begin(_ hand: Int) async throws {
    let (box, actor) = (Int64(1 + chance.below(4)), hands[hand].actor)
    if let inside = sealed[box] {
      let (wrong, deed) = (rig.deed(actor), rig.deed(actor))
      let miscounted = [shifted(inside)]
      let first = try await rig.write { try $0.tillCounting.openSealed(box, miscounted, wrong, in: $1) }
      guard case .differs = first else { throw Fault("test", "a broken seal with a wrong count") }
      _ = try await rig.write { try $0.tillCounting.openSealed(box, [inside], deed, in: $1) }
      sealed[box] = nil
      hands[hand].box = box
      put(hand, inside, 1)
      done["unseal", default: 0] += 1
      return
    }
    let cash = some(30)
    let move = rig.move([cash], box: box, by: actor)
    try await rig.write { _ = try $0.tills.open(move, in: $1) }
    hands[hand].box = box
    put(hand, cash, 1)
    done["open", default: 0] += 1
  }

  private mutating func draw(_ hand: Int) async throws {
    let (cash, deed) = (some(20), rig.deed(hands[hand].actor))
    try await rig.write { _ = try $0.tillMoves.draw([cash], deed, in: $1) }
    put(hand, cash, 1)
    done["draw", default: 0] += 1
  }

  private mutating func handUp(_ hand: Int) async throws {
    let (cash, deed) = (some(4), rig.deed(hands[hand].actor))
    guard has(hand, cash) else { return }
    try await rig.write { _ = try $0.tillMoves.handUp([cash], deed, in: $1) }
    put(hand, cash, -1)
    done["handUp", default: 0] += 1
  }

  private mutating func offer(_ hand: Int) async throws {
    let to = (hand + 1 + chance.below(2)) % 3
    let cash = some(3)
    guard has(hand, cash) else { return }
    let (id, giver, receiver, now): (OfferID, CounterActor, StaffID, Moment) = (
      rig.id(), hands[hand].actor, hands[to].actor.staff, rig.time.now
    )
    try await rig.write { _ = try $0.tillOffers.offer(cash, to: receiver, id: id, by: giver, at: now, in: $1) }
    offers.append((id, hand, to, cash))
    done["offer", default: 0] += 1
  }

  private mutating func answer() async throws {
    guard !offers.isEmpty else { return }
    let place = chance.below(offers.count)
    let (id, from, to, pieces) = offers[place]
    let (giver, receiver, now, deed) = (
      hands[from].actor, hands[to].actor, rig.time.now, rig.deed(hands[to].actor)
    )
    switch chance.below(5) {
    case 0:
      try await rig.write { try $0.tillOffers.withdraw(id, by: giver, at: now, in: $1) }
      done["withdraw", default: 0] += 1
    case 1:
      try await rig.write { try $0.tillOffers.refuse(id, by: receiver, at: now, in: $1) }
      done["refuse", default: 0] += 1
    default:
      guard has(from, pieces) else { return }
      try await rig.write { _ = try $0.tillOffers.accept(id, deed, in: $1) }
      put(from, pieces, -1)
      put(to, pieces, 1)
      done["accept", default: 0] += 1
    }
    offers.remove(at: place)
  }

  private mutating func exchange(_ hand: Int) async throws {
    let cash = some(3)
    let (actor, staff) = (hands[hand].actor, hands[hand].actor.staff)
    let free = try await rig.read { try $0.tillMoves.free($0.tills.view(of: staff, in: $1), in: $1) }
    guard let given = ChangeMaker(free[0]).fewest(cash.total), has(hand, given) else { return }
    let deed = rig.deed(actor)
    try await rig.write { _ = try $0.tillMoves.exchange(received: cash, given: given, deed, in: $1) }
    put(hand, cash, 1)
    put(hand, given, -1)
    done["exchange", default: 0] += 1
  }

  /// The calculator gives change for any amount that the till can pay, never what it has not.
  private mutating func change(_ hand: Int) async throws {
    let cash = count(hands[hand].booked)
    let amount = Money(minor: Int64(chance.below(500)) * 10, .cny)
    guard let given = ChangeMaker(cash).fewest(amount) else { return }
    #expect(given.total == amount)
    #expect(given.lines.allSatisfy { hands[hand].booked[$0.denomination, default: 0] >= $0.pieces })
    done["change", default: 0] += 1
  }

  private mutating func deposit(_ hand: Int) async throws {
    let cash = some(5)
    let order = CashOrder(
      rig.counter(1201, by: hands[hand].actor), account: account, amount: cash.total, received: cash,
      given: CashCount(.cny), valueDate: nil)
    _ = try await rig.prepare(order)
    try await rig.settle(order)
    put(hand, cash, 1)
    done["deposit", default: 0] += 1
  }

  private mutating func check(_ hand: Int) async throws {
    guard let box = hands[hand].box else { return }
    let (counted, deed) = (count(hands[hand].real), rig.deed(boss))
    let result = try await rig.write { try $0.tillCounting.check(box, [counted], deed, in: $1) }
    #expect(result.agrees == (count(hands[hand].real) == count(hands[hand].booked)))
    done["check", default: 0] += 1
  }

  private mutating func close(_ hand: Int) async throws {
    let (counted, actor) = (count(hands[hand].real), hands[hand].actor)
    let isAstray = counted != count(hands[hand].booked)
    for attempt in 1...2 {
      let deed = rig.deed(actor)
      let outcome = try await rig.write { try $0.tillCounting.close([counted], deed, in: $1) }
      if case .done = outcome {
        #expect(!isAstray, "a count passed although cash went astray")
        done["close", default: 0] += 1
        break
      }
      #expect(isAstray, "a right count was refused")
      guard attempt == 2 else { continue }
      let (last, second) = (rig.deed(actor), boss.second)
      try await rig.write {
        _ = try $0.tillCounting.closeWithDifference(second, reason: "随机试验", last, in: $1)
      }
      done["difference", default: 0] += 1
      found += 1
    }
    leave(hand)
  }

  private mutating func seal(_ hand: Int) async throws {
    guard let box = hands[hand].box else { return }
    let (counted, deed) = (count(hands[hand].real), rig.deed(hands[hand].actor))
    let outcome = try await rig.write { try $0.tillCounting.seal([counted], seal: "F\(box)", deed, in: $1) }
    guard case .done = outcome else {
      #expect(counted != count(hands[hand].booked))
      return try await close(hand)
    }
    #expect(counted == count(hands[hand].booked))
    sealed[box] = counted
    leave(hand)
    done["seal", default: 0] += 1
  }

  private mutating func leave(_ hand: Int) {
    hands[hand].box = nil
    (hands[hand].real, hands[hand].booked) = ([:], [:])
  }

  /// A piece too few or too many, or two of equal sum for one: at most once per session.
  private mutating func goAstray(_ hand: Int) {
    guard count(hands[hand].real) == count(hands[hand].booked) else { return }
    let after = shifted(count(hands[hand].real))
    hands[hand].real = Dictionary(uniqueKeysWithValues: after.lines.map { ($0.denomination, $0.pieces) })
    astray += 1
    done["astray", default: 0] += 1
  }

  private func shifted(_ cash: CashCount) -> CashCount {
    var pieces = Dictionary(uniqueKeysWithValues: cash.lines.map { ($0.denomination, $0.pieces) })
    let face = Self.faces[chance.below(8)]
    if pieces[10000, default: 0] > 0, chance.below(3) == 0 {
      pieces[10000, default: 0] -= 1
      pieces[5000, default: 0] += 2
    } else if pieces[face, default: 0] > 0, chance.below(2) == 0 {
      pieces[face, default: 0] -= 1
    } else {
      pieces[face, default: 0] += 1
    }
    return count(pieces)
  }
}
