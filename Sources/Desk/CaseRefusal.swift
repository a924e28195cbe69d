import Primitives

/// What a case answers when it cannot do what was asked. Codes start with `case.`.
package enum CaseRefusal {
  package static let notNow = Refusal(
    .conflict, "case.not-now", zh: "业务当前所处步骤不能执行此操作。", en: "The case is at another step.",
    remedyZh: "请刷新页面，按当前步骤继续。", remedyEn: "Refresh the page and go on from the step it shows.")

  package static let formOut = Refusal(
    .conflict, "case.form-out", zh: "申请表正由客户在客户屏上填写。", en: "The customer is filling in the form on his screen.",
    remedyZh: "请等客户填好，或先收回申请表。", remedyEn: "Wait until he has finished, or take the form back first.")

  package static let nothingForCustomer = Refusal(
    .invalid, "case.nothing-for-customer", zh: "本业务没有由客户填写的项目。",
    en: "Nothing of this form is for the customer to fill in.",
    remedyZh: "请由柜员填写。", remedyEn: "The teller fills it in.")

  package static func notCustomers(_ field: String) -> Refusal {
    Refusal(
      .forbidden, "case.not-customers-field", field: field, zh: "“\(field)”不由客户填写。",
      en: "“\(field)” is not for the customer to fill in.", remedyZh: "请由柜员填写该项。", remedyEn: "The teller fills it in.")
  }

  package static let beingSettled = Refusal(
    .conflict, "case.being-settled", zh: "业务正在入账，结果尚未确定。",
    en: "The case is being settled; its result is not known yet.",
    remedyZh: "请稍候，不要重复办理；系统会给出结果。", remedyEn: "Wait and do not start again; the result will be shown.")

  /// The centre was asked: the settlement whose fate was unknown did not happen.
  package static let confirmAgain = Refusal(
    .conflict, "case.confirm-again", zh: "刚才的入账没有完成，没有记账。", en: "The settlement did not happen; nothing was booked.",
    remedyZh: "请客户再次确认。", remedyEn: "The customer may confirm again.")

  package static let waitingForCentre = Bilingual(
    zh: "正在等待中心确认，结果尚未确定；请勿重复办理。",
    en: "Waiting for the centre: the result is not known yet. Do not start again.")

  package static let alreadySettled = Refusal(
    .conflict, "case.already-settled", zh: "该笔业务已经入账。", en: "This case has been settled.",
    remedyZh: "可在流水中查看或重打凭证。", remedyEn: "Find it in the journal to view or print its voucher.")

  package static let alreadyReleased = Refusal(
    .conflict, "case.already-released", zh: "该笔业务已经取消，没有入账。", en: "This case was released; nothing was posted.",
    remedyZh: "如仍需办理，请重新开始一笔业务。", remedyEn: "Start a new case if it is still wanted.")

  package static let waitingForApproval = Refusal(
    .conflict, "case.waiting-for-approval", zh: "该笔业务正在等待授权。", en: "This case waits for approval.",
    remedyZh: "请等待授权人处理。", remedyEn: "Wait for the approver.")

  /// Between the decision and the reservation something changed: the rules ask for more than was given.
  package static let approvalMissing = Refusal(
    .forbidden, "case.approval-needed", zh: "本笔尚未取得所需的授权。", en: "The approval that this case needs was not given.",
    remedyZh: "请重新提交授权。", remedyEn: "Submit it for approval again.")

  package static func noService(_ id: String) -> Refusal {
    Refusal(
      .notFound, "case.no-service", field: "service", zh: "没有“\(id)”这项交易。", en: "There is no service “\(id)”.",
      remedyZh: "请输入交易码或拼音首字母查找。", remedyEn: "Look it up by its code or initials.")
  }

  package static func noSuchPage(_ page: Int, _ pages: Int) -> Refusal {
    Refusal(
      .notFound, "case.no-such-page", field: "page", limit: "\(pages)", zh: "凭证没有第 \(page) 页。",
      en: "The document has no page \(page).", remedyZh: "请逐页阅读。", remedyEn: "Read the pages one by one.")
  }

  package static func pageSkipped(_ next: Int) -> Refusal {
    Refusal(
      .conflict, "case.page-skipped", field: "page", limit: "\(next)", zh: "请先确认第 \(next) 页。",
      en: "Confirm page \(next) first.", remedyZh: "请按顺序逐页确认。", remedyEn: "Confirm the pages in order.")
  }

  package static let unknown = Refusal(
    .notFound, "case.unknown", field: "case", zh: "找不到该笔业务。", en: "There is no such case.",
    remedyZh: "请从流水中重新选择。", remedyEn: "Choose it again from the journal.")

  package static let otherTerminal = Refusal(
    .forbidden, "case.other-terminal", zh: "该笔业务属于另一终端或另一柜员。", en: "This case belongs to another terminal or teller.",
    remedyZh: "请在受理该业务的终端上办理。", remedyEn: "Go on at the terminal where it was opened.")

  package static let stalePage = Refusal(
    .conflict, "case.stale-page", zh: "页面已过期，业务已有新的进展。", en: "This page is stale; the case has moved on.",
    remedyZh: "请刷新页面后再操作。", remedyEn: "Refresh the page and try again.")

  package static let imagesClosed = Refusal(
    .conflict, "papers.closed", field: "papers", zh: "业务已提交，影像不能再增减。",
    en: "The case was submitted: its images are what they are.", remedyZh: "请取消本笔业务后重新办理，或等待退回补充。",
    remedyEn: "Release the case and begin anew, or wait until it is returned for supplement.")

  package static let imagesChanged = Refusal(
    .conflict, "papers.changed", field: "papers", zh: "提交时影像发生了变化，本次提交未受理。",
    en: "The images changed while the case was being submitted; it was not taken.", remedyZh: "请核对影像后重新提交。",
    remedyEn: "Look at the images and submit again.")

  package static let wrongNonce = Refusal(
    .conflict, "case.wrong-nonce", zh: "签名与当前展示的凭证不对应。", en: "The signature does not belong to the document now shown.",
    remedyZh: "请重新阅读凭证并签名。", remedyEn: "Read the document again and sign it.")

  package static let wrongShownHash = Refusal(
    .conflict, "case.wrong-shown-hash", zh: "客户所见页面与待签凭证不一致。", en: "What was shown is not what would be signed.",
    remedyZh: "请重新展示凭证。", remedyEn: "Show the document again.")

  package static func keyUsedForOther(_ field: String) -> Refusal {
    Refusal(
      .conflict, "case.key-used", field: field, zh: "同一幂等键已用于内容不同的请求（\(field) 不同）。",
      en: "This idempotency key was used for a different request (\(field) differs).",
      remedyZh: "请使用新的幂等键。", remedyEn: "Use a new key for a new request.")
  }

  package static let nameDiffers = Refusal(
    .conflict, "case.name-differs", field: "customerName", zh: "姓名与该证件已登记的姓名不一致。",
    en: "The name differs from the one registered for this document.", remedyZh: "请与证件原件核对。",
    remedyEn: "Compare it with the document.")

  /// Only one entry is compared at a time.
  package static let entryRunning = Refusal(
    .conflict, "case.entry-running", field: "password", zh: "正在核对刚才输入的密码。",
    en: "The entry before this one is being checked.", remedyZh: "请稍候。", remedyEn: "Wait a moment.")

  package static let noDisplay = Refusal(
    .conflict, "case.no-display", zh: "未连接客户屏，无法请客户确认。",
    en: "No customer display is paired, so the customer cannot confirm.",
    remedyZh: "请先在工作台输入客户屏显示的六位配对码。", remedyEn: "Pair the display first: type its six digits at the workbench.")

  package static let displayBusy = Refusal(
    .conflict, "case.display-busy", zh: "客户屏正在办理另一笔业务。", en: "The display is busy with another case.",
    remedyZh: "请先结束当前业务。", remedyEn: "End the current case first.")

  package static let noCaseShown = Refusal(
    .notFound, "case.none-shown", zh: "当前没有展示给客户的业务。", en: "No case is shown on this display.",
    remedyZh: "请等待柜员推送。", remedyEn: "Wait until the teller pushes one.")

  package static let scriptedInkForbidden = Refusal(
    .forbidden, "case.scripted-ink", field: "ink", zh: "不允许使用脚本笔迹。", en: "Scripted ink is not allowed.",
    remedyZh: "请由客户本人签名。", remedyEn: "The customer must sign.")

  package static let handBackNotDue = Refusal(
    .conflict, "case.hand-back-not-due", zh: "该笔业务没有需要退还的现金。", en: "No cash is to be handed back for this case.",
    remedyZh: "请核对流水。", remedyEn: "Check the journal.")

  package static let handBackDue = Refusal(
    .conflict, "case.hand-back-due", zh: "客户现金尚未登记退还。", en: "The customer's cash has not been recorded as handed back.",
    remedyZh: "请点清并登记退还现金，再结束业务。", remedyEn: "Count the cash back and record it, then end the case.")

  package static func handBackDiffers(_ due: Money) -> Refusal {
    Refusal(
      .invalid, "case.hand-back-differs", field: "denominations", limit: due.decimal,
      zh: "退还金额应为 \(due)。", en: "The amount handed back must be \(due).", remedyZh: "请重新清点。",
      remedyEn: "Count again.")
  }

  package static let rating = Refusal(
    .invalid, "case.rating", field: "rating", limit: "1–5", zh: "评价应为 1 到 5。", en: "The rating is from 1 to 5.",
    remedyZh: "请选择一个表情。", remedyEn: "Choose one of the five faces.")
}
