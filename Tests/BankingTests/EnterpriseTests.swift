import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("enterprises and their accounts (BC-008, BC-019, BC-020)") struct EnterpriseTests {
  static let form = [
    "creditCode": "91350100M000100Y43", "enterpriseName": "福州试验贸易有限公司", "address": "福州市鼓楼区五四路 1 号",
    "phone": "13800138000", "accountNature": "basic", "currency": "CNY", "legalName": "李法人",
    "legalDocumentType": "resident-id", "legalDocumentNumber": "440524188001010014", "proxyName": "王经办",
    "proxyDocumentType": "resident-id", "proxyDocumentNumber": BankRig.idNumber,
  ]

  private func fields(_ more: [String: String]) -> [String: String] { Self.form.merging(more) { $1 } }

  private func open(
    _ rig: BankRig, _ more: [String: String] = [:], by actor: CounterActor? = nil
  ) async throws -> AccountNumber {
    try await rig.perform(.openEnterprise, fields(more), by: actor).sight.account!
  }

  @Test("a new enterprise is entered with code, representative and address once its proxy has signed")
  func opened() async throws {
    let rig = try await BankRig()
    let order = rig.deed(.openEnterprise, Self.form)
    let prepared = try await rig.prepare(order)
    #expect(prepared.sight.signer == "王经办" && prepared.sight.customer == nil)
    #expect(prepared.sight.facts["legalDocumentMasked"] == "440524********0014")
    let number = prepared.sight.account!
    #expect(
      try await refused { _ = try await rig.database.read { [b = rig.books] in try b.accounts.find(number, in: $0) } }
        == "account.unknown")
    try await rig.settle(order)
    let (account, customer) = try await rig.database.read { [books = rig.books] tx in
      let account = try books.accounts.find(number, in: tx)
      return (account, try books.customers.reveal(account.customer, in: tx))
    }
    #expect(account.traits.nature == .basic && account.ledgerAccount == BankChart.enterprise(number))
    #expect(customer.name == "福州试验贸易有限公司" && customer.card.documentType == .creditCode)
    #expect(customer.documentNumber == "91350100M000100Y43" && customer.phone == "13800138000")
    let secrets = ["91350100M000100Y43", "福州试验贸易", "李法人", "440524188001010014", "王经办", "五四路"]
    #expect(try await rig.found(secrets.map { Array($0.utf8) }).isEmpty)
  }

  @Test("one basic account; a general one elsewhere, with the number of the basic account")
  func natures() async throws {
    let rig = try await BankRig()
    _ = try await open(rig)
    #expect(try await refused { _ = try await open(rig) } == "account.basic-exists")
    let general = ["accountNature": "general", "basicNumber": "J3910000000101"]
    #expect(try await refused { _ = try await open(rig, general) } == "enterprise.general-same-outlet")
    let there = rig.actor("T0003", at: BankRig.other)
    for wrong in ["J391000000010", "K3910000000101", "J39100000001011", "J391000000O101"] {
      #expect(
        try await refused { _ = try await open(rig, general.merging(["basicNumber": wrong]) { $1 }, by: there) }
          == "enterprise.basic-number")
    }
    _ = try await open(rig, general, by: there)
    #expect(try await refused { _ = try await open(rig, [:], by: there) } == "account.basic-exists")
  }

  @Test("two openings of a basic account under way: the second to be signed is refused")
  func race() async throws {
    let rig = try await BankRig()
    let first = rig.deed(.openEnterprise, Self.form)
    let second = rig.deed(.openEnterprise, Self.form, by: rig.actor("T0003", at: BankRig.other))
    try await rig.prepare(first)
    let number = try await rig.prepare(second).sight.account!
    try await rig.settle(first)
    #expect(try await refused { try await rig.settle(second) } == "account.basic-exists")
    try await rig.release(second)
    #expect(
      try await refused { _ = try await rig.database.read { [b = rig.books] in try b.accounts.find(number, in: $0) } }
        == "account.unknown")
  }

  @Test(
    "refusals, each at its field",
    arguments: [
      (["creditCode": "91350100M000100Y44"], "credit-code.check-character", "documentNumber"),
      (["legalDocumentNumber": "440524188001010015"], "id.check-digit", "legalDocumentNumber"),
      (["proxyDocumentNumber": "110105194912310021"], "id.check-digit", "proxyDocumentNumber"),
      (["identityResult": "doubtful"], "identity.doubtful", "identityResult"),
    ])
  func refusals(more: [String: String], code: String, field: String) async throws {
    let rig = try await BankRig()
    let refusal = await #expect(throws: Refusal.self) {
      try await rig.prepare(rig.deed(.openEnterprise, fields(more)))
    }
    #expect(refusal?.code == code && refusal?.field == field)
  }

  @Test("a known code with another name is refused; what is on record fills the form")
  func known() async throws {
    let rig = try await BankRig()
    _ = try await open(rig)
    let other = rig.deed(.openEnterprise, fields(["enterpriseName": "另一家公司"]))
    #expect(try await refused { try await rig.prepare(other) } == "enterprise.name-differs")
    let sight = try await rig.database.read {
      [books = rig.books, order = rig.deed(.openEnterprise, ["creditCode": "91350100M000100Y43"])] in
      try books.deeds.preview(order, in: $0)
    }
    #expect(sight.prefill["legalName"] == "李法人" && sight.prefill["address"] == "福州市鼓楼区五四路 1 号")
    #expect(sight.prefill["proxyName"] == nil)
  }

  @Test("no cash out of a general account; its own deposits have the corporate minima")
  func business() async throws {
    let rig = try await BankRig()
    let there = rig.actor("T0003", at: BankRig.other)
    try await rig.openTill("100*100")
    let general = try await open(rig, ["accountNature": "general", "basicNumber": "J3910000000101"], by: there)
    let basic = try await open(rig)
    try await rig.payIn(general, yuan: 700_000)
    #expect(
      try await refused { try await rig.prepareWithdrawal(rig.withdrawal(general, "100", "100*1")) }
        == "account.general-cash")
    try await rig.transfer(general, basic, "福州试验贸易有限公司", "100000")
    try await rig.prepareWithdrawal(rig.withdrawal(basic, "100", "100*1"))
    func opening(_ kind: TermDeposit.Kind, _ amount: String) throws -> TermOpening {
      TermOpening(
        rig.counter(1411), kind, tenor: kind == .lumpSum ? .oneYear : nil, period: kind == .notice ? .sevenDays : nil,
        payer: general, amount: try Money(parsing: amount, .cny))
    }
    for (kind, amount, code) in [
      (TermDeposit.Kind.notice, "499999.99", "interest.below-minimum"), (.notice, "500000", "none"),
      (.lumpSum, "9999.99", "interest.below-minimum"), (.lumpSum, "10000", "none"),
      (.demandOrTime, "1000", "account.personal-only"),
    ] {
      let order = try opening(kind, amount)
      #expect(
        try await refused { _ = try await rig.database.read { [b = rig.books] in try b.terms.preview(order, in: $0) } }
          == code, "\(kind) \(amount)")
    }
    #expect(try await rig.check().isSound)
  }
}
