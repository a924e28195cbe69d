import Banking
import Primitives
import Storage

/// All SQL of changes to parameters. That the maker never decides is a CHECK of the table.
enum ParameterTables {
  static let steps = [
    """
    CREATE TABLE desk_parameter_change (
      id {id} NOT NULL PRIMARY KEY, institution {int} NOT NULL CHECK (institution BETWEEN 0 AND 999999),
      parameter {text} NOT NULL, valid_from {int} NOT NULL, content {text} NOT NULL, content_before {text},
      reason {text} NOT NULL, maker {id} NOT NULL, maker_number {text} NOT NULL, made_at {int} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('open', 'agreed', 'refused')), checker {id}, checker_number {text},
      checker_reason {text}, decided_at {int}, CHECK (checker IS NULL OR checker <> maker),
      CHECK ((state = 'open') = (checker IS NULL)), CHECK ((checker IS NULL) = (decided_at IS NULL)),
      CHECK (state <> 'refused' OR checker_reason IS NOT NULL)) {clustered}
    """,
    """
    CREATE UNIQUE INDEX desk_parameter_change_open ON desk_parameter_change (parameter, institution, valid_from)
    WHERE state = 'open'
    """,
  ]

  private static let insert: SQL = """
    INSERT INTO desk_parameter_change (id, institution, parameter, valid_from, content, content_before, reason, maker,
      maker_number, made_at, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open')
    ON CONFLICT (parameter, institution, valid_from) WHERE state = 'open' DO NOTHING RETURNING id
    """
  private static let columns = """
    SELECT id, institution, parameter, valid_from, content, content_before, reason, maker, maker_number, made_at, state,
      checker_number, checker_reason, decided_at FROM desk_parameter_change
    """
  private static let find = SQL(columns + " WHERE id = $1")
  private static let newest = SQL(columns + " ORDER BY made_at DESC, id LIMIT $1")
  private static let decide: SQL = """
    UPDATE desk_parameter_change SET state = $2, checker = $3, checker_number = $4, checker_reason = $5, decided_at = $6
    WHERE id = $1 AND state = 'open' RETURNING id
    """

  /// - Returns: false when a change for the same day waits already.
  static func insert(_ change: ParameterChange, in tx: any WriteTransaction) throws -> Bool {
    try !tx.query(
      insert,
      [
        .id(change.id), .int(change.institution?.code ?? 0), .text(change.kind.key), .date(change.from),
        .text(change.content), .text(change.before), .text(change.reason), .id(change.maker),
        .text(change.makerNumber), .moment(change.madeAt),
      ]
    ).isEmpty
  }

  static func find(_ id: CaseID, lock: Bool, in tx: any ReadTransaction) throws -> ParameterChange? {
    try tx.first(find, [.id(id)], lock: lock).map(read)
  }

  static func newest(_ limit: Int, in tx: any ReadTransaction) throws -> [ParameterChange] {
    try tx.query(newest, [.int(limit)]).map(read)
  }

  /// - Returns: false when it was decided meanwhile.
  static func decide(
    _ id: CaseID, _ state: ParameterChange.State, checker: StaffID, number: String, reason: String?, at now: Moment,
    in tx: any WriteTransaction
  ) throws -> Bool {
    try !tx.query(
      decide, [.id(id), .text(state.rawValue), .id(checker), .text(number), .text(reason), .moment(now)]
    ).isEmpty
  }

  private static func read(_ row: Row) throws -> ParameterChange {
    let key = try row.text(2)
    guard let kind = ParameterKind.find(key), let state = ParameterChange.State(rawValue: try row.text(10)) else {
      throw Fault("desk.parameter-row", "the change of \(key) cannot be read")
    }
    let place = try row.int(1)
    return ParameterChange(
      id: try row.id(0), kind: kind, institution: place == 0 ? nil : InstitutionID(place), from: try row.date(3),
      content: try row.text(4), before: try row.optionalText(5), reason: try row.text(6), maker: try row.id(7),
      makerNumber: try row.text(8), madeAt: try row.moment(9), state: state, checkerNumber: try row.optionalText(11),
      checkerReason: try row.optionalText(12), decidedAt: try row.optionalMoment(13))
  }
}
