import Primitives

/// The outcome of checking a form: every value that could be read and every problem at its field.
package struct FormCheck: Sendable, Equatable {
  package let values: FieldValues
  /// In the order of the fields; empty when all is well.
  package let refusals: [Refusal]
}

extension ServiceCatalog {
  /// Checks a form field by field and then across fields. Pure: whether the account exists is not its matter.
  ///
  /// Denominations are given as text (`100x3 50x2`, also `100*3,50*2`) or as one key per face, minor units:
  /// `denominations.10000` = `3`.
  package static func check(
    form: [String: String], of definition: ServiceDefinition, context: FormContext
  ) -> FormCheck {
    FormReading(definition: definition, form: form, context: context).run()
  }

  package func check(form: [String: String], of definition: ServiceDefinition, context: FormContext) -> FormCheck {
    Self.check(form: form, of: definition, context: context)
  }
}

/// One reading of one form.
private struct FormReading {
  let definition: ServiceDefinition
  let form: [String: String]
  let context: FormContext
  private var values = FieldValues()
  private var refusals: [Refusal] = []

  init(definition: ServiceDefinition, form: [String: String], context: FormContext) {
    self.definition = definition
    self.form = form
    self.context = context
  }

  func run() -> FormCheck {
    var reading = self
    for field in definition.fields { reading.read(field) }
    reading.crossCheck()
    reading.unknownFields()
    return FormCheck(values: reading.values, refusals: reading.refusals)
  }

  private func text(_ name: String) -> String {
    let own = (form[name] ?? "").trimmed
    let prefix = name + "."
    let counts = form.filter { $0.key.hasPrefix(prefix) && !$0.value.trimmed.isEmpty }
    guard definition.field(name)?.type == .denominations, !counts.isEmpty else { return own }
    let currency = currency
    let grid = counts.sorted { $0.key < $1.key }.map { key, value -> String in
      let face = key.dropFirst(prefix.count)
      guard let minor = Int64(face), minor > 0, let currency else { return "\(face)?x\(value.trimmed)" }
      return "\(Money(minor: minor, currency).decimal)x\(value.trimmed)"
    }
    return ([own] + grid).filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var currency: Currency? {
    let named = definition.fields.first { $0.type == .currency }.flatMap { values.currency($0.name) }
    return named ?? context.currency
  }

  private mutating func read(_ field: FieldDefinition) {
    let text = text(field.name)
    if let when = field.when, values.text(when.field) != when.value {
      if !text.isEmpty { refusals.append(CatalogRefusal.notAsked(field)) }
      return
    }
    guard !text.isEmpty else {
      if field.required { refusals.append(CatalogRefusal.required(field)) }
      return
    }
    if let permission = field.permission, !context.permissions.contains(permission) {
      refusals.append(CatalogRefusal.fieldForbidden(field))
      return
    }
    guard text.count <= field.maxLength else {
      refusals.append(CatalogRefusal.tooLong(field))
      return
    }
    do throws(Refusal) {
      let kind = field.kindField.flatMap { values.text($0) }
      values[field.name] = try FieldReading(
        field: field, currency: currency, offered: definition.currencies, kind: kind, context: context
      ).value(of: text)
    } catch {
      refusals.append(error)
    }
  }

  private mutating func crossCheck() {
    guard let name = definition.amountField, let amount = values.money(name) else { return }
    guard let limits = definition.limits[amount.currency.code] else {
      refusals.append(CatalogRefusal.currencyNotOffered(amount.currency, definition.currencies, field: name))
      return
    }
    if amount.minor < limits.smallest.minor { refusals.append(CatalogRefusal.amountTooSmall(name, limits.smallest)) }
    for again in definition.fields {
      guard let first = again.repeats, let typed = values[first] else { continue }
      let failed = refusals.contains { $0.field == again.name }
      guard let second = values[again.name] else {
        if !failed && amount.minor > limits.confirmAbove.minor {
          refusals.append(CatalogRefusal.repeatNeeded(again, limits.confirmAbove))
        }
        continue
      }
      if second != typed { refusals.append(CatalogRefusal.repeatDiffers(again)) }
    }
    cash(amount)
  }

  /// Received − change = amount; without the customer's money on the counter there is nothing to sign.
  private mutating func cash(_ amount: Money) {
    guard let rule = definition.cashRule, rule.amount == definition.amountField else { return }
    let names = [rule.received] + (rule.change.map { [$0] } ?? [])
    guard values[rule.received] != nil, !refusals.contains(where: { names.contains($0.field ?? "") }) else { return }
    let received = Self.total(values.denominations(rule.received), amount.currency)
    let change = Self.total(rule.change.map { values.denominations($0) } ?? [], amount.currency)
    let counted = received - change
    if counted != amount {
      refusals.append(CatalogRefusal.cashDiffers(rule.received, counted: counted, amount: amount))
    }
  }

  private static func total(_ counts: [DenominationCount], _ currency: Currency) -> Money {
    counts.reduce(.zero(currency)) { $0 + Money(minor: $1.face.minor * $1.count, currency) }
  }

  private mutating func unknownFields() {
    for name in form.keys.sorted() where definition.field(name) == nil {
      let parts = name.split(separator: ".", maxSplits: 1)
      if parts.count == 2, definition.field(String(parts[0]))?.type == .denominations { continue }
      refusals.append(CatalogRefusal.unknownField(name))
    }
  }
}

extension String {
  /// Without white space at both ends.
  fileprivate var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
