import Access
import Banking
import Catalog
import Primitives
import Storage

/// `statement.issue`: the statement as a sealed voucher of as many pages as it needs. Moves nothing.
struct StatementEffect: BankEffect {
  let house: House

  private struct Asked {
    let account: AccountNumber
    let kind: AccountStatement.Kind
    let from: BusinessDate
    let to: BusinessDate
  }

  private func asked(_ values: FieldValues) throws -> Asked? {
    guard let text = values.text("account"),
      let kind = values.text("statementKind").flatMap(AccountStatement.Kind.init(rawValue:)),
      let from = values.date("from"), let to = values.date("to")
    else { return nil }
    return Asked(account: try AccountNumber(parsing: text), kind: kind, from: from, to: to)
  }

  func preview(_ order: EffectOrder, in tx: any ReadTransaction) throws -> EffectPreview {
    var preview = EffectPreview()
    do {
      guard let asked = try asked(order.values) else { return preview }
      let made = try house.banking.statements.statement(
        asked.account, asked.kind, from: asked.from, to: asked.to, limit: Statements.mostOnPaper, in: tx)
      preview.findings["account"] = Bilingual(
        zh: "\(made.holder.card.nameMasked) · \(made.lines.count) 行 · 期末 \(made.closing)",
        en: "\(made.holder.card.nameMasked) · \(made.lines.count) lines · closing \(made.closing)")
    } catch let refusal as Refusal {
      preview.refusals.append(refusal)
    }
    return preview
  }

  func prepare(_ order: EffectOrder) throws -> @Sendable (any WriteTransaction) throws -> EffectFacts {
    guard let asked = try asked(order.values) else { throw CaseRefusal.notNow }
    let (counter, house) = (order.counter, house)
    let (number, kind, from, to) = (asked.account, asked.kind, asked.from, asked.to)
    return { tx in
      let (journal, made) = try house.banking.statements.prepare(
        counter, number, kind, from: from, to: to, in: tx)
      let text = StatementText(statement: made) { [catalog = house.catalog] in catalog.service(code: $0)?.name }
      return Self.facts(journal, made, text.fact)
    }
  }

  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    try house.banking.statements.settle(try Self.journal(record), at: now, in: tx)
  }

  func release(_ record: Case, because: CaseMachine.Release, at now: Moment, in tx: any WriteTransaction) throws {
    try house.banking.statements.release(try Self.journal(record), at: now, in: tx)
  }

  func recordHandBack(_ record: Case, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws {
    throw CaseRefusal.handBackNotDue
  }

  private static func journal(_ record: Case) throws -> JournalNumber {
    guard let number = record.number.flatMap({ JournalNumber($0) }) else {
      throw Fault("case.number", "case \(record.id) has no journal number")
    }
    return number
  }

  private static func facts(_ journal: JournalNumber, _ made: AccountStatement, _ lines: String) -> EffectFacts {
    let card = made.holder.card
    let number = made.account.number.description
    return EffectFacts(
      number: "\(journal)", amount: nil, accountNumber: number, customer: card.id, signer: made.holder.name,
      takesCash: false, reserved: false,
      facts: [
        "customerName": made.holder.name, "customerNameMasked": card.nameMasked, "customerNumber": "\(card.id)",
        "documentType": card.documentType.titleZh, "documentNumberMasked": card.documentMasked,
        "accountNumber": number, "accountGrouped": Masking.grouped(number),
        "accountMasked": Masking.middle(number, head: 4, tail: 4),
        "productName": "\(made.account.product.zh) \(made.account.product.en)", "currency": made.account.currency.code,
        "statementKind": "\(made.kind.title.zh) \(made.kind.title.en)", "statementFrom": "\(made.from)",
        "statementTo": "\(made.to)", "openingBalance": "\(made.opening)", "closingBalance": "\(made.closing)",
        "totalIn": "\(made.credits)", "totalOut": "\(made.debits)", "lineCount": "\(made.lines.count)",
        "statementLines": lines,
      ])
  }
}
