import Primitives
import Storage

/// Allots journal numbers: in the transaction that reserves, never twice (DECISIONS 11). The number of a
/// released case stays and is shown as released.
package struct JournalNumbers: Sendable {
  package init() {}

  /// Takes the next number of this outlet's day. At least one of `caseID` and `journal` says what for.
  package func allot(
    _ outlet: InstitutionID, _ date: BusinessDate, caseID: CaseID?, journal: JournalID?, at: Moment,
    in tx: any WriteTransaction
  ) throws -> JournalNumber {
    precondition(caseID != nil || journal != nil, "a journal number for nothing")
    guard let row = try tx.first(BankingTables.nextJournalNumber, [.institution(outlet), .date(date)]) else {
      throw Fault("journal-number.none", "the counter of \(outlet) gave no number")
    }
    let number = JournalNumber(outlet: outlet, businessDate: date, sequence: try row.int(0))
    let made = try tx.query(
      BankingTables.insertJournalNumber,
      [.institution(outlet), .date(date), .int(number.sequence), .id(caseID), .id(journal), .moment(at)])
    guard !made.isEmpty else { throw Fault("journal-number.reused", "\(number) was allotted before") }
    return number
  }

  /// Records how the number ended, once.
  func end(
    _ number: JournalNumber, _ state: AllottedNumber.State, at: Moment, in tx: any WriteTransaction
  ) throws {
    let ended = try tx.query(BankingTables.endJournalNumber, Self.key(number) + [.text(state.rawValue), .moment(at)])
    guard !ended.isEmpty else { throw Fault("journal-number.ended", "\(number) has ended before or is unknown") }
  }

  /// - Returns: nil when the number was never allotted.
  package func find(_ number: JournalNumber, in tx: any ReadTransaction) throws -> AllottedNumber? {
    try tx.first(BankingTables.journalNumber, Self.key(number)).map(Self.allotted)
  }

  /// The number under which a journal is known to people; nil for entries of the bank's own jobs.
  package func find(journal: JournalID, in tx: any ReadTransaction) throws -> AllottedNumber? {
    try tx.first(BankingTables.numberOfJournal, [.id(journal)]).map(Self.allotted)
  }

  /// The numbers of one day of one outlet in their order.
  ///
  /// - Parameter after: the last sequence seen; 0 from the start.
  package func page(
    _ outlet: InstitutionID, _ date: BusinessDate, after: Int64 = 0, limit: Int, in tx: any ReadTransaction
  ) throws -> [AllottedNumber] {
    try tx.query(
      BankingTables.journalNumbers, [.institution(outlet), .date(date), .int(after), .int(min(max(limit, 1), 1000))]
    ).map(Self.allotted)
  }

  private static func key(_ number: JournalNumber) -> [Value] {
    [.institution(number.outlet), .date(number.businessDate), .int(number.sequence)]
  }

  private static func allotted(_ row: Row) throws -> AllottedNumber {
    guard let state = AllottedNumber.State(rawValue: try row.text(5)) else {
      throw Fault("storage.row", "unknown state of a journal number")
    }
    return AllottedNumber(
      number: JournalNumber(
        outlet: try row.institution(0), businessDate: try row.date(1), sequence: try row.int(2)),
      caseID: try row.optionalID(3), journal: try row.optionalID(4), state: state, allottedAt: try row.moment(6),
      endedAt: try row.optionalMoment(7))
  }
}
