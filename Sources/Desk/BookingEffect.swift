import Access
import Banking
import Catalog
import Primitives
import Storage

/// Business with money at the counter: reads the form into Banking's order and asks for the plan.
protocol CounterBusiness: Sendable {
  associatedtype Order: Sendable

  /// The field that names the customer's account.
  var accountField: String { get }
  /// nil while a field that the order needs is still empty.
  func order(_ order: EffectOrder) throws -> Order?
  func preview(_ order: Order, in tx: any ReadTransaction) throws -> BookingPlan
  func prepare(_ order: Order, in tx: any WriteTransaction) throws -> PreparedBooking
  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws
  func release(_ record: Case, because: String, at now: Moment, in tx: any WriteTransaction) throws
}

/// The effects that move money: from the form's fields to Banking's order and back to the facts of the page.
struct BookingEffect<Business: CounterBusiness>: BankEffect {
  let banking: BankBooks
  let business: Business

  func preview(_ order: EffectOrder, in tx: any ReadTransaction) throws -> EffectPreview {
    var preview = EffectPreview()
    try look(at: business.accountField, order, &preview, in: tx)
    try look(at: "payeeAccount", order, &preview, in: tx)
    try lookAtDeposit(order, &preview, in: tx)
    if let sum = Self.sum(order) { preview.findings["denominations"] = Bilingual(zh: "合计 \(sum)", en: "Sum \(sum)") }
    guard preview.refusals.isEmpty else { return preview }
    do {
      guard let asked = try business.order(order) else { return preview }
      preview.booked = try business.preview(asked, in: tx).shown.map { leg in
        BookedLine(
          side: leg.side == .debit ? Bilingual(zh: "借", en: "Debit") : Bilingual(zh: "贷", en: "Credit"),
          account: Bilingual(zh: leg.titleZh, en: leg.titleEn), amount: leg.amount)
      }
    } catch let refusal as Refusal {
      preview.refusals.append(refusal)
    }
    return preview
  }

  func prepare(_ order: EffectOrder) throws -> @Sendable (any WriteTransaction) throws -> EffectFacts {
    guard let asked = try business.order(order) else { throw CaseRefusal.notNow }
    let note = order.values.text("note")
    return { [business] tx in Self.facts(try business.prepare(asked, in: tx), note: note) }
  }

  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    try business.settle(record, at: now, in: tx)
  }

  func release(_ record: Case, because: CaseMachine.Release, at now: Moment, in tx: any WriteTransaction) throws {
    try business.release(record, because: because.rawValue, at: now, in: tx)
  }

  func recordHandBack(_ record: Case, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try banking.bookings.recordHandBack(record.id, by: CounterActor(signOn), now: now, in: tx)
  }

  /// Whose account it is, masked, beside the field.
  private func look(
    at field: String, _ order: EffectOrder, _ preview: inout EffectPreview, in tx: any ReadTransaction
  ) throws {
    guard let text = order.values.text(field) else { return }
    do {
      let account = try banking.accounts.usable(try AccountNumber(parsing: text), field: field, in: tx)
      let holder = try banking.customers.card(account.customer, in: tx)
      preview.findings[field] = Bilingual(
        zh: "\(holder.nameMasked) · \(account.product.zh) · \(account.currency) · 正常",
        en: "\(holder.nameMasked) · \(account.product.en) · \(account.currency) · normal")
    } catch let refusal as Refusal {
      preview.refusals.append(refusal)
    }
  }

  private func lookAtDeposit(
    _ order: EffectOrder, _ preview: inout EffectPreview, in tx: any ReadTransaction
  ) throws {
    guard let text = order.values.text("deposit") else { return }
    do {
      let deposit = try banking.terms.find(try AccountNumber(parsing: text, field: "deposit"), in: tx)
      let holder = try banking.customers.card(deposit.customer, in: tx)
      preview.findings["deposit"] = Bilingual(
        zh: "\(holder.nameMasked) · \(deposit.product.zh) · 本金 \(deposit.principal)",
        en: "\(holder.nameMasked) · \(deposit.product.en) · principal \(deposit.principal)")
    } catch let refusal as Refusal {
      preview.refusals.append(refusal)
    }
  }

  private static func sum(_ order: EffectOrder) -> Money? {
    let counts = order.values.denominations("denominations")
    guard let currency = counts.first?.face.currency else { return nil }
    return CashForm.count(counts, currency)?.total
  }

  private static func facts(_ prepared: PreparedBooking, note: String?) -> EffectFacts {
    let plan = prepared.plan
    let number = plan.account.number.description
    var facts = [
      "customerName": plan.holder.name, "customerNameMasked": plan.holder.card.nameMasked,
      "customerNumber": "\(plan.holder.card.id)", "documentType": plan.holder.card.documentType.titleZh,
      "documentNumberMasked": plan.holder.card.documentMasked, "accountNumber": number,
      "accountMasked": Masking.middle(number, head: 4, tail: 4), "accountGrouped": Masking.grouped(number),
      "amount": "\(plan.amount)", "amountCapitals": ChineseCapitals.prefixed(plan.amount),
      "currency": plan.amount.currency.code, "valueDate": "\(plan.valueDate)", "note": note ?? "—",
    ]
    switch plan.kind {
    case .cashDeposit:
      facts["denominationsText"] = CashForm.words(plan.received)
      facts["changeText"] = CashForm.words(plan.given)
    case .cashWithdrawal:
      facts["denominationsText"] = CashForm.words(plan.given)
      facts["changeText"] = CashForm.words(plan.received)
    case .transfer, .termOpen, .termDraw, .instalmentPay, .accountClose: break
    }
    if let term = plan.term { facts.merge(TermFacts.of(term)) { $1 } }
    if let other = plan.other, let holder = plan.otherHolder {
      let text = other.number.description
      facts["payeeName"] = holder.name
      facts["payeeAccountNumber"] = text
      facts["payeeAccountGrouped"] = Masking.grouped(text)
    }
    return EffectFacts(
      number: "\(prepared.number)", amount: plan.amount, accountNumber: number, customer: plan.holder.card.id,
      signer: plan.holder.name, takesCash: !plan.received.isEmpty, reserved: true, facts: facts)
  }
}

/// Cash between the form and Banking.
enum CashForm {
  static func count(_ counts: [DenominationCount], _ currency: Currency) -> CashCount? {
    guard !counts.isEmpty else { return nil }
    return try? CashCount(
      currency, pieces: counts.map { (denomination: $0.face.minor, pieces: $0.count) }, field: "denominations")
  }

  /// `100×3  50×1`, or a dash.
  static func words(_ count: CashCount) -> String {
    count.isEmpty ? "—" : count.text.replacing("*", with: "×").replacing(",", with: "  ")
  }
}

extension EffectOrder {
  var counter: CounterOrder {
    CounterOrder(
      caseID: record.id, institution: record.institution, teller: record.teller, code: record.serviceCode,
      journal: journal, reservation: reservation, key: record.key, deadline: deadline, at: now)
  }

  /// Amount and both counts of a form with a grid of denominations.
  ///
  /// - Parameter isPaidOut: the grid is what the till gives; otherwise what the customer laid down.
  func cash(isPaidOut: Bool) throws -> CashOrder? {
    guard let text = values.text("account"), let amount = values.money("amount"),
      let counted = CashForm.count(values.denominations("denominations"), amount.currency)
    else { return nil }
    let change = CashForm.count(values.denominations("change"), amount.currency) ?? CashCount(amount.currency)
    return CashOrder(
      counter, account: try AccountNumber(parsing: text), amount: amount, received: isPaidOut ? change : counted,
      given: isPaidOut ? counted : change, valueDate: values.date("valueDate"))
  }
}
