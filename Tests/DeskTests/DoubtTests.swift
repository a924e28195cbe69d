import Desk
import Ledger
import Primitives
import TestCounter
import TestHouse
import Testing

/// A settlement whose commit is in doubt is neither shown as done nor as failed (DECISIONS 8).
@Suite struct DoubtTests {
  private struct Scene {
    let vault: DoubtfulDatabase
    let counter: TestCounter
    let account: String
    let opened: Case
    var desks: Desks { counter.bank.desks }
    var phase: Stage.Phase { desks.house.live.sight(display: counter.display).stage.phase }

    func confirm() async throws -> Case { try await desks.cases.confirmFinally(on: counter.display) }

    func balance() async throws -> Int64 {
      try await desks.records.account(account, by: counter.signOn).balance.balance.minor
    }
  }

  /// A deposit of 200 yuan, signed, waiting for the last confirmation.
  private func signed() async throws -> Scene {
    let (bank, vault) = try await TestBank.openDoubtful()
    let counter = try await TestCounter.open(bank)
    let account = try await counter.account()
    let opened = try await bank.desks.cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
    _ = try await bank.desks.cases.submit(
      opened.id, form: TestCounter.deposit(account, notes: 2), by: counter.signOn)
    try await counter.customerReads()
    try await bank.desks.cases.sign(try counter.capture(), on: counter.display)
    return Scene(vault: vault, counter: counter, account: account, opened: opened)
  }

  private func refused(_ body: () async throws -> Void) async -> String {
    do { try await body() } catch { return (error as? Refusal)?.code ?? (error is InDoubt ? "in-doubt" : "\(error)") }
    return "none"
  }

  @Test("the commit happened and its answer was lost: the case is found settled, once")
  func committed() async throws {
    let scene = try await signed()
    scene.vault.next([.committed])
    let settled = try await scene.confirm()
    #expect(settled.state == .settled && settled.document != nil)
    #expect(scene.phase == .done)
    #expect(try await scene.balance() == 200_00)
    #expect(try await scene.counter.isClean())
  }

  @Test("the commit did not happen: the customer is asked to confirm again, and then it does")
  func lost() async throws {
    let scene = try await signed()
    scene.vault.next([.lost])
    #expect(await refused { _ = try await scene.confirm() } == "case.confirm-again")
    #expect(scene.phase == .confirming)
    #expect(try await scene.balance() == 0)
    #expect(try await scene.confirm().state == .settled)
    #expect(try await scene.balance() == 200_00)
    #expect(try await scene.counter.isClean())
  }

  @Test("while the centre cannot be reached the counter waits, nobody can release the case, and it is resolved later")
  func unreachable() async throws {
    for fate in [DoubtfulDatabase.Fate.committed, .lost] {
      let scene = try await signed()
      scene.vault.next([fate, .unreachable, .unreachable])
      #expect(await refused { _ = try await scene.confirm() } == "in-doubt")
      #expect(scene.phase == .waiting)
      let play = scene.desks.house.live.sight(display: scene.counter.display).stage.play
      #expect(play?.message?.zh.contains("等待中心") == true && play?.receiptAddress == nil)
      let release = await refused {
        _ = try await scene.desks.cases.release(scene.opened.id, by: scene.counter.signOn)
      }
      #expect(release == "case.being-settled")
      let keeper = CaseKeeper(scene.desks.cases)
      // Still unreachable: nothing is decided.
      #expect(try await keeper.resolveDoubts() == 0)
      #expect(scene.phase == .waiting)
      #expect(try await keeper.resolveDoubts() == 1)
      #expect(scene.phase == (fate == .committed ? .done : .confirming))
      if fate == .lost { _ = try await scene.confirm() }
      #expect(try await scene.balance() == 200_00)
      #expect(try await scene.counter.isClean())
    }
  }

  @Test("an opening in doubt gives the same case when the same key asks again")
  func opening() async throws {
    let (bank, vault) = try await TestBank.openDoubtful()
    let counter = try await TestCounter.open(bank)
    let key = counter.key()
    vault.next([.committed])
    let first = await refused {
      _ = try await bank.desks.cases.open(service: "cash-deposit", key: key, by: counter.signOn)
    }
    #expect(first == "in-doubt")
    let again = try await bank.desks.cases.opening(service: "cash-deposit", key: key, by: counter.signOn)
    #expect(!again.isNew && again.record.state == .opened)
  }
}
