import Catalog
import Primitives
import TestHouse
import Testing

@Suite("refusals of the rule book") struct RefusalTests {
  @Test("a post that may not perform a service is told so before anything else is judged")
  func permission() throws {
    let deposit = try #require(try ServiceFolder.catalog().service("cash-deposit"))
    let decision = ServiceCatalog.decide(
      deposit, amount: Money(minor: -1, .cny), on: PolicyGround(permissions: ["account.open"]))
    guard case .refuse(let refusal) = decision else {
      Issue.record("\(decision)")
      return
    }
    #expect(Wording.verdict(refusal) == "catalog.service-forbidden")
    #expect(refusal.kind == .forbidden && refusal.limit == deposit.permission)
  }
}
