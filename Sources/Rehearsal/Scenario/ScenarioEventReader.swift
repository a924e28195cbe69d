import Banking
import Interest
import Primitives
import Yams

/// Reads one event: its day, what is done, and what is expected of it.
struct ScenarioEventReader {
  let notes: ScenarioNotes

  /// What may be done, with its own keys and those of them that are needed.
  private static let deeds: [(name: String, keys: [String], needed: [String])] = [
    (
      "open",
      ["account", "product", "customer", "document", "from", "amount", "tenor", "notice", "instruction"],
      ["account", "product"]
    ),
    ("deposit", ["account", "amount"], ["account", "amount"]),
    ("withdraw", ["account", "amount"], ["account", "amount"]),
    ("transfer", ["from", "to", "amount"], ["from", "to", "amount"]),
    ("draw", ["account", "amount"], ["account"]),
    ("notify", ["account", "amount"], ["account", "amount"]),
    ("cancel-notice", ["account"], ["account"]),
    ("report-loss", ["account", "mode"], ["account", "mode"]),
    ("cancel-loss", ["account"], ["account"]),
    ("replace-certificate", ["account"], ["account"]),
    ("freeze", ["account"], ["account"]),
    ("release", ["account"], ["account"]),
    ("settle-interest", ["account"], ["account"]),
    ("day-end", [], []),
    ("show", ["account"], ["account"]),
    ("calculate", ScenarioCalculationReader.keys, ["what"]),
  ]
  private static let common = ["on", "do", "note", "expect"]

  func event(_ node: Node) -> ScenarioEvent? {
    let what = Bilingual(zh: "事件", en: "An event")
    let every = Self.common + Set(Self.deeds.flatMap(\.keys)).sorted()
    // First only to know what is done: the keys that may stand here follow from it.
    let names = Self.deeds.map { ($0.name, $0.name) }
    guard let mapping = node.mapping, mapping["do"] != nil else {
      _ = ScenarioSheet(node, notes, what, keys: every, needed: ["on", "do"])
      return nil
    }
    let first = ScenarioSheet(node, ScenarioNotes(file: notes.file), what, keys: every)
    guard let found = first.choice("do", names), let deed = Self.deeds.first(where: { $0.name == found }) else {
      _ = ScenarioSheet(node, notes, what, keys: every).choice("do", names)
      return nil
    }
    let sheet = ScenarioSheet(
      node, notes, Bilingual(zh: "事件“\(deed.name)”", en: "The event “\(deed.name)”"), keys: Self.common + deed.keys,
      needed: ["on"] + deed.needed)
    let expectations = ScenarioExpectationReader(notes: notes).read(sheet)
    let note = sheet.optionalText("note")
    guard let action = action(deed.name, sheet), let date = sheet.date("on") else { return nil }
    return ScenarioEvent(line: sheet.line, date: date, action: action, note: note, expectations: expectations)
  }

  private func action(_ deed: String, _ sheet: ScenarioSheet) -> ScenarioAction? {
    switch deed {
    case "open": return opening(sheet)
    case "transfer":
      guard let amount = sheet.money("amount") else { return nil }
      return .transfer(from: sheet.text("from"), to: sheet.text("to"), amount)
    case "day-end": return .dayEnd
    case "calculate": return ScenarioCalculationReader(sheet: sheet).read().map(ScenarioAction.calculate)
    default: break
    }
    let name = sheet.text("account")
    func request(_ kind: RequestKind, _ amount: Money? = nil, _ loss: LossReport.Mode? = nil) -> ScenarioAction {
      .request(kind, name, amount: amount, loss: loss)
    }
    switch deed {
    case "deposit": return sheet.money("amount").map { .deposit(name, $0) }
    case "withdraw": return sheet.money("amount").map { .withdraw(name, $0) }
    case "draw": return .draw(name, sheet.money("amount"))
    case "notify": return sheet.money("amount").map { request(.giveNotice, $0) }
    case "cancel-notice": return request(.cancelNotice)
    case "report-loss":
      return sheet.choice("mode", LossReport.Mode.allCases.map { ($0.rawValue, $0) }).map {
        request(.reportLoss, nil, $0)
      }
    case "cancel-loss": return request(.cancelLoss)
    case "replace-certificate": return request(.replaceCertificate)
    case "freeze": return request(.freezeAccount)
    case "release": return request(.releaseAccount)
    case "settle-interest": return .settleInterest(name)
    default: return .show(name)
    }
  }

  // MARK: Openings

  private static let products: [(String, TermDeposit.Kind?)] =
    [("demand", nil)] + TermDeposit.Kind.allCases.map { ($0.rawValue, $0) }

  private func opening(_ sheet: ScenarioSheet) -> ScenarioAction? {
    guard let product = sheet.choice("product", Self.products) else { return nil }
    let name = sheet.text("account")
    guard let kind = product else {
      reject(["from", "amount", "tenor", "notice", "instruction"], of: "demand", sheet)
      return .openDemand(
        name, customer: sheet.optionalText("customer") ?? "王小明", document: sheet.optionalText("document"))
    }
    reject(["customer", "document"], of: kind.rawValue, sheet)
    if kind != .lumpSum { reject(["tenor", "instruction"], of: kind.rawValue, sheet) }
    if kind != .notice { reject(["notice"], of: kind.rawValue, sheet) }
    let needed = ["from", "amount"] + (kind == .lumpSum ? ["tenor"] : kind == .notice ? ["notice"] : [])
    for key in needed where !sheet.has(key) {
      notes.add(
        sheet.line, zh: "开立 \(kind.rawValue) 缺少“\(key)”。", en: "Opening a \(kind.rawValue) lacks “\(key)”.",
        doZh: "请补上“\(key)”。", doEn: "Add “\(key)”.")
    }
    let contract = ScenarioContract(
      kind: kind, tenor: sheet.read("tenor") { try Tenor(parsing: $0) },
      period: sheet.choice("notice", NoticePeriod.allCases.map { ("\($0.days)d", $0) }),
      instruction: sheet.choice("instruction", MaturityInstruction.allCases.map { ($0.rawValue, $0) }) ?? .payOut)
    guard let amount = sheet.money("amount") else { return nil }
    return .openTerm(name, contract, payer: sheet.text("from"), amount)
  }

  private func reject(_ keys: [String], of product: String, _ sheet: ScenarioSheet) {
    for key in keys where sheet.has(key) {
      notes.add(
        sheet.line(of: key), zh: "产品 \(product) 没有“\(key)”。", en: "The product \(product) has no “\(key)”.",
        doZh: "请删去“\(key)”，或改正产品。", doEn: "Delete “\(key)”, or correct the product.")
    }
  }
}
