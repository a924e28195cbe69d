import Primitives

/// What a customer may ask for without moving money.
package enum RequestKind: String, Sendable, CaseIterable {
  case giveNotice = "notice.give"
  case cancelNotice = "notice.cancel"
  case reportLoss = "loss.report"
  case cancelLoss = "loss.cancel"
  case replaceCertificate = "certificate.replace"
  case freezeAccount = "account.freeze"
  case releaseAccount = "account.release"

  /// It is about a deposit under a contract; otherwise about a demand account.
  package var isAboutDeposit: Bool { self != .freezeAccount && self != .releaseAccount }
}

/// A request as the teller typed it.
package struct RequestOrder: Sendable {
  package let counter: CounterOrder
  package let kind: RequestKind
  package let number: AccountNumber
  /// Of a notice.
  package let amount: Money?
  /// Of a loss report.
  package let loss: LossReport.Mode?
  package let reason: String?

  package init(
    _ counter: CounterOrder, _ kind: RequestKind, number: AccountNumber, amount: Money? = nil,
    loss: LossReport.Mode? = nil, reason: String? = nil
  ) {
    self.counter = counter
    self.kind = kind
    self.number = number
    self.amount = amount
    self.loss = loss
    self.reason = reason
  }
}

/// A request that is on record and waits for the customer's signature.
package struct PreparedRequest: Sendable, Equatable {
  package let number: JournalNumber
  package let holder: CustomerDetail
  package let deposit: TermDeposit?
  package let account: DemandAccount?
  /// The day that the request leads to: of an agreed withdrawal, of the lapse of a spoken report.
  package let until: BusinessDate?
}

/// What a request refuses beside what deposits and accounts refuse themselves.
enum RequestRefusal {
  static let notLost = Refusal(
    .conflict, "loss.none", field: "deposit", zh: "该存单没有生效的挂失。", en: "No loss report holds for this certificate.",
    remedyZh: "请核对存款账号。", remedyEn: "Check the number of the deposit.")
  static let reported = Refusal(
    .conflict, "loss.reported", field: "deposit", zh: "该存单已经正式挂失。", en: "Its loss is reported in writing already.",
    remedyZh: "无需再次挂失。", remedyEn: "Nothing more is needed.")
  static func tooEarly(_ from: BusinessDate?) -> Refusal {
    Refusal(
      .conflict, "loss.replacement-early", field: "deposit", limit: from.map { "\($0)" } ?? "",
      zh: from.map { "补发须在正式挂失满七天后办理，最早 \($0)。" } ?? "口头挂失不能补发，须先正式挂失。",
      en: from.map { "A new certificate is issued seven days after the written report, from \($0) on." }
        ?? "After a spoken report no certificate is issued: a written report comes first.",
      remedyZh: "请到期后再来办理，或先办理正式挂失。", remedyEn: "Come again then, or report in writing first.")
  }
}
