import Access
import Banking
import Catalog
import Primitives
import Storage

/// `deposit.cash`: from the form's fields to Banking's order and back to the facts of the page.
struct CashDepositEffect: BankEffect {
  let banking: BankBooks

  func preview(_ order: EffectOrder, in tx: any ReadTransaction) throws -> EffectPreview {
    var preview = EffectPreview()
    guard let text = order.values.text("account") else { return preview }
    do {
      let account = try banking.accounts.usable(try AccountNumber(parsing: text), in: tx)
      let holder = try banking.customers.card(account.customer, in: tx)
      preview.findings["account"] = Bilingual(
        zh: "\(holder.nameMasked) · \(DemandAccount.kindZh) · \(account.currency) · 正常",
        en: "\(holder.nameMasked) · \(DemandAccount.kindEn) · \(account.currency) · normal")
      if let counted = Self.count(order.values.denominations("denominations"), account.currency) {
        preview.findings["denominations"] = Bilingual(zh: "合计 \(counted.total)", en: "Sum \(counted.total)")
      }
      guard let deposit = try Self.order(order) else { return preview }
      let planned = try banking.cashDeposit.preview(deposit, in: tx)
      preview.booked = planned.legs.map { leg in
        BookedLine(
          side: leg.side == .debit ? Bilingual(zh: "借", en: "Debit") : Bilingual(zh: "贷", en: "Credit"),
          account: Bilingual(zh: leg.titleZh, en: leg.titleEn), amount: leg.amount)
      }
    } catch let refusal as Refusal {
      preview.refusals.append(Self.atFormField(refusal))
    }
    return preview
  }

  func prepare(_ order: EffectOrder) throws -> @Sendable (any WriteTransaction) throws -> EffectFacts {
    guard let deposit = try Self.order(order) else { throw CaseRefusal.notNow }
    let note = order.values.text("note")
    return { [banking] tx in
      do {
        return Self.facts(try banking.cashDeposit.prepare(deposit, in: tx), note: note)
      } catch let refusal as Refusal {
        throw Self.atFormField(refusal)
      }
    }
  }

  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try banking.cashDeposit.settle(record.id, at: record.institution, now: now, in: tx)
  }

  func release(_ record: Case, because: CaseMachine.Release, at now: Moment, in tx: any WriteTransaction) throws {
    try banking.cashDeposit.release(record.id, at: record.institution, reason: because.rawValue, now: now, in: tx)
  }

  func recordHandBack(_ record: Case, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try banking.cashDeposit.recordHandBack(record.id, by: CounterActor(signOn), now: now, in: tx)
  }

  /// nil while a field that the order needs is still empty.
  private static func order(_ order: EffectOrder) throws -> CashDepositOrder? {
    guard let text = order.values.text("account"), let amount = order.values.money("amount"),
      let received = count(order.values.denominations("denominations"), amount.currency)
    else { return nil }
    return CashDepositOrder(
      caseID: order.record.id, institution: order.record.institution, teller: order.record.teller,
      code: order.record.serviceCode, account: try AccountNumber(parsing: text), amount: amount,
      received: received,
      change: count(order.values.denominations("change"), amount.currency) ?? CashCount(amount.currency),
      valueDate: order.values.date("valueDate"), journal: order.journal, reservation: order.reservation,
      key: order.record.key, deadline: order.deadline, at: order.now)
  }

  private static func count(_ counts: [DenominationCount], _ currency: Currency) -> CashCount? {
    guard !counts.isEmpty else { return nil }
    return try? CashCount(
      currency, pieces: counts.map { (denomination: $0.face.minor, pieces: $0.count) }, field: "denominations")
  }

  /// Banking calls the notes `received`; the form calls them `denominations`.
  private static func atFormField(_ refusal: Refusal) -> Refusal {
    refusal.field == "received" ? refusal.at("denominations") : refusal
  }

  private static func facts(_ prepared: CashDepositFacts, note: String?) -> EffectFacts {
    let holder = prepared.preview.holder
    let number = prepared.preview.account.number.description
    return EffectFacts(
      number: "\(prepared.number)", amount: prepared.amount, accountNumber: number, customer: holder.card.id,
      signer: holder.name, takesCash: true, reserved: true,
      facts: [
        "customerName": holder.name, "customerNameMasked": holder.card.nameMasked,
        "customerNumber": "\(holder.card.id)", "documentType": holder.card.documentType.titleZh,
        "documentNumberMasked": holder.card.documentMasked, "accountNumber": number,
        "accountMasked": Masking.middle(number, head: 4, tail: 4), "accountGrouped": Masking.grouped(number),
        "amount": "\(prepared.amount)", "amountCapitals": ChineseCapitals.prefixed(prepared.amount),
        "currency": prepared.amount.currency.code, "denominationsText": words(prepared.received),
        "changeText": prepared.change.isEmpty ? "—" : words(prepared.change),
        "valueDate": "\(prepared.preview.valueDate)", "note": note ?? "—",
      ])
  }

  /// `100×3  50×1`.
  static func words(_ count: CashCount) -> String {
    count.text.replacing("*", with: "×").replacing(",", with: "  ")
  }
}
