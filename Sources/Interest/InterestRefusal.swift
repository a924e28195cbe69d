import Primitives

/// Every "no" of the interest room. Codes are stable.
package enum InterestRefusal {
  private static func no(
    _ kind: Refusal.Kind, _ code: String, _ field: String, limit: String? = nil, _ zh: String, _ en: String,
    _ remedyZh: String, _ remedyEn: String
  ) -> Refusal {
    Refusal(
      kind, "interest.\(code)", field: field, limit: limit, zh: zh, en: en, remedyZh: remedyZh, remedyEn: remedyEn)
  }

  // MARK: Amounts

  static func negativePrincipal() -> Refusal {
    no(
      .invalid, "negative-principal", "principal", limit: "0", "计息本金不能为负数。",
      "The principal must not be below zero.", "请核对余额和发生额。", "Check the balance and its movements.")
  }

  static func notPositive(_ field: String) -> Refusal {
    no(
      .invalid, "amount-not-positive", field, limit: "0", "金额必须大于零。", "The amount must be greater than zero.",
      "请更正金额。", "Correct the amount.")
  }

  static func amountTooLarge(_ limit: Money) -> Refusal {
    no(
      .invalid, "amount-too-large", "amount", limit: limit.grouped, "支取金额超过存款本金 \(limit.grouped)。",
      "The amount is above the principal of \(limit).", "请减少支取金额。", "Lower the amount.")
  }

  static func belowMinimum(_ limit: Money) -> Refusal {
    no(
      .invalid, "below-minimum", "principal", limit: limit.grouped, "金额低于起存金额 \(limit.grouped)。",
      "The amount is below the minimum of \(limit).", "请增加金额或选择其他存款品种。", "Raise it or choose another product.")
  }

  static func mixedCurrencies(_ expected: Currency, _ given: Currency) -> Refusal {
    no(
      .invalid, "currencies-differ", "amount", limit: expected.code, "币种应为 \(expected)，不是 \(given)。",
      "The currency must be \(expected), not \(given).", "请使用同一币种。", "Use one currency.")
  }

  static func overflow() -> Refusal {
    no(
      .tooLarge, "overflow", "principal", limit: "2^63", "计息结果超出可计算范围。",
      "The interest leaves the range that can be counted.", "请核对本金、利率和日期。", "Check principal, rate and dates.")
  }

  // MARK: Dates

  static func datesReversed(_ from: BusinessDate, _ until: BusinessDate) -> Refusal {
    no(
      .invalid, "dates-reversed", "until", limit: "\(from)", "日期 \(until) 不能早于 \(from)（余额日期须逐日递增）。",
      "\(until) must not lie before \(from); days of balances must rise.", "请核对起止日期。", "Check the two dates.")
  }

  static func dateOutOfRange() -> Refusal {
    no(
      .invalid, "date-out-of-range", "until", limit: "0001–9999", "日期超出 0001 至 9999 年。",
      "The date leaves the years 1 to 9999.", "请核对日期和存期。", "Check the date and the tenor.")
  }

  package static func notSettlementDay(_ next: BusinessDate) -> Refusal {
    no(
      .invalid, "not-settlement-day", "date", limit: "\(next)", "当日不是结息日，下一结息日为 \(next)。",
      "This is no settlement day; the next one is \(next).", "请在结息日结息，或办理销户。",
      "Settle on that day, or close the account.")
  }

  static func schedule() -> Refusal {
    no(
      .invalid, "schedule", "schedule", limit: "1–12, 1–28", "结息月份须为 1 至 12 且不重复，结息日须为 1 至 28。",
      "Months must be 1 to 12, each once, and the day 1 to 28.", "请更正结息日参数。", "Correct the settlement days.")
  }

  // MARK: Rates and tenors

  static func rateNegative(_ field: String) -> Refusal {
    no(
      .invalid, "rate-negative", field, limit: "0%", "利率不能为负数。", "The rate must not be below zero.", "请核对利率。",
      "Check the rate.")
  }

  static func rateTooHigh(_ field: String) -> Refusal {
    no(
      .invalid, "rate-too-high", field, limit: "100%", "年利率超过 100%。", "The rate is above 100% a year.",
      "请核对利率及其单位。", "Check the rate and its unit.")
  }

  static func rateUnreadable(_ field: String) -> Refusal {
    no(
      .invalid, "rate-unreadable", field, limit: "1.35%, 1.8‰/month", "利率格式不正确。", "This is not a rate.",
      "请写成 1.35% 或 1.8‰/月。", "Write it as 1.35% or 1.8‰/month.")
  }

  static func rateTooFine(_ field: String, _ places: Int) -> Refusal {
    no(
      .invalid, "rate-too-fine", field, limit: "\(places)", "利率最多 \(places) 位小数。",
      "The rate has more than \(places) decimals.", "请减少小数位。", "Use fewer decimals.")
  }

  static func rateSet(_ key: RateKey, _ from: BusinessDate) -> Refusal {
    no(
      .conflict, "rate-already-set", "from", limit: "\(from)", "\(key.name.zh)自 \(from) 起的利率已设定。",
      "There is a rate of \(key.name.en) from \(from) already.", "请选择其他生效日。", "Choose another day.")
  }

  static func noRate(_ key: RateKey, _ date: BusinessDate) -> Refusal {
    no(
      .notFound, "no-rate", "rate", limit: "\(date)", "\(key.name.zh)在 \(date) 没有有效利率。",
      "There is no rate of \(key.name.en) on \(date).", "请先设定该日利率，或选择其他品种。",
      "Set the rate of that day, or choose another product.")
  }

  static func unknownTenor(_ known: [Tenor]) -> Refusal {
    let list = known.map(\.description).joined(separator: ", ")
    let names = known.map(\.name.zh).joined(separator: "、")
    return no(
      .invalid, "unknown-tenor", "tenor", limit: list, "没有这个存期，可选：\(names)。",
      "There is no such tenor; there are \(list).", "请选择所列存期。", "Choose one of these.")
  }

  // MARK: Lump-sum

  static func partIsWhole(_ principal: Money) -> Refusal {
    no(
      .invalid, "part-is-whole", "amount", limit: principal.grouped, "部分支取金额须小于本金 \(principal.grouped)。",
      "A part must be below the principal of \(principal).", "请办理全部支取。", "Draw the whole deposit.")
  }

  static func partMatured(_ maturity: BusinessDate) -> Refusal {
    no(
      .conflict, "part-matured", "date", limit: "\(maturity)", "存款已于 \(maturity) 到期，不能部分提前支取。",
      "The deposit matured on \(maturity); no part can be drawn early.", "请办理到期支取或转存。",
      "Draw it whole or renew it.")
  }

  static func partLimit(_ limit: Int) -> Refusal {
    no(
      .conflict, "part-limit", "amount", limit: "\(limit)", "部分提前支取最多 \(limit) 次。",
      "Parts may be drawn \(limit) times at most.", "请办理全部支取，或等待到期。", "Draw the whole, or wait for maturity.")
  }

  static func alreadyAtDemand(_ maturity: BusinessDate) -> Refusal {
    no(
      .conflict, "already-at-demand", "date", limit: "\(maturity)", "存款已于 \(maturity) 到期转入活期。",
      "The deposit went to the demand account on \(maturity).", "请从活期账户支取。", "Draw from the demand account.")
  }

  // MARK: Instalments

  static func instalmentFirst(_ opening: BusinessDate) -> Refusal {
    no(
      .invalid, "instalment-first", "payments", limit: "\(opening)", "首次存入须在开户日 \(opening)。",
      "The first payment belongs to the opening day \(opening).", "请核对存入记录。", "Check the payments.")
  }

  static func instalmentAmount(_ monthly: Money) -> Refusal {
    no(
      .invalid, "instalment-amount", "payments", limit: monthly.grouped, "每次存入须为月存金额 \(monthly.grouped) 的整倍数。",
      "A payment must be a multiple of the monthly \(monthly).", "请按约定金额存入。", "Pay the agreed sum.")
  }

  static func instalmentAhead(_ monthly: Money) -> Refusal {
    no(
      .invalid, "instalment-ahead", "payments", limit: monthly.grouped, "不能预存以后月份的 \(monthly.grouped)。",
      "The sum of \(monthly) for later months cannot be paid ahead.", "请在当月存入。", "Pay it in its month.")
  }

  static func instalmentLate(_ maturity: BusinessDate) -> Refusal {
    no(
      .invalid, "instalment-late", "payments", limit: "\(maturity)", "到期日 \(maturity) 起不能再存入。",
      "Nothing can be paid in from the maturity on \(maturity).", "请办理到期支取。", "Draw the deposit.")
  }
}
