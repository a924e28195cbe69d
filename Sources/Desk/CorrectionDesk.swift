import Access
import Banking
import Primitives
import Storage

/// The front door of corrections: the teller cancels, a supervisor agrees beside him.
package struct CorrectionDesk: Sendable {
  private let house: House

  init(_ house: House) { self.house = house }

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

  /// How this case was cancelled; nil when it was not.
  package func correction(of original: Case) async throws -> Correction? {
    try await house.database.read { [house] tx in
      try house.banking.corrections.find(original.id, at: original.institution, in: tx)
    }
  }
}
