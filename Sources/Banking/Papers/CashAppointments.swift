import Primitives
import Storage

/// Large cash at the counter: from the bank's limit on it is paid only against an appointment for that day and outlet,
/// up to the appointed amount, and once.
struct CashAppointments: Sendable {
  let papers: CounterPapers

  /// The appointment that a withdrawal uses; nil when it needs none.
  ///
  /// - Throws: `Refusal` `cash.appointment-needed` naming the limit.
  func needed(
    _ account: DemandAccount, _ amount: Money, at institution: InstitutionID, on today: BusinessDate,
    in tx: any ReadTransaction
  ) throws -> CounterPaper? {
    guard let limit = try papers.appointmentLimit(account.currency, at: institution, today, in: tx),
      amount.minor >= limit.minor
    else { return nil }
    let fit = try papers.rows.active(account.number, in: tx).first {
      $0.kind == .cashAppointment && $0.institution == institution && $0.until == today && $0.busy == nil
        && $0.amount.minor >= amount.minor
    }
    guard let fit else { throw PaperRefusal.appointmentNeeded(limit) }
    return fit
  }

  func take(_ paper: CounterPaper, case caseID: CaseID, in tx: any WriteTransaction) throws {
    try papers.rows.occupy(paper, case: caseID, journal: nil, in: tx)
  }

  /// The money was paid: the appointment is used up.
  func use(_ caseID: CaseID, on date: BusinessDate, in tx: any WriteTransaction) throws {
    guard let paper = try papers.rows.find(busy: caseID, in: tx) else { return }
    try papers.rows.move(paper, to: .ended, on: date, by: caseID, in: tx)
  }

  func giveBack(_ caseID: CaseID, in tx: any WriteTransaction) throws {
    guard let paper = try papers.rows.find(busy: caseID, in: tx) else { return }
    try papers.rows.move(paper, to: .active, in: tx)
  }
}
