import Primitives
import Storage

/// What the books answer without changing.
extension LedgerBooks {
  /// nil: no such journal.
  package func journal(_ id: JournalID, in tx: any ReadTransaction) throws -> Journal? {
    try JournalRecord.find(id, in: tx)
  }

  /// All journals by id, a page at a time: for whoever reads the whole of the books.
  ///
  /// - Parameter after: the last one of the page before; nil: from the first.
  package func journals(after id: JournalID? = nil, limit: Int, in tx: any ReadTransaction) throws -> [Journal] {
    try JournalRecord.page(after: id ?? JournalID(high: 0, low: 0), limit: limit, in: tx)
  }

  /// What became of a key: the way out of `InDoubt`. nil: nothing was posted under it (an open or ended
  /// reservation without a journal included).
  package func journal(
    key: IdempotencyKey, institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> Journal? {
    guard let row = try tx.first(LedgerTables.key, [.institution(institution), .id(key)]) else { return nil }
    return try JournalRecord.find(row.id(0), in: tx)
  }

  /// - Throws: `ledger.reservation-unknown`.
  package func reservation(_ id: ReservationID, in tx: any ReadTransaction) throws -> Reservation {
    guard let record = try ReservationRecord.find(id, lock: false, in: tx) else { throw ReservationRefusal.unknown() }
    return record.reservation
  }

  /// Open reservations whose deadline has passed, the oldest deadline first: work for the reaper.
  package func overdueReservations(
    at moment: Moment, limit: Int, in tx: any ReadTransaction
  ) throws -> [ReservationID] {
    try tx.query(LedgerTables.overdue, [.moment(moment), .int(limit)]).map { try $0.id(0) }
  }

  /// Every entry of an account from a business day on, newest first.
  ///
  /// - Parameter place: the newest to be told; nil: the account's last.
  /// - Throws: as `entries`.
  package func lines(
    of account: LedgerAccountID, since day: BusinessDate, before place: EntryPlace? = nil, in tx: any ReadTransaction
  ) throws -> [StatementLine] {
    var (lines, before) = ([StatementLine](), place)
    repeat {
      let page = try entries(of: account, before: before, limit: EntryPage.largest, from: day, in: tx)
      lines += page.lines
      before = page.next
    } while before != nil
    return lines
  }

  /// A page of an account's entries, newest first, each with the balance it left.
  ///
  /// - Parameters:
  ///   - before: `next` of the page before; nil: from the newest.
  ///   - limit: 1 to 500.
  ///   - from: business days earlier than this are left out. The walk ends 31 days before it, since the
  ///     days of two institutions may differ a little.
  ///   - to: business days later than this are left out.
  /// - Throws: `ledger.account-unknown`, `ledger.page-too-large`, `ledger.place-unknown` (`before` is no
  ///   entry of this account).
  package func entries(
    of account: LedgerAccountID, before: EntryPlace? = nil, limit: Int = 50, from: BusinessDate? = nil,
    to: BusinessDate? = nil, in tx: any ReadTransaction
  ) throws -> EntryPage {
    guard (1...EntryPage.largest).contains(limit) else { throw LedgerRefusal.pageTooLarge(EntryPage.largest) }
    var next = try self.account(account, in: tx).lastEntry
    if let before { next = before }
    let end = from?.adding(days: -31)
    var lines: [StatementLine] = []
    while let place = next, lines.count < limit {
      let rows = try tx.query(
        LedgerTables.statement, [.id(place.journal), .int(place.number), .int(limit - lines.count)])
      guard !rows.isEmpty else {
        if place == before { throw LedgerRefusal.unknownPlace() }
        throw Fault("ledger.entry", "an entry of account \(account) is missing")
      }
      for row in rows {
        let line = try statementLine(row)
        guard line.entry.leg.account == account else {
          if line.entry.place == before { throw LedgerRefusal.unknownPlace() }
          throw Fault("ledger.entry", "the entries of account \(account) lead to another account")
        }
        next = line.entry.previous
        if let end, line.businessDate < end { next = nil }
        if from.map({ line.businessDate >= $0 }) ?? true, to.map({ line.businessDate <= $0 }) ?? true {
          lines.append(line)
        }
        if next == nil { break }
      }
    }
    return EntryPage(lines: lines, next: next)
  }

  /// Debits and credits by institution, currency and kind (试算平衡).
  package func trialBalance(in tx: any ReadTransaction) throws -> TrialBalance {
    TrialBalance(
      lines: try tx.query(LedgerTables.trialBalance).map { row in
        let currency = try LedgerCurrency.currency(row.int(1))
        guard let kind = AccountKind(rawValue: try row.int(2)) else {
          throw Fault("ledger.account", "an account has an unknown kind")
        }
        return TrialBalance.Line(
          institution: try row.institution(0), currency: currency, kind: kind, accounts: Int(try row.int(3)),
          debit: Money(minor: try row.int(4), currency), credit: Money(minor: try row.int(5), currency))
      })
  }

  /// Rebuilds every balance and reservation from the entries and compares. Reads all of the books.
  package func check(in tx: any ReadTransaction) throws -> LedgerCheck { try LedgerCheck.run(in: tx) }

  private func statementLine(_ row: Row) throws -> StatementLine {
    StatementLine(
      entry: try JournalRecord.entry(row), institution: try row.institution(10), code: Int(try row.int(11)),
      businessDate: try row.date(12), valueDate: try row.date(13), recordedAt: try row.moment(14),
      reference: try row.optionalID(15), reverses: try row.optionalID(16))
  }
}
