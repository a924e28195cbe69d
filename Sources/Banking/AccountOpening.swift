import Ledger
import Primitives
import Storage

/// An account opening as the teller typed it; customer and agent are checked and sealed before.
package struct AccountOpeningOrder: Sendable {
  package let caseID: CaseID
  /// The institution that will keep the account.
  package let institution: InstitutionID
  package let customer: CustomerDraft
  package let currency: Currency
  package let identity: IdentityCheck
  /// 1 to 3 (PBOC 银发[2015]392).
  package let accountClass: Int
  /// The customer's own class I account that one of class II or III is bound to.
  package let linked: AccountNumber?
  package let at: Moment

  package init(
    caseID: CaseID, institution: InstitutionID, customer: CustomerDraft, currency: Currency, identity: IdentityCheck,
    accountClass: Int = 1, linked: AccountNumber? = nil, at: Moment
  ) {
    self.caseID = caseID
    self.institution = institution
    self.customer = customer
    self.currency = currency
    self.identity = identity
    self.accountClass = accountClass
    self.linked = linked
    self.at = at
  }
}

/// What the page, the two screens and the voucher need of a prepared opening.
package struct AccountOpeningFacts: Sendable, Equatable {
  package let number: JournalNumber
  package let account: AccountNumber
  package let currency: Currency
  /// In clear, for the customer's own page; `card` is for every other screen.
  package let customer: CustomerDetail
  package let isKnownCustomer: Bool
  package let identity: IdentityRecord
  package let businessDate: BusinessDate
  package let product: Bilingual
}

/// The effect `account.open`: a demand account for a natural person (BC-019, BC-048). It moves no money; it allots
/// the account number at once so that it stands on the page the customer signs.
package struct AccountOpening: Sendable {
  private let calendar: BankCalendar
  private let numbers: JournalNumbers
  private let customers: CustomerRegister
  private let accounts: DemandAccounts

  init(calendar: BankCalendar, numbers: JournalNumbers, customers: CustomerRegister, accounts: DemandAccounts) {
    self.calendar = calendar
    self.numbers = numbers
    self.customers = customers
    self.accounts = accounts
  }

  /// Checks the order and tells whether the customer is known; writes nothing.
  ///
  /// - Throws: `Refusal` `identity.doubtful` (field `identityResult`), `customer.name`,
  ///   `customer.name-differs` (`customerName`), `customer.phone-differs` (`phone`), `calendar.not-started`,
  ///   `account.class`, `account.link` (`linkedAccount`).
  /// - Returns: the customer on record; nil for a new one.
  package func preview(_ order: AccountOpeningOrder, in tx: any ReadTransaction) throws -> CustomerDetail? {
    guard order.identity.result == .agrees else { throw BankingRefusal.identityDoubtful }
    _ = try calendar.businessDate(of: order.institution, in: tx)
    let known = try customers.known(order.customer, in: tx)
    try checkClass(order, known?.card.id, in: tx)
    return known
  }

  /// Classes are for CNY. What a class II or III account is bound to is a class I account of the same person.
  private func checkClass(
    _ order: AccountOpeningOrder, _ known: CustomerID?, in tx: any ReadTransaction
  ) throws {
    guard (1...3).contains(order.accountClass), order.accountClass == 1 || order.currency == .cny else {
      throw AccountRefusal.classCurrency
    }
    guard let linked = order.linked else { return }
    guard order.accountClass > 1 else { throw AccountRefusal.link }
    let account = try accounts.usable(linked, field: "linkedAccount", in: tx)
    guard account.customer == known, account.traits.isPlain, account.currency == order.currency else {
      throw AccountRefusal.link
    }
  }

  /// Allots journal number and account number and keeps the customer's data, sealed, until the case ends.
  ///
  /// - Throws: `Refusal` as `preview`, `case.already-prepared`, `account.class-one-limit`,
  ///   `account.numbers-exhausted`.
  package func prepare(_ order: AccountOpeningOrder, in tx: any WriteTransaction) throws -> AccountOpeningFacts {
    if let agent = order.identity.agent { precondition(agent.caseID == order.caseID, "an agent of another case") }
    let known = try preview(order, in: tx)
    let today = try calendar.businessDate(of: order.institution, in: tx)
    let customer = known ?? Self.newcomer(order)
    let number = try numbers.allot(order.institution, today, caseID: order.caseID, journal: nil, at: order.at, in: tx)
    let traits = AccountTraits(accountClass: order.accountClass, linked: order.linked)
    let account = try accounts.allot(
      order.institution, customer: customer.card.id, order.currency, traits, on: today, in: tx)
    try insert(order, customer.card.id, isKnown: known != nil, account, number, in: tx)
    return AccountOpeningFacts(
      number: number, account: account, currency: order.currency, customer: customer, isKnownCustomer: known != nil,
      identity: Self.record(order.identity), businessDate: today, product: traits.product)
  }

  /// The customer has signed: he is entered into the register, or found in it, and the account may be used.
  ///
  /// - Throws: `Refusal` `case.unknown`, `case.already-ended`, `case.business-date-passed`,
  ///   `customer.name-differs` when another case entered this document meanwhile, `account.class-one-limit`.
  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws -> DemandAccount {
    let record = try open(caseID, institution, in: tx)
    let today = try calendar.businessDate(of: institution, in: tx)
    guard today == record.number.businessDate else {
      throw BankingRefusal.businessDatePassed(record.number.businessDate, today)
    }
    let customer = try enter(record, institution, now, in: tx)
    let account = try accounts.activate(record.account, customer: customer, on: today, in: tx)
    let ended = try tx.query(
      BankingTables.settleOpening, [.institution(institution), .id(caseID), .moment(now), .id(customer)])
    guard !ended.isEmpty else { throw BankingRefusal.ended("settled") }
    try numbers.end(record.number, .settled, at: now, in: tx)
    return account
  }

  /// Ends the case without an account. Both numbers stay, marked as released; the person's data are
  /// removed, since there is no relation to keep them for.
  ///
  /// - Throws: `Refusal` `case.unknown`, `case.already-ended`.
  package func release(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws {
    let record = try open(caseID, institution, in: tx)
    try accounts.drop(record.account, in: tx)
    let ended = try tx.query(BankingTables.releaseOpening, [.institution(institution), .id(caseID), .moment(now)])
    guard !ended.isEmpty else { throw BankingRefusal.ended("released") }
    try numbers.end(record.number, .released, at: now, in: tx)
  }

  /// How the identity was checked, with the agent in clear; the caller audits it.
  ///
  /// - Throws: `Refusal` `case.unknown`.
  package func identity(
    _ caseID: CaseID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> IdentityRecord {
    guard let row = try tx.first(BankingTables.identityRecord, [.institution(institution), .id(caseID)]) else {
      throw BankingRefusal.caseUnknown
    }
    guard let method = IdentityCheck.Method(rawValue: try row.text(0)),
      let result = IdentityCheck.Result(rawValue: try row.text(1)),
      let actor = IdentityCheck.Actor(rawValue: try row.text(3))
    else { throw Fault("storage.row", "an identity check of case \(caseID) cannot be read") }
    return IdentityRecord(
      method: method, actingAs: actor, result: result, checkedBy: try row.id(2),
      agentName: try row.optionalBytes(4).map { try customers.openAgent($0, "name", caseID) },
      agentDocumentType: try row.optionalText(5).flatMap { DocumentType(rawValue: $0) },
      agentDocumentNumber: try row.optionalBytes(6).map { try customers.openAgent($0, "document", caseID) })
  }
}

// MARK: - Steps

extension AccountOpening {
  private struct Pending {
    let account: AccountNumber
    let number: JournalNumber
    let customer: CustomerID
    let isKnown: Bool
    let documentType: DocumentType
    let documentBlind: [UInt8]
    let nameBlind: [UInt8]?
    let sealed: SealedCustomer?
  }

  /// The row of the customer this account will belong to.
  private func enter(
    _ record: Pending, _ institution: InstitutionID, _ now: Moment, in tx: any WriteTransaction
  ) throws -> CustomerID {
    if record.isKnown { return record.customer }
    guard let sealed = record.sealed else {
      throw Fault("opening.broken", "the new customer's data of account \(record.account) are missing")
    }
    let type = record.documentType
    if let new = try customers.insert(record.customer, institution, type, sealed, at: now, in: tx) { return new }
    guard let known = try customers.id(type, documentBlind: record.documentBlind, nameBlind: record.nameBlind, in: tx)
    else { throw BankingRefusal.nameDiffers }
    return known
  }

  private func insert(
    _ order: AccountOpeningOrder, _ customer: CustomerID, isKnown: Bool, _ account: AccountNumber,
    _ number: JournalNumber, in tx: any WriteTransaction
  ) throws {
    let (draft, identity) = (order.customer, order.identity)
    let sealed = isKnown ? nil : draft.sealed
    let made = try tx.query(
      BankingTables.insertOpening,
      [
        .institution(order.institution), .id(order.caseID), .int(account.sequence), .date(number.businessDate),
        .int(number.sequence), .id(customer), .bool(isKnown), .text(draft.documentType.rawValue),
        .bytes(sealed?.document), .bytes(sealed?.documentBlind), .bytes(sealed?.name), .bytes(sealed?.nameBlind),
        .bytes(sealed?.phone), .bytes(sealed?.phoneBlind), .text(identity.method.rawValue),
        .text(identity.result.rawValue), .id(identity.checkedBy), .text(identity.actingAs.rawValue),
        .bytes(identity.agent?.nameSealed), .text(identity.agent?.documentType.rawValue),
        .bytes(identity.agent?.documentSealed), .moment(order.at),
      ])
    guard !made.isEmpty else { throw BankingRefusal.alreadyPrepared() }
  }

  private func open(
    _ caseID: CaseID, _ institution: InstitutionID, in tx: any WriteTransaction
  ) throws -> Pending {
    let place: [Value] = [.institution(institution), .id(caseID)]
    guard let row = try tx.first(BankingTables.opening, place, lock: true) else { throw BankingRefusal.caseUnknown }
    let state = try row.text(3)
    guard state == "open" else { throw BankingRefusal.ended(state) }
    guard let type = DocumentType(rawValue: try row.text(6)) else {
      throw Fault("storage.row", "unknown document type in case \(caseID)")
    }
    let isKnown = try row.bool(5)
    let sealed =
      try isKnown
      ? nil
      : SealedCustomer(
        document: row.bytes(7), documentBlind: row.bytes(8), name: row.bytes(9), nameBlind: row.bytes(10),
        phone: row.optionalBytes(11), phoneBlind: row.optionalBytes(12))
    return Pending(
      account: AccountNumber(institution, sequence: try row.int(0)),
      number: JournalNumber(outlet: institution, businessDate: try row.date(1), sequence: try row.int(2)),
      customer: try row.id(4), isKnown: isKnown, documentType: type, documentBlind: sealed?.documentBlind ?? [],
      nameBlind: sealed?.nameBlind, sealed: sealed)
  }

  private static func newcomer(_ order: AccountOpeningOrder) -> CustomerDetail {
    let draft = order.customer
    let name = draft.name ?? ""
    return CustomerDetail(
      card: CustomerCard(
        id: draft.id, institution: order.institution, documentType: draft.documentType,
        documentMasked: CustomerText.maskedDocument(draft.documentType, draft.documentNumber),
        nameMasked: CustomerText.maskedName(name), phoneMasked: draft.phone.map(CustomerText.maskedPhone),
        openedAt: order.at),
      documentNumber: draft.documentNumber, name: name, phone: draft.phone)
  }

  private static func record(_ check: IdentityCheck) -> IdentityRecord {
    IdentityRecord(
      method: check.method, actingAs: check.actingAs, result: check.result, checkedBy: check.checkedBy,
      agentName: check.agent?.name, agentDocumentType: check.agent?.documentType,
      agentDocumentNumber: check.agent?.documentNumber)
  }
}
