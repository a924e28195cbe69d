import Foundation
import Primitives
import Seals
import Storage

/// All SQL of the cases. Facts are encrypted here, so no other file sees the stored form.
package struct CaseTables: Sendable {
  package let field: FieldCipher
  let entropy: any Entropy

  private static let columns = """
    institution, id, service, service_version, service_code, idempotency_key, teller, teller_number, terminal,
    business_date, opened_at, state, fingerprint, number, deadline, account_number, customer, amount, currency,
    reservation, journal, draft, document, receipt, release, hand_back, rating, ended_at, scripted, facts, steps
    """
  private static let insert = SQL(
    """
    INSERT INTO desk_case (\(columns)) VALUES (\((1...31).map { "$\($0)" }.joined(separator: ", ")))
    ON CONFLICT DO NOTHING RETURNING id
    """)
  private static let update: SQL = """
    UPDATE desk_case SET state = $3, fingerprint = $4, number = $5, deadline = $6, account_number = $7, customer = $8,
      amount = $9, currency = $10, reservation = $11, journal = $12, draft = $13, document = $14, receipt = $15,
      release = $16, hand_back = $17, rating = $18, ended_at = $19, scripted = $20, facts = $21, steps = $22
    WHERE institution = $1 AND id = $2
    """
  private static let byID = SQL("SELECT \(columns) FROM desk_case WHERE institution = $1 AND id = $2")
  private static let byKey = SQL(
    "SELECT \(columns) FROM desk_case WHERE institution = $1 AND idempotency_key = $2")
  private static let byReceipt = SQL("SELECT \(columns) FROM desk_case WHERE receipt = $1")
  private static let unfinished = SQL(
    """
    SELECT \(columns) FROM desk_case
    WHERE institution = $1 AND state IN (1, 2, 3) AND teller = $2 ORDER BY institution, id LIMIT $3
    """)
  private static let handBackDue = SQL(
    """
    SELECT \(columns) FROM desk_case
    WHERE institution = $1 AND state = 5 AND hand_back = 1 AND teller = $2 ORDER BY institution, id LIMIT $3
    """)
  private static let drafted = SQL(
    "SELECT \(columns) FROM desk_case WHERE state = 3 ORDER BY institution, id LIMIT $1")
  private static let overdue = SQL(
    """
    SELECT \(columns) FROM desk_case
    WHERE state IN (1, 2, 3) AND deadline <= $1 ORDER BY deadline LIMIT $2
    """)
  private static let day = SQL(
    """
    SELECT \(columns) FROM desk_case
    WHERE institution = $1 AND business_date >= $2 AND business_date <= $3 AND ($4 = '' OR teller_number = $4)
      AND ($5 = 0 OR state = $5) AND ($6 = '' OR account_number = $6)
    ORDER BY institution, business_date DESC, id DESC LIMIT $7 OFFSET $8
    """)
  private static let totals: SQL = """
    SELECT state, currency, count(*), sum(coalesce(amount, 0)) FROM desk_case
    WHERE institution = $1 AND business_date = $2 AND teller_number = $3 GROUP BY state, currency ORDER BY state, currency
    """

  /// False when the key is already there.
  func add(_ record: Case, in tx: any WriteTransaction) throws -> Bool {
    let fixed: [Value] = [
      .institution(record.institution), .id(record.id), .text(record.service), .int(record.serviceVersion),
      .int(record.serviceCode), .id(record.key), .id(record.teller), .text(record.tellerNumber),
      .id(record.terminal), .date(record.businessDate), .moment(record.openedAt),
    ]
    return try tx.first(Self.insert, fixed + changing(record)) != nil
  }

  func save(_ record: Case, in tx: any WriteTransaction) throws {
    try tx.execute(Self.update, [.institution(record.institution), .id(record.id)] + changing(record))
  }

  func find(_ id: CaseID, at institution: InstitutionID, lock: Bool = false, in tx: any ReadTransaction) throws -> Case?
  {
    try tx.first(Self.byID, [.institution(institution), .id(id)], lock: lock).map(read)
  }

  func find(key: IdempotencyKey, at institution: InstitutionID, in tx: any ReadTransaction) throws -> Case? {
    try tx.first(Self.byKey, [.institution(institution), .id(key)]).map(read)
  }

  func find(receipt hash: [UInt8], in tx: any ReadTransaction) throws -> Case? {
    try tx.first(Self.byReceipt, [.bytes(hash)]).map(read)
  }

  func unfinished(
    of teller: StaffID, at institution: InstitutionID, limit: Int, in tx: any ReadTransaction
  ) throws -> [Case] {
    let bounds: [Value] = [.institution(institution), .id(teller), .int(limit)]
    return try (tx.query(Self.unfinished, bounds) + tx.query(Self.handBackDue, bounds)).map(read)
  }

  func drafted(limit: Int, in tx: any ReadTransaction) throws -> [Case] {
    try tx.query(Self.drafted, [.int(limit)]).map(read)
  }

  func overdue(at now: Moment, limit: Int, in tx: any ReadTransaction) throws -> [Case] {
    try tx.query(Self.overdue, [.moment(now), .int(limit)]).map(read)
  }

  func journal(_ filter: JournalFilter, in tx: any ReadTransaction) throws -> [Case] {
    try tx.query(
      Self.day,
      [
        .institution(filter.institution), .date(filter.from), .date(filter.to), .text(filter.teller ?? ""),
        .int(filter.state?.rawValue ?? 0), .text(filter.account ?? ""), .int(filter.limit), .int(filter.offset),
      ]
    ).map(read)
  }

  func totals(
    at institution: InstitutionID, on date: BusinessDate, teller: String, in tx: any ReadTransaction
  ) throws -> [DayTotal] {
    try tx.query(Self.totals, [.institution(institution), .date(date), .text(teller)]).map { row in
      DayTotal(
        state: CaseMachine.State(rawValue: try row.int(0)) ?? .opened,
        currency: try row.optionalText(1).flatMap(Currency.init(code:)), count: Int(try row.int(2)),
        minor: try row.int(3))
    }
  }

  private func changing(_ record: Case) throws -> [Value] {
    let plain = try Self.encoder.encode(record.facts)
    let sealed = try field.seal(Array(plain), context: Self.context(record.id), entropy: entropy)
    return [
      .int(record.state.rawValue), .bytes(record.fingerprint), .text(record.number), .moment(record.deadline),
      .text(record.accountNumber), .id(record.customer), .int(record.amount?.minor),
      .text(record.amount?.currency.code), .id(record.reservation), .id(record.journal), .bytes(record.draft),
      .id(record.document), .bytes(record.receipt), .text(record.release?.rawValue),
      .int(record.handBack.rawValue), .int(record.rating.map(Int64.init)), .moment(record.endedAt),
      .bool(record.scripted), .bytes(sealed),
      .text(String(decoding: try Self.encoder.encode(record.steps), as: UTF8.self)),
    ]
  }

  private func read(_ row: Row) throws -> Case {
    let id: CaseID = try row.id(1)
    var record = Case(
      id: id, institution: try row.institution(0), service: try row.text(2), serviceVersion: Int(try row.int(3)),
      serviceCode: Int(try row.int(4)), key: try row.id(5), teller: try row.id(6), tellerNumber: try row.text(7),
      terminal: try row.id(8), businessDate: try row.date(9), openedAt: try row.moment(10))
    guard let state = CaseMachine.State(rawValue: try row.int(11)),
      let handBack = Case.HandBack(rawValue: try row.int(25))
    else { throw Fault("desk.case-row", "case \(id) has an unknown state") }
    record.state = state
    record.fingerprint = try row.optionalBytes(12)
    record.number = try row.optionalText(13)
    record.deadline = try row.optionalMoment(14)
    record.accountNumber = try row.optionalText(15)
    record.customer = try row.optionalID(16)
    if let minor = try row.optionalInt(17) { record.amount = Money(minor: minor, try row.currency(18)) }
    record.reservation = try row.optionalID(19)
    record.journal = try row.optionalID(20)
    record.draft = try row.optionalBytes(21)
    record.document = try row.optionalID(22)
    record.receipt = try row.optionalBytes(23)
    record.release = try row.optionalText(24).flatMap(CaseMachine.Release.init(rawValue:))
    record.handBack = handBack
    record.rating = try row.optionalInt(26).map(Int.init)
    record.endedAt = try row.optionalMoment(27)
    record.scripted = try row.bool(28)
    let facts = try field.open(try row.bytes(29), context: Self.context(id))
    record.facts = try Self.decoder.decode([String: String].self, from: Data(facts))
    record.steps = try Self.decoder.decode([Case.StepTime].self, from: Data(try row.text(30).utf8))
    return record
  }

  private static func context(_ id: CaseID) -> String { "desk_case.facts/\(id)" }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return encoder
  }
  private static var decoder: JSONDecoder { JSONDecoder() }
}

/// Which cases the journal (流水) shows.
package struct JournalFilter: Sendable {
  package var institution: InstitutionID
  package var from: BusinessDate
  package var to: BusinessDate
  package var teller: String?
  package var state: CaseMachine.State?
  package var account: String?
  package var limit: Int
  package var offset: Int

  /// - Parameter limit: at most 200 rows a page.
  package init(
    institution: InstitutionID, from: BusinessDate, to: BusinessDate, teller: String? = nil,
    state: CaseMachine.State? = nil, account: String? = nil, limit: Int = 50, offset: Int = 0
  ) {
    self.institution = institution
    self.from = from
    self.to = to
    self.teller = teller
    self.state = state
    self.account = account
    self.limit = max(1, min(limit, 200))
    self.offset = max(0, offset)
  }
}

/// How many cases of one kind a teller had on one day, and their sum.
package struct DayTotal: Sendable, Equatable {
  package let state: CaseMachine.State
  package let currency: Currency?
  package let count: Int
  package let minor: Int64
}
