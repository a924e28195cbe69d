import Access
import Banking
import Catalog
import Primitives
import Storage

/// The effects that move no money: from the form to Banking's request and back to the facts of the page.
struct RequestEffect: BankEffect {
  let banking: BankBooks
  let kind: RequestKind

  func preview(_ order: EffectOrder, in tx: any ReadTransaction) throws -> EffectPreview {
    var preview = EffectPreview()
    guard let request = try request(order) else { return preview }
    do {
      let seen = try banking.requests.preview(request, in: tx)
      let what = seen.deposit?.product ?? seen.account?.product ?? AccountTraits.plain.product
      preview.findings[field] = Bilingual(
        zh: "\(seen.holder.card.nameMasked) · \(what.zh)", en: "\(seen.holder.card.nameMasked) · \(what.en)")
    } catch let refusal as Refusal {
      preview.refusals.append(refusal)
    }
    return preview
  }

  func prepare(_ order: EffectOrder) throws -> @Sendable (any WriteTransaction) throws -> EffectFacts {
    guard let request = try request(order) else { throw CaseRefusal.notNow }
    return { [banking] tx in Self.facts(try banking.requests.prepare(request, in: tx), request) }
  }

  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    try banking.requests.settle(record.id, at: record.institution, now: now, in: tx)
  }

  func release(_ record: Case, because: CaseMachine.Release, at now: Moment, in tx: any WriteTransaction) throws {
    try banking.requests.release(record.id, at: record.institution, now: now, in: tx)
  }

  func recordHandBack(_ record: Case, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws {
    throw CaseRefusal.handBackNotDue
  }

  private var field: String { kind.isAboutDeposit ? "deposit" : "account" }

  private func request(_ order: EffectOrder) throws -> RequestOrder? {
    guard let text = order.values.text(field) else { return nil }
    if kind == .giveNotice && order.values.money("amount") == nil { return nil }
    return RequestOrder(
      order.counter, kind, number: try AccountNumber(parsing: text, field: field),
      amount: order.values.money("amount"),
      loss: order.values.text("lossMode").flatMap(LossReport.Mode.init(rawValue:)),
      reason: order.values.text("reason"))
  }

  private static func facts(_ prepared: PreparedRequest, _ request: RequestOrder) -> EffectFacts {
    let card = prepared.holder.card
    let number = request.number.description
    let product = prepared.deposit?.product ?? prepared.account?.product ?? AccountTraits.plain.product
    let modes: [LossReport.Mode: String] = [.spoken: "口头挂失 Spoken", .written: "书面挂失 Written"]
    return EffectFacts(
      number: "\(prepared.number)", amount: nil, accountNumber: prepared.account.map { "\($0.number)" },
      customer: card.id, signer: prepared.holder.name, takesCash: false, reserved: false,
      facts: [
        "customerName": prepared.holder.name, "customerNameMasked": card.nameMasked, "customerNumber": "\(card.id)",
        "documentType": card.documentType.titleZh, "documentNumberMasked": card.documentMasked,
        "accountNumber": number, "accountGrouped": Masking.grouped(number),
        "certificateNumber": prepared.deposit?.certificateText ?? "—",
        "productName": "\(product.zh) \(product.en)",
        "principal": prepared.deposit.map { "\($0.principal)" } ?? "—",
        "amount": request.amount.map { "\($0)" } ?? "—",
        "requestUntil": prepared.until.map { "\($0)" } ?? "—",
        "lossMode": request.loss.flatMap { modes[$0] } ?? "—", "reason": request.reason ?? "—",
      ])
  }
}
