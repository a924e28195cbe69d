import Access
import Audit
import Documents
import Primitives
import Storage

/// Reports over the journal: the person's own institution and everything below it, as the journal itself.
package struct ReportDesk: Sendable {
  package let house: House

  package init(_ house: House) { self.house = house }

  /// - Throws: `Refusal` `access.forbidden`, `report.period`.
  package func activity(
    _ grouping: Activity.Grouping, from: BusinessDate, to: BusinessDate, by signOn: SignOn
  ) async throws -> Activity {
    try signOn.require(.journalRead)
    let days = to.daysSince1970 - from.daysSince1970 + 1
    guard (1...ActivityRefusal.longest).contains(Int(days)) else { throw ActivityRefusal.period }
    let found = try await house.database.read { [house] tx in
      try house.access.institutions(below: signOn.institution.id, in: tx).flatMap { place in
        try ActivityTables.rows(grouping, from: from, to: to, at: place.id, in: tx)
      }
    }
    var rows: [String: Activity.Row] = [:]
    for row in found { rows[row.key, default: Activity.Row(key: row.key)].add(row) }
    let sorted = rows.values.sorted { ($0.key.count, $0.key) < ($1.key.count, $1.key) }
    return Activity(grouping: grouping, from: from, to: to, rows: sorted)
  }

  /// The outlets that a report by outlet names.
  package func outlets(_ activity: Activity) async throws -> [Institution] {
    try await house.database.read { [house] tx in
      try activity.rows.compactMap { row in
        try Int64(row.key).flatMap { try house.access.institution(InstitutionID($0), in: tx) }
      }
    }
  }

  /// The same as a file; that it was taken is on record.
  package func csv(
    _ grouping: Activity.Grouping, from: BusinessDate, to: BusinessDate, by signOn: SignOn
  ) async throws -> [UInt8] {
    let activity = try await activity(grouping, from: from, to: to, by: signOn)
    let now = house.time.now
    try await house.database.write { [house] tx in
      try house.audit.append(
        AuditEntry(
          chain: signOn.chain, institution: signOn.institution.id, at: now, actor: signOn.staff.number,
          action: "report.exported", subject: "\(signOn.institution.id)",
          detail: ["by": grouping.rawValue, "from": "\(from)", "to": "\(to)"]), in: tx)
    }
    let currencies = activity.currencies
    let head = [grouping.rawValue, "settled", "released", "open"] + currencies.map(\.code)
    return CSVText.file(
      [head]
        + activity.rows.map { row in
          [row.key, "\(row.settled)", "\(row.released)", "\(row.open)"]
            + currencies.map { Money(minor: row.amounts[$0] ?? 0, $0).decimal }
        })
  }
}
