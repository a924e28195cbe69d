import Catalog
import Desk
import Primitives

/// A field that the customer completes on his own screen.
struct FormAsk: WireForm {
  struct Choice: WireForm {
    let value: String
    let label: WireText

    static let shape = WireShape(
      "FormChoice", Bilingual(zh: "选项", en: "One of several"),
      [.init("value", .text(), "goes back"), .init("label", .shape(WireText.shape), "is shown")])
  }

  /// Which of the customer's own fields decides whether this one is asked for.
  struct Condition: WireForm {
    let field: String
    let value: String

    static let shape = WireShape(
      "FormCondition", Bilingual(zh: "条件", en: "Asked for only then"),
      [.init("field", .text(), "another field"), .init("value", .text(), "and its value")])
  }

  let name: String
  let kind: String
  let label: WireText
  let hint: WireText
  let value: String
  let required: Bool
  let maxLength: Int
  let choices: [Choice]
  let when: Condition?
  let problem: WireText?

  static let shape = WireShape(
    "FormAsk", Bilingual(zh: "请客户填写的项目", en: "A field that the customer fills in"),
    [
      .init("name", .text(), "of the field"),
      .init("kind", .oneOf(Kind.allCases.map(\.rawValue)), "how it is written"),
      .init("label", .shape(WireText.shape), "what is asked"), .init("hint", .shape(WireText.shape), "what it accepts"),
      .init("value", .text(), "what stands there"), .init("required", .flag, "may not stay empty"),
      .init("maxLength", .integer(1...2000), "characters"),
      .init("choices", .list(.shape(Choice.shape)), "of a choice; otherwise none"),
      .init("when", .shape(Condition.shape), "only asked for then", required: false),
      .init("problem", .shape(WireText.shape), "what is wrong with it", required: false),
    ])

  enum Kind: String, CaseIterable { case choice, text, digits, phone, date }

  /// Fields whose condition lies with the teller's part are there or are not; the screen decides about the others.
  static func all(_ form: Stage.FormSight) -> [FormAsk] {
    form.fields.compactMap { field in
      guard let when = field.when, !form.fields.contains(where: { $0.name == when.field }) else {
        return FormAsk(field, field.when, form)
      }
      return form.values[when.field] == when.value ? FormAsk(field, nil, form) : nil
    }
  }

  private init(_ field: FieldDefinition, _ when: FieldDefinition.Condition?, _ form: Stage.FormSight) {
    name = field.name
    label = WireText(field.label)
    hint = WireText(field.hint)
    value = form.values[field.name] ?? ""
    required = field.required
    maxLength = field.maxLength
    kind =
      switch field.type {
      case .choice, .currency: Kind.choice.rawValue
      case .phone: Kind.phone.rawValue
      case .date: Kind.date.rawValue
      case .account, .deposit, .holding, .card, .money: Kind.digits.rawValue
      case .denominations, .residentID, .documentNumber, .text, .name, .creditCode: Kind.text.rawValue
      }
    choices =
      field.type == .currency
      ? form.currencies.map { Choice(value: $0.code, label: WireText(Bilingual(zh: $0.code, en: $0.code))) }
      : field.choices.map { Choice(value: $0.value, label: WireText($0.label)) }
    self.when = when.map { Condition(field: $0.field, value: $0.value) }
    problem = form.problems[field.name].map {
      WireText(Bilingual(zh: $0.zh + $0.remedyZh, en: "\($0.en) \($0.remedyEn)"))
    }
  }
}
