import Access
import Banking
import Desk
import Primitives
import TestCounter
import TestHouse
import Testing

@Suite("same-day cancellation and the error register (BC-027, EC-015)") struct CorrectionTests {
  private struct Scene {
    let counter: TestCounter
    let account: String
    let settled: Case
    var desks: Desks { counter.bank.desks }

    static func open() async throws -> Scene {
      let counter = try await TestCounter.open(TestBank.open())
      let account = try await counter.account()
      let cases = counter.bank.desks.cases
      let opened = try await cases.open(service: "cash-deposit", key: counter.key(), by: counter.signOn)
      _ = try await cases.submit(opened.id, form: TestCounter.deposit(account, notes: 3), by: counter.signOn)
      let settled = try await counter.customerAgrees()
      _ = try await cases.end(opened.id, by: counter.signOn)
      return Scene(counter: counter, account: account, settled: settled)
    }

    func cancel(
      _ number: String = "S0001", key: IdempotencyKey? = nil, reason: String = "客户更正金额", by signOn: SignOn? = nil
    ) async throws -> Correction {
      try await desks.corrections.cancel(
        settled.id, .wrongAmount, reason: reason, number: number, password: TestBank.password,
        key: key ?? counter.key(), by: signOn ?? counter.signOn)
    }

    func code(_ body: () async throws -> Void) async -> String {
      do {
        try await body()
        return "none"
      } catch let refusal as Refusal {
        return Wording.verdict(refusal)
      } catch {
        return "\(error)"
      }
    }

    func till() async throws -> Int64 {
      try await desks.counter.till(by: counter.signOn)?.drawer(.cny)?.total.minor ?? 0
    }

    func balance() async throws -> Int64 {
      try await desks.records.account(account, by: counter.signOn).balance.balance.minor
    }
  }

  @Test(
    "a deposit is mirrored: money and notes go back, both bookings stay and name each other, one line of the register")
  func plain() async throws {
    let scene = try await Scene.open()
    let before = try await scene.till()
    let key = scene.counter.key()
    let made = try await scene.cancel(key: key)
    #expect(try await scene.balance() == 0)
    #expect(try await scene.till() == before - 30_000)
    #expect(made.supervisorNumber == "S0001" && made.tellerNumber == "T0001" && made.errorClass == .wrongAmount)
    #expect(try await scene.cancel(key: key) == made, "a second click is the same wish")
    #expect(await scene.code { _ = try await scene.cancel() } == "correction.done")
    #expect(try await scene.desks.corrections.register(by: scene.counter.signOn) == [made])
    let house = scene.desks.house
    let (reverses, sound) = try await house.database.read { tx in
      (try house.ledger.journal(made.journal, in: tx)?.reverses, try house.ledger.check(in: tx).isSound)
    }
    #expect(reverses == scene.settled.journal && sound)
  }

  @Test("only the own teller, only with somebody else's agreement, only a supervisor's")
  func persons() async throws {
    let scene = try await Scene.open()
    #expect(await scene.code { _ = try await scene.cancel("T0002") } == "approval.authority")
    #expect(await scene.code { _ = try await scene.cancel("T0001") } == "approval.authority")
    #expect(await scene.code { _ = try await scene.cancel(reason: " ") } == "correction.reason")
    let other = try await TestCounter.open(scene.counter.bank, teller: "T0002", box: 2)
    #expect(await scene.code { _ = try await scene.cancel(by: other.signOn) } == "correction.not-own")
    #expect(try await scene.balance() == 30_000)
  }

  @Test("refused once the customer has drawn it, the notes are gone, or the day has passed")
  func tooLate() async throws {
    let scene = try await Scene.open()
    let cases = scene.desks.cases
    let drawn = try await cases.open(service: "cash-withdrawal", key: scene.counter.key(), by: scene.counter.signOn)
    _ = try await cases.submit(drawn.id, form: TestCounter.deposit(scene.account, notes: 1), by: scene.counter.signOn)
    _ = try await scene.counter.customerAgrees()
    #expect(await scene.code { _ = try await scene.cancel() } == "account.funds-short")
    let fresh = try await Scene.open()
    try await fresh.counter.bank.database.write {
      try $0.execute("UPDATE bank_calendars SET business_date = $1", [.date(BusinessDate("2026-11-21")!)])
    }
    #expect(await fresh.code { _ = try await fresh.cancel() } == "correction.other-day")
  }
}
