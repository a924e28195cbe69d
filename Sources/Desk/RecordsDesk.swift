import Access
import Audit
import Banking
import Documents
import Ledger
import Primitives
import Seals
import Storage

/// What is read at the counter and behind it: journal, accounts, archive, audit. Looks at personal data in
/// full and copies of sealed files are written into the audit chain.
package struct RecordsDesk: Sendable {
  package let house: House
  let tables: CaseTables

  package init(_ house: House) {
    self.house = house
    tables = CaseTables(field: house.keys.field, entropy: house.entropy)
  }

  // MARK: Journal

  /// The journal (流水), newest first, of the person's own institution and everything below it.
  package func journal(_ filter: JournalFilter, by signOn: SignOn) async throws -> [Case] {
    try signOn.require(.journalRead)
    return try await house.database.read { [tables, house, filter] tx in
      var found: [Case] = []
      for place in try house.access.institutions(below: signOn.institution.id, in: tx) {
        var own = filter
        own.institution = place.id
        (own.limit, own.offset) = (filter.offset + filter.limit, 0)
        found += try tables.journal(own, in: tx)
      }
      found.sort { ($0.businessDate, $0.id) > ($1.businessDate, $1.id) }
      return Array(found.dropFirst(filter.offset).prefix(filter.limit))
    }
  }

  /// One case of that journal.
  package func journal(_ id: CaseID, by signOn: SignOn) async throws -> Case {
    try signOn.require(.journalRead)
    let found = try await house.database.read { [tables, house] tx in
      for place in try house.access.institutions(below: signOn.institution.id, in: tx) {
        if let found = try tables.find(id, at: place.id, in: tx) { return Case?.some(found) }
      }
      return nil
    }
    guard let found else { throw CaseRefusal.unknown }
    return found
  }

  package func businessDate(by signOn: SignOn) async throws -> BusinessDate {
    try await house.database.read { [house] tx in
      try house.banking.calendar.businessDate(of: signOn.institution.id, in: tx)
    }
  }

  /// Today's cases of this teller by state and currency.
  package func totals(by signOn: SignOn) async throws -> [DayTotal] {
    try signOn.require(.journalRead)
    return try await house.database.read { [tables, house] tx in
      let today = try house.banking.calendar.businessDate(of: signOn.institution.id, in: tx)
      return try tables.totals(at: signOn.institution.id, on: today, teller: signOn.staff.number, in: tx)
    }
  }

  /// Every case of this teller that was interrupted, and every released one whose cash is still to be
  /// handed back: nothing has to be remembered by a person.
  package func unfinished(by signOn: SignOn) async throws -> [Case] {
    try signOn.require(.caseWork)
    return try await house.database.read { [tables] tx in
      try tables.unfinished(of: signOn.staff.id, at: signOn.institution.id, limit: 200, in: tx)
    }
  }

  // MARK: Accounts

  package func account(_ text: String, by signOn: SignOn) async throws -> AccountSight {
    try signOn.require(.accountRead)
    let number = try AccountNumber(parsing: text)
    return try await house.database.read { [house] tx in
      let balance = try house.banking.accounts.balance(number, in: tx)
      return AccountSight(balance: balance, holder: try house.banking.customers.card(balance.account.customer, in: tx))
    }
  }

  /// The detail (明细), newest lines first.
  package func entries(
    _ text: String, before: EntryPlace? = nil, limit: Int = 50, by signOn: SignOn
  ) async throws -> AccountDetails {
    try signOn.require(.accountRead)
    let number = try AccountNumber(parsing: text)
    return try await house.database.read { [house] tx in
      try house.banking.accounts.details(number, before: before, limit: min(max(limit, 1), 200), in: tx)
    }
  }

  /// The customer of an account in clear, for a moment and on purpose; audited.
  package func reveal(_ text: String, by signOn: SignOn) async throws -> CustomerDetail {
    try signOn.require(.customerReveal)
    let number = try AccountNumber(parsing: text)
    let now = house.time.now
    return try await house.database.write { [house] tx in
      let account = try house.banking.accounts.find(number, in: tx)
      try house.access.recordReveal(subject: "customer:\(account.customer)", by: signOn, at: now, in: tx)
      return try house.banking.customers.reveal(account.customer, in: tx)
    }
  }

  package func trialBalance(by signOn: SignOn) async throws -> TrialBalance {
    try signOn.require(.trialBalanceRead)
    return try await house.database.read { [house] tx in try house.ledger.trialBalance(in: tx) }
  }

  // MARK: Audit

  /// The audit chain of the person's institution; the head office sees all.
  package func audit(
    _ filter: AuditFilter, limit: Int, before: AuditPlace?, by signOn: SignOn
  ) async throws -> [AuditRecord] {
    try signOn.require(.auditRead)
    var own = filter
    if signOn.institution.level != .headOffice { own.institution = signOn.institution.id }
    return try await house.database.read { [house, own] tx in
      try house.audit.page(own, limit: min(max(limit, 1), 200), before: before, in: tx)
    }
  }

  /// The newest signed statement of where all chains stood; nil before the first.
  ///
  /// - Throws: `Fault` `audit.checkpoint-damaged`.
  package func newestCheckpoint(by signOn: SignOn) async throws -> Checkpoint? {
    try signOn.require(.auditRead)
    return try await house.database.read { [house] tx in try house.audit.newestCheckpoint(in: tx) }
  }

  // MARK: Receipt

  /// The page behind the QR code; nil while the case is not settled (DECISIONS 28).
  package func receipt(token: String) async throws -> ReceiptSight? {
    guard token.utf8.count == 22 else { return nil }
    let read = try await house.database.read { [tables, house] tx -> (Case, ArchiveEntry?)? in
      guard let found = try tables.find(receipt: Receipt.hash(token), in: tx) else { return nil }
      return (found, try found.document.flatMap { try house.archive.entry($0, in: tx) })
    }
    guard let (found, entry) = read, found.state == .settled else { return nil }
    let settled = found.steps.last { $0.step == "settled" }
    return ReceiptSight(
      number: found.number ?? "", service: house.catalog.service(found.service)?.name ?? Bilingual(zh: "", en: ""),
      settledAt: Moment(milliseconds: settled?.at ?? found.openedAt.milliseconds), businessDate: found.businessDate,
      accountMasked: found.facts["accountMasked"] ?? "", amount: found.amount,
      outlet: Bilingual(zh: found.facts["outletName"] ?? "", en: found.facts["outletNameEn"] ?? ""),
      documentHash: entry?.hash)
  }
}

/// An account with its holder, masked.
package struct AccountSight: Sendable, Equatable {
  package let balance: AccountBalance
  package let holder: CustomerCard
}
