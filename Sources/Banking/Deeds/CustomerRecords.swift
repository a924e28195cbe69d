import Primitives
import Seals
import Storage

/// What a customer lives by (GB/T 6565-2015, the eight major groups).
package enum Occupation: String, Sendable, CaseIterable {
  case leader = "1"
  case professional = "2"
  case clerk = "3"
  case service = "4"
  case farming = "5"
  case manufacturing = "6"
  case soldier = "7"
  case other = "8"

  package var title: Bilingual {
    switch self {
    case .leader: Bilingual(zh: "单位负责人", en: "head of an organisation")
    case .professional: Bilingual(zh: "专业技术人员", en: "professional")
    case .clerk: Bilingual(zh: "办事人员", en: "clerk")
    case .service: Bilingual(zh: "生产生活服务人员", en: "service worker")
    case .farming: Bilingual(zh: "农林牧渔业生产人员", en: "farming, forestry, fishing")
    case .manufacturing: Bilingual(zh: "生产制造人员", en: "manufacturing worker")
    case .soldier: Bilingual(zh: "军人", en: "soldier")
    case .other: Bilingual(zh: "其他从业人员", en: "other")
    }
  }
}

/// What the bank knows of a person beyond name, document and phone.
package struct CustomerParticulars: Sendable, Equatable {
  package var address: String?
  package var occupation: Occupation?
  /// The last day on which the document is valid; 9999-12-31 for one without an end.
  package var documentUntil: BusinessDate?
}

/// One change of a record: what stood there and what stands there now. The caller audits the reading.
package struct RecordChange: Sendable, Equatable {
  package let attribute: String
  package let before: String?
  package let after: String
  package let at: Moment
  package let caseID: CaseID
}

/// Records of customers beyond the register's row: particulars, their history, enterprises.
package struct CustomerRecords: Sendable {
  let customers: CustomerRegister
  let field: FieldCipher

  /// Empty when nothing is on record.
  package func particulars(_ id: CustomerID, in tx: any ReadTransaction) throws -> CustomerParticulars {
    guard let row = try tx.first(DeedTables.particulars, [.id(id)]) else { return CustomerParticulars() }
    return CustomerParticulars(
      address: try row.optionalBytes(0).map { try open($0, "customer_particulars.address.\(id)") },
      occupation: try row.optionalText(1).flatMap(Occupation.init(rawValue:)),
      documentUntil: try row.optionalInt(2).flatMap { BusinessDate(compact: $0) })
  }

  func put(
    _ particulars: CustomerParticulars, of id: CustomerID, at now: Moment, entropy: any Entropy,
    in tx: any WriteTransaction
  ) throws {
    let address = try particulars.address.map { try seal($0, "customer_particulars.address.\(id)", entropy) }
    try tx.execute(
      DeedTables.putParticulars,
      [
        .id(id), .bytes(address), .text(particulars.occupation?.rawValue), .int(particulars.documentUntil?.compact),
        .moment(now),
      ])
  }

  func rename(_ id: CustomerID, _ name: String, entropy: any Entropy, in tx: any WriteTransaction) throws {
    try tx.execute(
      DeedTables.rename,
      [.id(id), .bytes(try customers.seal(name, "name", id, entropy)), .bytes(customers.nameIndex(name))])
  }

  func setPhone(_ id: CustomerID, _ phone: String, entropy: any Entropy, in tx: any WriteTransaction) throws {
    try tx.execute(
      DeedTables.setPhone,
      [.id(id), .bytes(try customers.seal(phone, "phone", id, entropy)), .bytes(customers.phoneIndex(phone))])
  }

  func note(
    _ change: RecordChange, of id: CustomerID, by teller: StaffID, entropy: any Entropy, in tx: any WriteTransaction
  ) throws {
    let place = Self.place(change.caseID, change.attribute)
    try tx.execute(
      DeedTables.insertChange,
      [
        .id(id), .moment(change.at), .id(change.caseID), .text(change.attribute),
        .bytes(try change.before.map { try seal($0, "\(place).before", entropy) }),
        .bytes(try seal(change.after, "\(place).after", entropy)), .id(teller),
      ])
  }

  /// The newest changes of a customer's record, in clear.
  package func changes(of id: CustomerID, limit: Int = 100, in tx: any ReadTransaction) throws -> [RecordChange] {
    try tx.query(DeedTables.changes, [.id(id), .int(limit)]).map { row in
      let (attribute, caseID) = (try row.text(1), try row.id(4, CaseID.self))
      let place = Self.place(caseID, attribute)
      return RecordChange(
        attribute: attribute, before: try row.optionalBytes(2).map { try open($0, "\(place).before") },
        after: try open(try row.bytes(3), "\(place).after"), at: try row.moment(0), caseID: caseID)
    }
  }

  private static func place(_ caseID: CaseID, _ attribute: String) -> String {
    "customer_changes.\(caseID).\(attribute)"
  }

  func seal(_ text: String, _ context: String, _ entropy: any Entropy) throws -> [UInt8] {
    try field.seal(Array(text.utf8), context: context, entropy: entropy)
  }

  func open(_ sealed: [UInt8], _ context: String) throws -> String {
    String(decoding: try field.open(sealed, context: context), as: UTF8.self)
  }
}
