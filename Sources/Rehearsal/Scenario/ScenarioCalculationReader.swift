import Interest
import Primitives
import Yams

/// Reads the event `calculate`: what no counter of this bank books.
struct ScenarioCalculationReader {
  static let keys = [
    "what", "account", "principal", "since", "until", "rate", "method", "monthly", "tenor", "missed", "amount",
    "number", "day",
  ]
  private static let terms: [(what: String, needed: [String])] = [
    ("plain", ["principal", "since", "until", "rate", "method"]), ("closing", ["account"]),
    ("instalment", ["monthly", "tenor", "since"]), ("capitals", ["amount"]),
    ("capitals-date", ["day"]), ("luhn", ["number"]),
  ]

  let sheet: ScenarioSheet

  func read() -> ScenarioCalculation? {
    guard let what = sheet.choice("what", Self.terms.map { ($0.what, $0.what) }),
      let terms = Self.terms.first(where: { $0.what == what })
    else { return nil }
    let missing = terms.needed.filter { !sheet.has($0) }
    for key in missing {
      sheet.notes.add(
        sheet.line, zh: "计算“\(what)”缺少“\(key)”。", en: "The calculation “\(what)” lacks “\(key)”.", doZh: "请补上“\(key)”。",
        doEn: "Add “\(key)”.")
    }
    let own = terms.needed + ["what"] + (what == "instalment" ? ["missed"] : [])
    for key in Self.keys where sheet.has(key) && !own.contains(key) {
      sheet.notes.add(
        sheet.line(of: key), zh: "计算“\(what)”没有“\(key)”。", en: "The calculation “\(what)” has no “\(key)”.",
        doZh: "请删去“\(key)”。", doEn: "Delete “\(key)”.")
    }
    guard missing.isEmpty else { return nil }
    switch what {
    case "plain": return plain()
    case "closing": return .closing(sheet.text("account"))
    case "instalment": return instalment()
    case "capitals": return sheet.money("amount").map { .capitals($0) }
    case "capitals-date": return sheet.date("day").map { .capitalsOfDate($0) }
    default: return .luhn(sheet.text("number"))
    }
  }

  private func plain() -> ScenarioCalculation? {
    guard let principal = sheet.money("principal"), let from = sheet.date("since"), let until = sheet.date("until"),
      let rate = sheet.read("rate", { try InterestRate(parsing: $0) }),
      let method = sheet.choice("method", DayCount.allCases.map { ($0.rawValue, $0) })
    else { return nil }
    return .plain(principal, from: from, until: until, rate, method)
  }

  private func instalment() -> ScenarioCalculation? {
    guard let monthly = sheet.money("monthly"), let from = sheet.date("since"),
      let tenor = sheet.choice("tenor", InstalmentPlan.tenors.map { ("\($0)", $0) })
    else { return nil }
    let missed = sheet.list("missed").compactMap { node -> Int? in
      if let month = Int(node.scalar?.string ?? ""), (2...tenor.months).contains(month) { return month }
      sheet.notes.add(
        node.mark?.line ?? sheet.line, zh: "漏存月份须为 2 至 \(tenor.months)。", en: "A missed month is 2 to \(tenor.months).",
        doZh: "请写成 missed: [3, 4]。", doEn: "Write missed: [3, 4].")
      return nil
    }
    return .instalment(monthly: monthly, tenor, from: from, missed: Set(missed))
  }
}
