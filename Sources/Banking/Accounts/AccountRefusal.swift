import Primitives

/// What kind, class and holds of an account forbid.
enum AccountRefusal {
  static let basicExists = Refusal(
    .conflict, "account.basic-exists", field: "accountNature", limit: "1", zh: "该单位在本行已有基本存款账户。",
    en: "This enterprise has a basic deposit account at this bank already.",
    remedyZh: "一个单位只能开立一个基本存款账户；请改办一般存款账户。",
    remedyEn: "An enterprise has one basic account only; open a general one.")
  static func classLimit(_ accountClass: Int, _ limit: Int64) -> Refusal {
    let roman = accountClass == 2 ? "II" : "III"
    return Refusal(
      .conflict, "account.class-limit", field: "accountClass", limit: "\(limit)",
      zh: "该客户在本行的 \(roman) 类户已达 \(limit) 个。",
      en: "This customer already has \(limit) class \(roman) accounts at this bank.",
      remedyZh: "请使用客户已有的账户，或先销户。", remedyEn: "Use one the customer has, or close one first.")
  }
  static let classCurrency = Refusal(
    .invalid, "account.class", field: "accountClass", limit: "CNY", zh: "II、III 类户只办理人民币。",
    en: "Accounts of class II and III are kept in CNY only.", remedyZh: "请选择 I 类，或选择人民币。",
    remedyEn: "Choose class I, or CNY.")
  static let link = Refusal(
    .invalid, "account.link", field: "linkedAccount", zh: "绑定账户须是同一客户名下的 I 类户，且只有 II、III 类户可以绑定。",
    en: "What an account of class II or III is bound to is the same customer's class I account.",
    remedyZh: "请填写客户本人的 I 类户账号，或留空。", remedyEn: "Enter the customer's own class I account, or leave it empty.")
  static func overLimit(
    _ field: String, _ accountClass: Int, _ what: Bilingual, limit: Money, left: Money
  ) -> Refusal {
    let roman = accountClass == 2 ? "II" : "III"
    return Refusal(
      .conflict, "account.over-limit", field: field, limit: limit.grouped,
      zh: "超过 \(roman) 类户\(what.zh) \(limit.grouped)，还可办理 \(left.grouped)。",
      en: "Above the \(what.en) of a class \(roman) account, \(limit.grouped); \(left.grouped) is left.",
      remedyZh: "请减少金额，或使用 I 类户。", remedyEn: "Lower the amount, or use a class I account.")
  }
  static let classThreeDeposit = Refusal(
    .forbidden, "account.class-three", field: "account", zh: "III 类户不能办理定期类存款。",
    en: "No deposit is opened out of a class III account.", remedyZh: "请使用 I 类户或 II 类户。",
    remedyEn: "Use an account of class I or II.")
  static let generalCash = Refusal(
    .forbidden, "account.general-cash", field: "account", zh: "一般存款账户不得支取现金。",
    en: "No cash is drawn from a general deposit account.", remedyZh: "请从基本存款账户支取，或办理转账。",
    remedyEn: "Draw it from the basic account, or transfer.")
  static func dormant(_ field: String, since: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "account.dormant", field: field, limit: "\(since)", zh: "该账户自 \(since) 起没有业务，已转为不动户。",
      en: "Nothing was done with this account since \(since): it is dormant.", remedyZh: "请先核实身份并办理不动户激活。",
      remedyEn: "Check the identity and wake the account first.")
  }
  static let notDormant = Refusal(
    .conflict, "account.not-dormant", field: "account", zh: "该账户不是不动户。", en: "This account is not dormant.",
    remedyZh: "无需激活。", remedyEn: "Nothing needs to be done.")
  static let personalOnly = Refusal(
    .invalid, "account.personal-only", field: "account", zh: "本业务只办理个人账户。",
    en: "This is for accounts of persons.", remedyZh: "请核对账号。", remedyEn: "Check the number.")
  static let personalDeposit = Refusal(
    .invalid, "account.personal-only", field: "account", zh: "定活两便存款只办理个人账户。",
    en: "Demand-or-time deposits are for persons.", remedyZh: "单位请选择定期或通知存款。",
    remedyEn: "An enterprise chooses a time or a notice deposit.")
}

// MARK: - Holds

extension AccountRefusal {
  static func stopped(_ field: String, _ hold: AccountHold) -> Refusal {
    hold.kind == .freeze
      ? Refusal(
        .conflict, "account.frozen-by-authority", field: field, limit: "\(hold.until)",
        zh: "该账户已被有权机关冻结，只收不付，至 \(hold.until)。",
        en: "An authority froze this account until \(hold.until): nothing is paid out.",
        remedyZh: "请客户向作出冻结决定的机关了解情况。", remedyEn: "The customer may ask the authority that ordered it.")
      : Refusal(
        .conflict, "account.stopped", field: field, limit: "\(hold.until)", zh: "该账户已止付，至 \(hold.until)。",
        en: "Payments from this account are stopped until \(hold.until).", remedyZh: "请先解除止付。",
        remedyEn: "Lift the stop first.")
  }
  static func held(_ free: Money, _ held: Money) -> Refusal {
    Refusal(
      .conflict, "account.funds-held", field: "amount", limit: free.grouped,
      zh: "账户中有 \(held.grouped) 被冻结，还可支取 \(free.grouped)。",
      en: "\(held.grouped) of this account is held; \(free.grouped) may be drawn.", remedyZh: "请减少金额。",
      remedyEn: "Lower the amount.")
  }
  static let holdPast = Refusal(
    .invalid, "hold.past", field: "until", zh: "到期日不能早于营业日期。", en: "A hold cannot end before the business date.",
    remedyZh: "请按文书填写到期日。", remedyEn: "Take the day from the order.")
  static func holdTooLong(_ last: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "hold.too-long", field: "until", limit: "\(last)", zh: "期限最长至 \(last)。",
      en: "A hold may last until \(last) at most.", remedyZh: "请按文书填写；期满前可办理续冻。",
      remedyEn: "Take the day from the order; it may be prolonged before it ends.")
  }
  static let holdKnown = Refusal(
    .conflict, "hold.known", field: "orderNumber", zh: "该文书号的冻结或止付已登记。",
    en: "A hold of this order is on record already.",
    remedyZh: "请核对文书号。", remedyEn: "Check the number of the order.")
  static let noHold = Refusal(
    .notFound, "hold.unknown", field: "orderNumber", zh: "该账户没有此文书号的生效冻结或止付。",
    en: "No hold of this order is in force on this account.", remedyZh: "请核对账号和文书号。",
    remedyEn: "Check the account and the number of the order.")
}
