import Audit
import Ledger
import Primitives
import Storage

/// Same-day cancellation (抹账): a new posting that mirrors the old one and names it; the old one stays (BC-027). By the
/// teller who made it, agreed to by another person, and only while his till still holds the cash.
package struct Corrections: Sendable {
  /// Business kind of the posting.
  package static let cancelCode = 1901
  package static let mostListed = 500

  let ground: BankGround
  let bookings: CounterBookings
  let tills: Tills
  let numbers: JournalNumbers
  let audit: AuditBook
  let register: ErrorRegister
  private let cash: TillCash

  init(
    ground: BankGround, bookings: CounterBookings, tills: Tills, numbers: JournalNumbers, audit: AuditBook,
    register: ErrorRegister
  ) {
    self.ground = ground
    self.bookings = bookings
    self.tills = tills
    self.numbers = numbers
    self.audit = audit
    self.register = register
    cash = TillCash(ledger: ground.ledger)
  }

  /// Cancels a settled piece of business of today.
  ///
  /// - Throws: `Refusal` `case.unknown`, `correction.not-settled`, `correction.not-own`, `correction.own-approval`,
  ///   `correction.other-day`, `correction.done`, `correction.kind`, `correction.reason`, `correction.cash-gone`,
  ///   `till.changed`, `account.closed`, `account.frozen`, `account.funds-short`; `Fault` `till.broken`.
  package func cancel(_ order: CancelOrder, in tx: any WriteTransaction) throws -> Correction {
    let reason = order.reason
    guard (1...200).contains(reason.count), !reason.allSatisfy(\.isWhitespace) else { throw CorrectionRefusal.reason }
    let institution = order.actor.institution
    let record = try bookings.record(order.original, at: institution, in: tx)
    guard record.state == .settled else { throw CorrectionRefusal.notSettled }
    guard record.teller == order.actor.staff else { throw CorrectionRefusal.notOwn }
    guard order.supervisor != order.actor.staff else { throw CorrectionRefusal.samePerson }
    guard [.cashDeposit, .cashWithdrawal, .transfer].contains(record.kind) else { throw CorrectionRefusal.kind }
    let today = try ground.calendar.businessDate(of: institution, in: tx)
    guard record.number.businessDate == today else { throw CorrectionRefusal.otherDay(record.number.businessDate) }
    if try find(order.original, at: institution, in: tx) != nil { throw CorrectionRefusal.done }
    let payer = try ground.accounts.usable(
      record.kind == .transfer ? record.other ?? record.account : record.account, in: tx)
    if record.kind != .cashWithdrawal { try ground.checkFunds(payer, record.amount, in: tx) }
    try moveCash(record, in: tx)
    let posted = try post(record, order, today, in: tx)
    if let box = record.box { try cash.prove(institution, box, record.amount.currency, in: tx) }
    let number = try numbers.allot(institution, today, caseID: nil, journal: posted, at: order.at, in: tx)
    try numbers.end(number, .settled, at: order.at, in: tx)
    let correction = Correction(
      institution: institution, original: order.original, originalNumber: record.number, number: number,
      journal: posted, tellerNumber: order.actor.number, supervisorNumber: order.supervisorNumber,
      errorClass: order.errorClass, reason: reason, amount: record.amount, at: order.at)
    try insert(correction, teller: order.actor.staff, supervisor: order.supervisor, in: tx)
    try enter(order, record, in: tx)
    try audit.append(
      order.actor.entry(
        "case.cancelled", "case:\(order.original)", at: order.at, today,
        [
          "original": "\(record.number)", "journal": "\(number)", "supervisor": order.supervisorNumber,
          "class": order.errorClass.rawValue, "amount": "\(record.amount)",
        ]), in: tx)
    return correction
  }

  /// What came in goes out again, and the other way round: the same pieces.
  private func moveCash(_ record: BookingRecord, in tx: any WriteTransaction) throws {
    guard let box = record.box else { return }
    let found = try tills.find(record.institution, box, lock: true, in: tx)
    guard let found, found.teller == record.teller, found.session == record.session else {
      throw CashRefusal.tillChanged
    }
    do {
      try cash.move(record.institution, box, received: record.given, given: record.received, in: tx)
    } catch let refusal as Refusal where refusal.code == "till.change-missing" {
      throw CorrectionRefusal.cashGone(refusal)
    }
  }

  private func post(
    _ record: BookingRecord, _ order: CancelOrder, _ today: BusinessDate, in tx: any WriteTransaction
  ) throws -> JournalID {
    let reservation = try ground.ledger.reservation(record.reservation, in: tx).order
    let legs = reservation.legs.map { Leg(account: $0.account, side: $0.side.opposite, amount: $0.amount) }
    let posted = try ground.ledger.post(
      PostingOrder(
        journal: order.journal, key: order.key, institution: record.institution, code: Self.cancelCode, legs: legs,
        businessDate: today, valueDate: reservation.valueDate, recordedAt: order.at, reference: order.original,
        reverses: reservation.journal), in: tx)
    guard posted.id == order.journal else { throw BankingRefusal.keyReused }
    return posted.id
  }

  /// The cancellation in the error register: found by the teller, handled by it.
  private func enter(_ order: CancelOrder, _ record: BookingRecord, in tx: any WriteTransaction) throws {
    let known = try register.entries(of: order.original, at: record.institution, in: tx)
    let entry =
      try known.last { $0.state == .open }
      ?? register.register(
        ErrorReport(
          actor: order.actor, key: order.key, errorClass: order.errorClass, discovery: .teller,
          happenedOn: record.number.businessDate, finding: order.reason, original: order.original,
          concerned: record.teller, concernedNumber: order.actor.number, at: order.at), in: tx)
    try register.handle(entry.id, order.reason, by: order.actor, at: order.at, as: .cancelled, in: tx)
  }

  // MARK: The register

  /// - Returns: nil when this business was not cancelled.
  package func find(
    _ original: CaseID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> Correction? {
    try tx.first(CorrectionTables.find, [.institution(institution), .id(original)]).map(Self.correction)
  }

  /// Every cancellation and correction of an institution, the newest first.
  package func register(
    at institution: InstitutionID, limit: Int = mostListed, in tx: any ReadTransaction
  ) throws -> [Correction] {
    try tx.query(CorrectionTables.list, [.institution(institution), .int(min(limit, Self.mostListed))])
      .map(Self.correction)
  }

  /// Writes the correction of a case down: each case has one at most.
  func insert(
    _ correction: Correction, teller: StaffID, supervisor: StaffID, in tx: any WriteTransaction
  ) throws {
    let made = try tx.query(
      CorrectionTables.insert,
      [
        .institution(correction.institution), .id(correction.original), .date(correction.originalNumber.businessDate),
        .int(correction.originalNumber.sequence), .int(correction.number.sequence), .id(correction.journal),
        .id(teller), .text(correction.tellerNumber), .id(supervisor),
        .text(correction.supervisorNumber), .text(correction.errorClass.rawValue), .text(correction.reason),
        .text(correction.amount.currency.code), .int(correction.amount.minor), .moment(correction.at),
      ])
    guard !made.isEmpty else { throw CorrectionRefusal.done }
  }

  private static func correction(_ row: Row) throws -> Correction {
    guard let errorClass = ErrorClass(rawValue: try row.text(8)) else {
      throw Fault("storage.row", "unknown class of error")
    }
    let institution = try row.institution(0)
    let date = try row.date(2)
    return Correction(
      institution: institution, original: try row.id(1),
      originalNumber: JournalNumber(outlet: institution, businessDate: date, sequence: try row.int(3)),
      number: JournalNumber(
        outlet: institution, businessDate: row.isNull(13) ? date : try row.date(13), sequence: try row.int(4)),
      journal: try row.id(5), tellerNumber: try row.text(6), supervisorNumber: try row.text(7), errorClass: errorClass,
      reason: try row.text(9), amount: Money(minor: try row.int(11), try row.currency(10)), at: try row.moment(12))
  }
}
