import Primitives

/// Every "no" of the ledger. Codes are stable; account numbers are the ledger's own, never a person's.
package enum LedgerRefusal {
  private static func no(
    _ kind: Refusal.Kind, _ code: String, _ field: String?, limit: String? = nil, _ zh: String, _ en: String,
    _ remedyZh: String, _ remedyEn: String
  ) -> Refusal {
    Refusal(
      kind, "ledger.\(code)", field: field, limit: limit, zh: zh, en: en, remedyZh: remedyZh, remedyEn: remedyEn)
  }

  // MARK: The shape of an order

  static func empty() -> Refusal {
    no(
      .invalid, "empty", "legs", limit: "2", "记账分录至少要有借贷两方。", "A posting needs a debit and a credit.",
      "请补全借方和贷方。", "Give both sides.")
  }

  static func tooManyLegs(_ limit: Int) -> Refusal {
    no(
      .tooLarge, "too-many-legs", "legs", limit: "\(limit)", "一笔记账的分录超过 \(limit) 条。",
      "A posting has more than \(limit) legs.", "请拆成几笔记账。", "Split it into several postings.")
  }

  static func notPositive(_ index: Int) -> Refusal {
    no(
      .invalid, "amount-not-positive", "legs[\(index)].amount", limit: "0", "记账金额必须大于零。",
      "The amount of a leg must be greater than zero.", "请更正金额；冲减请记在另一方。",
      "Correct the amount; to take back, post on the other side.")
  }

  static func tooLarge(_ index: Int, _ currency: Currency) -> Refusal {
    let limit = Money(minor: Money.largestMinor, currency).grouped
    return no(
      .tooLarge, "amount-too-large", "legs[\(index)].amount", limit: limit, "单笔金额超过上限 \(limit)。",
      "The amount is above \(limit).", "请核对金额。", "Check the amount.")
  }

  static func bothSides(_ account: LedgerAccountID) -> Refusal {
    no(
      .invalid, "same-account-both-sides", "legs", "同一账户 \(account) 同时出现在借方和贷方。",
      "Account \(account) stands on both sides of one posting.", "请检查转出和转入账户是否相同。",
      "Check that the two accounts differ.")
  }

  static func unbalanced(_ currency: Currency, debit: Int64, credit: Int64) -> Refusal {
    let (debit, credit) = (Money(minor: debit, currency), Money(minor: credit, currency))
    return no(
      .invalid, "unbalanced", "legs", limit: "\(debit) ≠ \(credit)",
      "借贷不平：\(currency.code) 借方 \(debit.grouped)，贷方 \(credit.grouped)。",
      "Debit \(debit) and credit \(credit) are not equal.", "请核对各分录金额。", "Check the amounts of the legs.")
  }

  // MARK: Keys

  static func keyReused(_ field: String) -> Refusal {
    no(
      .conflict, "key-reused", field, "同一请求编号已用于内容不同的交易，不同之处：\(field)。",
      "This key was used before for other content; what differs: \(field).", "请重新打开表单后再提交。",
      "Open the form again and submit it anew.")
  }

  // MARK: Accounts

  static func unknownAccount(_ id: LedgerAccountID) -> Refusal {
    no(
      .notFound, "account-unknown", "account", "账户 \(id) 不存在。", "Account \(id) does not exist.", "请核对账号。",
      "Check the account.")
  }

  static func accountExists(_ id: LedgerAccountID) -> Refusal {
    no(
      .conflict, "account-exists", "account", "账户 \(id) 已经存在。", "Account \(id) exists already.",
      "请换一个账号。", "Take another number.")
  }

  static func accountNumberKept(_ id: LedgerAccountID) -> Refusal {
    no(
      .invalid, "account-number-kept", "account", limit: "\(LedgerAccountID.firstInterBranchSequence)",
      "编号 \(id) 保留给辖内往来账户。", "The number \(id) is kept for inter-branch accounts.", "请换一个账号。",
      "Take another number.")
  }

  static func accountClosed(_ id: LedgerAccountID, _ date: BusinessDate) -> Refusal {
    no(
      .conflict, "account-closed", "account", limit: "\(date)", "账户 \(id) 已于 \(date) 销户。",
      "Account \(id) was closed on \(date).", "请使用其他账户。", "Use another account.")
  }

  static func notYetOpen(_ id: LedgerAccountID, _ date: BusinessDate) -> Refusal {
    no(
      .invalid, "before-opening", "businessDate", limit: "\(date)", "账户 \(id) 于 \(date) 才开户。",
      "Account \(id) was opened only on \(date).", "请核对会计日期。", "Check the business date.")
  }

  static func notEmpty(_ id: LedgerAccountID, _ balance: Money) -> Refusal {
    no(
      .conflict, "account-not-empty", "account", limit: "\(balance)", "账户 \(id) 余额为 \(balance.grouped)，不能销户。",
      "Account \(id) still holds \(balance) and cannot be closed.", "请先结清余额。", "Clear the balance first.")
  }

  static func hasReservations(_ id: LedgerAccountID) -> Refusal {
    no(
      .conflict, "account-has-reservations", "account", "账户 \(id) 还有未完成的预留金额，不能销户。",
      "Account \(id) still has open reservations and cannot be closed.", "请等待这些交易完成或取消。",
      "Wait until those transactions are settled or released.")
  }

  static func currencyMismatch(_ index: Int, _ account: LedgerAccount, _ given: Currency) -> Refusal {
    no(
      .invalid, "currency-mismatch", "legs[\(index)].amount", limit: account.currency.code,
      "账户 \(account.id) 的币种是 \(account.currency.code)，不能记 \(given.code)。",
      "Account \(account.id) is in \(account.currency.code), not \(given.code).", "请选择同币种账户。",
      "Choose an account of that currency.")
  }

  // MARK: Money

  static func insufficient(_ account: LedgerAccount) -> Refusal {
    let available = account.available
    return no(
      .conflict, "insufficient-funds", "amount", limit: available.grouped,
      "可用余额不足，可用 \(available.grouped) \(available.currency.code)。",
      "Insufficient funds: \(available) is available.", "请减少金额，或等待在途交易完成。",
      "Lower the amount, or wait for pending transactions.")
  }

  static func overdraw(_ account: LedgerAccount) -> Refusal {
    let available = account.available
    return no(
      .conflict, "would-overdraw", "amount", limit: available.grouped,
      "账户 \(account.id) 不允许透支，可用 \(available.grouped)。",
      "Account \(account.id) may not be overdrawn: \(available) is available.", "请先补足该账户，再办理本笔业务。",
      "Fill that account first, then try again.")
  }

  static func totalTooLarge(_ id: LedgerAccountID) -> Refusal {
    no(
      .tooLarge, "total-too-large", "amount", limit: "2^61", "账户 \(id) 的累计发生额超出账簿范围。",
      "The totals of account \(id) would leave the range of the books.", "请联系运行人员。", "Ask the operator.")
  }

  // MARK: Days and reversals

  static func periodClosed(_ institution: InstitutionID, _ date: BusinessDate) -> Refusal {
    no(
      .conflict, "period-closed", "businessDate", limit: "\(date)", "机构 \(institution) 的账务已结账至 \(date)。",
      "The books of \(institution) are closed up to \(date).", "请使用当前会计日期。", "Use the current business date.")
  }

  static func periodBackwards(_ institution: InstitutionID, _ date: BusinessDate) -> Refusal {
    no(
      .conflict, "period-backwards", "through", limit: "\(date)", "机构 \(institution) 的账务已结账至 \(date)，不能退回。",
      "The books of \(institution) are closed up to \(date); that cannot be taken back.", "请选择更晚的日期。",
      "Choose a later date.")
  }

  static func unknownJournal() -> Refusal {
    no(
      .notFound, "journal-unknown", "reverses", "要冲正的记账不存在。", "The journal to reverse does not exist.",
      "请核对流水号。", "Check the journal number.")
  }

  static func alreadyReversed() -> Refusal {
    no(
      .conflict, "already-reversed", "reverses", "该笔记账已被冲正。", "That journal has been reversed already.",
      "请查询流水。", "Look the journal up.")
  }

  static func reversalDiffers() -> Refusal {
    no(
      .invalid, "reversal-differs", "legs", "冲正分录与原记账不对应。", "A reversal must mirror the journal it reverses.",
      "请按原分录反方向记账。", "Post the same legs on the other sides.")
  }

  static func pageTooLarge(_ limit: Int) -> Refusal {
    no(
      .invalid, "page-too-large", "limit", limit: "\(limit)", "一页最多 \(limit) 条，至少 1 条。",
      "A page holds 1 to \(limit) lines.", "请减少每页条数。", "Ask for fewer lines.")
  }

  static func unknownPlace() -> Refusal {
    no(
      .notFound, "place-unknown", "before", "翻页位置不属于这个账户。", "That place is not in this account's statement.",
      "请从第一页重新查询。", "Start again from the first page.")
  }
}
