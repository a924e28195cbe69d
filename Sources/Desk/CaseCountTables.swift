import Primitives
import Storage

/// How many cases were settled, by month: what errors are measured against.
enum CaseCountTables {
  private static let settled: SQL = """
    SELECT business_date / 100, COUNT(*) FROM desk_case
    WHERE institution = $1 AND business_date BETWEEN $2 AND $3 AND state = 4 GROUP BY business_date / 100
    """

  /// By month, `202611`.
  static func settled(
    from: BusinessDate, to: BusinessDate, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> [Int64: Int64] {
    let rows = try tx.query(settled, [.institution(institution), .date(from), .date(to)])
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.int(0), try $0.int(1)) })
  }
}
