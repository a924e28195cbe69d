import Primitives
import Yams

/// Reads `service.yaml`.
struct DefinitionReader {
  static let keys: Set<String> = [
    "id", "version", "code", "name", "initials", "words", "effect", "settings", "permission", "amountField", "cash",
    "limits", "approval", "papers", "entries", "fields", "facts", "keyFacts", "sentence", "speech", "signatures",
    "password",
  ]

  static let needed: Set<String> = [
    "id", "version", "code", "name", "initials", "effect", "permission", "limits", "fields", "facts", "keyFacts",
    "sentence", "speech", "signatures",
  ]

  let findings: Findings

  /// The definition as far as it could be read; only to be used when `findings` has no problems.
  func read(
    _ root: Node, service: String, document: DocumentLayout, examples: [ServiceExample], permissions: Set<String>?
  ) -> ServiceDefinition {
    let sheet = Sheet(root, findings, "the service", keys: Self.keys, needed: Self.needed)
    let definition = ServiceDefinition(
      id: sheet.text("id"), version: sheet.whole("version", 1...100_000), code: sheet.whole("code", 1000...9999),
      name: sheet.bilingual("name"), initials: sheet.texts("initials"), words: sheet.texts("words"),
      effect: sheet.choice("effect", ServiceEffect.self, or: .openAccount),
      settings: Dictionary(sheet.pairs("settings").map { ($0.key, $0.value) }) { first, _ in first },
      permission: sheet.text("permission"),
      fields: sheet.list("fields").map(field), cashRule: cashRule(sheet), password: sheet.optionalText("password"),
      amountField: sheet.optionalText("amountField"),
      limits: limits(sheet), approval: sheet.list("approval").map(approvalRule),
      papers: sheet.list("papers").map(paper),
      entries: sheet.list("entries").map(entry), facts: sheet.texts("facts"),
      keyFacts: sheet.list("keyFacts").map(keyFact),
      sentence: sheet.bilingual("sentence"), speech: sheet.bilingual("speech"),
      signatures: sheet.list("signatures").map(signature), document: document, examples: examples)
    if definition.id != service, sheet.has("id") {
      sheet.problem("id", "“\(definition.id)” stands in the folder “\(service)”")
    }
    DefinitionRules(definition: definition, sheet: sheet, permissions: permissions).run()
    return definition
  }

  private func field(_ node: Node) -> FieldDefinition {
    let sheet = Sheet(
      node, findings, "a field",
      keys: [
        "name", "label", "hint", "type", "required", "maxLength", "choices", "prefill", "permission", "repeats", "when",
        "kindField", "notInFuture", "byCustomer",
      ], needed: ["name", "label", "hint", "type"])
    let type = sheet.choice("type", FieldType.self, or: .text)
    let conditions = sheet.pairs("when")
    if conditions.count > 1 { sheet.problem("when", "“when” takes one field and one value") }
    return FieldDefinition(
      name: sheet.text("name"), label: sheet.bilingual("label"), hint: sheet.bilingual("hint"), type: type,
      required: sheet.flag("required", default: false),
      maxLength: sheet.whole("maxLength", 1...2000, default: FieldDefinition.defaultMaxLength[type] ?? 64),
      choices: sheet.list("choices").map(choice), prefill: sheet.optionalText("prefill"),
      permission: sheet.optionalText("permission"), repeats: sheet.optionalText("repeats"),
      when: conditions.first.map { FieldDefinition.Condition(field: $0.key, value: $0.value) },
      kindField: sheet.optionalText("kindField"), notInFuture: sheet.flag("notInFuture", default: false),
      byCustomer: sheet.flag("byCustomer", default: false))
  }

  private func choice(_ node: Node) -> FieldDefinition.Choice {
    let sheet = Sheet(node, findings, "a choice", keys: ["value", "label"], needed: ["value", "label"])
    return FieldDefinition.Choice(value: sheet.text("value"), label: sheet.bilingual("label"))
  }

  private func keyFact(_ node: Node) -> ServiceDefinition.KeyFact {
    let sheet = Sheet(node, findings, "a key fact", keys: ["fact", "label", "bold"], needed: ["fact", "label"])
    return ServiceDefinition.KeyFact(
      fact: sheet.text("fact"), label: sheet.bilingual("label"), bold: sheet.flag("bold", default: false))
  }

  private func signature(_ node: Node) -> ServiceDefinition.SignatureRole {
    let keys: Set<String> = ["role", "field", "label"]
    let sheet = Sheet(node, findings, "a signature", keys: keys, needed: keys)
    return ServiceDefinition.SignatureRole(
      role: sheet.choice("role", ServiceDefinition.SignatureRole.Role.self, or: .bank), field: sheet.text("field"),
      label: sheet.bilingual("label"))
  }

  private func approvalRule(_ node: Node) -> ApprovalRule {
    let sheet = Sheet(
      node, findings, "an approval rule", keys: ["needs", "above", "risk", "notFor"], needed: ["needs"])
    var above: [String: Money] = [:]
    for pair in sheet.pairs("above") {
      guard let currency = Currency(code: pair.key), let limit = try? Money(parsing: pair.value, currency) else {
        findings.add(pair.line, "“\(pair.key): \(pair.value)” is no amount of a known currency")
        continue
      }
      above[pair.key] = limit
    }
    let needs = sheet.choice("needs", ApprovalNeed.self, or: .supervisor)
    if needs == .none { sheet.problem("needs", "a rule that asks for nothing is no rule") }
    let risk = sheet.has("risk") ? sheet.choice("risk", RiskLevel.self, or: .normal) : nil
    return ApprovalRule(needs: needs, above: above, risk: risk, notFor: Set(sheet.texts("notFor")))
  }

  private func paper(_ node: Node) -> PaperDemand {
    let keys: Set<String> = ["kind", "required"]
    let sheet = Sheet(node, findings, "a paper", keys: keys, needed: keys)
    return PaperDemand(
      kind: sheet.choice("kind", PaperKind.self, or: .other), required: sheet.flag("required", default: true))
  }

  private func entry(_ node: Node) -> BookEntry {
    Self.bookEntry(
      Sheet(node, findings, "an entry", keys: ["debit", "credit", "when"], needed: ["debit", "credit"]))
  }

  private func cashRule(_ sheet: Sheet) -> ServiceDefinition.CashRule? {
    guard let node = sheet.node("cash") else { return nil }
    let rule = Sheet(
      node, findings, "the cash rule", keys: ["received", "change", "amount"], needed: ["received", "amount"])
    return ServiceDefinition.CashRule(
      received: rule.text("received"), change: rule.optionalText("change"), amount: rule.text("amount"))
  }

  private func limits(_ sheet: Sheet) -> [String: ServiceDefinition.Limits] {
    guard let node = sheet.node("limits") else { return [:] }
    let byCurrency = Sheet(node, findings, "the limits", keys: Set(Currency.known.map(\.code)))
    var limits: [String: ServiceDefinition.Limits] = [:]
    for currency in Currency.known {
      guard let node = byCurrency.node(currency.code) else { continue }
      let keys: Set<String> = ["smallest", "confirmAbove", "approveAbove"]
      let own = Sheet(node, findings, "the limits of \(currency.code)", keys: keys, needed: keys)
      func money(_ key: String) -> Money {
        guard let text = own.optionalText(key) else { return .zero(currency) }
        do {
          return try Money(parsing: text, currency)
        } catch {
          own.problem(key, "“\(text)” is not an amount in \(currency.code)")
          return .zero(currency)
        }
      }
      let found = ServiceDefinition.Limits(
        smallest: money("smallest"), confirmAbove: money("confirmAbove"), approveAbove: money("approveAbove"))
      if found.smallest.minor < 1 && own.has("smallest") {
        own.problem("smallest", "the smallest amount must be above zero")
      }
      if found.confirmAbove.minor > found.approveAbove.minor {
        own.problem("confirmAbove", "confirmAbove must not be greater than approveAbove")
      }
      limits[currency.code] = found
    }
    if limits.isEmpty { sheet.problem("limits", "at least one currency is needed") }
    return limits
  }
}
