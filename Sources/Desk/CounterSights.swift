import Access
import Banking
import Ledger
import Primitives
import Storage

extension CounterDesk {
  /// An institution, for the page before a sign-on; nil when there is none of this number.
  package func institution(_ id: InstitutionID) async throws -> Institution? {
    try await house.database.read { [house] tx in try house.access.institution(id, in: tx) }
  }
}

extension RecordsDesk {
  /// What a case has booked (借 / 贷), with the accounts' titles; empty while nothing is posted.
  package func booked(_ record: Case, by signOn: SignOn) async throws -> [BookedLine] {
    try signOn.require(.journalRead)
    guard record.state == .settled, let id = record.journal else { return [] }
    return try await house.database.read { [house] tx in
      guard let journal = try house.ledger.journal(id, in: tx) else { return [] }
      return journal.entries.map { entry in
        let title = BankChart.title(entry.leg.account)
        return BookedLine(
          side: entry.leg.side == .debit ? Bilingual(zh: "借", en: "Dr") : Bilingual(zh: "贷", en: "Cr"),
          account: Bilingual(zh: "\(title.zh) \(entry.leg.account)", en: "\(title.en) \(entry.leg.account)"),
          amount: entry.leg.amount)
      }
    }
  }
}
