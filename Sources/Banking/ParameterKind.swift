import Interest
import Primitives
import Storage

/// A parameter that back office may change: what it is called, what may stand there, how it is shown.
///
/// The list is closed: a key that no code reads must not be set by anybody.
package struct ParameterKind: Sendable, Equatable {
  package enum Group: String, Sendable, CaseIterable {
    case rate, limit, account, cash, calendar

    package var title: Bilingual {
      switch self {
      case .rate: Bilingual(zh: "挂牌利率", en: "Posted rates")
      case .limit: Bilingual(zh: "限额", en: "Limits")
      case .account: Bilingual(zh: "账户与银行卡", en: "Accounts and cards")
      case .cash: Bilingual(zh: "现金券别", en: "Denominations")
      case .calendar: Bilingual(zh: "节假日", en: "Holidays")
      }
    }
  }

  package enum Form: Sendable, Equatable {
    /// Per year, `1.35%`.
    case rate
    /// A whole number in a range.
    case number(ClosedRange<Int64>)
    /// Typed in units of the currency, stored in minor units.
    case amount(Currency)
    /// Exactly so many digits; leading zeros count.
    case digits(Int)
    /// Face values, typed in units of the currency.
    case faces(Currency)
    /// `1`: closed; `0`: open.
    case holiday
  }

  package let key: String
  package let group: Group
  package let title: Bilingual
  package let form: Form

  /// Every parameter but the holidays, which are one for each day.
  package static let all: [ParameterKind] = rates + limits + accounts + faces

  /// - Returns: nil for a key that is not in the list.
  package static func find(_ key: String) -> ParameterKind? {
    if let kind = all.first(where: { $0.key == key }) { return kind }
    let prefix = "calendar.holiday."
    guard key.hasPrefix(prefix), let compact = Int64(key.dropFirst(prefix.count)),
      let date = BusinessDate(compact: compact)
    else { return nil }
    return holiday(date)
  }

  package static func holiday(_ date: BusinessDate) -> ParameterKind {
    ParameterKind(
      key: DayEnds.holidayKey(date), group: .calendar, title: Bilingual(zh: "\(date) 休息", en: "closed on \(date)"),
      form: .holiday)
  }

  package static func rate(_ key: RateKey) -> ParameterKind {
    ParameterKind(key: "\(BankRates.name(key)).CNY", group: .rate, title: key.name, form: .rate)
  }

  private static let rates: [ParameterKind] = rateKeys.map(rate)

  /// Every product with a posted rate, in the order of the price list.
  package static let rateKeys: [RateKey] =
    [.demand] + Tenor.all.map { RateKey.lumpSum($0) }
    + Tenor.all.filter { $0.months >= 12 && $0.months != 24 }
    .map { RateKey.instalment($0) } + NoticePeriod.allCases.map { RateKey.notice($0) }

  private static let limits: [ParameterKind] =
    [
      ParameterKind(
        key: AccountPasswords.triesKey, group: .limit,
        title: Bilingual(zh: "交易密码当日可输错次数", en: "wrong password entries a day"), form: .number(1...9)),
      ParameterKind(
        key: AccountPasswords.minutesKey, group: .limit,
        title: Bilingual(zh: "交易密码输入后有效分钟", en: "minutes a password entry holds"), form: .number(1...60)),
    ]
    + Currency.known.map { currency in
      ParameterKind(
        key: BankParameters.tillLimitKey(currency), group: .limit,
        title: Bilingual(zh: "尾箱限额 \(currency.code)", en: "till limit \(currency.code)"), form: .amount(currency))
    }
    + Currency.known.map { currency in
      ParameterKind(
        key: CounterPapers.appointmentKey(currency), group: .limit,
        title: Bilingual(
          zh: "大额取现预约起点 \(currency.code)", en: "cash is ordered ahead from, \(currency.code)"),
        form: .amount(currency))
    }

  /// How many accounts of a class, what may pass through classes II and III, when an account is dormant, whose cards.
  private static let accounts: [ParameterKind] =
    (1...3).map { number in
      let name = String(repeating: "I", count: number)
      return ParameterKind(
        key: BankParameters.perCustomer(number), group: .account,
        title: Bilingual(zh: "每位客户 \(name) 类户数量", en: "class \(name) accounts per customer"), form: .number(1...99))
    }
    + (2...3).flatMap { number in
      let name = String(repeating: "I", count: number)
      return AccountLimits.Part.allCases.map { part in
        ParameterKind(
          key: AccountLimits.key(number, part), group: .account,
          title: Bilingual(zh: "\(name) 类户\(part.title.zh)", en: "class \(name): \(part.title.en)"),
          form: .amount(.cny))
      }
    }
    + [
      ParameterKind(
        key: Dormancy.months, group: .account,
        title: Bilingual(zh: "不动户月数", en: "months without business until dormant"), form: .number(1...120)),
      ParameterKind(
        key: AccountCards.bin, group: .account,
        title: Bilingual(zh: "发卡行标识代码", en: "issuer number of the cards"), form: .digits(6)),
    ]

  private static let faces: [ParameterKind] = Currency.known.map { currency in
    ParameterKind(
      key: BankParameters.denominationKey(currency), group: .cash,
      title: Bilingual(zh: "券别 \(currency.code)", en: "denominations \(currency.code)"), form: .faces(currency))
  }
}

extension ParameterKind {
  /// What is stored for what was typed.
  ///
  /// - Throws: `Refusal` `interest.rate-…`, `parameter.value`, `money.…` with the field `value`.
  package func content(of text: String) throws -> String {
    let text = text.filter { $0 != " " }
    switch form {
    case .rate: return try InterestRate(parsing: text, field: "value").description
    case .number(let range):
      guard let number = Int64(text), range.contains(number) else {
        throw ParameterRefusal.value("\(range.lowerBound)–\(range.upperBound)")
      }
      return "\(number)"
    case .digits(let count):
      guard text.utf8.count == count, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
        throw ParameterRefusal.value("\(count) × 0–9")
      }
      return text
    case .amount(let currency):
      let amount = try Money(parsing: text, currency, field: "value")
      guard amount.minor > 0 else { throw ParameterRefusal.value("> 0") }
      return "\(amount.minor)"
    case .faces(let currency):
      let faces = try text.split(separator: ",").map { try Money(parsing: String($0), currency, field: "value").minor }
      guard (1...40).contains(faces.count), faces.allSatisfy({ $0 > 0 }), Set(faces).count == faces.count else {
        throw ParameterRefusal.value("1–40")
      }
      return faces.sorted(by: >).map { "\($0)" }.joined(separator: ",")
    case .holiday:
      guard ["0", "1"].contains(text) else { throw ParameterRefusal.value("0, 1") }
      return text
    }
  }

  /// A stored rate in millionths of a percent a year, for pictures; nil for anything else.
  package func rateUnits(_ content: String) -> Int64? {
    form == .rate ? (try? InterestRate(parsing: content))?.units : nil
  }

  /// `1.5%` for 1,500,000.
  package static func percent(_ units: Int64) -> String { Fraction(Int128(units), over: 1_000_000).text + "%" }

  /// What is shown for what is stored.
  package func shown(_ content: String) -> Bilingual {
    func both(_ text: String) -> Bilingual { Bilingual(zh: text, en: text) }
    switch form {
    case .rate, .number, .digits: return both(content)
    case .amount(let currency): return both(Int64(content).map { Money(minor: $0, currency).grouped } ?? content)
    case .faces(let currency):
      let faces = content.split(separator: ",").compactMap { Int64($0) }.map { Money(minor: $0, currency).short }
      return both(faces.joined(separator: " "))
    case .holiday:
      return content == "1" ? Bilingual(zh: "休息", en: "closed") : Bilingual(zh: "营业", en: "open")
    }
  }
}

/// What is refused about parameters.
package enum ParameterRefusal {
  static func value(_ limit: String) -> Refusal {
    Refusal(
      .invalid, "parameter.value", field: "value", limit: limit, zh: "参数值不在允许的范围内：\(limit)。",
      en: "The value is outside what is allowed: \(limit).", remedyZh: "请按提示填写。", remedyEn: "Enter a value within it.")
  }
  package static let unknown = Refusal(
    .notFound, "parameter.unknown", field: "key", zh: "没有这项参数。", en: "There is no such parameter.",
    remedyZh: "请从列表中选择。", remedyEn: "Choose one of the list.")
  package static func tooEarly(_ first: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "parameter.too-early", field: "from", limit: "\(first)", zh: "生效日期最早为 \(first)，已生效的参数不能改写。",
      en: "It can hold from \(first) on; what is in force is never rewritten.", remedyZh: "请选择更晚的日期。",
      remedyEn: "Choose a later day.")
  }
  package static let reason = Refusal(
    .invalid, "parameter.reason", field: "reason", limit: "4–200", zh: "请填写 4 至 200 字的依据。",
    en: "Give the ground in 4 to 200 characters.", remedyZh: "例如文件名称和文号。",
    remedyEn: "Such as the notice with its number.")
  package static let ownChange = Refusal(
    .forbidden, "parameter.own-change", zh: "不能复核自己提出的变更。", en: "Nobody decides on a change of his own.",
    remedyZh: "请由他人复核。", remedyEn: "Somebody else decides.")
  package static let decided = Refusal(
    .conflict, "parameter.decided", zh: "该变更已经处理。", en: "This change is decided already.", remedyZh: "请刷新页面。",
    remedyEn: "Open the page again.")
  package static let open = Refusal(
    .conflict, "parameter.change-open", field: "key", zh: "该参数同一生效日已有待复核的变更。",
    en: "A change of it for the same day waits already.", remedyZh: "请先处理那一笔。", remedyEn: "Decide on that one first.")
  package static let headOfficeOnly = Refusal(
    .forbidden, "parameter.head-office", zh: "全行参数只能由总行人员维护。",
    en: "What holds for the whole bank is changed by head office only.", remedyZh: "请联系总行，或只为本机构设置。",
    remedyEn: "Ask head office, or set it for your own institution.")
}

/// One value of a parameter with the day from which it holds.
package struct ParameterValue: Sendable, Equatable {
  package let key: String
  /// nil: the whole bank.
  package let institution: InstitutionID?
  package let from: BusinessDate
  package let content: String
}

extension BankParameters {
  /// Every value ever set whose key begins so, by key, place and day.
  package func values(_ prefix: String, in tx: any ReadTransaction) throws -> [ParameterValue] {
    try tx.query(BankingTables.parametersLike, [.text(prefix + "%")]).map { row in
      let place = try row.int(0)
      return ParameterValue(
        key: try row.text(1), institution: place == 0 ? nil : InstitutionID(place), from: try row.date(2),
        content: try row.text(3))
    }
  }
}
