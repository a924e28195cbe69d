import Primitives

/// Why an account cannot be closed, or not so.
enum ClosingRefusal {
  static func otherOutlet(_ home: InstitutionID) -> Refusal {
    Refusal(
      .conflict, "closing.other-outlet", field: "account", limit: "\(home)", zh: "该账户在机构 \(home) 开立，须到开户网点销户。",
      en: "This account is kept at \(home): it is closed there.", remedyZh: "请客户到开户网点办理。",
      remedyEn: "Send the customer to that outlet.")
  }
  static let held = Refusal(
    .conflict, "account.held", field: "account", zh: "该账户有生效的冻结或止付，不能销户。",
    en: "A freeze or a stop is in force on this account.", remedyZh: "请先解除冻结或止付。",
    remedyEn: "It has to be lifted first.")
  static func deposits(_ count: Int64) -> Refusal {
    Refusal(
      .conflict, "closing.deposits", field: "account", limit: "\(count)", zh: "该账户下还有 \(count) 笔定期类存款。",
      en: "\(count) deposit(s) under a contract are tied to this account.", remedyZh: "请先支取这些存款。",
      remedyEn: "Draw them first.")
  }
  static func card(_ card: AccountCard) -> Refusal {
    Refusal(
      .conflict, "closing.card", field: "account", limit: card.number.masked, zh: "该账户的卡 \(card.number.masked) 尚未销卡。",
      en: "Its card \(card.number.masked) is not cancelled.", remedyZh: "请先办理销卡。", remedyEn: "Cancel the card first.")
  }
  static func linked(_ count: Int64) -> Refusal {
    Refusal(
      .conflict, "closing.linked", field: "account", limit: "\(count)", zh: "还有 \(count) 个 II、III 类户绑定该账户。",
      en: "\(count) account(s) of class II or III are bound to it.", remedyZh: "请先将它们销户。",
      remedyEn: "Close them first.")
  }
  static func basicLast(_ count: Int) -> Refusal {
    Refusal(
      .conflict, "closing.basic-last", field: "account", limit: "\(count)", zh: "该单位还有 \(count) 个其他账户，基本存款账户最后撤销。",
      en: "The enterprise has \(count) other account(s); the basic one is closed last.",
      remedyZh: "请先撤销其他账户，资金转入基本存款账户。", remedyEn: "Close the others into the basic account first.")
  }
  static let underWay = Refusal(
    .conflict, "closing.under-way", field: "account", zh: "账户有在途款项，不能销户。", en: "Money of this account is under way.",
    remedyZh: "请先结束或取消在途业务。", remedyEn: "Finish or release that business first.")
  static func payout(_ total: Money) -> Refusal {
    Refusal(
      .invalid, "closing.payout", field: "payout", limit: total.grouped, zh: "销户应付 \(total.grouped)，请选择付款方式。",
      en: "\(total.grouped) is to be paid: choose how.", remedyZh: "请选择现金或转账。", remedyEn: "Choose cash or a transfer.")
  }
  static let nothing = Refusal(
    .invalid, "closing.nothing", field: "payout", zh: "账户没有余额和利息可付。", en: "Nothing is left to be paid.",
    remedyZh: "付款方式请选“无”。", remedyEn: "Choose “none”.")
  static let payee = Refusal(
    .invalid, "closing.payee", field: "payeeAccount", zh: "销户款只能转入同一客户名下同币种的另一账户。",
    en: "It is paid to another account of the same customer in the same currency only.",
    remedyZh: "请填写客户本人的另一账户，或选择现金。", remedyEn: "Enter another account of the customer, or pay in cash.")
  static func amount(_ total: Money) -> Refusal {
    Refusal(
      .invalid, "closing.amount", field: "amount", limit: total.grouped, zh: "本息合计应为 \(total.grouped)。",
      en: "Balance and interest come to \(total.grouped).", remedyZh: "请按系统计算的金额填写。",
      remedyEn: "Enter the sum that was worked out.")
  }
}

extension AccountClosing {
  /// - Throws: `Refusal` `closing.amount` when the teller typed another sum than is due.
  package static func check(typed amount: Money?, _ sum: ClosingSum) throws {
    guard let amount, amount != sum.total else { return }
    throw ClosingRefusal.amount(sum.total)
  }
}
