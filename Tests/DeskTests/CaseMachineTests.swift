import Desk
import Primitives
import Testing

@Suite("Case machine")
struct CaseMachineTests {
  private func machine(_ events: CaseMachine.Event...) throws -> CaseMachine {
    var machine = CaseMachine()
    for event in events { _ = try machine.take(event) }
    return machine
  }

  @Test("the straight road: submitted, read, signed, confirmed again, settled, ended (BC-032…036, PC-014)")
  func straightRoad() throws {
    var machine = CaseMachine()
    let road: [(CaseMachine.Event, [CaseMachine.Step], CaseMachine.State, CaseMachine.Phase)] = [
      (.submitted, [.reserveAndDraw], .opened, .drawing),
      (.drawn(pages: 2), [.show], .drafted, .reading(confirmed: [], pages: 2)),
      (.pageConfirmed(1), [.show], .drafted, .reading(confirmed: [1], pages: 2)),
      (.pageConfirmed(2), [.openPad], .drafted, .signing),
      (.inkGiven, [.compose], .drafted, .composing),
      (.inkAccepted, [.askConfirmation], .drafted, .confirming),
      (.signAgain, [.openPad], .drafted, .signing),
      (.inkGiven, [.compose], .drafted, .composing),
      (.inkAccepted, [.askConfirmation], .drafted, .confirming),
      (.finallyConfirmed, [.seal], .drafted, .sealing),
      (.settled, [.thank], .settled, .done),
      (.ended, [.clearScreen], .settled, .over),
    ]
    for (event, steps, state, phase) in road {
      #expect(try machine.take(event) == steps, "\(event)")
      #expect(machine.state == state && machine.phase == phase, "\(event)")
    }
  }

  @Test("the customer has the form: nothing is submitted until it is back; the case may end meanwhile (BC-019)")
  func form() throws {
    var machine = try machine(.formHandedOver)
    #expect(machine.state == .opened && machine.phase == .filling)
    for event in [CaseMachine.Event.submitted, .formHandedOver, .pageConfirmed(1), .inkGiven, .customerRefused, .ended]
    {
      #expect(throws: Refusal.self) { try machine.take(event) }
    }
    #expect(throws: CaseRefusal.formOut) { try machine.take(.submitted) }
    #expect(try machine.take(.formGivenBack).isEmpty)
    #expect(throws: Refusal.self) { try machine.take(.formGivenBack) }
    #expect(try machine.take(.formHandedOver) == [.showForm])
    _ = try machine.take(.formGivenBack)
    #expect(try machine.take(.submitted) == [.reserveAndDraw])
    #expect(throws: Refusal.self) { try machine.take(.formHandedOver) }
    for (event, release) in [
      (CaseMachine.Event.tellerReleased, CaseMachine.Release.tellerReleased), (.deadlinePassed, .deadlinePassed),
    ] {
      var out = try self.machine(.formHandedOver)
      #expect(try out.take(event) == [.release(release), .clearScreen])
    }
  }

  @Test("a password stands before the first page: every entry, then reading; locked ends the case")
  func password() throws {
    var machine = try machine(.submitted, .drawn(pages: 2, entries: 2))
    #expect(machine.state == .drafted && machine.phase == .entering(right: 0, of: 2, pages: 2))
    for event in [CaseMachine.Event.pageConfirmed(1), .inkGiven, .finallyConfirmed, .ended] {
      #expect(throws: Refusal.self) { try machine.take(event) }
    }
    #expect(try machine.take(.passwordTaken) == [.askPassword])
    #expect(try machine.take(.passwordTaken) == [.show])
    #expect(machine.phase == .reading(confirmed: [], pages: 2))
    #expect(throws: Refusal.self) { try machine.take(.passwordTaken) }
    #expect(throws: Refusal.self) { try machine.take(.passwordLocked) }
    for (event, step) in [
      (CaseMachine.Event.passwordLocked, CaseMachine.Step.release(.passwordLocked)),
      (.customerRefused, .release(.customerRefused)), (.tellerReleased, .release(.tellerReleased)),
      (.deadlinePassed, .release(.deadlinePassed)),
    ] {
      var other = try self.machine(.submitted, .drawn(pages: 1, entries: 1))
      #expect(try other.take(event).first == step)
      #expect(other.state == .released)
    }
    var again = CaseMachine(restoring: .drafted)
    #expect(try again.take(.resumed(pages: 1, entries: 1)) == [.askPassword])
  }

  static let reading: [CaseMachine.Event] = [.submitted, .drawn(pages: 1)]
  static let refusals: [([CaseMachine.Event], CaseMachine.Event, String)] = [
    ([], .pageConfirmed(1), "case.not-now"),
    ([], .finallyConfirmed, "case.not-now"),
    ([], .inkGiven, "case.not-now"),
    ([], .customerRefused, "case.not-now"),
    ([.submitted], .submitted, "case.not-now"),
    (reading, .submitted, "case.not-now"),
    (reading, .inkGiven, "case.not-now"),
    (reading, .finallyConfirmed, "case.not-now"),
    (reading, .pageConfirmed(2), "case.no-such-page"),
    (reading, .pageConfirmed(0), "case.no-such-page"),
    ([.submitted, .drawn(pages: 3)], .pageConfirmed(2), "case.page-skipped"),
    (reading, .ended, "case.not-now"),
    (reading + [.pageConfirmed(1)], .finallyConfirmed, "case.not-now"),
    (reading + [.pageConfirmed(1), .inkGiven], .finallyConfirmed, "case.not-now"),
    (
      reading + [.pageConfirmed(1), .inkGiven, .inkAccepted, .finallyConfirmed], .finallyConfirmed, "case.being-settled"
    ),
    (
      reading + [.pageConfirmed(1), .inkGiven, .inkAccepted, .finallyConfirmed], .customerRefused, "case.being-settled"
    ),
    (reading + [.pageConfirmed(1), .inkGiven, .inkAccepted, .finallyConfirmed], .deadlinePassed, "case.being-settled"),
    (
      reading + [.pageConfirmed(1), .inkGiven, .inkAccepted, .finallyConfirmed, .settled], .finallyConfirmed,
      "case.already-settled"
    ),
    (
      reading + [.pageConfirmed(1), .inkGiven, .inkAccepted, .finallyConfirmed, .settled], .tellerReleased,
      "case.already-settled"
    ),
    (reading + [.customerRefused], .pageConfirmed(1), "case.already-released"),
    (reading + [.tellerReleased], .submitted, "case.already-released"),
    ([.submitted, .approvalNeeded], .submitted, "case.waiting-for-approval"),
  ]

  @Test("each wrong turn has its refusal and leaves the machine as it was", arguments: refusals)
  func wrongTurns(_ before: [CaseMachine.Event], _ event: CaseMachine.Event, _ code: String) throws {
    var machine = CaseMachine()
    for event in before { _ = try machine.take(event) }
    let copy = machine
    let refusal = #expect(throws: Refusal.self) { try machine.take(event) }
    #expect(refusal?.code == code)
    #expect(machine == copy)
  }

  @Test("a refusal by the customer, the teller or the clock releases; a refused settlement too")
  func releases() throws {
    var read = try machine(.submitted, .drawn(pages: 1))
    #expect(try read.take(.customerRefused) == [.release(.customerRefused)])
    var late = try machine(.submitted, .drawn(pages: 1), .pageConfirmed(1))
    #expect(try late.take(.deadlinePassed) == [.release(.deadlinePassed), .clearScreen])
    var open = try machine()
    #expect(try open.take(.tellerReleased) == [.release(.tellerReleased), .clearScreen])
    var sealing = try machine(
      .submitted, .drawn(pages: 1), .pageConfirmed(1), .inkGiven, .inkAccepted, .finallyConfirmed)
    #expect(try sealing.take(.settleRefused) == [.release(.settleRefused)])
    #expect(sealing.state == .released)
  }

  @Test("an unknown fate is looked up and then confirmed again or settled (DECISIONS 8)")
  func doubt() throws {
    var machine = try machine(
      .submitted, .drawn(pages: 1), .pageConfirmed(1), .inkGiven, .inkAccepted, .finallyConfirmed)
    #expect(try machine.take(.fateUnknown) == [.lookUpFate])
    #expect(machine.state == .drafted)
    var other = machine
    #expect(try machine.take(.settled) == [.thank])
    #expect(try other.take(.finallyConfirmed) == [.seal])
  }

  @Test("after a restart a drafted case is shown again from its first page")
  func resumption() throws {
    var machine = CaseMachine(restoring: .drafted)
    #expect(try machine.take(.resumed(pages: 2)) == [.show])
    #expect(machine.phase == .reading(confirmed: [], pages: 2))
    var done = CaseMachine(restoring: .settled)
    #expect(throws: Refusal.self) { try done.take(.resumed(pages: 1)) }
  }

  @Test("random events: settled only after every page was confirmed, ink was given and confirmed again")
  func randomWalk() throws {
    let entropy = SeededEntropy(seed: 7)
    let events: [CaseMachine.Event] = [
      .submitted, .drawn(pages: 2), .pageConfirmed(1), .pageConfirmed(2), .inkGiven, .inkAccepted, .inkRejected,
      .signAgain, .finallyConfirmed, .settled, .settleRefused, .fateUnknown, .customerRefused, .tellerReleased,
      .deadlinePassed, .ended, .drawingFailed, .sealingFailed,
    ]
    for _ in 0..<3000 {
      var machine = CaseMachine()
      var taken: [CaseMachine.Event] = []
      for _ in 0..<40 {
        let event = events[entropy.below(events.count)]
        if (try? machine.take(event)) != nil { taken.append(event) }
      }
      guard machine.state == .settled else { continue }
      let order: [CaseMachine.Event] = [
        .submitted, .drawn(pages: 2), .pageConfirmed(1), .pageConfirmed(2), .inkGiven, .inkAccepted, .finallyConfirmed,
        .settled,
      ]
      var rest = taken[...]
      for wanted in order {
        let place = rest.firstIndex(of: wanted)
        #expect(place != nil, "\(taken)")
        rest = rest[((place ?? rest.endIndex - 1) + 1)...]
      }
      #expect(taken.filter { $0 == .settled }.count == 1)
    }
  }
}
