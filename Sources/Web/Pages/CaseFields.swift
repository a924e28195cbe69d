import Catalog
import Desk
import Primitives

/// The fields of an open case as the form shows them.
struct CaseFields: Sendable {
  let definition: ServiceDefinition
  let permissions: Set<String>
  let reader: ReaderForm
  /// What was typed; empty for a new form.
  let form: [String: String]
  let currency: Currency
  /// Minor units, the largest first.
  let faces: [Int64]
  /// Notes by field.
  let notes: [String: CaseNote]
  /// Fields typed a second time that are asked for now.
  let asked: Set<String>

  /// The fields this person may fill in.
  var fields: [FieldDefinition] {
    definition.fields.filter { field in field.permission.map(permissions.contains) ?? true }
  }

  func value(_ field: FieldDefinition) -> String {
    if let typed = form[field.name] { return typed }
    guard let prefill = field.prefill, !prefill.hasPrefix("{") else { return "" }
    return prefill
  }

  /// Whether the field counts at all, given what stands in the others.
  func isAsked(_ field: FieldDefinition) -> Bool {
    if field.repeats != nil { return asked.contains(field.name) }
    guard let when = field.when, let other = definition.field(when.field) else { return true }
    return value(other) == when.value
  }

  /// Required and still empty.
  var missing: [FieldDefinition] {
    fields.filter { field in
      let needed = field.required || (field.repeats != nil && asked.contains(field.name))
      return needed && isAsked(field) && value(field).trimmingSpace.isEmpty
    }
  }

  var contexts: [PageContext] {
    let wrong = fields.first { notes[$0.name]?.kind == "bad" }
    let focus = wrong ?? missing.first ?? fields.first { isAsked($0) && value($0).isEmpty }
    return fields.map { context($0, takesFocus: $0.name == focus?.name) }
  }

  private func context(_ field: FieldDefinition, takesFocus: Bool) -> PageContext {
    let note = notes[field.name] ?? CaseNote(kind: "none", text: "")
    var context: PageContext = [
      "name": field.name, "label": reader(field.label), "hint": reader(field.hint),
      "hasHint": !reader(field.hint).isEmpty,
      "value": value(field), "required": field.required || field.repeats != nil, "maxLength": field.maxLength,
      "note": ["kind": note.kind, "text": note.text] as PageContext, "invalid": note.kind == "bad",
      "hiddenNow": !isAsked(field), "hasWhen": field.when != nil, "whenField": field.when?.field ?? "",
      "whenValue": field.when?.value ?? "", "repeats": field.repeats, "repeatsAbove": repeatsAbove,
      "repeatsAmount": definition.amountField ?? "",
      "takesFocus": takesFocus, "readOnly": false,
    ]
    switch field.type {
    case .account, .deposit, .holding, .card: context["isAccount"] = true
    case .money:
      context["isMoney"] = true
      context["currency"] = currency.code
      context["capitals"] = (try? Money(parsing: value(field), currency)).map(ChineseCapitals.prefixed) ?? ""
    case .denominations:
      context["isDenominations"] = true
      context = context.merging(grid(field, takesFocus: takesFocus))
    case .residentID: context["isResidentID"] = true
    case .documentNumber, .creditCode: context["isDocumentNumber"] = true
    case .choice: choices(field.choices.map { ($0.value, reader($0.label)) }, field, takesFocus, &context)
    case .currency: choices(definition.currencies.map { ($0.code, $0.code) }, field, takesFocus, &context)
    case .text: context["isText"] = true
    case .date: context["isDate"] = true
    case .phone: context["isPhone"] = true
    case .name: context["isName"] = true
    }
    return context
  }

  /// Above which amount, in minor units, it is typed a second time: the page knows before it asks.
  private var repeatsAbove: String {
    definition.limits.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.confirmAbove.minor)" }
      .joined(separator: " ")
  }

  private func choices(
    _ choices: [(value: String, label: String)], _ field: FieldDefinition, _ takesFocus: Bool,
    _ context: inout PageContext
  ) {
    context["isChoice"] = true
    context["choices"] = choices.enumerated().map { index, choice in
      [
        "value": choice.value, "label": choice.label, "digit": "\(index + 1)",
        "checked": value(field) == choice.value, "autofocus": takesFocus && index == 0,
      ] as PageContext
    }
  }

  /// The grid of one denominations field.
  func grid(_ field: FieldDefinition, takesFocus: Bool) -> PageContext {
    let pays = definition.cashRule?.received == field.name ? definition.cashRule?.amount : nil
    return DenominationGrid(currency: currency, faces: faces).context(
      name: field.name, label: reader(field.label), value: form[field.name] ?? "", amountField: pays ?? "",
      takesFocus: takesFocus)
  }
}

struct CaseNote: Sendable {
  /// ok, bad, info, none.
  let kind: String
  let text: String
}

/// A count by denomination, as the template draws it.
struct DenominationGrid: Sendable {
  let currency: Currency
  let faces: [Int64]

  /// - Parameter value: `100x3 50x2`, counts shown again.
  func context(name: String, label: String, value: String, amountField: String, takesFocus: Bool) -> PageContext {
    let counts = Self.counts(value)
    let rows = faces.enumerated().map { index, minor -> PageContext in
      let face = Self.short(Money(minor: minor, currency))
      return [
        "face": face, "minor": Int(minor), "count": counts[face] ?? "", "autofocus": takesFocus && index == 0,
      ]
    }
    return [
      "name": name, "label": label, "currency": currency.code, "scale": currency.scale, "amountField": amountField,
      "value": value, "faces": rows,
    ]
  }

  private static func counts(_ value: String) -> [String: String] {
    value.split { " ,;".contains($0) }.reduce(into: [:]) { out, item in
      let halves = item.split { "xX*×".contains($0) }
      if halves.count == 2 { out[String(halves[0])] = String(halves[1]) }
    }
  }

  /// `100`, `0.5`.
  static func short(_ money: Money) -> String {
    var text = Substring(money.decimal)
    guard text.contains(".") else { return String(text) }
    while text.last == "0" { text = text.dropLast() }
    return String(text.last == "." ? text.dropLast() : text)
  }
}
