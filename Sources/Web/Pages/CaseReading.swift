import Access
import Banking
import Catalog
import Desk
import Primitives

/// One reading of a form for its page: notes at the fields, what would be booked, what the rules say.
struct CaseReading: Sendable {
  let definition: ServiceDefinition
  let permissions: Set<String>
  let reader: ReaderForm
  let form: [String: String]
  /// nil for a form nobody has typed in yet.
  let check: CaseCheck?
  /// What a submission was refused for.
  let refused: [Refusal]
  let account: AccountSight?
  /// Whom the payer of a transfer paid before; empty elsewhere.
  let payees: [PayeeSight]
  /// This page with the payer's account in it.
  let back: String
  let currency: Currency
  let faces: [Int64]
  /// These very fields were agreed to.
  let isApproved: Bool

  private var refusals: [Refusal] { refused.isEmpty ? check?.refusals ?? [] : refused }

  /// Fields that are typed a second time and asked for now.
  private var asked: Set<String> {
    let repeats = definition.fields.filter { $0.repeats != nil }
    let isLarge = isLarge
    return Set(
      repeats.filter { field in
        isLarge || form[field.name] != nil || refusals.contains { $0.field == field.name }
      }.map(\.name))
  }

  /// The amount is one that is typed a second time, and with it the payee's account.
  private var isLarge: Bool {
    guard let text = definition.amountField.flatMap({ form[$0] }), let limits = definition.limits[currency.code],
      let amount = try? Money(parsing: text, currency)
    else { return false }
    return amount.minor > limits.confirmAbove.minor
  }

  var notes: [String: CaseNote] {
    var notes: [String: CaseNote] = [:]
    for (field, finding) in check?.findings ?? [:] { notes[field] = CaseNote(kind: "ok", text: reader(finding)) }
    for refusal in refusals.reversed() {
      guard let name = refusal.field else { continue }
      let field = String(name.prefix { $0 != "." })
      notes[field] = CaseNote(kind: "bad", text: text(refusal))
    }
    return notes
  }

  private func text(_ refusal: Refusal) -> String {
    reader.isZh ? refusal.zh + refusal.remedyZh : "\(refusal.en) \(refusal.remedyEn)"
  }

  var fields: CaseFields {
    CaseFields(
      definition: definition, permissions: permissions, reader: reader, form: form, currency: currency, faces: faces,
      notes: notes, asked: asked)
  }

  private var isReady: Bool {
    guard let check, refusals.isEmpty, fields.missing.isEmpty else { return false }
    return switch check.rule {
    case .allow, .confirmTwice, .needsApproval: true
    case .unknown: definition.amountField == nil
    case .refused: false
    }
  }

  func feedback(isAnswer: Bool) -> PageContext {
    let (fields, notes) = (fields, notes)
    let lines = check?.booked ?? []
    let rules = rules
    var feedback: PageContext = [
      "ready": isReady, "isAnswer": isAnswer,
      "notes": fields.fields.map { field in
        let note = notes[field.name] ?? CaseNote(kind: "none", text: "")
        return ["name": field.name, "kind": note.kind, "text": note.text] as PageContext
      }, "shown": asked.sorted().map { ["name": $0] as PageContext },
      "lines": lines.map { line in
        [
          "side": reader(line.side), "sideKind": line.side.zh == "贷" ? "credit" : "debit",
          "account": reader(line.account),
          "amount": reader.money(line.amount),
        ] as PageContext
      }, "hasLines": !lines.isEmpty, "booksNothing": definition.entries.isEmpty,
      "feeText": reader.money(.zero(currency)), "rules": rules,
      "hasRules": !rules.isEmpty,
      "currency": currency.code,
    ]
    if isAnswer, let grids { feedback["grid"] = grids }
    if isAnswer { feedback["known"] = known }
    return feedback
  }

  /// What the bank knows of the customer, for the fields that are still empty.
  private var known: [PageContext] {
    let prefill = check?.prefill ?? [:]
    return fields.fields.compactMap { field in
      guard let value = prefill[field.name], form[field.name] == nil else { return nil }
      return ["name": field.name, "value": value]
    }
  }

  /// The grids anew when the account's currency has become known: only before anything was counted.
  private var grids: [PageContext]? {
    guard account != nil, let rule = definition.cashRule, form[rule.amount] == nil, form[rule.received] == nil,
      rule.change.map({ form[$0] == nil }) ?? true
    else { return nil }
    let names = [rule.received] + (rule.change.map { [$0] } ?? [])
    return names.compactMap { definition.field($0) }.map { fields.grid($0, takesFocus: false) }
  }

  private var rules: [PageContext] {
    var rules: [PageContext] = refusals.filter { $0.field == nil || fields.definition.field($0.field ?? "") == nil }.map
    {
      ["kind": "bad", "text": text($0)]
    }
    let say: (String, Bilingual) -> PageContext = { ["kind": $0, "text": reader($1)] }
    switch check?.rule {
    case .allow:
      rules.append(say("ok", Bilingual(zh: "在柜员权限内，无需授权。", en: "Within your limit; no approval needed.")))
    case .confirmTwice:
      rules.append(say("wait", Bilingual(zh: "大额：请再次输入金额。", en: "Large amount: type it a second time.")))
    case .needsApproval(let need, let reasons):
      rules += reasons.map { say("wait", $0) }
      if isApproved {
        rules.append(say("ok", Bilingual(zh: "已取得\(need.title.zh)。", en: "Given: \(need.title.en).")))
      } else {
        rules.append(
          say("wait", Bilingual(zh: "提交后等待\(need.title.zh)。", en: "On submission it waits for \(need.title.en).")))
      }
    case .refused(let refusal): rules.append(["kind": "bad", "text": text(refusal)])
    case .unknown, nil: break
    }
    return rules
  }

  /// The customer card beside the form.
  var customer: PageContext {
    CustomerCardSheet.context(account, reader, mayReveal: permissions.contains(Permission.customerReveal.rawValue))
      .merging(
        PayeePages.context(payees, account: account.map { "\($0.balance.account.number)" } ?? "", back: back))
  }
}

/// The customer card of the workbench: masked, with the account of the case.
enum CustomerCardSheet {
  static func context(_ account: AccountSight?, _ reader: ReaderForm, mayReveal: Bool) -> PageContext {
    guard let account else { return ["known": false] }
    let (holder, balance) = (account.holder, account.balance)
    let state = reader.accountState(balance.account.state)
    let kind = reader(Bilingual(zh: holder.documentType.titleZh, en: holder.documentType.titleEn))
    let alert = balance.account.state == .active ? nil : state.text
    return [
      "known": true, "name": holder.nameMasked, "number": "", "document": "\(kind) \(holder.documentMasked)",
      "accounts": [
        [
          "href": "/accounts/\(balance.account.number)", "number": Masking.grouped("\(balance.account.number)"),
          "product": reader(balance.account.product),
          "balance": reader.money(balance.balance), "stateText": state.text, "stateKind": state.kind,
        ] as PageContext
      ], "alerts": alert.map { [["kind": "bad", "text": $0] as PageContext] } ?? [PageContext](),
      "hasAlerts": alert != nil, "canReveal": mayReveal, "revealHref": "/accounts/\(balance.account.number)/reveal",
    ]
  }
}
