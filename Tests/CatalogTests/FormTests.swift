import Catalog
import Primitives
import Testing

@Suite struct FormTests {
  let catalog: ServiceCatalog
  let deposit: ServiceDefinition
  let opening: ServiceDefinition

  init() throws {
    catalog = try ServiceFolder.catalog()
    deposit = catalog.service("cash-deposit")!
    opening = catalog.service(code: 1101)!
  }

  @Test("found by code, by initials, by a Chinese and an English word (SCREENS: code box)")
  func search() {
    #expect(catalog.search("1201").map(\.id) == ["cash-deposit"])
    #expect(catalog.search("xjck").map(\.id) == ["cash-deposit"])
    #expect(catalog.search("CKXJ").map(\.id) == ["cash-deposit"])
    #expect(catalog.search(" 现金 ").map(\.id) == ["cash-deposit"])
    #expect(catalog.search("开户").map(\.id) == ["account-open"])
    #expect(catalog.search("Deposit").map(\.id) == ["cash-deposit"])
    #expect(catalog.search("1").map(\.id) == ["account-open", "cash-deposit"])
    #expect(catalog.search("").count == 2)
    #expect(catalog.search("利率").isEmpty)
    #expect(catalog.service(code: 9999) == nil)
  }

  @Test("every refusal of a form names its field and is a sentence in both languages")
  func sentences() {
    for definition in catalog.services {
      for example in definition.examples {
        let checked = catalog.check(form: example.form, of: definition, context: example.context)
        for refusal in checked.refusals {
          #expect(refusal.field != nil)
          #expect(refusal.zh.last == "。" && refusal.remedyZh.last == "。", "\(refusal)")
          #expect(refusal.en.last == "." && refusal.remedyEn.last == ".", "\(refusal)")
        }
      }
    }
  }

  @Test("several mistakes are all told, in the order of the fields")
  func allAtOnce() {
    let form = ["account": "12", "amount": "-1", "denominations": "x", "note": String(repeating: "长", count: 61)]
    let checked = catalog.check(form: form, of: deposit, context: FormContext(currency: .cny))
    #expect(
      checked.refusals.map(\.code) == [
        "account.shape", "money.negative", "catalog.denominations", "catalog.too-long",
      ])
    #expect(checked.values.values.isEmpty)
  }

  @Test(
    "counts of notes that cannot be",
    arguments: ["100", "100x", "x3", "100x-1", "100x1.5", "100x1 100x2", "0x5", "100x9999999", "100xx3", "百x3"])
  func badCounts(_ text: String) {
    let form = ["account": "6228480402564890018", "amount": "300", "denominations": text]
    let checked = catalog.check(form: form, of: deposit, context: FormContext(currency: .cny))
    #expect(checked.refusals.map(\.field) == ["denominations"], "\(checked.refusals)")
  }

  @Test("a face of the grid that is no number is refused, not dropped")
  func badGrid() {
    let form = ["account": "6228480402564890018", "amount": "300", "denominations.x": "3"]
    let checked = catalog.check(form: form, of: deposit, context: FormContext(currency: .cny))
    #expect(checked.refusals.map(\.field) == ["denominations"])
  }

  @Test("control characters, odd names and odd phones are refused")
  func characters() {
    func codes(_ changes: [String: String]) -> [String] {
      let form = [
        "documentType": "other", "documentNumber": "P-1234", "customerName": "王明", "identityCheck": "chip-read",
        "identityResult": "agrees", "actingAs": "holder", "currency": "CNY",
      ].merging(changes) { $1 }
      return catalog.check(form: form, of: opening, context: FormContext()).refusals.map(\.code)
    }
    #expect(codes([:]) == [])
    #expect(codes(["customerName": "王\u{0}明"]) == ["catalog.characters"])
    #expect(codes(["customerName": "<b>王</b>"]) == ["catalog.name"])
    #expect(codes(["customerName": "买买提·艾力"]) == [])
    #expect(codes(["customerName": "   "]) == ["catalog.required"])
    for phone in ["12345", "1280000000", "+12", "138000000001", "13８00000000", "++8613800000000"] {
      #expect(codes(["phone": phone]) == ["catalog.phone"], "\(phone)")
    }
    for phone in ["13800000000", "138 0000 0000", "+420601123456"] { #expect(codes(["phone": phone]) == []) }
    #expect(codes(["documentNumber": "é-12"]) == ["catalog.document-number"])
    #expect(codes(["documentType": "passport"]) == ["catalog.choice"])
  }

  @Test("a calendar day that does not exist is refused")
  func dates() {
    let context = FormContext(
      currency: .czk, permissions: ["value-date.set"], businessDate: BusinessDate("2026-11-22"))
    func codes(_ day: String) -> [String] {
      let form = ["account": "6228480402564890018", "amount": "100", "denominations": "100x1", "valueDate": day]
      return catalog.check(form: form, of: deposit, context: context).refusals.map(\.code)
    }
    #expect(codes("2025-02-29") == ["catalog.date"])
    #expect(codes("930105") == ["catalog.date"])
    #expect(codes("19930105") == [])
    #expect(codes("2026-11-22") == [])
    #expect(codes("2026-11-23") == ["catalog.date-in-future"])
  }

  @Test("what is accepted reads the same again: canonical form (DECISIONS 16)")
  func canonical() {
    let form = ["account": "6228 4804 0256 4890 018", "amount": "1,500.5", "denominations": "0.5*1，100×15 50x0"]
    let context = FormContext(currency: .cny)
    let first = catalog.check(form: form, of: deposit, context: context)
    #expect(first.refusals == [])
    let wire = Dictionary(uniqueKeysWithValues: first.values.canonical.map { ($0.name, $0.value) })
    #expect(wire == ["account": "6228480402564890018", "amount": "1500.50", "denominations": "100.00x15 0.50x1"])
    #expect(catalog.check(form: wire, of: deposit, context: context).values == first.values)
  }
}

@Suite struct PolicyTests {
  @Test("limits say above: the limit itself passes, one more fen does not (BC-020)")
  func limits() throws {
    let catalog = try ServiceFolder.catalog()
    let deposit = catalog.service("cash-deposit")!
    func decide(_ minor: Int64, _ currency: Currency = .cny) -> Decision {
      catalog.decide(deposit, amount: Money(minor: minor, currency), on: PolicyGround(permissions: ["deposit.cash"]))
    }
    #expect(decide(1) == .allow(confirmTwice: false))
    #expect(decide(5_000_000) == .allow(confirmTwice: false))
    #expect(decide(5_000_001) == .allow(confirmTwice: true))
    #expect(decide(20_000_000) == .allow(confirmTwice: true))
    guard case .needsApproval(.supervisor, let reasons) = decide(20_000_001) else {
      Issue.record("above the limit must need approval")
      return
    }
    #expect(reasons.map(\.code) == ["amount-above-limit"])
    #expect(reasons.first?.limit == "200000.00")
    // The largest cash deposit of the replayed bank up to 1993-03-31 goes through with one teller.
    #expect(decide(4_911_200, .czk) == .allow(confirmTwice: false))
    guard case .refuse(let zero) = decide(0), case .refuse(let dollars) = decide(100, .usd) else {
      Issue.record("zero and a currency that is not offered must be refused")
      return
    }
    #expect(zero.code == "catalog.amount-too-small")
    #expect(dollars.code == "catalog.currency-not-offered")
  }

  @Test("without the permission of the service nothing else is looked at")
  func permission() throws {
    let catalog = try ServiceFolder.catalog()
    let deposit = catalog.service("cash-deposit")!
    let decision = catalog.decide(
      deposit, amount: Money(minor: 100, .cny), on: PolicyGround(permissions: ["account.open"]))
    guard case .refuse(let refusal) = decision else {
      Issue.record("must be refused")
      return
    }
    #expect(refusal.kind == .forbidden && refusal.limit == "deposit.cash")
  }
}
