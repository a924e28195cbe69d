import Audit
import Interest
import Ledger
import Primitives
import Storage

/// Corrections of earlier days (隔日冲正): one person asks, another agrees; then the original is mirrored by a posting of
/// today that is valued on its own day, what should have been booked follows in the same transaction, and interest of
/// quarters that were settled meanwhile is put right (BC-027). The original stays; both name each other.
package struct LaterCorrections: Sendable {
  /// Business kinds of the postings.
  package static let reversalCode = 1902
  package static let rightCode = 1903
  package static let interestCode = 1904

  let ground: BankGround
  let bookings: CounterBookings
  let tills: Tills
  let numbers: JournalNumbers
  let dayEnds: DayEnds
  let corrections: Corrections
  let register: ErrorRegister

  // MARK: Asking

  /// Writes the request down and opens an entry of the register, unless one about this case is open already. All
  /// that would refuse the correction refuses the request.
  ///
  /// - Throws: `Refusal` `case.unknown`, `correction.reason`, `correction.not-settled`, `correction.kind`,
  ///   `correction.same-day`, `correction.done`, `correction.asked`, and those of `CorrectionPlan`.
  package func ask(_ ask: CorrectionAsk, in tx: any WriteTransaction) throws -> CorrectionRequest {
    let place = ask.actor.institution
    if let known = try request(ask.key, at: place, in: tx) { return known }
    guard (1...200).contains(ask.reason.count), !ask.reason.allSatisfy(\.isWhitespace) else {
      throw CorrectionRefusal.reason
    }
    let record = try bookings.record(ask.original, at: place, in: tx)
    let entry = try entry(for: record, ask, in: tx)
    let drawer = try cashBox(record, of: ask.actor.staff, in: tx)
    let currency = record.amount.currency
    let request = CorrectionRequest(
      institution: place, id: ask.key, original: ask.original, error: entry.id, maker: record.teller,
      asker: ask.actor.staff, askerNumber: ask.actor.number, askedAt: ask.at, reason: ask.reason, right: ask.right,
      box: drawer?.box, session: drawer?.session,
      received: try CashCount(parsing: ask.received, currency, field: "received"),
      given: try CashCount(parsing: ask.given, currency, field: "given"), state: .asked, checkerNumber: nil,
      decidedAt: nil, note: nil)
    _ = try plan(request, record, in: tx)
    let made = try tx.query(ErrorTables.insertRequest, CorrectionRows.values(request))
    guard !made.isEmpty else { throw LaterCorrectionRefusal.asked }
    try register.note(.asked, entry, ask.actor, ask.reason, at: ask.at, in: tx)
    return request
  }

  private func entry(
    for record: BookingRecord, _ ask: CorrectionAsk, in tx: any WriteTransaction
  ) throws -> ErrorEntry {
    let known = try register.entries(of: ask.original, at: record.institution, in: tx)
    if let open = known.last(where: { $0.state == .open }) { return open }
    return try register.register(
      ErrorReport(
        actor: ask.actor, key: ask.key, errorClass: ask.errorClass, discovery: ask.discovery,
        happenedOn: record.number.businessDate, finding: ask.reason, original: ask.original, concerned: record.teller,
        concernedNumber: ask.makerNumber, at: ask.at), in: tx)
  }

  /// The till that the cash was booked in, while the person who asks holds it open.
  private func cashBox(_ record: BookingRecord, of teller: StaffID, in tx: any ReadTransaction) throws -> TillBox? {
    guard let box = record.box else { return nil }
    let found = try tills.find(record.institution, box, lock: false, in: tx)
    guard let found, found.isOpen, found.teller == teller else { throw LaterCorrectionRefusal.till(box) }
    return found
  }

  // MARK: Deciding

  /// Somebody else agrees: it is booked. Or refuses with a reason: the entry of the register stays open.
  ///
  /// - Parameter journal: of the reversal; the others are numbered from it.
  /// - Throws: `Refusal` `correction.unknown`, `correction.decided`, `correction.own-decision`, `correction.reason`,
  ///   `till.changed`, and those of `ask`; `Fault` `till.broken`.
  package func decide(
    _ id: IdempotencyKey, agrees: Bool, note: String, by checker: CounterActor, journal: JournalID, at now: Moment,
    in tx: any WriteTransaction
  ) throws -> CorrectionRequest {
    let place = checker.institution
    guard let row = try tx.first(ErrorTables.request, [.institution(place), .id(id)], lock: true) else {
      throw LaterCorrectionRefusal.unknown
    }
    let request = try CorrectionRows.request(row)
    guard request.asker != checker.staff, request.maker != checker.staff else {
      throw LaterCorrectionRefusal.ownApproval
    }
    guard request.state == .asked else { throw LaterCorrectionRefusal.decided }
    guard note.count <= 200, agrees || !note.allSatisfy(\.isWhitespace) else { throw CorrectionRefusal.reason }
    let entry = try register.found(request.error, in: tx)
    let state: CorrectionRequest.State = agrees ? .agreed : .refused
    let done = try tx.query(
      ErrorTables.decide,
      [
        .institution(place), .id(id), .text(state.rawValue), .id(checker.staff), .text(checker.number), .moment(now),
        .text(note.isEmpty ? nil : note),
      ])
    guard !done.isEmpty else { throw LaterCorrectionRefusal.decided }
    if agrees {
      try register.note(.agreed, entry, checker, note, at: now, in: tx)
      try book(request, entry, checker, journal, at: now, in: tx)
    } else {
      try register.note(.refused, entry, checker, note, at: now, in: tx)
    }
    guard let decided = try self.request(id, at: place, in: tx) else { throw LaterCorrectionRefusal.unknown }
    return decided
  }

  private func book(
    _ request: CorrectionRequest, _ entry: ErrorEntry, _ checker: CounterActor, _ journal: JournalID, at now: Moment,
    in tx: any WriteTransaction
  ) throws {
    let record = try bookings.record(request.original, at: request.institution, in: tx)
    if let box = record.box {
      let found = try tills.find(record.institution, box, lock: true, in: tx)
      guard let found, found.isOpen, found.teller == request.asker, found.session == request.session else {
        throw CashRefusal.tillChanged
      }
    }
    let plan = try plan(request, record, in: tx)
    let posted = try CorrectionPosting.Batch(self, plan, request, journal, at: now).book(in: tx)
    guard let reversal = posted.first else { throw Fault("correction.empty", "nothing was booked") }
    let asker = CounterActor(
      staff: request.asker, number: request.askerNumber, institution: request.institution, chain: checker.chain)
    try corrections.insert(
      Correction(
        institution: request.institution, original: request.original, originalNumber: record.number,
        number: reversal.number, journal: reversal.journal, tellerNumber: request.askerNumber,
        supervisorNumber: checker.number, errorClass: entry.errorClass, reason: request.reason, amount: record.amount,
        at: now), teller: request.asker, supervisor: checker.staff, in: tx)
    for (index, posting) in posted.enumerated() {
      try tx.execute(
        ErrorTables.insertPosting, CorrectionRows.values(posting, request.original, part: index + 1))
    }
    if entry.state == .open {
      try register.handle(entry.id, request.reason, by: asker, at: now, as: .corrected, in: tx)
    }
    try register.audit.append(
      checker.entry(
        "case.corrected", "case:\(request.original)", at: now, reversal.number.businessDate,
        [
          "original": "\(record.number)", "journals": posted.map { "\($0.number)" }.joined(separator: " "),
          "asked": request.askerNumber, "class": entry.errorClass.rawValue, "amount": "\(record.amount)",
        ]), in: tx)
  }

  // MARK: Looking

  package func request(
    _ id: IdempotencyKey, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> CorrectionRequest? {
    try tx.first(ErrorTables.request, [.institution(institution), .id(id)]).map(CorrectionRows.request)
  }

  /// What waits for a decision, the oldest first.
  package func waiting(
    at institution: InstitutionID, limit: Int = 200, in tx: any ReadTransaction
  ) throws -> [CorrectionRequest] {
    try tx.query(ErrorTables.waiting, [.institution(institution), .int(limit)]).map(CorrectionRows.request)
  }

  /// What was booked to correct this case on a later day; empty when nothing was.
  package func postings(
    of original: CaseID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> [CorrectionPosting] {
    try tx.query(ErrorTables.postings, [.institution(institution), .id(original)])
      .map { try CorrectionRows.posting($0, at: institution) }
  }
}
