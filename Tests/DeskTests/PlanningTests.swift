import Desk
import Storage
import TestCounter
import TestHouse
import Testing

/// SQLite reads what is open by the index made for it, however long the past is: found by a simulated branch that grew slower
/// with every case it had ever had (TR-007, BC-043).
@Suite("plans of SQLite") struct PlanningTests {
  private struct PartialIndex: Sendable {
    let name: String
    let table: String
    let first: String
    let predicate: String
  }

  private static let fleeting = [
    "IS NULL", "= 'open'", "= 'asked'", "busy_case IS NOT NULL", "IN (1, 2, 3)", "hand_back = 1",
  ]

  private func plan(_ query: String, in tx: any ReadTransaction) throws -> String {
    // An explanation is not executed, so it does not notice that the schema is another one since this reader began.
    _ = try tx.query(SQL("SELECT COUNT(*) FROM desk_case"))
    return try tx.query(SQL("EXPLAIN QUERY PLAN " + query)).map { try $0.text(3) }.joined(separator: "; ")
  }

  @Test("what is open at an outlet is found by an index over what is open")
  func open() async throws {
    let bank = try await TestBank.open()
    guard bank.desks.house.database.engine == "sqlite" else { return }
    let plans = try await bank.desks.house.database.read { tx in
      let indexes = try tx.query(
        SQL(
          """
          SELECT i.name, i.tbl_name, i.sql, (SELECT name FROM pragma_index_info(i.name) WHERE seqno = 0)
          FROM sqlite_schema AS i WHERE i.type = 'index' AND i.sql LIKE '% WHERE %'
          """)
      ).map { row in
        let (name, table, sql, first) = (try row.text(0), try row.text(1), try row.text(2), try row.text(3))
        let predicate = sql.split(separator: " WHERE ", maxSplits: 1).last.map(String.init) ?? ""
        return PartialIndex(name: name, table: table, first: first, predicate: predicate)
      }.filter { index in Self.fleeting.contains { index.predicate.contains($0) } }
      return try indexes.map { index in
        let query = "SELECT * FROM \(index.table) WHERE \(index.first) = 1 AND \(index.predicate)"
        return (index, try plan(query, in: tx))
      }
    }
    #expect(plans.count >= 18, "\(plans.count)")
    for (index, plan) in plans {
      #expect(
        plan.contains("USING") && !plan.contains("PRIMARY KEY") && !plan.contains("SCAN"), "\(index.name): \(plan)")
    }
  }

  @Test(
    "neither the counter nor the batch reads the whole past",
    arguments: [
      (
        "SELECT received FROM counter_bookings WHERE institution = 1 AND box = 1 AND state = 'open' AND currency = 'CNY' AND given <> ''",
        "counter_bookings_open"
      ),
      ("SELECT COUNT(*) FROM counter_bookings WHERE institution = 1 AND state = 'open'", "counter_bookings_open"),
      ("SELECT COUNT(*) FROM account_openings WHERE institution = 1 AND state = 'open'", "account_openings_open"),
      (
        "SELECT * FROM desk_case WHERE institution = 1 AND state IN (1, 2, 3) AND teller = x'00'",
        "desk_case_unfinished"
      ),
      (
        "SELECT * FROM desk_case WHERE institution = 1 AND business_date BETWEEN 1 AND 2 AND state = 4",
        "desk_case_by_day"
      ),
      (
        "SELECT * FROM term_deposits WHERE institution = 1 AND number > 5 AND number < 900 AND state = 'active' ORDER BY number LIMIT 9",
        "PRIMARY KEY (institution=? AND number>?"
      ),
      (
        "SELECT * FROM demand_accounts WHERE institution = 1 AND number > 5 AND state = 'active' ORDER BY number LIMIT 9",
        "PRIMARY KEY (institution=? AND number>?)"
      ),
    ])
  func counter(_ query: String, _ wanted: String) async throws {
    let bank = try await TestBank.open()
    guard bank.desks.house.database.engine == "sqlite" else { return }
    let found = try await bank.desks.house.database.read { tx in try plan(query, in: tx) }
    #expect(found.contains(wanted), "\(found)")
  }
}
