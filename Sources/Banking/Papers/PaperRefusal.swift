import Primitives

/// What the register of papers refuses, and what others refuse because of a paper.
enum PaperRefusal {
  static func pledged(_ paper: CounterPaper) -> Refusal {
    Refusal(
      .conflict, "term.pledged", field: "deposit", limit: paper.number, zh: "该存单已质押止付（\(paper.number)），不能支取、补发或再次质押。",
      en: "The certificate is pledged (\(paper.number)): it cannot be drawn, replaced or pledged again.",
      remedyZh: "请先凭质权人同意书解除止付。", remedyEn: "Release it first with the pledgee's consent.")
  }
  static func proved(_ paper: CounterPaper) -> Refusal {
    let until = paper.until.map { "\($0)" } ?? ""
    return Refusal(
      .conflict, "term.proved", field: "deposit", limit: until, zh: "该存款已开具时段存款证明（\(paper.number)），止付至 \(until)。",
      en: "A deposit proof (\(paper.number)) holds this deposit through \(until).", remedyZh: "请于次日办理，或先交回证明原件。",
      remedyEn: "Come the day after, or return the original first.")
  }
  static func held(_ paper: CounterPaper) -> Refusal { paper.kind == .pledge ? pledged(paper) : proved(paper) }
  static func lossConsent(_ paper: CounterPaper) -> Refusal {
    Refusal(
      .conflict, "pledge.loss-consent", field: "reason", limit: paper.number,
      zh: "该存单已质押（\(paper.number)），未经质权人同意不受理挂失。",
      en: "The certificate is pledged (\(paper.number)): no loss is reported without the pledgee's consent.",
      remedyZh: "请填写质权人同意书编号。", remedyEn: "Give the number of the pledgee's consent.")
  }
  static func pledgeKind(_ kind: TermDeposit.Kind) -> Refusal {
    Refusal(
      .invalid, "pledge.kind", field: "deposit", limit: kind.title.zh, zh: "\(kind.title.zh)不能质押，只受理未到期的整存整取存单。",
      en: "Only certificates of lump-sum time deposits before maturity are pledged.", remedyZh: "请核对存款账号。",
      remedyEn: "Check its number.")
  }
  static func matured(_ date: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "pledge.matured", field: "deposit", limit: "\(date)", zh: "该存单已于 \(date) 到期，不能质押。",
      en: "The certificate matured on \(date) and cannot be pledged.", remedyZh: "请先办理支取或转存。",
      remedyEn: "Draw or renew it first.")
  }
  static let notPledged = Refusal(
    .conflict, "pledge.none", field: "deposit", zh: "该存单没有质押止付。", en: "This certificate is not pledged.",
    remedyZh: "请核对存款账号。", remedyEn: "Check its number.")
  static func missing(_ field: String) -> Refusal {
    Refusal(
      .invalid, "paper.missing", field: field, zh: "该项未填写。", en: "This is empty.", remedyZh: "请填写。",
      remedyEn: "Fill it in.")
  }
  static func untilRange(_ first: BusinessDate, _ last: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "paper.until", field: "until", limit: "\(first) – \(last)", zh: "日期应在 \(first) 至 \(last) 之间。",
      en: "The day must lie between \(first) and \(last).", remedyZh: "请更正日期。", remedyEn: "Correct the day.")
  }
  static func untilMaturity(_ maturity: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "proof.until-maturity", field: "until", limit: "\(maturity)",
      zh: "该存款 \(maturity) 到期转活期，证明时段须在到期日之前结束。",
      en: "The deposit goes to the demand account on \(maturity): the proof must end before.", remedyZh: "请缩短时段。",
      remedyEn: "Choose an earlier day.")
  }
  static let balanceMoved = Refusal(
    .conflict, "proof.balance-moved", zh: "开具期间余额已变动，证明的金额不再属实。",
    en: "The balance has moved meanwhile: what the proof says is no longer true.", remedyZh: "请结束本笔，重新开具。",
    remedyEn: "End this case and draw the proof anew.")
  static let nothing = Refusal(
    .conflict, "proof.nothing", field: "holding", zh: "该账户余额为零，无可证明。", en: "There is nothing on this account to prove.",
    remedyZh: "请核对账号。", remedyEn: "Check the number.")
  static func wholeDeposit(_ principal: Money) -> Refusal {
    Refusal(
      .invalid, "proof.whole-deposit", field: "amount", limit: principal.grouped,
      zh: "定期类存款按全部本金 \(principal.grouped) 证明。",
      en: "A deposit under a contract is proved with its whole principal of \(principal.grouped).",
      remedyZh: "请填写全部本金，或留空。", remedyEn: "Enter the whole principal, or leave it empty.")
  }
  static let proofUnknown = Refusal(
    .notFound, "proof.unknown", field: "proofNumber", zh: "没有这份时段存款证明。", en: "There is no such proof for a period.",
    remedyZh: "请核对证明编号。", remedyEn: "Check its number.")
  static let ended = Refusal(
    .conflict, "paper.ended", field: "proofNumber", zh: "该证明已经结束。", en: "This proof has ended already.",
    remedyZh: "无需再办理。", remedyEn: "Nothing more is needed.")
  static let busy = Refusal(
    .conflict, "paper.busy", zh: "该单据有一笔业务尚未结束。", en: "Another case of this paper is still open.",
    remedyZh: "请先结束那一笔业务。", remedyEn: "End that case first.")
  static func appointmentNeeded(_ limit: Money) -> Refusal {
    Refusal(
      .conflict, "cash.appointment-needed", field: "amount", limit: limit.grouped,
      zh: "支取现金 \(limit.grouped) \(limit.currency.code)（含）以上须提前一个工作日预约，今日没有可用的预约。",
      en: "Cash of \(limit) or more is appointed a day ahead; there is no appointment for today.",
      remedyZh: "请先办理大额取现预约，或减少金额。", remedyEn: "Make an appointment first, or draw less.")
  }
  static func appointmentNotNeeded(_ limit: Money?) -> Refusal {
    Refusal(
      .invalid, "cash.appointment-not-needed", field: "amount", limit: limit?.grouped ?? "",
      zh: limit.map { "低于 \($0.grouped) 的现金支取无需预约。" } ?? "本网点该币种取现无需预约。",
      en: limit.map { "Less than \($0) needs no appointment." } ?? "Cash of this currency needs no appointment here.",
      remedyZh: "请直接办理取款。", remedyEn: "Draw it directly.")
  }
}
