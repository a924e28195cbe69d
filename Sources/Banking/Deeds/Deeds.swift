import Foundation
import Ledger
import Primitives
import Seals
import Storage

/// The front door of deeds. The journey is that of all business: checked and numbered when the page is drawn, done
/// when the customer has signed, and checked again then. What was typed stands sealed in the deed's row.
package struct Deeds: Sendable {
  private let ground: BankGround
  private let numbers: JournalNumbers
  private let field: FieldCipher
  private let works: [DeedKind: any DeedWork]

  init(ground: BankGround, numbers: JournalNumbers, field: FieldCipher, blind: BlindIndex) {
    self.ground = ground
    self.numbers = numbers
    self.field = field
    let holds = AccountHolds(field: field, blind: blind)
    let cards = AccountCards(ground: ground)
    let records = CustomerRecords(customers: ground.customers, field: field)
    works = [
      .changeInformation: InformationChange(ground: ground, records: records),
      .openEnterprise: EnterpriseOpening(ground: ground, records: records),
      .placeHold: HoldPlacing(ground: ground, holds: holds), .liftHold: HoldLifting(ground: ground, holds: holds),
      .activateAccount: AccountActivation(ground: ground), .issueCard: CardIssue(ground: ground, cards: cards),
      .activateCard: CardActivation(ground: ground, cards: cards),
      .replaceCard: CardReplacement(ground: ground, cards: cards),
      .cancelCard: CardCancellation(ground: ground, cards: cards),
      .setPassword: PasswordDeed(ground: ground, isFirst: true),
      .changePassword: PasswordDeed(ground: ground, isFirst: false),
      .resetPassword: PasswordDeed(ground: ground, isFirst: false),
    ]
  }

  /// What would be done, or why not; writes nothing.
  ///
  /// - Throws: `Refusal` of the kind's own work; `calendar.not-started`.
  package func preview(_ order: DeedOrder, in tx: any ReadTransaction) throws -> DeedSight {
    let today = try ground.calendar.businessDate(of: order.counter.institution, in: tx)
    return try work(order.kind).look(order, on: today, in: tx)
  }

  /// Puts the deed on record under a journal number.
  ///
  /// - Throws: `Refusal` as `preview`, `case.already-prepared`.
  package func prepare(
    _ order: DeedOrder, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> PreparedDeed {
    let counter = order.counter
    let today = try ground.calendar.businessDate(of: counter.institution, in: tx)
    let work = try work(order.kind)
    _ = try work.look(order, on: today, in: tx)
    let taken = try work.take(order, on: today, in: tx)
    let complete = DeedOrder(
      counter, order.kind, fields: order.fields.merging(taken) { $1 }, settings: order.settings,
      newCustomer: order.newCustomer)
    let sight = try work.look(complete, on: today, in: tx)
    let number = try numbers.allot(
      counter.institution, today, caseID: counter.caseID, journal: nil, at: counter.at, in: tx)
    let customer = sight.customer?.card.id ?? order.newCustomer
    let made = try tx.query(
      DeedTables.insert,
      [
        .institution(counter.institution), .id(counter.caseID), .text(order.kind.rawValue), .id(counter.teller),
        .id(customer), .bytes(try seal(complete, entropy)), .date(number.businessDate), .int(number.sequence),
        .moment(counter.at),
      ])
    guard !made.isEmpty else { throw BankingRefusal.alreadyPrepared() }
    return PreparedDeed(number: number, customer: customer, sight: sight)
  }

  /// Does it, after checking it once more.
  ///
  /// - Returns: what the audit entry says; no personal data.
  /// - Throws: `Refusal` as `preview`, `case.unknown`, `case.already-ended`, `case.business-date-passed`.
  package func settle(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String] {
    let record = try open(caseID, institution, now, in: tx)
    let today = try ground.calendar.businessDate(of: institution, in: tx)
    guard today == record.journal.businessDate else {
      throw BankingRefusal.businessDatePassed(record.journal.businessDate, today)
    }
    let work = try work(record.order.kind)
    let sight = try work.look(record.order, on: today, in: tx)
    let detail = try work.perform(record.order, on: today, entropy: entropy, in: tx)
    let customer = sight.customer?.card.id ?? record.customer
    let ended = try tx.query(
      DeedTables.settle, [.institution(institution), .id(caseID), .moment(now), .id(customer)])
    guard !ended.isEmpty else { throw BankingRefusal.ended("settled") }
    try numbers.end(record.journal, .settled, at: now, in: tx)
    return detail
  }

  /// Ends the deed undone; what it said of persons is removed.
  ///
  /// - Throws: `Refusal` `case.unknown`, `case.already-ended`.
  package func release(
    _ caseID: CaseID, at institution: InstitutionID, now: Moment, in tx: any WriteTransaction
  ) throws {
    let record = try open(caseID, institution, now, in: tx)
    try work(record.order.kind).drop(record.order, in: tx)
    let ended = try tx.query(DeedTables.release, [.institution(institution), .id(caseID), .moment(now)])
    guard !ended.isEmpty else { throw BankingRefusal.ended("released") }
    try numbers.end(record.journal, .released, at: now, in: tx)
  }

  private func work(_ kind: DeedKind) throws -> any DeedWork {
    guard let work = works[kind] else { throw Fault("deed.kind", "nobody performs \(kind.rawValue)") }
    return work
  }
}

// MARK: - Rows

extension Deeds {
  private struct Record {
    let order: DeedOrder
    let customer: CustomerID
    let journal: JournalNumber
  }

  /// What stands sealed in the row.
  private struct Papers: Codable {
    let fields: [String: String]
    let settings: [String: String]
  }

  private func seal(_ order: DeedOrder, _ entropy: any Entropy) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let plain = try encoder.encode(Papers(fields: order.fields, settings: order.settings))
    return try field.seal(Array(plain), context: Self.context(order.counter.caseID), entropy: entropy)
  }

  private func open(
    _ caseID: CaseID, _ institution: InstitutionID, _ now: Moment, in tx: any WriteTransaction
  ) throws -> Record {
    let place: [Value] = [.institution(institution), .id(caseID)]
    guard let row = try tx.first(DeedTables.find, place, lock: true) else { throw BankingRefusal.caseUnknown }
    let state = try row.text(1)
    guard state == "open" else { throw BankingRefusal.ended(state) }
    guard let kind = DeedKind(rawValue: try row.text(0)) else {
      throw Fault("storage.row", "unknown kind of deed \(caseID)")
    }
    let plain = try field.open(try row.bytes(4), context: Self.context(caseID))
    let papers = try JSONDecoder().decode(Papers.self, from: Data(plain))
    let customer: CustomerID = try row.id(3)
    let counter = CounterOrder(
      caseID: caseID, institution: institution, teller: try row.id(2), code: 0, journal: JournalID(high: 0, low: 0),
      reservation: ReservationID(high: 0, low: 0), key: IdempotencyKey(high: 0, low: 0), deadline: now, at: now)
    return Record(
      order: DeedOrder(
        counter, kind, fields: papers.fields, settings: papers.settings, newCustomer: customer),
      customer: customer,
      journal: JournalNumber(outlet: institution, businessDate: try row.date(5), sequence: try row.int(6)))
  }

  private static func context(_ caseID: CaseID) -> String { "customer_deeds.order.\(caseID)" }
}
