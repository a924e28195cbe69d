import Primitives
import Storage

/// Reads and writes the register's rows; asked by everything that pays out.
struct PaperRows: Sendable {
  static let mostListed = 200

  /// What keeps the money of this deposit or account where it is.
  func holding(
    _ target: AccountNumber, on date: BusinessDate, in tx: any ReadTransaction
  ) throws -> [CounterPaper] {
    try active(target, in: tx).filter { $0.holds(on: date) }
  }

  /// The sum that proofs hold on a demand account.
  func held(_ account: DemandAccount, on date: BusinessDate, in tx: any ReadTransaction) throws -> Money {
    try holding(account.number, on: date, in: tx).reduce(.zero(account.currency)) { $0 + $1.amount }
  }

  func active(_ target: AccountNumber, in tx: any ReadTransaction) throws -> [CounterPaper] {
    try tx.query(PaperTables.active, [.institution(target.institution), .int(target.sequence)]).map(Self.paper)
  }

  func papers(of customer: CustomerID, in tx: any ReadTransaction) throws -> [CounterPaper] {
    try tx.query(PaperTables.ofAccount, [.id(customer), .int(Self.mostListed)]).map(Self.paper)
  }

  func find(
    _ kind: CounterPaper.Kind, _ institution: InstitutionID, _ sequence: Int64, in tx: any ReadTransaction
  ) throws -> CounterPaper? {
    try tx.first(PaperTables.find, [.institution(institution), .text(kind.rawValue), .int(sequence)]).map(Self.paper)
  }

  func find(busy caseID: CaseID, in tx: any ReadTransaction) throws -> CounterPaper? {
    try tx.first(PaperTables.busy, [.id(caseID)], lock: true).map(Self.paper)
  }

  func next(_ kind: CounterPaper.Kind, _ institution: InstitutionID, in tx: any WriteTransaction) throws -> Int64 {
    guard let row = try tx.first(PaperTables.next, [.institution(institution), .text(kind.series)]) else {
      throw Fault("paper.number", "no number of series \(kind.series) could be drawn")
    }
    return try row.int(0)
  }

  func insert(_ paper: CounterPaper, journal: JournalNumber, in tx: any WriteTransaction) throws {
    try tx.execute(
      PaperTables.insert,
      Self.key(paper) + [
        .institution(paper.target.institution), .int(paper.target.sequence), .bool(paper.isDeposit),
        .id(paper.customer), .text(paper.amount.currency.code), .int(paper.amount.minor), .date(paper.madeOn),
        .int(paper.until?.compact), .text(paper.content), .id(paper.caseID), .date(journal.businessDate),
        .int(journal.sequence),
      ])
  }

  /// - Throws: `Refusal` `paper.busy`.
  func occupy(
    _ paper: CounterPaper, case caseID: CaseID, journal: JournalNumber?, in tx: any WriteTransaction
  ) throws {
    let done = try tx.query(
      PaperTables.occupy,
      Self.key(paper) + [.id(caseID), .int(journal?.businessDate.compact), .int(journal?.sequence)])
    guard !done.isEmpty else { throw PaperRefusal.busy }
  }

  func move(
    _ paper: CounterPaper, to state: CounterPaper.State, on date: BusinessDate? = nil, by caseID: CaseID? = nil,
    in tx: any WriteTransaction
  ) throws {
    try tx.execute(
      PaperTables.state, Self.key(paper) + [.text(state.rawValue), .int(date?.compact), .id(caseID)])
  }

  private static func key(_ paper: CounterPaper) -> [Value] {
    [.institution(paper.institution), .text(paper.kind.rawValue), .int(paper.sequence)]
  }

  private static func paper(_ row: Row) throws -> CounterPaper {
    guard let kind = CounterPaper.Kind(rawValue: try row.text(1)),
      let state = CounterPaper.State(rawValue: try row.text(3))
    else { throw Fault("storage.row", "a paper of the counter cannot be read") }
    let institution = try row.institution(0)
    let journal =
      try row.isNull(16)
      ? nil : JournalNumber(outlet: institution, businessDate: row.date(16), sequence: row.int(17))
    let busy: CaseID? = try row.optionalID(15)
    return CounterPaper(
      institution: institution, kind: kind, sequence: try row.int(2), state: state,
      target: AccountNumber(try row.institution(4), sequence: try row.int(5)), isDeposit: try row.bool(6),
      customer: try row.id(7), amount: Money(minor: try row.int(9), try row.currency(8)), madeOn: try row.date(10),
      until: row.isNull(11) ? nil : try row.date(11), content: try row.optionalText(12), caseID: try row.id(13),
      endedOn: row.isNull(14) ? nil : try row.date(14), busy: busy.map { ($0, journal) })
  }
}
