import Catalog
import Desk
import Primitives
import Storage
import TestCounter
import Testing

extension ServiceWalkTests {
  private static let identity = ["identityCheck": "original-seen", "identityResult": "agrees"]

  /// Customers, accounts, holds and cards (BC-008, BC-019, BC-020, BC-021, EP-012).
  func walkAccounts(
    _ walk: Walk, _ go: (String, [String: String]) async throws -> Case
  ) async throws {
    let (counter, account) = (walk.counter, walk.account)
    try await parameter("card.issuer-number", "621999", counter)

    let document = ["documentType": "resident-id", "documentNumber": "11010519491231002X"]
    #expect(
      try await walk.refused(
        "information-change", document.merging(Self.identity) { $1 }.merging(["phone": "13900139000"]) { $1 },
        withPapers: false) == ["papers.missing"])
    let changed = try await go(
      "information-change",
      document.merging(Self.identity) { $1 }.merging([
        "customerName": "王小明", "phone": "13900139000", "address": "北京市朝阳区建国路 1 号", "occupation": "2",
      ]) { $1 })
    #expect(changed.facts["changePhone"] == "138****8000 → 13900139000")
    #expect(changed.facts["approvedBy"]?.contains("S0001") == true)
    #expect(
      try await walk.refused("information-change", document.merging(Self.identity) { $1 }) == ["information.unchanged"])

    try await enterprise(walk, go)
    try await cards(walk, go)
    try await holds(walk, go)

    var second = TestCounter.openingForm
    (second["phone"], second["accountClass"], second["linkedAccount"]) = ("13900139000", "2", account)
    let two = try await go("account-open", second)
    #expect(two.facts["productName"]?.contains("II 类") == true)
    _ = try await go(
      "transfer",
      ["account": account, "payeeAccount": two.accountNumber ?? "", "payeeName": "王小明", "amount": "12000.06"])
    #expect(
      try await walk.refused(
        "cash-withdrawal", TestCounter.deposit(two.accountNumber ?? "", notes: 101)) == ["account.over-limit"])
    #expect(
      try await walk.refused(
        "account-close", ["account": account, "payout": "transfer", "payeeAccount": two.accountNumber ?? ""])
        == ["closing.linked"])
    let closed = try await go(
      "account-close", ["account": two.accountNumber ?? "", "payout": "transfer", "payeeAccount": account])
    #expect(closed.facts["principal"] == "12,000.06 CNY" && closed.facts["interest"] == "0.00 CNY")
    try await closeInCash(walk, go)

    try await parameter("account.dormant.months", "12", counter)
    try await counter.bank.database.write {
      try $0.execute("UPDATE bank_calendars SET business_date = $1", [.date(BusinessDate("2028-02-28")!)])
    }
    #expect(
      try await walk.refused("cash-withdrawal", TestCounter.deposit(account, notes: 1)) == ["account.dormant"])
    _ = try await go("account-activate", ["account": account].merging(Self.identity) { $1 })
    _ = try await go("cash-withdrawal", TestCounter.deposit(account, notes: 1))
  }

  private func enterprise(_ walk: Walk, _ go: (String, [String: String]) async throws -> Case) async throws {
    let form = [
      "creditCode": "91350100M000100Y43", "enterpriseName": "福州试验贸易有限公司", "address": "福州市鼓楼区五四路 1 号",
      "accountNature": "basic", "currency": "CNY", "legalName": "李法人", "legalDocumentType": "resident-id",
      "legalDocumentNumber": "440524188001010014", "proxyName": "王经办", "proxyDocumentType": "resident-id",
      "proxyDocumentNumber": "11010519491231002X",
    ].merging(Self.identity) { $1 }
    #expect(try await walk.refused("enterprise-open", form, withPapers: false) == ["papers.missing"])
    let opened = try await go("enterprise-open", form)
    let images = try await walk.desks.images.list(opened.id, by: walk.counter.signOn)
    #expect(images.map(\.kind) == [.licence, .identityFront, .agentIdentity] && images.allSatisfy(\.isFixed))
    #expect(opened.facts["signer"] == "王经办" && opened.facts["approvedBy"]?.contains("授权 approved") == true)
    #expect(try await walk.refused("enterprise-open", form) == ["account.basic-exists"])
    var cash = TestCounter.deposit(opened.accountNumber ?? "", notes: 6000)
    cash["amountAgain"] = cash["amount"]
    _ = try await go("cash-deposit", cash)
    _ = try await go(
      "notice-open",
      ["account": opened.accountNumber ?? "", "amount": "500000", "amountAgain": "500000", "period": "1"])
    #expect(
      try await walk.refused(
        "time-open",
        ["account": opened.accountNumber ?? "", "amount": "9999.99", "tenor": "1y", "instruction": "payOut"])
        == ["interest.below-minimum"])
  }

  private func cards(_ walk: Walk, _ go: (String, [String: String]) async throws -> Case) async throws {
    let issued = try await go("card-issue", ["account": walk.account].merging(Self.identity) { $1 })
    let first = issued.facts["cardGrouped"] ?? ""
    _ = try await go("card-activate", ["card": first].merging(Self.identity) { $1 })
    let replaced = try await go(
      "card-replace", ["card": first, "reason": "lost"].merging(Self.identity) { $1 })
    #expect(
      try await walk.refused("card-activate", ["card": first].merging(Self.identity) { $1 }) == ["card.state"])
    _ = try await go("card-cancel", ["card": replaced.facts["cardGrouped"] ?? ""].merging(Self.identity) { $1 })
  }

  private func holds(_ walk: Walk, _ go: (String, [String: String]) async throws -> Case) async throws {
    let officers = [
      "officerName": "张执行", "officerNumber": "01-1001", "secondOfficerName": "李执行", "secondOfficerNumber": "01-1002",
    ]
    let order = ["account": walk.account, "authority": "某市中级人民法院", "orderNumber": "(2026)01执100号"]
    let frozen = try await go(
      "authority-freeze", order.merging(officers) { $1 }.merging(["until": "2027-06-08"]) { $1 })
    #expect(frozen.facts["signer"] == "张执行" && frozen.facts["holdAmount"]?.contains("全部") == true)
    #expect(
      try await walk.refused("cash-withdrawal", TestCounter.deposit(walk.account, notes: 1))
        == ["account.frozen-by-authority"])
    _ = try await go("cash-deposit", TestCounter.deposit(walk.account, notes: 1))
    _ = try await go(
      "authority-release", order.merging(officers) { $1 }.merging(["reason": "案件已结"]) { $1 })
    let request = ["account": walk.account, "authority": "风险管理部", "orderNumber": "ZF-1"]
    _ = try await go("payment-stop", request.merging(["until": "2027-07-08", "amount": "1000000"]) { $1 })
    #expect(
      try await walk.refused("cash-withdrawal", TestCounter.deposit(walk.account, notes: 1)) == ["account.funds-held"])
    _ = try await go("payment-resume", request.merging(["reason": "已核实"]) { $1 })
  }

  private func closeInCash(_ walk: Walk, _ go: (String, [String: String]) async throws -> Case) async throws {
    var other = TestCounter.openingForm
    (other["documentNumber"], other["customerName"], other["phone"]) = ("440524188001010014", "李雷", nil)
    let account = try await walk.counter.account(other)
    _ = try await go("cash-deposit", TestCounter.deposit(account, notes: 3))
    let form = ["account": account, "payout": "cash", "amount": "300", "denominations": "100*3"]
    #expect(
      try await walk.refused("account-close", form.merging(["amount": "200", "denominations": "100*2"]) { $1 })
        == ["closing.amount"])
    let closed = try await go("account-close", form)
    #expect(closed.facts["total"] == "300.00 CNY" && closed.facts["payout"] == "现金 in cash")
  }

  private func parameter(_ name: String, _ value: String, _ counter: TestCounter) async throws {
    try await counter.bank.database.write { [house = counter.bank.desks.house] in
      try house.banking.parameters.set(name, value, from: BusinessDate("2026-01-01")!, in: $0)
    }
  }
}
