import Access
import Banking
import Ledger
import Primitives
import Storage

/// The front door of corrections: of the same day, where the teller cancels and a supervisor agrees beside him; of
/// earlier days, where one asks and another decides.
package struct CorrectionDesk: Sendable {
  private let house: House
  private let tables: CaseTables

  init(_ house: House) {
    self.house = house
    tables = CaseTables(field: house.keys.field, entropy: house.entropy)
  }

  /// Cancels a settled case of today (当日抹账).
  ///
  /// - Parameters:
  ///   - number, password: of the supervisor who agrees, given at the teller's screen.
  ///   - key: the client's; the same key again gives the same answer.
  /// - Throws: `Refusal` of `Corrections.cancel`; `access.sign-on-failed`, `access.forbidden`, `approval.authority`.
  package func cancel(
    _ original: CaseID, _ errorClass: ErrorClass, reason: String, number: String, password: String,
    key: IdempotencyKey, by signOn: SignOn
  ) async throws -> Correction {
    try signOn.require(.caseWork)
    let known = try await house.database.read { [house] tx in
      try house.banking.corrections.find(original, at: signOn.institution.id, in: tx)
    }
    if let known {
      // The same click again; a later wish to cancel it once more has another key.
      guard try await isKey(key, of: known, at: signOn.institution.id) else { throw CorrectionDesk.done }
      return known
    }
    let supervisor = try await house.door.vouch(number: number, password: password, at: signOn.institution.id)
    guard supervisor.may(.caseApprove) else { throw ApprovalRefusal.authority(.supervisor) }
    let now = house.time.now
    let order = CancelOrder(
      original: original, actor: CounterActor(signOn), supervisor: supervisor.id, supervisorNumber: supervisor.number,
      errorClass: errorClass, reason: reason, journal: JournalID(at: now, from: house.entropy), key: key, at: now)
    return try await house.database.write { [house] tx in try house.banking.corrections.cancel(order, in: tx) }
  }

  private func isKey(
    _ key: IdempotencyKey, of correction: Correction, at institution: InstitutionID
  ) async throws -> Bool {
    try await house.database.read { [house] tx in
      try house.ledger.journal(key: key, institution: institution, in: tx)?.id == correction.journal
    }
  }

  private static let done = Refusal(
    .conflict, "correction.done", zh: "该笔业务已经抹账。", en: "It was cancelled already.", remedyZh: "请在流水中查看。",
    remedyEn: "Find it in the journal.")

  /// The error register (差错登记簿) of the institution.
  package func register(by signOn: SignOn) async throws -> [Correction] {
    try signOn.require(.journalRead)
    return try await house.database.read { [house] tx in
      try house.banking.corrections.register(at: signOn.institution.id, in: tx)
    }
  }

  /// How this case was cancelled or corrected; nil when it was not.
  package func correction(of original: Case) async throws -> Correction? {
    try await house.database.read { [house] tx in
      try house.banking.corrections.find(original.id, at: original.institution, in: tx)
    }
  }
}

// MARK: - Earlier days

extension CorrectionDesk {
  /// Asks for the correction of a case of an earlier day (隔日冲正).
  ///
  /// - Parameters:
  ///   - account, amount: what should have been booked; one left out is as it was booked, both left out: the money
  ///     only goes back.
  ///   - received, given: pieces over the counter, `100*3, 50*1`.
  ///   - key: the client's; the same key again gives the same answer.
  /// - Throws: `Refusal` of `LaterCorrections.ask`; `access.forbidden`, `account.…` for an account number that is none.
  package func ask(
    _ original: CaseID, _ errorClass: ErrorClass, _ discovery: Discovery, reason: String, account: String? = nil,
    amount: String? = nil, received: String = "", given: String = "", key: IdempotencyKey, by signOn: SignOn
  ) async throws -> CorrectionRequest {
    try signOn.require(.caseWork)
    let (actor, now) = (CounterActor(signOn), house.time.now)
    return try await house.database.write { [house, tables] tx in
      guard let found = try tables.find(original, at: actor.institution, in: tx) else { throw CaseRefusal.unknown }
      let record = try house.banking.bookings.record(original, at: actor.institution, in: tx)
      var right: RightBooking?
      if account != nil || amount != nil {
        let booked = record.kind == .transfer ? record.other ?? record.account : record.account
        right = RightBooking(
          account: try account.map { try AccountNumber(parsing: $0) } ?? booked,
          amount: try amount.map { try Money(parsing: $0, record.amount.currency, field: "amount") } ?? record.amount)
      }
      return try house.banking.laterCorrections.ask(
        CorrectionAsk(
          original: original, actor: actor, makerNumber: found.tellerNumber, errorClass: errorClass,
          discovery: discovery, reason: reason, right: right, received: received, given: given, key: key, at: now),
        in: tx)
    }
  }

  /// A supervisor agrees, and it is booked; or refuses with a reason.
  ///
  /// - Throws: `Refusal` of `LaterCorrections.decide`; `access.forbidden`.
  @discardableResult
  package func decide(
    _ id: IdempotencyKey, agrees: Bool, note: String, by signOn: SignOn
  ) async throws -> CorrectionRequest {
    try signOn.require(.caseApprove)
    let (actor, now) = (CounterActor(signOn), house.time.now)
    let journal = JournalID(at: now, from: house.entropy)
    return try await house.database.write { [house] tx in
      try house.banking.laterCorrections.decide(
        id, agrees: agrees, note: note, by: actor, journal: journal, at: now, in: tx)
    }
  }

  /// What waits for a decision at the institution, the oldest first.
  package func waiting(by signOn: SignOn) async throws -> [CorrectionRequest] {
    try signOn.require(.caseApprove)
    return try await house.database.read { [house] tx in
      try house.banking.laterCorrections.waiting(at: signOn.institution.id, in: tx)
    }
  }

  /// What was booked to correct this case on a later day.
  package func postings(of original: Case) async throws -> [CorrectionPosting] {
    try await house.database.read { [house] tx in
      try house.banking.laterCorrections.postings(of: original.id, at: original.institution, in: tx)
    }
  }

  /// A journal that cancels or corrects a case, with the case it belongs to.
  ///
  /// - Throws: `Refusal` `access.forbidden`, `case.unknown`.
  package func booking(_ id: JournalID, by signOn: SignOn) async throws -> CorrectionBooking {
    try signOn.require(.journalRead)
    return try await house.database.read { [house, tables] tx in
      guard let journal = try house.ledger.journal(id, in: tx), let original = journal.reference,
        try house.access.institutions(below: signOn.institution.id, in: tx)
          .contains(where: { $0.id == journal.institution }),
        let found = try tables.find(original, at: journal.institution, in: tx), found.journal != id,
        let correction = try house.banking.corrections.find(original, at: journal.institution, in: tx)
      else { throw CaseRefusal.unknown }
      let postings = try house.banking.laterCorrections.postings(of: original, at: journal.institution, in: tx)
      guard correction.journal == id || postings.contains(where: { $0.journal == id }) else {
        throw CaseRefusal.unknown
      }
      return CorrectionBooking(
        journal: journal, number: try house.banking.numbers.find(journal: id, in: tx)?.number, original: found,
        correction: correction, postings: postings)
    }
  }
}

/// A correcting journal beside what it corrects.
package struct CorrectionBooking: Sendable {
  package let journal: Journal
  package let number: JournalNumber?
  package let original: Case
  package let correction: Correction
  /// All journals of the same correction; empty for a cancellation of the same day.
  package let postings: [CorrectionPosting]

  /// What this journal is among them; nil: a cancellation.
  package var kind: CorrectionPosting.Kind? { postings.first { $0.journal == journal.id }?.kind }
}
