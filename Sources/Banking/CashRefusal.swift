import Primitives

/// What the counter refuses about cash and tills.
enum CashRefusal {
  static func amountZero(_ field: String) -> Refusal {
    Refusal(
      .invalid, "amount.not-positive", field: field, limit: "0", zh: "金额必须大于零。",
      en: "The amount must be greater than zero.", remedyZh: "请输入实际金额。", remedyEn: "Enter the amount.")
  }
  static func amountTooLarge(_ currency: Currency) -> Refusal {
    let limit = Money(minor: Money.largestMinor, currency).grouped
    return Refusal(
      .invalid, "money.too-large", field: "amount", limit: limit, zh: "金额超过上限 \(limit)。",
      en: "The amount is above \(limit).", remedyZh: "请核对金额。", remedyEn: "Check the amount.")
  }
  static func currencyDiffers(_ account: Currency, _ given: Currency) -> Refusal {
    Refusal(
      .invalid, "deposit.currency", field: "currency", limit: account.code,
      zh: "账户币种是 \(account.code)，不能存入 \(given.code)。",
      en: "The account is kept in \(account.code); \(given.code) cannot be paid in.",
      remedyZh: "请选择 \(account.code)，或换一个账户。", remedyEn: "Choose \(account.code) or another account.")
  }
  static func cashDiffers(_ amount: Money, _ counted: Money) -> Refusal {
    Refusal(
      .invalid, "deposit.cash-differs", field: "denominations", limit: amount.grouped,
      zh: "存入金额 \(amount.grouped)，清点净额 \(counted.grouped)，两者不符。",
      en: "The amount is \(amount.grouped), the cash counted less change is \(counted.grouped).",
      remedyZh: "请重新清点，或更正金额。", remedyEn: "Count again or correct the amount.")
  }
  static func changeMissing(_ denomination: Money) -> Refusal {
    Refusal(
      .conflict, "till.change-missing", field: "change", limit: denomination.short,
      zh: "尾箱中面额 \(denomination.short) 的张数不足以找零。",
      en: "The till has too few pieces of \(denomination.short) for this change.", remedyZh: "请用其他面额找零。",
      remedyEn: "Give the change in other denominations.")
  }
  static func format(_ field: String) -> Refusal {
    Refusal(
      .invalid, "cash.format", field: field, zh: "券别清单格式不正确。", en: "This is not a list of denominations.",
      remedyZh: "请按“面额*张数”填写，例如 100*3,50*1。", remedyEn: "Write face value*pieces, such as 100*3,50*1.")
  }
  static func count(_ field: String) -> Refusal {
    Refusal(
      .invalid, "cash.count", field: field, limit: "\(CashCount.mostPieces)",
      zh: "张数或面额超出范围（每种面额最多 \(CashCount.mostPieces) 张）。",
      en: "A number of pieces (at most \(CashCount.mostPieces)) or a face value is out of range.",
      remedyZh: "请核对每种面额的张数。",
      remedyEn: "Check the pieces of each denomination.")
  }
  static func unknownDenomination(_ given: Money, _ known: [Int64], _ field: String) -> Refusal {
    let list = known.map { Money(minor: $0, given.currency).short }.joined(separator: " ")
    return Refusal(
      .invalid, "cash.unknown-denomination", field: field, limit: list,
      zh: "\(given.currency.code) 没有面额 \(given.short)。",
      en: "\(given.currency.code) has no piece of \(given.short).", remedyZh: "可用面额：\(list)。",
      remedyEn: "Use one of: \(list).")
  }
  static func noDenominations(_ currency: Currency) -> Refusal {
    Refusal(
      .invalid, "cash.no-denominations", field: "currency", limit: currency.code,
      zh: "本机构不办理 \(currency.code) 现钞业务。", en: "This institution handles no cash in \(currency.code).",
      remedyZh: "请选择其他币种，或由管理员登记券别。",
      remedyEn: "Choose another currency or have an administrator enter its denominations.")
  }
}

// MARK: - Tills

extension CashRefusal {
  static var tillClosed: Refusal {
    Refusal(
      .conflict, "till.closed", field: "till", zh: "您没有打开的尾箱。", en: "You have no open till.",
      remedyZh: "请先领用并清点尾箱。", remedyEn: "Open and count a till first.")
  }
  static var tillChanged: Refusal {
    Refusal(
      .conflict, "till.changed", field: "till", zh: "办理本笔时的尾箱已交回或易手。",
      en: "The till this case began with was handed in or changed hands.", remedyZh: "请结束本笔并重新办理。",
      remedyEn: "End this case and draw it up anew.")
  }
  static func tillTaken(_ box: Int64) -> Refusal {
    Refusal(
      .conflict, "till.taken", field: "box", limit: "\(box)", zh: "\(box) 号尾箱已被领用。", en: "Till box \(box) is in use.",
      remedyZh: "请选择另一个尾箱。", remedyEn: "Choose another box.")
  }
  static func tellerHasTill(_ box: Int64) -> Refusal {
    Refusal(
      .conflict, "till.teller-has-one", field: "box", limit: "\(box)", zh: "您已领用 \(box) 号尾箱，一人只能用一个尾箱。",
      en: "You already have till box \(box); one teller has one till.", remedyZh: "请先交回 \(box) 号尾箱。",
      remedyEn: "Hand box \(box) in first.")
  }
  static var boxNumber: Refusal {
    Refusal(
      .invalid, "till.box-number", field: "box", limit: "1–\(BankChart.largestBox)",
      zh: "尾箱号应为 1 至 \(BankChart.largestBox)。",
      en: "A till box has a number from 1 to \(BankChart.largestBox).", remedyZh: "请核对箱体上的编号。",
      remedyEn: "Check the number on the box.")
  }
  static var noDrawer: Refusal {
    Refusal(
      .invalid, "till.no-drawers", field: "counts", zh: "开箱须至少清点一个币种，每个币种一次。",
      en: "Opening a till needs a count of at least one currency, each once.", remedyZh: "请按币种填写清点结果，没有现金的填零。",
      remedyEn: "Give one count per currency; an empty one if there is no cash.")
  }
  static func tillCurrency(_ currency: Currency) -> Refusal {
    Refusal(
      .conflict, "till.no-currency", field: "currency", limit: currency.code, zh: "您的尾箱没有 \(currency.code)。",
      en: "Your till was not opened with \(currency.code).", remedyZh: "请先用该币种清点开箱。",
      remedyEn: "Open the till with a count in that currency first.")
  }
  static func vaultShort(_ available: Money) -> Refusal {
    Refusal(
      .conflict, "till.vault-short", field: "counts", limit: available.grouped,
      zh: "库存现金只有 \(available.grouped) \(available.currency.code)。",
      en: "The vault holds only \(available.grouped) \(available.currency.code).", remedyZh: "请减少领用金额。",
      remedyEn: "Draw less cash.")
  }
  static func workOpen(_ cases: Int64) -> Refusal {
    Refusal(
      .conflict, "till.work-open", field: "till", limit: "\(cases)", zh: "还有 \(cases) 笔现金业务未结束，不能交箱。",
      en: "\(cases) cash case(s) are still open; the till cannot be handed in.", remedyZh: "请先完成或结束这些业务。",
      remedyEn: "Finish or end them first.")
  }
  /// A blind count: what the books expect is not told.
  static var countDiffers: Refusal {
    Refusal(
      .conflict, "till.count-differs", field: "counts", zh: "清点结果与账面不符。",
      en: "The count does not agree with the books.",
      remedyZh: "请重新逐张清点。", remedyEn: "Count again, piece by piece.")
  }
  static var handBackNotDue: Refusal {
    Refusal(
      .conflict, "hand-back.not-due", zh: "只有未入账而结束的存款才登记退还现金。",
      en: "Cash is handed back only for a deposit that ended without a posting.", remedyZh: "请先结束本笔业务。",
      remedyEn: "End the case first.")
  }
  static var handBackRecorded: Refusal {
    Refusal(
      .conflict, "hand-back.recorded", zh: "本笔已登记退还现金。", en: "The hand-back of this case is recorded already.",
      remedyZh: "无需再次登记。", remedyEn: "Nothing more is needed.")
  }
}
