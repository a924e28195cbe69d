import Primitives

/// What the rule book says no to, each at its field.
enum CatalogRefusal {
  static func required(_ field: FieldDefinition) -> Refusal {
    Refusal(
      .invalid, "catalog.required", field: field.name, zh: "“\(field.label.zh)”未填写。",
      en: "“\(field.label.en)” is empty.", remedyZh: "请填写。\(field.hint.zh)", remedyEn: "Fill it in. \(field.hint.en)")
  }

  static func tooLong(_ field: FieldDefinition) -> Refusal {
    Refusal(
      .invalid, "catalog.too-long", field: field.name, limit: "\(field.maxLength)",
      zh: "“\(field.label.zh)”最多 \(field.maxLength) 个字符。",
      en: "“\(field.label.en)” takes at most \(field.maxLength) characters.", remedyZh: "请缩短内容。",
      remedyEn: "Make it shorter.")
  }

  static func unknownField(_ name: String) -> Refusal {
    let shown = String(name.prefix(40))
    return Refusal(
      .invalid, "catalog.unknown-field", field: shown, zh: "本业务没有字段“\(shown)”。",
      en: "This service has no field “\(shown)”.", remedyZh: "请刷新页面后重新填写。",
      remedyEn: "Reload the page and fill in the form again.")
  }

  static func notAsked(_ field: FieldDefinition) -> Refusal {
    Refusal(
      .invalid, "catalog.not-asked", field: field.name, zh: "按当前选择，“\(field.label.zh)”无需填写。",
      en: "With the present choice, “\(field.label.en)” is not asked for.", remedyZh: "请清空该项，或更改选择。",
      remedyEn: "Clear it, or change the choice.")
  }

  static func fieldForbidden(_ field: FieldDefinition) -> Refusal {
    Refusal(
      .forbidden, "catalog.field-forbidden", field: field.name, limit: field.permission,
      zh: "您的岗位不能填写“\(field.label.zh)”。", en: "Your post may not fill in “\(field.label.en)”.",
      remedyZh: "请清空该项，或请有权限的同事办理。", remedyEn: "Clear it, or ask a colleague who may.")
  }

  static func malformed(_ field: FieldDefinition, _ code: String, zh: String, en: String) -> Refusal {
    Refusal(
      .invalid, code, field: field.name, zh: zh, en: en, remedyZh: "\(field.hint.zh)", remedyEn: "\(field.hint.en)")
  }

  static func choice(_ field: FieldDefinition) -> Refusal {
    let known = field.choices.map(\.value).joined(separator: ", ")
    return Refusal(
      .invalid, "catalog.choice", field: field.name, limit: known, zh: "“\(field.label.zh)”不在可选范围内。",
      en: "“\(field.label.en)” is not one of the choices.", remedyZh: "请从列表中选择。", remedyEn: "Choose from the list.")
  }

  static func currencyUnknown(_ field: String?) -> Refusal {
    Refusal(
      .invalid, "catalog.currency-unknown", field: field, zh: "币种尚未确定。", en: "The currency is not known yet.",
      remedyZh: "请先填写正确的账号或币种。", remedyEn: "Enter a valid account or the currency first.")
  }

  static func currencyNotOffered(_ currency: Currency, _ offered: [Currency], field: String?) -> Refusal {
    let list = offered.map(\.code).joined(separator: ", ")
    return Refusal(
      .invalid, "catalog.currency-not-offered", field: field, limit: list, zh: "本业务不办理 \(currency.code)。",
      en: "This service is not offered in \(currency.code).", remedyZh: "可办理的币种：\(list)。",
      remedyEn: "It is offered in \(list).")
  }

  static func amountTooSmall(_ field: String, _ smallest: Money) -> Refusal {
    Refusal(
      .invalid, "catalog.amount-too-small", field: field, limit: smallest.decimal, zh: "金额不能低于 \(smallest)。",
      en: "The amount must be at least \(smallest).", remedyZh: "请核对金额。", remedyEn: "Check the amount.")
  }

  static func repeatNeeded(_ field: FieldDefinition, _ above: Money) -> Refusal {
    if field.type == .account {
      return Refusal(
        .invalid, "catalog.account-again-needed", field: field.name, limit: above.decimal,
        zh: "金额超过 \(above)，须再次输入账号。", en: "Above \(above) the account number must be typed a second time.",
        remedyZh: "请对照客户的单据逐位输入，不要照抄屏幕。",
        remedyEn: "Type it from the customer's slip, digit by digit, not from the screen.")
    }
    return Refusal(
      .invalid, "catalog.amount-again-needed", field: field.name, limit: above.decimal,
      zh: "金额超过 \(above)，须再次输入金额。", en: "Above \(above) the amount must be typed a second time.",
      remedyZh: "请对照现金再次输入金额。", remedyEn: "Type the amount again from the cash, not from the screen.")
  }

  static func repeatDiffers(_ field: FieldDefinition) -> Refusal {
    if field.type == .account {
      return Refusal(
        .invalid, "catalog.account-differs", field: field.name, zh: "两次输入的账号不一致。",
        en: "The two account numbers differ.", remedyZh: "请与客户逐位核对账号后重新输入。",
        remedyEn: "Check the number with the customer, digit by digit, and type it anew.")
    }
    return Refusal(
      .invalid, "catalog.amount-differs", field: field.name, zh: "两次输入的金额不一致。", en: "The two amounts differ.",
      remedyZh: "请核对现金后重新输入。", remedyEn: "Count again and type the amount anew.")
  }

  static func inFuture(_ field: FieldDefinition, _ day: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "catalog.date-in-future", field: field.name, limit: "\(day)",
      zh: "“\(field.label.zh)”不能晚于营业日期 \(day)。", en: "“\(field.label.en)” must not be after \(day).",
      remedyZh: "请输入营业日期或更早的日期。", remedyEn: "Enter the business date or an earlier day.")
  }

  static func cashDiffers(_ field: String, counted: Money, amount: Money) -> Refusal {
    Refusal(
      .invalid, "catalog.cash-differs", field: field, limit: amount.decimal,
      zh: "券别合计 \(counted) 与金额 \(amount) 不一致。", en: "The notes come to \(counted), the amount is \(amount).",
      remedyZh: "请重新清点现金，或更正金额或找零。", remedyEn: "Count again, or correct the amount or the change.")
  }

  static func face(_ field: FieldDefinition, _ face: String) -> Refusal {
    Refusal(
      .invalid, "catalog.face", field: field.name, limit: face, zh: "没有面值为 \(face) 的券别。",
      en: "There is no note or coin of \(face).", remedyZh: "请按实际面值填写。", remedyEn: "Use the faces that exist.")
  }

  static func papersMissing(_ kinds: [PaperKind]) -> Refusal {
    let (zh, en) = (kinds.map(\.title.zh).joined(separator: "、"), kinds.map(\.title.en).joined(separator: "; "))
    return Refusal(
      .invalid, "papers.missing", field: "papers", limit: kinds.map(\.rawValue).joined(separator: ","),
      zh: "缺少影像：\(zh)。", en: "Papers are missing: \(en).", remedyZh: "请在“影像”栏拍摄或选择文件后再提交。",
      remedyEn: "Take them with the camera or choose files, then submit.")
  }

  static func permission(_ definition: ServiceDefinition) -> Refusal {
    Refusal(
      .forbidden, "catalog.service-forbidden", limit: definition.permission,
      zh: "您的岗位不能办理“\(definition.name.zh)”。", en: "Your post may not perform “\(definition.name.en)”.",
      remedyZh: "请由有权限的同事办理。", remedyEn: "Ask a colleague who may.")
  }
}
