import Primitives

/// What kind of mistake it was (EC-015).
package enum ErrorClass: String, Sendable, CaseIterable {
  case wrongAccount = "wrong-account"
  case wrongAmount = "wrong-amount"
  case unverifiedCustomer = "unverified-customer"
  case unconfirmed
  /// Cash or change counted wrong (EP-009).
  case cash
  case fraud
  case system
  case other

  package var title: Bilingual {
    switch self {
    case .wrongAccount: Bilingual(zh: "账号错误", en: "wrong account")
    case .wrongAmount: Bilingual(zh: "金额错误", en: "wrong amount")
    case .unverifiedCustomer: Bilingual(zh: "客户未核实", en: "customer not verified")
    case .unconfirmed: Bilingual(zh: "未经客户确认", en: "not confirmed by the customer")
    case .cash: Bilingual(zh: "现金收付错误", en: "cash or change wrong")
    case .fraud: Bilingual(zh: "舞弊", en: "fraud")
    case .system: Bilingual(zh: "系统原因", en: "system")
    case .other: Bilingual(zh: "其他", en: "other")
    }
  }
}

/// A same-day cancellation (抹账) as it was asked for.
package struct CancelOrder: Sendable {
  package let original: CaseID
  package let actor: CounterActor
  /// Who agrees: a supervisor, never the teller himself.
  package let supervisor: StaffID
  package let supervisorNumber: String
  package let errorClass: ErrorClass
  package let reason: String
  package let journal: JournalID
  package let key: IdempotencyKey
  package let at: Moment

  package init(
    original: CaseID, actor: CounterActor, supervisor: StaffID, supervisorNumber: String, errorClass: ErrorClass,
    reason: String, journal: JournalID, key: IdempotencyKey, at: Moment
  ) {
    self.original = original
    self.actor = actor
    self.supervisor = supervisor
    self.supervisorNumber = supervisorNumber
    self.errorClass = errorClass
    self.reason = reason
    self.journal = journal
    self.key = key
    self.at = at
  }
}

/// A line of the error register (差错登记簿): what went wrong, what was done, by whom.
package struct Correction: Sendable, Equatable {
  package let institution: InstitutionID
  package let original: CaseID
  package let originalNumber: JournalNumber
  package let number: JournalNumber
  package let journal: JournalID
  package let tellerNumber: String
  package let supervisorNumber: String
  package let errorClass: ErrorClass
  package let reason: String
  package let amount: Money
  package let at: Moment
}

enum CorrectionRefusal {
  static let notOwn = Refusal(
    .forbidden, "correction.not-own", zh: "只有原经办柜员可以当日抹账。", en: "Only the teller who made it cancels on the same day.",
    remedyZh: "请由原经办柜员办理。", remedyEn: "Ask that teller.")
  static let samePerson = Refusal(
    .forbidden, "correction.own-approval", zh: "抹账须由另一人授权。", en: "Somebody else must agree to a cancellation.",
    remedyZh: "请主管授权。", remedyEn: "Ask a supervisor.")
  static func otherDay(_ date: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "correction.other-day", limit: "\(date)", zh: "该笔业务记在 \(date)，不能当日抹账。",
      en: "It was booked on \(date) and cannot be cancelled as of the same day.", remedyZh: "请办理隔日冲正。",
      remedyEn: "Reverse it with the correction of later days.")
  }
  static let notSettled = Refusal(
    .conflict, "correction.not-settled", zh: "该笔业务没有入账，无需抹账。", en: "It was not booked: there is nothing to cancel.",
    remedyZh: "请核对流水号。", remedyEn: "Check the journal number.")
  static let done = Refusal(
    .conflict, "correction.done", zh: "该笔业务已经抹账。", en: "It was cancelled already.", remedyZh: "请在流水中查看。",
    remedyEn: "Find it in the journal.")
  static let kind = Refusal(
    .conflict, "correction.kind", zh: "该类业务不能抹账，请用相应的交易更正。",
    en: "Business of this kind is not cancelled but undone by its own services.", remedyZh: "定期类存款请办理支取。",
    remedyEn: "Draw the deposit instead.")
  static let reason = Refusal(
    .invalid, "correction.reason", field: "reason", limit: "1–200", zh: "须说明抹账原因，1 至 200 字。",
    en: "A cancellation needs a reason of 1 to 200 characters.", remedyZh: "请填写原因。", remedyEn: "Give the reason.")
  static func cashGone(_ refusal: Refusal) -> Refusal {
    Refusal(
      .conflict, "correction.cash-gone", field: "till", limit: refusal.limit,
      zh: "尾箱中已没有当时收付的现金（面额 \(refusal.limit ?? "—")）。",
      en: "The till does not hold the cash of that business any more (pieces of \(refusal.limit ?? "—")).",
      remedyZh: "请先调入相应券别，或办理冲正。",
      remedyEn: "Draw those pieces first, or correct it another way.")
  }
}
