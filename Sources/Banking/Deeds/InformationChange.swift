import Primitives
import Storage

/// The effect `customer.change` (客户信息变更): what a person's record says, changed on sight of his document, looked
/// through by a second teller. What stood there before stays in the record's history (EP-012, EC-003).
struct InformationChange: DeedWork {
  let ground: BankGround
  let records: CustomerRecords

  private struct Change {
    let attribute: String
    let field: String
    let fact: String
    let before: String?
    let after: String
    /// As the page and the screens show both; what stood there is masked, what is new is what the customer checks.
    let shown: (before: String, after: String)
  }

  /// - Throws: `Refusal` `customer.unknown` (`documentNumber`), `identity.doubtful`, `customer.name`, `customer.phone`,
  ///   `information.address`, `information.document-expired`, `information.unchanged`, `information.outdated`.
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight {
    guard let customer = try customer(order, in: tx) else { return DeedSight() }
    var sight = DeedSight(customer: customer, signer: customer.name)
    let particulars = try records.particulars(customer.card.id, in: tx)
    sight.findings["documentNumber"] = Bilingual(
      zh: "客户 \(customer.card.nameMasked)", en: "Customer \(customer.card.nameMasked)")
    sight.prefill = Self.prefill(customer, particulars)
    try DeedText.checkIdentity(order)
    let changes = try changes(order, customer, particulars, today)
    for change in changes {
      sight.findings[change.field] = Bilingual(
        zh: "变更：\(change.shown.before) → \(change.shown.after)",
        en: "changed: \(change.shown.before) → \(change.shown.after)")
    }
    if order.fields["identityResult"] != nil, changes.isEmpty { throw InformationRefusal.unchanged }
    if let drawn = order.fields[Self.former], drawn != Self.former(changes) { throw InformationRefusal.outdated }
    sight.facts = Self.facts(changes).merging(DeedText.customer(customer)) { $1 }
      .merging(DeedText.identity(order)) { $1 }
    return sight
  }

  /// What stood there when the page was drawn: should somebody change it meanwhile, the page is not true any more.
  func take(_ order: DeedOrder, on today: BusinessDate, in tx: any WriteTransaction) throws -> [String: String] {
    guard let customer = try customer(order, in: tx) else { throw BankingRefusal.customerUnknown }
    let particulars = try records.particulars(customer.card.id, in: tx)
    return [Self.former: Self.former(try changes(order, customer, particulars, today))]
  }

  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    guard let found = try customer(order, in: tx) else { throw BankingRefusal.customerUnknown }
    let (id, now) = (found.card.id, order.counter.at)
    _ = try tx.first(DeedTables.lockCustomer, [.id(id)], lock: true)
    let customer = try ground.customers.reveal(id, in: tx)
    var particulars = try records.particulars(id, in: tx)
    let changes = try changes(order, customer, particulars, today)
    guard order.fields[Self.former] == Self.former(changes) else { throw InformationRefusal.outdated }
    for change in changes {
      switch change.attribute {
      case "name": try records.rename(id, change.after, entropy: entropy, in: tx)
      case "phone": try records.setPhone(id, change.after, entropy: entropy, in: tx)
      case "address": particulars.address = change.after
      case "occupation": particulars.occupation = Occupation(rawValue: change.after)
      default: particulars.documentUntil = BusinessDate(change.after)
      }
      try records.note(
        RecordChange(
          attribute: change.attribute, before: change.before, after: change.after, at: now,
          caseID: order.counter.caseID), of: id, by: order.counter.teller, entropy: entropy, in: tx)
    }
    try records.put(particulars, of: id, at: now, entropy: entropy, in: tx)
    return ["customer": "\(id)", "changed": changes.map(\.attribute).joined(separator: ",")]
  }

  private func customer(_ order: DeedOrder, in tx: any ReadTransaction) throws -> CustomerDetail? {
    guard let type = order.fields["documentType"].flatMap(DocumentType.init(rawValue:)),
      let number = order.fields["documentNumber"]
    else { return nil }
    guard let customer = try ground.customers.detail(type, number, in: tx) else {
      throw BankingRefusal.customerUnknown.at("documentNumber")
    }
    return customer
  }
}

// MARK: - Before and after

extension InformationChange {
  private static let former = "taken.former"

  private static func former(_ changes: [Change]) -> String {
    changes.map { "\($0.attribute)=\($0.before ?? "")" }.joined(separator: "\n")
  }

  private static func prefill(
    _ customer: CustomerDetail, _ particulars: CustomerParticulars
  ) -> [String: String] {
    var known = ["customerName": customer.name]
    known["phone"] = customer.phone
    known["address"] = particulars.address
    known["occupation"] = particulars.occupation?.rawValue
    known["documentUntil"] = particulars.documentUntil.map { "\($0)" }
    return known
  }

  private func changes(
    _ order: DeedOrder, _ customer: CustomerDetail, _ known: CustomerParticulars, _ today: BusinessDate
  ) throws -> [Change] {
    var changes: [Change] = []
    func add(_ attribute: String, _ field: String, _ before: String?, _ after: String?, _ show: (String) -> String) {
      guard let after, after != before else { return }
      let fact = "change" + attribute.prefix(1).uppercased() + attribute.dropFirst()
      changes.append(
        Change(
          attribute: attribute, field: field, fact: fact, before: before, after: after,
          shown: (before.map(show) ?? "—", after)))
    }
    let name = try order.fields["customerName"].map { try CustomerText.name($0) }
    add("name", "customerName", customer.name, name) { $0 }
    let phone = try order.fields["phone"].flatMap { try CustomerText.phone($0) }
    add("phone", "phone", customer.phone, phone, CustomerText.maskedPhone)
    let address = try order.fields["address"].map(Self.address)
    add("address", "address", known.address, address) { Masking.middle($0, head: min(6, $0.count / 2), tail: 0) }
    add("occupation", "occupation", known.occupation?.rawValue, order.fields["occupation"]) { $0 }
    let until = try order.fields["documentUntil"].flatMap { BusinessDate($0) }.map { day in
      guard day >= today else { throw InformationRefusal.documentExpired(today) }
      return "\(day)"
    }
    add("documentUntil", "documentUntil", known.documentUntil.map { "\($0)" }, until) { $0 }
    return changes.map(Self.worded)
  }

  /// An occupation is shown by its words.
  private static func worded(_ change: Change) -> Change {
    guard change.attribute == "occupation" else { return change }
    func words(_ value: String?) -> String {
      value.flatMap(Occupation.init(rawValue:)).map { "\($0.title.zh) \($0.title.en)" } ?? "—"
    }
    return Change(
      attribute: change.attribute, field: change.field, fact: change.fact, before: change.before, after: change.after,
      shown: (words(change.before), words(change.after)))
  }

  /// One space between words, 1 to 120 characters.
  private static func address(_ text: String) throws -> String {
    let address = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard (1...120).contains(address.count) else { throw InformationRefusal.address }
    return address
  }

  private static func facts(_ changes: [Change]) -> [String: String] {
    var facts = Dictionary(
      uniqueKeysWithValues: ["changeName", "changePhone", "changeAddress", "changeOccupation", "changeDocumentUntil"]
        .map { ($0, DeedText.unchanged) })
    for change in changes { facts[change.fact] = "\(change.shown.before) → \(change.shown.after)" }
    return facts
  }
}

enum InformationRefusal {
  static let unchanged = Refusal(
    .invalid, "information.unchanged", zh: "没有任何内容与登记的不同。", en: "Nothing differs from what is on record.",
    remedyZh: "请填写需要变更的内容。", remedyEn: "Enter what is to be changed.")
  static let outdated = Refusal(
    .conflict, "information.outdated", zh: "登记的信息在此期间已被另一笔业务变更。",
    en: "The record was changed by another case meanwhile.", remedyZh: "请结束本笔并重新办理。",
    remedyEn: "End this case and draw it up anew.")
  static let address = Refusal(
    .invalid, "information.address", field: "address", limit: "120", zh: "地址应为 1 至 120 个字符。",
    en: "An address has 1 to 120 characters.", remedyZh: "请缩短地址。", remedyEn: "Make it shorter.")
  static func documentExpired(_ today: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "information.document-expired", field: "documentUntil", limit: "\(today)", zh: "证件有效期已过。",
      en: "The document is not valid any more.", remedyZh: "请客户出示有效证件；长期有效的填 9999-12-31。",
      remedyEn: "Ask for a valid document; for one without an end enter 9999-12-31.")
  }
}
