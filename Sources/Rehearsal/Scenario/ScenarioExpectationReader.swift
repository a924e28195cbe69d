import Interest
import Primitives
import Yams

/// Reads `expect:` and brings each value into the form in which the bank's figure will be written.
struct ScenarioExpectationReader {
  let notes: ScenarioNotes

  func read(_ event: ScenarioSheet) -> [ScenarioExpectation] {
    guard let node = event.node("expect") else { return [] }
    let kinds = ScenarioExpectation.Kind.allCases
    let sheet = ScenarioSheet(
      node, notes, Bilingual(zh: "“expect”", en: "“expect”"), keys: kinds.map(\.rawValue))
    return kinds.flatMap { kind -> [ScenarioExpectation] in
      guard sheet.has(kind.rawValue) else { return [] }
      if kind == .balance { return balances(sheet) }
      return value(kind, sheet).map {
        [ScenarioExpectation(kind: kind, account: nil, text: $0, line: sheet.line(of: kind.rawValue))]
      } ?? []
    }.sorted { $0.line < $1.line }
  }

  private func value(_ kind: ScenarioExpectation.Kind, _ sheet: ScenarioSheet) -> String? {
    let key = kind.rawValue
    switch kind {
    case .interest, .paid, .drawn, .principal: return sheet.money(key)?.decimal
    case .maturity, .agreed, .until: return sheet.date(key)?.description
    case .rate: return sheet.read(key) { try InterestRate(parsing: $0).description }
    case .certificate: return number(sheet, key)
    case .method: return sheet.choice(key, InterestMethod.allCases.map { ($0.rawValue, $0.rawValue) })
    case .state: return sheet.choice(key, ["active", "frozen", "closed"].map { ($0, $0) })
    case .valid: return sheet.choice(key, ["yes", "no"].map { ($0, $0) })
    case .refusal, .exact, .capitals: return sheet.optionalText(key)
    case .breaches: return list(sheet, key, known: NoticeBreach.allCases.map(\.rawValue))
    case .rules: return list(sheet, key, known: InterestRule.allCases.map(\.rawValue))
    case .parts, .days, .months, .dayProduct: return list(sheet, key, known: nil)
    case .balance: return nil
    }
  }

  private func number(_ sheet: ScenarioSheet, _ key: String) -> String? {
    guard let text = sheet.optionalText(key) else { return nil }
    if let number = Int64(text), number > 0 { return "\(number)" }
    notes.add(
      sheet.line(of: key), zh: "“\(text)”不是大于零的整数。", en: "“\(text)” is no whole number above zero.", doZh: "请写成 2。",
      doEn: "Write 2.")
    return nil
  }

  /// One value or a list of them; an empty list and the word `none` are the same.
  private func list(_ sheet: ScenarioSheet, _ key: String, known: [String]?) -> String? {
    if sheet.node(key)?.scalar?.string == ScenarioExpectation.joined([]) { return ScenarioExpectation.joined([]) }
    let nodes = sheet.node(key)?.scalar == nil ? sheet.list(key) : sheet.node(key).map { [$0] } ?? []
    var items: [String] = []
    for node in nodes {
      let text = node.scalar?.string ?? ""
      guard known?.contains(text) ?? !text.isEmpty else {
        let list = (known ?? ["121.50"]).joined(separator: ", ")
        notes.add(
          node.mark?.line ?? sheet.line, zh: "“\(key)”没有“\(text)”这个值。", en: "“\(text)” is no value of “\(key)”.",
          doZh: "可用：\(list)。", doEn: "Use \(list).")
        return nil
      }
      items.append(text)
    }
    return ScenarioExpectation.joined(items)
  }

  /// `balance: {main: 100.00, other: 0}`.
  private func balances(_ sheet: ScenarioSheet) -> [ScenarioExpectation] {
    guard let mapping = sheet.node("balance")?.mapping else {
      notes.add(
        sheet.line(of: "balance"), zh: "“balance”须写明账户。", en: "“balance” must name its accounts.",
        doZh: "请写成 balance: {main: 100.00}。", doEn: "Write balance: {main: 100.00}.")
      return []
    }
    return mapping.compactMap { name, value in
      let line = value.mark?.line ?? sheet.line
      guard let money = ScenarioSheet.money(value.scalar?.string ?? "", line, notes) else { return nil }
      return ScenarioExpectation(
        kind: .balance, account: name.scalar?.string ?? "", text: money.decimal, line: line)
    }
  }
}
