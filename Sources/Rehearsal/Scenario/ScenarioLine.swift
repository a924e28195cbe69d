import Banking
import Primitives

/// One line of the report of a play: text for people, one JSON object for programs.
package enum ScenarioLine: Sendable {
  case scenario(ScenarioHead)
  case event(ScenarioEventLine)
  case batch(ScenarioBatchLine)
  case posting(ScenarioPosting)
  /// Interest that is not booked.
  case working(ScenarioWorking)
  case refusal(ScenarioRefusalLine)
  case check(ScenarioCheck)
  case books(ScenarioBooks)

  package var text: String {
    switch self {
    case .scenario(let line): line.text
    case .event(let line): line.text
    case .batch(let line): line.text
    case .posting(let line): line.text
    case .working(let line): "    不记账 Not booked\n" + line.text
    case .refusal(let line): line.text
    case .check(let line): line.text
    case .books(let line): line.text
    }
  }
}

extension ScenarioLine: Encodable {
  private enum Key: String, CodingKey { case kind }

  package func encode(to encoder: any Encoder) throws {
    var kind = encoder.container(keyedBy: Key.self)
    func write(_ name: String, _ line: some Encodable) throws {
      try kind.encode(name, forKey: .kind)
      try line.encode(to: encoder)
    }
    switch self {
    case .scenario(let line): try write("scenario", line)
    case .event(let line): try write("event", line)
    case .batch(let line): try write("batch", line)
    case .posting(let line): try write("posting", line)
    case .working(let line): try write("working", line)
    case .refusal(let line): try write("refusal", line)
    case .check(let line): try write("check", line)
    case .books(let line): try write("books", line)
    }
  }
}

package struct ScenarioHead: Sendable, Encodable {
  package let file: String
  package let scenario: String
  package let zh: String
  package let en: String
  package let source: String

  init(_ scenario: Scenario) {
    file = scenario.file
    self.scenario = scenario.name
    (zh, en) = (scenario.title.zh, scenario.title.en)
    source = scenario.source
  }

  var text: String { "■ \(scenario)  \(zh) \(en)" + (source.isEmpty ? "" : "  〔\(source)〕") }
}

package struct ScenarioEventLine: Sendable, Encodable {
  package let date: String
  package let line: Int
  package let zh: String
  package let en: String
  package let note: String?

  init(_ event: ScenarioEvent) {
    date = "\(event.date)"
    line = event.line
    note = event.note
    let title = event.action.title
    (zh, en) = (title.zh, title.en)
  }

  var text: String { "  \(date) :\(line)  \(zh) \(en)" + (note.map { "  (\($0))" } ?? "") }
}

/// A day's end that booked something.
package struct ScenarioBatchLine: Sendable, Encodable {
  package let date: String
  package let next: String
  package let booked: Int64
  package let interest: String

  init(_ end: DayEnd) {
    date = "\(end.date)"
    next = "\(end.next)"
    booked = end.booked
    interest = Money(minor: end.interest, .cny).decimal
  }

  var text: String {
    "  \(date) → \(next)  日终批量 End of day: \(booked) 笔 booked, 利息 interest \(interest)"
  }
}

package struct ScenarioRefusalLine: Sendable, Encodable {
  package let code: String
  package let field: String?
  package let limit: String?
  package let zh: String
  package let en: String
  package let remedyZh: String
  package let remedyEn: String

  init(_ refusal: Refusal) {
    (code, field, limit) = (refusal.code, refusal.field, refusal.limit)
    (zh, en) = (refusal.zh, refusal.en)
    (remedyZh, remedyEn) = (refusal.remedyZh, refusal.remedyEn)
  }

  var text: String { "    拒绝 Refused \(code): \(zh) \(en) → \(remedyZh) \(remedyEn)" }
}

/// An expectation beside what came out.
package struct ScenarioCheck: Sendable, Encodable {
  package let file: String
  package let line: Int
  package let what: String
  package let whatZh: String
  package let expected: String
  package let found: String
  package let holds: Bool

  init(file: String, line: Int, what: Bilingual, expected: String, found: String) {
    self.file = file
    self.line = line
    self.what = what.en
    whatZh = what.zh
    self.expected = expected
    self.found = found
    holds = expected == found
  }

  /// `Scenarios/T3.yaml:17: interest: expected 121.51, found 121.50`.
  package var sentence: String {
    "\(file):\(line): \(whatZh) \(what): 应为 expected \(expected), 实为 found \(found)"
  }

  var text: String { holds ? "    ✓ \(whatZh) \(what) \(found)" : "    ✗ \(sentence)" }
}

/// The whole books when all was played.
package struct ScenarioBooks: Sendable, Encodable {
  package let journals: Int
  package let debit: String
  package let credit: String

  var text: String {
    "  账务 Books: \(journals) 笔流水 journals, 借 debit \(debit) = 贷 credit \(credit), 一致 sound"
  }
}

/// What became of the expectations.
package struct ScenarioResult: Sendable {
  package internal(set) var checks: [ScenarioCheck] = []

  package var failures: [ScenarioCheck] { checks.filter { !$0.holds } }
}

extension ScenarioAction {
  fileprivate var title: Bilingual {
    switch self {
    case .openDemand(let name, let customer, _):
      Bilingual(zh: "开户 \(name)（\(customer)）", en: "open demand account \(name)")
    case .openTerm(let name, let contract, let payer, let amount):
      Bilingual(
        zh: "\(payer) 转出 \(amount.grouped)，开立\(contract.kind.title.zh) \(name)",
        en: "open \(contract.kind.rawValue) \(name) from \(payer)")
    case .deposit(let name, let amount):
      Bilingual(zh: "现金存入 \(name) \(amount.grouped)", en: "cash deposit")
    case .withdraw(let name, let amount):
      Bilingual(zh: "现金支取 \(name) \(amount.grouped)", en: "cash withdrawal")
    case .transfer(let from, let to, let amount):
      Bilingual(zh: "转账 \(from) → \(to) \(amount.grouped)", en: "transfer")
    case .draw(let name, let amount):
      Bilingual(zh: "支取 \(name) \(amount?.grouped ?? "全部")", en: amount == nil ? "draw the whole" : "draw")
    case .request(let kind, let name, let amount, let loss):
      Bilingual(
        zh: "\(kind.zh) \(name) \(amount?.grouped ?? "")",
        en: kind.rawValue + (loss.map { " \($0.rawValue)" } ?? ""))
    case .settleInterest(let name): Bilingual(zh: "结息日日终，看 \(name)", en: "end of a settlement day")
    case .dayEnd: Bilingual(zh: "日终", en: "end of the day")
    case .show(let name): Bilingual(zh: "查看 \(name)", en: "show")
    case .calculate(let calculation): calculation.title
    }
  }
}

extension ScenarioCalculation {
  fileprivate var title: Bilingual {
    switch self {
    case .plain(let principal, let from, let until, let rate, let method):
      Bilingual(
        zh: "仅计算：\(principal.grouped) \(from) 至 \(until) \(rate)，\(method.name.zh)",
        en: "calculation only, \(method.name.en)")
    case .closing(let name): Bilingual(zh: "仅计算：\(name) 若今日销户", en: "calculation only: if it were closed today")
    case .instalment(let monthly, let tenor, _, _):
      Bilingual(
        zh: "仅计算：零存整取 \(tenor.name.zh)，每月 \(monthly.grouped)", en: "calculation only: instalments, not at the counter")
    case .capitals(let amount): Bilingual(zh: "大写 \(amount.decimal)", en: "amount in capitals")
    case .capitalsOfDate(let day): Bilingual(zh: "大写 \(day)", en: "date in capitals")
    case .luhn(let number): Bilingual(zh: "校验位 \(number)", en: "check digit")
    }
  }
}

extension RequestKind {
  fileprivate var zh: String {
    switch self {
    case .giveNotice: "登记支取通知"
    case .cancelNotice: "取消支取通知"
    case .reportLoss: "挂失"
    case .cancelLoss: "解除挂失"
    case .replaceCertificate: "补发存单"
    case .freezeAccount: "冻结"
    case .releaseAccount: "解冻"
    }
  }
}
