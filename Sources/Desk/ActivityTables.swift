import Primitives
import Storage

/// The SQL of counting cases: one pass over the days of one institution, by the index that the journal uses.
enum ActivityTables {
  private static let byService = sql("CAST(service_code AS TEXT)")
  private static let byTeller = sql("teller_number")
  private static let byOutlet = sql("CAST(institution AS TEXT)")
  private static let byDay = sql("CAST(business_date AS TEXT)")
  /// Eight hours ahead of UTC, all year round.
  private static let byHour = sql("CAST((opened_at / 3600000 + 8) % 24 AS TEXT)")

  private static func sql(_ key: String) -> SQL {
    SQL(
      """
      SELECT \(key), state, currency, COUNT(*), CAST(SUM(COALESCE(amount, 0)) AS BIGINT) FROM desk_case
      WHERE institution = $1 AND business_date BETWEEN $2 AND $3 GROUP BY 1, 2, 3
      """)
  }

  static func rows(
    _ grouping: Activity.Grouping, from: BusinessDate, to: BusinessDate, at institution: InstitutionID,
    in tx: any ReadTransaction
  ) throws -> [Activity.Row] {
    let sql =
      switch grouping {
      case .service: byService
      case .teller: byTeller
      case .outlet: byOutlet
      case .day: byDay
      case .hour: byHour
      }
    return try tx.query(sql, [.institution(institution), .date(from), .date(to)]).map { row in
      let key = try row.text(0)
      var read = Activity.Row(key: key)
      let count = try row.int(3)
      switch CaseMachine.State(rawValue: try row.int(1)) {
      case .settled:
        read.settled = count
        if let currency = try row.optionalText(2).flatMap(Currency.init(code:)) {
          read.amounts[currency] = try row.int(4)
        }
      case .released: read.released = count
      case .opened, .waiting, .drafted, nil: read.open = count
      }
      return read
    }
  }
}
