import Primitives

/// The life of a case as a pure value: an event goes in, the next steps come out. No I/O, no clock.
///
/// Durable states are few (HOUSE, "The journey of a case"): what lies between `drafted` and `settled`
/// (which pages were confirmed, whether ink was given) lives in `Phase`, in memory only. After a crash a
/// drafted case starts again at reading, with a new nonce.
package struct CaseMachine: Sendable, Equatable {
  /// What the database knows.
  package enum State: Int64, Sendable, CaseIterable {
    case opened = 1
    case waiting = 2
    case drafted = 3
    case settled = 4
    case released = 5
  }

  /// What only memory knows.
  package enum Phase: Sendable, Equatable {
    case entry
    /// The customer completes the form on his own screen.
    case filling
    case drawing
    /// The customer types what the case asks for: so many entries are right of so many.
    case entering(right: Int, of: Int, pages: Int)
    case reading(confirmed: Set<Int>, pages: Int)
    case signing
    case composing
    case confirming
    case sealing
    case doubtful
    case done
    case refused
    case over
  }

  package enum Event: Sendable, Equatable {
    case formHandedOver
    case formGivenBack
    case submitted
    case approvalNeeded
    case prepareRefused
    case drawn(pages: Int, entries: Int = 0)
    case drawingFailed
    case passwordTaken
    case passwordLocked
    case pageConfirmed(Int)
    case inkGiven
    case inkAccepted
    case inkRejected
    case signAgain
    case finallyConfirmed
    case settled
    case settleRefused
    case fateUnknown
    case sealingFailed
    case customerRefused
    case tellerReleased
    case deadlinePassed
    case resumed(pages: Int, entries: Int = 0)
    case ended
  }

  /// What the desk must now do.
  package enum Step: Sendable, Equatable {
    case showForm
    case reserveAndDraw
    case askApproval
    case show
    case askPassword
    case openPad
    case compose
    case askConfirmation
    case seal
    case thank
    case release(Release)
    case lookUpFate
    case clearScreen
  }

  /// Why a case ended without money moving.
  package enum Release: String, Sendable {
    case customerRefused = "customer-refused"
    case tellerReleased = "teller-released"
    case deadlinePassed = "deadline-passed"
    case settleRefused = "settle-refused"
    case drawingFailed = "drawing-failed"
    case interrupted = "interrupted"
    case approvalRefused = "approval-refused"
    case passwordLocked = "password-locked"
  }

  package private(set) var state: State
  package private(set) var phase: Phase

  package init() {
    state = .opened
    phase = .entry
  }

  /// The machine of a case as it stands in the database.
  package init(restoring state: State) {
    self.state = state
    switch state {
    case .opened, .waiting: phase = .entry
    case .drafted: phase = .drawing
    case .settled: phase = .done
    case .released: phase = .refused
    }
  }

  /// Takes one event.
  ///
  /// - Returns: the steps to perform, in order; empty when the event only moves the machine.
  /// - Throws: `Refusal` naming what the case is doing instead; the machine is unchanged then.
  package mutating func take(_ event: Event) throws(Refusal) -> [Step] {
    switch event {
    case .formHandedOver, .formGivenBack: try form(event)
    case .submitted, .approvalNeeded, .prepareRefused, .drawn, .drawingFailed, .resumed: try prepare(event)
    case .passwordTaken, .pageConfirmed, .inkGiven, .inkAccepted, .inkRejected, .signAgain: try customer(event)
    case .finallyConfirmed, .settled, .settleRefused, .fateUnknown, .sealingFailed: try settlement(event)
    case .customerRefused, .passwordLocked, .tellerReleased, .deadlinePassed, .ended: try closing(event)
    }
  }

  private mutating func form(_ event: Event) throws(Refusal) -> [Step] {
    switch (event, phase) {
    case (.formHandedOver, .entry) where state == .opened:
      phase = .filling
      return [.showForm]
    case (.formGivenBack, .filling):
      phase = .entry
      return []
    default: throw wrong(event)
    }
  }

  private mutating func prepare(_ event: Event) throws(Refusal) -> [Step] {
    switch (event, state, phase) {
    case (.submitted, .opened, .entry):
      phase = .drawing
      return [.reserveAndDraw]
    case (.approvalNeeded, .opened, .drawing):
      (state, phase) = (.waiting, .entry)
      return [.askApproval]
    case (.prepareRefused, .opened, .drawing):
      phase = .entry
      return []
    case (.drawn(let pages, let entries), _, .drawing) where pages > 0:
      state = .drafted
      return begin(pages, entries)
    case (.drawingFailed, _, .drawing):
      (state, phase) = (.released, .over)
      return [.release(.drawingFailed)]
    case (.resumed(let pages, let entries), .drafted, .drawing) where pages > 0:
      return begin(pages, entries)
    default: throw wrong(event)
    }
  }

  /// The customer's part begins: with his password where one is asked for, otherwise with the first page.
  private mutating func begin(_ pages: Int, _ entries: Int) -> [Step] {
    guard entries > 0 else {
      phase = .reading(confirmed: [], pages: pages)
      return [.show]
    }
    phase = .entering(right: 0, of: entries, pages: pages)
    return [.askPassword]
  }

  private mutating func customer(_ event: Event) throws(Refusal) -> [Step] {
    switch (event, phase) {
    case (.passwordTaken, .entering(let right, let entries, let pages)):
      guard right + 1 >= entries else {
        phase = .entering(right: right + 1, of: entries, pages: pages)
        return [.askPassword]
      }
      phase = .reading(confirmed: [], pages: pages)
      return [.show]
    case (.pageConfirmed(let page), .reading(var confirmed, let pages)):
      guard page >= 1, page <= pages else { throw CaseRefusal.noSuchPage(page, pages) }
      guard page <= confirmed.count + 1 else { throw CaseRefusal.pageSkipped(confirmed.count + 1) }
      confirmed.insert(page)
      if confirmed.count < pages {
        phase = .reading(confirmed: confirmed, pages: pages)
        return [.show]
      }
      phase = .signing
      return [.openPad]
    case (.inkGiven, .signing):
      phase = .composing
      return [.compose]
    case (.inkAccepted, .composing):
      phase = .confirming
      return [.askConfirmation]
    case (.inkRejected, .composing), (.signAgain, .confirming), (.signAgain, .signing):
      phase = .signing
      return [.openPad]
    default: throw wrong(event)
    }
  }

  private mutating func settlement(_ event: Event) throws(Refusal) -> [Step] {
    switch (event, phase) {
    case (.finallyConfirmed, .confirming), (.finallyConfirmed, .doubtful):
      phase = .sealing
      return [.seal]
    case (.settled, .sealing), (.settled, .doubtful):
      (state, phase) = (.settled, .done)
      return [.thank]
    case (.settleRefused, .sealing):
      (state, phase) = (.released, .refused)
      return [.release(.settleRefused)]
    case (.fateUnknown, .sealing):
      phase = .doubtful
      return [.lookUpFate]
    case (.sealingFailed, .sealing), (.sealingFailed, .doubtful):
      phase = .confirming
      return [.askConfirmation]
    default: throw wrong(event)
    }
  }

  private mutating func closing(_ event: Event) throws(Refusal) -> [Step] {
    switch (event, state) {
    case (.customerRefused, .drafted) where mayStillStop:
      (state, phase) = (.released, .refused)
      return [.release(.customerRefused)]
    case (.passwordLocked, .drafted):
      guard case .entering = phase else { throw wrong(event) }
      (state, phase) = (.released, .refused)
      return [.release(.passwordLocked)]
    case (.tellerReleased, .opened) where phase == .entry || phase == .filling, (.tellerReleased, .waiting):
      (state, phase) = (.released, .over)
      return [.release(.tellerReleased), .clearScreen]
    case (.tellerReleased, .drafted) where mayStillStop || phase == .drawing:
      (state, phase) = (.released, .over)
      return [.release(.tellerReleased), .clearScreen]
    case (.deadlinePassed, .drafted) where mayStillStop || phase == .drawing, (.deadlinePassed, .waiting),
      (.deadlinePassed, .opened) where phase == .entry || phase == .filling:
      (state, phase) = (.released, .over)
      return [.release(.deadlinePassed), .clearScreen]
    case (.ended, .settled), (.ended, .released):
      phase = .over
      return [.clearScreen]
    default: throw wrong(event)
    }
  }

  /// True until the final confirmation: from then on the settlement decides.
  private var mayStillStop: Bool {
    switch phase {
    case .entering, .reading, .signing, .composing, .confirming: true
    default: false
    }
  }

  private func wrong(_ event: Event) -> Refusal {
    if phase == .sealing || phase == .doubtful { return CaseRefusal.beingSettled }
    if phase == .filling { return CaseRefusal.formOut }
    switch state {
    case .settled: return CaseRefusal.alreadySettled
    case .released: return CaseRefusal.alreadyReleased
    case .waiting: return CaseRefusal.waitingForApproval
    case .opened, .drafted: return CaseRefusal.notNow
    }
  }
}
