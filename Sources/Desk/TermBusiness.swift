import Banking
import Catalog
import Interest
import Ledger
import Primitives
import Storage

/// `term.open`: the form and the service's `kind` into an opening.
struct TermOpenBusiness: CounterBusiness {
  let terms: TermDeposits
  var accountField: String { "account" }

  func order(_ order: EffectOrder) throws -> TermOpening? {
    guard let payer = order.values.text("account"), let amount = order.values.money("amount"),
      let kind = order.settings["kind"].flatMap(TermDeposit.Kind.init(rawValue:))
    else { return nil }
    let tenor = try order.values.text("tenor").map { try Tenor(parsing: $0) }
    let period = order.values.text("period").flatMap { Int($0) }.flatMap(NoticePeriod.init(rawValue:))
    if [.lumpSum, .instalment].contains(kind) && tenor == nil || kind == .notice && period == nil { return nil }
    let instruction = order.values.text("instruction").flatMap(MaturityInstruction.init(rawValue:)) ?? .payOut
    return TermOpening(
      order.counter, kind, tenor: tenor, period: period, payer: try AccountNumber(parsing: payer), amount: amount,
      instruction: instruction)
  }

  func preview(_ order: TermOpening, in tx: any ReadTransaction) throws -> BookingPlan {
    try terms.preview(order, in: tx)
  }
  func prepare(_ order: TermOpening, in tx: any WriteTransaction) throws -> PreparedBooking {
    try terms.prepare(order, in: tx)
  }
  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try terms.settle(record.id, at: record.institution, now: now, in: tx)
  }
  func release(_ record: Case, because: String, at now: Moment, in tx: any WriteTransaction) throws {
    try terms.release(record.id, at: record.institution, reason: because, now: now, in: tx)
  }
}

/// `term.draw`: in whole or in part, back into the account it came from.
struct TermDrawBusiness: CounterBusiness {
  let terms: TermDeposits
  var accountField: String { "account" }

  func order(_ order: EffectOrder) throws -> TermDrawing? {
    guard let text = order.values.text("deposit"), let amount = order.values.money("amount") else { return nil }
    return TermDrawing(order.counter, deposit: try AccountNumber(parsing: text, field: "deposit"), amount: amount)
  }

  func preview(_ order: TermDrawing, in tx: any ReadTransaction) throws -> BookingPlan {
    try terms.preview(order, in: tx)
  }
  func prepare(_ order: TermDrawing, in tx: any WriteTransaction) throws -> PreparedBooking {
    try terms.prepare(order, in: tx)
  }
  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try terms.settle(record.id, at: record.institution, now: now, in: tx)
  }
  func release(_ record: Case, because: String, at now: Moment, in tx: any WriteTransaction) throws {
    try terms.release(record.id, at: record.institution, reason: because, now: now, in: tx)
  }
}

/// The facts of a deposit under a contract: the working stands on the voucher part by part.
enum TermFacts {
  static func of(_ term: TermPlan) -> [String: String] {
    let deposit = term.deposit
    let number = deposit.number.description
    var facts = [
      "depositNumber": number, "depositGrouped": Masking.grouped(number),
      "certificateNumber": deposit.certificateText, "productName": both(deposit.product),
      "principal": "\(term.working == nil ? deposit.principal : term.drawn)", "termOpened": "\(deposit.openedOn)",
      "termMatures": deposit.maturesOn.map { "\($0)" } ?? "—",
      "termRate": deposit.rate.map { "\($0)" } ?? "支取日挂牌利率 posted on the withdrawal day",
      "termInstruction": deposit.kind == .lumpSum ? both(instruction(deposit.instruction)) : "—",
      "interest": "—", "interestWorking": "—", "interestSource": "—", "termRest": "—",
      "newCertificate": "—",
    ]
    facts.merge(InstalmentFacts.of(term.instalment)) { $1 }
    guard let working = term.working else { return facts }
    facts["interest"] = "\(working.total)"
    facts["interestWorking"] = working.parts.map { part in
      let formula = (try? part.formula().zh) ?? part.exactText
      return "\(part.title.zh)：\(formula)"
    }.joined(separator: "；")
    facts["interestSource"] =
      "\(working.method.name.zh)。" + working.sources.map(\.zh).joined(separator: "；")
      + (term.breaches.isEmpty ? "" : "。" + term.breaches.map(\.title.zh).joined(separator: "；"))
    facts["termRest"] = term.rest.map { "\(Money(minor: $0.principal.minor, deposit.currency))" } ?? "0，销户 closed"
    if let certificate = term.rest?.certificate {
      facts["newCertificate"] = TermDeposit.certificateText(deposit.number.institution, certificate)
    }
    return facts
  }

  private static func both(_ text: Bilingual) -> String { "\(text.zh) \(text.en)" }

  private static func instruction(_ instruction: MaturityInstruction) -> Bilingual {
    switch instruction {
    case .payOut: Bilingual(zh: "到期支取", en: "paid out at maturity")
    case .toDemand: Bilingual(zh: "到期转活期", en: "to the demand account")
    case .renewPrincipal: Bilingual(zh: "本金自动转存", en: "principal renewed")
    case .renewBoth: Bilingual(zh: "本息自动转存", en: "principal and interest renewed")
    }
  }
}
