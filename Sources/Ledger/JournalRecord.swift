import Primitives
import Storage

/// How a journal is written and read back.
enum JournalRecord {
  static func write(
    _ order: PostingOrder, _ legs: [PlannedLeg], recordedAt: Moment, reservation: ReservationID?,
    before: AccountSheet, after: inout AccountSheet, in tx: any WriteTransaction
  ) throws -> Journal {
    let journal = compose(
      order, legs, recordedAt: recordedAt, reservation: reservation, before: before, after: &after)
    try tx.execute(LedgerTables.insertJournal, columns(journal))
    for entry in journal.entries { try tx.execute(LedgerTables.insertEntry, columns(entry)) }
    try after.save(in: tx)
    return journal
  }

  /// The journal with its entries, and each account's last entry moved; the totals have been changed already,
  /// so running balances are counted from `before`.
  static func compose(
    _ order: PostingOrder, _ legs: [PlannedLeg], recordedAt: Moment, reservation: ReservationID?,
    before: AccountSheet, after: inout AccountSheet
  ) -> Journal {
    var balances = before.accounts.map(\.balanceMinor)
    var entries: [Entry] = []
    entries.reserveCapacity(legs.count)
    for (offset, planned) in legs.enumerated() {
      let leg = planned.leg
      let index = after.index(of: leg.account)
      let account = after.accounts[index]
      balances[index] += leg.side == account.normalSide ? leg.amount.minor : -leg.amount.minor
      let place = EntryPlace(journal: order.journal, number: offset + 1)
      entries.append(
        Entry(
          place: place, leg: leg, balance: Money(minor: balances[index], account.currency),
          isAutomatic: planned.isAutomatic, previous: account.lastEntry))
      after.accounts[index].lastEntry = place
    }
    return Journal(
      id: order.journal, key: order.key, institution: order.institution, code: order.code,
      businessDate: order.businessDate, valueDate: order.valueDate, recordedAt: recordedAt,
      reference: order.reference, reverses: order.reverses, reservation: reservation, entries: entries)
  }

  /// The columns of `LedgerTables.journalRows`.
  static func columns(_ journal: Journal) -> [Value] {
    [
      .id(journal.id), .id(journal.key), .institution(journal.institution), .int(journal.code),
      .date(journal.businessDate), .date(journal.valueDate), .moment(journal.recordedAt), .id(journal.reference),
      .id(journal.reverses), .id(journal.reservation), .int(journal.entries.count),
    ]
  }

  /// The columns of `LedgerTables.entryRows`.
  static func columns(_ entry: Entry) -> [Value] {
    [
      .id(entry.place.journal), .int(entry.place.number), .account(entry.leg.account), .int(entry.leg.side.rawValue),
      .int(entry.leg.amount.minor), .int(entry.balance.minor), .bool(entry.isAutomatic),
      .id(entry.previous?.journal), .int(entry.previous.map { Int64($0.number) }),
    ]
  }

  static func find(_ id: JournalID, lock: Bool = false, in tx: any ReadTransaction) throws -> Journal? {
    guard let row = try tx.first(LedgerTables.journal, [.id(id)], lock: lock) else { return nil }
    return try journal(row, entries: try tx.query(LedgerTables.entries, [.id(id)]).map(entry))
  }

  /// The journals after one, by id.
  static func page(after id: JournalID, limit: Int, in tx: any ReadTransaction) throws -> [Journal] {
    let rows = try tx.query(LedgerTables.journalsAfter, [.id(id), .int(limit)])
    guard let last = rows.last else { return [] }
    var entries: [JournalID: [Entry]] = [:]
    for row in try tx.query(LedgerTables.entriesBetween, [.id(id), .id(try last.id(0, JournalID.self))]) {
      entries[try row.id(0), default: []].append(try entry(row))
    }
    return try rows.map { try journal($0, entries: entries[try $0.id(0)] ?? []) }
  }

  /// A journal from the ten columns of its row.
  private static func journal(_ row: Row, entries: [Entry]) throws -> Journal {
    Journal(
      id: try row.id(0), key: try row.id(1), institution: try row.institution(2), code: Int(try row.int(3)),
      businessDate: try row.date(4), valueDate: try row.date(5), recordedAt: try row.moment(6),
      reference: try row.optionalID(7), reverses: try row.optionalID(8), reservation: try row.optionalID(9),
      entries: entries)
  }

  /// An entry from the ten columns that both queries start with.
  static func entry(_ row: Row) throws -> Entry {
    let currency = try LedgerCurrency.currency(row.int(9))
    let previous = try row.optionalID(7, JournalID.self)
    return Entry(
      place: EntryPlace(journal: try row.id(0), number: Int(try row.int(1))),
      leg: Leg(account: try row.account(2), side: try side(row, 3), amount: Money(minor: try row.int(4), currency)),
      balance: Money(minor: try row.int(5), currency), isAutomatic: try row.bool(6),
      previous: try previous.map { EntryPlace(journal: $0, number: Int(try row.int(8))) })
  }

  static func side(_ row: Row, _ column: Int) throws -> Side {
    guard let side = Side(rawValue: try row.int(column)) else { throw Fault("ledger.entry", "an entry has no side") }
    return side
  }
}
