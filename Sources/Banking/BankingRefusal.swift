import Primitives

/// What the Banking room refuses: calendar, parameters, customers, accounts. Cash and tills: `CashRefusal`.
enum BankingRefusal {
  static func calendarStarted(_ institution: InstitutionID) -> Refusal {
    Refusal(
      .conflict, "calendar.already-started", limit: "\(institution)", zh: "机构 \(institution) 已有会计日期。",
      en: "Institution \(institution) already has a business date.", remedyZh: "请通过日终处理更换会计日期。",
      remedyEn: "Move the business date by the end-of-day procedure.")
  }
  static func calendarNotStarted(_ institution: InstitutionID) -> Refusal {
    Refusal(
      .conflict, "calendar.not-started", limit: "\(institution)", zh: "机构 \(institution) 尚未启用会计日期。",
      en: "Institution \(institution) has no business date yet.", remedyZh: "请管理员先为该机构启用会计日期。",
      remedyEn: "Ask an administrator to start the institution's calendar.")
  }
  static func valueDateLater(_ businessDate: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "value-date.after-business-date", field: "valueDate", limit: "\(businessDate)",
      zh: "起息日不能晚于会计日期 \(businessDate)。", en: "The value date must not be after the business date \(businessDate).",
      remedyZh: "请填写 \(businessDate) 或更早的日期。", remedyEn: "Give \(businessDate) or an earlier date.")
  }
  static func businessDatePassed(_ drawn: BusinessDate, _ now: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "case.business-date-passed", limit: "\(now)",
      zh: "凭证上的会计日期是 \(drawn)，现在已是 \(now)。", en: "The page bears the business date \(drawn); it is \(now) now.",
      remedyZh: "请结束本笔并重新办理。", remedyEn: "End this case and draw it up anew.")
  }
  static func alreadyPrepared() -> Refusal {
    Refusal(
      .conflict, "case.already-prepared", zh: "本笔业务已经登记。", en: "This case has been prepared before.",
      remedyZh: "请在流水中查看它的状态。", remedyEn: "Look its state up in the journal.")
  }
  static var keyReused: Refusal {
    Refusal(
      .conflict, "banking.key-reused", field: "key", zh: "该请求编号已用于另一笔业务。",
      en: "This idempotency key was used for another piece of work.", remedyZh: "请刷新页面后重新提交。",
      remedyEn: "Load the page again and submit anew.")
  }
  static func ended(_ state: String) -> Refusal {
    Refusal(
      .conflict, "case.already-ended", limit: state, zh: "本笔业务已经结束，不能再次处理。",
      en: "This case has ended and cannot be worked on again.", remedyZh: "请在流水中查看它的状态。",
      remedyEn: "Look its state up in the journal.")
  }
  static var caseUnknown: Refusal {
    Refusal(
      .notFound, "case.unknown", zh: "没有这笔业务。", en: "There is no such case.", remedyZh: "请核对业务编号。",
      remedyEn: "Check the number of the case.")
  }
  static func parameterSet(_ key: String, _ from: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "parameter.already-set", field: key, limit: "\(from)", zh: "该参数自 \(from) 起已有取值。",
      en: "This parameter already has a value from \(from).", remedyZh: "请选择另一个生效日期。",
      remedyEn: "Choose another day for it to begin.")
  }
}

// MARK: - Customers

extension BankingRefusal {
  static func customerName(_ field: String = "customerName") -> Refusal {
    Refusal(
      .invalid, "customer.name", field: field, limit: "60", zh: "请填写客户姓名，1 至 60 个字，不含控制字符。",
      en: "Give the customer's name: 1 to 60 characters, no control characters.", remedyZh: "请按证件上的姓名填写。",
      remedyEn: "Copy the name from the document.")
  }
  static func documentNumber(_ field: String) -> Refusal {
    Refusal(
      .invalid, "customer.document-number", field: field, limit: "40",
      zh: "证件号码应为 1 至 40 位字母、数字、短横线或斜线。",
      en: "A document number has 1 to 40 letters, digits, hyphens or slashes.", remedyZh: "请与证件原件逐位核对。",
      remedyEn: "Compare it with the document, character by character.")
  }
  static var phone: Refusal {
    Refusal(
      .invalid, "customer.phone", field: "phone", limit: "5–15", zh: "电话号码不正确：应为 5 至 15 位数字，手机号以 13 至 19 开头。",
      en: "Not a phone number: 5 to 15 digits; a mobile number begins with 13 to 19.", remedyZh: "请与客户核对电话号码。",
      remedyEn: "Check the number with the customer.")
  }
  static var customerUnknown: Refusal {
    Refusal(
      .notFound, "customer.unknown", zh: "没有这位客户。", en: "There is no such customer.", remedyZh: "请用证件号码重新查询。",
      remedyEn: "Search again by the document number.")
  }
  static var nameDiffers: Refusal {
    Refusal(
      .conflict, "customer.name-differs", field: "customerName", zh: "姓名与本行登记的该证件姓名不一致。",
      en: "The name differs from the one on record for this document.",
      remedyZh: "请与证件原件核对；姓名确有变更的，先办理客户信息变更。",
      remedyEn: "Compare with the document; if the name did change, change the customer's data first.")
  }
  static var phoneDiffers: Refusal {
    Refusal(
      .conflict, "customer.phone-differs", field: "phone", zh: "电话与本行登记的不一致。",
      en: "The phone number differs from the one on record.", remedyZh: "留空即沿用登记的电话；需要变更的，先办理客户信息变更。",
      remedyEn: "Leave it empty to keep the one on record, or change the customer's data first.")
  }
  static var identityDoubtful: Refusal {
    Refusal(
      .forbidden, "identity.doubtful", field: "identityResult", zh: "身份核验结果存疑，不能开户。",
      en: "The identity check left doubts: no account may be opened.", remedyZh: "请重新核验身份，或请客户另带证件。",
      remedyEn: "Check the identity again or ask for another document.")
  }
}

// MARK: - Accounts

extension BankingRefusal {
  static func accountFormat(_ field: String) -> Refusal {
    Refusal(
      .invalid, "account.number-format", field: field, limit: "19", zh: "账号应为 19 位数字。",
      en: "An account number has 19 digits.", remedyZh: "请与客户的账号逐位核对。",
      remedyEn: "Compare it with the customer's number, digit by digit.")
  }
  static func accountCheckDigit(_ field: String) -> Refusal {
    Refusal(
      .invalid, "account.check-digit", field: field, zh: "账号的校验位不正确。",
      en: "The check digit of the account number does not match.",
      remedyZh: "请与客户的账号逐位核对。", remedyEn: "Compare it with the customer's number, digit by digit.")
  }
  static func accountOtherBank(_ field: String) -> Refusal {
    Refusal(
      .invalid, "account.other-bank", field: field, zh: "这不是本行的账号。", en: "This is not an account of this bank.",
      remedyZh: "请客户提供在本行的账号。", remedyEn: "Ask the customer for an account kept at this bank.")
  }
  static func accountUnknown(_ field: String) -> Refusal {
    Refusal(
      .notFound, "account.unknown", field: field, zh: "没有这个账户。", en: "There is no such account.", remedyZh: "请核对账号。",
      remedyEn: "Check the account number.")
  }
  static func accountClosed(_ field: String) -> Refusal {
    Refusal(
      .conflict, "account.closed", field: field, zh: "该账户已销户。", en: "This account is closed.",
      remedyZh: "请客户提供另一个账户。", remedyEn: "Ask the customer for another account.")
  }
  static func accountFrozen(_ field: String) -> Refusal {
    Refusal(
      .conflict, "account.frozen", field: field, zh: "该账户已冻结。", en: "This account is frozen.",
      remedyZh: "请主管查明冻结原因。", remedyEn: "Ask a supervisor for the reason of the freeze.")
  }
  static func accountState(_ state: DemandAccount.State) -> Refusal {
    Refusal(
      .conflict, "account.state", field: "account", limit: state.rawValue, zh: "账户当前状态不允许这项操作。",
      en: "The account's present state does not allow this.", remedyZh: "请先查看账户状态。",
      remedyEn: "Look at the account's state first.")
  }
  static func accountNotEmpty() -> Refusal {
    Refusal(
      .conflict, "account.not-empty", field: "account", zh: "账户尚有余额或在途款项，不能销户。",
      en: "The account still holds money or has money under way.", remedyZh: "请先结清余额和在途业务。",
      remedyEn: "Pay the balance out and wait for what is under way.")
  }
  static func accountsExhausted(_ institution: InstitutionID) -> Refusal {
    Refusal(
      .conflict, "account.numbers-exhausted", limit: "\(AccountNumber.lastSequence)",
      zh: "机构 \(institution) 的账号已用完（最大序号 \(AccountNumber.lastSequence)）。",
      en: "Institution \(institution) has no account numbers left: \(AccountNumber.lastSequence) was the last.",
      remedyZh: "请在另一机构开户并报告管理员。",
      remedyEn: "Open the account at another institution and tell an administrator.")
  }
  static func classOneLimit(_ limit: Int64) -> Refusal {
    Refusal(
      .conflict, "account.class-one-limit", field: "documentNumber", limit: "\(limit)",
      zh: "该客户在本行的 I 类户已达 \(limit) 个。", en: "This customer already has \(limit) class I account(s) at this bank.",
      remedyZh: "请使用客户已有的 I 类户。", remedyEn: "Use the class I account the customer has.")
  }
}
