import Primitives
import Storage

/// The effect `enterprise.open` (单位开户): a demand account for an enterprise, asked for by its proxy (经办人) and
/// authorised by a supervisor (人民币银行结算账户管理办法, articles 11 and 12; BC-008, BC-020). The enterprise is entered
/// into the register with its credit code, its legal representative and its address when it is new.
struct EnterpriseOpening: DeedWork {
  let ground: BankGround
  let records: CustomerRecords

  /// - Throws: `Refusal` `credit-code.…` (`creditCode`), `identity.doubtful`, `enterprise.name-differs`
  ///   (`enterpriseName`), `enterprise.basic-number` (`basicNumber`), `enterprise.general-same-outlet`,
  ///   `id.…` and `customer.…` of the persons, `account.basic-exists`.
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight {
    guard let code = order.fields["creditCode"] else { return DeedSight() }
    let known = try ground.customers.detail(.creditCode, code, in: tx)
    var sight = DeedSight(customer: known, signer: order.fields["proxyName"] ?? "")
    try learn(known, &sight, in: tx)
    try DeedText.checkIdentity(order)
    if let name = order.fields["enterpriseName"], let known, !CustomerText.sameName(name, known.name) {
      throw EnterpriseRefusal.nameDiffers
    }
    guard let nature = Self.nature(order) else { return sight }
    let living = try known.map { try ground.accounts.accounts(of: $0.card.id, in: tx) } ?? []
    try check(nature, order, living)
    guard order.fields["proxyDocumentNumber"] != nil, let currency = Self.currency(order) else { return sight }
    let persons = try Self.persons(order)
    if let number = order.takenAccount {
      sight.account = number
      sight.facts["accountNumber"] = number.description
      sight.facts["accountMasked"] = Masking.middle(number.description, head: 4, tail: 4)
      sight.facts["accountGrouped"] = Masking.grouped(number.description)
    }
    sight.facts.merge(facts(order, code, nature, currency, known, persons)) { $1 }
    return sight
  }

  func take(_ order: DeedOrder, on today: BusinessDate, in tx: any WriteTransaction) throws -> [String: String] {
    guard let code = order.fields["creditCode"], let nature = Self.nature(order), let currency = Self.currency(order)
    else { throw BankingRefusal.customerUnknown }
    let known = try ground.customers.detail(.creditCode, code, in: tx)
    let number = try ground.accounts.allot(
      order.counter.institution, customer: known?.card.id ?? order.newCustomer, currency,
      AccountTraits(nature: nature), on: today, in: tx)
    return [DeedOrder.taken: number.description]
  }

  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    guard let number = order.takenAccount else { throw Fault("deed.broken", "an opening without its account") }
    let id = try enter(order, entropy: entropy, in: tx)
    // Two openings for one enterprise go one after the other: the second sees the first one's account.
    _ = try tx.first(DeedTables.lockCustomer, [.id(id)], lock: true)
    _ = try ground.accounts.activate(number, customer: id, on: today, in: tx)
    return ["account": "\(number)", "nature": order.fields["accountNature"] ?? "", "customer": "\(id)"]
  }

  func drop(_ order: DeedOrder, in tx: any WriteTransaction) throws {
    guard let number = order.takenAccount else { return }
    try ground.accounts.drop(number, in: tx)
  }
}

// MARK: - Parts

extension EnterpriseOpening {
  private struct Persons {
    let legal: (name: String, type: DocumentType, number: String)
    let proxy: (name: String, type: DocumentType, number: String)
  }

  private static func nature(_ order: DeedOrder) -> AccountTraits.Nature? {
    order.fields["accountNature"].flatMap(AccountTraits.Nature.init(rawValue:))
  }

  private static func currency(_ order: DeedOrder) -> Currency? {
    order.fields["currency"].flatMap(Currency.init(code:))
  }

  /// The enterprise's row, or a new one with all that stands beside it.
  private func enter(_ order: DeedOrder, entropy: any Entropy, in tx: any WriteTransaction) throws -> CustomerID {
    let code = order.fields["creditCode"] ?? ""
    if let known = try ground.customers.detail(.creditCode, code, in: tx) { return known.card.id }
    let (id, now) = (order.newCustomer, order.counter.at)
    let draft = try ground.customers.draft(
      documentType: .creditCode, documentNumber: code, name: order.fields["enterpriseName"],
      phone: order.fields["phone"], id: id, entropy: entropy)
    let made = try ground.customers.insert(
      id, order.counter.institution, .creditCode, draft.sealed, at: now, in: tx)
    guard made != nil else {
      guard let other = try ground.customers.detail(.creditCode, code, in: tx) else {
        throw Fault("deed.broken", "an enterprise can neither be entered nor found")
      }
      return other.card.id
    }
    let legal = try Self.persons(order).legal
    try tx.execute(
      DeedTables.insertEnterprise,
      [
        .id(id), .bytes(try records.seal(order.fields["address"] ?? "", "enterprises.address.\(id)", entropy)),
        .bytes(try records.seal(legal.name, "enterprises.legal_name.\(id)", entropy)), .text(legal.type.rawValue),
        .bytes(try records.seal(legal.number, "enterprises.legal_document.\(id)", entropy)),
        .text(order.fields["basicNumber"]), .moment(now),
      ])
    return id
  }

  /// What the bank knows of it: into the form, and beside the code.
  private func learn(
    _ known: CustomerDetail?, _ sight: inout DeedSight, in tx: any ReadTransaction
  ) throws {
    guard let known else {
      sight.findings["creditCode"] = Bilingual(zh: "新的单位客户", en: "A new enterprise")
      return
    }
    sight.findings["creditCode"] = Bilingual(
      zh: "已有单位客户 \(known.name)", en: "Known enterprise \(known.name)")
    sight.prefill["enterpriseName"] = known.name
    sight.prefill["phone"] = known.phone
    let id = known.card.id
    guard let row = try tx.first(DeedTables.enterprise, [.id(id)]) else { return }
    sight.prefill["address"] = try records.open(try row.bytes(0), "enterprises.address.\(id)")
    sight.prefill["legalName"] = try records.open(try row.bytes(1), "enterprises.legal_name.\(id)")
    sight.prefill["legalDocumentType"] = try row.text(2)
    sight.prefill["legalDocumentNumber"] = try records.open(try row.bytes(3), "enterprises.legal_document.\(id)")
  }

  /// One basic account; a general one names the basic account's number and is kept elsewhere.
  private func check(_ nature: AccountTraits.Nature, _ order: DeedOrder, _ living: [DemandAccount]) throws {
    let basic = living.first { $0.traits.nature == .basic && $0.state != .closed && $0.number != order.takenAccount }
    switch nature {
    case .basic: if basic != nil { throw AccountRefusal.basicExists }
    case .general:
      if basic?.home == order.counter.institution { throw EnterpriseRefusal.sameOutlet }
      if let number = order.fields["basicNumber"] { try Self.checkBasicNumber(number) }
    case .personal: throw AccountRefusal.basicExists
    }
  }

  /// 基本存款账户编号: J and thirteen digits (银发[2019]41号).
  private static func checkBasicNumber(_ text: String) throws {
    let digits = text.uppercased().dropFirst()
    guard text.uppercased().hasPrefix("J"), digits.count == 13, digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { throw EnterpriseRefusal.basicNumber }
  }

  private static func persons(_ order: DeedOrder) throws -> Persons {
    func person(_ who: String) throws -> (name: String, type: DocumentType, number: String) {
      let type = order.fields["\(who)DocumentType"].flatMap(DocumentType.init(rawValue:)) ?? .other
      return (
        try CustomerText.name(order.fields["\(who)Name"] ?? "", field: "\(who)Name"), type,
        try CustomerText.document(type, order.fields["\(who)DocumentNumber"] ?? "", field: "\(who)DocumentNumber")
      )
    }
    return Persons(legal: try person("legal"), proxy: try person("proxy"))
  }

  private func facts(
    _ order: DeedOrder, _ code: String, _ nature: AccountTraits.Nature, _ currency: Currency,
    _ known: CustomerDetail?, _ persons: Persons
  ) -> [String: String] {
    let product = AccountTraits(nature: nature).product
    let name = known?.name ?? order.fields["enterpriseName"] ?? ""
    let phone = known?.phone ?? order.fields["phone"]
    return [
      "creditCode": code, "enterpriseName": name, "customerName": name,
      "customerNameMasked": CustomerText.maskedName(name), "address": order.fields["address"] ?? "—",
      "documentType": "\(DocumentType.creditCode.titleZh) \(DocumentType.creditCode.titleEn)",
      "documentNumberMasked": CustomerText.maskedDocument(.creditCode, code),
      "customerNumber": "\(known?.card.id ?? order.newCustomer)",
      "accountNature": nature == .basic ? "基本存款账户 Basic" : "一般存款账户 General",
      "basicNumber": order.fields["basicNumber"] ?? "—", "currency": currency.code,
      "productName": "\(product.zh) \(product.en)", "legalName": persons.legal.name,
      "legalDocumentMasked": CustomerText.maskedDocument(persons.legal.type, persons.legal.number),
      "proxyName": persons.proxy.name,
      "proxyDocumentMasked": CustomerText.maskedDocument(persons.proxy.type, persons.proxy.number),
      "phoneMasked": phone.map(CustomerText.maskedPhone) ?? "—",
    ].merging(DeedText.identity(order)) { $1 }
  }
}

enum EnterpriseRefusal {
  static let nameDiffers = Refusal(
    .conflict, "enterprise.name-differs", field: "enterpriseName", zh: "单位名称与本行登记的该代码名称不一致。",
    en: "The name differs from the one on record for this code.", remedyZh: "请与营业执照核对。",
    remedyEn: "Compare it with the business licence.")
  static let basicNumber = Refusal(
    .invalid, "enterprise.basic-number", field: "basicNumber", zh: "基本存款账户编号应为 J 加 13 位数字。",
    en: "The number of a basic account is J and 13 digits.", remedyZh: "请与基本存款账户信息核对。",
    remedyEn: "Compare it with the sheet of the basic account.")
  static let sameOutlet = Refusal(
    .conflict, "enterprise.general-same-outlet", field: "accountNature",
    zh: "该单位的基本存款账户就在本网点，一般存款账户应在其他营业机构开立。",
    en: "Its basic account is kept at this very outlet; a general one is opened elsewhere.",
    remedyZh: "请到其他网点办理。", remedyEn: "Open it at another outlet.")
}
