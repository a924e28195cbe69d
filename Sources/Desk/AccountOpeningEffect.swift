import Access
import Banking
import Catalog
import Primitives
import Storage

/// `account.open`: a demand account for a person; moves no money (BC-019, BC-048).
struct AccountOpeningEffect: BankEffect {
  let banking: BankBooks
  let entropy: any Entropy

  func preview(_ order: EffectOrder, in tx: any ReadTransaction) throws -> EffectPreview {
    var preview = EffectPreview()
    guard let number = order.values.text("documentNumber"), let type = Self.type(order, "documentType") else {
      return preview
    }
    do {
      let known = try banking.customers.detail(type, number, in: tx)
      guard let known else {
        preview.findings["documentNumber"] = Bilingual(zh: "新客户", en: "New customer")
        return preview
      }
      preview.findings["documentNumber"] = Bilingual(
        zh: "已有客户 \(known.card.nameMasked)", en: "Known customer \(known.card.nameMasked)")
      preview.prefill["customerName"] = known.name
      if let phone = known.phone { preview.prefill["phone"] = phone }
      let accounts = try banking.accounts.accounts(of: known.card.id, in: tx)
      if let name = order.values.text("customerName"), name != known.name {
        preview.refusals.append(CaseRefusal.nameDiffers)
      } else if !accounts.isEmpty {
        preview.findings["customerName"] = Bilingual(
          zh: "已有 \(accounts.count) 个账户", en: "\(accounts.count) account(s) already")
      }
    } catch let refusal as Refusal {
      preview.refusals.append(Self.atFormField(refusal))
    }
    return preview
  }

  func prepare(_ order: EffectOrder) throws -> @Sendable (any WriteTransaction) throws -> EffectFacts {
    let opening = try self.order(order)
    let words = Words(order)
    return { [banking] tx in
      do {
        return words.facts(try banking.accountOpening.prepare(opening, in: tx))
      } catch let refusal as Refusal {
        throw Self.atFormField(refusal)
      }
    }
  }

  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try banking.accountOpening.settle(record.id, at: record.institution, now: now, in: tx)
  }

  func release(_ record: Case, because: CaseMachine.Release, at now: Moment, in tx: any WriteTransaction) throws {
    try banking.accountOpening.release(record.id, at: record.institution, now: now, in: tx)
  }

  func recordHandBack(_ record: Case, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws {
    throw CaseRefusal.handBackNotDue
  }

  private func order(_ order: EffectOrder) throws -> AccountOpeningOrder {
    guard let type = Self.type(order, "documentType"), let number = order.values.text("documentNumber"),
      let currency = order.values.currency("currency"),
      let method = order.values.text("identityCheck").flatMap(IdentityCheck.Method.init(rawValue:)),
      let result = order.values.text("identityResult").flatMap(IdentityCheck.Result.init(rawValue:))
    else { throw Fault("desk.service-data", "account.open lacks a field that its definition promised") }
    let draft = try banking.customers.draft(
      documentType: type, documentNumber: number, name: order.values.text("customerName"),
      phone: order.values.text("phone"), id: order.customer, entropy: entropy)
    return AccountOpeningOrder(
      caseID: order.record.id, institution: order.record.institution, customer: draft, currency: currency,
      identity: IdentityCheck(
        method: method, result: result, checkedBy: order.record.teller, agent: try agent(order)),
      accountClass: order.values.text("accountClass").flatMap { Int($0) } ?? 1,
      linked: try order.values.text("linkedAccount").map { try AccountNumber(parsing: $0, field: "linkedAccount") },
      at: order.now)
  }

  private func agent(_ order: EffectOrder) throws -> AgentDraft? {
    guard order.values.text("actingAs") == "agent", let name = order.values.text("agentName"),
      let type = Self.type(order, "agentDocumentType"), let number = order.values.text("agentDocumentNumber")
    else { return nil }
    return try banking.customers.agent(
      name: name, documentType: type, documentNumber: number, caseID: order.record.id, entropy: entropy)
  }

  private static func type(_ order: EffectOrder, _ field: String) -> DocumentType? {
    order.values.text(field).flatMap(DocumentType.init(rawValue:))
  }

  private static func atFormField(_ refusal: Refusal) -> Refusal {
    refusal.field == "idNumber" ? refusal.at("documentNumber") : refusal
  }

  /// The words that the page uses for the choices of the form.
  private struct Words: Sendable {
    let check: String
    let result: String
    let acting: String
    let agentName: String
    let agentDocument: String

    init(_ order: EffectOrder) {
      let checks = [
        "original-seen": "核对证件原件 Original seen", "chip-read": "读取证件芯片 Chip read",
        "registry": "联网核查 Registry",
      ]
      check = checks[order.values.text("identityCheck") ?? ""] ?? "—"
      result = order.values.text("identityResult") == "agrees" ? "一致 Agrees" : "存疑 Doubtful"
      acting = order.values.text("actingAs") == "agent" ? "代理人 Agent" : "本人 Holder"
      agentName = order.values.text("agentName") ?? "—"
      agentDocument =
        order.values.text("agentDocumentNumber").map { Masking.middle($0, head: 2, tail: 2) } ?? "—"
    }

    func facts(_ prepared: AccountOpeningFacts) -> EffectFacts {
      let card = prepared.customer.card
      let number = prepared.account.description
      return EffectFacts(
        number: "\(prepared.number)", amount: nil, accountNumber: number, customer: card.id,
        signer: agentName == "—" ? prepared.customer.name : agentName, takesCash: false, reserved: false,
        facts: [
          "customerName": prepared.customer.name, "customerNameMasked": card.nameMasked,
          "customerNumber": "\(card.id)",
          "documentType": "\(card.documentType.titleZh) \(card.documentType.titleEn)",
          "documentNumberMasked": card.documentMasked, "accountNumber": number,
          "accountMasked": Masking.middle(number, head: 4, tail: 4), "accountGrouped": Masking.grouped(number),
          "productName": "\(prepared.product.zh) \(prepared.product.en)", "currency": prepared.currency.code,
          "phoneMasked": card.phoneMasked ?? "—", "identityCheck": check, "identityResult": result,
          "actingAs": acting, "agentName": agentName, "agentDocumentMasked": agentDocument,
        ],
        personal: [prepared.customer.documentNumber] + (prepared.customer.phone.map { [$0] } ?? []))
    }
  }
}
