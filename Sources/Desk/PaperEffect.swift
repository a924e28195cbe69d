import Access
import Banking
import Catalog
import Primitives
import Storage

/// The effects that write into the register of papers: from the form to Banking's order and back to the facts.
struct PaperEffect: BankEffect {
  let banking: BankBooks
  let kind: PaperRequest

  func preview(_ order: EffectOrder, in tx: any ReadTransaction) throws -> EffectPreview {
    var preview = EffectPreview()
    do {
      guard let request = try request(order) else { return preview }
      let seen = try banking.papers.preview(request, in: tx)
      let what = Self.product(seen)
      let amount = "\(seen.paper.amount)"
      preview.findings[field] = Bilingual(
        zh: "\(seen.holder.card.nameMasked) · \(what.zh) · \(amount)",
        en: "\(seen.holder.card.nameMasked) · \(what.en) · \(amount)")
    } catch let refusal as Refusal {
      preview.refusals.append(refusal)
    }
    return preview
  }

  func prepare(_ order: EffectOrder) throws -> @Sendable (any WriteTransaction) throws -> EffectFacts {
    guard let request = try request(order) else { throw CaseRefusal.notNow }
    return { [banking] tx in Self.facts(try banking.papers.prepare(request, in: tx), request) }
  }

  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    try banking.papers.settle(record.id, at: record.institution, now: now, in: tx)
  }

  func release(_ record: Case, because: CaseMachine.Release, at now: Moment, in tx: any WriteTransaction) throws {
    try banking.papers.release(record.id, at: record.institution, now: now, in: tx)
  }

  func recordHandBack(_ record: Case, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws {
    throw CaseRefusal.handBackNotDue
  }

  /// The field that names what the paper is about.
  private var field: String {
    switch kind {
    case .pledge, .unpledge: "deposit"
    case .proveMoment, .provePeriod: "holding"
    case .returnProof: "proofNumber"
    case .appointCash: "account"
    }
  }

  /// nil while a field that is needed is still empty.
  private func request(_ order: EffectOrder) throws -> PaperOrder? {
    let values = order.values
    guard let text = values.text(field) else { return nil }
    let content = kind == .pledge ? "pledgee" : kind == .unpledge ? "consent" : "purpose"
    if [.pledge, .unpledge].contains(kind) && values.text(content) == nil { return nil }
    if [.provePeriod, .appointCash].contains(kind) && values.date("until") == nil { return nil }
    if kind == .appointCash && values.money("amount") == nil { return nil }
    return PaperOrder(
      order.counter, kind, target: kind == .returnProof ? nil : try AccountNumber(parsing: text, field: field),
      amount: values.money("amount"), until: values.date("until"), content: values.text(content),
      paper: kind == .returnProof ? text : nil)
  }

  private static func product(_ seen: PaperSight) -> Bilingual {
    seen.deposit?.product ?? seen.account?.product ?? Bilingual(zh: "—", en: "—")
  }

  private static func facts(_ seen: PaperSight, _ order: PaperOrder) -> EffectFacts {
    let paper = seen.paper
    let card = seen.holder.card
    let number = paper.target.description
    let product = product(seen)
    return EffectFacts(
      number: seen.journal.map { "\($0)" } ?? "—", amount: nil, accountNumber: paper.isDeposit ? nil : number,
      customer: card.id, signer: seen.holder.name, takesCash: false, reserved: false,
      facts: [
        "customerName": seen.holder.name, "customerNameMasked": card.nameMasked, "customerNumber": "\(card.id)",
        "documentType": card.documentType.titleZh, "documentNumberMasked": card.documentMasked,
        "accountNumber": number, "accountGrouped": Masking.grouped(number),
        "accountMasked": Masking.middle(number, head: 4, tail: 4),
        "certificateNumber": seen.deposit?.certificateText ?? "—", "productName": "\(product.zh) \(product.en)",
        "amount": "\(paper.amount)", "amountCapitals": ChineseCapitals.prefixed(paper.amount),
        "currency": paper.amount.currency.code, "paperNumber": paper.number, "paperMadeOn": "\(paper.madeOn)",
        "paperUntil": paper.until.map { "\($0)" } ?? "—", "paperContent": paper.content ?? "—",
        "paperHeld": seen.held.minor > 0 ? "\(seen.held)" : "—",
        "consent": order.request == .unpledge ? order.content ?? "—" : "—",
      ])
  }
}

extension BankBooks {
  /// The currency of what a number in a form names.
  ///
  /// - Throws: `Refusal` `account.unknown`, `term.unknown`.
  func currency(
    of number: AccountNumber, _ type: FieldType, field: String, in tx: any ReadTransaction
  ) throws -> Currency {
    switch type {
    case .deposit: return try terms.find(number, in: tx).currency
    case .holding:
      do {
        return try terms.find(number, in: tx).currency
      } catch let refusal as Refusal where refusal.code == "term.unknown" {
        return try accounts.find(number, field: field, in: tx).currency
      }
    default: return try accounts.find(number, field: field, in: tx).currency
    }
  }
}
