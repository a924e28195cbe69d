import Access
import Desk
import Documents
import Primitives
import TestCounter
import TestHouse
import Testing

/// What a teller is refused at the desk, by code and in both languages.
@Suite("refusals of the desk") struct RefusalTests {
  @Test("a service that does not exist, a display that is missing or busy, cash that is not due, a rating of six")
  func cases() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let (cases, signOn) = (counter.bank.desks.cases, counter.signOn)
    #expect(
      try await met { _ = try await cases.open(service: "gold", key: counter.key(), by: signOn) } == "case.no-service")
    let first = try await cases.open(service: "account-open", key: counter.key(), by: signOn)
    #expect(
      try await met { _ = try await cases.handBack(first.id, count: "100*1", by: signOn) } == "case.hand-back-not-due")
    _ = try await cases.submit(first.id, form: TestCounter.openingForm, by: signOn)
    #expect(try await met { try await cases.rate(6, on: counter.display) } == "case.rating")
    let second = try await cases.open(service: "account-open", key: counter.key(), by: signOn)
    var other = TestCounter.openingForm
    (other["documentNumber"], other["customerName"]) = ("440524188001010014", "李雷")
    #expect(try await met { _ = try await cases.submit(second.id, form: other, by: signOn) } == "case.display-busy")
    _ = try await counter.customerAgrees()
    _ = try await cases.end(first.id, by: signOn)
    try await counter.bank.desks.counter.unpair(by: signOn)
    #expect(try await met { _ = try await cases.submit(second.id, form: other, by: signOn) } == "case.no-display")
  }

  @Test("a name that is not the one on record with this document, told while it is typed")
  func name() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    _ = try await counter.account()
    let cases = counter.bank.desks.cases
    let opened = try await cases.open(service: "account-open", key: counter.key(), by: counter.signOn)
    var form = TestCounter.openingForm
    form["customerName"] = "王大明"
    let check = try await cases.check(opened.id, form: form, by: counter.signOn)
    #expect(check.refusals.map(Wording.verdict) == ["case.name-differs"])
    #expect(check.refusals.first?.field == "customerName")
  }

  @Test("an approval, a sealed file that nobody has; a count of cash without its currency")
  func unknown() async throws {
    let counter = try await TestCounter.open(TestBank.open())
    let (desks, signOn) = (counter.bank.desks, counter.signOn)
    let boss = try await desks.door.signOn(number: "S0001", password: TestBank.password, stationToken: nil).signOn
    let auditor = try await desks.door.signOn(number: "U0001", password: TestBank.password, stationToken: nil).signOn
    let (nobody, nothing) = (CaseID(high: 1, low: 2), DocumentID(high: 1, low: 2))
    #expect(try await met { _ = try await desks.approvals.view(nobody, by: boss) } == "approval.unknown")
    #expect(try await met { _ = try await desks.archive.entry(nothing, by: auditor) } == "archive.not-found")
    #expect(
      try await met { _ = try await desks.counter.openTill(box: 3, counts: ["100*5"], by: signOn) } == "till.currency")
  }
}
