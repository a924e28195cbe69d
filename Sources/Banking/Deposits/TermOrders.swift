import Interest
import Primitives

/// Opening a deposit under a contract, as the teller typed it.
package struct TermOpening: Sendable {
  package let counter: CounterOrder
  package let kind: TermDeposit.Kind
  /// Of a lump sum.
  package let tenor: Tenor?
  /// Of a notice deposit.
  package let period: NoticePeriod?
  package let payer: AccountNumber
  package let amount: Money
  package let instruction: MaturityInstruction

  package init(
    _ counter: CounterOrder, _ kind: TermDeposit.Kind, tenor: Tenor? = nil, period: NoticePeriod? = nil,
    payer: AccountNumber, amount: Money, instruction: MaturityInstruction = .payOut
  ) {
    self.counter = counter
    self.kind = kind
    self.tenor = tenor
    self.period = period
    self.payer = payer
    self.amount = amount
    self.instruction = instruction
  }
}

/// Drawing from one, in whole or in part.
package struct TermDrawing: Sendable {
  package let counter: CounterOrder
  package let deposit: AccountNumber
  /// Of the principal.
  package let amount: Money

  package init(_ counter: CounterOrder, deposit: AccountNumber, amount: Money) {
    self.counter = counter
    self.deposit = deposit
    self.amount = amount
  }
}

/// What a deposit under a contract refuses.
enum TermRefusal {
  static let unknown = Refusal(
    .notFound, "term.unknown", field: "deposit", zh: "没有这笔定期类存款。", en: "There is no such deposit.",
    remedyZh: "请核对存款账号。", remedyEn: "Check its number.")
  static let closed = Refusal(
    .conflict, "term.closed", field: "deposit", zh: "该存款已经销户。", en: "This deposit is closed.",
    remedyZh: "请在流水中查看销户记录。", remedyEn: "Find its closing in the journal.")
  static let busy = Refusal(
    .conflict, "term.busy", field: "deposit", zh: "该存款有一笔业务尚未结束。", en: "Another case of this deposit is still open.",
    remedyZh: "请先结束那一笔业务。", remedyEn: "End that case first.")
  static let lost = Refusal(
    .conflict, "term.lost", field: "deposit", zh: "该存单已挂失，不能支取。",
    en: "Its certificate is reported lost; nothing can be drawn.", remedyZh: "请先解除挂失或办理补发。",
    remedyEn: "Cancel the report or replace the certificate first.")
  static let currency = Refusal(
    .invalid, "term.currency", field: "amount", limit: "CNY", zh: "定期类存款只办理人民币。",
    en: "Deposits under a contract are kept in CNY only.", remedyZh: "请选择人民币账户。", remedyEn: "Choose an account in CNY.")
  static func wholeOnly(_ principal: Money) -> Refusal {
    Refusal(
      .invalid, "term.whole-only", field: "amount", limit: principal.grouped, zh: "此时只能全部支取 \(principal.grouped)。",
      en: "Only the whole of \(principal.grouped) can be drawn now.", remedyZh: "请填写全部本金。",
      remedyEn: "Enter the whole principal.")
  }
  static let renewalDue = Refusal(
    .conflict, "term.renewal-due", field: "deposit", zh: "该存款正在由日终批量办理转存。",
    en: "The batch of the day is renewing this deposit.", remedyZh: "请稍候再试。", remedyEn: "Try again in a moment.")
  static let noNotice = Refusal(
    .conflict, "term.no-notice", field: "deposit", zh: "该存款没有已登记的支取通知。", en: "No notice is on record for this deposit.",
    remedyZh: "请先登记通知。", remedyEn: "Give notice first.")
  static let notNotice = Refusal(
    .invalid, "term.not-notice", field: "deposit", zh: "该存款不是通知存款。", en: "This is no notice deposit.",
    remedyZh: "请核对存款账号。", remedyEn: "Check its number.")
  static func noticeRuns(_ agreed: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "term.notice-runs", field: "deposit", limit: "\(agreed)", zh: "已有通知，约定支取日 \(agreed)。",
      en: "A notice is on record already, for \(agreed).", remedyZh: "请先取消原通知。", remedyEn: "Cancel it first.")
  }
}
