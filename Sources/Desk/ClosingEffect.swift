import Access
import Banking
import Catalog
import Primitives
import Storage

/// `account.close`: balance and interest are paid in cash or to another account of the customer, and the account ends.
struct ClosingEffect: BankEffect {
  let banking: BankBooks

  func preview(_ order: EffectOrder, in tx: any ReadTransaction) throws -> EffectPreview {
    var preview = EffectPreview()
    guard let text = order.values.text("account") else { return preview }
    do {
      let number = try AccountNumber(parsing: text)
      let inCash = order.values.text("payout") == "cash"
      let (account, holder, sum) = try banking.closing.look(
        number, at: order.record.institution, inCash: inCash, in: tx)
      preview.findings["account"] = Bilingual(
        zh: "\(holder.card.nameMasked) · \(account.product.zh) · 余额 \(sum.balance)",
        en: "\(holder.card.nameMasked) · \(account.product.en) · balance \(sum.balance)")
      preview.findings["payout"] = Bilingual(
        zh: "利息 \(sum.interest)，应付 \(sum.total)", en: "interest \(sum.interest), to be paid \(sum.total)")
      if inCash { preview.prefill["amount"] = sum.total.decimal }
      try AccountClosing.check(typed: order.values.money("amount"), sum)
      guard let asked = try closing(order) else { return preview }
      let planned = try banking.closing.preview(asked, in: tx)
      preview.booked = planned.plan.map(BookedLine.lines) ?? []
    } catch let refusal as Refusal {
      preview.refusals.append(refusal)
    }
    return preview
  }

  func prepare(_ order: EffectOrder) throws -> @Sendable (any WriteTransaction) throws -> EffectFacts {
    guard let asked = try closing(order) else { throw CaseRefusal.notNow }
    let typed = order.values.money("amount")
    return { [banking] tx in
      let prepared = try banking.closing.prepare(asked, in: tx)
      try AccountClosing.check(typed: typed, prepared.sum)
      return Self.facts(prepared)
    }
  }

  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    try banking.closing.settle(record.id, at: record.institution, now: now, in: tx)
  }

  func release(_ record: Case, because: CaseMachine.Release, at now: Moment, in tx: any WriteTransaction) throws {
    try banking.closing.release(record.id, at: record.institution, reason: because.rawValue, now: now, in: tx)
  }

  func recordHandBack(_ record: Case, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try banking.bookings.recordHandBack(record.id, by: CounterActor(signOn), now: now, in: tx)
  }

  /// nil while the form does not say yet how it is paid.
  private func closing(_ order: EffectOrder) throws -> ClosingOrder? {
    guard let text = order.values.text("account") else { return nil }
    let account = try AccountNumber(parsing: text)
    switch order.values.text("payout") {
    case "none": return ClosingOrder(order.counter, account: account, payout: .none)
    case "transfer":
      guard let payee = order.values.text("payeeAccount") else { return nil }
      return ClosingOrder(
        order.counter, account: account,
        payout: .transfer(try AccountNumber(parsing: payee, field: "payeeAccount")))
    case "cash":
      guard let amount = order.values.money("amount"),
        let given = CashForm.count(order.values.denominations("denominations"), amount.currency)
      else { return nil }
      let received = CashForm.count(order.values.denominations("change"), amount.currency)
      return ClosingOrder(
        order.counter, account: account,
        payout: .cash(received: received ?? CashCount(amount.currency), given: given))
    default: return nil
    }
  }

  private static func facts(_ prepared: PreparedClosing) -> EffectFacts {
    let (account, card, sum, plan) = (prepared.account, prepared.holder.card, prepared.sum, prepared.plan)
    let number = account.number.description
    var facts = [
      "customerName": prepared.holder.name, "customerNameMasked": card.nameMasked, "customerNumber": "\(card.id)",
      "documentType": card.documentType.titleZh, "documentNumberMasked": card.documentMasked,
      "accountNumber": number, "accountMasked": Masking.middle(number, head: 4, tail: 4),
      "accountGrouped": Masking.grouped(number), "productName": "\(account.product.zh) \(account.product.en)",
      "currency": account.currency.code, "valueDate": "\(prepared.businessDate)", "note": "—",
      "principal": "\(sum.balance)", "interest": "\(sum.interest)", "total": "\(sum.total)",
      "totalCapitals": ChineseCapitals.prefixed(sum.total), "amount": "\(sum.total)",
      "amountCapitals": ChineseCapitals.prefixed(sum.total), "denominationsText": "—", "changeText": "—",
      "interestWorking": "—", "interestSource": "—",
    ]
    if let working = sum.working {
      facts["interestWorking"] = working.parts.map { part in
        "\(part.title.zh)：\((try? part.formula().zh) ?? part.exactText)"
      }.joined(separator: "；")
      facts["interestSource"] =
        "\(working.method.name.zh)。" + working.sources.map(\.zh).joined(separator: "；")
    }
    if sum.rounding.minor > 0 {
      facts["interestSource"] = (facts["interestSource"] ?? "") + "。现金尾差 \(sum.rounding) 由本行承担"
    }
    facts["payout"] = "无 nothing to pay"
    if let plan {
      facts["denominationsText"] = CashForm.words(plan.given)
      facts["changeText"] = CashForm.words(plan.received)
      facts["payout"] =
        plan.other.map { "转入本人账户 to own account \(Masking.grouped($0.number.description))" } ?? "现金 in cash"
    }
    return EffectFacts(
      number: "\(prepared.number)", amount: plan?.amount, accountNumber: number, customer: card.id,
      signer: prepared.holder.name, takesCash: plan.map { !$0.received.isEmpty } ?? false, reserved: plan != nil,
      facts: facts)
  }
}

extension BookedLine {
  /// The legs of a plan, as people read them.
  static func lines(_ plan: BookingPlan) -> [BookedLine] {
    plan.shown.map { leg in
      BookedLine(
        side: leg.side == .debit ? Bilingual(zh: "借", en: "Debit") : Bilingual(zh: "贷", en: "Credit"),
        account: Bilingual(zh: leg.titleZh, en: leg.titleEn), amount: leg.amount)
    }
  }
}
