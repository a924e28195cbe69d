import Primitives
import Seals
import Storage

/// The bank's customers. Document number, name and phone stand only as ciphertext; they are found by
/// keyed blind indexes, by equality alone (DECISIONS 6).
package struct CustomerRegister: Sendable {
  /// A search by name or phone returns at most this many customers.
  package static let mostFound = 50

  private let field: FieldCipher
  private let blind: BlindIndex

  package init(field: FieldCipher, blind: BlindIndex) {
    self.field = field
    self.blind = blind
  }

  /// Checks and seals what was told of a person. Pure work on the processor: call it before the transaction.
  ///
  /// - Parameters:
  ///   - name: nil or blank stands for the name of a customer already known.
  ///   - id: the row the customer gets when he is new.
  /// - Throws: `Refusal` `id.…` and `customer.document-number` at `documentNumber`, `customer.name` at `customerName`,
  ///   `customer.phone` at `phone`.
  package func draft(
    documentType: DocumentType, documentNumber: String, name: String?, phone: String?, id: CustomerID,
    entropy: any Entropy
  ) throws -> CustomerDraft {
    let number = try CustomerText.document(documentType, documentNumber)
    let name = try name.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : try CustomerText.name($0) }
    let phone = try phone.flatMap { try CustomerText.phone($0) }
    return CustomerDraft(
      id: id, documentType: documentType, documentNumber: number, name: name, phone: phone,
      sealed: SealedCustomer(
        document: try seal(number, "document", id, entropy), documentBlind: index(documentType, number),
        name: try name.map { try seal($0, "name", id, entropy) }, nameBlind: name.map(nameIndex),
        phone: try phone.map { try seal($0, "phone", id, entropy) }, phoneBlind: phone.map(phoneIndex)))
  }

  /// Checks and seals what was told of the holder's agent. Call it before the transaction.
  ///
  /// - Throws: `Refusal` as `draft`, at `agentName` and `agentDocumentNumber`.
  package func agent(
    name: String, documentType: DocumentType, documentNumber: String, caseID: CaseID, entropy: any Entropy
  ) throws -> AgentDraft {
    let name = try CustomerText.name(name, field: "agentName")
    let number = try CustomerText.document(documentType, documentNumber, field: "agentDocumentNumber")
    return AgentDraft(
      caseID: caseID, name: name, documentType: documentType, documentNumber: number,
      nameSealed: try field.seal(Array(name.utf8), context: Self.agentContext("name", caseID), entropy: entropy),
      documentSealed: try field.seal(
        Array(number.utf8), context: Self.agentContext("document", caseID), entropy: entropy))
  }

  /// The customer with this document, masked; nil when the bank does not know him.
  ///
  /// - Throws: `Refusal` for a number that cannot exist.
  package func find(
    _ type: DocumentType, _ number: String, in tx: any ReadTransaction
  ) throws -> CustomerCard? {
    try detail(type, number, in: tx)?.card
  }

  /// Customers of exactly this name, masked, at most `mostFound`.
  package func find(name: String, in tx: any ReadTransaction) throws -> [CustomerCard] {
    try tx.query(
      BankingTables.customersByName, [.bytes(nameIndex(try CustomerText.name(name))), .int(Self.mostFound)]
    ).map { try open($0).card }
  }

  /// Customers with exactly this phone, masked, at most `mostFound`.
  package func find(phone: String, in tx: any ReadTransaction) throws -> [CustomerCard] {
    guard let phone = try CustomerText.phone(phone) else { throw BankingRefusal.phone }
    return try tx.query(BankingTables.customersByPhone, [.bytes(phoneIndex(phone)), .int(Self.mostFound)])
      .map { try open($0).card }
  }

  /// - Throws: `Refusal` `customer.unknown`.
  package func card(_ id: CustomerID, in tx: any ReadTransaction) throws -> CustomerCard {
    try reveal(id, in: tx).card
  }

  /// The customer in clear. The caller audits it.
  ///
  /// - Throws: `Refusal` `customer.unknown`; `Fault` from the cipher when the row was moved or changed.
  package func reveal(_ id: CustomerID, in tx: any ReadTransaction) throws -> CustomerDetail {
    guard let row = try tx.first(BankingTables.customer, [.id(id)]) else { throw BankingRefusal.customerUnknown }
    return try open(row)
  }

  /// The customer known by this document in clear, for a form that is filled in for him; the caller audits it.
  package func detail(
    _ type: DocumentType, _ number: String, in tx: any ReadTransaction
  ) throws -> CustomerDetail? {
    let blind = index(type, try CustomerText.document(type, number))
    return try tx.first(BankingTables.customerByDocument, [.text(type.stored), .bytes(blind)]).map(open)
  }

  /// Keys under which documents of this customer are found again, without the name being kept in clear.
  package func nameIndex(_ name: String) -> [UInt8] { blind.of("customer.name", name) }
  package func phoneIndex(_ phone: String) -> [UInt8] { blind.of("customer.phone", phone) }

  func index(_ type: DocumentType, _ number: String) -> [UInt8] {
    blind.of("customer.document.\(type.rawValue)", number)
  }

  /// Who the draft is: a customer on record whose data agree, or nil for a new one.
  ///
  /// - Throws: `Refusal` `customer.name-differs`, `customer.phone-differs` against the record;
  ///   `customer.name` when a new customer has no name.
  func known(_ draft: CustomerDraft, in tx: any ReadTransaction) throws -> CustomerDetail? {
    let values: [Value] = [.text(draft.documentType.stored), .bytes(draft.sealed.documentBlind)]
    guard let row = try tx.first(BankingTables.customerByDocument, values) else {
      guard draft.name != nil else { throw BankingRefusal.customerName() }
      return nil
    }
    let known = try open(row)
    if let name = draft.name, name != known.name { throw BankingRefusal.nameDiffers }
    if let phone = draft.phone, phone != known.phone { throw BankingRefusal.phoneDiffers }
    return known
  }

  /// The customer on record with this document, by the blind indexes of a case; nil unless the name agrees too.
  func id(
    _ type: DocumentType, documentBlind: [UInt8], nameBlind: [UInt8]?, in tx: any ReadTransaction
  ) throws -> CustomerID? {
    let values: [Value] = [.text(type.stored), .bytes(documentBlind)]
    guard let row = try tx.first(BankingTables.customerByDocument, values) else { return nil }
    return nameBlind == nameIndex(try open(row).name) ? try row.id(1) : nil
  }

  /// The row of a new customer; nil when another case has just entered the same document.
  func insert(
    _ id: CustomerID, _ institution: InstitutionID, _ type: DocumentType, _ sealed: SealedCustomer, at: Moment,
    in tx: any WriteTransaction
  ) throws -> CustomerID? {
    try tx.first(
      BankingTables.insertCustomer,
      [
        .institution(institution), .id(id), .text(type.stored), .bytes(sealed.document),
        .bytes(sealed.documentBlind), .bytes(sealed.name), .bytes(sealed.nameBlind), .bytes(sealed.phone),
        .bytes(sealed.phoneBlind), .moment(at),
      ])?.id(0)
  }

  /// Columns in the order of `BankingTables.customerColumns`.
  private func open(_ row: Row) throws -> CustomerDetail {
    let id: CustomerID = try row.id(1)
    guard let stored = DocumentType(rawValue: try row.text(2)) else {
      throw Fault("storage.row", "unknown document type of customer \(id)")
    }
    let type = row.isNull(7) ? stored : .creditCode
    let number = try clear(try row.bytes(3), "document", id)
    let name = try clear(try row.bytes(4), "name", id)
    let phone = try row.optionalBytes(5).map { try clear($0, "phone", id) }
    let card = CustomerCard(
      id: id, institution: try row.institution(0), documentType: type,
      documentMasked: CustomerText.maskedDocument(type, number), nameMasked: CustomerText.maskedName(name),
      phoneMasked: phone.map(CustomerText.maskedPhone), openedAt: try row.moment(6))
    return CustomerDetail(card: card, documentNumber: number, name: name, phone: phone)
  }

  func seal(_ text: String, _ column: String, _ id: CustomerID, _ entropy: any Entropy) throws -> [UInt8] {
    try field.seal(Array(text.utf8), context: Self.context(column, id), entropy: entropy)
  }

  func clear(_ sealed: [UInt8], _ column: String, _ id: CustomerID) throws -> String {
    String(decoding: try field.open(sealed, context: Self.context(column, id)), as: UTF8.self)
  }

  func openAgent(_ sealed: [UInt8], _ column: String, _ caseID: CaseID) throws -> String {
    String(decoding: try field.open(sealed, context: Self.agentContext(column, caseID)), as: UTF8.self)
  }

  private static func agentContext(_ column: String, _ caseID: CaseID) -> String {
    "account_openings.agent_\(column).\(caseID)"
  }

  /// Binds a ciphertext to table, column and row, so that one copied elsewhere does not open.
  private static func context(_ column: String, _ id: CustomerID) -> String { "customers.\(column).\(id)" }
}
