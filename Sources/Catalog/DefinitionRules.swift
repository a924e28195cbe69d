import Primitives

/// What a definition must keep to beyond its form: names that fit together.
struct DefinitionRules {
  let definition: ServiceDefinition
  let sheet: Sheet
  let permissions: Set<String>?

  func run() {
    names()
    permission(definition.permission, at: "permission")
    for index in definition.fields.indices { field(index) }
    effect()
    amounts()
    papers()
    facts()
    signatures()
    password()
  }

  private func password() {
    if let name = definition.password {
      let field = definition.field(name)
      if !(field.map { [.account, .deposit, .holding].contains($0.type) && $0.required } ?? false) {
        sheet.problem("password", "“\(name)” is no required field with an account or a deposit")
      }
    } else if definition.effect == .changePassword {
      sheet.problem("effect", "the effect password.change needs “password”: who changes it must know it")
    }
    guard case .when(let name, let value) = definition.effect.newPassword, let field = definition.field(name),
      !field.choices.contains(where: { $0.value == value })
    else { return }
    sheet.problem("fields", "“\(name)” must be a choice with the value “\(value)”")
  }

  private func names() {
    let id = definition.id
    let plain = !id.isEmpty && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    if !plain && sheet.has("id") { sheet.problem("id", "an id has only a–z, 0–9 and hyphens") }
    for initials in definition.initials where !initials.utf8.allSatisfy({ (97...122).contains($0) }) {
      sheet.problem("initials", "the initials “\(initials)” must be a–z")
    }
    if definition.initials.isEmpty && sheet.has("initials") { sheet.problem("initials", "initials are empty") }
    var seen: Set<String> = []
    for (index, field) in definition.fields.enumerated() where !seen.insert(field.name).inserted {
      note(index, "the field “\(field.name)” stands twice")
    }
  }

  private func permission(_ name: String, at key: String) {
    guard let permissions, !name.isEmpty, !permissions.contains(name) else { return }
    sheet.problem(key, "the permission “\(name)” does not exist")
  }

  private func note(_ field: Int, _ reason: String) {
    let nodes = sheet.list("fields")
    sheet.findings.add(field < nodes.count ? nodes[field].mark?.line ?? 1 : 1, reason)
  }

  private func field(_ index: Int) {
    let field = definition.fields[index]
    let who = "the field “\(field.name)”"
    if (field.type == .choice) == field.choices.isEmpty {
      note(index, field.type == .choice ? "\(who) is a choice without choices" : "\(who) has choices but is no choice")
    }
    if Set(field.choices.map(\.value)).count != field.choices.count { note(index, "\(who) has one choice twice") }
    if let permission = field.permission, let permissions, !permissions.contains(permission) {
      note(index, "\(who): the permission “\(permission)” does not exist")
    }
    if let repeats = field.repeats,
      ![.money, .account].contains(field.type) || definition.field(repeats)?.type != field.type
    {
      note(index, "\(who) repeats “\(repeats)”, but both must be money fields or both accounts")
    }
    if let when = field.when {
      let earlier = definition.fields.prefix(index).first { $0.name == when.field }
      if earlier?.choices.contains(where: { $0.value == when.value }) != true {
        note(index, "\(who): “when” must name an earlier choice field and one of its values")
      }
    }
    if field.type == .documentNumber {
      let kind = field.kindField.flatMap { name in definition.fields.prefix(index).first { $0.name == name } }
      if kind?.type != .choice { note(index, "\(who): “kindField” must name an earlier choice field") }
    } else if field.kindField != nil {
      note(index, "\(who) has a “kindField” but is no document-number")
    }
    if field.byCustomer, field.type == .denominations || field.permission != nil || field.repeats != nil {
      note(
        index, "\(who) is the teller's: no count, no second typing and no field with a permission can be “byCustomer”")
    }
    if field.notInFuture && field.type != .date { note(index, "\(who) has “notInFuture” but is no date") }
  }

  private func effect() {
    guard sheet.has("effect") else { return }
    let known = definition.effect.settings
    for (name, value) in definition.settings.sorted(by: { $0.key < $1.key })
    where known[name]?.contains(value) != true {
      sheet.problem("settings", "the effect \(definition.effect.rawValue) knows no setting “\(name): \(value)”")
    }
    for name in known.keys.sorted() where definition.settings[name] == nil {
      sheet.problem("effect", "the effect \(definition.effect.rawValue) needs the setting “\(name)”")
    }
    for (name, type) in definition.effect.neededFields.sorted(by: { $0.key < $1.key }) {
      guard let field = definition.field(name) else {
        sheet.problem("fields", "the effect \(definition.effect.rawValue) needs the field “\(name)”")
        continue
      }
      if field.type != type {
        sheet.problem(
          "fields", "the effect \(definition.effect.rawValue) needs “\(name)” to be of type \(type.rawValue)")
      }
      if !field.required {
        sheet.problem("fields", "the effect \(definition.effect.rawValue) needs “\(name)” to be required")
      }
    }
  }

  private func amounts() {
    if let amount = definition.amountField, definition.field(amount)?.type != .money {
      sheet.problem("amountField", "“\(amount)” is no money field")
    }
    if definition.amountField == nil && definition.fields.contains(where: { $0.type == .money }) {
      sheet.problem("fields", "a service with a money field must name its “amountField”")
    }
    guard let rule = definition.cashRule else {
      if definition.fields.contains(where: { $0.type == .denominations }) {
        sheet.problem("fields", "a service with denominations must have a “cash” rule")
      }
      return
    }
    for name in [rule.received, rule.change ?? rule.received]
    where definition.field(name)?.type != .denominations {
      sheet.problem("cash", "“\(name)” is no denominations field")
    }
    if definition.field(rule.amount)?.type != .money { sheet.problem("cash", "“\(rule.amount)” is no money field") }
  }

  private func papers() {
    let kinds = definition.papers.map(\.kind)
    if Set(kinds).count != kinds.count { sheet.problem("papers", "a kind of paper stands twice") }
  }

  private func facts() {
    let given = Set(definition.effect.facts.keys)
    for fact in definition.facts where !given.contains(fact) {
      sheet.problem("facts", "the effect \(definition.effect.rawValue) does not give the fact “\(fact)”")
    }
    let declared = Set(definition.facts)
    if declared.count != definition.facts.count { sheet.problem("facts", "a fact stands twice") }
    for fact in definition.keyFacts.map(\.fact) where !declared.contains(fact) {
      sheet.problem("keyFacts", "the fact “\(fact)” is not declared under “facts”")
    }
    if definition.keyFacts.isEmpty && sheet.has("keyFacts") { sheet.problem("keyFacts", "no key fact to show") }
    for (key, text) in [("sentence", definition.sentence), ("speech", definition.speech)] {
      for fact in (text.placeholders ?? []).subtracting(declared).sorted() {
        sheet.problem(key, "the placeholder {\(fact)} has no fact declared under “facts”")
      }
    }
  }

  /// Revision 1 is the teller's, the last one the bank's (DECISIONS 9).
  private func signatures() {
    guard sheet.has("signatures") else { return }
    let roles = definition.signatures.map(\.role)
    if roles.first != .teller { sheet.problem("signatures", "the first signature must be the teller's") }
    if roles.last != .bank { sheet.problem("signatures", "the last signature must be the bank's") }
    if !roles.contains(.customer) && !roles.contains(.proxy) {
      sheet.problem("signatures", "the customer or a proxy must sign")
    }
    if Set(roles).count != roles.count { sheet.problem("signatures", "a role stands twice") }
    let fields = definition.signatures.map(\.field)
    if Set(fields).count != fields.count { sheet.problem("signatures", "a field name stands twice") }
    for field in fields
    where field.isEmpty || !field.utf8.allSatisfy({ (65...90).contains($0) || (97...122).contains($0) }) {
      sheet.problem("signatures", "the field name “\(field)” must be letters A–Z, a–z")
    }
  }
}
