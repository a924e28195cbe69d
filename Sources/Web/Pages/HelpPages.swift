import Access
import Catalog
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// F1: what each service does, its fields, entries, approvals and messages, made from its definition (help per
/// transaction).
struct HelpPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(.get, "/help", .signedOn, "全部业务说明页", "All services explained") { [self] call in try await list(call) },
      Route(.get, "/help/{code}", .signedOn, "业务说明页", "One service explained") { [self] call in
        try await page(call)
      },
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let reader = kit.form(call)
    let services = desks.help.services()
    let rows = services.map { definition -> PageContext in
      let posts = desks.help.service(code: definition.code)?.posts ?? []
      return [
        "code": "\(definition.code)", "href": "/help/\(definition.code)", "name": reader(definition.name),
        "initials": definition.initials.joined(separator: " "),
        "entries": definition.entries.isEmpty
          ? "—" : definition.entries.map { Self.entry($0, reader) }.joined(separator: reader.isZh ? "；" : "; "),
        "approvals": Self.strictest(definition, reader), "posts": reader.posts(Set(posts)),
      ]
    }
    return try await kit.page(
      "help/list", call, at: .none, title: reader.text("help_list"),
      ["rows": rows, "countText": "\(rows.count)"])
  }

  private func page(_ call: Call) async throws -> Response {
    guard let code = Int(try call.parameter("code")), let help = desks.help.service(code: code) else {
      throw WebRefusal.noSuchPage
    }
    let reader = kit.form(call)
    let definition = help.definition
    let approvals = HelpSheet(reader: reader, definition: definition).approvals
    return try await kit.page(
      "help/page", call, at: .none, title: reader(definition.name),
      [
        "code": "\(definition.code)", "name": reader(definition.name),
        "initials": definition.initials.joined(separator: " "),
        "does": HelpSheet.general(reader(definition.sentence), of: definition, reader),
        "mayBegin": reader.posts(Set(help.posts)),
        "signatures": definition.signatures.map { reader($0.label) }.joined(separator: " · "),
        "papers": definition.papers.map { paper in
          [
            "label": reader(paper.kind.title),
            "must": paper.required ? (reader.isZh ? "必需" : "required") : (reader.isZh ? "可选" : "optional"),
          ] as PageContext
        }, "hasPapers": !definition.papers.isEmpty,
        "fields": definition.fields.map { HelpSheet.field($0, reader) },
        "entries": definition.entries.map { entry in
          [
            "debit": reader(entry.debit.title), "credit": reader(entry.credit.title),
            "when": entry.when.map { reader($0) } ?? "",
          ] as PageContext
        }, "hasEntries": !definition.entries.isEmpty,
        "rules": approvals.map { ["text": $0] as PageContext }, "hasRules": !approvals.isEmpty,
        "refusals": help.formRefusals.map { HelpSheet.refusal($0, definition, reader) },
        "books": help.bookRefusals.map { HelpSheet.refusal($0, definition, reader) },
      ])
  }

  private static func entry(_ entry: BookEntry, _ reader: ReaderForm) -> String {
    reader.isZh
      ? "借 \(entry.debit.title.zh) 贷 \(entry.credit.title.zh)"
      : "Dr \(entry.debit.title.en) Cr \(entry.credit.title.en)"
  }

  private static func strictest(_ definition: ServiceDefinition, _ reader: ReaderForm) -> String {
    let need = definition.policy.map(\.needs).max() ?? .none
    return need == .none ? "—" : reader(need.title)
  }
}

/// The parts of one help page.
struct HelpSheet {
  let reader: ReaderForm
  let definition: ServiceDefinition

  /// One line per rule: from which amount on, who must agree.
  var approvals: [String] {
    definition.policy.map { rule in
      let above = Currency.known.compactMap { currency in rule.above[currency.code].map { reader.money($0) } }
      var parts: [String] = []
      if !above.isEmpty {
        let list = above.joined(separator: reader.isZh ? "、" : ", ")
        parts.append(reader.isZh ? "超过 \(list)" : "above \(list)")
      }
      if let risk = rule.risk {
        let title = Self.risk[risk] ?? Bilingual(zh: "", en: "")
        parts.append(reader.isZh ? "风险\(title.zh)时" : "when the risk is \(title.en)")
      }
      let need = reader(rule.needs.title)
      let text =
        parts.isEmpty ? need : parts.joined(separator: reader.isZh ? "、" : ", ") + (reader.isZh ? "：" : ": ") + need
      return reader.isZh ? text : text.prefix(1).uppercased() + text.dropFirst()
    }
  }

  private static let risk: [RiskLevel: Bilingual] = [
    .normal: Bilingual(zh: "正常", en: "normal"), .elevated: Bilingual(zh: "偏高", en: "elevated or more"),
    .high: Bilingual(zh: "很高", en: "high"),
  ]

  /// The sentence for the customer with the names of its facts where the facts will stand.
  static func general(_ sentence: String, of definition: ServiceDefinition, _ reader: ReaderForm) -> String {
    var text = sentence
    for fact in definition.facts where text.contains("{\(fact)}") {
      let label =
        definition.keyFacts.first { $0.fact == fact }.map { reader($0.label) }
        ?? definition.field(fact).map { reader($0.label) } ?? "…"
      text = text.replacing("{\(fact)}", with: reader.isZh ? "〔\(label)〕" : "[\(label.lowercased())]")
    }
    return reader.isZh ? text.replacing(" 〔", with: "〔").replacing("〕 ", with: "〕") : text
  }

  static func field(_ field: FieldDefinition, _ reader: ReaderForm) -> PageContext {
    let must: String
    if field.when != nil {
      must = reader.isZh ? "视情形" : "Sometimes"
    } else if field.repeats != nil {
      must = reader.isZh ? "大额时" : "Large amounts"
    } else {
      must = field.required ? (reader.isZh ? "是" : "Yes") : (reader.isZh ? "否" : "No")
    }
    let choices = field.choices.map { reader($0.label) }.joined(separator: reader.isZh ? "、" : ", ")
    return [
      "label": reader(field.label), "must": must, "kind": reader(kind(field.type)), "hint": reader(field.hint),
      "choices": choices, "hasChoices": !choices.isEmpty,
    ]
  }

  static func refusal(_ refusal: Refusal, _ definition: ServiceDefinition, _ reader: ReaderForm) -> PageContext {
    let field = refusal.field.flatMap { definition.field($0) }.map { reader($0.label) } ?? "—"
    return [
      "field": field, "code": refusal.code, "text": reader.isZh ? refusal.zh : refusal.en,
      "remedy": reader.isZh ? refusal.remedyZh : refusal.remedyEn,
    ]
  }

  private static func kind(_ type: FieldType) -> Bilingual {
    switch type {
    case .account: Bilingual(zh: "账号", en: "Account number")
    case .deposit: Bilingual(zh: "存款账号", en: "Deposit number")
    case .holding: Bilingual(zh: "账号或存款账号", en: "Account or deposit number")
    case .card: Bilingual(zh: "卡号", en: "Card number")
    case .creditCode: Bilingual(zh: "统一社会信用代码", en: "Credit code")
    case .money: Bilingual(zh: "金额", en: "Amount")
    case .denominations: Bilingual(zh: "券别张数", en: "Denominations")
    case .residentID: Bilingual(zh: "居民身份证号", en: "Resident ID")
    case .documentNumber: Bilingual(zh: "证件号码", en: "Document number")
    case .choice: Bilingual(zh: "选择", en: "Choice")
    case .currency: Bilingual(zh: "币种", en: "Currency")
    case .text: Bilingual(zh: "文字", en: "Text")
    case .date: Bilingual(zh: "日期", en: "Date")
    case .phone: Bilingual(zh: "电话", en: "Phone")
    case .name: Bilingual(zh: "姓名", en: "Name")
    }
  }
}
